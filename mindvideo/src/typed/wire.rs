//! How JSON writes the values of an enum.

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;

use super::{Reader, Typed, source};

/// The values of an enum, in the schema's order, as JSON writes them.
#[derive(Clone, Copy, Debug)]
pub enum Wire {
    /// Strings.
    Texts(&'static [&'static str]),
    /// Integers that an `i64` holds.
    Integers(&'static [i64]),
    /// Values of several types, or of another.
    Mixed(&'static [Literal]),
}

impl Wire {
    /// How many values there are.
    pub(super) const fn len(self) -> usize {
        match self {
            Self::Texts(texts) => texts.len(),
            Self::Integers(integers) => integers.len(),
            Self::Mixed(literals) => literals.len(),
        }
    }

    /// The value at this place, which there is.
    pub(super) const fn at(self, index: usize) -> Literal {
        match self {
            Self::Texts(texts) => Literal::Text(texts[index]),
            Self::Integers(integers) => Literal::Integer(integers[index]),
            Self::Mixed(literals) => literals[index],
        }
    }

    /// The string at this place, of a table that holds nothing else.
    pub const fn text(self, index: usize) -> &'static str {
        match self {
            Self::Texts(texts) => texts[index],
            _ => "",
        }
    }

    /// The integer at this place, of a table that holds nothing else.
    pub const fn integer(self, index: usize) -> i64 {
        match self {
            Self::Integers(integers) => integers[index],
            _ => 0,
        }
    }

    /// Reads one of the values: its place.
    pub(super) fn find(self, from: &mut Reader<'_>) -> Option<usize> {
        match self {
            Self::Texts(texts) => {
                let text = from.string()?;
                texts.iter().position(|known| **known == *text)
            }
            Self::Integers(integers) => {
                let value = <i64 as Typed>::read(from, &[])?;
                integers.iter().position(|known| *known == value)
            }
            Self::Mixed(literals) => {
                let value = <Value as Typed>::read(from, &[])?;
                literals.iter().position(|known| known.is(&value))
            }
        }
    }

    pub(super) fn values(self) -> impl Iterator<Item = Literal> {
        (0..self.len()).map(move |index| self.at(index))
    }
}

/// A value that a schema names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Literal {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// An integer that an `i64` holds.
    Integer(i64),
    /// Any other number, as the schema writes it.
    Number(&'static str),
    /// A string.
    Text(&'static str),
    /// An array or an object, as JSON text.
    Json(&'static str),
}

impl Literal {
    pub(super) fn is(self, value: &Value) -> bool {
        match (self, value) {
            (Self::Null, Value::Null) => true,
            (Self::Boolean(a), Value::Bool(b)) => a == *b,
            (Self::Text(a), Value::String(b)) => a == b,
            (Self::Integer(a), Value::Number(b)) if b.is_i64() => b.as_i64() == Some(a),
            (Self::Integer(_) | Self::Number(_) | Self::Json(_), _) => {
                source::same(&self.json(), value)
            }
            _ => false,
        }
    }

    /// How JSON writes it. A number stays the schema's own text, which no reader has rounded.
    pub(super) fn json(self) -> Cow<'static, str> {
        match self {
            Self::Null => "null".into(),
            Self::Boolean(value) => value.to_string().into(),
            Self::Integer(value) => value.to_string().into(),
            Self::Text(text) => Value::from(text).to_string().into(),
            Self::Number(text) | Self::Json(text) => text.into(),
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            other => f.write_str(&other.json()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Literal;

    #[test]
    fn numbers_are_compared_as_the_schema_writes_them() {
        assert!(Literal::Number("0.30").is(&json!(0.3)));
        assert!(!Literal::Number("0.30000000000000000001").is(&json!(0.3)));
        assert!(!Literal::Json("[0.30000000000000000001]").is(&json!([0.3])));
        assert!(!Literal::Number("1e400").is(&json!(null)));
        assert!(Literal::Json("[1]").is(&json!([1.0])));
    }
}
