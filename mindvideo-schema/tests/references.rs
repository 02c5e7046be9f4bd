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
        (
            "http://h/copy.json",
            r#"{"$id": "http://h/moved/tree.json"}"#,
        ),
        (
            "http://h/circle.json",
            r#"{"$schema": "http://h/circle.json"}"#,
        ),
        (
            "http://h/money.json",
            r#"{"$schema": "https://json-schema.org/draft/2020-12/schema",
                "$vocabulary": {"http://h/vocab/money": true, "http://h/vocab/weight": false}}"#,
        ),
        (
            "http://h/shapes.json",
            r#"{"$schema": "https://json-schema.org/draft/2020-12/schema", "$vocabulary": {
                "https://json-schema.org/draft/2020-12/vocab/core": true,
                "https://json-schema.org/draft/2020-12/vocab/applicator": true}}"#,
        ),
        (
            "side.json",
            r#"{"type": "array", "items": {"$ref": "sub/deep.json#n"}}"#,
        ),
        (
            "sub/deep.json",
            r#"{"$anchor": "n", "$ref": "../../count.json"}"#,
        ),
        ("../count.json", r#"{"type": "integer"}"#),
        ("http://h/../count.json", "no JSON"),
    ]))
}

/// Schemas with instances that are valid or not.
fn judge(rows: &[(&str, &str, bool)]) {
    for (schema, instance, valid) in rows {
        let evaluator = Evaluator::load("s.json", schema, Dialect::Draft2020, &shelf());
        let judged = evaluator
            .map(|evaluator| evaluator.check_json(instance.as_bytes()).is_ok())
            .map_err(|error| error.to_string());
        assert_eq!(judged, Ok(*valid), "{instance} by {schema}");
    }
}

#[test]
fn documents_and_what_only_looks_like_a_name() {
    judge(&[
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
        // Later drafts than 4 know no `id`.
        (
            r#"{"items": {"id": "item.json", "type": "string"}}"#,
            "[1]",
            false,
        ),
        (r#"{"$anchor": "a", "type": "string"}"#, "1", false),
        (
            r##"{"items": {"$ref": "#a"}, "$defs": {"x": {"$anchor": "a", "type": "null"}}}"##,
            "[1]",
            false,
        ),
    ]);
}

#[test]
fn parts_with_names_of_their_own() {
    judge(&[
        // Schemas with URIs of their own, found before and after they are referred to.
        (
            r#"{"$id": "http://h/a/b.json", "items": {"$ref": "c.json"},
                "$defs": {"c": {"$id": "c.json", "type": "integer"}}}"#,
            "[1.5]",
            false,
        ),
        (
            r#"{"$defs": {"c": {"$id": "http://h/x/", "$defs": {"d": {"$id": "d", "type": "null"}}}},
                "$ref": "http://h/x/d"}"#,
            "1",
            false,
        ),
        // Pointers cross the borders of resources.
        (
            r##"{"$defs": {"c": {"$id": "c", "properties": {"p": {"type": "null"}}}},
                "$ref": "#/$defs/c/properties/p"}"##,
            "1",
            false,
        ),
        // A URI counts in its resource, and what a pointer makes a schema belongs to one.
        (
            r##"{"x-kept": {"$id": "http://h/kept", "$ref": "#/x-more", "x-more": {"type": "null"}},
                "$ref": "#/x-kept"}"##,
            "1",
            false,
        ),
        // A dynamic reference beside another one.
        (
            r##"{"$dynamicAnchor": "a", "properties": {"p": {"$ref": "#/$defs/n", "$dynamicRef": "#a"}},
                "$defs": {"n": {"type": "object"}}}"##,
            r#"{"p": {"p": 1}}"#,
            false,
        ),
    ]);
}

#[test]
fn files_beside_the_schema() {
    judge(&[
        // Files beside the schema's, and what they refer to in turn.
        (r#"{"$ref": "side.json"}"#, "[1]", true),
        (r#"{"$ref": "side.json"}"#, "[1.5]", false),
        (
            r#"{"$id": "http://h/i/s.json", "$ref": "side.json"}"#,
            "[1.5]",
            false,
        ),
        (
            r#"{"items": {"$ref": "s.json#/$defs/n"}, "$defs": {"n": {"type": "null"}}}"#,
            "[1]",
            false,
        ),
    ]);
}

#[test]
fn each_resource_in_its_language() {
    judge(&[
        // An embedded draft 7 resource ignores what stands beside a reference.
        (
            r##"{"$ref": "http://h/7", "$defs": {"s": {"$id": "http://h/7",
                "$schema": "http://json-schema.org/draft-07/schema#",
                "allOf": [{"$ref": "#/definitions/n", "type": "string"}],
                "definitions": {"n": {"minimum": 2}}}}}"##,
            "3",
            true,
        ),
        // Draft 4 has no integer with a point.
        (
            r#"{"$ref": "http://h/4", "$defs": {"s": {"id": "http://h/4", "type": "integer",
                "$schema": "http://json-schema.org/draft-04/schema#"}}}"#,
            "1.0",
            false,
        ),
        // `$schema` speaks for whole resources only.
        (
            r#"{"items": {"$schema": "http://json-schema.org/draft-04/schema#", "type": "integer"}}"#,
            "[1.0]",
            true,
        ),
        // A metaschema without the vocabulary of bounds.
        (
            r#"{"$schema": "http://h/shapes.json", "properties": {"a": {"minimum": 2}}}"#,
            r#"{"a": 1}"#,
            true,
        ),
        (
            r#"{"$schema": "http://h/shapes.json", "properties": {"a": false}}"#,
            r#"{"a": 1}"#,
            false,
        ),
        // The drafts' own metaschemas.
        (
            r#"{"$ref": "http://json-schema.org/draft-04/schema#"}"#,
            r#"{"minLength": -1}"#,
            false,
        ),
        (
            r#"{"$ref": "https://json-schema.org/draft/2020-12/schema"}"#,
            r#"{"properties": {"a": {"allOf": []}}}"#,
            false,
        ),
        (
            r#"{"$ref": "https://json-schema.org/draft/2019-09/schema"}"#,
            r#"{"properties": {"a": {"type": "string"}}}"#,
            true,
        ),
    ]);
}

#[test]
fn what_is_refused() {
    for (draft, schema, findings) in [
        // Up to draft 7 a reference replaces the `$id` beside it.
        (
            Dialect::Draft7,
            r##"{"items": {"$id": "x/", "$ref": "#/definitions/a"}}"##,
            vec!["s.json:1:33: error[MV0204]: `#/definitions/a` refers to nothing"],
        ),
        // A pointer starts at the resource that it is read in.
        (
            Dialect::Draft2020,
            r##"{"$defs": {"b": {}}, "items": {"$id": "i.json", "$ref": "#/$defs/b"}}"##,
            vec!["s.json:1:57: error[MV0204]: `#/$defs/b` refers to nothing"],
        ),
        (
            Dialect::Draft2020,
            r##"{"items": {"$ref": "#item"}, "$defs": {"a": {"$anchor": "items"}}}"##,
            vec!["s.json:1:20: error[MV0204]: `#item` refers to nothing"],
        ),
        // What an unknown keyword holds has no names.
        (
            Dialect::Draft2020,
            r##"{"x-y": {"$anchor": "a", "$id": "http://h/a"}, "allOf": [{"$ref": "#a"},
                {"$ref": "http://h/a"}]}"##,
            vec![
                "s.json:1:67: error[MV0204]: `#a` refers to nothing",
                "s.json:2:26: error[MV0205]: the document `http://h/a` is not kept here",
            ],
        ),
        (
            Dialect::Draft2020,
            r#"{"$ref": "a.json", "$defs": {"a": {"$id": "a.json"}, "b": {"$id": "a.json"}}}"#,
            vec!["s.json:1:67: error[MV0207]: two schemas have the URI `a.json`"],
        ),
        (
            Dialect::Draft2020,
            r##"{"$ref": "#a", "$defs": {"a": {"$anchor": "a"}, "b": {"$anchor": "a"}}}"##,
            vec!["s.json:1:66: error[MV0207]: two schemas have the anchor `a`"],
        ),
        // Two documents that call themselves the same.
        (
            Dialect::Draft2020,
            r#"{"anyOf": [{"$ref": "http://h/tree.json"}, {"$ref": "http://h/copy.json"}]}"#,
            vec![
                "http://h/copy.json:1:9: error[MV0207]: two schemas have the URI \
                 `http://h/moved/tree.json`",
            ],
        ),
        (
            Dialect::Draft2020,
            r#"{"$schema": "http://h/count.json"}"#,
            vec![],
        ),
        (
            Dialect::Draft2020,
            r#"{"$schema": "http://h/nowhere.json"}"#,
            vec!["s.json:1:13: error[MV0201]: `$schema` names a dialect that is not known here"],
        ),
        (
            Dialect::Draft2020,
            r#"{"$schema": "http://h/circle.json"}"#,
            vec![
                "http://h/circle.json:1:13: error[MV0201]: `$schema` names a dialect that is not \
                 known here",
            ],
        ),
        (
            Dialect::Draft2020,
            r#"{"$schema": "http://h/money.json"}"#,
            vec![
                "http://h/money.json:2:33: error[MV0202]: `http://h/vocab/money` is not a \
                 vocabulary of draft 2020-12",
            ],
        ),
        // A dynamic reference that comes back to the same value.
        (
            Dialect::Draft2020,
            r##"{"$dynamicAnchor": "a", "anyOf": [{"$dynamicRef": "#a"}]}"##,
            vec![
                "s.json:1:35: error[MV0206]: this schema comes back to itself without stepping \
                 into a member or an item",
            ],
        ),
        (
            Dialect::Draft2020,
            r##"{"$id": "http://h/s", "$dynamicAnchor": "a", "$ref": "t", "$defs": {"t": {
                "$id": "t", "$dynamicAnchor": "a", "anyOf": [{"$dynamicRef": "#a"}]}}}"##,
            vec![
                "s.json:2:62: error[MV0206]: this schema comes back to itself without stepping \
                 into a member or an item",
            ],
        ),
    ] {
        let loaded = Evaluator::load("s.json", schema, draft, &shelf());
        let Err(refused) = loaded else {
            assert_eq!(findings, [""; 0], "{schema}");
            continue;
        };
        let found = refused.diagnostics().clone().into_sorted();
        let errors = found.iter().filter(|finding| finding.is_error());
        let errors: Vec<String> = errors.map(short).collect();
        assert_eq!(errors, findings, "{schema}");
    }
}

/// The branches of a union multiply with each level, the time must not.
#[test]
fn no_instance_takes_exponential_time() {
    for (applicator, rest) in [
        ("allOf", ""),
        ("anyOf", ""),
        ("oneOf", ""),
        ("allOf", r#", "unevaluatedProperties": false"#),
        ("anyOf", r#", "unevaluatedProperties": false"#),
    ] {
        let levels: Vec<String> = (0..40)
            .map(|level| {
                let below = level + 1;
                format!(
                    r##""d{level}": {{"{applicator}": [{{"$ref": "#/$defs/d{below}"}},
                        {{"$ref": "#/$defs/d{below}", "required": ["b"]}}]}}"##
                )
            })
            .collect();
        let schema = format!(
            r##"{{"$ref": "#/$defs/d0"{rest}, "$defs": {{{}, "d40": {{"type": "object",
                "properties": {{"a": {{"type": "string"}}}}}}}}}}"##,
            levels.join(", ")
        );
        let evaluator = Evaluator::new(&schema).unwrap();
        for instance in [r#"{"a": 1}"#, r#"{"a": "x"}"#, r#"{"b": 1, "a": 1}"#, "1"] {
            let node = mindvideo_schema::json::parse(instance).unwrap();
            let valid = evaluator.is_valid(&node);
            assert_eq!(evaluator.check(&node).is_ok(), valid, "{instance}");
        }
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
