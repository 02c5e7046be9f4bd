//! What a user may set, with the defaults and what they are for.

use std::time::Duration;

use super::config_error::ConfigError;

/// How often and how long one call is tried again.
///
/// ```
/// use mindvideo::client::{Client, RetryPolicy};
///
/// let client = Client::builder().api_key("mv_live_x").retry_policy(RetryPolicy { attempts: 3, ..RetryPolicy::default() }).build()?;
/// # Ok::<(), mindvideo::client::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Requests for one call, the first included. At least 1; default 6.
    pub attempts: u32,
    /// No attempt begins later than this after the first. Default 120 s.
    pub budget: Duration,
    /// Longest pause after a first failure; the bound doubles with each further one, and the pause is drawn evenly from
    /// zero to the bound. Default 250 ms.
    pub pause: Duration,
    /// The same after 429 and 503, where the server asked for air. Default 1 s.
    pub slow_pause: Duration,
    /// No bound grows beyond this. Default 20 s.
    pub longest_pause: Duration,
    /// A `Retry-After` beyond this is not slept through but returned to the caller; a wait for a task asks again after this.
    /// Default 60 s.
    pub longest_retry_after: Duration,
    /// Limit of one request, from the first byte to the last of a JSON reply. Default 30 s.
    pub attempt_limit: Duration,
    /// Retries that all calls of a client share, so that a thousand calls to a server that is down are no storm. A success
    /// earns a tenth of one back; a create in doubt may draw on a fifth more. Default 100.
    pub shared_retries: u32,
    /// So long after its intent a create in doubt is sent again by itself; the server may forget a key later (assumption A9),
    /// and then the same request would be charged anew. Only a journal knows such age; where the clock was set back it knows
    /// none, and a person has to decide. Default 24 h.
    pub key_memory: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 6,
            budget: Duration::from_mins(2),
            pause: Duration::from_millis(250),
            slow_pause: Duration::from_secs(1),
            longest_pause: Duration::from_secs(20),
            longest_retry_after: Duration::from_mins(1),
            attempt_limit: Duration::from_secs(30),
            shared_retries: 100,
            key_memory: Duration::from_hours(24),
        }
    }
}

/// When a waiting client asks for the task's state.
///
/// With the defaults a task of 105 s costs 17 requests or 18, never more, and its end is noticed within 5 s on average.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PollSchedule {
    /// From the create reply to the first request. A task resumed by its id is asked for at once. Default 5 s.
    pub first: Duration,
    /// From the first request to the second. Default 2 s.
    pub interval: Duration,
    /// Each interval is this many percent of the one before; 100 keeps it. Default 125.
    pub growth_percent: u32,
    /// No interval grows beyond this. Default 8 s.
    pub longest: Duration,
    /// Each interval varies by up to this many percent either way, so that many waiters do not march in step. Default 9.
    pub jitter_percent: u32,
    /// When [`wait`](super::Task::wait) gives up; the task goes on. Default 30 minutes.
    pub deadline: Duration,
    /// The last request, sent when the deadline is reached, may take this long. Default 1 s.
    pub last_call: Duration,
    /// A status that this version does not know ends the wait when it has stood this long. Default 10 minutes.
    pub unknown_status_limit: Duration,
    /// So long after our own create a 404 means "not visible yet". Default 30 s.
    pub invisible_limit: Duration,
    /// Requests a second that all waits of a client make together, in the order in which they are due. At least 1;
    /// default 10.
    pub most_per_second: u32,
    /// So many of them may come at once after a quiet time. At least 1; default 20.
    pub burst: u32,
}

impl Default for PollSchedule {
    fn default() -> Self {
        Self {
            first: Duration::from_secs(5),
            interval: Duration::from_secs(2),
            growth_percent: 125,
            longest: Duration::from_secs(8),
            jitter_percent: 9,
            deadline: Duration::from_mins(30),
            last_call: Duration::from_secs(1),
            unknown_status_limit: Duration::from_mins(10),
            invisible_limit: Duration::from_secs(30),
            most_per_second: 10,
            burst: 20,
        }
    }
}

/// Bounds of a download.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DownloadLimits {
    /// Largest file, in bytes. Default 2 GiB.
    pub largest: u64,
    /// A body that brings no byte for this long is cut and resumed. Default 20 s.
    pub idle: Duration,
    /// Tries in a row that bring no new byte before the download fails. At least 1; default 6.
    pub attempts: u32,
    /// Redirects followed for one URL, each host checked anew. Default 5.
    pub redirects: u32,
    /// Whether files may come from loopback, private and link-local hosts. A server names these URLs, so the default is
    /// no; the base URL's own host is allowed when it is loopback.
    pub allow_private_hosts: bool,
}

impl Default for DownloadLimits {
    fn default() -> Self {
        Self {
            largest: 2 << 30,
            idle: Duration::from_secs(20),
            attempts: 6,
            redirects: 5,
            allow_private_hosts: false,
        }
    }
}

/// An interval of zero would be a request loop without a pause.
pub(crate) fn check(
    retry: &RetryPolicy,
    poll: &PollSchedule,
    download: &DownloadLimits,
) -> Result<(), ConfigError> {
    let refuse = |setting: &str, cure: &str| Err(ConfigError::new(setting, "is zero", cure));
    if retry.attempts == 0 {
        return refuse(
            "RetryPolicy::attempts",
            "allow at least the first attempt: 1",
        );
    }
    if retry.attempt_limit.is_zero() {
        return refuse(
            "RetryPolicy::attempt_limit",
            "give a request some time, such as 30 s",
        );
    }
    if poll.interval.is_zero() || poll.longest.is_zero() {
        return refuse(
            "PollSchedule::interval or ::longest",
            "leave a pause between two polls, such as 2 s",
        );
    }
    if poll.most_per_second == 0 || poll.burst == 0 {
        return refuse(
            "PollSchedule::most_per_second or ::burst",
            "allow at least one request: 1",
        );
    }
    if poll.growth_percent == 0 {
        return refuse(
            "PollSchedule::growth_percent",
            "use 100 for equal intervals",
        );
    }
    if download.attempts == 0 {
        return refuse(
            "DownloadLimits::attempts",
            "allow at least the first attempt: 1",
        );
    }
    Ok(())
}
