//! From bytes to a typed and validated input: the seed's schema with every member set, and real
//! schemas.
//!
//! The floor is reading JSON and keeping nothing. The hand-written derive knows no rules, and what
//! typify makes checks some of them.

use bench::{Contestant, INPUT, Real, SCHEMA, compare, corpus, mean, measure};
use serde::de::IgnoredAny;
use serde_json::Value;

#[mindvideo::mindvideo_model("../schemas/veo3-1-quality.json")]
mod ours {}

mod typify_made {
    typify::import_types!(schema = "titled.json");
}

#[jsonschema::validator(path = "../schemas/veo3-1-quality.json")]
struct AtCompileTime;

mod by_hand {
    include!("../derive.rs");
}

/// What reads the instances of a real schema, made by the build script.
struct Readers {
    name: &'static str,
    ours: Result<fn(&[u8]) -> bool, &'static str>,
    typify: Result<fn(&[u8]) -> bool, &'static str>,
    at_compile_time: Result<fn(&Value) -> bool, &'static str>,
}

include!(concat!(env!("OUT_DIR"), "/real.rs"));

/// Says whether a text is a valid input, or why nobody can ask.
type Judge<'a> = Result<Box<dyn Fn(&[u8]) -> bool + 'a>, String>;

const COLUMNS: [&str; 6] = [
    "mindvideo",
    "typify",
    "Value alone",
    "+ macro",
    "+ jsonschema",
    "+ boon",
];

fn judges<'a>(
    readers: &'a Readers,
    at_run: Option<&'a jsonschema::Validator>,
    boon: Option<&'a (boon::Schemas, boon::SchemaIndex)>,
) -> [Judge<'a>; COLUMNS.len()] {
    let value = |text: &[u8]| serde_json::from_slice::<Value>(text);
    let typed = |read: Result<fn(&[u8]) -> bool, &str>| -> Judge<'a> {
        Ok(Box::new(read.map_err(str::to_owned)?))
    };
    let refused = || "schema refused".to_owned();
    let at_compile_time = readers.at_compile_time.map_err(str::to_owned);
    [
        typed(readers.ours),
        typed(readers.typify),
        Ok(Box::new(move |text| value(text).is_ok())),
        at_compile_time.map(|judge| -> Box<dyn Fn(&[u8]) -> bool> {
            Box::new(move |text| value(text).is_ok_and(|value| judge(&value)))
        }),
        at_run
            .ok_or_else(refused)
            .map(|judge| -> Box<dyn Fn(&[u8]) -> bool> {
                Box::new(move |text| value(text).is_ok_and(|value| judge.is_valid(&value)))
            }),
        boon.ok_or_else(refused)
            .map(|(schemas, index)| -> Box<dyn Fn(&[u8]) -> bool> {
                Box::new(move |text| {
                    value(text).is_ok_and(|value| schemas.validate(&value, *index).is_ok())
                })
            }),
    ]
}

/// The time of each over the floor, or why it is not measured.
fn real(real: &Real, readers: &Readers) -> (f64, Vec<Result<f64, String>>) {
    let schema: Value = serde_json::from_str(&real.schema).unwrap();
    let at_run = jsonschema::validator_for(&schema).ok();
    let boon = bench::boon(&schema);
    let texts: Vec<&[u8]> = real.instances.iter().map(String::as_bytes).collect();
    let judges = judges(readers, at_run.as_ref(), boon.as_ref()).map(|judge| {
        let judge = judge?;
        let refused = texts.iter().filter(|text| !judge(text)).count();
        match refused {
            0 => Ok(judge),
            _ => Err(format!("refuses {refused} of {}", texts.len())),
        }
    });
    let floor = || {
        let read = |text: &&&[u8]| serde_json::from_slice::<IgnoredAny>(text).is_ok();
        texts.iter().filter(read).count()
    };
    let mut contestants = vec![Contestant::new("floor", floor)];
    for (judge, name) in judges.iter().zip(COLUMNS) {
        if let Ok(judge) = judge {
            let count = || texts.iter().filter(|text| judge(text)).count();
            contestants.push(Contestant::new(name, count));
        }
    }
    let bests = measure(&mut contestants);
    let floor = bests[0];
    let mut ratios = bests[1..].iter().map(|best| best / floor);
    let row = judges.iter().map(|judge| match judge {
        Ok(_) => ratios.next().ok_or_else(String::new),
        Err(why) => Err(why.clone()),
    });
    (floor, row.collect())
}

fn real_schemas(corpus: &[Real]) {
    println!("real schemas, all valid instances of each, over the floor");
    print!("  {:<24} {:>9}", "", "floor");
    COLUMNS.iter().for_each(|column| print!(" {column:>15}"));
    println!();
    let mut columns: [Vec<f64>; COLUMNS.len()] = Default::default();
    let mut beside_typify = Vec::new();
    for schema in corpus {
        let Some(readers) = READERS.iter().find(|readers| readers.name == schema.name) else {
            continue;
        };
        let (floor, row) = real(schema, readers);
        print!("  {:<24} {floor:>6.0} ns", schema.name);
        for (column, cell) in columns.iter_mut().zip(&row) {
            match cell {
                Ok(ratio) => print!(" {ratio:>15.2}"),
                Err(why) => print!(" {why:>15}"),
            }
            column.extend(cell.as_ref().ok());
        }
        println!();
        if let (Ok(ours), Ok(_)) = (&row[0], &row[1]) {
            beside_typify.push(*ours);
        }
    }
    print!("  {:<34}", "geometric mean");
    columns.iter().for_each(|c| print!(" {:>15.2}", mean(c)));
    print!("\n  {:<34}", "schemas");
    columns.iter().for_each(|c| print!(" {:>15}", c.len()));
    println!(
        "\n  mindvideo where typify can: {:.2}",
        mean(&beside_typify)
    );
}

fn main() {
    seed();
    let corpus = corpus();
    if corpus.is_empty() || READERS.is_empty() {
        println!("set MINDVIDEO_SHARED, while building too, to read real schemas as well");
        return;
    }
    real_schemas(&corpus);
}

fn seed() {
    let text = INPUT.as_bytes();
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let at_run = jsonschema::validator_for(&schema).unwrap();
    let (schemas, boon) = bench::boon(&schema).unwrap();
    let value = || serde_json::from_slice::<Value>(text).unwrap();
    compare(
        &format!("{} bytes to a validated input", text.len()),
        vec![
            Contestant::new("serde_json, IgnoredAny (the floor)", || {
                serde_json::from_slice::<IgnoredAny>(text).unwrap()
            }),
            Contestant::new("derive by hand, no rules", || {
                serde_json::from_slice::<by_hand::Input>(text).unwrap()
            }),
            Contestant::new("mindvideo, Input::from_json", || {
                ours::Input::from_json(text).unwrap()
            }),
            Contestant::new("typify, some rules", || {
                serde_json::from_slice::<typify_made::Input>(text).unwrap()
            }),
            Contestant::new("Value + jsonschema at compile time", || {
                assert!(AtCompileTime::is_valid(&value()));
            }),
            Contestant::new("Value + jsonschema", || assert!(at_run.is_valid(&value()))),
            Contestant::new("Value + boon", || schemas.validate(&value(), boon).unwrap()),
        ],
    );
}
