//! Rules for values of any type.

use crate::decimal::Decimal;
use crate::json::Number;

/// `"type": "integer"`, by value as from draft 6 on, or by how the number is written.
pub fn is_integer(number: &Number, by_value: bool) -> bool {
    is_written_integer(number.text(), by_value)
}

/// The same for a number as JSON writes it.
pub(crate) fn is_written_integer(number: &str, by_value: bool) -> bool {
    let is_written_so = !number
        .bytes()
        .any(|byte| matches!(byte, b'.' | b'e' | b'E'));
    is_written_so || by_value && Decimal::from_scanned(number).is_integer()
}
