//! Enums for values of several JSON types.

use serde_core::de::Error;

use super::literal::{Given, Takes, never};
use super::{Deserializer, Rule, Serializer, Typed, Validate, Value, Via, rule};

/// An enum for values of several JSON types, one variant a type. Implemented by generated code.
pub trait Union: Validate + 'static {
    /// What JSON types each variant stands for, and what its payload obeys.
    const BRANCHES: &'static [Branch];

    /// Rules about the value, whatever its type.
    const RULES: &'static [Rule] = &[];

    /// Makes the variant at this place of [`BRANCHES`](Self::BRANCHES).
    fn take<E: Error>(branch: usize, value: Value) -> Result<Self, E>;

    /// Writes the payload.
    fn put<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error>;

    /// Whether the payload obeys the rules of its branch.
    fn holds(&self) -> bool;
}

/// One variant of a [`Union`].
#[derive(Clone, Copy, Debug)]
pub struct Branch {
    /// The JSON types that it stands for.
    pub types: &'static [JsonType],
    /// What its payload obeys.
    pub rules: &'static [Rule],
}

pub use mindvideo_schema::schema::JsonType;

/// By the JSON type of the value.
#[derive(Debug)]
pub struct ByType;

impl<U: Union> Via<U> for ByType {
    const TAKES: Takes = Takes::Other;

    /// Reads the variant for the value's JSON type.
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<U, D::Error> {
        let value: Value = Typed::read(from)?;
        let branch = U::BRANCHES
            .iter()
            .position(|branch| branch.types.iter().any(|t| is(*t, &value)));
        match branch {
            Some(branch) => U::take(branch, value),
            None => Err(D::Error::custom(format_args!("no type here fits {value}"))),
        }
    }

    fn write<S: Serializer>(value: &U, to: S) -> Result<S::Ok, S::Error> {
        value.put(to)
    }

    fn obeys(value: &U, rules: &[Rule]) -> bool {
        value.holds() && rule::other(value, U::RULES) && rule::other(value, rules)
    }

    fn from_literal(_: Given) -> U {
        never()
    }
}

/// Reads a payload.
pub fn payload<T: Typed, E: Error>(value: Value) -> Result<T, E> {
    T::read(value).map_err(E::custom)
}

fn is(json_type: JsonType, value: &Value) -> bool {
    match value {
        Value::Null => json_type == JsonType::Null,
        Value::Bool(_) => json_type == JsonType::Boolean,
        Value::Number(number) => {
            json_type == JsonType::Number
                || json_type == JsonType::Integer
                    && super::Number::of(number.clone()).decimal().is_integer()
        }
        Value::String(_) => json_type == JsonType::String,
        Value::Array(_) => json_type == JsonType::Array,
        Value::Object(_) => json_type == JsonType::Object,
    }
}

/// Ties a generated enum to serde and to [`Typed`].
#[macro_export]
#[doc(hidden)]
macro_rules! __union {
    ($union:ty) => {
        $crate::__typed!($union, $crate::typed::union::ByType);
    };
}
