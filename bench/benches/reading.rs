//! From bytes to a typed and validated input: every member of the seed's schema is set.
//!
//! The floor is reading JSON and keeping nothing. The hand-written derive knows no rules, and what
//! typify makes checks some of them.

use bench::{Contestant, INPUT, SCHEMA, compare};
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

fn main() {
    let text = INPUT.as_bytes();
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let at_run = jsonschema::validator_for(&schema).unwrap();
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler
        .add_resource("schema.json", schema.clone())
        .unwrap();
    let boon = compiler.compile("schema.json", &mut schemas).unwrap();
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
