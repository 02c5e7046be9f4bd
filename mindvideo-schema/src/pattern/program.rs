//! From syntax to a program: states and the steps between them, after Thompson.

use super::syntax::{Assertion, Node, SetId};

/// The index of a step in [`Program::steps`].
pub(super) type Pc = u32;

#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    /// Reads one character, which must be of the set.
    Read { set: SetId, next: Pc },
    /// Goes on at both.
    Fork(Pc, Pc),
    /// Goes on where the assertion holds.
    Check { assertion: Assertion, next: Pc },
    /// The end: the text matches.
    Match,
}

/// Reads a text in one direction.
#[derive(Clone, Debug)]
pub(super) struct Program {
    pub(super) steps: Box<[Step]>,
    pub(super) start: Pc,
    pub(super) backward: bool,
    /// A match may begin at any place, not only where the reading begins.
    pub(super) floating: bool,
}

impl Program {
    pub(super) fn forward(node: &Node) -> Self {
        Self::compile(node, false, !node.is_anchored())
    }

    /// A program that is in its end state at every place where the lookaround holds. What lies ahead is read
    /// backward, from every place at once, so that one reading of the text answers for all places.
    pub(super) fn of_look(node: &Node, behind: bool) -> Self {
        Self::compile(node, !behind, true)
    }

    fn compile(node: &Node, backward: bool, floating: bool) -> Self {
        let mut builder = Builder {
            steps: vec![Step::Match],
            backward,
        };
        let start = builder.node(node, 0);
        Self {
            steps: builder.steps.into_boxed_slice(),
            start,
            backward,
            floating,
        }
    }

    pub(super) fn asks_for_words(&self) -> bool {
        self.steps.iter().any(|step| {
            matches!(
                step,
                Step::Check {
                    assertion: Assertion::WordBoundary { .. },
                    ..
                }
            )
        })
    }
}

/// Builds from the end: each part is given the step that follows it.
struct Builder {
    steps: Vec<Step>,
    backward: bool,
}

impl Builder {
    fn push(&mut self, step: Step) -> Pc {
        let pc = Pc::try_from(self.steps.len()).unwrap_or(Pc::MAX);
        self.steps.push(step);
        pc
    }

    fn node(&mut self, node: &Node, next: Pc) -> Pc {
        match node {
            // Patterns with references are not run by programs.
            Node::Empty | Node::Reference(_) => next,
            Node::Set(set) => self.push(Step::Read { set: *set, next }),
            Node::Assert(assertion) => self.push(Step::Check {
                assertion: *assertion,
                next,
            }),
            Node::Concat(items) if self.backward => {
                items.iter().fold(next, |next, item| self.node(item, next))
            }
            Node::Concat(items) => items.iter().rfold(next, |next, item| self.node(item, next)),
            Node::Alternate(branches) => self.alternate(branches, next),
            Node::Repeat {
                body,
                min,
                max: None,
                ..
            } => self.repeat_without_end(body, *min, next),
            Node::Repeat {
                body,
                min,
                max: Some(max),
                ..
            } => {
                let mut entry = next;
                for _ in *min..*max {
                    let body = self.node(body, entry);
                    entry = self.push(Step::Fork(body, next));
                }
                (0..*min).fold(entry, |entry, _| self.node(body, entry))
            }
            Node::Group { body, .. } => self.node(body, next),
        }
    }

    fn alternate(&mut self, branches: &[Node], next: Pc) -> Pc {
        let mut entry = None;
        for branch in branches {
            let other = self.node(branch, next);
            entry = Some(match entry {
                None => other,
                Some(entry) => self.push(Step::Fork(entry, other)),
            });
        }
        entry.unwrap_or(next)
    }

    fn repeat_without_end(&mut self, body: &Node, min: u32, next: Pc) -> Pc {
        let again = self.push(Step::Match);
        let entry = self.node(body, again);
        if let Some(step) = self.steps.get_mut(again as usize) {
            *step = Step::Fork(entry, next);
        }
        match min {
            0 => again,
            _ => (1..min).fold(entry, |entry, _| self.node(body, entry)),
        }
    }
}
