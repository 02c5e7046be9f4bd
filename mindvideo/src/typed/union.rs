//! Enums with payloads, one variant for each branch of a union.

use serde_core::de::Error;

use super::literal::{Given, Takes, never};
use super::{Deserializer, Literal, Rule, Serializer, Typed, Validate, Value, Via, rule};

/// An enum with a variant for each of several JSON types, or for each schema under `anyOf` or
/// `oneOf`. Implemented by generated code.
pub trait Union: Validate + 'static {
    /// What tells the values of each variant from those of later ones, and what its payload obeys.
    const BRANCHES: &'static [Branch];

    /// Rules about the value, whatever its variant.
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
    /// What a value must be to be one of its.
    pub tests: &'static [Test],
    /// What its payload obeys.
    pub rules: &'static [Rule],
}

/// What tells the values of a variant from those of later ones.
#[derive(Clone, Copy, Debug)]
pub enum Test {
    /// The value is of one of these JSON types.
    Types(&'static [JsonType]),
    /// The value has a member of this name, which is one of these values.
    Tag(&'static str, &'static [Literal]),
    /// The value has a member of this name.
    Has(&'static str),
    /// The value has no member of this name.
    Lacks(&'static str),
    /// The value is read as the payload's type and obeys its rules: for schemas that overlap.
    Fits,
}

impl Test {
    /// Whether the value may be of the variant; it is not read for that.
    fn allows(self, value: &Value) -> bool {
        match self {
            Self::Types(types) => types.iter().any(|json_type| is(*json_type, value)),
            Self::Tag(name, values) => value
                .get(name)
                .is_some_and(|tag| values.iter().any(|literal| literal.is(tag))),
            Self::Has(name) => value.get(name).is_some(),
            // Values of other types are told apart by their types.
            Self::Lacks(name) => value.get(name).is_none(),
            Self::Fits => true,
        }
    }
}

pub use mindvideo_schema::schema::JsonType;

/// By what tells the variants apart.
#[derive(Debug)]
pub struct ByBranch;

impl<U: Union> Via<U> for ByBranch {
    const TAKES: Takes = Takes::Other;

    /// Reads the first variant that the value is one of.
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<U, D::Error> {
        let value: Value = Typed::read(from)?;
        let mut allowed = U::BRANCHES
            .iter()
            .enumerate()
            .filter(|(_, branch)| branch.tests.iter().all(|test| test.allows(&value)));
        let mut next = allowed.next();
        while let Some((index, branch)) = next {
            next = allowed.next();
            let must_fit = branch.tests.iter().any(|test| matches!(test, Test::Fits));
            if !must_fit || next.is_none() {
                return U::take(index, value.clone());
            }
            let fitting = U::take::<D::Error>(index, value.clone());
            if let Some(fitting) = fitting.ok().filter(U::holds) {
                return Ok(fitting);
            }
        }
        Err(D::Error::custom(format_args!("no type here fits {value}")))
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
        $crate::__typed!($union, $crate::typed::union::ByBranch);
    };
}
