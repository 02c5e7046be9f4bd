//! The fault laboratory, long: `cargo run --release --example lab --features sandbox -- simulate 1000000`.
//!
//! It proves by numbers that nothing is paid twice and nothing is lost; `docs/reliability.md` says how to read them.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a program for experiments may stop"
)]
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "its output is its purpose"
)]

use std::process::{Command, ExitCode};

#[path = "../../tests/lab/both.rs"]
mod both;
#[path = "../../tests/lab/crash.rs"]
mod crash;
#[path = "../../tests/lab/events.rs"]
mod events;
#[path = "../../tests/lab/kill.rs"]
mod kill;
#[path = "../../tests/lab/model.rs"]
mod model;
#[path = "../../tests/lab/power.rs"]
mod power;
#[path = "../../tests/lab/relay.rs"]
mod relay;
#[path = "../../tests/lab/simulate.rs"]
mod simulate;
#[path = "../../tests/lab/world.rs"]
mod world;

const USAGE: &str = "\
usage: lab simulate SUBMISSIONS [FIRST-SEED]
       lab kill KILLS [SEED]
       lab crash TIMES-AT-EACH-POINT
       lab power BYTES-FROM-CUT-TO-CUT
       lab events CHUNKINGS [FIRST-SEED]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| arguments.get(at).and_then(|text| text.parse::<u64>().ok());
    match (arguments.first().map(String::as_str), number(1)) {
        (Some("simulate"), Some(count)) => {
            let first = number(2).unwrap_or(0);
            let report = simulate::simulate(first..first + count);
            println!("seeds            {first}..{}\n{report}", first + count);
            ExitCode::from(u8::from(!report.is_clean()))
        }
        (Some("kill"), Some(kills)) => {
            let seed = number(2).unwrap_or(0);
            let report = kill::run(kills, seed, || child("buy"));
            println!("seed             {seed:>10}\n{report}");
            ExitCode::from(u8::from(report.double_charges + report.lost > 0))
        }
        (Some("crash"), Some(times)) => {
            let report = crash::run(times, || child("live"));
            println!("{report}");
            ExitCode::from(u8::from(!report.is_clean() || !report.is_complete(times)))
        }
        (Some("power"), Some(every @ 1..)) => {
            let report = power::run(every);
            println!("{report}");
            ExitCode::from(u8::from(!report.is_clean()))
        }
        (Some("events"), Some(count)) => {
            let first = number(2).unwrap_or(0);
            let report = events::run(first..first + count);
            println!("seeds            {first}..{}\n{report}", first + count);
            println!("{}", events::throughput(64 << 20));
            ExitCode::from(u8::from(!report.differing.is_empty()))
        }
        (Some("buy"), _) => kill::buy(),
        (Some("live"), _) => crash::live(),
        _ => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

/// This program again, with another life.
fn child(life: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.arg(life);
    command
}
