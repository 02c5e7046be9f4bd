//! Contestants run in turns, so that whatever else the machine does hits all of them alike, and
//! what counts is how they compare.

use std::fs;
use std::hint::black_box;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The input that all read: every member of the seed's schema is set.
pub const INPUT: &str = include_str!("../input.json");

/// The schema of [`INPUT`].
pub const SCHEMA: &str = include_str!("../../schemas/veo3-1-quality.json");

const ROUNDS: usize = 61;
const LEAST: Duration = Duration::from_millis(1);

/// One way to do the work.
pub struct Contestant<'a> {
    name: &'static str,
    run: Box<dyn FnMut() + 'a>,
    calls: u32,
    rounds: Vec<f64>,
}

impl<'a> Contestant<'a> {
    pub fn new<T>(name: &'static str, mut run: impl FnMut() -> T + 'a) -> Self {
        let run = Box::new(move || {
            black_box(run());
        });
        Self {
            name,
            run,
            calls: 1,
            rounds: Vec::new(),
        }
    }

    fn time(&mut self) -> Duration {
        let start = Instant::now();
        for _ in 0..self.calls {
            (self.run)();
        }
        start.elapsed()
    }

    /// Whatever else the machine does only ever adds to a round.
    fn best(&self) -> f64 {
        self.rounds.iter().copied().fold(f64::INFINITY, f64::min)
    }
}

/// The nanoseconds of a call in the best round, contestant by contestant.
pub fn measure(contestants: &mut [Contestant<'_>]) -> Vec<f64> {
    for contestant in contestants.iter_mut() {
        while contestant.time() < LEAST {
            contestant.calls *= 2;
        }
    }
    for _ in 0..ROUNDS {
        for contestant in contestants.iter_mut() {
            let time = contestant.time();
            contestant
                .rounds
                .push(time.as_nanos() as f64 / f64::from(contestant.calls));
        }
    }
    contestants.iter().map(Contestant::best).collect()
}

/// Measures, and prints each beside the first.
pub fn compare(title: &str, mut contestants: Vec<Contestant<'_>>) {
    let bests = measure(&mut contestants);
    println!("{title}");
    for (contestant, best) in contestants.iter().zip(&bests) {
        println!(
            "  {:<40} {:>10.0} ns {:>8.2}",
            contestant.name,
            best,
            best / bests[0]
        );
    }
}

/// A real schema and texts that it allows.
pub struct Real {
    pub name: String,
    pub schema: String,
    pub instances: Vec<String>,
}

/// The corpus `jsonschema-benchmark` of the folder that `MINDVIDEO_SHARED` names, if it is set.
pub fn corpus() -> Vec<Real> {
    let Some(shared) = std::env::var_os("MINDVIDEO_SHARED") else {
        return Vec::new();
    };
    let folder = PathBuf::from(shared).join("corpora/jsonschema-benchmark");
    let Ok(entries) = fs::read_dir(&folder) else {
        return Vec::new();
    };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut real: Vec<Real> = paths
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .filter_map(|path| {
            let lines = fs::read_to_string(path.with_extension("real.jsonl")).ok()?;
            let lines = lines
                .lines()
                .filter_map(|line| serde_json::from_str(line).ok());
            let valid = lines.filter(|line: &serde_json::Value| line["valid"] == true);
            Some(Real {
                name: path.file_stem()?.to_string_lossy().into_owned(),
                schema: fs::read_to_string(&path).ok()?,
                instances: valid.map(|line| line["instance"].to_string()).collect(),
            })
        })
        .filter(|real| !real.instances.is_empty())
        .collect();
    real.sort_by(|a, b| a.name.cmp(&b.name));
    real
}

/// The geometric mean.
pub fn mean(ratios: &[f64]) -> f64 {
    let sum: f64 = ratios.iter().map(|ratio| ratio.ln()).sum();
    (sum / ratios.len() as f64).exp()
}

/// The schema as boon compiles it, if it does.
pub fn boon(schema: &serde_json::Value) -> Option<(boon::Schemas, boon::SchemaIndex)> {
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("schema.json", schema.clone()).ok()?;
    let index = compiler.compile("schema.json", &mut schemas).ok()?;
    Some((schemas, index))
}
