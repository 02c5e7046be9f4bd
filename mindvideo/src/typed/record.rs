//! Structs with a field for each property.

use std::any::Any;
use std::borrow::Cow;
use std::collections::HashSet;
use std::marker::PhantomData;
use std::mem;
use std::slice;

use serde_core::ser::SerializeMap;

use super::buckets::Buckets;
use super::collection::{insert, member, member_obeys};
use super::field::Field;
use super::literal::{Given, Takes, never};
use super::place::{begin, hand_on, with_place};
use super::through::Written;
use super::{Map, Reader, Rule, Serializer, Typed, Validate, Via, rule};

/// A struct for a schema's `properties`. Implemented by generated code, by tables.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a struct that a schema describes",
    label = "`input!` knows no fields of this type"
)]
pub trait Record: Validate + 'static {
    /// The struct while it is read or written down as a literal: every field may be missing. Where
    /// none is required it is the struct itself.
    type Draft: Default + 'static;

    /// The fields, in the schema's order.
    const FIELDS: &'static [Field];

    /// The field for the members that no other field stands for, unless there may be none.
    const REST: Option<&'static str> = None;

    /// What each of those members obeys.
    const REST_RULES: &'static [Rule] = &[];

    /// Rules about the object as a whole.
    const RULES: &'static [Rule] = &[];

    /// The file of the schema, for messages.
    const FILE: &'static str;

    /// Reads the value of the field at this place in [`FIELDS`](Self::FIELDS), or of a member that
    /// is not there.
    fn member<M: Member>(draft: &mut Self::Draft, field: usize, from: &mut M);

    /// Turns a draft into the struct, if it has all that is required.
    fn finish(draft: Self::Draft) -> Option<Self>;

    /// Shows every field, in order.
    fn visit<E: Each>(&self, each: &mut E);
}

/// Is shown the fields of a [`Record`], in the order of [`FIELDS`](Record::FIELDS).
///
/// What goes wrong is kept by whoever implements it, so that generated code just names the fields.
pub trait Each {
    /// A required field.
    fn required<T: Typed>(&mut self, value: &T);

    /// A field that may be absent.
    fn optional<T: Typed>(&mut self, value: &Option<T>);

    /// The members that no field stands for.
    fn rest<T: Typed>(&mut self, members: &Map<T>);
}

/// A member that is being read: its name is known, its value comes next.
///
/// What goes wrong is kept by whoever implements it, so that generated code just names the field.
pub trait Member {
    /// Reads the value into its field, which must be empty.
    fn read<T: Typed>(&mut self, field: &mut Option<T>);

    /// Keeps the member among those that no field stands for.
    fn keep<T: Typed>(&mut self, rest: &mut Map<T>);

    /// Refuses the member.
    fn refuse(&mut self);
}

/// A member of an object whose value comes next in a text.
struct Entry<'a, 'text> {
    name: Cow<'text, str>,
    from: &'a mut Reader<'text>,
    /// What the value obeys.
    rules: &'static [Rule],
    /// `None` if it cannot be kept.
    done: Option<()>,
}

impl Member for Entry<'_, '_> {
    /// A member that is there twice is refused.
    fn read<T: Typed>(&mut self, field: &mut Option<T>) {
        if field.is_none() {
            self.done = T::fill(self.from, self.rules, field);
        }
    }

    fn keep<T: Typed>(&mut self, rest: &mut Map<T>) {
        self.done = with_place(|place| {
            member(self.from, &self.name, self.rules, place)?;
            let name = mem::take(&mut self.name).into_owned();
            hand_on(place, |value| insert(rest, name, value))?
        });
    }

    fn refuse(&mut self) {}
}

/// What is known of the names of a struct's fields.
struct Names<R>(PhantomData<R>);

impl<R: Record> Names<R> {
    /// Whether JSON writes all of them as they are.
    const ARE_PLAIN: bool = are_plain(R::FIELDS);

    /// Where they are, if there are many.
    const BUCKETS: &'static Option<Buckets> = &Buckets::of(R::FIELDS);

    /// The place of the field of that name. Members mostly come in the schema's order, so those
    /// after the last come first.
    fn place(next: usize, name: &str) -> Option<usize> {
        if let Some(buckets) = Self::BUCKETS {
            return buckets.find(R::FIELDS, name);
        }
        let (before, later) = R::FIELDS.split_at_checked(next)?;
        match later.iter().position(|field| field.is(name)) {
            Some(steps) => Some(next + steps),
            None => before.iter().position(|field| field.is(name)),
        }
    }
}

const fn are_plain(fields: &[Field]) -> bool {
    let mut rest = fields;
    while let [field, after @ ..] = rest {
        let mut bytes = field.name.as_bytes();
        while let [byte, others @ ..] = bytes {
            if *byte < 0x20 || matches!(*byte, b'"' | b'\\') {
                return false;
            }
            bytes = others;
        }
        rest = after;
    }
    true
}

/// Reads the name of a member, whose field is likely the one at a place, and finds that.
#[inline]
fn name<'text, R: Record>(
    from: &mut Reader<'text>,
    next: usize,
) -> Option<(Cow<'text, str>, Option<usize>)> {
    let likely = R::FIELDS.get(next).filter(|_| Names::<R>::ARE_PLAIN);
    if let Some(field) = likely.filter(|field| from.is_name(field.name)) {
        return Some((Cow::Borrowed(field.name), Some(next)));
    }
    let name = from.name()?;
    let place = Names::<R>::place(next, &name);
    Some((name, place))
}

/// Reads a struct and counts its members.
fn fields<R: Record>(
    from: &mut Reader<'_>,
    members: &mut usize,
    place: &mut Option<R>,
) -> Option<()> {
    // What is its own draft is read where it will stay: structs may be large.
    if let Some(place) = (place as &mut dyn Any).downcast_mut::<Option<R::Draft>>() {
        return draft::<R>(from, members, begin(place));
    }
    with_place(|read| {
        draft::<R>(from, members, begin(read))?;
        hand_on(read, |read| {
            *place = Some(R::finish(read)?);
            Some(())
        })?
    })
}

/// Reads the members of a struct and counts them.
fn draft<R: Record>(
    from: &mut Reader<'_>,
    members: &mut usize,
    draft: &mut R::Draft,
) -> Option<()> {
    let place = from.clone();
    let mut next = 0;
    let mut is_next = from.object()?;
    while is_next {
        let (name, place) = name::<R>(from, next)?;
        if from.judges() && !rule::name(&name, R::RULES) {
            return None;
        }
        let field = place.and_then(|place| R::FIELDS.get(place));
        let mut entry = Entry {
            name,
            from,
            rules: field.map_or(R::REST_RULES, |field| field.rules),
            done: None,
        };
        R::member(draft, place.unwrap_or(usize::MAX), &mut entry);
        entry.done?;
        next = place.map_or(next, |place| place + 1);
        *members += 1;
        is_next = from.next_member()?;
    }
    let obeys = !from.judges()
        || rule::members(*members, R::RULES) && rule::calls(R::RULES, || place.names());
    obeys.then_some(())
}

/// By the table of its fields.
#[derive(Debug)]
pub struct ByFields;

impl<R: Record> Via<R> for ByFields {
    const TAKES: Takes = Takes::Object;

    fn fill(from: &mut Reader<'_>, rules: &[Rule], place: &mut Option<R>) -> Option<()> {
        let mut members = 0;
        from.judged(R::RULES, |from| fields(from, &mut members, place))?;
        (!from.judges() || rule::members(members, rules)).then_some(())
    }

    fn explain(text: &str) -> String {
        R::PART.explain_value(text)
    }

    fn write<S: Serializer>(value: &R, to: S) -> Result<S::Ok, S::Error> {
        let mut writing = Writing {
            fields: R::FIELDS.iter(),
            map: to.serialize_map(None)?,
            done: Ok(()),
        };
        value.visit(&mut writing);
        writing.done?;
        writing.map.end()
    }

    fn obeys(value: &R, rules: &[Rule]) -> bool {
        let mut judging = Judging {
            all: R::FIELDS,
            fields: R::FIELDS.iter(),
            rest: R::REST_RULES,
            whole: R::RULES,
            members: 0,
            holds: true,
        };
        value.visit(&mut judging);
        judging.holds
            && rule::members(judging.members, R::RULES)
            && rule::members(judging.members, rules)
            && rule::calls(R::RULES, || Some(names(value)))
            && rule::schemas(value, R::RULES)
    }

    fn from_literal(_: Given) -> R {
        never()
    }
}

/// What tells whether a struct has a member.
fn names<R: Record>(value: &R) -> impl Fn(&str) -> bool + use<R> {
    let mut present = Present {
        fields: R::FIELDS.iter(),
        names: HashSet::new(),
    };
    value.visit(&mut present);
    let names = present.names;
    move |name| names.contains(name)
}

struct Present {
    fields: slice::Iter<'static, Field>,
    names: HashSet<String>,
}

impl Each for Present {
    fn required<T: Typed>(&mut self, _: &T) {
        let field = self.fields.next();
        self.names.extend(field.map(|field| field.name.to_owned()));
    }

    fn optional<T: Typed>(&mut self, value: &Option<T>) {
        let field = self.fields.next().filter(|_| value.is_some());
        self.names.extend(field.map(|field| field.name.to_owned()));
    }

    fn rest<T: Typed>(&mut self, members: &Map<T>) {
        self.names.extend(members.keys().cloned());
    }
}

struct Writing<M: SerializeMap> {
    fields: slice::Iter<'static, Field>,
    map: M,
    done: Result<(), M::Error>,
}

impl<M: SerializeMap> Writing<M> {
    fn entry<T: Typed>(&mut self, name: &str, value: &T) {
        if self.done.is_ok() {
            self.done = self.map.serialize_entry(name, &Written(value));
        }
    }
}

impl<M: SerializeMap> Each for Writing<M> {
    fn required<T: Typed>(&mut self, value: &T) {
        if let Some(field) = self.fields.next() {
            self.entry(field.name, value);
        }
    }

    fn optional<T: Typed>(&mut self, value: &Option<T>) {
        if let (Some(field), Some(value)) = (self.fields.next(), value) {
            self.entry(field.name, value);
        }
    }

    fn rest<T: Typed>(&mut self, members: &Map<T>) {
        for (name, value) in members {
            self.entry(name, value);
        }
    }
}

struct Judging {
    all: &'static [Field],
    fields: slice::Iter<'static, Field>,
    rest: &'static [Rule],
    whole: &'static [Rule],
    members: usize,
    holds: bool,
}

impl Judging {
    fn member(&mut self, name: &str, obeys: impl FnOnce() -> bool) {
        self.members += 1;
        self.holds = self.holds && rule::name(name, self.whole) && obeys();
    }
}

impl Each for Judging {
    fn required<T: Typed>(&mut self, value: &T) {
        if let Some(field) = self.fields.next() {
            self.member(field.name, || value.obeys(field.rules));
        }
    }

    fn optional<T: Typed>(&mut self, value: &Option<T>) {
        if let (Some(field), Some(value)) = (self.fields.next(), value) {
            self.member(field.name, || value.obeys(field.rules));
        }
    }

    /// A field's name among the rest would be written twice.
    fn rest<T: Typed>(&mut self, members: &Map<T>) {
        for (name, value) in members {
            self.holds = self.holds && self.all.iter().all(|field| field.name != name);
            let rules = self.rest;
            self.member(name, || member_obeys(value, name, rules));
        }
    }
}

/// Ties generated structs to serde and to [`Typed`].
#[macro_export]
#[doc(hidden)]
macro_rules! __record {
    ($($record:ty),+) => {
        $crate::__typed!($crate::typed::record::ByFields, $($record),+);
    };
}
