//! Enums with payloads, one variant for each branch of a union.

use super::literal::{Given, Takes, never};
use super::place::{hand_on, with_place};
use super::{Literal, Number, Reader, Rule, Serializer, Typed, Validate, Value, Via, rule};

/// An enum with a variant for each of several JSON types, or for each schema under `anyOf` or
/// `oneOf`. Implemented by generated code.
pub trait Union: Validate + 'static {
    /// What tells the values of each variant from those of later ones, and what its payload obeys.
    const BRANCHES: &'static [Branch];

    /// Rules about the value, whatever its variant.
    const RULES: &'static [Rule] = &[];

    /// Reads the variant at this place of [`BRANCHES`](Self::BRANCHES).
    fn take(branch: usize, payload: &mut Payload<'_, '_, Self>) -> Option<()>;

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

pub use mindvideo_schema::schema::JsonType;

/// By what tells the variants apart.
#[derive(Debug)]
pub struct ByBranch;

impl<U: Union> Via<U> for ByBranch {
    const TAKES: Takes = Takes::Other;

    fn fill(from: &mut Reader<'_>, _: &[Rule], place: &mut Option<U>) -> Option<()> {
        from.judged(U::RULES, |from| first(from, place))
    }

    fn explain(text: &str) -> String {
        U::PART.explain_value(text)
    }

    fn write<S: Serializer>(value: &U, to: S) -> Result<S::Ok, S::Error> {
        value.put(to)
    }

    fn obeys(value: &U, _: &[Rule]) -> bool {
        value.holds() && rule::schemas(value, U::RULES)
    }

    fn from_literal(_: Given) -> U {
        never()
    }
}

/// Reads the first variant that the value is one of.
fn first<U: Union>(from: &mut Reader<'_>, place: &mut Option<U>) -> Option<()> {
    let mut value = Ahead::new(from)?;
    let mut allowed = value.next_allowed(U::BRANCHES, 0)?;
    loop {
        let (index, branch) = allowed;
        if !branch.tests.iter().any(|test| matches!(test, Test::Fits)) {
            return take(index, from, branch, place);
        }
        let Some(later) = value.next_allowed(U::BRANCHES, index + 1) else {
            return take(index, from, branch, place);
        };
        if from.attempt::<U>(index, |ahead| take(index, ahead, branch, place)) {
            return Some(());
        }
        allowed = later;
    }
}

fn take<U: Union>(
    index: usize,
    from: &mut Reader<'_>,
    branch: &'static Branch,
    place: &mut Option<U>,
) -> Option<()> {
    let rules = branch.rules;
    U::take(index, &mut Payload { from, rules, place })
}

/// The payload of a variant that comes next, and where the variant will stay.
#[derive(Debug)]
pub struct Payload<'a, 'text, U> {
    from: &'a mut Reader<'text>,
    rules: &'static [Rule],
    place: &'a mut Option<U>,
}

impl<U> Payload<'_, '_, U> {
    /// Reads it and makes a variant of it.
    pub fn read<T: Typed>(&mut self, variant: fn(T) -> U) -> Option<()> {
        with_place(|payload| {
            T::fill(self.from, self.rules, payload)?;
            hand_on(payload, |payload| *self.place = Some(variant(payload)))
        })
    }
}

/// A value that is looked at before it is read.
struct Ahead<'text> {
    first: u8,
    reader: Reader<'text>,
    /// The member that was looked for last: branches mostly ask for the same one.
    last: Option<(&'static str, Option<Reader<'text>>)>,
}

impl<'text> Ahead<'text> {
    fn new(from: &mut Reader<'text>) -> Option<Self> {
        Some(Self {
            first: from.peek()?,
            reader: from.clone(),
            last: None,
        })
    }

    /// The first of these variants, from one of them on, that the value may be of.
    fn next_allowed(
        &mut self,
        branches: &'static [Branch],
        first: usize,
    ) -> Option<(usize, &'static Branch)> {
        let mut later = branches.iter().enumerate().skip(first);
        later.find(|(_, branch)| branch.tests.iter().all(|test| self.passes(*test)))
    }

    /// Members tell objects apart; values of other types are told apart by their types.
    fn passes(&mut self, test: Test) -> bool {
        match test {
            Test::Types(types) => types.iter().any(|json_type| self.is(*json_type)),
            Test::Tag(..) | Test::Has(_) | Test::Lacks(_) if self.first != b'{' => true,
            Test::Tag(name, values) => {
                let tag = self.member(name);
                tag.is_some_and(|mut tag| is_listed(&mut tag, values))
            }
            Test::Has(name) => self.member(name).is_some(),
            Test::Lacks(name) => self.member(name).is_none(),
            Test::Fits => true,
        }
    }

    fn is(&self, json_type: JsonType) -> bool {
        match self.first {
            b'n' => json_type == JsonType::Null,
            b't' | b'f' => json_type == JsonType::Boolean,
            b'"' => json_type == JsonType::String,
            b'[' => json_type == JsonType::Array,
            b'{' => json_type == JsonType::Object,
            _ => {
                json_type == JsonType::Number || json_type == JsonType::Integer && self.is_integer()
            }
        }
    }

    fn is_integer(&self) -> bool {
        let number = <Number as Typed>::read(&mut self.reader.clone(), &[]);
        number.is_some_and(|number| number.is_integer())
    }

    /// A reader of the value of an object's member. What is not read here is read with the rest of
    /// the value, or the value is refused.
    fn member(&mut self, sought: &'static str) -> Option<Reader<'text>> {
        if let Some((name, found)) = &self.last
            && *name == sought
        {
            return found.clone();
        }
        let found = self.find(sought);
        self.last = Some((sought, found.clone()));
        found
    }

    fn find(&self, sought: &str) -> Option<Reader<'text>> {
        let mut reader = self.reader.clone();
        let mut is_next = reader.object()?;
        while is_next {
            if reader.name()? == sought {
                return Some(reader);
            }
            reader.skip()?;
            is_next = reader.next_member()?;
        }
        None
    }
}

fn is_listed(tag: &mut Reader<'_>, values: &[Literal]) -> bool {
    if tag.peek() == Some(b'"') {
        let text = tag.string();
        let is =
            |literal: &Literal| matches!((literal, &text), (Literal::Text(a), Some(b)) if a == b);
        return values.iter().any(is);
    }
    let value = <Value as Typed>::read(tag, &[]);
    value.is_some_and(|value| values.iter().any(|literal| literal.is(&value)))
}

/// Ties generated enums to serde and to [`Typed`].
#[macro_export]
#[doc(hidden)]
macro_rules! __union {
    ($($union:ty),+) => {
        $crate::__typed!($crate::typed::union::ByBranch, $($union),+);
    };
}
