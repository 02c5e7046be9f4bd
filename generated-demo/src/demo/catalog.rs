//! The models of this build, described from the text of their schemas.

use generated_demo::models::MODELS;
use serde_json::{Map, Value};

use super::page::Page;

/// Shows every model.
pub(crate) fn list(page: &mut Page) {
    page.text("Models of this build, one for each file in schemas/");
    for model in MODELS {
        let (requires, allows) = describe(model.schema);
        page.indented(model.slug);
        page.quoted(format_args!("requires  {requires}"));
        page.quoted(format_args!("allows    {allows}"));
    }
}

/// What a schema requires, and what it allows besides.
fn describe(schema: &str) -> (String, String) {
    let nothing = || "nothing".to_owned();
    match serde_json::from_str(schema) {
        Ok(Value::Object(schema)) => {
            let names = required(&schema);
            let requires = if names.is_empty() {
                nothing()
            } else {
                names.join(", ")
            };
            (requires, allows(&schema, &names))
        }
        Ok(Value::Bool(false)) => (nothing(), nothing()),
        _ => (nothing(), "anything".to_owned()),
    }
}

fn required(schema: &Map<String, Value>) -> Vec<&str> {
    let names = schema.get("required").and_then(Value::as_array);
    names
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

fn allows(schema: &Map<String, Value>, required: &[&str]) -> String {
    /// Keywords through which more members may come than stand under `properties`.
    const ELSEWHERE: [&str; 8] = [
        "$ref",
        "$dynamicRef",
        "allOf",
        "anyOf",
        "oneOf",
        "if",
        "dependentSchemas",
        "patternProperties",
    ];
    let properties = schema.get("properties").and_then(Value::as_object);
    let names = properties.into_iter().flat_map(Map::keys);
    let names: Vec<&str> = names
        .map(String::as_str)
        .filter(|name| !required.contains(name))
        .collect();
    let elsewhere = ELSEWHERE.into_iter().find(|key| schema.contains_key(*key));
    let closed = schema.get("additionalProperties") == Some(&Value::Bool(false));
    let rest = match elsewhere {
        Some(keyword) => format!("what its `{keyword}` says"),
        None if closed => "nothing else".to_owned(),
        None => "any other member".to_owned(),
    };
    if names.is_empty() {
        rest
    } else {
        format!("{}; {rest}", names.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn describes() {
        for (schema, requires, allows) in [
            ("true", "nothing", "anything"),
            ("false", "nothing", "nothing"),
            ("{}", "nothing", "any other member"),
            (
                r#"{"required":["a","b"],"properties":{"a":{},"c":true},"additionalProperties":false}"#,
                "a, b",
                "c; nothing else",
            ),
            (
                r#"{"required":["a"],"properties":{"a":{}},"additionalProperties":false}"#,
                "a",
                "nothing else",
            ),
            (
                r#"{"properties":{"n":{}},"oneOf":[{}]}"#,
                "nothing",
                "n; what its `oneOf` says",
            ),
            (
                r#"{"required":true,"properties":[]}"#,
                "nothing",
                "any other member",
            ),
        ] {
            let (is_required, is_allowed) = describe(schema);
            assert_eq!(is_required, requires, "{schema}");
            assert_eq!(is_allowed, allows, "{schema}");
        }
    }
}
