use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::literal::{Given, Takes};
use mindvideo_schema::json::{self, Node};

use super::place::{hand_on, with_place};
use super::source::node;
use super::through::Written;
use super::{Reader, Rule, Serializer, Typed, Via, rule};

/// The members of an object whose names the schema leaves open.
pub type Map<T> = BTreeMap<String, T>;

/// The list that a constructor or a setter is given as anything it can be made of.
pub fn list<T>(items: impl IntoIterator<Item = impl Into<T>>) -> Vec<T> {
    items.into_iter().map(Into::into).collect()
}

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
        with_place(|item| {
            while is_next {
                T::fill(from, each, item)?;
                hand_on(item, |item| list.push(item))?;
                is_next = from.next_item()?;
            }
            Some(())
        })?;
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
        let place = from.clone();
        let mut map = Self::new();
        let mut is_next = from.object()?;
        with_place(|value| {
            while is_next {
                let name = from.name()?;
                if from.judges() && !rule::name(&name, rules) {
                    return None;
                }
                member(from, &name, each, value)?;
                hand_on(value, |value| insert(&mut map, name.into_owned(), value))??;
                is_next = from.next_member()?;
            }
            Some(())
        })?;
        let obeys = !from.judges()
            || rule::members(map.len(), rules) && rule::calls(rules, || place.names());
        obeys.then_some(map)
    }

    fn write<S: Serializer>(value: &Self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(value.iter().map(|(name, value)| (name, Written(value))))
    }

    fn obeys(value: &Self, rules: &[Rule]) -> bool {
        let each = rule::each_member(rules);
        let obeys = |(name, value): (&String, &T)| {
            rule::name(name, rules) && member_obeys(value, name, each)
        };
        rule::members(value.len(), rules)
            && rule::calls(rules, || Some(|name: &str| value.contains_key(name)))
            && value.iter().all(obeys)
    }

    fn from_literal(_: Given) -> Self {
        Self::new()
    }
}

/// Reads the value of a member of that name to an empty place, by what the values of members obey.
pub(super) fn member<T: Typed>(
    from: &mut Reader<'_>,
    name: &str,
    rules: &'static [Rule],
    place: &mut Option<T>,
) -> Option<()> {
    if !from.judges() {
        return T::fill(from, &[], place);
    }
    if !matches!(rules, [Rule::Named(..)]) {
        return T::fill(from, rules, place);
    }
    let start = from.clone();
    let obeys = rule::member(rules, name, |rules| {
        // What several patterns name obeys the rules of each.
        if place.is_none() || !rules.is_empty() {
            from.clone_from(&start);
            *place = None;
            return T::fill(from, rules, place).is_some();
        }
        true
    });
    obeys.then_some(())
}

/// Whether the value of a member of that name does.
pub(super) fn member_obeys<T: Typed>(value: &T, name: &str, rules: &'static [Rule]) -> bool {
    rule::member(rules, name, |rules| value.obeys(rules))
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
        with_place(|value| {
            T::Via::fill(from, rules, value)?;
            hand_on(value, Self::new)
        })
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
    use crate::typed::PatternCell;
    use crate::typed::reader::Text;

    const UNIQUE: &[Rule] = &[Rule::UniqueItems(1, 1)];

    fn numbers(texts: &[f64]) -> Vec<Number> {
        let numbers = texts.iter().map(|number| Number::try_from(*number));
        numbers.filter_map(Result::ok).collect()
    }

    static A: PatternCell = PatternCell::new("^a");
    static B: PatternCell = PatternCell::new("b$");
    static C: PatternCell = PatternCell::new("^c");

    /// No name is longer than four, and those not matched are refused.
    const NAMED: &[Rule] = &[
        Rule::Names(&[Rule::MaxLength(4, 1, 1)], 1, 1),
        Rule::Members(
            &[Rule::Named(
                &[
                    (|| &A, &[Rule::MinLength(2, 1, 1)]),
                    (|| &B, &[Rule::MaxLength(3, 1, 1)]),
                    (|| &C, &[]),
                ],
                None,
                1,
                1,
            )],
            1,
            1,
        ),
    ];

    #[test]
    fn names_say_what_members_obey() {
        for (text, is_valid) in [
            ("{}", true),
            (r#"{"a": "12345"}"#, true),
            (r#"{"a": "1"}"#, false),
            (r#"{"b": "1"}"#, true),
            (r#"{"b": "1234"}"#, false),
            (r#"{"ab": "123"}"#, true),
            (r#"{"ab": "1"}"#, false),
            (r#"{"ab": "1234"}"#, false),
            (r#"{"ab": "1234"}"#, false),
            (r#"{"c": "", "ca": "1234"}"#, true),
            (r#"{"cccc": "", "ab": "12"}"#, true),
            (r#"{"ccccc": ""}"#, false),
            (r#"{"c": "", "d": ""}"#, false),
        ] {
            let whole = Text::new(text);
            let judged = <Map<String> as Typed>::read(&mut whole.reader().judging(), NAMED);
            assert_eq!(judged.is_some(), is_valid, "{text}");
            let any = <Map<String> as Typed>::read(&mut whole.reader(), NAMED).unwrap();
            assert_eq!(any.obeys(NAMED), is_valid, "{text}");
        }
    }

    #[test]
    fn what_is_not_named_obeys_what_the_others_do() {
        const EACH: &[Rule] = &[Rule::Members(
            &[Rule::Named(
                &[(|| &A, &[])],
                Some(&[Rule::MaxLength(1, 1, 1)]),
                1,
                1,
            )],
            1,
            1,
        )];
        for (text, is_valid) in [
            (r#"{"a": "12", "b": "1"}"#, true),
            (r#"{"b": "12", "a": "1"}"#, false),
        ] {
            let text = Text::new(text);
            let judged = <Map<String> as Typed>::read(&mut text.reader().judging(), EACH);
            assert_eq!(judged.is_some(), is_valid);
            let any = <Map<String> as Typed>::read(&mut text.reader(), EACH).unwrap();
            assert_eq!(any.obeys(EACH), is_valid);
        }
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
