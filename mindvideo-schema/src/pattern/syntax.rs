//! A parsed pattern. Groups leave no trace, unless something refers back to one: whether a text matches does not depend on
//! the others.

use std::ops::RangeInclusive;

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
        /// Whether as few rounds as possible are tried first: that matters to what groups read.
        lazy: bool,
    },
    /// A group that captures, where there are references.
    Group {
        index: u32,
        body: Box<Node>,
    },
    /// What one of these groups has read; groups of one name are never in one match together.
    Reference(Box<[u32]>),
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
    /// How many groups there are, if there are references to them.
    pub(super) groups: u32,
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
            Self::Group { body, .. } => body.is_anchored(),
            Self::Empty | Self::Set(_) | Self::Assert(_) | Self::Reference(_) => false,
        }
    }

    /// The groups within, those in lookarounds included: they are numbered as they open.
    pub(super) fn groups(&self, looks: &[Look]) -> Option<RangeInclusive<u32>> {
        let of_all = |nodes: &[Self]| {
            let ranges = nodes.iter().filter_map(|node| node.groups(looks));
            ranges.reduce(|a, b| (*a.start()).min(*b.start())..=(*a.end()).max(*b.end()))
        };
        match self {
            Self::Assert(Assertion::Look { index, .. }) => {
                looks.get(*index as usize)?.body.groups(looks)
            }
            Self::Empty | Self::Set(_) | Self::Reference(_) | Self::Assert(_) => None,
            Self::Concat(nodes) | Self::Alternate(nodes) => of_all(nodes),
            Self::Repeat { body, .. } => body.groups(looks),
            Self::Group { index, body } => {
                let last = body.groups(looks).map_or(*index, |inner| *inner.end());
                Some(*index..=last)
            }
        }
    }
}
