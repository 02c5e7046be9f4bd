use mindvideo_schema::Decimal;
use serde_json::Map;
use serde_json::map::Entry;

use super::literal::{Given, Takes};
use super::never::Never;
use super::number::{Integer, Number};
use super::{
    Deserialize, Deserializer, Reader, Rule, Serialize, Serializer, Typed, Value, Via, deserialize,
    rule,
};

impl Typed for String {
    type Via = Self;
}

impl Via<Self> for String {
    const TAKES: Takes = Takes::String;

    fn read(from: &mut Reader<'_>, rules: &[Rule]) -> Option<Self> {
        let text = from.string()?;
        let obeys = !from.judges() || rule::text(&text, rules);
        obeys.then(|| text.into_owned())
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

    fn read(from: &mut Reader<'_>, _: &[Rule]) -> Option<Self> {
        from.boolean()
    }

    fn write<S: Serializer>(value: &Self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bool(*value)
    }

    fn obeys(_: &Self, _: &[Rule]) -> bool {
        true
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

    fn read(from: &mut Reader<'_>, rules: &[Rule]) -> Option<Self> {
        let value = match from.integer() {
            Some(small) => small,
            None => Number::kept(from.number()?)?.as_i64()?,
        };
        let obeys = !from.judges() || <Self as Via<Self>>::obeys(&value, rules);
        obeys.then_some(value)
    }

    fn write<S: Serializer>(value: &Self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(*value)
    }

    fn obeys(value: &Self, rules: &[Rule]) -> bool {
        rule::number(Some(*value), || Decimal::from(*value), rules)
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

    fn read(from: &mut Reader<'_>, rules: &[Rule]) -> Option<Self> {
        let value = match from.integer() {
            Some(small) => small.into(),
            None => Self::kept(from.number()?)?,
        };
        let obeys = !from.judges() || <Self as Via<Self>>::obeys(&value, rules);
        obeys.then_some(value)
    }

    fn explain(text: &str) -> String {
        format!("{text} is not a number that can be kept exactly")
    }

    fn write<S: Serializer>(value: &Self, to: S) -> Result<S::Ok, S::Error> {
        value.inner().serialize(to)
    }

    fn obeys(value: &Self, rules: &[Rule]) -> bool {
        rule::number(value.inner().as_i64(), || value.decimal(), rules)
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

    fn read(from: &mut Reader<'_>, rules: &[Rule]) -> Option<Self> {
        let mut start = from.clone();
        let number = <Number as Via<Number>>::read(from, rules)?;
        // An integer has no sign of its zero, and to draft 4 the double `-0.0` is none.
        if number.inner().is_f64() && start.number() == Some("-0") {
            return Some(0.into());
        }
        Self::of(number).ok()
    }

    fn explain(text: &str) -> String {
        format!("{text} is not an integer that can be kept exactly")
    }

    /// As it was read: in draft 4 `8.0` is no integer, and what judges a list sees what is written.
    fn write<S: Serializer>(value: &Self, to: S) -> Result<S::Ok, S::Error> {
        value.number().write(to)
    }

    fn obeys(value: &Self, rules: &[Rule]) -> bool {
        let as_integer = rules.iter().any(|rule| matches!(rule, Rule::Integer(..)));
        let is_written_so = || !value.to_string().contains(['.', 'e', 'E']);
        (!as_integer || is_written_so()) && <Number as Via<Number>>::obeys(value.number(), rules)
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

    fn read(from: &mut Reader<'_>, _: &[Rule]) -> Option<Self> {
        from.null().map(|()| Self)
    }

    fn explain(text: &str) -> String {
        format!("{text} is not null")
    }

    fn write<S: Serializer>(_: &Self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_unit()
    }

    fn obeys(_: &Self, _: &[Rule]) -> bool {
        true
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
                deserialize(from)
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

    fn read(from: &mut Reader<'_>, _: &[Rule]) -> Option<Self> {
        match from.peek()? {
            b'"' => from.string().map(|text| Self::String(text.into_owned())),
            b'[' => array(from),
            b'{' => object(from),
            b'n' => from.null().map(|()| Self::Null),
            b't' | b'f' => from.boolean().map(Self::Bool),
            _ => <Number as Via<Number>>::read(from, &[])
                .map(|number| Self::Number(number.into_inner())),
        }
    }

    fn write<S: Serializer>(value: &Self, to: S) -> Result<S::Ok, S::Error> {
        value.serialize(to)
    }

    fn obeys(_: &Self, _: &[Rule]) -> bool {
        true
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

fn array(from: &mut Reader<'_>) -> Option<Value> {
    let mut items = Vec::new();
    let mut is_next = from.array()?;
    while is_next {
        items.push(<Value as Via<Value>>::read(from, &[])?);
        is_next = from.next_item()?;
    }
    Some(Value::Array(items))
}

fn object(from: &mut Reader<'_>) -> Option<Value> {
    let mut members = Map::new();
    let mut is_next = from.object()?;
    while is_next {
        let name = from.name()?.into_owned();
        match members.entry(name) {
            Entry::Vacant(place) => place.insert(<Value as Via<Value>>::read(from, &[])?),
            Entry::Occupied(_) => return None,
        };
        is_next = from.next_member()?;
    }
    Some(Value::Object(members))
}
