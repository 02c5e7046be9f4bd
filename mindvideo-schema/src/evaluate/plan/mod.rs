//! The form of a schema that is asked whether instances fulfil it.
//!
//! A [`Plan`] has for each schema and each kind of JSON value the [`Rule`]s that are really there,
//! in the order in which they cost: no rule is looked for that nobody wrote. References, wrappers
//! and branches that cannot matter are resolved while it is made. It knows no places and no words,
//! those are for the [explanation](super::run), which walks the keywords.
//!
//! One file per family of keywords, named as everywhere: each has the rules' data, how they are
//! made of the keywords, and how they are asked.

mod array;
mod ask;
mod general;
mod instance;
mod kinds;
mod logic;
mod make;
mod names;
mod number;
mod object;
mod string;

use self::array::{Contains, Items};
pub(super) use self::ask::Asking;
pub(super) use self::instance::Instance;
use self::kinds::{Kind, Kinds};
use self::logic::Condition;
use self::number::Bound;
use self::object::{Dependents, Members};
use crate::json::Node;
use crate::link::Linked;
use crate::pattern::Pattern;
use crate::rules::format::Format;
use crate::schema::{ResourceId, SchemaId};

/// What to ask for each schema of a [`Linked`].
#[derive(Clone, Debug)]
pub(super) struct Plan {
    of_schema: Box<[PartId]>,
    parts: Box<[Part]>,
    rules: Box<[Rule]>,
}

/// One of the parts of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct PartId(u32);

impl PartId {
    /// Allows every value.
    const ALL: Self = Self(0);
    /// Allows no value.
    const NONE: Self = Self(1);
}

/// What a schema asks.
#[derive(Clone, Copy, Debug, Default)]
struct Part {
    /// Values of other kinds are refused at once.
    kinds: Kinds,
    /// Every value of these kinds fits.
    open: Kinds,
    /// Where its rules begin, kind by kind, and where the last ones end.
    starts: [u32; Kind::COUNT + 1],
    /// What takes more than asking the rules; most schemas have none of it.
    care: Option<Care>,
}

/// What to mind about a schema beside its rules.
#[derive(Clone, Copy, Debug)]
struct Care {
    /// Whether several ways lead to it, so that its verdicts are worth remembering.
    is_met_again: bool,
    /// Whether it means something else in another dynamic scope.
    is_dynamic: bool,
    /// The kinds of which it asks for members or items that nothing spoke of.
    asks_for_rest: Kinds,
    resource: ResourceId,
}

/// One thing to ask of a value of the kind that it stands under.
#[derive(Clone, Debug)]
enum Rule {
    Bool(bool),
    Integer {
        by_value: bool,
    },
    Number(Box<[Bound]>),
    /// One of these texts.
    Texts(names::Names),
    /// One of these values.
    Values(Box<[Node]>),
    MinLength(u64),
    MaxLength(u64),
    Pattern(Pattern),
    Format(Format),
    MinItems(u64),
    MaxItems(u64),
    Unique,
    Items(Box<Items>),
    Contains(Box<Contains>),
    RestOfItems(PartId),
    MinProperties(u64),
    MaxProperties(u64),
    Members(Box<Members>),
    Dependents(Box<Dependents>),
    RestOfMembers(PartId),
    /// Another schema, for the same value.
    Apply(PartId),
    AnyOf(Box<[PartId]>),
    OneOf(Box<[PartId]>),
    Not(PartId),
    If(Box<Condition>),
    /// What the dynamic reference of a schema leads to.
    Dynamic(SchemaId),
}

impl Plan {
    pub(super) fn of(linked: &Linked) -> Self {
        make::make(linked)
    }

    fn part_of(&self, schema: SchemaId) -> PartId {
        let part = self.of_schema.get(schema.index());
        part.copied().unwrap_or(PartId::NONE)
    }

    fn part(&self, id: PartId) -> Option<&Part> {
        self.parts.get(id.0 as usize)
    }

    fn rules(&self, part: &Part, kind: Kind) -> &[Rule] {
        let (start, end) = part.rules(kind);
        self.rules.get(start..end).unwrap_or_default()
    }
}

impl Part {
    fn rules(&self, kind: Kind) -> (usize, usize) {
        let at = |index: usize| self.starts.get(index).map_or(0, |start| *start as usize);
        (at(kind as usize), at(kind as usize + 1))
    }
}
