use super::{Node, Value};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Whether two values are the same to JSON Schema ([instance equality]): numbers by their value
/// (`1` and `1.0`), strings by their characters, arrays element by element, objects without regard
/// to the order of members.
///
/// ```
/// # use mindvideo_schema::json::{parse, same};
/// let a = parse(r#"{"a": 1, "b": [null]}"#)?;
/// let b = parse(r#"{"b": [null], "a": 1.0}"#)?;
/// assert!(same(&a, &b));
/// # Ok::<(), mindvideo_schema::json::JsonError>(())
/// ```
///
/// [instance equality]: https://json-schema.org/draft/2020-12/json-schema-core#section-4.2.2
pub fn same(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (Value::Null, Value::Null) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Number(a), Value::Number(b)) => a.text() == b.text() || a.decimal() == b.decimal(),
        (Value::String(a), Value::String(b)) => a == b,
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            let matches = |b: &Node, name: &str| a.get(name).is_some_and(|a| same(a, b));
            a.len() == b.len() && b.iter().all(|b| matches(&b.value, &b.key.text))
        }
        _ => false,
    }
}

/// A hash that is equal for values that are the [same].
///
/// It is the same in every run of one build; do not store it.
pub fn same_hash(node: &Node) -> u64 {
    let mut hasher = DefaultHasher::new();
    std::mem::discriminant(&node.value).hash(&mut hasher);
    match &node.value {
        Value::Null => {}
        Value::Bool(value) => value.hash(&mut hasher),
        Value::Number(number) => number.decimal().hash(&mut hasher),
        Value::String(text) => text.hash(&mut hasher),
        Value::Array(items) => {
            items.len().hash(&mut hasher);
            for item in items.iter() {
                same_hash(item).hash(&mut hasher);
            }
        }
        Value::Object(object) => {
            // A sum does not depend on the order of its terms.
            let member = |name: &str, value: &Node| {
                let mut hasher = DefaultHasher::new();
                (name, same_hash(value)).hash(&mut hasher);
                hasher.finish()
            };
            let members = object
                .iter()
                .map(|each| member(&each.key.text, &each.value));
            members.fold(0_u64, u64::wrapping_add).hash(&mut hasher);
        }
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;

    /// Each row holds values that are all the same, and no value of another row is.
    #[test]
    fn classes() {
        let classes: &[&[&str]] = &[
            &["null"],
            &["true"],
            &["false"],
            &["0", "-0", "0.0", "-0.0e5", "0e99999999999999999999"],
            &["1", "1.0", "10e-1", "0.1E1"],
            &[
                "100000000000000000000000000000000000000000",
                "1e41",
                "10.0e40",
            ],
            &["1.0000000000000000000000000000000000000000001"],
            &["\"1\""],
            &["\"\"", " \"\" "],
            &["\"a/ä\"", r#""\u0061\/\u00e4""#],
            &["[]"],
            &["[[]]"],
            &["[1,2]", "[1.0,2e0]"],
            &["[2,1]"],
            &["{}"],
            &["[{}]"],
            &[r#"{"a":1,"b":2}"#, r#"{"b":2.0,"a":1}"#],
            &[r#"{"a":2,"b":1}"#],
            &[r#"{"a":1}"#],
            &[r#"{"a":null}"#],
            &[r#"{"b":null}"#],
            &[
                r#"{"1":1,"2":2,"3":3,"4":4,"5":5,"6":6,"7":7,"8":8,"9":9}"#,
                r#"{"9":9,"2":2,"7":7,"4":4,"5":5,"6":6,"3":3,"8":8,"1":1}"#,
            ],
        ];
        for (row, left) in classes.iter().enumerate() {
            for (other, right) in classes.iter().enumerate() {
                for (a, b) in left.iter().flat_map(|a| right.iter().map(move |b| (a, b))) {
                    let (x, y) = (parse(a).unwrap(), parse(b).unwrap());
                    assert_eq!(same(&x, &y), row == other, "{a} {b}");
                    assert_eq!(same_hash(&x) == same_hash(&y), row == other, "{a} {b}");
                }
            }
        }
    }
}
