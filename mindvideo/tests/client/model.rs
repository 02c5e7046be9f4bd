//! A model, and a client whose pauses are short and whose patience is long: on a busy machine a healthy server is late, and
//! a limit that is short for the sake of speed would make a fault of it. Where silence is the subject, a test sets its own.

use std::time::Duration;

use mindvideo::{
    Valid,
    client::{Client, ClientBuilder, DownloadLimits, PollSchedule, RetryPolicy},
};

pub(crate) use self::veo::Input;

#[mindvideo::mindvideo_model("../schemas/veo3-1-quality.json")]
pub(crate) mod veo {}

/// Of another model.
#[mindvideo::mindvideo_model("../mindvideo-codegen/tests/golden/nullable.json")]
pub(crate) mod nullable {}

pub(crate) fn input(prompt: &str) -> Valid<Input> {
    Input::new(prompt).validate().unwrap()
}

/// Not a word that any reply or message would hold by chance.
pub(crate) const KEY: &str = "mv_live_canary_7f3a";

/// What a healthy server never needs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// A retry policy with short pauses and this limit of an attempt.
pub(crate) fn retry(attempt_limit: Duration) -> RetryPolicy {
    let millis = Duration::from_millis;
    RetryPolicy {
        pause: millis(2),
        slow_pause: millis(4),
        longest_pause: millis(20),
        attempt_limit,
        ..RetryPolicy::default()
    }
}

pub(crate) fn builder(base: &str) -> ClientBuilder {
    let millis = Duration::from_millis;
    Client::builder()
        .api_key(KEY)
        .base_url(base)
        .jitter_seed(1)
        .retry_policy(retry(PATIENCE))
        .poll_schedule(PollSchedule {
            first: millis(5),
            interval: millis(5),
            longest: millis(20),
            last_call: PATIENCE,
            ..PollSchedule::default()
        })
        .download_limits(DownloadLimits {
            idle: PATIENCE,
            ..DownloadLimits::default()
        })
}

pub(crate) fn client(base: &str) -> Client {
    builder(base).build().unwrap()
}
