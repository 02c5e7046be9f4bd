use std::collections::HashSet;

use mindvideo_schema::link::Linked;
use mindvideo_schema::schema::{Keywords, SchemaId};

use super::asserts::asserts;

/// The schemas whose values are held as `serde_json::Value`, and how many there are of all.
#[derive(Clone, Debug, Default)]
pub(crate) struct Untyped {
    /// Those that fell, in the order in which they were met.
    pub falls: Vec<Fall>,
    /// How many schemas that makes, those within one that fell included.
    pub fallen: usize,
    /// How many schemas say anything about values, of those that apply to the input.
    pub all: usize,
}

/// A schema that no type holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fall {
    /// The schema.
    pub schema: SchemaId,
    /// Why, in words.
    pub reason: &'static str,
}

/// Nothing says which JSON types are meant.
pub(super) const NO_TYPE: &str = "no keyword says which JSON types its values have";
/// The elements of an array differ, and how many there are does not say which is where.
pub(super) const OPEN_TUPLE: &str = "it is one place of an array whose length is not fixed";
/// A tuple with more elements than Rust's have.
pub(super) const LONG_TUPLE: &str = "it is one place of a tuple of more than 12";
/// One map cannot hold values of several types.
pub(super) const SEVERAL_PATTERNS: &str =
    "the names of members decide between several types of values";
/// A record keeps what every branch has.
pub(super) const BRANCH_MEMBER: &str =
    "only some branches of a union have this member, and the struct beside it stands for all";
/// No variant can be read or written whose number `serde_json` rounds.
pub(super) const LONG_NUMBER: &str = "it lists a number that readers of JSON would round";
/// Unions side by side multiply.
pub(super) const TOO_MANY: &str = "only some branches of a union have this member, and with the \
     unions beside it there would be more than 32 structs";
/// What a part of the schema means depends on where it is reached from.
pub(super) const DYNAMIC: &str = "what its references mean depends on the way to them";
/// rustc and the readers of its tokens go only so deep.
pub(super) const TOO_DEEP: &str =
    "it is nested deeper than rustc goes, which is 48 objects or 24 arrays";

/// Adds up what fell. `held` are the schemas that a type stands for.
pub(super) fn count(linked: &Linked, mut falls: Vec<Fall>, held: &HashSet<SchemaId>) -> Untyped {
    let mut met = HashSet::new();
    falls.retain(|fall| met.insert(fall.schema));
    let says = |id: &SchemaId| {
        let keywords = linked.schema(*id).keywords();
        keywords
            .is_some_and(|keywords| asserts(linked, keywords) || linked.reference(*id).is_some())
    };
    let mut seen = HashSet::new();
    let mut open: Vec<SchemaId> = falls.iter().map(|fall| fall.schema).collect();
    let fell: HashSet<SchemaId> = open.iter().copied().collect();
    while let Some(id) = open.pop() {
        if held.contains(&id) && !fell.contains(&id) || !seen.insert(id) {
            continue;
        }
        let applied = linked.schema(id).keywords().map(Keywords::applied);
        open.extend(applied.into_iter().flatten());
        open.extend(linked.reference(id));
    }
    Untyped {
        falls,
        fallen: seen.iter().filter(|id| says(id)).count(),
        all: linked.reachable().iter().filter(|id| says(id)).count(),
    }
}
