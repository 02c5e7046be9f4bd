//! What begins with `(?`, and the names and numbers of groups.

use super::error::{PatternError, PatternFault};
use super::limits::{MAX_DEPTH, MAX_LOOKAROUNDS};
use super::parse::{Parser, Piece, Term};
use super::syntax::{Assertion, Look};
use super::unicode;
use crate::hashed::Known;

type Result<T> = std::result::Result<T, PatternError>;

/// The names of the groups that can take part in a match together with what comes next: two groups may
/// share a name when they stand in different branches.
#[derive(Default)]
pub(super) struct Names {
    pub(super) present: Vec<String>,
    /// Every name that was met, and whether it is present.
    met: Known<bool>,
}

impl Names {
    /// At the end of a branch: its names, which came after the first `outer` ones, are absent from the next.
    pub(super) fn leave(&mut self, outer: usize) -> Vec<String> {
        let names = self.present.split_off(outer);
        for name in &names {
            self.met.set(name.clone(), false);
        }
        names
    }

    /// After the last branch: the names of all branches count from here on.
    pub(super) fn enter(&mut self, names: Vec<String>) {
        for name in &names {
            self.met.set(name.clone(), true);
        }
        self.present.extend(names);
    }

    fn add(&mut self, name: &str) -> bool {
        let is_new = self.met.get(name) != Some(&true);
        self.present.push(name.to_owned());
        self.met.set(name.to_owned(), true);
        is_new
    }
}

/// Groups that capture, and the references to them.
#[derive(Default)]
pub(super) struct References {
    groups: u32,
    names: Known<Vec<u32>>,
    numbers: Vec<(usize, u32)>,
    named: Vec<(usize, String)>,
}

impl References {
    pub(super) fn any(&self) -> bool {
        !self.numbers.is_empty() || !self.named.is_empty()
    }

    /// How many groups there are, the match itself, which is group 0, included.
    pub(super) fn groups(&self) -> u32 {
        self.groups.saturating_add(1)
    }

    /// The number of one more group.
    fn open(&mut self) -> u32 {
        self.groups = self.groups.saturating_add(1);
        self.groups
    }

    /// Each reference must have a group.
    pub(super) fn check(&self) -> Result<()> {
        let mut missing = Vec::new();
        for (start, number) in &self.numbers {
            if *number > self.groups {
                missing.push(*start);
            }
        }
        for (start, name) in &self.named {
            if self.names.get(name).is_none() {
                missing.push(*start);
            }
        }
        match missing.into_iter().min() {
            Some(start) => Err(PatternError::new(start, PatternFault::BackReference)),
            None => Ok(()),
        }
    }
}

impl Parser<'_> {
    /// A group after its `(`, which stands at `start`.
    pub(super) fn group(&mut self, start: usize, depth: usize) -> Result<Term> {
        if depth >= MAX_DEPTH {
            return Err(PatternError::new(start, PatternFault::TooDeep));
        }
        let looks = [
            ("?=", false, true),
            ("?!", false, false),
            ("?<=", true, true),
            ("?<!", true, false),
        ];
        for (opening, behind, expected) in looks {
            if self.eat(opening) {
                let piece = self.look(start, depth, behind, expected)?;
                return Ok(if behind {
                    Term::Fixed(piece)
                } else {
                    Term::Repeatable(piece)
                });
            }
        }
        if self.eat("?:") {
            return self.inside(start, depth).map(Term::Repeatable);
        }
        let index = if self.eat("?<") {
            Some(self.name_group(start)?)
        } else if self.eat("?") {
            self.flags(start)?;
            None
        } else {
            Some(self.references.open())
        };
        let piece = self.inside(start, depth)?;
        let index = index.filter(|_| self.known.is_some());
        Ok(Term::Repeatable(match index {
            Some(index) => piece.group(index),
            None => piece,
        }))
    }

    /// The inside of a group, and its end.
    fn inside(&mut self, start: usize, depth: usize) -> Result<Piece> {
        let piece = self.alternation(depth + 1)?;
        if self.eat(")") {
            Ok(piece)
        } else {
            Err(PatternError::new(start, PatternFault::UnclosedGroup))
        }
    }

    fn look(&mut self, start: usize, depth: usize, behind: bool, expected: bool) -> Result<Piece> {
        let body = self.inside(start, depth)?;
        if self.looks.len() >= MAX_LOOKAROUNDS {
            return Ok(self.refuse(start, PatternFault::TooManyLookarounds));
        }
        let index = u32::try_from(self.looks.len()).unwrap_or(u32::MAX);
        self.look_states += body.states;
        self.looks.push(Look {
            behind,
            body: body.node,
        });
        let piece = Piece::assert(Assertion::Look { index, expected });
        Ok(self.bounded(start, piece))
    }

    /// After `(?`: flags and `:`, which ECMA-262 has since 2025. Anything else is no group.
    fn flags(&mut self, start: usize) -> Result<()> {
        let rest = self.rest();
        let end = rest.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '-');
        let flags = rest.get(..rest.len() - end.len()).unwrap_or_default();
        if flags.is_empty() || !end.starts_with([':', ')']) {
            return Err(PatternError::new(start, PatternFault::UnknownGroup));
        }
        let letters = flags.replacen('-', "", 1);
        let known = letters
            .char_indices()
            .all(|(at, c)| "ims".contains(c) && letters.rfind(c) == Some(at));
        if !known || letters.is_empty() || end.starts_with(')') {
            return Err(PatternError::new(start, PatternFault::InlineFlags));
        }
        self.refuse(start, PatternFault::InlineFlags);
        self.back_to(self.at() + flags.len() + 1);
        Ok(())
    }

    /// After `(?<`. Gives the group's number.
    fn name_group(&mut self, start: usize) -> Result<u32> {
        let Some(name) = self.name()? else {
            return Err(PatternError::new(start, PatternFault::BadGroupName));
        };
        if !self.names.add(&name) {
            return Err(PatternError::new(
                start,
                PatternFault::DuplicateGroupName(name),
            ));
        }
        let index = self.references.open();
        match self.references.names.get_mut(&name) {
            Some(groups) => groups.push(index),
            None => self.references.names.set(name, vec![index]),
        }
        Ok(index)
    }

    /// A name after its `<`, and the `>`.
    fn name(&mut self) -> Result<Option<String>> {
        let mut name = String::new();
        while let Some(mut c) = self.next() {
            if c == '>' && !name.is_empty() {
                return Ok(Some(name));
            }
            if c == '\\' && self.peek() == Some('u') {
                let start = self.at() - 1;
                let code = self.character(start)?;
                c = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
            }
            let fits = if name.is_empty() {
                unicode::is_id_start(c)
            } else {
                unicode::is_id_continue(c)
            };
            if !fits {
                return Ok(None);
            }
            name.push(c);
        }
        Ok(None)
    }

    /// A back-reference after its `\`.
    pub(super) fn reference(&mut self, start: usize) -> Result<Piece> {
        if self.eat("k") {
            let name = if self.eat("<") { self.name()? } else { None };
            let Some(name) = name else {
                return Err(PatternError::new(start, PatternFault::BackReference));
            };
            let groups = self.known.as_ref().and_then(|known| known.names.get(&name));
            let piece = Piece::reference(groups.cloned().unwrap_or_default());
            self.references.named.push((start, name));
            Ok(piece)
        } else {
            let rest = self.rest();
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let number = rest
                .get(..digits)
                .and_then(|digits| digits.parse().ok())
                .unwrap_or(u32::MAX);
            self.back_to(self.at() + digits);
            self.references.numbers.push((start, number));
            Ok(Piece::reference(vec![number]))
        }
    }
}
