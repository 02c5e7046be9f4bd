//! The official JSON Schema suite, when `MINDVIDEO_SHARED` names the folder that holds it.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::pattern::Pattern;

const FILES: [&str; 5] = [
    "pattern.json",
    "patternProperties.json",
    "optional/ecmascript-regex.json",
    "optional/format/regex.json",
    "optional/format/ecmascript-regex.json",
];

#[test]
fn official_suite() {
    let Some(shared) = std::env::var_os("MINDVIDEO_SHARED") else {
        return;
    };
    let tests = PathBuf::from(shared).join("suite/tests");
    let mut judged = 0;
    for draft in fs::read_dir(tests).unwrap() {
        for file in FILES {
            if let Ok(text) = fs::read_to_string(draft.as_ref().unwrap().path().join(file)) {
                let groups: Vec<Value> = serde_json::from_str(&text).unwrap();
                judged += groups.iter().map(group).sum::<usize>();
            }
        }
    }
    assert!(judged > 500, "{judged} cases");
}

/// Judges the cases of one group that a pattern alone decides; says how many.
fn group(group: &Value) -> usize {
    let schema = &group["schema"];
    let mut judged = 0;
    for test in group["tests"].as_array().unwrap() {
        let answer = if let (Some(source), Some(text)) =
            (schema["pattern"].as_str(), test["data"].as_str())
        {
            Pattern::new(source).unwrap().is_match(text)
        } else if let (Some("regex"), Some(source)) =
            (schema["format"].as_str(), test["data"].as_str())
        {
            Pattern::is_regex(source)
        } else if let (Some(rules), Some(members)) = (
            schema["patternProperties"].as_object(),
            test["data"].as_object(),
        ) {
            let allowed = |name: &str, value: &Value| {
                let hits = rules
                    .iter()
                    .filter(|(source, _)| Pattern::new(source).unwrap().is_match(name));
                let rules: Vec<&Value> = hits.map(|(_, rule)| rule).collect();
                let extra = rules.is_empty() && schema["additionalProperties"] == false;
                !extra && rules.iter().all(|rule| fits(rule, value))
            };
            members.iter().all(|(name, value)| allowed(name, value))
        } else {
            continue;
        };
        assert_eq!(
            Some(answer),
            test["valid"].as_bool(),
            "{}: {test}",
            group["description"]
        );
        judged += 1;
    }
    judged
}

/// The few keywords that the groups on `patternProperties` use.
fn fits(rule: &Value, value: &Value) -> bool {
    let typed = match rule["type"].as_str() {
        Some("integer") => value.is_i64(),
        Some("boolean") => value.is_boolean(),
        Some("string") => value.is_string(),
        Some("null") => value.is_null(),
        Some("number") => value.is_number(),
        Some(other) => panic!("type {other}"),
        None => true,
    };
    let small = rule["maximum"]
        .as_i64()
        .is_none_or(|maximum| value.as_i64().is_none_or(|value| value <= maximum));
    *rule != Value::Bool(false) && typed && small
}
