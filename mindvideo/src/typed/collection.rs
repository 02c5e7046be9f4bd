use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::literal::{Given, Takes};
use mindvideo_schema::json::{self, Node};

use super::source::node;
use super::through::Written;
use super::{Reader, Rule, Serializer, Typed, Via, rule};

/// The members of an object whose names the schema leaves open.
pub type Map<T> = BTreeMap<String, T>;

impl<T: Typed> Typed for Vec<T> {
    type Via = Self;
}

impl<T: Typed> Via<Self> for Vec<T> {
    const TAKES: Takes = Takes::Array(&T::TAKES);

    fn read(from: &mut Reader<'_>, rules: &[Rule]) -> Option<Self> {
        let mut place = from.clone();
        let each = rule::items(rules);
        let mut list = Self::new();
        let mut is_next = from.array()?;
        while is_next {
            list.push(T::read(from, each)?);
            is_next = from.next_item()?;
        }
        let differ = || texts_differ(&list).or_else(|| place.items_differ());
        let obeys = !from.judges() || rule::list(list.len(), rules, differ);
        obeys.then_some(list)
    }

    fn write<S: Serializer>(value: &Self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(value.iter().map(Written))
    }

    fn obeys(value: &Self, rules: &[Rule]) -> bool {
        let differ = || texts_differ(value).or_else(|| node(value).as_ref().map(are_distinct));
        let each = rule::items(rules);
        rule::list(value.len(), rules, differ) && value.iter().all(|item| item.obeys(each))
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

    fn read(from: &mut Reader<'_>, rules: &[Rule]) -> Option<Self> {
        let each = rule::each_member(rules);
        let mut map = Self::new();
        let mut is_next = from.object()?;
        while is_next {
            let name = from.name()?.into_owned();
            insert(&mut map, name, T::read(from, each)?)?;
            is_next = from.next_member()?;
        }
        let obeys = !from.judges() || rule::members(map.len(), rules);
        obeys.then_some(map)
    }

    fn write<S: Serializer>(value: &Self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(value.iter().map(|(name, value)| (name, Written(value))))
    }

    fn obeys(value: &Self, rules: &[Rule]) -> bool {
        let each = rule::each_member(rules);
        rule::members(value.len(), rules) && value.values().all(|value| value.obeys(each))
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

    fn read(from: &mut Reader<'_>, rules: &[Rule]) -> Option<Self> {
        T::Via::read(from, rules).map(Self::new)
    }

    fn write<S: Serializer>(value: &Self, to: S) -> Result<S::Ok, S::Error> {
        (**value).write(to)
    }

    fn obeys(value: &Self, rules: &[Rule]) -> bool {
        T::Via::obeys(value, rules)
    }

    fn from_literal(given: Given) -> Self {
        Self::new(T::from_literal(given))
    }
}

/// `uniqueItems` of a list of strings.
fn texts_differ<T: Typed>(items: &[T]) -> Option<bool> {
    let texts: Option<Vec<&str>> = items.iter().map(Typed::text).collect();
    let mut texts = texts?;
    texts.sort_unstable();
    Some(texts.windows(2).all(|pair| pair.first() != pair.last()))
}

/// `uniqueItems` of an array.
pub(super) fn are_distinct(array: &Node) -> bool {
    json::are_distinct(array.value.as_array().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Number;

    const UNIQUE: &[Rule] = &[Rule::UniqueItems(1, 1)];

    fn numbers(texts: &[f64]) -> Vec<Number> {
        let numbers = texts.iter().map(|number| Number::try_from(*number));
        numbers.filter_map(Result::ok).collect()
    }

    #[test]
    fn texts_and_other_items_differ_alike() {
        let texts = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert!(texts(&[]).obeys(UNIQUE));
        assert!(texts(&["b", "a", "B"]).obeys(UNIQUE));
        assert!(!texts(&["b", "a", "b"]).obeys(UNIQUE));
        assert!(numbers(&[1.0, 2.0]).obeys(UNIQUE));
        assert!(!numbers(&[1.0, 2.0, 1.0]).obeys(UNIQUE));
        assert!(!vec![1, 2, 1].obeys(UNIQUE));
    }
}
