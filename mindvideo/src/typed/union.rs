//! Enums for values of several JSON types.

use serde_core::de::Error;

use super::{Deserializer, Part, Rule, Serializer, Typed, Value};

/// An enum for values of several JSON types, one variant a type. Implemented by generated code.
pub trait Union: Sized + 'static {
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

    /// The schema it is made from.
    fn schema() -> Part;
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

/// Reads the variant for the value's JSON type.
pub fn read<'de, U: Union, D: Deserializer<'de>>(from: D) -> Result<U, D::Error> {
    let value = Value::read(from)?;
    let branch = U::BRANCHES
        .iter()
        .position(|branch| branch.types.iter().any(|t| is(*t, &value)));
    match branch {
        Some(branch) => U::take(branch, value),
        None => Err(D::Error::custom(format_args!("no type here fits {value}"))),
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
        impl $crate::typed::Typed for $union {
            const TAKES: $crate::typed::literal::Takes = $crate::typed::literal::Takes::Other;

            fn read<'de, D: $crate::typed::Deserializer<'de>>(
                from: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::typed::union::read(from)
            }

            fn write<S: $crate::typed::Serializer>(
                &self,
                to: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::typed::Union::put(self, to)
            }

            fn obeys(&self, rules: &[$crate::typed::Rule]) -> bool {
                $crate::typed::Union::holds(self)
                    && $crate::typed::rule::other(self, <Self as $crate::typed::Union>::RULES)
                    && $crate::typed::rule::other(self, rules)
            }

            fn from_literal(_: $crate::typed::literal::Given) -> Self {
                $crate::typed::literal::never()
            }
        }

        impl $crate::typed::Validate for $union {
            fn schema() -> $crate::typed::Part {
                <Self as $crate::typed::Union>::schema()
            }
        }

        $crate::__serde!($union);
    };
}
