//! The evaluator on instances that are parsed already, and making it of a schema.

use bench::{Contestant, INPUT, Real, SCHEMA, boon, compare, corpus, mean, measure};
use mindvideo_schema::schema::Dialect;
use mindvideo_schema::{Evaluator, json};
use serde_json::Value;

#[jsonschema::validator(path = "../schemas/veo3-1-quality.json")]
struct AtCompileTime;

fn evaluator(name: &str, schema: &str) -> Option<Evaluator> {
    Evaluator::load(name, schema, Dialect::default(), &()).ok()
}

fn seed() {
    let ours = evaluator("schema.json", SCHEMA).unwrap();
    let node = json::parse(INPUT).unwrap();
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let value: Value = serde_json::from_str(INPUT).unwrap();
    let at_run = jsonschema::validator_for(&schema).unwrap();
    let (schemas, index) = boon(&schema).unwrap();
    compare(
        "the seed's schema on a parsed value",
        vec![
            Contestant::new("jsonschema", || assert!(at_run.is_valid(&value))),
            Contestant::new("mindvideo", || assert!(ours.is_valid(&node))),
            Contestant::new("jsonschema at compile time", || {
                assert!(AtCompileTime::is_valid(&value));
            }),
            Contestant::new("boon", || schemas.validate(&value, index).unwrap()),
        ],
    );
    compare(
        "making it of the schema's text",
        vec![
            Contestant::new("jsonschema", || {
                let schema: Value = serde_json::from_str(SCHEMA).unwrap();
                jsonschema::validator_for(&schema).unwrap()
            }),
            Contestant::new("mindvideo", || evaluator("schema.json", SCHEMA).unwrap()),
            Contestant::new("boon", || {
                boon(&serde_json::from_str(SCHEMA).unwrap()).unwrap()
            }),
        ],
    );
}

/// Ours and boon's time over that of jsonschema, where each can do the schema.
fn real(real: &Real) -> (Option<f64>, Option<f64>) {
    let schema: Value = serde_json::from_str(&real.schema).unwrap_or_default();
    let Ok(peer) = jsonschema::validator_for(&schema) else {
        return (None, None);
    };
    let parsed = real.instances.iter().map(|text| serde_json::from_str(text));
    let values: Vec<Value> = parsed.filter_map(Result::ok).collect();
    let nodes: Vec<_> = real
        .instances
        .iter()
        .filter_map(|text| json::parse(text).ok())
        .collect();
    let ours = evaluator(&real.name, &real.schema);
    let boon = boon(&schema);
    let mut contestants = vec![Contestant::new("jsonschema", || {
        values.iter().filter(|value| peer.is_valid(value)).count()
    })];
    if let Some(ours) = &ours {
        contestants.push(Contestant::new("mindvideo", || {
            nodes.iter().filter(|node| ours.is_valid(node)).count()
        }));
    }
    if let Some((schemas, index)) = &boon {
        contestants.push(Contestant::new("boon", || {
            values
                .iter()
                .filter(|value| schemas.validate(value, *index).is_ok())
                .count()
        }));
    }
    let bests = measure(&mut contestants);
    let mut ratios = bests[1..].iter().map(|best| best / bests[0]);
    let ours = ours.as_ref().and_then(|_| ratios.next());
    (ours, boon.as_ref().and_then(|_| ratios.next()))
}

fn main() {
    seed();
    let corpus = corpus();
    if corpus.is_empty() {
        println!("set MINDVIDEO_SHARED to judge real schemas as well");
        return;
    }
    println!("real schemas, all instances of each, over jsonschema: mindvideo, boon");
    let (mut ours, mut boons) = (Vec::new(), Vec::new());
    for schema in &corpus {
        let (us, boon) = real(schema);
        let show = |ratio: Option<f64>| ratio.map_or("-".to_owned(), |ratio| format!("{ratio:.2}"));
        println!("  {:<30} {:>8} {:>8}", schema.name, show(us), show(boon));
        ours.extend(us);
        boons.extend(boon);
    }
    println!(
        "  {:<30} {:>8.2} {:>8.2}",
        "geometric mean",
        mean(&ours),
        mean(&boons)
    );
}
