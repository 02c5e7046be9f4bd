use std::sync::Arc;

use super::{Object, Span, Text};
use crate::decimal::Decimal;

/// A JSON value and its place in the text. A clone shares all that is in it.
#[derive(Clone, Debug)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Its place: from the first byte to the last, quotes and brackets included.
    pub span: Span,
}

/// A JSON value whose parts know their places.
#[derive(Clone, Debug)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number and its text.
    Number(Number),
    /// A string, its escapes undone.
    String(Text),
    /// The elements of an array.
    Array(Arc<[Node]>),
    /// The members of an object.
    Object(Object),
}

impl Value {
    /// The truth value, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub fn as_number(&self) -> Option<&Number> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The string, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The elements, if it is an array.
    pub fn as_array(&self) -> Option<&[Node]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// What it is, as people say it: `an array`, `null`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }

    /// The members, if it is an object.
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }
}

/// A number as it is written in the text.
///
/// Its value is worked out when it is asked for, so numbers nobody asks about cost little.
#[derive(Clone, Debug)]
pub struct Number {
    text: Text,
}

impl Number {
    /// Takes a text that the number scanner has accepted.
    pub(super) fn from_scanned(text: Text) -> Self {
        Self { text }
    }

    /// The text of the number: `1.50` stays `1.50`.
    pub fn text(&self) -> &str {
        &self.text
    }
    /// The exact value.
    ///
    /// ```
    /// let node = mindvideo_schema::json::parse("1.50")?;
    /// let number = node.value.as_number().unwrap();
    /// assert_eq!(number.text(), "1.50");
    /// assert_eq!(number.decimal().to_string(), "1.5");
    /// # Ok::<(), mindvideo_schema::json::JsonError>(())
    /// ```
    pub fn decimal(&self) -> Decimal {
        Decimal::from_scanned(&self.text)
    }
}
