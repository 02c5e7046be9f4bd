//! What references and `$id` lead to, one schema a row.

use std::collections::BTreeMap;
use std::sync::Arc;

use mindvideo_schema::Evaluator;
use mindvideo_schema::diagnostic::{Source, short};
use mindvideo_schema::link::Library;
use mindvideo_schema::schema::Dialect;

/// Documents by their URIs.
struct Shelf(BTreeMap<&'static str, &'static str>);

impl Library for Shelf {
    fn document(&self, uri: &str) -> Option<Result<Arc<Source>, String>> {
        let text = self.0.get(uri)?;
        Some(Ok(Arc::new(Source::new(uri, *text))))
    }
}

fn shelf() -> Shelf {
    Shelf(BTreeMap::from([
        ("http://h/count.json", r#"{"type": "integer"}"#),
        // It calls itself otherwise than others call it, and refers to itself by either name.
        (
            "http://h/tree.json",
            r#"{"$id": "http://h/moved/tree.json", "type": "array", "items": {"anyOf": [
                {"$ref": "http://h/tree.json"}, {"$ref": "tree.json"}, {"$ref": "../count.json"}]}}"#,
        ),
    ]))
}

#[test]
fn what_is_judged() {
    for (schema, instance, valid) in [
        (r#"{"$ref": "http://h/count.json"}"#, "1", true),
        (r#"{"$ref": "http://h/count.json"}"#, "1.5", false),
        (r#"{"$ref": "http://h/tree.json"}"#, "[1, [2, []]]", true),
        (r#"{"$ref": "http://h/tree.json"}"#, "[1, [2.5]]", false),
        // `$id` as data, and as the name of a property.
        (r#"{"enum": [{"$id": "x"}]}"#, r#"{"$id": "x"}"#, true),
        (r#"{"const": {"$id": "x"}}"#, r#"{"$id": "y"}"#, false),
        (
            r#"{"properties": {"$id": {"type": "string"}}}"#,
            r#"{"$id": 1}"#,
            false,
        ),
        (
            r#"{"default": {"$id": "x"}, "examples": [{"$id": "x"}]}"#,
            "1",
            true,
        ),
        // One that only names the place.
        (
            r##"{"items": {"$id": "#item", "type": "string"}}"##,
            "[1]",
            false,
        ),
        // Draft 4 calls it `id`, and later drafts know no `id`.
        (
            r#"{"items": {"id": "item.json", "type": "string"}}"#,
            "[1]",
            false,
        ),
        // An anchor that nothing refers to.
        (r#"{"$anchor": "a", "type": "string"}"#, "1", false),
    ] {
        let evaluator = Evaluator::load("s.json", schema, Dialect::Draft2020, &shelf());
        let evaluator = evaluator.unwrap_or_else(|error| panic!("{schema}: {error}"));
        let judged = evaluator.check_json(instance.as_bytes()).is_ok();
        assert_eq!(judged, valid, "{instance} by {schema}");
    }
}

#[test]
fn what_is_refused() {
    let id = "`$id` below a document's root does not work yet";
    for (draft, schema, findings) in [
        (
            Dialect::Draft2020,
            r#"{"items": {"$id": "item.json"}}"#,
            vec![format!("s.json:1:12: error[MV0302]: {id}")],
        ),
        // A definition that nothing applies may be what another reference means.
        (
            Dialect::Draft7,
            r#"{"definitions": {"a": {"$id": "http://h/count.json", "type": "string"}},
                "items": {"$ref": "http://h/count.json"}}"#,
            vec![format!("s.json:1:24: error[MV0302]: {id}")],
        ),
        // No errors that only follow from it.
        (
            Dialect::Draft2020,
            r##"{"$defs": {"a": {"$id": "a.json", "$ref": "#/$defs/b", "$defs": {"b": {}}}},
                "$ref": "a.json", "items": {"$ref": "b.json"}}"##,
            vec![format!("s.json:1:18: error[MV0302]: {id}")],
        ),
        (
            Dialect::Draft4,
            r#"{"items": {"id": "item.json"}}"#,
            vec![
                "s.json:1:12: error[MV0302]: `id` below a document's root does not work yet".into(),
            ],
        ),
        (
            Dialect::Draft2020,
            r##"{"items": {"$ref": "#item"}}"##,
            vec!["s.json:1:20: error[MV0302]: a reference by anchor does not work yet".into()],
        ),
        // Up to draft 7 a reference replaces the `$id` beside it.
        (
            Dialect::Draft7,
            r##"{"items": {"$id": "x/", "$ref": "#/definitions/a"}}"##,
            vec!["s.json:1:33: error[MV0204]: `#/definitions/a` refers to nothing".into()],
        ),
    ] {
        let refused = Evaluator::load("s.json", schema, draft, &shelf()).expect_err(schema);
        let found = refused.diagnostics().clone().into_sorted();
        let found: Vec<String> = found.iter().map(short).collect();
        assert_eq!(found, findings, "{schema}");
    }
}

/// However the definitions are ordered, so that no walk over them finds the chain by its length.
#[test]
fn a_chain_of_references_has_an_end() {
    let chain = |length: usize, backwards: bool| {
        let mut steps: Vec<String> = (0..length)
            .map(|step| format!("\"d{step}\": {{\"$ref\": \"#/$defs/d{}\"}}", step + 1))
            .collect();
        if backwards {
            steps.reverse();
        }
        let steps = steps.join(", ");
        let schema = format!(
            "{{\"$ref\": \"#/$defs/d0\", \"$defs\": {{{steps}, \"d{length}\": {{\"type\": \"string\"}}}}}}"
        );
        Evaluator::new(&schema)
    };
    for backwards in [false, true] {
        let evaluator = chain(200, backwards).unwrap();
        assert!(evaluator.check_json(b"\"a\"").is_ok());
        assert!(evaluator.check_json(b"1").is_err());
        let refused = chain(20_000, backwards).unwrap_err();
        let findings: Vec<_> = refused
            .diagnostics()
            .iter()
            .map(|f| f.code.to_string())
            .collect();
        assert_eq!(findings, ["MV0003"]);
    }
}
