use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use mindvideo_schema::json::{Node, same};
use mindvideo_schema::schema::{JsonType, SchemaId, TypeSet};

use super::all::{All, apart, variant};
use super::facts::{Facts, both, closed};
use super::literals::{is_kept, literal};
use super::{Lowering, asserts};
use crate::model::Test;

/// How the branches of a union are told apart.
pub(super) struct Apart {
    /// For each branch, what tells its values from those of the later ones.
    pub(super) tests: Vec<Vec<Test>>,
    /// Whether no value can be of two branches.
    pub(super) is_disjoint: bool,
}

/// What distinguishes a branch.
struct Branch<'a> {
    kinds: TypeSet,
    /// The values it lists, if it does.
    listed: Option<Rc<[Node]>>,
    /// The members that must be there.
    required: HashSet<&'a str>,
    /// What each member is that is declared.
    members: HashMap<&'a str, SchemaId>,
    /// The members with listed values, in the order in which they are declared.
    tags: Vec<(&'a str, Rc<[Node]>)>,
    /// Whether there are no other members.
    is_closed: bool,
    judged: Vec<SchemaId>,
}

/// What is known of two branches, the earlier one first.
struct Pair {
    test: Option<Test>,
    is_disjoint: bool,
}

/// Comparing more values than this one by one would take too long.
const MOST_COMPARED: usize = 100_000;

impl Lowering<'_> {
    pub(super) fn tests(&self, alls: &[All]) -> Apart {
        let branches: Vec<Branch<'_>> = alls.iter().map(|all| self.distinguish(all)).collect();
        let mut is_disjoint = true;
        let mut tests = Vec::new();
        for (place, branch) in branches.iter().enumerate() {
            let mut of_branch = Vec::new();
            if branch.kinds != TypeSet::ANY {
                let kinds = apart(branch.kinds).into_iter().map(variant);
                of_branch.push(Test::Types(kinds.collect()));
            }
            for later in branches.iter().skip(place + 1) {
                let pair = self.pair(branch, later);
                is_disjoint &= pair.is_disjoint;
                of_branch.extend(pair.test.filter(|test| !of_branch.contains(test)));
            }
            tests.push(of_branch);
        }
        Apart { tests, is_disjoint }
    }

    fn distinguish(&self, all: &All) -> Branch<'_> {
        let facts: &Facts<'_> = &self.facts;
        let properties = facts.properties(&all.parts);
        let tags = properties.iter().filter_map(|(name, of)| {
            let values = facts.lists(*of)?.values;
            values.iter().all(is_kept).then_some((*name, values))
        });
        let is_closed = self.spoken(all).into_iter().any(|(.., keywords)| {
            let object = &keywords.object;
            object.pattern_properties.is_none()
                && asserts::forbids(self.linked, object.additional.as_ref())
        });
        Branch {
            kinds: all.kinds,
            listed: facts.listed(&all.parts).map(|listed| listed.values),
            required: facts.required(&all.parts),
            tags: tags.collect(),
            members: properties.into_iter().collect(),
            is_closed,
            judged: all.judged.clone(),
        }
    }

    fn pair(&self, branch: &Branch<'_>, later: &Branch<'_>) -> Pair {
        // A number that is listed tells nothing of the others: readers see a number.
        let shared = both(closed(branch.kinds), closed(later.kinds));
        if shared.is_empty() {
            return Pair {
                test: None,
                is_disjoint: true,
            };
        }
        if shared == TypeSet::of(JsonType::Object)
            && let Some(test) = self.test(branch, later)
        {
            return Pair {
                test: Some(test),
                is_disjoint: true,
            };
        }
        Pair {
            test: Some(Test::Fits),
            is_disjoint: self.refuses_listed(branch, later) || self.refuses_listed(later, branch),
        }
    }

    /// What an object of the branch is, and one of the other cannot be.
    fn test(&self, branch: &Branch<'_>, other: &Branch<'_>) -> Option<Test> {
        let lacks = |branch: &Branch<'_>, name: &str| match branch.members.get(name) {
            Some(of) => self.facts.is_never(*of),
            None => branch.is_closed,
        };
        let tag = branch.tags.iter().find_map(|(name, values)| {
            let others = &other.tags.iter().find(|(other, _)| other == name)?.1;
            let is_apart = branch.required.contains(name) && differ(values, others);
            let literals = || values.iter().map(literal).collect();
            is_apart.then(|| Test::Tag((*name).to_owned(), literals()))
        });
        let has = || {
            let mut names: Vec<&str> = branch.required.iter().copied().collect();
            names.sort_unstable();
            let name = names.into_iter().find(|name| lacks(other, name))?;
            Some(Test::Has(name.to_owned()))
        };
        let without = || {
            let mut names: Vec<&str> = other.required.iter().copied().collect();
            names.sort_unstable();
            let name = names.into_iter().find(|name| lacks(branch, name))?;
            Some(Test::Lacks(name.to_owned()))
        };
        tag.or_else(has).or_else(without)
    }

    /// Whether the other branch refuses every value that this one lists.
    fn refuses_listed(&self, branch: &Branch<'_>, other: &Branch<'_>) -> bool {
        let allowed = |node: &Node| {
            let mut judged = other.judged.last().into_iter();
            judged.all(|id| self.evaluator.is_valid_part(*id, node))
        };
        match &branch.listed {
            Some(values) if values.len() < MOST_COMPARED => !values.iter().any(allowed),
            _ => false,
        }
    }
}

/// Whether no value is in both lists.
fn differ(a: &[Node], b: &[Node]) -> bool {
    a.len() * b.len() < MOST_COMPARED && !a.iter().any(|a| b.iter().any(|b| same(a, b)))
}
