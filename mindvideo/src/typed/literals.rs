//! Enums of the values that a schema lists.

use std::cmp::Ordering;
use std::fmt;

use serde_core::ser;
use serde_json::Value;

use super::literal::{Given, Takes, never, same};
use super::{Literal, Reader, Rule, Serialize, Serializer, Typed, Via, Wire};

/// An enum for a schema's `enum` or `const`. Implemented by generated code, by a table.
pub trait Literals: Copy + Ord + Sized + 'static {
    /// Line and column of the keyword in the schema.
    const AT: (u32, u32);

    /// Every value, in the schema's order.
    const ALL: &'static [Self];

    /// How JSON writes each of [`ALL`](Self::ALL).
    const WIRE: Wire;
}

/// A text that names no value of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownLiteralError {
    given: String,
    known: String,
}

impl fmt::Display for UnknownLiteralError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not one of {}", self.given, self.known)
    }
}

impl std::error::Error for UnknownLiteralError {}

/// By the table of its values.
#[derive(Debug)]
pub struct ByTable;

impl<L: Literals + Typed> Via<L> for ByTable {
    const TAKES: Takes = Takes::Literals(L::WIRE, L::AT);

    fn read(from: &mut Reader<'_>, _: &[Rule]) -> Option<L> {
        L::ALL.get(L::WIRE.find(from)?).copied()
    }

    fn explain(text: &str) -> String {
        format!("{text} is not one of {}", known(L::WIRE))
    }

    fn write<S: Serializer>(value: &L, to: S) -> Result<S::Ok, S::Error> {
        match literal(*value) {
            Literal::Text(text) => to.serialize_str(text),
            Literal::Integer(value) => to.serialize_i64(value),
            Literal::Boolean(value) => to.serialize_bool(value),
            Literal::Null => to.serialize_unit(),
            Literal::Number(text) | Literal::Json(text) => {
                let value: Value = serde_json::from_str(text).map_err(ser::Error::custom)?;
                value.serialize(to)
            }
        }
    }

    fn obeys(_: &L, _: &[Rule]) -> bool {
        true
    }

    fn text(value: &L) -> Option<&str> {
        match literal(*value) {
            Literal::Text(text) => Some(text),
            _ => None,
        }
    }

    fn from_literal(given: Given) -> L {
        let index = L::WIRE.values().position(|wire| same(wire, given));
        index.map_or_else(|| never(), nth)
    }
}

/// The value of that text.
pub fn parse<L: Literals>(text: &str) -> Result<L, UnknownLiteralError> {
    let index = L::WIRE
        .values()
        .position(|literal| literal.to_string() == text);
    index.map(nth).ok_or_else(|| UnknownLiteralError {
        given: text.to_owned(),
        known: known(L::WIRE),
    })
}

/// Shows the value: a string without quotes.
pub fn display(wire: Wire, place: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    fmt::Display::fmt(&wire.at(place), f)
}

/// The order of the variants is that of the table.
fn literal<L: Literals>(value: L) -> Literal {
    L::ALL
        .binary_search(&value)
        .map_or(Literal::Null, |index| L::WIRE.at(index))
}

/// The value at a place of the table.
fn nth<L: Literals>(index: usize) -> L {
    L::ALL[index]
}

fn known(wire: Wire) -> String {
    let names: Vec<_> = wire.values().map(Literal::json).collect();
    names.join(", ")
}

/// The order of two values: that of their places.
pub fn order(place: usize, other: usize) -> Ordering {
    place.cmp(&other)
}

/// Ties generated enums of strings to serde and to [`Typed`].
#[macro_export]
#[doc(hidden)]
macro_rules! __text_literals {
    ($($literals:ty),+) => {
        $(
            impl $literals {
                /// The value as JSON writes it, without quotes.
                pub const fn as_str(self) -> &'static str {
                    Wire::text(<Self as Literals>::WIRE, self as usize)
                }
            }
        )+

        $crate::__literals!($($literals),+);
    };
}

/// Ties generated enums of integers to serde and to [`Typed`].
#[macro_export]
#[doc(hidden)]
macro_rules! __integer_literals {
    ($($literals:ty),+) => {
        $(
            impl $literals {
                /// The value as JSON writes it.
                pub const fn get(self) -> i64 {
                    Wire::integer(<Self as Literals>::WIRE, self as usize)
                }
            }
        )+

        $crate::__literals!($($literals),+);
    };
}

/// Ties generated enums to serde and to [`Typed`], by names of the prelude, since rustc pays for each
/// segment of a path. What can be derived and is not by the enums themselves costs it less from here.
#[macro_export]
#[doc(hidden)]
macro_rules! __literals {
    ($($literals:ty),+) => {
        $(
            impl $literals {
                /// Every value, in the schema's order.
                pub const ALL: &'static [Self] = <Self as Literals>::ALL;
            }

            impl Eq for $literals {}

            impl PartialOrd for $literals {
                fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                    Some(Ord::cmp(self, other))
                }
            }

            impl Ord for $literals {
                fn cmp(&self, other: &Self) -> Ordering {
                    order(*self as usize, *other as usize)
                }
            }

            impl Hash for $literals {
                fn hash<H: Hasher>(&self, to: &mut H) {
                    H::write_usize(to, *self as usize);
                }
            }

            impl Display for $literals {
                fn fmt(&self, f: &mut Formatter<'_>) -> Shown {
                    display(<Self as Literals>::WIRE, *self as usize, f)
                }
            }

            impl FromStr for $literals {
                type Err = UnknownLiteralError;

                fn from_str(text: &str) -> Result<Self, UnknownLiteralError> {
                    parse(text)
                }
            }
        )+

        $crate::__typed!($crate::typed::literals::ByTable, $($literals),+);
    };
}
