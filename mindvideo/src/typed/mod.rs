//! What generated types are made of.
//!
//! A generated module holds tables and one-line implementations; everything they do is here, once.
//! [`Valid`], [`AnyInput`], [`Validate`], [`Model`] and [`ModelInfo`] are for users; the rest is for generated code, documented
//! because generated code is meant to be read, and exempt from semantic versioning.

mod any_input;
mod buckets;
mod collection;
mod exact;
mod field;
mod foreign;
mod into_nullable;
#[cfg(feature = "schemars")]
pub mod json_schema;
pub mod literal;
pub mod literals;
mod model;
mod never;
pub mod newtype;
mod nullable;
mod number;
mod place;
mod reader;
pub mod record;
pub mod rule;
mod scalar;
mod source;
mod through;
mod tuple;
pub mod union;
pub mod untyped;
mod valid;
mod wire;

pub use self::any_input::AnyInput;
pub use self::collection::{Map, list};
pub use self::field::Field;
pub use self::foreign::deserialize;
pub use self::into_nullable::IntoNullable;
pub use self::literals::{Literals, UnknownLiteralError};
pub use self::model::{Model, ModelInfo};
pub use self::never::Never;
pub use self::newtype::Newtype;
pub use self::number::{Integer, IntegerRangeError, NotAnIntegerError, Number};
pub use self::reader::Reader;
pub use self::record::{Each, Member, Record};
pub use self::rule::{PatternCell, Rule};
pub use self::scalar::Null;
pub use self::source::{Part, Source};
pub use self::union::{Branch, JsonType, Payload, Test, Union};
pub use self::untyped::Untyped;
pub use self::valid::{Valid, Validate};
pub use self::wire::{Literal, Wire};
pub use mindvideo_schema::decimal::NotFiniteError;
pub use mindvideo_schema::rules::format::Format;
pub use mindvideo_schema::schema::Dialect;
pub use serde_core::{Deserialize, Deserializer, Serialize, Serializer};
pub use serde_json::Value;

pub mod prelude {
    //! The names that generated code uses in its tables, all of them.

    pub use super::literals::{display, order, parse};
    pub use super::{
        Branch, Deserialize, Deserializer, Each, Field, Format, JsonType, Literal, Literals,
        Member, Newtype, Part, PatternCell, Payload, Reader, Record, Rule, Serialize, Serializer,
        Test, Typed, Union, UnknownLiteralError, Untyped, Validate, Value, Wire, deserialize,
    };
    pub use crate::{
        __integer_literals as integer_literals, __literals as mixed_literals, __newtype as newtype,
        __record as record, __text_literals as text_literals, __union as union,
        __untyped as untyped,
    };
    pub use std::cmp::Ordering;
    pub use std::fmt::{Display, Formatter, Result as Shown};
    pub use std::hash::{Hash, Hasher};
    pub use std::str::FromStr;
}

use self::literal::{Given, Takes};

/// A Rust type for the JSON values of one schema: how it is read, written and judged.
///
/// A generated type names the [`Via`] of its shape, and nothing else: the functions are there once
/// for all types of that shape.
pub trait Typed: Sized {
    /// Who does it.
    type Via: Via<Self>;

    /// The literals it can be written as in [`input!`](crate::input).
    const TAKES: Takes = <Self::Via as Via<Self>>::TAKES;

    /// Reads it. Accepts just the JSON types that the schema allows, unlike what serde derives.
    ///
    /// `None` says that the value is of another type, or breaks one of these rules or of its own
    /// where the reader judges; [`explain`](Self::explain) says more.
    fn read(from: &mut Reader<'_>, rules: &[Rule]) -> Option<Self> {
        from.judged(rules, |from| <Self::Via as Via<Self>>::read(from, rules))
    }

    /// Reads it to the place where it will stay. Where that fails, what is there is worth nothing.
    fn fill(from: &mut Reader<'_>, rules: &[Rule], place: &mut Option<Self>) -> Option<()> {
        from.judged(rules, |from| {
            <Self::Via as Via<Self>>::fill(from, rules, place)
        })
    }

    /// What is wrong with a JSON text of which it cannot be read.
    fn explain(text: &str) -> String {
        <Self::Via as Via<Self>>::explain(text)
    }

    /// Writes it as it was read: absent stays absent, `null` stays `null`.
    fn write<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        <Self::Via as Via<Self>>::write(self, to)
    }

    /// Whether it fulfils these rules, and its own.
    fn obeys(&self, rules: &[Rule]) -> bool {
        <Self::Via as Via<Self>>::obeys(self, rules) && rule::schemas(self, rules)
    }

    /// What JSON writes between quotes, if it is a string.
    fn text(&self) -> Option<&str> {
        <Self::Via as Via<Self>>::text(self)
    }

    /// Makes it of a literal that the compiler has already judged by [`TAKES`](Self::TAKES).
    fn from_literal(given: Given) -> Self {
        <Self::Via as Via<Self>>::from_literal(given)
    }
}

/// How a [`Typed`] type is read, written and judged: a generated type by the tables of its shape,
/// any other by itself.
pub trait Via<T> {
    /// The literals it can be written as.
    const TAKES: Takes;

    /// Reads it, if it comes next and if it obeys these rules and its own, where the reader
    /// judges. [`Rule::Schema`] is left to [`Typed`].
    ///
    /// What is small says this, what may be large says [`fill`](Self::fill).
    fn read(from: &mut Reader<'_>, rules: &[Rule]) -> Option<T> {
        let mut place = None;
        Self::fill(from, rules, &mut place)?;
        place
    }

    /// Reads it to the place where it will stay, which is empty: what is large need not be moved
    /// there. Where that fails, what is there is worth nothing.
    fn fill(from: &mut Reader<'_>, rules: &[Rule], place: &mut Option<T>) -> Option<()> {
        *place = Some(Self::read(from, rules)?);
        Some(())
    }

    /// What is wrong with a JSON text of which it cannot be read.
    fn explain(text: &str) -> String {
        format!("{text} is not of the type that is asked for")
    }

    /// Writes it.
    fn write<S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error>;

    /// Whether it fulfils these rules, and its own. [`Rule::Schema`] is left to [`Typed`].
    fn obeys(value: &T, rules: &[Rule]) -> bool;

    /// What JSON writes between quotes, if it is known to be a string.
    fn text(_: &T) -> Option<&str> {
        None
    }

    /// Makes it of a literal that the compiler has judged.
    fn from_literal(given: Given) -> T;
}

/// Ties generated types of a shape to [`Typed`], by way of that, to serde, and to schemars if that
/// is wanted. All of a module at once, since each use of a macro costs rustc.
#[macro_export]
#[doc(hidden)]
macro_rules! __typed {
    ($via:path, $($typed:ty),+) => {
        $(
            impl Typed for $typed {
                type Via = $via;
            }

            impl Serialize for $typed {
                fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                    Typed::write(self, to)
                }
            }

            impl<'de> Deserialize<'de> for $typed {
                fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                    deserialize(from)
                }
            }
        )+

        $crate::__json_schema!($($typed),+);
    };
}

/// Ties generated types to schemars. A macro's `cfg` would ask for a feature of the crate that
/// expands it, so there are two of this one.
#[cfg(feature = "schemars")]
#[macro_export]
#[doc(hidden)]
macro_rules! __json_schema {
    ($($typed:ty),+) => {$(
        impl $crate::typed::json_schema::JsonSchema for $typed {
            fn schema_name() -> $crate::typed::json_schema::Text {
                $crate::typed::json_schema::name::<Self>()
            }

            fn schema_id() -> $crate::typed::json_schema::Text {
                $crate::typed::json_schema::id::<Self>()
            }

            fn json_schema(
                generator: &mut $crate::typed::json_schema::SchemaGenerator,
            ) -> $crate::typed::json_schema::Schema {
                $crate::typed::json_schema::schema::<Self>(generator)
            }
        }
    )+};
}

/// Without schemars there is nothing to tie.
#[cfg(not(feature = "schemars"))]
#[macro_export]
#[doc(hidden)]
macro_rules! __json_schema {
    ($($typed:ty),+) => {};
}
