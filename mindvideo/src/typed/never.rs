use super::literal::{Given, Takes, never};
use super::{Reader, Rule, Serializer, Typed, Via};

/// No value at all, where the schema says `false`: a field of it can only be left out.
///
/// ```
/// use mindvideo::typed::Never;
///
/// assert!(size_of::<Option<Never>>() == 0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Never {}

impl Typed for Never {
    type Via = Self;
}

impl Via<Self> for Never {
    const TAKES: Takes = Takes::Other;

    fn read(_: &mut Reader<'_>, _: &[Rule]) -> Option<Self> {
        None
    }

    fn explain(text: &str) -> String {
        format!("no value is allowed here, and this is {text}")
    }

    fn write<S: Serializer>(value: &Self, _: S) -> Result<S::Ok, S::Error> {
        match *value {}
    }

    fn obeys(value: &Self, _: &[Rule]) -> bool {
        match *value {}
    }

    fn from_literal(_: Given) -> Self {
        never()
    }
}
