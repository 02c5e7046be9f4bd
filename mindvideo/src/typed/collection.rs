use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::marker::PhantomData;

use serde_core::de::{Error, MapAccess, SeqAccess, Visitor};

use super::literal::{Given, Takes};
use super::through::{Reading, Written};
use super::{Deserializer, Rule, Serializer, Typed, Via, rule};

/// The members of an object whose names the schema leaves open.
pub type Map<T> = BTreeMap<String, T>;

impl<T: Typed> Typed for Vec<T> {
    type Via = Self;
}

impl<T: Typed> Via<Self> for Vec<T> {
    const TAKES: Takes = Takes::Array(&T::TAKES);

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_seq(Items(PhantomData))
    }

    fn write<S: Serializer>(value: &Self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(value.iter().map(Written))
    }

    fn obeys(value: &Self, rules: &[Rule]) -> bool {
        rule::list(value, rules)
    }

    fn from_literal(_: Given) -> Self {
        Self::new()
    }
}

struct Items<T>(PhantomData<T>);

impl<'de, T: Typed> Visitor<'de> for Items<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Reading::<T>::new())? {
            list.push(item);
        }
        Ok(list)
    }
}

impl<T: Typed> Typed for Map<T> {
    type Via = Self;
}

impl<T: Typed> Via<Self> for Map<T> {
    const TAKES: Takes = Takes::Map(&T::TAKES);

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Members(PhantomData))
    }

    fn write<S: Serializer>(value: &Self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(value.iter().map(|(name, value)| (name, Written(value))))
    }

    fn obeys(value: &Self, rules: &[Rule]) -> bool {
        rule::map(value, rules)
    }

    fn from_literal(_: Given) -> Self {
        Self::new()
    }
}

struct Members<T>(PhantomData<T>);

impl<'de, T: Typed> Visitor<'de> for Members<T> {
    type Value = Map<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Map<T>, A::Error> {
        let mut map = Map::new();
        while let Some(name) = members.next_key()? {
            let value = members.next_value_seed(Reading::<T>::new())?;
            insert(&mut map, name, value)?;
        }
        Ok(map)
    }
}

/// Adds a member, unless it is there already.
pub(super) fn insert<T, E: Error>(map: &mut Map<T>, name: String, value: T) -> Result<(), E> {
    match map.entry(name) {
        Entry::Vacant(place) => {
            place.insert(value);
            Ok(())
        }
        Entry::Occupied(place) => Err(E::custom(format_args!(
            "the member `{}` is there twice",
            place.key()
        ))),
    }
}

impl<T: Typed> Typed for Box<T> {
    type Via = Self;
}

impl<T: Typed> Via<Self> for Box<T> {
    const TAKES: Takes = T::TAKES;

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        T::read(from).map(Self::new)
    }

    fn write<S: Serializer>(value: &Self, to: S) -> Result<S::Ok, S::Error> {
        (**value).write(to)
    }

    fn obeys(value: &Self, rules: &[Rule]) -> bool {
        (**value).obeys(rules)
    }

    fn from_literal(given: Given) -> Self {
        Self::new(T::from_literal(given))
    }
}

/// `uniqueItems` of a list.
pub(super) fn items_differ<T: Typed>(items: &Vec<T>) -> bool {
    let texts: Option<Vec<&str>> = items.iter().map(Typed::text).collect();
    let Some(mut texts) = texts else {
        return all_differ(items);
    };
    texts.sort_unstable();
    texts.windows(2).all(|pair| pair.first() != pair.last())
}

/// `uniqueItems`: no two items of what is written as an array are the same JSON value.
pub(super) fn all_differ<T: Typed>(items: &T) -> bool {
    let Ok(text) = serde_json::to_string(&Written(items)) else {
        return false;
    };
    let node = mindvideo_schema::json::parse(&text);
    node.is_ok_and(|node| {
        let items = node.value.as_array().unwrap_or_default();
        mindvideo_schema::json::first_repeated(items).is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Number;

    fn numbers(texts: &[f64]) -> Vec<Number> {
        let numbers = texts.iter().map(|number| Number::try_from(*number));
        numbers.filter_map(Result::ok).collect()
    }

    #[test]
    fn texts_and_other_items_differ_alike() {
        let texts = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert!(items_differ(&texts(&[])));
        assert!(items_differ(&texts(&["b", "a", "B"])));
        assert!(!items_differ(&texts(&["b", "a", "b"])));
        assert!(items_differ(&numbers(&[1.0, 2.0])));
        assert!(!items_differ(&numbers(&[1.0, 2.0, 1.0])));
        assert!(!items_differ(&vec![
            Number::from(1),
            Number::from(2),
            Number::from(1)
        ]));
    }
}
