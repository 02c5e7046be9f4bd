//! A parsed pattern. Groups leave no trace: whether a text matches does not depend on them.

use super::set::CharSet;

/// The index of a set in [`Syntax::sets`].
pub(super) type SetId = u32;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Empty,
    Set(SetId),
    Assert(Assertion),
    Concat(Vec<Node>),
    Alternate(Vec<Node>),
    Repeat {
        body: Box<Node>,
        min: u32,
        max: Option<u32>,
    },
}

/// What must hold at a place between two characters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Assertion {
    Start,
    End,
    WordBoundary {
        expected: bool,
    },
    /// The index of a lookaround in [`Syntax::looks`].
    Look {
        index: u32,
        expected: bool,
    },
}

/// The inside of a lookaround.
#[derive(Debug)]
pub(super) struct Look {
    pub(super) behind: bool,
    pub(super) body: Node,
}

#[derive(Debug)]
pub(super) struct Syntax {
    pub(super) root: Node,
    pub(super) sets: Vec<CharSet>,
    /// An inner lookaround comes before the one around it.
    pub(super) looks: Vec<Look>,
}

impl Node {
    /// Whether a match can begin at the start of the text only.
    pub(super) fn is_anchored(&self) -> bool {
        match self {
            Self::Assert(Assertion::Start) => true,
            Self::Concat(items) => items
                .iter()
                .find(|item| !matches!(item, Self::Assert(other) if *other != Assertion::Start))
                .is_some_and(Self::is_anchored),
            Self::Alternate(branches) => branches.iter().all(Self::is_anchored),
            Self::Repeat { body, min, .. } => *min > 0 && body.is_anchored(),
            Self::Empty | Self::Set(_) | Self::Assert(_) => false,
        }
    }
}
