//! The fault laboratory, short: see `docs/reliability.md` for the long runs.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop anywhere"
)]

mod both;
mod cancel;
mod crash;
mod events;
mod kill;
mod model;
mod power;
mod relay;
mod simulate;
mod world;

/// Six thousand purchases through everything that a network, a server, a disk and a crash can do.
#[test]
fn nothing_is_paid_twice_or_lost() {
    let report = simulate::simulate(0..6_000);
    assert!(report.is_clean(), "{report}");
    assert!(report.faults.len() > 25, "{report}");
    assert!(report.crashes > 1_500 && report.unknown > 500, "{report}");
    assert!(report.contested > 1_000, "{report}");
}

/// Seeds that found something once: a journal that failed at the acceptance and held at the end, and then a refusal.
#[test]
fn seeds_of_old_faults() {
    for seed in [57_579, 91_219] {
        let report = simulate::simulate(seed..seed + 1);
        assert!(report.is_clean(), "{report}");
    }
}

/// The same seeds give the same run.
#[test]
fn a_run_repeats() {
    let once = simulate::simulate(500..600).to_string();
    assert_eq!(once, simulate::simulate(500..600).to_string());
}
