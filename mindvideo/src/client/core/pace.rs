//! How long to pause, and when to stop trying.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, header};

use super::{budget::Budget, retry::Pace, rng::Rng};
use crate::client::config::RetryPolicy;

/// The effort spent on one call.
#[derive(Clone, Debug)]
pub(crate) struct Effort {
    policy: RetryPolicy,
    budget: Budget,
    rng: Rng,
    attempts: u32,
}

impl Effort {
    pub(crate) fn new(policy: RetryPolicy, budget: Budget, seed: u64) -> Self {
        Self {
            policy,
            budget,
            rng: Rng::new(seed),
            attempts: 0,
        }
    }

    /// Counts an attempt that begins and gives its limit.
    pub(crate) fn begin(&mut self) -> Duration {
        self.attempts = self.attempts.saturating_add(1);
        self.policy.attempt_limit
    }

    /// Counts an attempt that succeeded.
    pub(crate) fn succeed(&self) {
        self.budget.earn();
    }

    /// The pause before one more attempt; `None` when attempts, time, the client's retries or the server's patience are used
    /// up. `doubt`: somebody may have been charged.
    pub(crate) fn again(
        &mut self,
        now: Duration,
        pace: Pace,
        retry_after: Option<Duration>,
        doubt: bool,
    ) -> Option<Duration> {
        if self.attempts >= self.policy.attempts {
            return None;
        }
        self.pause(now, self.attempts, pace, retry_after)
            .filter(|_| self.budget.take(doubt))
    }

    /// As [`again`](Self::again), for a caller that counts its tries itself.
    pub(crate) fn pause(
        &mut self,
        now: Duration,
        tries: u32,
        pace: Pace,
        retry_after: Option<Duration>,
    ) -> Option<Duration> {
        if retry_after.is_some_and(|wait| wait > self.policy.longest_retry_after) {
            return None;
        }
        let pause = pause(&self.policy, &mut self.rng, tries, pace, retry_after);
        (now.saturating_add(pause) < self.policy.budget).then_some(pause)
    }
}

/// Full jitter below a bound that doubles with each try, never below `retry_after`, and up to a tenth more so that the
/// clients that were sent away together do not come back together.
pub(crate) fn pause(
    policy: &RetryPolicy,
    rng: &mut Rng,
    tries: u32,
    pace: Pace,
    retry_after: Option<Duration>,
) -> Duration {
    let base = match pace {
        Pace::Normal => policy.pause,
        Pace::Slow => policy.slow_pause,
    };
    let bound = base
        .saturating_mul(2_u32.saturating_pow(tries.saturating_sub(1)))
        .min(policy.longest_pause);
    let pause = rng.up_to(bound).max(retry_after.unwrap_or_default());
    pause.saturating_add(rng.up_to(pause / 10))
}

/// The `Retry-After` of a reply: seconds, or a date compared with the reply's own `Date`, so that no local clock matters.
///
/// Of several the longest counts. What is neither, or a date without a `Date`, is none.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let date = |text: &str| httpdate::parse_http_date(text).ok();
    let sent: Option<SystemTime> = headers
        .get(header::DATE)
        .and_then(|value| date(value.to_str().ok()?));
    let one = |text: &str| {
        if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
            return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
        }
        Some(date(text)?.duration_since(sent?).unwrap_or_default())
    };
    headers
        .get_all(header::RETRY_AFTER)
        .iter()
        .filter_map(|value| one(value.to_str().ok()?.trim()))
        .max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_retry_after() {
        const DATE: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
        let seconds = |s| Some(Duration::from_secs(s));
        for (values, date, expected) in [
            (&["0"][..], None, seconds(0)),
            (&[" 7 "], None, seconds(7)),
            (&["86400"], Some(DATE), seconds(86_400)),
            (&["99999999999999999999999"], None, seconds(u64::MAX)),
            (&["Sun, 06 Nov 1994 08:49:47 GMT"], Some(DATE), seconds(10)),
            (&["Sun, 06 Nov 1994 08:49:27 GMT"], Some(DATE), seconds(0)),
            (&["Sun, 06 Nov 1994 08:49:47 GMT"], None, None),
            (&["Sun, 06 Nov 1994 08:49:47 GMT"], Some("yesterday"), None),
            (&["-1"], None, None),
            (&["1.5"], None, None),
            (&["soon"], Some(DATE), None),
            (&[""], None, None),
            (&["2", "5", "junk"], None, seconds(5)),
            (&[], None, None),
        ] {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(header::RETRY_AFTER, value.parse().unwrap());
            }
            if let Some(date) = date {
                headers.insert(header::DATE, date.parse().unwrap());
            }
            assert_eq!(retry_after(&headers), expected, "{values:?}");
        }
    }

    #[test]
    fn pauses_grow_within_bounds() {
        let policy = RetryPolicy::default();
        let mut rng = Rng::new(1);
        for tries in 1..40 {
            let bound = (policy.pause * 2_u32.saturating_pow(tries - 1)).min(policy.longest_pause);
            for _ in 0..50 {
                assert!(pause(&policy, &mut rng, tries, Pace::Normal, None) <= bound + bound / 10);
            }
            let asked = Duration::from_secs(3);
            let told = pause(&policy, &mut rng, 1, Pace::Slow, Some(asked));
            assert!((asked..=asked + asked / 10).contains(&told));
        }
    }

    #[test]
    fn effort_ends() {
        let policy = RetryPolicy {
            attempts: 3,
            budget: Duration::from_secs(10),
            ..RetryPolicy::default()
        };
        let mut effort = Effort::new(policy, Budget::new(1), 1);
        effort.begin();
        assert!(
            effort
                .again(Duration::ZERO, Pace::Normal, None, false)
                .is_some()
        );
        assert!(
            effort
                .again(Duration::from_secs(10), Pace::Normal, None, false)
                .is_none(),
            "budget"
        );
        assert!(
            effort
                .again(
                    Duration::ZERO,
                    Pace::Slow,
                    Some(Duration::from_secs(61)),
                    false
                )
                .is_none(),
            "told to wait too long"
        );
        assert!(
            effort
                .again(
                    Duration::ZERO,
                    Pace::Slow,
                    Some(Duration::from_secs(11)),
                    false
                )
                .is_none(),
            "told to wait past the budget"
        );
        effort.begin();
        effort.begin();
        assert!(
            effort
                .again(Duration::ZERO, Pace::Normal, None, false)
                .is_none(),
            "attempts"
        );
        let mut effort = Effort::new(RetryPolicy::default(), Budget::new(0), 1);
        effort.begin();
        assert!(
            effort
                .again(Duration::ZERO, Pace::Normal, None, true)
                .is_none(),
            "the client's retries"
        );
    }
}
