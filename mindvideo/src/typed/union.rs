//! Enums with payloads, one variant for each branch of a union.

use std::fmt;
use std::marker::PhantomData;

use serde_core::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde_core::de::{Error, MapAccess, SeqAccess, Visitor};
use serde_core::forward_to_deserialize_any;

use super::literal::{Given, Takes, never};
use super::scalar::{Anything, keeps_every_digit};
use super::{Deserializer, Literal, Rule, Serializer, Typed, Validate, Value, Via, rule};

/// An enum with a variant for each of several JSON types, or for each schema under `anyOf` or
/// `oneOf`. Implemented by generated code.
pub trait Union: Validate + 'static {
    /// What tells the values of each variant from those of later ones, and what its payload obeys.
    const BRANCHES: &'static [Branch];

    /// Rules about the value, whatever its variant.
    const RULES: &'static [Rule] = &[];

    /// Reads the variant at this place of [`BRANCHES`](Self::BRANCHES).
    fn take<'de, D: Deserializer<'de>>(branch: usize, from: D) -> Result<Self, D::Error>;

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
    /// The value is no object, or has a member of this name, which is one of these values.
    Tag(&'static str, &'static [Literal]),
    /// The value is no object, or has a member of this name.
    Has(&'static str),
    /// The value is no object, or has no member of this name.
    Lacks(&'static str),
    /// The value is read as the payload's type and obeys its rules: for schemas that overlap.
    Fits,
}

impl Test {
    /// Whether the value may be of the variant; it is not read for that.
    fn allows(self, value: &Value) -> bool {
        // Members tell objects apart; values of other types are told apart by their types.
        let member = |asks: &dyn Fn(Option<&Value>) -> bool, name: &str| {
            value
                .as_object()
                .is_none_or(|members| asks(members.get(name)))
        };
        match self {
            Self::Types(types) => types.iter().any(|json_type| is(*json_type, value)),
            Self::Tag(name, values) => {
                let is_listed = |tag: &Value| values.iter().any(|literal| literal.is(tag));
                member(&|tag| tag.is_some_and(is_listed), name)
            }
            Self::Has(name) => member(&|it| it.is_some(), name),
            Self::Lacks(name) => member(&|it| it.is_none(), name),
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
        if keeps_every_digit() {
            // A number looks like an object until its first member is read.
            return Typed::read(from).and_then(choose);
        }
        from.deserialize_any(Branches(PhantomData))
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

/// Reads the first variant that the value is one of, by looking at the value.
fn choose<U: Union, E: Error>(value: Value) -> Result<U, E> {
    let custom = |error: serde_json::Error| E::custom(error);
    let mut allowed = next_allowed(U::BRANCHES, 0, &value);
    while let Some((index, branch)) = allowed {
        let must_fit = branch.tests.iter().any(|test| matches!(test, Test::Fits));
        if !must_fit {
            return U::take(index, value).map_err(custom);
        }
        allowed = next_allowed(U::BRANCHES, index + 1, &value);
        if allowed.is_none() {
            return U::take(index, value).map_err(custom);
        }
        let fitting = U::take(index, value.clone());
        if let Some(fitting) = fitting.ok().filter(U::holds) {
            return Ok(fitting);
        }
    }
    Err(E::custom(format_args!("no type here fits {value}")))
}

fn next_allowed(
    branches: &'static [Branch],
    first: usize,
    value: &Value,
) -> Option<(usize, &'static Branch)> {
    let allows = |branch: &Branch| branch.tests.iter().all(|test| test.allows(value));
    let mut later = branches.iter().enumerate().skip(first);
    later.find(|(_, branch)| allows(branch))
}

/// The variant that holds all values of a JSON type, if there is one and none before it has some.
fn of_type(branches: &[Branch], json_type: JsonType) -> Option<usize> {
    let excludes = |test: &Test| matches!(test, Test::Types(types) if !types.contains(&json_type));
    let index = branches
        .iter()
        .position(|branch| !branch.tests.iter().any(excludes))?;
    let tests = branches.get(index)?.tests;
    let by_type = tests.iter().all(|test| matches!(test, Test::Types(_)));
    by_type.then_some(index)
}

/// Reads arrays and objects as they come where their type tells the variant, and chooses by the
/// value otherwise.
struct Branches<U>(PhantomData<U>);

impl<'de, U: Union> Visitor<'de> for Branches<U> {
    type Value = U;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of one of several types")
    }

    fn visit_unit<E: Error>(self) -> Result<U, E> {
        choose(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<U, E> {
        choose(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<U, E> {
        choose(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<U, E> {
        choose(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<U, E> {
        Anything.visit_f64(value).and_then(choose)
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<U, E> {
        Anything.visit_i128(value).and_then(choose)
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<U, E> {
        Anything.visit_u128(value).and_then(choose)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<U, E> {
        choose(text.into())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<U, E> {
        choose(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<U, A::Error> {
        match of_type(U::BRANCHES, JsonType::Array) {
            Some(branch) => U::take(branch, Present(SeqAccessDeserializer::new(items))),
            None => Anything.visit_seq(items).and_then(choose),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<U, A::Error> {
        match of_type(U::BRANCHES, JsonType::Object) {
            Some(branch) => U::take(branch, Present(MapAccessDeserializer::new(members))),
            None => Anything.visit_map(members).and_then(choose),
        }
    }
}

/// A value that is not `null`, for types that may be.
struct Present<D>(D);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Present<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_any(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        visitor.visit_some(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    const fn branch(tests: &'static [Test]) -> Branch {
        Branch { tests, rules: &[] }
    }

    #[test]
    fn a_type_tells_a_variant_unless_one_before_asks_for_more() {
        let branches = [
            branch(&[Test::Types(&[JsonType::Array, JsonType::Null])]),
            branch(&[Test::Types(&[JsonType::Object]), Test::Has("a")]),
            branch(&[Test::Types(&[JsonType::Object])]),
        ];
        assert_eq!(of_type(&branches, JsonType::Array), Some(0));
        assert_eq!(of_type(&branches, JsonType::Object), None);
        assert_eq!(of_type(&branches, JsonType::String), None);
        let later = branches.get(2..).unwrap_or_default();
        assert_eq!(of_type(later, JsonType::Object), Some(0));
        assert_eq!(of_type(&[branch(&[Test::Fits])], JsonType::Array), None);
        assert_eq!(of_type(&[branch(&[])], JsonType::Array), Some(0));
    }
}
