//! Fuzzing without libFuzzer, on any toolchain: mutations of the seeds and of made up schemas,
//! without coverage.
//!
//!     cargo run --release --bin plain -- CHECK SECONDS [SEED]
//!     cargo run --release --bin plain -- seeds CHECK FOLDER     writes the seeds for cargo fuzz
//!     cargo run --release --bin plain -- replay CHECK FILE…     runs a check on files
//!
//! Inputs that make a check panic are written into `findings/`, and one that takes longer than
//! [`PATIENCE`], which ends the program.

use std::panic::catch_unwind;
use std::path::Path;
use std::process::ExitCode;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};
use std::{env, fs, io, process, thread};

use mindvideo_conformance::random::Random;
use mindvideo_fuzz::{CHECKS, Check, seeds};

/// A run that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(20);

fn main() -> io::Result<ExitCode> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let find = |name: &str| CHECKS.iter().find(|(known, _)| *known == name);
    match *arguments.as_slice() {
        ["seeds", name, folder] if find(name).is_some() => {
            fs::create_dir_all(folder)?;
            for (number, seed) in seeds::of(name)?.into_iter().enumerate() {
                fs::write(Path::new(folder).join(format!("seed-{number}")), seed)?;
            }
            Ok(ExitCode::SUCCESS)
        }
        ["replay", name, ref files @ ..] => {
            let Some((_, check)) = find(name) else {
                return Ok(usage());
            };
            for file in files {
                check(&fs::read(file)?);
            }
            Ok(ExitCode::SUCCESS)
        }
        [name, seconds, ref rest @ ..] => {
            let seed = rest.first().map_or(Some(1), |seed| seed.parse().ok());
            match (find(name), seconds.parse().ok(), seed) {
                (Some((name, check)), Some(seconds), Some(seed)) => {
                    fuzz(name, *check, Duration::from_secs(seconds), seed)
                }
                _ => Ok(usage()),
            }
        }
        _ => Ok(usage()),
    }
}

fn usage() -> ExitCode {
    let names = CHECKS.map(|(name, _)| name).join(" | ");
    eprintln!("usage: plain CHECK SECONDS [SEED] | seeds CHECK FOLDER | replay CHECK FILE…");
    eprintln!("CHECK is {names}");
    ExitCode::from(2)
}

fn fuzz(name: &str, check: Check, time: Duration, seed: u64) -> io::Result<ExitCode> {
    let seeds = seeds::of(name)?;
    let words = seeds::words();
    let mut random = Random::new(seed);
    let (mut runs, mut findings) = (0_u64, 0);
    let watchdog = watchdog(format!("findings/{name}-{seed}-hangs"));
    let started = Instant::now();
    while started.elapsed() < time && findings < 20 {
        let made_up = match random.below(3) {
            0 => seeds::made_up(name, &mut random),
            _ => None,
        };
        // What is made up is taken as it is, too.
        let (mut input, least) = match made_up {
            Some(made_up) => (made_up, 0),
            None => (random.pick(&seeds).clone(), 1),
        };
        for _ in 0..least + random.below(6) {
            mutate(&mut random, &mut input, &seeds, &words);
        }
        input.truncate(8 << 10);
        runs += 1;
        let _ = watchdog.send(input.clone());
        if catch_unwind(|| check(&input)).is_err() {
            findings += 1;
            fs::create_dir_all("findings")?;
            fs::write(format!("findings/{name}-{seed}-{runs}"), &input)?;
        }
    }
    let seconds = started.elapsed().as_secs();
    println!("{name}: {seconds} s, {runs} runs, {findings} findings");
    Ok(ExitCode::from(u8::from(findings > 0)))
}

/// Is told each input before its run. If the next one takes too long to come, the last one hangs.
fn watchdog(path: String) -> Sender<Vec<u8>> {
    let (sender, inputs) = mpsc::channel::<Vec<u8>>();
    thread::spawn(move || {
        let mut last = Vec::new();
        loop {
            match inputs.recv_timeout(PATIENCE) {
                Ok(input) => last = input,
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    let written =
                        fs::create_dir_all("findings").and_then(|()| fs::write(&path, last));
                    eprintln!("hangs: {path} {written:?}");
                    process::exit(1);
                }
            }
        }
    });
    sender
}

fn mutate(random: &mut Random, input: &mut Vec<u8>, seeds: &[Vec<u8>], words: &[String]) {
    let at = random.below(input.len() + 1);
    let end = (at + random.below(24)).min(input.len());
    match random.below(8) {
        0 if at < input.len() => input[at] ^= 1 << random.below(8),
        1 => input.insert(at, random.one(b"{}[]\",:0-9.eE\\u/ntfa\0 ")),
        2 => drop(input.drain(at..end)),
        3 => {
            let copy = input[at..end].to_vec();
            let to = random.below(input.len() + 1);
            input.splice(to..to, copy);
        }
        4 => {
            let other = random.pick(seeds);
            let from = random.below(other.len() + 1);
            let piece = other[from..(from + random.below(60)).min(other.len())].to_vec();
            input.splice(at..end, piece);
        }
        5 => {
            // A number in place of what stands there.
            let numbers = [
                "0",
                "-1",
                "1.0",
                "1e400",
                "1e-400",
                "0.1",
                "18446744073709551616",
            ];
            input.splice(at..end, random.one(&numbers).bytes());
        }
        _ => {
            let word = random.pick(words);
            input.splice(at..at, word.bytes());
        }
    }
}
