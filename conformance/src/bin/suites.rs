//! Runs the official suite, the probe and the real schemas through generated, compiled types and
//! through the evaluator.
//!
//!     cargo run --manifest-path conformance/Cargo.toml --bin suites -- [draft7 probe …] [--list N]
//!
//! Without a choice all of them run. A test is right when both ways of reading and the evaluator
//! accept the instance exactly when it is valid, and when it is given back unchanged. It ends with
//! an error when a case goes wrong that `known.txt` does not list, or one goes right that it lists.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::{env, io};

use mindvideo_codegen::Settings;
use mindvideo_conformance::cases::{self, CHOICES, Case, Test};
use mindvideo_conformance::compiled::{Answer, Made, Types};
use mindvideo_conformance::evaluator;
use mindvideo_conformance::known::Known;
use mindvideo_schema::Evaluator;

fn main() -> io::Result<ExitCode> {
    let (choices, most) = match arguments() {
        Ok(arguments) => arguments,
        Err(usage) => {
            eprintln!("{usage}");
            return Ok(ExitCode::from(2));
        }
    };
    let Some(shared) = env::var_os("MINDVIDEO_SHARED") else {
        println!("skipped: MINDVIDEO_SHARED names no folder with the suites");
        return Ok(ExitCode::SUCCESS);
    };
    let mut all = Vec::new();
    for choice in &choices {
        all.extend(cases::cases(choice, Path::new(&shared))?);
    }
    let wrong = run(&all)?;
    let all_is_well = report(&all, &wrong, most);
    Ok(if all_is_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// What to run, and how many wrong cases to print.
fn arguments() -> Result<(Vec<String>, usize), String> {
    let usage = || format!("usage: suites [{}] [--list N]", CHOICES.join(" | "));
    let (mut choices, mut most) = (Vec::new(), 40);
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--list" {
            let number = arguments.next().and_then(|number| number.parse().ok());
            most = number.ok_or_else(usage)?;
        } else if CHOICES.contains(&argument.as_str()) {
            choices.push(argument);
        } else {
            return Err(usage());
        }
    }
    if choices.is_empty() {
        choices = CHOICES.map(String::from).to_vec();
    }
    Ok((choices, most))
}

/// What went wrong with each case; the number is how many of its tests that concerns.
type Wrong = Vec<(usize, Vec<String>)>;

fn run(all: &[Case]) -> io::Result<Wrong> {
    let program = env::current_exe()?;
    let target = program.ancestors().nth(2).unwrap_or(Path::new("target"));
    let schemas: Vec<(&str, &Settings)> = all
        .iter()
        .map(|case| (case.schema.as_str(), &case.settings))
        .collect();
    let types = Types::compile(target, &schemas)?;
    let tests = all.iter().enumerate().flat_map(|(number, case)| {
        let tests = case.tests.iter();
        tests.map(move |test| (number, test.instance.as_str()))
    });
    let questions: Vec<_> = tests.collect();
    let mut answers = types.judge(&questions)?.into_iter();
    let wrong = all.iter().enumerate().map(|(number, case)| {
        let answers: Vec<_> = answers.by_ref().take(case.tests.len()).collect();
        judge(case, types.made(number), &answers)
    });
    Ok(wrong.collect())
}

/// What is wrong with a case.
fn judge(case: &Case, made: &Made, answers: &[Option<Answer>]) -> (usize, Vec<String>) {
    let evaluator = evaluator::evaluator(&case.schema, &case.settings);
    let why = match made {
        Made::Types => None,
        Made::Refused(_) if case.broken => return (0, Vec::new()),
        Made::Refused(why) => Some(format!("refused: {why}")),
        Made::Panicked(why) => Some(format!("the generator panics: {why}")),
        Made::NotCompiled(why) => Some(format!("does not compile: {why}")),
    };
    if let Some(why) = why {
        return (case.tests.len(), vec![why]);
    }
    let faults = case.tests.iter().zip(answers).filter_map(|(test, answer)| {
        let by_types = match answer {
            Some(answer) => answer.fault(&test.instance, test.valid),
            None => Some("its type does not answer".to_owned()),
        };
        let fault = by_types.or_else(|| evaluator_fault(test, &evaluator))?;
        let instance: String = test.instance.chars().take(160).collect();
        let valid = if test.valid { "valid" } else { "not valid" };
        Some(format!("{instance} is {valid}, but {fault}"))
    });
    let faults: Vec<_> = faults.collect();
    (faults.len(), faults)
}

fn evaluator_fault(test: &Test, evaluator: &Result<Evaluator, String>) -> Option<String> {
    let verdict = match evaluator {
        Ok(evaluator) => evaluator::judge(evaluator, &test.instance),
        Err(why) => return Some(format!("the evaluator refuses the schema: {why}")),
    };
    match verdict {
        Ok(valid) if valid == test.valid => None,
        Ok(_) => Some("the evaluator says otherwise".to_owned()),
        Err(both) => Some(format!("the evaluator says {both}")),
    }
}

#[derive(Default)]
struct Tally {
    tests: usize,
    right: usize,
    cases: usize,
    known: usize,
    bad: usize,
}

/// Prints a line a suite. Whether nothing went otherwise than known.
fn report(all: &[Case], wrong: &Wrong, most: usize) -> bool {
    let known = Known::listed();
    let mut suites: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut lines = Vec::new();
    for (case, (tests, faults)) in all.iter().zip(wrong) {
        let tally = suites.entry(&case.suite).or_default();
        tally.cases += 1;
        tally.tests += case.tests.len();
        tally.right += case.tests.len() - tests;
        let listed = known.reason(&case.suite, &case.name).is_some();
        match (faults.first(), listed) {
            (None, false) => {}
            (Some(_), true) => tally.known += 1,
            (Some(fault), false) => {
                tally.bad += 1;
                lines.push(format!("{}: {}: {fault}", case.suite, case.name));
            }
            (None, true) => {
                tally.bad += 1;
                let line = format!("{}: {}: right, though listed", case.suite, case.name);
                lines.push(line);
            }
        }
    }
    for suite in suites.keys() {
        let gone = known.of(suite).filter(|name| {
            let mut cases = all.iter().filter(|case| case.suite == *suite);
            !cases.any(|case| case.name == **name)
        });
        lines
            .extend(gone.map(|name| format!("{suite}: {name}: listed, but there is no such case")));
    }
    for line in lines.iter().take(most) {
        println!("{line}");
    }
    if lines.len() > most {
        println!("… and {} more", lines.len() - most);
    }
    for (suite, tally) in &suites {
        println!("{suite}: {tally}");
    }
    lines.is_empty()
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {}", self.right, self.tests)?;
        let whole = self.cases - self.known - self.bad;
        write!(f, ", {whole} of {} schemas wholly right", self.cases)?;
        if self.known > 0 {
            write!(f, ", {} known to be wrong", self.known)?;
        }
        if self.bad > 0 {
            write!(f, ", {} WRONG", self.bad)?;
        }
        Ok(())
    }
}
