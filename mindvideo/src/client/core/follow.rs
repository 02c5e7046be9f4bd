//! Whether a stream that broke off is opened again.

use std::time::Duration;

use super::{pace, retry::Pace, rng::Rng};
use crate::client::config::RetryPolicy;

/// How often a stream is opened again without anything new between.
const MOST_LOSSES: u32 = 5;

/// Counts the breaks of a stream of events and paces its reopening.
///
/// Only a stream whose last event has an id can go on where it was; another would begin anew and tell everything twice.
#[derive(Debug)]
pub(crate) struct Follow {
    policy: RetryPolicy,
    rng: Rng,
    losses: u32,
}

impl Follow {
    pub(crate) fn new(policy: RetryPolicy, seed: u64) -> Self {
        Self {
            policy,
            rng: Rng::new(seed),
            losses: 0,
        }
    }

    /// Something new has come.
    pub(crate) fn progress(&mut self) {
        self.losses = 0;
    }

    /// The stream broke. The pause before it is opened again; `None` when it is not. `asked`: the pause the server wants.
    pub(crate) fn lost(&mut self, resumable: bool, asked: Option<Duration>) -> Option<Duration> {
        self.losses += 1;
        let patient = asked.is_none_or(|pause| pause <= self.policy.longest_retry_after);
        (resumable && patient && self.losses <= MOST_LOSSES).then(|| {
            pace::pause(
                &self.policy,
                &mut self.rng,
                self.losses,
                Pace::Normal,
                asked,
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_up_without_progress() {
        let mut follow = Follow::new(RetryPolicy::default(), 1);
        for _ in 0..3 {
            for _ in 0..MOST_LOSSES {
                assert!(follow.lost(true, None).is_some());
            }
            assert!(follow.lost(true, None).is_none());
            follow.progress();
        }
        assert!(follow.lost(false, None).is_none());
        let asked = Duration::from_secs(7);
        assert!(follow.lost(true, Some(asked)).unwrap() >= asked);
        assert!(follow.lost(true, Some(Duration::from_hours(1))).is_none());
    }
}
