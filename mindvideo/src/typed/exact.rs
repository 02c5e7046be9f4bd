//! Numbers that would be changed by being read.
//!
//! `serde_json` keeps 64-bit integers and doubles. What is longer would be rounded, then judged and
//! sent as another number, so types refuse to read it; here is said which numbers these are. (With `serde_json`'s feature
//! `arbitrary_precision` every number is kept, and none is refused.)

use mindvideo_schema::json::{self, Lines, Node, Pointer, Value};
use mindvideo_schema::{Report, Violation};

use super::Number;
use super::number::SAFE_DIGITS;

/// Every number of a JSON text that cannot be kept.
pub(super) fn check(text: &[u8]) -> Result<(), Report> {
    if !has_long_number(text) {
        return Ok(());
    }
    // What is not JSON is reported by whoever reads it next.
    let Ok(root) = json::parse_bytes(text) else {
        return Ok(());
    };
    let mut inexact = Vec::new();
    collect(&root, &mut Pointer::root(), &mut inexact);
    let lines = Lines::new(&String::from_utf8_lossy(text));
    let violations = inexact.into_iter().map(|(pointer, node)| {
        let message = format!(
            "the number {node} cannot be kept exactly: integers of 64 bits and doubles can"
        );
        Violation::new("", pointer, "", message).at(lines.place(node.span.start))
    });
    Report::from_violations(violations.collect()).map_or(Ok(()), Err)
}

/// A long number or an exponent; strings are passed over.
fn has_long_number(text: &[u8]) -> bool {
    let (mut in_string, mut escaped, mut digits) = (false, false, 0);
    for byte in text {
        if in_string {
            in_string = escaped || *byte != b'"';
            escaped = !escaped && *byte == b'\\';
            continue;
        }
        match byte {
            b'0'..=b'9' => digits += 1,
            b'.' => {}
            b'e' | b'E' if digits > 0 => return true,
            other => {
                in_string = *other == b'"';
                digits = 0;
            }
        }
        if digits > SAFE_DIGITS {
            return true;
        }
    }
    false
}

/// As deep as the reader of JSON goes.
fn collect<'a>(node: &'a Node, at: &mut Pointer, inexact: &mut Vec<(String, &'a Node)>) {
    match &node.value {
        Value::Number(number) => {
            if Number::kept(number.text()).is_none() {
                inexact.push((at.to_string(), node));
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                at.push_index(index);
                collect(item, at, inexact);
                at.pop();
            }
        }
        Value::Object(members) => {
            for member in members {
                at.push(&member.key.text);
                collect(&member.value, at, inexact);
                at.pop();
            }
        }
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn what_would_be_rounded_is_refused_at_its_place() {
        for text in [
            "1.0000000000000000000000001",
            "100000000000000000000000000001",
            "9007199254740993.5",
            "0.1000000000000000000000001",
            "1e400",
            "18446744073709551616000000000000001",
        ] {
            let report = check(format!("{{\n  \"a\": [1, {text}]}}").as_bytes()).unwrap_err();
            assert_eq!(
                report.to_string(),
                format!(
                    "2:12: /a/1: the number {text} cannot be kept exactly: \
                     integers of 64 bits and doubles can"
                )
            );
        }
    }

    #[test]
    fn what_is_kept_passes() {
        for text in [
            "8.0",
            "-0",
            "0.675",
            "1e3",
            "1E-7",
            "18446744073709551615",
            "-9223372036854775808",
            "9007199254740993",
            "1e29",
            "0.30000000000000004",
            r#""1.0000000000000000000000001 \" 1e999""#,
            "not JSON 1.0000000000000000000000001",
        ] {
            assert!(check(text.as_bytes()).is_ok(), "{text}");
        }
    }
}
