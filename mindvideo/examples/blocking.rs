//! A task without any async runtime: submit, watch, fetch. Runs against the sandbox, so it costs nothing.
//!
//! ```text
//! cargo run -p mindvideo --example blocking --features sandbox
//! ```

use std::{error::Error, time::Duration};

use mindvideo::{
    client::{Attempt, IdempotencyKey, PollSchedule, Update, blocking::Client},
    sandbox::Sandbox,
};

#[mindvideo::mindvideo_model("../schemas/veo3-1-quality.json")]
mod veo {}

#[expect(clippy::print_stdout, reason = "it shows what happens")]
fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().model::<veo::Input>().start()?;
    let client = Client::builder()
        .base_url(sandbox.base_url())
        .api_key(sandbox.api_key())
        .poll_schedule(PollSchedule {
            first: Duration::from_millis(50),
            interval: Duration::from_millis(50),
            ..PollSchedule::default()
        })
        .build_blocking()?;

    let input = mindvideo::input!(veo::Input {
        prompt: "A red sports car on a coast road at sunset",
        resolution: "720p",
    });
    let key = IdempotencyKey::for_business_id("orders", "order-1234", Attempt::FIRST)?;
    let task = client.submit(&input).idempotency_key(key).send()?;
    for update in task.updates() {
        match update? {
            Update::Status(snapshot) => println!("{}: {}", snapshot.task_id(), snapshot.status()),
            Update::TransientError { error, .. } => println!("{error}"),
            _ => {}
        }
    }

    let done = task.wait()?;
    let folder = std::env::temp_dir().join(format!("mindvideo-blocking-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    for (number, video) in done.videos().iter().enumerate() {
        let saved = video.download_to(folder.join(format!("{number}.mp4")))?;
        println!("{} bytes", saved.size());
    }
    std::fs::remove_dir_all(&folder)?;

    println!(
        "paid {} for {} task",
        sandbox.ledger().total_charged(),
        sandbox.ledger().tasks().len()
    );
    Ok(())
}
