use super::{Node, Object, Value};
use std::fmt::{self, Write};

/// The value as JSON without any white space; members keep their order, numbers their text.
///
/// ```
/// let node = mindvideo_schema::json::parse(r#"{ "b": 1.0, "a": "\u0041" }"#)?;
/// assert_eq!(node.to_string(), r#"{"b":1.0,"a":"A"}"#);
/// # Ok::<(), mindvideo_schema::json::JsonError>(())
/// ```
impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Value::Null => f.write_str("null"),
            Value::Bool(value) => write!(f, "{value}"),
            Value::Number(number) => f.write_str(number.text()),
            Value::String(text) => write_string(f, text),
            Value::Array(items) => write_array(f, items),
            Value::Object(object) => write_object(f, object),
        }
    }
}

fn write_array(f: &mut fmt::Formatter<'_>, items: &[Node]) -> fmt::Result {
    let mut separator = "[";
    for item in items {
        write!(f, "{separator}{item}")?;
        separator = ",";
    }
    f.write_str(if items.is_empty() { "[]" } else { "]" })
}

fn write_object(f: &mut fmt::Formatter<'_>, object: &Object) -> fmt::Result {
    let mut separator = "{";
    for member in object {
        f.write_str(separator)?;
        write_string(f, &member.key.text)?;
        write!(f, ":{}", member.value)?;
        separator = ",";
    }
    f.write_str(if object.is_empty() { "{}" } else { "}" })
}

/// Writes a JSON string; only what has to be escaped is.
fn write_string(f: &mut impl Write, text: &str) -> fmt::Result {
    f.write_char('"')?;
    let mut rest = text;
    while let Some(at) = rest.find(|c| c < ' ' || c == '"' || c == '\\') {
        let (plain, tail) = rest.split_at(at);
        f.write_str(plain)?;
        let mut characters = tail.chars();
        match characters.next().unwrap_or_default() {
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            '\u{8}' => f.write_str("\\b")?,
            '\u{c}' => f.write_str("\\f")?,
            control if control < ' ' => write!(f, "\\u{:04x}", u32::from(control))?,
            other => write!(f, "\\{other}")?,
        }
        rest = characters.as_str();
    }
    f.write_str(rest)?;
    f.write_char('"')
}

/// The text as a JSON string.
pub(crate) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    // Writing into a string cannot fail.
    _ = write_string(&mut quoted, text);
    quoted
}
