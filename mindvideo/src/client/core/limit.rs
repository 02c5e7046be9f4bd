//! The rate at which all waits of one client ask together.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// Hands out places in time: at most `burst` at once, then one each interval, in the order in which they are asked for.
///
/// Times are those of the client's clock.
#[derive(Clone, Debug)]
pub(crate) struct Limit {
    /// When the stock of places would be full again.
    full_at: Arc<Mutex<Duration>>,
    interval: Duration,
    /// The time that the places after the first of a burst run ahead.
    ahead: Duration,
}

impl Limit {
    /// `per_second` and `burst` are at least 1.
    pub(crate) fn new(per_second: u32, burst: u32) -> Self {
        let interval = Duration::from_secs(1) / per_second.max(1);
        Self {
            full_at: Arc::default(),
            interval,
            ahead: interval.saturating_mul(burst.saturating_sub(1)),
        }
    }

    /// Takes the next place, if that is not after `latest`, and gives the time until then.
    pub(crate) fn take(&self, now: Duration, latest: Duration) -> Option<Duration> {
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        let from = now.max(*full_at);
        let wait = from.saturating_sub(self.ahead).saturating_sub(now);
        if now.saturating_add(wait) > latest {
            return None;
        }
        *full_at = from.saturating_add(self.interval);
        Some(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MILLI: Duration = Duration::from_millis(1);

    #[test]
    fn a_burst_and_then_in_turn() {
        let limit = Limit::new(10, 3);
        let now = Duration::from_secs(50);
        let take = |at| limit.take(at, Duration::MAX).unwrap();
        let places: Vec<_> = (0..6).map(|_| take(now)).collect();
        assert_eq!(places, [0, 0, 0, 100, 200, 300].map(|ms| ms * MILLI));
        assert_eq!(take(now + 400 * MILLI), Duration::ZERO);
        assert_eq!(take(now + 400 * MILLI), 100 * MILLI);
        let late = now + Duration::from_secs(9);
        let places: Vec<_> = (0..4).map(|_| take(late)).collect();
        assert_eq!(
            places,
            [0, 0, 0, 100].map(|ms| ms * MILLI),
            "full again, not more"
        );
    }

    #[test]
    fn what_is_too_late_takes_nothing() {
        let limit = Limit::new(1, 1);
        let second = Duration::from_secs(1);
        assert_eq!(limit.take(second, second), Some(Duration::ZERO));
        assert_eq!(limit.take(second, second * 3 / 2), None);
        assert_eq!(limit.take(second, second * 2), Some(second));
    }

    /// Never more than the rate and the burst in any span, and nobody waits longer than the queue is.
    #[test]
    fn a_thousand_waiters() {
        let limit = Limit::new(10, 20);
        let places: Vec<_> = (0..1000)
            .map(|n| {
                let now = n * MILLI;
                now + limit.take(now, Duration::MAX).unwrap()
            })
            .collect();
        for (at, place) in places.iter().enumerate() {
            let second = |p: &&Duration| (*place..*place + 1000 * MILLI).contains(*p);
            assert!(places.iter().filter(second).count() <= 30, "{at}");
        }
        assert!(*places.last().unwrap() <= Duration::from_secs(98) + 100 * MILLI);
    }
}
