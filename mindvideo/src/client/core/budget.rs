//! The retries that the calls of one client share.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// When a server is down, a thousand calls that each try six times are a storm. So a client's calls share a stock of
/// retries: a retry takes one, a success gives a tenth back. A create in doubt may draw on a fifth more, since an unknown
/// charge outranks politeness.
#[derive(Clone, Debug)]
pub(crate) struct Budget {
    /// In tenths of a retry.
    left: Arc<AtomicU64>,
    full: u64,
    reserve: u64,
}

const RETRY: u64 = 10;
const SUCCESS: u64 = 1;

impl Budget {
    pub(crate) fn new(retries: u32) -> Self {
        let shared = u64::from(retries).saturating_mul(RETRY);
        let reserve = shared / 5;
        let full = shared.saturating_add(reserve);
        Self {
            left: Arc::new(AtomicU64::new(full)),
            full,
            reserve,
        }
    }

    /// Takes a retry if there is one.
    pub(crate) fn take(&self, doubt: bool) -> bool {
        let kept = if doubt { 0 } else { self.reserve };
        let less = |left: u64| left.checked_sub(RETRY).filter(|rest| *rest >= kept);
        self.left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less)
            .is_ok()
    }

    /// Counts a success.
    pub(crate) fn earn(&self) {
        let more = |left: u64| Some(left.saturating_add(SUCCESS).min(self.full));
        // The closure never declines.
        let _ = self
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stock_with_a_reserve() {
        let budget = Budget::new(10);
        let taken = |doubt| (0..100).take_while(|_| budget.take(doubt)).count();
        assert_eq!(taken(false), 10);
        assert_eq!(taken(true), 2);
        assert_eq!(taken(true), 0);
        for _ in 0..9 {
            budget.earn();
        }
        assert_eq!(taken(true), 0);
        budget.earn();
        assert_eq!((taken(false), taken(true)), (0, 1));
        for _ in 0..1000 {
            budget.earn();
        }
        assert_eq!((taken(false), taken(true)), (10, 2), "never more than full");
    }

    #[test]
    fn extremes() {
        assert!(!Budget::new(0).take(true));
        let endless = Budget::new(u32::MAX);
        endless.earn();
        assert!(endless.take(false));
    }
}
