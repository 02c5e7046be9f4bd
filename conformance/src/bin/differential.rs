//! Makes up schemas and instances and compares the evaluator, generated and compiled types, and two
//! other validators.
//!
//!     cargo run --release --bin differential -- --schemas 5000 --instances 20 --seed 1
//!
//! `--evaluator-only` compiles no types, which is fast; `--draft draft7` takes schemas of one draft
//! only; `--corpora` edits the instances of the real schemas instead of making schemas up, and
//! `--folder PATH` makes instances up for the schemas of a folder's files.
//! Each difference is printed as small as it can be made; it ends with a table, and with an error
//! if a difference is left that `explained.rs` has no reason for.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;
use std::{env, fs, io};

use mindvideo_codegen::{Dialect, Settings};
use mindvideo_conformance::cases::{self, DRAFTS};
use mindvideo_conformance::compiled::{Made, Types};
use mindvideo_conformance::explained::{self, Difference};
use mindvideo_conformance::parallel::in_parallel;
use mindvideo_conformance::peers::{Judges, Verdicts};
use mindvideo_conformance::random::{self, Random};
use mindvideo_conformance::shrink;
use mindvideo_schema::json;
use serde_json::Value;

fn main() -> io::Result<ExitCode> {
    let choice = match Choice::read(env::args().skip(1)) {
        Ok(choice) => choice,
        Err(usage) => {
            eprintln!("{usage}");
            return Ok(ExitCode::from(2));
        }
    };
    // A peer's panic counts as no answer; its message would only be in the way.
    std::panic::set_hook(Box::new(|_| {}));
    let started = Instant::now();
    let subjects = choice.subjects()?;
    let mut table = Table::default();
    let reports = in_parallel(&subjects, |_, subject| validators(subject));
    for report in reports {
        table.add(report);
    }
    if !choice.evaluator_only {
        types(&subjects, &mut table)?;
    }
    table.print(&choice, started);
    Ok(if table.unexplained == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// What to compare.
#[derive(Debug)]
struct Choice {
    schemas: usize,
    instances: usize,
    seed: u64,
    draft: Option<Dialect>,
    evaluator_only: bool,
    corpora: bool,
    folder: Option<PathBuf>,
    list: usize,
}

const USAGE: &str = "usage: differential [--schemas N] [--instances N] [--seed N] [--draft NAME] \
                     [--list N] [--evaluator-only] [--corpora] [--folder PATH]";

impl Choice {
    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, &'static str> {
        let mut choice = Self {
            schemas: 1_000,
            instances: 20,
            seed: 1,
            draft: None,
            evaluator_only: false,
            corpora: false,
            folder: None,
            list: 20,
        };
        while let Some(argument) = arguments.next() {
            let mut number = || arguments.next()?.parse::<usize>().ok();
            match argument.as_str() {
                "--schemas" => choice.schemas = number().ok_or(USAGE)?,
                "--instances" => choice.instances = number().ok_or(USAGE)?,
                "--list" => choice.list = number().ok_or(USAGE)?,
                "--seed" => choice.seed = number().ok_or(USAGE)? as u64,
                "--evaluator-only" => choice.evaluator_only = true,
                "--corpora" => choice.corpora = true,
                "--folder" => choice.folder = Some(arguments.next().ok_or(USAGE)?.into()),
                "--draft" => {
                    let name = arguments.next().ok_or(USAGE)?;
                    let draft = DRAFTS.iter().find(|(known, _)| *known == name);
                    choice.draft = Some(draft.ok_or(USAGE)?.1);
                }
                _ => return Err(USAGE),
            }
        }
        Ok(choice)
    }

    fn subjects(&self) -> io::Result<Vec<Subject>> {
        if self.corpora {
            return self.real();
        }
        if let Some(folder) = &self.folder {
            return self.found_in(folder);
        }
        let numbers: Vec<u64> = (0..self.schemas as u64).collect();
        Ok(in_parallel(&numbers, |_, number| self.made_up(*number)))
    }

    fn made_up(&self, number: u64) -> Subject {
        let seed = Random::new(self.seed).number() ^ number.wrapping_mul(0x2545_F491_4F6C_DD1D);
        let mut random = Random::new(seed);
        let dialect = self.draft.unwrap_or_else(|| random.one(&DRAFTS).1);
        let schema = random::schema(&mut random, dialect);
        let instances = (0..self.instances).map(|_| random::instance(&mut random, &schema));
        Subject {
            name: format!("schema {number} of seed {}", self.seed),
            instances: instances.collect(),
            dialect,
            schema,
        }
    }

    /// The schemas of a folder's files, with instances made up for them.
    fn found_in(&self, folder: &Path) -> io::Result<Vec<Subject>> {
        let mut files = fs::read_dir(folder)?
            .map(|entry| Ok(entry?.path()))
            .collect::<io::Result<Vec<_>>>()?;
        files.sort();
        let mut random = Random::new(self.seed);
        let mut subjects = Vec::new();
        for path in files {
            let Ok(schema) = serde_json::from_str::<Value>(&fs::read_to_string(&path)?) else {
                continue;
            };
            let instances = (0..self.instances).map(|_| random::instance(&mut random, &schema));
            subjects.push(Subject {
                name: path.display().to_string(),
                dialect: dialect(&schema),
                instances: instances.collect(),
                schema,
            });
        }
        Ok(subjects)
    }

    /// The real schemas that refer to nothing outside, with edits of their valid instances.
    fn real(&self) -> io::Result<Vec<Subject>> {
        let Some(shared) = env::var_os("MINDVIDEO_SHARED") else {
            println!("skipped: MINDVIDEO_SHARED names no folder with the corpora");
            return Ok(Vec::new());
        };
        let mut random = Random::new(self.seed);
        let mut subjects = Vec::new();
        for case in cases::cases("corpora", Path::new(&shared))? {
            let Ok(schema) = serde_json::from_str::<Value>(&case.schema) else {
                continue;
            };
            if !case.settings.maps.is_empty() || case.broken {
                continue;
            }
            let valid = case.tests.iter().filter(|test| test.valid);
            let valid: Vec<Value> = valid
                .filter_map(|test| serde_json::from_str(&test.instance).ok())
                .collect();
            if valid.is_empty() {
                continue;
            }
            let edits = (0..self.instances).map(|_| {
                let instance = random.pick(&valid).clone();
                random::edited(&mut random, &instance)
            });
            subjects.push(Subject {
                name: format!("{} {}", case.suite, case.name),
                dialect: dialect(&schema),
                instances: edits.collect(),
                schema,
            });
        }
        Ok(subjects)
    }
}

/// The dialect that a schema names.
fn dialect(schema: &Value) -> Dialect {
    let named = schema.get("$schema").and_then(Value::as_str);
    named.and_then(Dialect::from_uri).unwrap_or_default()
}

/// A schema and the instances to judge by it.
struct Subject {
    name: String,
    schema: Value,
    dialect: Dialect,
    instances: Vec<Value>,
}

/// What came of one subject.
#[derive(Default)]
struct Report {
    refused: Option<String>,
    peers: [bool; 2],
    valid: usize,
    instances: usize,
    differences: Vec<Found>,
}

struct Found {
    text: String,
    explained: Option<&'static str>,
}

/// Compares the evaluator with the other validators. Of several differences by one schema the first
/// one is kept of each explanation.
fn validators(subject: &Subject) -> Report {
    let mut report = Report::default();
    let judges = match Judges::new(&subject.schema, subject.dialect) {
        Ok(judges) => judges,
        Err(why) => {
            report.refused = Some(why);
            return report;
        }
    };
    report.peers = judges.peers();
    for instance in &subject.instances {
        report.instances += 1;
        match judges.verdicts(instance) {
            Ok(verdicts) => {
                report.valid += usize::from(verdicts.ours);
                if verdicts.differ() {
                    let found = small(subject, instance, verdicts);
                    let kept = report.differences.iter();
                    if kept
                        .map(|found| found.explained)
                        .all(|name| name != found.explained)
                    {
                        report.differences.push(found);
                    }
                }
            }
            Err(contradiction) => report.differences.push(Found {
                text: format!(
                    "{}: {}: {instance}: the evaluator says {contradiction}",
                    subject.name, subject.schema
                ),
                explained: None,
            }),
        }
    }
    report
}

/// The difference with as little schema and instance as still shows it.
fn small(subject: &Subject, instance: &Value, verdicts: Verdicts) -> Found {
    let dialect = subject.dialect;
    let same = |schema: &Value, instance: &Value| {
        let Ok(judges) = Judges::new(schema, dialect) else {
            return false;
        };
        judges.verdicts(instance) == Ok(verdicts)
    };
    let schema = shrink::shrink(&subject.schema, &mut |schema| same(schema, instance));
    let instance = shrink::shrink(instance, &mut |instance| same(&schema, instance));
    let schema = shrink::shrink(&schema, &mut |schema| same(schema, &instance));
    let difference = Difference {
        schema: &schema,
        dialect,
        instance: &instance,
        verdicts,
    };
    let say = |verdict: Option<bool>| match verdict {
        Some(true) => "valid",
        Some(false) => "not valid",
        None => "nothing",
    };
    Found {
        text: format!(
            "{} ({dialect}): {schema}\n    {instance}: evaluator: {}, jsonschema: {}, boon: {}",
            subject.name,
            say(Some(verdicts.ours)),
            say(verdicts.jsonschema),
            say(verdicts.boon)
        ),
        explained: explained::explanation(&difference).map(|explained| explained.name),
    }
}

/// Compares compiled types with the evaluator.
fn types(subjects: &[Subject], table: &mut Table) -> io::Result<()> {
    let asked: Vec<(usize, Value)> = subjects
        .iter()
        .enumerate()
        .flat_map(|(number, subject)| {
            let instances = subject.instances.iter();
            instances.map(move |instance| (number, instance.clone()))
        })
        .collect();
    let schemas: Vec<_> = subjects.iter().map(|s| (&s.schema, s.dialect)).collect();
    let (types, faults) = compare(&schemas, &asked)?;
    for (number, subject) in subjects.iter().enumerate() {
        match types.made(number) {
            Made::Types => table.typed += 1,
            Made::Refused(_) => {}
            Made::Panicked(why) => table.bug(&subject.name, &subject.schema, "panics", why),
            Made::NotCompiled(why) => {
                table.bug(&subject.name, &subject.schema, "does not compile", why);
            }
        }
    }
    table.types_asked += faults.iter().filter(|fault| fault.is_some()).count();
    let mut seen = usize::MAX;
    for ((number, instance), fault) in asked.iter().zip(faults) {
        let (Some(Err(fault)), true) = (fault, *number != seen) else {
            continue;
        };
        seen = *number;
        let subject = &subjects[*number];
        let found = Typed {
            schema: subject.schema.clone(),
            dialect: subject.dialect,
            instance: instance.clone(),
            fault,
        };
        // Each step of shrinking is a run of rustc, so only a few are made small.
        let found = if table.types_wrong < 8 {
            found.small()?
        } else {
            found
        };
        table.types_wrong += 1;
        table.found(Found {
            text: format!(
                "{} ({}): {}\n    {}: {}",
                subject.name, found.dialect, found.schema, found.instance, found.fault
            ),
            explained: None,
        });
    }
    Ok(())
}

/// What types say otherwise than the evaluator.
struct Typed {
    schema: Value,
    dialect: Dialect,
    instance: Value,
    fault: String,
}

impl Typed {
    fn small(mut self) -> io::Result<Self> {
        for _ in 0..12 {
            let schemas = shrink::smaller(&self.schema).into_iter().take(120);
            let instances = shrink::smaller(&self.instance).into_iter().take(40);
            let schemas: Vec<(Value, Value)> = schemas
                .map(|schema| (schema, self.instance.clone()))
                .chain(instances.map(|instance| (self.schema.clone(), instance)))
                .collect();
            let of: Vec<_> = schemas.iter().map(|(s, _)| (s, self.dialect)).collect();
            let asked = schemas.iter().enumerate();
            let asked: Vec<_> = asked.map(|(n, (_, i))| (n, i.clone())).collect();
            let (_, faults) = compare(&of, &asked)?;
            let smaller = schemas.iter().zip(faults).find_map(|(both, fault)| {
                let fault = fault?.err()?;
                Some((both.clone(), fault))
            });
            let Some(((schema, instance), fault)) = smaller else {
                break;
            };
            (self.schema, self.instance, self.fault) = (schema, instance, fault);
        }
        Ok(self)
    }
}

/// For each question: nothing if the schema has no types or `serde_json` cannot keep a number of the
/// instance, or what the types say otherwise than the
/// evaluator.
type Faults = Vec<Option<Result<(), String>>>;

fn compare(schemas: &[(&Value, Dialect)], asked: &[(usize, Value)]) -> io::Result<(Types, Faults)> {
    let program = env::current_exe()?;
    let target = program.ancestors().nth(2).unwrap_or(Path::new("target"));
    let read = schemas.iter().map(|(schema, dialect)| {
        let mut settings = Settings::new();
        settings.draft = *dialect;
        (schema.to_string(), settings)
    });
    let read: Vec<(String, Settings)> = read.collect();
    let by_reference: Vec<_> = read.iter().map(|(text, s)| (text.as_str(), s)).collect();
    let types = Types::compile(target, &by_reference)?;
    let texts: Vec<(usize, String)> = asked.iter().map(|(n, i)| (*n, i.to_string())).collect();
    let questions: Vec<_> = texts.iter().map(|(n, text)| (*n, text.as_str())).collect();
    let answers = types.judge(&questions)?;
    let evaluators = read
        .iter()
        .map(|(text, settings)| mindvideo_conformance::evaluator::evaluator(text, settings));
    let evaluators: Vec<_> = evaluators.collect();
    let faults = questions
        .iter()
        .zip(answers)
        .map(|((number, instance), answer)| {
            let answer = answer.filter(|answer| !answer.is_rounded(instance))?;
            let evaluator = evaluators[*number].as_ref().ok()?;
            let ours = json::parse(instance).is_ok_and(|node| evaluator.is_valid(&node));
            Some(answer.fault(instance, ours).map_or(Ok(()), Err))
        });
    let faults = faults.collect();
    Ok((types, faults))
}

/// What is told at the end.
#[derive(Default)]
struct Table {
    schemas: usize,
    refused: BTreeMap<String, usize>,
    peers: [usize; 2],
    instances: usize,
    valid: usize,
    typed: usize,
    types_asked: usize,
    types_wrong: usize,
    explained: BTreeMap<&'static str, (usize, String)>,
    unexplained: usize,
    texts: Vec<String>,
}

impl Table {
    fn add(&mut self, report: Report) {
        self.schemas += 1;
        if let Some(why) = report.refused {
            let first = why.split("; ").next().unwrap_or_default();
            let kind = first.split_once(": error").map_or(first, |(_, kind)| kind);
            *self.refused.entry(kind.to_owned()).or_default() += 1;
            return;
        }
        for (count, accepts) in self.peers.iter_mut().zip(report.peers) {
            *count += usize::from(accepts);
        }
        self.instances += report.instances;
        self.valid += report.valid;
        for found in report.differences {
            self.found(found);
        }
    }

    fn bug(&mut self, name: &str, schema: &Value, what: &str, why: &str) {
        self.types_wrong += 1;
        self.found(Found {
            text: format!("{name}: {schema}\n    {what}: {why}"),
            explained: None,
        });
    }

    fn found(&mut self, found: Found) {
        if let Some(name) = found.explained {
            let entry = self.explained.entry(name).or_insert((0, found.text));
            entry.0 += 1;
        } else {
            self.unexplained += 1;
            self.texts.push(found.text);
        }
    }

    fn print(&self, choice: &Choice, started: Instant) {
        let mut texts = self.texts.clone();
        texts.sort_by_key(String::len);
        for text in texts.iter().take(choice.list) {
            println!("{text}");
        }
        println!("\n{:>9} schemas, seed {}", self.schemas, choice.seed);
        for (why, count) in &self.refused {
            println!("{count:>9} refused: {why}");
        }
        println!("{:>9} accepted by jsonschema", self.peers[0]);
        println!("{:>9} accepted by boon", self.peers[1]);
        let percent = 100 * self.valid / self.instances.max(1);
        println!("{:>9} instances, {percent} % valid", self.instances);
        for (name, (count, example)) in &self.explained {
            println!("{count:>9} schemas with an explained difference: {name}, as in {example}");
        }
        if !choice.evaluator_only {
            println!("{:>9} schemas with compiled types", self.typed);
            println!("{:>9} instances judged by types", self.types_asked);
            println!("{:>9} schemas whose types are wrong", self.types_wrong);
        }
        println!("{:>9} differences without explanation", self.unexplained);
        println!("{:>9} seconds", started.elapsed().as_secs());
    }
}
