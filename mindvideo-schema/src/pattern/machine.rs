//! Runs a program over a text, all its threads at once, after Pike: the time is the product of the two
//! lengths at most, whatever the pattern.

use std::ops::ControlFlow;

use super::program::{Pc, Program, Step};
use super::set::{CharSet, is_word};
use super::syntax::{Assertion, SetId};

/// A set of places in a text: a bit for each byte offset.
#[derive(Debug)]
pub(super) struct Places(Box<[u64]>);

impl Places {
    fn none(text: &str) -> Self {
        Self(vec![0; text.len() / 64 + 1].into_boxed_slice())
    }

    fn insert(&mut self, offset: usize) {
        if let Some(word) = self.0.get_mut(offset / 64) {
            *word |= 1 << (offset % 64);
        }
    }

    fn contains(&self, offset: usize) -> bool {
        self.0
            .get(offset / 64)
            .is_some_and(|word| word >> (offset % 64) & 1 == 1)
    }
}

/// A place between two characters, and what assertions ask about it.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four facts, each with its own assertion"
)]
pub(super) struct Place<'l> {
    pub(super) at_start: bool,
    pub(super) at_end: bool,
    pub(super) word_before: bool,
    pub(super) word_after: bool,
    pub(super) offset: usize,
    /// Where each lookaround holds.
    pub(super) looks: &'l [Places],
}

impl<'l> Place<'l> {
    fn between(
        before: Option<char>,
        after: Option<char>,
        offset: usize,
        looks: &'l [Places],
    ) -> Self {
        Self {
            at_start: before.is_none(),
            at_end: after.is_none(),
            word_before: before.is_some_and(is_word),
            word_after: after.is_some_and(is_word),
            offset,
            looks,
        }
    }

    fn satisfies(&self, assertion: Assertion) -> bool {
        match assertion {
            Assertion::Start => self.at_start,
            Assertion::End => self.at_end,
            Assertion::WordBoundary { expected } => {
                (self.word_before != self.word_after) == expected
            }
            Assertion::Look { index, expected } => {
                self.looks
                    .get(index as usize)
                    .is_some_and(|places| places.contains(self.offset))
                    == expected
            }
        }
    }
}

/// The threads of one run.
pub(super) struct Machine<'p> {
    program: &'p Program,
    /// For each step, the last round that came to it.
    visited: Vec<u64>,
    round: u64,
    stack: Vec<Pc>,
    /// Steps to take from the present place.
    pub(super) threads: Vec<Pc>,
    /// What waits for a character: the set that it must be of, and the step after it.
    pub(super) readers: Vec<(SetId, Pc)>,
    /// Steps visited so far.
    pub(super) work: usize,
}

impl<'p> Machine<'p> {
    pub(super) fn new(program: &'p Program) -> Self {
        Self {
            program,
            visited: vec![0; program.steps.len()],
            round: 0,
            stack: Vec::new(),
            threads: vec![program.start],
            readers: Vec::new(),
            work: 0,
        }
    }

    pub(super) fn is_floating(&self) -> bool {
        self.program.floating
    }

    /// Goes on from all threads as far as possible without reading; says whether one came to the end.
    pub(super) fn settle(&mut self, place: &Place<'_>) -> bool {
        let mut matched = false;
        self.round += 1;
        self.readers.clear();
        self.stack.clear();
        self.stack.extend_from_slice(&self.threads);
        if self.program.floating {
            self.stack.push(self.program.start);
        }
        while let Some(pc) = self.stack.pop() {
            let index = pc as usize;
            let (Some(step), Some(visited)) =
                (self.program.steps.get(index), self.visited.get_mut(index))
            else {
                continue;
            };
            self.work += 1;
            if std::mem::replace(visited, self.round) == self.round {
                continue;
            }
            match *step {
                Step::Read { set, next } => self.readers.push((set, next)),
                Step::Fork(one, other) => self.stack.extend([other, one]),
                Step::Check { assertion, next } if place.satisfies(assertion) => {
                    self.stack.push(next);
                }
                Step::Check { .. } => {}
                Step::Match => matched = true,
            }
        }
        matched
    }

    /// Reads one character.
    fn read(&mut self, c: char, sets: &[CharSet]) {
        self.threads.clear();
        for &(set, next) in &self.readers {
            if sets.get(set as usize).is_some_and(|set| set.contains(c)) {
                self.threads.push(next);
            }
        }
    }

    /// Walks over the text and reports, for each place, whether a thread is at its end there.
    fn walk(
        &mut self,
        text: &str,
        sets: &[CharSet],
        looks: &[Places],
        mut report: impl FnMut(usize, bool) -> ControlFlow<()>,
    ) {
        let backward = self.program.backward;
        let mut rest = text.chars();
        let mut passed = None;
        loop {
            let offset = if backward {
                rest.as_str().len()
            } else {
                text.len() - rest.as_str().len()
            };
            let ahead = if backward {
                rest.next_back()
            } else {
                rest.next()
            };
            let (before, after) = if backward {
                (ahead, passed)
            } else {
                (passed, ahead)
            };
            let matched = self.settle(&Place::between(before, after, offset, looks));
            if report(offset, matched).is_break() {
                return;
            }
            let Some(c) = ahead else {
                return;
            };
            if self.readers.is_empty() && !self.program.floating {
                return;
            }
            self.read(c, sets);
            passed = Some(c);
        }
    }
}

/// Whether a match begins anywhere in the text. `looks` holds the programs of the lookarounds, inner ones first.
pub(super) fn is_match(program: &Program, looks: &[Program], sets: &[CharSet], text: &str) -> bool {
    let mut known = Vec::with_capacity(looks.len());
    for look in looks {
        let mut places = Places::none(text);
        Machine::new(look).walk(text, sets, &known, |offset, matched| {
            if matched {
                places.insert(offset);
            }
            ControlFlow::Continue(())
        });
        known.push(places);
    }
    let mut found = false;
    Machine::new(program).walk(text, sets, &known, |_, matched| {
        found = matched;
        if matched {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    found
}
