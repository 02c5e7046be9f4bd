//! One spelling for equal JSON: members sorted, no space, `8.0` written as `8`.
//!
//! Two payloads are "the same" to an idempotency key when these texts are equal.

use serde_json::{Number, Value};

/// The canonical text of a value. Depth is bounded by the parser that made the value.
pub(super) fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) => text.push_str(&value.to_string()),
        Value::Number(number) => text.push_str(&spelled(number)),
        Value::Array(items) => {
            text.push('[');
            for (place, item) in items.iter().enumerate() {
                separate(place, text);
                write(item, text);
            }
            text.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(name, _)| name.as_str());
            text.push('{');
            for (place, (name, member)) in members.into_iter().enumerate() {
                separate(place, text);
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push(':');
                write(member, text);
            }
            text.push('}');
        }
    }
}

fn separate(place: usize, text: &mut String) {
    if place > 0 {
        text.push(',');
    }
}

fn spelled(number: &Number) -> String {
    if number.is_i64() || number.is_u64() {
        return number.to_string();
    }
    match number.as_f64() {
        Some(0.0) => "0".to_owned(),
        Some(float) if float.is_finite() => float.to_string(),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> String {
        canonical(&serde_json::from_str(text).unwrap())
    }

    #[test]
    fn equal_json_has_one_spelling() {
        let equal = [
            (
                r#"{"b":1,"a":[2,{"d":3,"c":null}]}"#,
                r#" { "a" : [2, {"c":null,"d":3}] , "b":1 } "#,
            ),
            ("8", "8.0"),
            ("-0.0", "0"),
            ("1e2", "100"),
            (r#""\u0061\/""#, r#""a/""#),
        ];
        for (one, other) in equal {
            assert_eq!(of(one), of(other));
        }
        let different = [
            ("[1,2]", "[2,1]"),
            ("8", "\"8\""),
            ("null", "{}"),
            (r#"{"a":null}"#, "{}"),
            ("18446744073709551615", "18446744073709551614"),
            ("0.1", "0.2"),
            (r#"{"a":"b,c"}"#, r#"{"a":"b","c":""}"#),
        ];
        for (one, other) in different {
            assert_ne!(of(one), of(other));
        }
    }
}
