use super::literal::{Given, Takes};
use super::place::begin;
use super::{Reader, Rule, Serializer, Typed, Via};

/// A value that may be `null`. Where the member may also be absent, it is an `Option` of this one:
/// three states.
impl<T: Typed> Typed for Option<T> {
    type Via = Self;
}

impl<T: Typed> Via<Self> for Option<T> {
    const TAKES: Takes = Takes::Nullable(&T::TAKES);

    fn fill(from: &mut Reader<'_>, rules: &[Rule], place: &mut Option<Self>) -> Option<()> {
        let value = begin(place);
        match from.peek() {
            Some(b'n') => from.null(),
            _ => T::Via::fill(from, rules, value),
        }
    }

    fn write<S: Serializer>(value: &Self, to: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => value.write(to),
            None => to.serialize_unit(),
        }
    }

    fn obeys(value: &Self, rules: &[Rule]) -> bool {
        match value {
            Some(value) => T::Via::obeys(value, rules),
            None => true,
        }
    }

    fn from_literal(given: Given) -> Self {
        match given {
            Given::Null => None,
            _ => Some(T::from_literal(given)),
        }
    }
}
