//! A model, and a client that does not dawdle.

use std::time::Duration;

use mindvideo::{
    Valid,
    client::{Client, ClientBuilder, DownloadLimits, PollSchedule, RetryPolicy},
};

pub(crate) use self::veo::Input;

#[mindvideo::mindvideo_model("../schemas/veo3-1-quality.json")]
pub(crate) mod veo {}

pub(crate) fn input(prompt: &str) -> Valid<Input> {
    Input::new(prompt).validate().unwrap()
}

/// Not a word that any reply or message would hold by chance.
pub(crate) const KEY: &str = "mv_live_canary_7f3a";

pub(crate) fn builder(base: &str) -> ClientBuilder {
    let millis = Duration::from_millis;
    Client::builder()
        .api_key(KEY)
        .base_url(base)
        .jitter_seed(1)
        .retry_policy(RetryPolicy {
            pause: millis(2),
            slow_pause: millis(4),
            longest_pause: millis(20),
            attempt_limit: millis(400),
            ..RetryPolicy::default()
        })
        .poll_schedule(PollSchedule {
            first: millis(5),
            interval: millis(5),
            longest: millis(20),
            last_call: millis(400),
            deadline: Duration::from_secs(5),
            invisible_limit: millis(200),
            ..PollSchedule::default()
        })
        .download_limits(DownloadLimits {
            idle: millis(400),
            ..DownloadLimits::default()
        })
}

pub(crate) fn client(base: &str) -> Client {
    builder(base).build().unwrap()
}
