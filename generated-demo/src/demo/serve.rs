//! `sandbox`: the API's stand-in for commands that run one after the other.

use std::env;

use serde_json::json;

use super::{
    args::Serve,
    fault::Fault,
    place::{self, API_KEY, PLAY_KEY},
    voice::Voice,
    way::Signals,
};

/// Serves until Ctrl-C or SIGTERM. Tasks are kept in memory and forgotten then.
///
/// # Errors
/// When the port is taken.
pub(crate) async fn serve(options: &Serve, voice: &mut Voice) -> Result<(), Fault> {
    let mut signals = Signals::new().map_err(Fault::Runtime)?;
    // Whoever talks to it from the same environment sends the same key.
    let key = env::var(API_KEY).unwrap_or_else(|_| PLAY_KEY.to_owned());
    let filled = place::filled(options.pace).port(options.port).api_key(key);
    let sandbox = filled.start().map_err(Fault::Sandbox)?;
    let url = sandbox.base_url();
    voice.tell(
        "listening",
        json!({"base_url": url}),
        format_args!("sandbox  {url}, until Ctrl-C"),
    );
    voice.aside(format_args!(
        "use it   generated-demo run MODEL --base-url {url}"
    ));
    if env::var_os(API_KEY).is_some() {
        voice.aside(format_args!("key      that in {API_KEY}"));
    }
    signals.next().await;
    let ledger = sandbox.ledger();
    let (tasks, charged) = (ledger.tasks().len(), ledger.total_charged());
    voice.aside(format_args!(
        "\nstopped  {tasks} tasks are forgotten; {charged} of play money was charged"
    ));
    Ok(())
}
