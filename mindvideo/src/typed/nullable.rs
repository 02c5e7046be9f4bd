use super::literal::{Given, Takes};
use super::through::Reading;
use super::{Deserializer, Rule, Serializer, Typed, Via, rule};
use serde_core::de::{DeserializeSeed, Error, Visitor};
use std::fmt;
use std::marker::PhantomData;

/// A value that may be `null`. Where the member may also be absent, it is an `Option` of this one:
/// three states.
impl<T: Typed> Typed for Option<T> {
    type Via = Self;
}

impl<T: Typed> Via<Self> for Option<T> {
    const TAKES: Takes = Takes::Nullable(&T::TAKES);

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_option(Nullable(PhantomData))
    }

    fn write<S: Serializer>(value: &Self, to: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => value.write(to),
            None => to.serialize_unit(),
        }
    }

    fn obeys(value: &Self, rules: &[Rule]) -> bool {
        match value {
            Some(value) => value.obeys(rules),
            None => rule::other(value, rules),
        }
    }

    fn from_literal(given: Given) -> Self {
        match given {
            Given::Null => None,
            _ => Some(T::from_literal(given)),
        }
    }
}

struct Nullable<T>(PhantomData<T>);

impl<'de, T: Typed> Visitor<'de> for Nullable<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_unit<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_none<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Option<T>, D::Error> {
        Reading::<T>::new().deserialize(from).map(Some)
    }
}
