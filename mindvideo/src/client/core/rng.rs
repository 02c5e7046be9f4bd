//! Chance for pauses, from a seed.

use std::time::Duration;

/// `SplitMix64`: small, seeded, and good enough to keep clients from marching in step. Not for secrets.
#[derive(Clone, Debug)]
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A duration from zero to `most`, evenly, in steps of a 65,536th.
    pub(crate) fn up_to(&mut self, most: Duration) -> Duration {
        let share = u32::from((self.next() >> 48) as u16);
        most / 65_536 * share
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_in_bounds_and_repeats() {
        let (mut one, mut two) = (Rng::new(7), Rng::new(7));
        let most = Duration::from_secs(10);
        let draws: Vec<_> = (0..1000).map(|_| one.up_to(most)).collect();
        assert!(draws.iter().all(|d| *d < most));
        assert!(draws.iter().all(|d| *d == two.up_to(most)));
        let mean = draws.iter().sum::<Duration>() / 1000;
        assert!(
            (Duration::from_millis(4500)..Duration::from_millis(5500)).contains(&mean),
            "{mean:?}"
        );
        assert_eq!(one.up_to(Duration::ZERO), Duration::ZERO);
        assert!(one.up_to(Duration::MAX) <= Duration::MAX);
    }
}
