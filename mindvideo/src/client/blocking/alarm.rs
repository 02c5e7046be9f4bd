//! Points in time at which a thread must stop waiting.

use std::{
    cell::RefCell,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

thread_local! {
    /// The alarms of this thread, by number.
    static ALARMS: RefCell<Vec<(u64, Instant)>> = const { RefCell::new(Vec::new()) };
}

/// Numbers are never used twice, so an alarm that is dropped on another thread takes none of that thread's away.
static NUMBERS: AtomicU64 = AtomicU64::new(0);

/// Longest wait without any alarm.
const LONG: Duration = Duration::from_hours(24);

/// An alarm of the thread that has set it, off when dropped.
#[derive(Debug)]
pub(crate) struct Alarm {
    number: u64,
    due: Instant,
}

/// An alarm of this thread is due.
#[derive(Debug)]
pub(crate) struct Due;

impl Alarm {
    pub(crate) fn after(duration: Duration) -> Self {
        let now = Instant::now();
        let due = now.checked_add(duration).unwrap_or_else(|| now + LONG);
        let number = NUMBERS.fetch_add(1, Ordering::Relaxed);
        ALARMS.with_borrow_mut(|alarms| alarms.push((number, due)));
        Self { number, due }
    }

    pub(crate) fn is_due(&self) -> bool {
        Instant::now() >= self.due
    }

    /// Waits until it is due.
    pub(crate) fn wait(&self) {
        std::thread::sleep(self.due.saturating_duration_since(Instant::now()));
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        // A thread that ends has no alarms any more.
        let _ = ALARMS.try_with(|alarms| {
            alarms
                .borrow_mut()
                .retain(|(number, _)| *number != self.number);
        });
    }
}

/// The time until the next alarm of this thread.
pub(crate) fn left() -> Result<Duration, Due> {
    let next = ALARMS.with_borrow(|alarms| alarms.iter().map(|(_, due)| *due).min());
    let left = next.map_or(LONG, |due| due.saturating_duration_since(Instant::now()));
    if left.is_zero() { Err(Due) } else { Ok(left) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_one_counts_until_it_is_dropped() {
        assert_eq!(left().unwrap(), LONG);
        let far = Alarm::after(Duration::from_secs(100));
        let near = Alarm::after(Duration::from_millis(5));
        assert!(left().unwrap() <= Duration::from_millis(5));
        near.wait();
        assert!(near.is_due() && !far.is_due() && left().is_err());
        drop(near);
        assert!(left().unwrap() > Duration::from_secs(90));
        let endless = Alarm::after(Duration::MAX);
        drop(far);
        assert!(left().unwrap() > Duration::from_hours(23));
        drop(endless);
        assert_eq!(left().unwrap(), LONG);
    }
}
