//! Enums of the values that a schema lists.

use std::fmt;

use serde_core::de::Error;
use serde_json::Value;

use super::literal::{Given, never, same};
use super::{Deserializer, Serialize, Serializer, Typed, source};

/// An enum for a schema's `enum` or `const`. Implemented by generated code, by a table.
pub trait Literals: Copy + Sized + 'static {
    /// Line and column of the keyword in the schema.
    const AT: (u32, u32);

    /// Every value, in the schema's order.
    const ALL: &'static [Self];

    /// How JSON writes each of [`ALL`](Self::ALL).
    const WIRE: &'static [Literal];
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
    /// A table of strings.
    pub const fn texts<const N: usize>(texts: [&'static str; N]) -> [Self; N] {
        let mut table = [Self::Null; N];
        let mut index = 0;
        while index < N {
            table[index] = Self::Text(texts[index]);
            index += 1;
        }
        table
    }

    /// A table of integers.
    pub const fn integers<const N: usize>(integers: [i64; N]) -> [Self; N] {
        let mut table = [Self::Null; N];
        let mut index = 0;
        while index < N {
            table[index] = Self::Integer(integers[index]);
            index += 1;
        }
        table
    }

    /// The string, for a table that holds nothing else.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Text(text) => text,
            _ => "",
        }
    }

    /// The integer, for a table that holds nothing else.
    pub const fn integer(self) -> i64 {
        match self {
            Self::Integer(value) => value,
            _ => 0,
        }
    }

    fn is(self, value: &Value) -> bool {
        match (self, value) {
            (Self::Null, Value::Null) => true,
            (Self::Boolean(a), Value::Bool(b)) => a == *b,
            (Self::Text(a), Value::String(b)) => a == b,
            (Self::Integer(a), Value::Number(b)) if b.is_i64() => b.as_i64() == Some(a),
            (Self::Integer(_) | Self::Number(_) | Self::Json(_), _) => {
                source::same(&self.value(), value)
            }
            _ => false,
        }
    }

    fn value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Boolean(value) => value.into(),
            Self::Integer(value) => value.into(),
            Self::Text(text) => text.into(),
            Self::Number(text) | Self::Json(text) => serde_json::from_str(text).unwrap_or_default(),
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "{text}"),
            Self::Number(text) | Self::Json(text) => f.write_str(text),
            other => write!(f, "{}", other.value()),
        }
    }
}

/// A text that names no value of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownLiteral {
    given: String,
    known: String,
}

impl fmt::Display for UnknownLiteral {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not one of {}", self.given, self.known)
    }
}

impl std::error::Error for UnknownLiteral {}

/// Reads one of the values.
pub fn read<'de, L: Literals, D: Deserializer<'de>>(from: D) -> Result<L, D::Error> {
    let value = Value::read(from)?;
    let index = L::WIRE.iter().position(|literal| literal.is(&value));
    index
        .and_then(|index| L::ALL.get(index).copied())
        .ok_or_else(|| D::Error::custom(format_args!("{value} is not one of {}", known(L::WIRE))))
}

/// Writes the value at a place of the table as JSON has it.
pub fn write<S: Serializer>(index: usize, wire: &[Literal], to: S) -> Result<S::Ok, S::Error> {
    match at(index, wire) {
        Literal::Text(text) => to.serialize_str(text),
        Literal::Integer(value) => to.serialize_i64(value),
        other => other.value().serialize(to),
    }
}

/// The value of that text.
pub fn parse<L: Literals>(text: &str) -> Result<L, UnknownLiteral> {
    let index = L::WIRE
        .iter()
        .position(|literal| literal.to_string() == text);
    index
        .and_then(|index| L::ALL.get(index).copied())
        .ok_or_else(|| UnknownLiteral {
            given: text.to_owned(),
            known: known(L::WIRE),
        })
}

/// Shows the value at a place of the table: a string without quotes.
pub fn display(index: usize, wire: &[Literal], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    fmt::Display::fmt(&at(index, wire), f)
}

/// The value for a literal that the compiler has judged.
pub fn literal<L: Literals>(given: Given) -> L {
    let index = L::WIRE.iter().position(|wire| same(*wire, given));
    let value = index.and_then(|index| L::ALL.get(index));
    value.copied().unwrap_or_else(|| never())
}

fn at(index: usize, wire: &[Literal]) -> Literal {
    wire.get(index).copied().unwrap_or(Literal::Null)
}

fn known(wire: &[Literal]) -> String {
    let names: Vec<_> = wire.iter().map(|l| l.value().to_string()).collect();
    names.join(", ")
}

/// Ties a generated enum of strings to serde and to [`Typed`].
#[macro_export]
#[doc(hidden)]
macro_rules! __text_literals {
    ($literals:ty) => {
        $crate::__literals!($literals);

        impl $literals {
            /// The value as JSON writes it, without quotes.
            pub const fn as_str(self) -> &'static str {
                <Self as $crate::typed::Literals>::WIRE[self as usize].text()
            }
        }
    };
}

/// Ties a generated enum of integers to serde and to [`Typed`].
#[macro_export]
#[doc(hidden)]
macro_rules! __integer_literals {
    ($literals:ty) => {
        $crate::__literals!($literals);

        impl $literals {
            /// The value as JSON writes it.
            pub const fn get(self) -> i64 {
                <Self as $crate::typed::Literals>::WIRE[self as usize].integer()
            }
        }
    };
}

/// Ties a generated enum to serde and to [`Typed`].
#[macro_export]
#[doc(hidden)]
macro_rules! __literals {
    ($literals:ty) => {
        impl $literals {
            /// Every value, in the schema's order.
            pub const ALL: &'static [Self] = <Self as $crate::typed::Literals>::ALL;
        }

        impl ::core::fmt::Display for $literals {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::typed::literals::display(
                    *self as usize,
                    <Self as $crate::typed::Literals>::WIRE,
                    f,
                )
            }
        }

        impl ::core::str::FromStr for $literals {
            type Err = $crate::typed::UnknownLiteral;

            fn from_str(text: &str) -> ::core::result::Result<Self, $crate::typed::UnknownLiteral> {
                $crate::typed::literals::parse(text)
            }
        }

        impl $crate::typed::Typed for $literals {
            const TAKES: $crate::typed::literal::Takes = $crate::typed::literal::Takes::Literals(
                <Self as $crate::typed::Literals>::WIRE,
                <Self as $crate::typed::Literals>::AT,
            );

            fn read<'de, D: $crate::typed::Deserializer<'de>>(
                from: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::typed::literals::read(from)
            }

            fn write<S: $crate::typed::Serializer>(
                &self,
                to: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::typed::literals::write(
                    *self as usize,
                    <Self as $crate::typed::Literals>::WIRE,
                    to,
                )
            }

            fn obeys(&self, rules: &[$crate::typed::Rule]) -> bool {
                $crate::typed::rule::other(self, rules)
            }

            fn from_literal(given: $crate::typed::literal::Given) -> Self {
                $crate::typed::literals::literal(given)
            }
        }

        $crate::__serde!($literals);
    };
}
