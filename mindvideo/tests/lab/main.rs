//! The fault laboratory, short: see `lab/README.md` for the long runs.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop anywhere"
)]

mod cancel;
mod kill;
mod model;
mod simulate;
mod world;

/// Twenty thousand purchases through everything that a network, a server, a disk and a crash can do.
#[test]
fn nothing_is_paid_twice_or_lost() {
    let report = simulate::simulate(0..20_000);
    assert!(report.is_clean(), "{report}");
    assert!(report.faults.len() > 25, "{report}");
    assert!(report.crashes > 5_000 && report.unknown > 500, "{report}");
}

/// The same seeds give the same run.
#[test]
fn a_run_repeats() {
    let once = simulate::simulate(500..600).to_string();
    assert_eq!(once, simulate::simulate(500..600).to_string());
}
