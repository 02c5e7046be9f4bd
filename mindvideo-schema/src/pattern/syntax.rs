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

impl Syntax {
    /// `^(?=a)(?!b)c` asks whether `^a` and `^c` match and `^b` does not, which no longer looks
    /// around. `None` where lookarounds stand elsewhere.
    pub(super) fn split_at_start(&self) -> Option<Vec<(bool, Node)>> {
        let Node::Concat(items) = &self.root else {
            return None;
        };
        let (start @ Node::Assert(Assertion::Start), items) = items.split_first()? else {
            return None;
        };
        let from_start = |rest: &[Node]| Node::Concat([std::slice::from_ref(start), rest].concat());
        let look = |item: &Node| match item {
            Node::Assert(Assertion::Look { index, expected }) => {
                let look = self
                    .looks
                    .get(*index as usize)
                    .filter(|look| !look.behind)?;
                let body = match &look.body {
                    Node::Concat(items) => items,
                    body => std::slice::from_ref(body),
                };
                Some((*expected, from_start(body)))
            }
            _ => None,
        };
        let mut parts: Vec<(bool, Node)> = items.iter().map_while(look).collect();
        if parts.is_empty() || parts.len() < self.looks.len() {
            return None;
        }
        parts.push((true, from_start(items.get(parts.len()..)?)));
        Some(parts)
    }
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
