use std::cell::Cell;
use std::ops::{Deref, DerefMut};

use mindvideo_schema::json::{self, Node};

use super::collection::are_distinct;
use super::{Part, Rule};

/// A JSON text to read types of.
pub(super) struct Text<'a> {
    text: &'a str,
    /// The value that the evaluator was asked about last. It is asked about a value before it is
    /// asked about those within, so no part of a text is parsed twice.
    parsed: Cell<Option<Node>>,
}

impl<'a> Text<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            parsed: Cell::new(None),
        }
    }

    /// Reads it from the start.
    pub(super) fn reader(&self) -> Reader<'_> {
        Reader {
            json: json::Reader::new(self.text),
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
    pub(super) fn go_to(&mut self, other: &Self) {
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
        for rule in rules {
            if let Rule::Schema(part, ..) = rule
                && judges
            {
                self.judges = false;
                if !self.allowed(part()) {
                    return None;
                }
            }
        }
        let value = read(self);
        self.judges = judges;
        value
    }

    /// Whether a schema allows the value that comes next.
    pub(super) fn allowed(&mut self, part: Part) -> bool {
        self.ask(|node| part.allows_node(node)).unwrap_or(false)
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
        self.ask(are_distinct)
    }

    /// Asks something of the value that comes next; `None` if that is no JSON.
    pub(super) fn ask<A>(&mut self, asked: impl FnOnce(&Node) -> A) -> Option<A> {
        self.peek()?;
        let start = u32::try_from(self.offset()).ok()?;
        let outer = self.text.parsed.take();
        let outer = outer.filter(|node| (node.span.start..node.span.end).contains(&start));
        let parsed = match outer {
            Some(outer) => outer,
            None => json::parse_at(self.text.text, self.offset()).ok()?,
        };
        let answer = parsed.starting_at(start).map(asked);
        self.text.parsed.set(Some(parsed));
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
