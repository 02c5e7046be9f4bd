//! A task through a `reqwest::Client` of one's own. Runs against the sandbox, so it costs nothing.
//!
//! ```text
//! cargo run -p mindvideo --example reqwest --features reqwest,sandbox
//! ```

use std::{error::Error, time::Duration};

use mindvideo::{
    client::{Client, PollSchedule, ReqwestTransport},
    sandbox::Sandbox,
};

#[mindvideo::mindvideo_model("../schemas/veo3-1-quality.json")]
mod veo {}

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::print_stdout, reason = "it shows what happens")]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().model::<veo::Input>().start()?;

    // Redirects and retries are decided by the client, which knows what a second create may cost.
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .connect_timeout(Duration::from_secs(5))
        .build()?;
    let client = Client::builder()
        .base_url(sandbox.base_url())
        .api_key(sandbox.api_key())
        .transport(ReqwestTransport::new(http).downloads(reqwest::Client::builder())?)
        .poll_schedule(PollSchedule {
            first: Duration::from_millis(50),
            interval: Duration::from_millis(50),
            ..PollSchedule::default()
        })
        .build()?;

    let input = mindvideo::input!(veo::Input {
        prompt: "A red sports car on a coast road at sunset",
    });
    let done = client.submit(&input).await?.wait().await?;
    let path = std::env::temp_dir().join(format!("mindvideo-reqwest-{}.mp4", std::process::id()));
    for video in done.videos() {
        let saved = video.download_to(&path).await?;
        println!("{} bytes", saved.size());
        std::fs::remove_file(&path)?;
    }
    println!("paid {}", sandbox.ledger().total_charged());
    Ok(())
}
