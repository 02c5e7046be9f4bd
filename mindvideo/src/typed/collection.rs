use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::literal::{Given, Takes};
use super::through::Written;
use super::{Reader, Rule, Serializer, Typed, Via, rule};

/// The members of an object whose names the schema leaves open.
pub type Map<T> = BTreeMap<String, T>;

impl<T: Typed> Typed for Vec<T> {
    type Via = Self;
}

impl<T: Typed> Via<Self> for Vec<T> {
    const TAKES: Takes = Takes::Array(&T::TAKES);

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let mut list = Self::new();
        let mut is_next = from.array()?;
        while is_next {
            list.push(T::read(from)?);
            is_next = from.next_item()?;
        }
        Some(list)
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

impl<T: Typed> Typed for Map<T> {
    type Via = Self;
}

impl<T: Typed> Via<Self> for Map<T> {
    const TAKES: Takes = Takes::Map(&T::TAKES);

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let mut map = Self::new();
        let mut is_next = from.object()?;
        while is_next {
            let name = from.name()?.into_owned();
            insert(&mut map, name, T::read(from)?)?;
            is_next = from.next_member()?;
        }
        Some(map)
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

/// Adds a member, unless it is there already.
pub(super) fn insert<T>(map: &mut Map<T>, name: String, value: T) -> Option<()> {
    match map.entry(name) {
        Entry::Vacant(place) => {
            place.insert(value);
            Some(())
        }
        Entry::Occupied(_) => None,
    }
}

impl<T: Typed> Typed for Box<T> {
    type Via = Self;
}

impl<T: Typed> Via<Self> for Box<T> {
    const TAKES: Takes = T::TAKES;

    fn read(from: &mut Reader<'_>) -> Option<Self> {
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
