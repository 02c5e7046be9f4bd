use mindvideo_schema::json::{self, Node};
use serde_json::{Map, Value};

/// The value of a JSON text, the same for every text that our own reader accepts: `serde_json`
/// refuses numbers that it has no room for.
pub(super) fn parse(text: &str) -> Option<Value> {
    json::parse(text).ok().map(|node| value(&node))
}

fn value(node: &Node) -> Value {
    match &node.value {
        json::Value::Null => Value::Null,
        json::Value::Bool(value) => Value::Bool(*value),
        json::Value::Number(number) => nearest(number.text()),
        json::Value::String(text) => Value::String(text.to_string()),
        json::Value::Array(items) => items.iter().map(value).collect(),
        json::Value::Object(members) => {
            let members = members.iter();
            let members = members.map(|member| (member.key.text.to_string(), value(&member.value)));
            Value::Object(members.collect::<Map<_, _>>())
        }
    }
}

/// The number, or the one next to it that `serde_json` holds.
fn nearest(text: &str) -> Value {
    let exact = serde_json::from_str(text).map(Value::Number);
    exact.unwrap_or_else(|_| {
        let number: f64 = text.parse().unwrap_or_default();
        number.clamp(f64::MIN, f64::MAX).into()
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::parse;

    #[test]
    fn no_number_is_too_large() {
        let text = r#"{"a": [-1e999, 1e999, 18446744073709551615, 0.5, true, null, "\u00e4"]}"#;
        let all = json!([f64::MIN, f64::MAX, u64::MAX, 0.5, true, null, "ä"]);
        let value = parse(text);
        if !crate::typed::number::keeps_every_digit() {
            assert_eq!(value, Some(json!({"a": all})));
        }
        assert!(parse("{").is_none());
    }
}
