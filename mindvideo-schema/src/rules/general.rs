//! Rules for values of any type.

use crate::json::Number;

/// `"type": "integer"`, by value as from draft 6 on, or by how the number is written.
pub fn is_integer(number: &Number, by_value: bool) -> bool {
    let mut bytes = number.text().bytes();
    let is_written_so = !bytes.any(|byte| matches!(byte, b'.' | b'e' | b'E'));
    is_written_so || by_value && number.decimal().is_integer()
}
