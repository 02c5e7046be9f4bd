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

/// Ours and boon's time over that of jsonschema, where each can do the schema: for judging all
/// instances, and for making what judges of the schema's text.
struct Ratios {
    judging: [Option<f64>; 2],
    making: [Option<f64>; 2],
}

fn real(real: &Real) -> Option<Ratios> {
    let schema: Value = serde_json::from_str(&real.schema).ok()?;
    let peer = jsonschema::validator_for(&schema).ok()?;
    let texts = real.instances.iter();
    let values: Vec<Value> = (texts.clone())
        .filter_map(|text| serde_json::from_str(text).ok())
        .collect();
    let nodes: Vec<_> = texts.filter_map(|text| json::parse(text).ok()).collect();
    let ours = evaluator(&real.name, &real.schema);
    let boons = boon(&schema);
    let judging = ratios(
        Contestant::new("jsonschema", || {
            values.iter().filter(|value| peer.is_valid(value)).count()
        }),
        ours.as_ref().map(|ours| {
            let judge = || nodes.iter().filter(|node| ours.is_valid(node)).count();
            Contestant::new("mindvideo", judge)
        }),
        boons.as_ref().map(|(schemas, index)| {
            let is_valid = |value: &&Value| schemas.validate(value, *index).is_ok();
            let values = &values;
            Contestant::new("boon", move || values.iter().filter(is_valid).count())
        }),
    );
    let parsed = || serde_json::from_str::<Value>(&real.schema).unwrap();
    let making = ratios(
        Contestant::new("jsonschema", || jsonschema::validator_for(&parsed())),
        ours.is_some()
            .then(|| Contestant::new("mindvideo", || evaluator(&real.name, &real.schema))),
        boons
            .is_some()
            .then(|| Contestant::new("boon", || boon(&parsed()))),
    );
    Some(Ratios { judging, making })
}

fn ratios<'a>(
    peer: Contestant<'a>,
    ours: Option<Contestant<'a>>,
    boon: Option<Contestant<'a>>,
) -> [Option<f64>; 2] {
    let (has_ours, has_boon) = (ours.is_some(), boon.is_some());
    let mut contestants: Vec<_> = [Some(peer), ours, boon].into_iter().flatten().collect();
    let bests = measure(&mut contestants);
    let mut ratios = bests[1..].iter().map(|best| best / bests[0]);
    [has_ours, has_boon].map(|is_there| if is_there { ratios.next() } else { None })
}

fn main() {
    seed();
    let corpus = corpus();
    if corpus.is_empty() {
        println!("set MINDVIDEO_SHARED to judge real schemas as well");
        return;
    }
    println!("real schemas, over jsonschema   judging all instances      making it");
    println!(
        "  {:<30} {:>9} {:>8} {:>9} {:>8}",
        "", "mindvideo", "boon", "mindvideo", "boon"
    );
    let mut columns = [const { Vec::new() }; 4];
    for schema in &corpus {
        let Some(Ratios { judging, making }) = real(schema) else {
            println!("  {:<30} jsonschema refuses it", schema.name);
            continue;
        };
        let row = [judging, making].concat();
        columns
            .iter_mut()
            .zip(&row)
            .for_each(|(column, ratio)| column.extend(*ratio));
        line(&schema.name, &row);
    }
    line("geometric mean", &columns.map(|column| Some(mean(&column))));
}

fn line(name: &str, ratios: &[Option<f64>]) {
    let show = |ratio: &Option<f64>| ratio.map_or("-".to_owned(), |ratio| format!("{ratio:.2}"));
    let cells: Vec<String> = ratios.iter().map(show).collect();
    let [a, b, c, d] = cells.as_slice() else {
        return;
    };
    println!("  {name:<30} {a:>9} {b:>8} {c:>9} {d:>8}");
}
