//! This project's client. Nothing is set but what makes the contest short.

use std::path::Path;

use mindvideo::{
    Valid,
    client::{Client, ClientBuilder, PollSchedule, RetryPolicy, journal::FileJournal},
};

use super::{Bought, PATIENCE, PAUSE};

#[mindvideo::mindvideo_model("../../schemas/veo3-1-quality.json")]
mod veo {}

pub(crate) async fn buy(base: &str, journal: Option<&Path>) -> Bought {
    let client = builder(base, journal)?.build()?;
    let task = client.submit(&input()).await?;
    let done = task.wait().await?;
    Ok(done.snapshot().task_id().to_string())
}

pub(crate) async fn buy_blocking(base: &str, journal: Option<&Path>) -> Bought {
    let builder = builder(base, journal)?;
    let buying = tokio::task::spawn_blocking(move || -> Bought {
        let client = builder.build_blocking()?;
        let task = client.submit(&input()).send()?;
        let done = task.wait()?;
        Ok(done.snapshot().task_id().to_string())
    });
    buying.await?
}

fn input() -> Valid<veo::Input> {
    mindvideo::input!(veo::Input { prompt: "a car" })
}

fn builder(
    base: &str,
    journal: Option<&Path>,
) -> Result<ClientBuilder, Box<dyn std::error::Error + Send + Sync>> {
    let builder = Client::builder()
        .api_key("mv_peers")
        .base_url(base)
        .retry_policy(RetryPolicy {
            attempt_limit: PATIENCE,
            ..RetryPolicy::default()
        })
        .poll_schedule(PollSchedule {
            first: PAUSE,
            interval: PAUSE,
            ..PollSchedule::default()
        });
    Ok(match journal {
        Some(path) => builder.journal(FileJournal::open(path)?),
        None => builder,
    })
}
