use std::fmt;
use std::sync::LazyLock;

use mindvideo_schema::Decimal;
use serde_core::de::{Error, MapAccess, SeqAccess, Visitor};
use serde_json::Map;
use serde_json::map::Entry;

use super::literal::{Given, Takes};
use super::never::Never;
use super::number::{Integer, Number};
use super::through::Reading;
use super::{
    Deserialize, Deserializer, Rule, Serialize, Serializer, Typed, Value, Via, exact, rule,
};

impl Typed for String {
    type Via = Self;
}

impl Via<Self> for String {
    const TAKES: Takes = Takes::String;

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::deserialize(from)
    }

    fn write<S: Serializer>(value: &Self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(value)
    }

    fn obeys(value: &Self, rules: &[Rule]) -> bool {
        rule::text(value, rules)
    }

    fn text(value: &Self) -> Option<&str> {
        Some(value)
    }

    fn from_literal(given: Given) -> Self {
        given.text().to_owned()
    }
}

impl Typed for bool {
    type Via = Self;
}

impl Via<Self> for bool {
    const TAKES: Takes = Takes::Boolean;

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::deserialize(from)
    }

    fn write<S: Serializer>(value: &Self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bool(*value)
    }

    fn obeys(value: &Self, rules: &[Rule]) -> bool {
        rule::other(value, rules)
    }

    fn from_literal(given: Given) -> Self {
        matches!(given, Given::Boolean(true))
    }
}

impl Typed for i64 {
    type Via = Self;
}

impl Via<Self> for i64 {
    const TAKES: Takes = Takes::Integer;

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let number: Number = Typed::read(from)?;
        number.as_i64().ok_or_else(|| {
            D::Error::custom(format_args!("{number} is not an integer that fits 64 bits"))
        })
    }

    fn write<S: Serializer>(value: &Self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(*value)
    }

    fn obeys(value: &Self, rules: &[Rule]) -> bool {
        rule::number(value, Some(*value), || Decimal::from(*value), rules)
    }

    fn from_literal(given: Given) -> Self {
        given.number().as_i64().unwrap_or_default()
    }
}

impl Typed for Number {
    type Via = Self;
}

impl Via<Self> for Number {
    const TAKES: Takes = Takes::Number;

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let number = serde_json::Number::deserialize(from)?;
        if number.is_f64() {
            exact::doubt();
        }
        Ok(Self::of(number))
    }

    fn write<S: Serializer>(value: &Self, to: S) -> Result<S::Ok, S::Error> {
        value.inner().serialize(to)
    }

    fn obeys(value: &Self, rules: &[Rule]) -> bool {
        rule::number(value, value.inner().as_i64(), || value.decimal(), rules)
    }

    fn from_literal(given: Given) -> Self {
        given.number()
    }
}

impl Typed for Integer {
    type Via = Self;
}

impl Via<Self> for Integer {
    const TAKES: Takes = Takes::Integer;

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::of(Typed::read(from)?).map_err(D::Error::custom)
    }

    /// As it was read: in draft 4 `8.0` is no integer, and what judges a list sees what is written.
    fn write<S: Serializer>(value: &Self, to: S) -> Result<S::Ok, S::Error> {
        value.number().write(to)
    }

    fn obeys(value: &Self, rules: &[Rule]) -> bool {
        value.number().obeys(rules)
    }

    fn from_literal(given: Given) -> Self {
        Self::of(given.number()).unwrap_or_else(|_| Self::from(0))
    }
}

/// The JSON value `null`, where the schema allows nothing else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Null;

impl Typed for Null {
    type Via = Self;
}

impl Via<Self> for Null {
    const TAKES: Takes = Takes::Null;

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        <()>::deserialize(from).map(|()| Self)
    }

    fn write<S: Serializer>(_: &Self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_unit()
    }

    fn obeys(value: &Self, rules: &[Rule]) -> bool {
        rule::other(value, rules)
    }

    fn from_literal(_: Given) -> Self {
        Self
    }
}

/// Ties a type of fields to serde by what [`Typed`] says.
macro_rules! serde_by_typed {
    ($($typed:ty),*) => {$(
        impl Serialize for $typed {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                Typed::write(self, to)
            }
        }

        impl<'de> Deserialize<'de> for $typed {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                Typed::read(from)
            }
        }
    )*};
}

serde_by_typed!(Number, Integer, Null, Never);

/// Any JSON value. Unlike serde's own reading, it refuses a member that is there twice.
impl Typed for Value {
    type Via = Self;
}

impl Via<Self> for Value {
    const TAKES: Takes = Takes::Any;

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Anything)
    }

    fn write<S: Serializer>(value: &Self, to: S) -> Result<S::Ok, S::Error> {
        value.serialize(to)
    }

    fn obeys(value: &Self, rules: &[Rule]) -> bool {
        rule::other(value, rules)
    }

    fn from_literal(given: Given) -> Self {
        match given {
            Given::Null => Self::Null,
            Given::Boolean(value) => Self::Bool(value),
            Given::Text(text) => Self::String(text.to_owned()),
            Given::Number(_) => Self::Number(given.number().inner().clone()),
        }
    }
}

/// Where `serde_json`'s feature `arbitrary_precision` is on, numbers come as a map of this member.
const NUMBER: &str = "$serde_json::private::Number";

/// Whether that feature is on, in whatever crate asked for it.
pub(super) fn keeps_every_digit() -> bool {
    static KEEPS: LazyLock<bool> =
        LazyLock::new(|| serde_json::from_str::<serde_json::Number>("1e400").is_ok());
    *KEEPS
}

/// Makes any value.
pub(super) struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        exact::doubt();
        Ok(value.into())
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Value, E> {
        serde_json::from_str(&value.to_string()).map_err(E::custom)
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Value, E> {
        serde_json::from_str(&value.to_string()).map_err(E::custom)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Reading::<Value>::new())? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if name == NUMBER && map.is_empty() && keeps_every_digit() {
                let text: String = members.next_value()?;
                return serde_json::from_str(&text)
                    .map(Value::Number)
                    .map_err(A::Error::custom);
            }
            let value = members.next_value_seed(Reading::<Value>::new())?;
            match map.entry(name) {
                Entry::Vacant(place) => place.insert(value),
                Entry::Occupied(place) => {
                    return Err(A::Error::custom(format_args!(
                        "the member `{}` is there twice",
                        place.key()
                    )));
                }
            };
        }
        Ok(Value::Object(map))
    }
}
