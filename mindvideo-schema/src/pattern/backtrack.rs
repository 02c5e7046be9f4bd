//! Runs patterns with back-references. They are not regular: one way after the other is tried, as ECMA-262 tells it, and
//! after so many steps the text is given up.

use super::route::{Pc, Register, Route, Step, registers_of};
use super::set::{CharSet, is_word};
use super::syntax::{Assertion, Syntax};

/// A pattern with back-references.
#[derive(Debug)]
pub(super) struct Backtrack {
    route: Route,
    sets: Box<[CharSet]>,
    anchored: bool,
}

impl Backtrack {
    pub(super) fn new(syntax: &Syntax) -> Self {
        Self {
            route: Route::of(syntax),
            sets: syntax.sets.as_slice().into(),
            anchored: syntax.root.is_anchored(),
        }
    }

    /// Whether a match begins anywhere in the text. `None` if that takes more steps to find out.
    pub(super) fn is_match(&self, text: &str, steps: usize) -> Option<bool> {
        let mut run = Run {
            route: &self.route,
            sets: &self.sets,
            text,
            registers: vec![None; self.route.registers],
            undo: Vec::new(),
            choices: Vec::new(),
            steps,
        };
        let starts = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        for at in starts {
            if run.matches(self.route.start, at, false)? {
                return Some(true);
            }
            if self.anchored {
                break;
            }
        }
        Some(false)
    }
}

struct Run<'p> {
    route: &'p Route,
    sets: &'p [CharSet],
    text: &'p str,
    registers: Vec<Option<usize>>,
    /// What registers held before they were written.
    undo: Vec<(Register, Option<usize>)>,
    choices: Vec<Choice>,
    steps: usize,
}

/// Where to go on when a way fails.
struct Choice {
    pc: Pc,
    at: usize,
    /// How much there was to undo.
    undo: usize,
}

impl<'p> Run<'p> {
    /// Whether there is a way from a step at a place to the end. If there is none, the registers are as they were.
    fn matches(&mut self, start: Pc, at: usize, backward: bool) -> Option<bool> {
        let (oldest, undo) = (self.choices.len(), self.undo.len());
        self.choices.push(Choice {
            pc: start,
            at,
            undo,
        });
        while self.choices.len() > oldest {
            let Some(Choice { pc, at, undo }) = self.choices.pop() else {
                break;
            };
            self.restore(undo);
            if self.follow(pc, at, backward)? {
                // No other way through a lookaround is tried.
                self.choices.truncate(oldest);
                return Some(true);
            }
        }
        self.restore(undo);
        Some(false)
    }

    /// Goes on until the end, or until a step fails.
    fn follow(&mut self, mut pc: Pc, mut at: usize, backward: bool) -> Option<bool> {
        let route = self.route;
        while let Some(step) = route.steps.get(pc as usize) {
            self.spend(1)?;
            let next = match step {
                Step::Match => return Some(true),
                Step::Fork(first, other) => {
                    let undo = self.undo.len();
                    self.choices.push(Choice {
                        pc: *other,
                        at,
                        undo,
                    });
                    Some((at, *first))
                }
                Step::Read { set, next } => {
                    let set = self.sets.get(*set as usize);
                    let read = self.neighbour(at, backward);
                    let read = read.filter(|c| set.is_some_and(|set| set.contains(*c)));
                    read.map(|c| (moved(at, c.len_utf8(), backward), *next))
                }
                Step::Check { assertion, next } => {
                    self.holds(*assertion, at).then_some((at, *next))
                }
                Step::Look {
                    start,
                    behind,
                    expected,
                    next,
                } => {
                    let holds = self.looks(*start, at, *behind, *expected)?;
                    holds.then_some((at, *next))
                }
                Step::Note { register, next } => {
                    self.write(*register, Some(at));
                    Some((at, *next))
                }
                Step::Forget { groups, next } => {
                    self.forget(groups.clone())?;
                    Some((at, *next))
                }
                Step::Advance { register, next } => {
                    let began = self.registers.get(*register).copied().flatten();
                    (began != Some(at)).then_some((at, *next))
                }
                Step::Refer { groups, next } => {
                    let read = self.read_by(groups);
                    self.spend(read.len() / 16)?;
                    let stands = self.stands(read, at, backward);
                    stands.then(|| (moved(at, read.len(), backward), *next))
                }
            };
            let Some(next) = next else {
                return Some(false);
            };
            (at, pc) = next;
        }
        Some(false)
    }

    /// Whether a lookaround is as expected. What its groups have read counts only if it holds.
    fn looks(&mut self, start: Pc, at: usize, behind: bool, expected: bool) -> Option<bool> {
        let undo = self.undo.len();
        let found = self.matches(start, at, behind)?;
        if !expected {
            self.restore(undo);
        }
        Some(found == expected)
    }

    /// What the one of these groups that took part has read; nothing if none did.
    fn read_by(&self, groups: &[u32]) -> &'p str {
        let register = |register: Register| self.registers.get(register).copied().flatten();
        let mut read = groups.iter().filter_map(|group| {
            let (begin, end) = registers_of(*group);
            self.text.get(register(begin)?..register(end)?)
        });
        read.next().unwrap_or_default()
    }

    fn stands(&self, text: &str, at: usize, backward: bool) -> bool {
        if backward {
            self.before(at).ends_with(text)
        } else {
            self.after(at).starts_with(text)
        }
    }

    fn forget(&mut self, groups: std::ops::RangeInclusive<u32>) -> Option<()> {
        for group in groups {
            self.spend(1)?;
            let (begin, end) = registers_of(group);
            self.write(begin, None);
            self.write(end, None);
        }
        Some(())
    }

    fn write(&mut self, register: Register, value: Option<usize>) {
        if let Some(held) = self.registers.get_mut(register) {
            self.undo.push((register, std::mem::replace(held, value)));
        }
    }

    fn restore(&mut self, undo: usize) {
        while self.undo.len() > undo {
            let Some((register, value)) = self.undo.pop() else {
                break;
            };
            if let Some(held) = self.registers.get_mut(register) {
                *held = value;
            }
        }
    }

    fn spend(&mut self, steps: usize) -> Option<()> {
        self.steps = self.steps.checked_sub(steps)?;
        Some(())
    }

    fn holds(&self, assertion: Assertion, at: usize) -> bool {
        match assertion {
            Assertion::Start => at == 0,
            Assertion::End => at == self.text.len(),
            Assertion::WordBoundary { expected } => {
                let is_word = |backward| self.neighbour(at, backward).is_some_and(is_word);
                (is_word(true) != is_word(false)) == expected
            }
            // It has a step of its own.
            Assertion::Look { .. } => false,
        }
    }

    fn neighbour(&self, at: usize, backward: bool) -> Option<char> {
        if backward {
            self.before(at).chars().next_back()
        } else {
            self.after(at).chars().next()
        }
    }

    fn before(&self, at: usize) -> &str {
        self.text.get(..at).unwrap_or_default()
    }

    fn after(&self, at: usize) -> &str {
        self.text.get(at..).unwrap_or_default()
    }
}

fn moved(at: usize, length: usize, backward: bool) -> usize {
    if backward {
        at.saturating_sub(length)
    } else {
        at + length
    }
}
