use std::any::TypeId;
use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::ops::{Deref, DerefMut};

use mindvideo_schema::json::{self, Tape, TapeValue};

use super::collection::are_distinct;
use super::{Part, Rule};

/// An attempt to read a variant of a union at an offset.
type Attempt = (TypeId, usize, usize);

/// A JSON text to read types of.
pub(super) struct Text<'a> {
    as_str: &'a str,
    /// The value that was laid out last. The evaluator is mostly asked about a value before it is
    /// asked about those within, so few parts of a text are laid out twice.
    tape: Cell<Option<Tape>>,
    /// Attempts to read the variant of a union at an offset, and how many of those that failed are
    /// not worth remembering.
    failed: RefCell<HashSet<Attempt>>,
    patience: Cell<u32>,
}

/// So many attempts fail before they are remembered: most texts have fewer.
const PATIENCE: u32 = 256;

impl<'a> Text<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            as_str: text,
            tape: Cell::new(None),
            failed: RefCell::default(),
            patience: Cell::new(PATIENCE),
        }
    }

    fn has_failed(&self, attempt: &Attempt) -> bool {
        let failed = self.failed.borrow();
        !failed.is_empty() && failed.contains(attempt)
    }

    /// Reads it from the start.
    pub(super) fn reader(&self) -> Reader<'_> {
        Reader {
            json: json::Reader::new(self.as_str),
            text: self,
            judges: false,
        }
    }
}

/// Reads a JSON text value by value; each type reads its own.
///
/// A clone reads on from the same place.
#[derive(Clone)]
pub struct Reader<'a> {
    json: json::Reader<'a>,
    text: &'a Text<'a>,
    judges: bool,
}

impl Reader<'_> {
    /// The same, taking only values that obey the rules they are read by.
    pub(super) fn judging(mut self) -> Self {
        self.judges = true;
        self
    }

    /// Reads on from where another reader of the text is.
    fn go_to(&mut self, other: &Self) {
        self.json.clone_from(&other.json);
    }

    /// Whether values must obey the rules they are read by.
    pub(super) fn judges(&self) -> bool {
        self.judges
    }

    /// Reads the value that comes next, if it obeys what only the evaluator judges. Where that is
    /// asked it is asked about all that the value's type was made from, so that nothing within has
    /// to be judged again.
    #[inline]
    pub(super) fn judged<T>(
        &mut self,
        rules: &[Rule],
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        let judges = self.judges;
        if judges && !self.obeys(rules) {
            return None;
        }
        let is_judged = rules.iter().any(|rule| matches!(rule, Rule::Schema(..)));
        self.judges = judges && !is_judged;
        let value = read(self);
        self.judges = judges;
        value
    }

    /// Whether the value that comes next obeys those of the rules that ask for its text.
    fn obeys(&mut self, rules: &[Rule]) -> bool {
        rules.iter().all(|rule| match rule {
            Rule::Schema(part, ..) => self.allowed(part()),
            Rule::Integer(..) => self.is_written_as_integer(),
            _ => true,
        })
    }

    /// Whether the value that comes next is no number, or one without a fraction and an exponent.
    fn is_written_as_integer(&self) -> bool {
        let number = self.json.clone().number();
        number.is_none_or(|text| !text.contains(['.', 'e', 'E']))
    }

    /// Reads a variant of a union `U` at the place of another reader, judging, and goes on behind it
    /// if that is one. What has failed fails again without being read, so that unions within one
    /// another take no exponential time.
    pub(super) fn attempt<U: 'static>(
        &mut self,
        variant: usize,
        read: impl FnOnce(&mut Self) -> Option<()>,
    ) -> bool {
        let key = (TypeId::of::<U>(), variant, self.offset());
        if self.text.has_failed(&key) {
            return false;
        }
        let mut ahead = self.clone().judging();
        let is_one = read(&mut ahead).is_some();
        if is_one {
            self.go_to(&ahead);
        } else if let Some(less) = self.text.patience.get().checked_sub(1) {
            self.text.patience.set(less);
        } else {
            self.text.failed.borrow_mut().insert(key);
        }
        is_one
    }

    /// Whether a schema allows the value that comes next.
    pub(super) fn allowed(&mut self, part: Part) -> bool {
        self.ask(|value| part.allows_on_tape(value))
            .unwrap_or(false)
    }

    /// What tells whether the object that comes next has a member.
    pub(super) fn names(&self) -> Option<impl Fn(&str) -> bool + use<>> {
        let mut names = HashSet::new();
        let mut reader = self.json.clone();
        let mut is_next = reader.object()?;
        while is_next {
            names.insert(reader.name()?.into_owned());
            reader.value()?;
            is_next = reader.next_member()?;
        }
        Some(move |name: &str| names.contains(name))
    }

    /// Whether no two items of the array that comes next are the same JSON value.
    pub(super) fn items_differ(&mut self) -> Option<bool> {
        let mut hashes = Vec::new();
        let mut reader = self.json.clone();
        let mut is_next = reader.array()?;
        while is_next {
            hashes.push(reader.hash()?);
            is_next = reader.next_item()?;
        }
        hashes.sort_unstable();
        let differ = hashes.windows(2).all(|pair| pair.first() != pair.last());
        if differ {
            return Some(true);
        }
        let array = json::parse(self.json.clone().value()?).ok()?;
        Some(are_distinct(&array))
    }

    /// The value that comes next on a tape.
    fn laid_out(&self, old: Option<Tape>) -> Option<Tape> {
        let mut from = self.json.clone();
        match old {
            Some(mut tape) => tape.read_again(&mut from).map(|()| tape),
            None => Tape::read(&mut from),
        }
    }

    /// Asks something of the value that comes next; `None` if that is no JSON.
    fn ask<A>(&mut self, asked: impl FnOnce(TapeValue<'_>) -> A) -> Option<A> {
        self.peek()?;
        let start = self.offset();
        let mut tape = self.text.tape.take();
        let is_on = |tape: &Tape| tape.starting_at(start, self.text.as_str).is_some();
        if !tape.as_ref().is_some_and(is_on) {
            // One tape for all leaves its room to the next.
            tape = self.laid_out(tape);
        }
        let tape = tape?;
        let answer = tape.starting_at(start, self.text.as_str).map(asked);
        self.text.tape.set(Some(tape));
        answer
    }
}

impl<'a> Deref for Reader<'a> {
    type Target = json::Reader<'a>;

    fn deref(&self) -> &json::Reader<'a> {
        &self.json
    }
}

impl DerefMut for Reader<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.json
    }
}

impl std::fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.json.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_evaluator_is_asked_about_the_value_that_comes_next() {
        let text = Text::new(r#" {"a": [1, {"b": [2]}], "c": 3} "#);
        let mut reader = text.reader();
        let next = |reader: &mut Reader<'_>| reader.ask(|value| value.text().to_owned());
        let whole = r#"{"a": [1, {"b": [2]}], "c": 3}"#;
        assert_eq!(next(&mut reader).as_deref(), Some(whole));
        assert_eq!(reader.object(), Some(true));
        assert!(reader.is_name("a"));
        assert_eq!(next(&mut reader).as_deref(), Some(r#"[1, {"b": [2]}]"#));
        assert!(reader.value().is_some() && reader.next_member().is_some());
        assert!(reader.is_name("c"));
        assert_eq!(next(&mut reader).as_deref(), Some("3"));
        assert_eq!(next(&mut text.reader()).as_deref(), Some(whole));
        assert_eq!(next(&mut Text::new("[1").reader()), None);
    }

    #[test]
    fn items_differ_as_json_values_do() {
        for (text, differ) in [
            ("[]", Some(true)),
            ("[1, 2, true, \"1\", [1], {\"a\": 1}]", Some(true)),
            ("[1, 1.0]", Some(false)),
            (
                r#"[{"a": 1, "b": "c"}, {"b": "\u0063", "a": 1e0}]"#,
                Some(false),
            ),
            ("[1, 1", None),
            ("{}", None),
        ] {
            assert_eq!(Text::new(text).reader().items_differ(), differ, "{text}");
        }
    }
}
