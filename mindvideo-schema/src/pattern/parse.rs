//! From the source of a pattern to its syntax.
//!
//! The grammar is that of ECMA-262 with the flag `u`. Where that grammar refuses a pattern and the one
//! without the flag (Annex B) gives it a single meaning, the pattern is taken in that meaning: `\-`, a lone
//! `{`, `}` or `]`, `[\w-.]`, a repeated lookahead, `\012`. Letters are no part of this: `\Z` is an error.

use super::error::{PatternError, PatternFault};
use super::group::{Names, References};
use super::limits::{MAX_RANGES, MAX_STATES};
use super::set::{CharSet, LINE_END, Ranges};
use super::syntax::{Assertion, Look, Node, SetId, Syntax};
use crate::hashed::{Hashed, Spread};

type Result<T> = std::result::Result<T, PatternError>;

/// The syntax of a pattern, and the first thing in it that is ECMA-262 but cannot be run.
///
/// After such a thing the syntax is of no use, but it was read to its end: what is `Ok` is a regular expression.
pub(super) fn parse(source: &str) -> Result<(Syntax, Option<PatternError>)> {
    let mut parser = Parser::new(source, None);
    let mut piece = parser.all()?;
    parser.references.check()?;
    if parser.references.any() {
        // Which group is meant is known only now.
        parser = Parser::new(source, Some(parser.references));
        piece = parser.all()?;
    }
    let syntax = Syntax {
        root: piece.node,
        sets: parser.sets,
        looks: parser.looks,
        groups: parser.known.map_or(0, |known| known.groups()),
    };
    Ok((syntax, parser.refused))
}

/// A node and the number of states that it will take.
pub(super) struct Piece {
    pub(super) node: Node,
    pub(super) states: usize,
}

impl Piece {
    pub(super) fn empty() -> Self {
        Self {
            node: Node::Empty,
            states: 0,
        }
    }

    pub(super) fn assert(assertion: Assertion) -> Self {
        Self {
            node: Node::Assert(assertion),
            states: 1,
        }
    }

    pub(super) fn reference(groups: Vec<u32>) -> Self {
        Self {
            node: Node::Reference(groups.into_boxed_slice()),
            states: 1,
        }
    }

    pub(super) fn group(self, index: u32) -> Self {
        let body = Box::new(self.node);
        Self {
            node: Node::Group { index, body },
            states: self.states + 2,
        }
    }

    fn boundary(expected: bool) -> Self {
        Self::assert(Assertion::WordBoundary { expected })
    }
}

/// What one step of a sequence gives.
pub(super) enum Term {
    Repeatable(Piece),
    /// An assertion that takes no quantifier.
    Fixed(Piece),
}

pub(super) struct Parser<'s> {
    source: &'s str,
    at: usize,
    sets: Vec<CharSet>,
    /// The numbers of the sets by the hashes of their ranges.
    interned: Hashed,
    ranges: usize,
    pub(super) looks: Vec<Look>,
    pub(super) look_states: usize,
    pub(super) names: Names,
    pub(super) references: References,
    /// The groups of the whole pattern, if there are references to them.
    pub(super) known: Option<References>,
    refused: Option<PatternError>,
}

impl<'s> Parser<'s> {
    fn new(source: &'s str, known: Option<References>) -> Self {
        Self {
            source,
            at: 0,
            sets: Vec::new(),
            interned: Hashed::default(),
            ranges: 0,
            looks: Vec::new(),
            look_states: 0,
            names: Names::default(),
            references: References::default(),
            known,
            refused: None,
        }
    }

    /// The whole pattern.
    fn all(&mut self) -> Result<Piece> {
        let piece = self.alternation(0)?;
        match self.peek() {
            None => Ok(piece),
            Some(_) => Err(PatternError::new(
                self.at,
                PatternFault::UnmatchedParenthesis,
            )),
        }
    }

    pub(super) fn rest(&self) -> &'s str {
        self.source.get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    pub(super) fn eat(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        if found {
            self.at += text.len();
        }
        found
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn back_to(&mut self, at: usize) {
        self.at = at;
    }

    /// Notes something that cannot be run, for [`parse`] to report unless the source is wrong after all.
    pub(super) fn refuse(&mut self, start: usize, what: PatternFault) -> Piece {
        self.refused.get_or_insert(PatternError::new(start, what));
        Piece::empty()
    }

    /// The piece, unless it is too large.
    pub(super) fn bounded(&mut self, start: usize, piece: Piece) -> Piece {
        if piece.states.saturating_add(self.look_states) > MAX_STATES {
            return self.refuse(start, PatternFault::TooLarge);
        }
        piece
    }

    /// The branches of a group, or of the whole, up to its end.
    pub(super) fn alternation(&mut self, depth: usize) -> Result<Piece> {
        let start = self.at;
        let outer = self.names.present.len();
        let first = self.sequence(depth)?;
        if self.peek() != Some('|') {
            return Ok(first);
        }
        let mut states = first.states;
        let mut branches = vec![first.node];
        let mut names = Vec::new();
        while self.eat("|") {
            names.extend(self.names.leave(outer));
            let branch = self.sequence(depth)?;
            states += branch.states + 1;
            branches.push(branch.node);
        }
        self.names.enter(names);
        let node = Node::Alternate(branches);
        Ok(self.bounded(start, Piece { node, states }))
    }

    fn sequence(&mut self, depth: usize) -> Result<Piece> {
        let start = self.at;
        let mut items = Vec::new();
        let mut states = 0;
        while !matches!(self.peek(), None | Some('|' | ')')) {
            let piece = match self.term(depth)? {
                Term::Repeatable(piece) => self.quantified(piece)?,
                Term::Fixed(piece) => piece,
            };
            states += piece.states;
            match piece.node {
                Node::Empty => {}
                Node::Concat(inner) => items.extend(inner),
                node => items.push(node),
            }
        }
        let node = match items.len() {
            0 | 1 => items.pop().unwrap_or(Node::Empty),
            _ => Node::Concat(items),
        };
        Ok(self.bounded(start, Piece { node, states }))
    }

    fn term(&mut self, depth: usize) -> Result<Term> {
        let start = self.at;
        if self.bounds().is_some() {
            return Err(PatternError::new(start, PatternFault::NothingToRepeat));
        }
        let piece = match self.next() {
            None => Piece::empty(),
            Some('^') => return Ok(Term::Fixed(Piece::assert(Assertion::Start))),
            Some('$') => return Ok(Term::Fixed(Piece::assert(Assertion::End))),
            Some('(') => return self.group(start, depth),
            Some('.') => self.set(start, Ranges::of(LINE_END).complement()),
            Some('[') => {
                let ranges = self.class(start)?;
                self.set(start, ranges)
            }
            Some('\\') if self.eat("b") => return Ok(Term::Fixed(Piece::boundary(true))),
            Some('\\') if self.eat("B") => return Ok(Term::Fixed(Piece::boundary(false))),
            Some('\\') if matches!(self.peek(), Some('1'..='9' | 'k')) => self.reference(start)?,
            Some('\\') => {
                let ranges = self.escape(start)?;
                self.set(start, ranges)
            }
            Some(c) => self.one_of(start, &[(c.into(), c.into())]),
        };
        Ok(Term::Repeatable(piece))
    }

    fn set(&mut self, start: usize, mut ranges: Ranges) -> Piece {
        ranges.sort();
        self.one_of(start, ranges.as_slice())
    }

    /// One character of a set in its canonical form.
    fn one_of(&mut self, start: usize, ranges: &[(u32, u32)]) -> Piece {
        let words = |(first, last): &(u32, u32)| u64::from(*first) << 32 | u64::from(*last);
        let hash = Spread::of(ranges.iter().map(words));
        let at = |id: SetId| self.sets.get(id as usize);
        let is_it = |id| at(id).is_some_and(|set| set.ranges() == ranges);
        let id = match self.interned.find(hash, &is_it) {
            Some(id) => id,
            None if self.ranges + ranges.len() > MAX_RANGES => {
                return self.refuse(start, PatternFault::TooLarge);
            }
            None => {
                let id = SetId::try_from(self.sets.len()).unwrap_or(SetId::MAX);
                self.ranges += ranges.len();
                self.sets.push(CharSet::new(ranges.into()));
                self.interned.add(hash, id, &|_| false);
                id
            }
        };
        Piece {
            node: Node::Set(id),
            states: 1,
        }
    }

    fn quantified(&mut self, piece: Piece) -> Result<Piece> {
        let start = self.at;
        let Some((min, max)) = self.bounds() else {
            return Ok(piece);
        };
        let lazy = self.eat("?");
        if max.is_some_and(|max| max < min) {
            return Err(PatternError::new(start, PatternFault::QuantifierOutOfOrder));
        }
        if piece.states == 0 || max == Some(0) {
            return Ok(Piece::empty());
        }
        let times = |count: u32, states: usize| {
            usize::try_from(count)
                .unwrap_or(usize::MAX)
                .saturating_mul(states)
        };
        let states = match max {
            None => times(min.max(1), piece.states).saturating_add(1),
            Some(max) => {
                times(min, piece.states).saturating_add(times(max - min, piece.states + 1))
            }
        };
        let body = Box::new(piece.node);
        let node = Node::Repeat {
            body,
            min,
            max,
            lazy,
        };
        Ok(self.bounded(start, Piece { node, states }))
    }

    /// A quantifier: its least and its greatest count. A `?` that makes it lazy is left.
    fn bounds(&mut self) -> Option<(u32, Option<u32>)> {
        let bounds = match self.peek()? {
            '*' => (0, None),
            '+' => (1, None),
            '?' => (0, Some(1)),
            '{' => return self.braces(),
            _ => return None,
        };
        self.next();
        Some(bounds)
    }

    /// `{n}`, `{n,}` or `{n,m}`; any other `{` stands for itself.
    fn braces(&mut self) -> Option<(u32, Option<u32>)> {
        let (min, rest) = count(self.rest().strip_prefix('{')?)?;
        let (max, rest) = match rest.strip_prefix(',') {
            None => (Some(min), rest),
            Some(rest) => count(rest).map_or((None, rest), |(max, rest)| (Some(max), rest)),
        };
        let rest = rest.strip_prefix('}')?;
        self.at = self.source.len() - rest.len();
        Some((min, max))
    }
}

/// A decimal number and what follows it. One too large for its type is far beyond every limit too.
fn count(text: &str) -> Option<(u32, &str)> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = text
        .strip_suffix(rest)
        .filter(|digits| !digits.is_empty())?;
    Some((digits.parse().unwrap_or(u32::MAX), rest))
}

#[cfg(test)]
pub(super) fn states(source: &str) -> Result<usize> {
    Parser::new(source, None)
        .alternation(0)
        .map(|piece| piece.states)
}
