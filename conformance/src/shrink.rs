//! The smallest value that still does something.

use serde_json::{Value, json};

/// Makes a value smaller as long as something stays true of it.
pub fn shrink(value: &Value, still: &mut dyn FnMut(&Value) -> bool) -> Value {
    let mut best = value.clone();
    let mut tries = 2_000;
    'smaller: loop {
        for candidate in smaller(&best) {
            if tries == 0 {
                return best;
            }
            tries -= 1;
            if still(&candidate) {
                best = candidate;
                continue 'smaller;
            }
        }
        return best;
    }
}

/// Every value that is one step smaller, the biggest steps first.
pub fn smaller(value: &Value) -> Vec<Value> {
    let mut found = Vec::new();
    // A child in place of its parent.
    match value {
        Value::Array(items) => found.extend(items.iter().cloned()),
        Value::Object(members) => found.extend(members.values().cloned()),
        _ => {}
    }
    match value {
        Value::Array(items) => {
            for place in 0..items.len() {
                let mut fewer = items.clone();
                fewer.remove(place);
                found.push(fewer.into());
            }
            for (place, item) in items.iter().enumerate() {
                found.extend(smaller(item).into_iter().map(|item| {
                    let mut items = items.clone();
                    items[place] = item;
                    items.into()
                }));
            }
        }
        Value::Object(members) => {
            for name in members.keys() {
                let mut fewer = members.clone();
                fewer.remove(name);
                found.push(fewer.into());
            }
            for (name, value) in members {
                found.extend(smaller(value).into_iter().map(|value| {
                    let mut members = members.clone();
                    members.insert(name.clone(), value);
                    members.into()
                }));
            }
        }
        Value::String(text) if text.chars().count() > 1 => {
            found.extend(text.chars().next().map(|first| json!(first.to_string())));
        }
        Value::Number(number) if number.as_f64().is_some_and(|n| n.abs() > 1.0) => {
            found.extend([json!(0), json!(1)]);
        }
        _ => {}
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_matters_is_left() {
        let value = json!({"a": [1, {"b": "needle", "c": 2}], "d": "more"});
        let mut still = |value: &Value| value.to_string().contains("needle");
        assert_eq!(shrink(&value, &mut still), json!("needle"));
        let mut still = |value: &Value| value["a"][1]["b"].is_string();
        assert_eq!(shrink(&value, &mut still), json!({"a": [1, {"b": "n"}]}));
    }
}
