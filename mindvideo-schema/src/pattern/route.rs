//! From syntax with groups and back-references to steps that are tried one way after the other.

use std::ops::RangeInclusive;

use super::syntax::{Assertion, Look, Node, SetId, Syntax};

/// The index of a step in [`Route::steps`].
pub(super) type Pc = u32;
/// The index of a register: a group has two, the place where it begins and the one where it ends; what is repeated has
/// one, the place where the present round began.
pub(super) type Register = usize;

#[derive(Clone, Debug)]
pub(super) enum Step {
    /// Reads one character, which must be of the set.
    Read { set: SetId, next: Pc },
    /// Goes on at the first; at the second if that fails.
    Fork(Pc, Pc),
    /// Goes on where the assertion, which is no lookaround, holds.
    Check { assertion: Assertion, next: Pc },
    /// Goes on where the lookaround that begins at `start` is as expected.
    Look {
        start: Pc,
        behind: bool,
        expected: bool,
        next: Pc,
    },
    /// Notes the place.
    Note { register: Register, next: Pc },
    /// Forgets groups.
    Forget {
        groups: RangeInclusive<u32>,
        next: Pc,
    },
    /// Fails if nothing was read since the place was noted.
    Advance { register: Register, next: Pc },
    /// Reads what the one of these groups that took part has read.
    Refer { groups: Box<[u32]>, next: Pc },
    /// The end of the pattern or of a lookaround.
    Match,
}

#[derive(Debug)]
pub(super) struct Route {
    pub(super) steps: Box<[Step]>,
    pub(super) start: Pc,
    pub(super) registers: usize,
}

impl Route {
    pub(super) fn of(syntax: &Syntax) -> Self {
        let mut builder = Builder {
            steps: vec![Step::Match],
            looks: &syntax.looks,
            registers: 2 * syntax.groups as usize,
            backward: false,
        };
        let start = builder.node(&syntax.root, MATCH);
        Self {
            steps: builder.steps.into_boxed_slice(),
            start,
            registers: builder.registers,
        }
    }
}

const MATCH: Pc = 0;

/// The registers of a group's begin and end.
pub(super) fn registers_of(group: u32) -> (Register, Register) {
    let begin = 2 * group as usize;
    (begin, begin + 1)
}

/// Builds from the end: each part is given the step that follows it.
struct Builder<'s> {
    steps: Vec<Step>,
    looks: &'s [Look],
    registers: usize,
    /// Whether the text is read backward, as it is behind a place.
    backward: bool,
}

impl Builder<'_> {
    fn push(&mut self, step: Step) -> Pc {
        let pc = Pc::try_from(self.steps.len()).unwrap_or(Pc::MAX);
        self.steps.push(step);
        pc
    }

    fn node(&mut self, node: &Node, next: Pc) -> Pc {
        match node {
            Node::Empty => next,
            Node::Set(set) => self.push(Step::Read { set: *set, next }),
            Node::Assert(Assertion::Look { index, expected }) => self.look(*index, *expected, next),
            Node::Assert(assertion) => self.push(Step::Check {
                assertion: *assertion,
                next,
            }),
            Node::Concat(items) if self.backward => {
                items.iter().fold(next, |next, item| self.node(item, next))
            }
            Node::Concat(items) => items.iter().rfold(next, |next, item| self.node(item, next)),
            Node::Alternate(branches) => {
                let mut branches = branches.iter().rev();
                let last = branches.next().map_or(next, |last| self.node(last, next));
                branches.fold(last, |others, branch| {
                    let branch = self.node(branch, next);
                    self.push(Step::Fork(branch, others))
                })
            }
            Node::Repeat {
                body,
                min,
                max,
                lazy,
            } => self.repeat(body, (*min, *max), *lazy, next),
            Node::Group { index, body } => {
                let (begin, end) = registers_of(*index);
                let (first, last) = if self.backward {
                    (end, begin)
                } else {
                    (begin, end)
                };
                let next = self.push(Step::Note {
                    register: last,
                    next,
                });
                let next = self.node(body, next);
                self.push(Step::Note {
                    register: first,
                    next,
                })
            }
            Node::Reference(groups) => self.push(Step::Refer {
                groups: groups.clone(),
                next,
            }),
        }
    }

    fn look(&mut self, index: u32, expected: bool, next: Pc) -> Pc {
        let Some(look) = self.looks.get(index as usize) else {
            return next;
        };
        let outside = std::mem::replace(&mut self.backward, look.behind);
        let start = self.node(&look.body, MATCH);
        self.backward = outside;
        self.push(Step::Look {
            start,
            behind: look.behind,
            expected,
            next,
        })
    }

    fn repeat(&mut self, body: &Node, (min, max): (u32, Option<u32>), lazy: bool, next: Pc) -> Pc {
        let groups = body.groups(self.looks);
        let mut entry = next;
        if max.is_none() {
            // The fork stands before what it goes on at, so its place is taken first.
            let again = self.push(Step::Match);
            let round = self.optional(body, groups.as_ref(), again);
            let fork = Self::fork(round, next, lazy);
            if let Some(step) = self.steps.get_mut(again as usize) {
                *step = fork;
            }
            entry = again;
        }
        for _ in min..max.unwrap_or(min) {
            let round = self.optional(body, groups.as_ref(), entry);
            entry = self.push(Self::fork(round, next, lazy));
        }
        (0..min).fold(entry, |entry, _| self.round(body, groups.as_ref(), entry))
    }

    fn fork(round: Pc, next: Pc, lazy: bool) -> Step {
        if lazy {
            Step::Fork(next, round)
        } else {
            Step::Fork(round, next)
        }
    }

    /// One more round than there must be: it has to read something.
    fn optional(&mut self, body: &Node, groups: Option<&RangeInclusive<u32>>, next: Pc) -> Pc {
        let register = self.registers;
        self.registers += 1;
        let next = self.push(Step::Advance { register, next });
        let next = self.round(body, groups, next);
        self.push(Step::Note { register, next })
    }

    /// A round knows nothing of what the groups within have read in the one before.
    fn round(&mut self, body: &Node, groups: Option<&RangeInclusive<u32>>, next: Pc) -> Pc {
        let next = self.node(body, next);
        match groups.cloned() {
            Some(groups) => self.push(Step::Forget { groups, next }),
            None => next,
        }
    }
}
