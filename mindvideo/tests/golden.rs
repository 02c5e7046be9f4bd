//! The generator's golden modules, compiled and put to use.
//!
//! Each line of `mindvideo-codegen/tests/golden/<slug>.instances.jsonl` says of an instance whether
//! it is valid. The type must say the same, and so must the evaluator; what is valid comes back
//! unchanged. A schema that is added there is judged here without a change.

#![expect(clippy::expect_used, reason = "what a test needs must be there")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use mindvideo::{Model, Valid};
use mindvideo_schema::Evaluator;
use mindvideo_schema::json::{self, Node};

/// What is kept.
#[path = "../../mindvideo-codegen/tests/golden/mod.rs"]
#[rustfmt::skip]
#[deny(warnings, missing_docs)]
#[allow(clippy::pedantic, reason = "only what every user gets is asked of generated code")]
pub mod golden;

/// What a type says of a JSON text: what it writes, if it accepts the text.
type Judge = fn(&str) -> Result<String, String>;

#[expect(deprecated, reason = "a deprecated model is judged like any other")]
const JUDGES: &[(&str, Judge)] = include!("../../mindvideo-codegen/tests/golden/judges.in");

fn judge<T: Model>(text: &str) -> Result<String, String> {
    let read: Result<Valid<T>, _> = serde_json::from_str(text);
    let from_json = T::from_json(text);
    assert_eq!(
        read.is_ok(),
        from_json.is_ok(),
        "the two ways of reading differ on {text}: {read:?} and {from_json:?}",
        read = read.as_ref().err(),
        from_json = from_json.as_ref().err(),
    );
    let valid = read.map_err(|error| error.to_string())?;
    let written = serde_json::to_string(&valid).map_err(|error| error.to_string())?;
    let again = valid.into_inner().validate().map(|_| written);
    again.map_err(|report| format!("not valid a second time: {report}"))
}

#[test]
fn types_accept_what_their_schemas_accept() {
    let mut wrong = String::new();
    let mut judged = 0;
    for (model, (slug, judge)) in golden::MODELS.iter().zip(JUDGES) {
        assert_eq!(model.slug, *slug);
        let evaluator = Evaluator::new(model.schema).expect("a golden schema has no errors");
        let evaluator = evaluator.assert_format(slug.starts_with("asserted-"));
        for (instance, valid) in instances(slug) {
            judged += 1;
            let says = judge(&instance);
            let changed = says.as_ref().is_ok_and(|written| !same(&instance, written));
            let evaluated = evaluator.check_json(instance.as_bytes());
            if says.is_ok() != valid || changed || evaluated.is_ok() != valid {
                let _ = writeln!(
                    wrong,
                    "{slug}: {instance} is {}, but\n    the type says {says:?},\n    \
                     the evaluator {evaluated:?}",
                    if valid { "valid" } else { "not valid" },
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(judged > 300, "only {judged} instances are left");
}

/// The branch itself asks for no `id`, and its type does.
#[test]
fn the_type_of_a_branch_explains_what_stands_beside_the_union() {
    use mindvideo::Validate as _;
    let report = golden::union_beside::ClipCase0::from_json(r#"{"kind": "video", "fps": 24}"#);
    let place = "#/properties/clip/required";
    assert_eq!(
        report.unwrap_err().to_string(),
        format!("1:1: the required member `id` is missing ({place})")
    );
}

#[test]
fn the_tables_name_the_field_for_the_rest() {
    use mindvideo::typed::Record;
    let open = <golden::record_open::Input as Record>::REST;
    assert_eq!(open, Some("additional_properties___"));
    assert_eq!(<golden::record_closed::Input as Record>::REST, None);
}

/// Texts of instances, and whether they are valid. A line is `{"valid": …, "instance": …}`, taken
/// apart as text: an instance may be one that no reader of JSON accepts.
fn instances(slug: &str) -> Vec<(String, bool)> {
    let folder = Path::new("../mindvideo-codegen/tests/golden");
    let path = folder.join(format!("{slug}.instances.jsonl"));
    let text = fs::read_to_string(&path).expect("every golden schema has instances");
    let lines = text.lines().map(|line| {
        let rest = line.strip_prefix("{\"valid\": ");
        let parts = rest.and_then(|rest| rest.split_once(", \"instance\": "));
        let (valid, rest) = parts.expect("a line says whether it is valid, then the instance");
        let instance = rest.strip_suffix('}').expect("a line ends with a brace");
        (instance.to_owned(), valid == "true")
    });
    lines.collect()
}

/// Whether two texts hold the same JSON value.
fn same(a: &str, b: &str) -> bool {
    let parse = |text: &str| -> Node { json::parse(text).expect("what is valid is JSON") };
    json::same(&parse(a), &parse(b))
}
