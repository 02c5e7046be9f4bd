//! Generated types in documents that schemars makes: what the document says of them is what they
//! say, wherever they stand in it.

#![expect(clippy::expect_used, reason = "what a test needs must be there")]

use std::fmt::Write as _;
use std::fs;

use mindvideo::typed::Never;
use mindvideo::{Integer, Model, Number, Valid, Validate};
use mindvideo_schema::Evaluator;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema, schema_for};
use serde_json::{Map, Value};

/// Every schema that the generator is tested with.
#[path = "../../../mindvideo-codegen/tests/golden/mod.rs"]
#[rustfmt::skip]
#[allow(clippy::pedantic, reason = "only what every user gets is asked of generated code")]
pub mod golden;

/// The model of the README: nothing in it has a name or refers to one.
#[mindvideo::mindvideo_model("../schemas/veo3-1-quality.json")]
pub mod veo {}

/// A model with an `$id`, references and recursion.
#[mindvideo::mindvideo_model("tests/json_schema/clip.json")]
pub mod clip {}

/// Models of other folders.
pub mod other {
    /// A model of the same name, and of the same `$id`.
    #[mindvideo::mindvideo_model("tests/json_schema/other/clip.json")]
    pub mod clip {}
}

/// A model whose file refers to others: one that refers back, one of an older draft, and one that
/// a folder stands for.
#[mindvideo::mindvideo_model(
    "tests/json_schema/scene.json",
    map("https://example.com/" = "tests/json_schema/kept")
)]
pub mod scene {}

/// A model in draft 7, with `$ref` over all.
#[allow(
    deprecated,
    reason = "it says that the draft passes over a keyword, which is the point"
)]
#[mindvideo::mindvideo_model("tests/json_schema/old.json")]
pub mod old {}

/// What describes a type.
type Describe = fn(&mut SchemaGenerator) -> Schema;

#[expect(deprecated, reason = "a deprecated model is described like any other")]
const GOLDEN: &[(&str, Describe)] = include!("../../../mindvideo-codegen/tests/golden/judges.in");

/// The list is made for whoever has a function of this name.
fn judge<T: Model + JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<Valid<T>>()
}

/// A struct as users write them.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its description is of interest")]
struct Order<T> {
    veo: Option<veo::Input>,
    clip: Option<Valid<clip::Input>>,
    other: Option<other::clip::Input>,
    input: T,
    all: Vec<Valid<T>>,
}

fn evaluator(schema: &Schema) -> Evaluator {
    let text = schema.as_value().to_string();
    Evaluator::new(&text).expect(&text)
}

/// A type and the struct around it say the same of each text; some must be valid, and some not.
fn agree<T: Validate + JsonSchema>(texts: &[&str]) {
    let schema = schema_for!(Order<T>);
    let (order, alone) = (evaluator(&schema), evaluator(&schema_for!(T)));
    let mut verdicts = Vec::new();
    for text in texts {
        let valid = T::from_json(text).is_ok();
        let order = order.check_json(format!(r#"{{"input": {text}, "all": [{text}]}}"#).as_bytes());
        let alone = alone.check_json(text.as_bytes());
        assert_eq!(order.is_ok(), valid, "{text}: {order:?}\n{schema:?}");
        assert_eq!(alone.is_ok(), valid, "{text}: {alone:?}\n{schema:?}");
        verdicts.push(valid);
    }
    assert!(verdicts.contains(&true) && verdicts.contains(&false));
}

/// A schema without what schemars adds to a root.
fn given<T: JsonSchema>() -> Map<String, Value> {
    let mut schema = schema_for!(T);
    let members = schema.ensure_object();
    members.remove("$schema");
    members.remove("$defs");
    let name = T::schema_name();
    members.retain(|key, value| key != "title" || value != name.as_ref());
    members.clone()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("it is JSON")
}

#[test]
fn a_schema_without_references_is_given_as_it_stands() {
    let file = fs::read_to_string("../schemas/veo3-1-quality.json").expect("it is there");
    assert_eq!(Value::Object(given::<veo::Input>()), json(&file));
    assert_eq!(given::<Valid<veo::Input>>(), given::<veo::Input>());
    let limits = r#"{"type": "object", "title": "Limits", "required": ["most"],
        "properties": {"most": {"type": "integer", "x-unit": "s"}}}"#;
    assert_eq!(Value::Object(given::<scene::Limits>()), json(limits));
    let root = schema_for!(veo::Input);
    assert_eq!(root.get("title"), Some(&"veo.Input".into()));
    assert_eq!(root.get("$defs"), None);
}

#[test]
fn a_schema_with_references_is_a_resource_of_its_own() {
    let schema = schema_for!(clip::Input);
    let uri = "https://example.com/clip.json";
    assert_eq!(Value::from(given::<clip::Input>())["allOf"][0]["$ref"], uri);
    assert_eq!(
        schema.get("$defs").expect("it has one")[uri],
        json(clip::Input::SCHEMA)
    );

    // Another draft keeps its name, and what it ignores stays ignored.
    let schema = schema_for!(old::Input);
    let resources = schema
        .get("$defs")
        .and_then(Value::as_object)
        .expect("it has one");
    let (uri, resource) = resources.iter().next().expect("it has one");
    assert!(uri.ends_with(".mindvideo.invalid/old.json"), "{uri}");
    let mut expected = json(old::Input::SCHEMA);
    let members = expected.as_object_mut().expect("it is an object");
    members.remove("maxProperties");
    let reference = members.remove("$ref").expect("it has one");
    members.insert("allOf".to_owned(), serde_json::json!([{"$ref": reference}]));
    members.insert("$id".to_owned(), uri.as_str().into());
    assert_eq!(*resource, expected);
}

#[test]
fn documents_say_what_types_say() {
    agree::<veo::Input>(&[
        r#"{"prompt": "a"}"#,
        r#"{"prompt": ""}"#,
        r#"{"prompt": "a", "duration": 8.0, "resolution": "4k"}"#,
        r#"{"prompt": "a", "resolution": "5k"}"#,
        r#"{"prompt": "a", "resolution": null}"#,
        r#"{"prompt": "a", "image_urls": ["a", "b", "c"]}"#,
        r#"{"prompt": "a", "other": 1}"#,
        "null",
    ]);
    agree::<clip::Input>(&[
        r#"{"size": {"width": 1}, "tone": "warm", "a/b %": "cold"}"#,
        r#"{"a/b %": "hot"}"#,
        r#"{"size": {"width": 0}}"#,
        r#"{"size": "abc"}"#,
        r#"{"parts": [{"parts": [{"size": {"width": 2}}]}]}"#,
        r#"{"parts": [{"parts": [{"size": {}}]}]}"#,
        r#"{"parts": [{}, {}, {}]}"#,
    ]);
    agree::<other::clip::Input>(&[
        r#"{"size": "abc", "tone": 2.5}"#,
        r#"{"size": "abcd"}"#,
        r#"{"size": {"width": 1}}"#,
        r#"{"tone": null, "parts": 1}"#,
        r#"{"tone": "cold"}"#,
    ]);
    agree::<scene::Input>(&[
        r#"{"shot": {"length": 59, "lens": [1, "E"]}, "named": "Ada", "cut": null, "any": null}"#,
        r#"{"shot": {"length": 60}}"#,
        r#"{"shot": {"length": 1, "lens": [1, "F"]}}"#,
        r#"{"shot": {"length": 1, "lens": [1, "E", 2]}}"#,
        r#"{"shot": {"length": 1, "next": {"length": 2, "next": {}}}}"#,
        r#"{"shot": {"length": 1, "next": {"length": 2}}, "any": 1}"#,
        r#"{"shot": {"length": 1}, "named": "ada"}"#,
        r#"{"shot": {"length": 1}, "cut": {"at": 60}}"#,
        r#"{"shot": {"length": 1}, "any": 60}"#,
    ]);
    agree::<old::Input>(&[
        r#"{"pair": ["a", 1]}"#,
        r#"{"pair": ["a", 1, 2]}"#,
        r#"{"pair": [1]}"#,
        r#"{"more": {"pair": []}, "pair": []}"#,
        r#"{"more": {"pair": []}}"#,
        r#"{"more": {"more": {}}, "pair": []}"#,
    ]);
}

#[test]
fn a_part_refers_to_its_place() {
    agree::<clip::defs::Size_>(&[r#"{"width": 1}"#, r#"{"width": 0}"#, "{}", "null"]);
    agree::<scene::Limits>(&[r#"{"most": 1}"#, r#"{"most": "1"}"#, "1"]);
    // What is left to an `Option` around it is not its own.
    agree::<scene::Cut>(&[r#"{"at": 1}"#, r#"{"at": 60}"#, "{}", "null"]);
    agree::<scene::Any>(&["1", "60", "[60]", "{}", "null"]);
}

#[test]
fn an_enum_is_its_values() {
    let tone = r#"{"type": "string", "enum": ["warm", "cold"]}"#;
    assert_eq!(Value::Object(given::<clip::Tone>()), json(tone));
    let tone = r#"{"enum": [1, 2.5, "warm"]}"#;
    assert_eq!(Value::Object(given::<other::clip::Tone>()), json(tone));
    let duration = r#"{"type": "integer", "enum": [8]}"#;
    assert_eq!(Value::Object(given::<veo::Duration>()), json(duration));
}

#[test]
fn types_of_fields_are_described_in_place() {
    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its description is of interest")]
    struct Fields {
        integer: Integer,
        number: Number,
        null: mindvideo::typed::Null,
        never: Option<Never>,
        map: mindvideo::Map<Integer>,
    }
    let schema = schema_for!(Fields);
    let expected = json_schema!({
        "integer": {"type": "integer"},
        "number": {"type": "number"},
        "null": {"type": "null"},
        "never": {"type": "null"},
        "map": {"type": "object", "additionalProperties": {"type": "integer"}},
    });
    assert_eq!(schema.get("properties"), Some(expected.as_value()));
    assert_eq!(schema.get("$defs"), None);
}

#[test]
fn types_of_one_name_are_kept_apart() {
    assert_eq!(clip::Input::schema_name(), "clip.Input");
    assert_eq!(other::clip::Input::schema_name(), "clip.Input");
    assert_ne!(clip::Input::schema_id(), other::clip::Input::schema_id());
    assert_ne!(clip::Tone::schema_id(), other::clip::Tone::schema_id());
    assert_eq!(clip::defs::Size_::schema_name(), "clip.defs.Size_");
    let [first, second] = [{ same::first() }, { same::second() }];
    assert_eq!(first, second);
}

/// Modules of one path.
mod same {
    use schemars::JsonSchema as _;

    /// The name of the type.
    pub(super) fn first() -> String {
        #[mindvideo::mindvideo_model("tests/json_schema/clip.json")]
        mod clip {}
        clip::Input::schema_name().into_owned()
    }

    /// The name of the type.
    pub(super) fn second() -> String {
        #[mindvideo::mindvideo_model("tests/json_schema/clip.json")]
        mod clip {}
        clip::Input::schema_name().into_owned()
    }
}

/// One document for all golden models: each is judged in it as it is alone.
#[test]
fn all_models_fit_into_one_document() {
    let mut generator = SchemaGenerator::default();
    let describe = |(slug, describe): &(&str, Describe)| {
        ((*slug).to_owned(), describe(&mut generator).to_value())
    };
    let properties: Map<String, Value> = GOLDEN.iter().map(describe).collect();
    let definitions = generator.take_definitions(true);
    let schema = json_schema!({"properties": properties, "$defs": definitions});
    let all = evaluator(&schema);
    let asserting = all.clone().assert_format(true);
    let (mut wrong, mut judged) = (String::new(), 0);
    // Where `serde_json` rounds numbers, so does a `Schema`.
    for (slug, _) in GOLDEN.iter().filter(|(slug, _)| *slug != "long-numbers") {
        let all = if slug.starts_with("asserted-") {
            &asserting
        } else {
            &all
        };
        for (instance, valid) in instances(slug) {
            judged += 1;
            let found = all.check_json(format!(r#"{{"{slug}": {instance}}}"#).as_bytes());
            if found.is_ok() != valid {
                let _ = writeln!(wrong, "{slug}: {instance}: {found:?}");
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(judged > 300, "only {judged} instances are left");
}

/// Texts of instances, and whether they are valid.
fn instances(slug: &str) -> Vec<(String, bool)> {
    let path = format!("../mindvideo-codegen/tests/golden/{slug}.instances.jsonl");
    let text = fs::read_to_string(path).expect("every golden schema has instances");
    let lines = text.lines().map(|line| {
        let rest = line.strip_prefix("{\"valid\": ");
        let parts = rest.and_then(|rest| rest.split_once(", \"instance\": "));
        let (valid, rest) = parts.expect("a line says whether it is valid, then the instance");
        let instance = rest.strip_suffix('}').expect("a line ends with a brace");
        (instance.to_owned(), valid == "true")
    });
    lines.collect()
}
