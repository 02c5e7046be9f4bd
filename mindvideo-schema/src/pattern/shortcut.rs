//! Patterns that need no program: a literal, then at most one repeated set, such as `^[a-z0-9_-]+$`,
//! `^data:.*`, `^task_[0-9a-f]{32}$` or `mp4$`.

use super::set::CharSet;
use super::syntax::{Assertion, Node};

#[derive(Clone, Debug)]
pub(super) struct Shortcut {
    at_start: bool,
    literal: Box<str>,
    run: Option<Run>,
    at_end: bool,
}

/// Between `min` and `max` characters of a set.
#[derive(Clone, Debug)]
struct Run {
    set: CharSet,
    min: usize,
    max: usize,
}

impl Shortcut {
    pub(super) fn of(node: &Node, sets: &[CharSet]) -> Option<Self> {
        let mut items = match node {
            Node::Concat(items) => items.as_slice(),
            Node::Empty => &[],
            node => std::slice::from_ref(node),
        };
        let at_start = take(&mut items, |node| {
            (*node == Node::Assert(Assertion::Start)).then_some(())
        })
        .is_some();
        let mut literal = String::new();
        while let Some(c) = take(&mut items, |node| single(node, sets)) {
            literal.push(c);
        }
        let run = take(&mut items, |node| Run::of(node, sets));
        let at_end = take(&mut items, |node| {
            (*node == Node::Assert(Assertion::End)).then_some(())
        })
        .is_some();
        let searches_both = !at_start && !literal.is_empty() && run.is_some();
        (items.is_empty() && !searches_both).then(|| Self {
            at_start,
            literal: literal.into_boxed_str(),
            run,
            at_end,
        })
    }

    pub(super) fn is_match(&self, text: &str) -> bool {
        let literal = &*self.literal;
        match (&self.run, self.at_start, self.at_end) {
            (None, true, true) => text == literal,
            (None, true, false) => text.starts_with(literal),
            (None, false, true) => text.ends_with(literal),
            (None, false, false) => text.contains(literal),
            (Some(run), true, true) => self.after(text).is_some_and(|rest| run.is_whole(rest)),
            (Some(run), true, false) => {
                let rest = self.after(text);
                rest.is_some_and(|rest| run.begins(rest.chars()))
            }
            (Some(run), false, true) => run.begins(text.chars().rev()),
            (Some(run), false, false) => run.occurs(text),
        }
    }

    /// What follows the literal, which most have not.
    fn after<'t>(&self, text: &'t str) -> Option<&'t str> {
        if self.literal.is_empty() {
            return Some(text);
        }
        text.strip_prefix(&*self.literal)
    }
}

impl Run {
    fn of(node: &Node, sets: &[CharSet]) -> Option<Self> {
        let (node, min, max) = match node {
            Node::Repeat { body, min, max, .. } => (&**body, *min, *max),
            node => (node, 1, Some(1)),
        };
        let Node::Set(set) = node else {
            return None;
        };
        Some(Self {
            set: sets.get(*set as usize)?.clone(),
            min: usize::try_from(min).ok()?,
            max: max.map_or(Some(usize::MAX), |max| usize::try_from(max).ok())?,
        })
    }

    fn is_whole(&self, text: &str) -> bool {
        if self.set.is_ascii() {
            (self.min..=self.max).contains(&text.len())
                && text.bytes().all(|byte| self.set.contains_byte(byte))
        } else {
            let mut count = 0;
            text.chars().all(|c| {
                count += 1;
                self.set.contains(c)
            }) && (self.min..=self.max).contains(&count)
        }
    }

    fn begins(&self, mut text: impl Iterator<Item = char>) -> bool {
        (0..self.min).all(|_| text.next().is_some_and(|c| self.set.contains(c)))
    }

    fn occurs(&self, text: &str) -> bool {
        let mut length = 0;
        self.min == 0
            || text.chars().any(|c| {
                length = if self.set.contains(c) { length + 1 } else { 0 };
                length >= self.min
            })
    }
}

/// Takes the first of the items, if it is what is wanted.
fn take<'n, T>(items: &mut &'n [Node], wanted: impl Fn(&'n Node) -> Option<T>) -> Option<T> {
    let (first, rest) = items.split_first()?;
    let found = wanted(first)?;
    *items = rest;
    Some(found)
}

fn single(node: &Node, sets: &[CharSet]) -> Option<char> {
    match node {
        Node::Set(set) => sets.get(*set as usize)?.single(),
        _ => None,
    }
}
