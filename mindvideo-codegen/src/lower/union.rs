use std::collections::HashSet;

use mindvideo_schema::schema::{JsonType, Keywords, SchemaId, TypeSet};

use super::all::{All, apart, variant};
use super::facts::{Disjunction, Made, both};
use super::{Lowering, Own, Use, asserts, docs, name};
use crate::model::{Branch, Check, Shape, TypeRef, Union};
use crate::names;

/// How many fields the structs of a union may have in common before one struct with a rule beside
/// it is the better bargain.
const MOST_SHARED: usize = 400;

/// How many types at most there are for one schema with several unions side by side: one for each
/// way to choose a branch of each.
const MOST_WAYS: usize = 32;

impl Lowering<'_> {
    /// The union that makes a better type than what stands beside it.
    pub(super) fn worth_a_type(&self, all: &All) -> Option<Disjunction> {
        let mut unions = all.unions(&self.facts).into_iter();
        unions.find(|union| !self.is_too_much(all, *union) && self.is_worth_a_type(all, *union))
    }

    /// Whether there would be too many types: for each way through the unions before, one for each
    /// branch of this one.
    pub(super) fn is_too_much(&self, all: &All, union: Disjunction) -> bool {
        let ways = self.live(all, union).len().saturating_mul(all.ways);
        all.ways > 1 && ways > MOST_WAYS
    }

    fn is_worth_a_type(&self, all: &All, union: Disjunction) -> bool {
        let live = self.live(all, union);
        let mut kinds = apart(all.kinds);
        kinds.retain(|json_type| *json_type != JsonType::Null);
        let is_any = |id: SchemaId| both(all.kinds, self.facts.kinds(id)) == TypeSet::ANY;
        if live.is_empty() || live.iter().all(|(_, id)| is_any(*id)) {
            return false;
        }
        let speaks = |json_type: JsonType| {
            let mut spoken = self.spoken(all).into_iter();
            spoken.any(|(.., keywords)| asserts::speaks_of(self.linked, keywords, json_type))
        };
        match kinds[..] {
            [] => false,
            [JsonType::Object] => self.is_worth_structs(all, &live),
            [JsonType::Array] => !speaks(JsonType::Array),
            [only] => {
                // One type for all, unless some of its values are listed.
                let listed = |id: SchemaId| self.facts.lists(id).is_some();
                !speaks(only) && (live.len() == 1 || live.iter().any(|(_, id)| listed(*id)))
            }
            _ => !kinds.iter().any(|json_type| speaks(*json_type)),
        }
    }

    /// Structs for the branches, unless these only say more of what is declared beside them.
    fn is_worth_structs(&self, all: &All, live: &[(usize, SchemaId)]) -> bool {
        let spoken = self.spoken(all);
        let is_closed = spoken.iter().any(|(.., keywords)| {
            asserts::forbids(self.linked, keywords.object.additional.as_ref())
        });
        let declared = self.facts.properties(&all.parts);
        let beside: HashSet<&str> = declared.iter().map(|(name, _)| *name).collect();
        let adds = |id: SchemaId| {
            let parts = self.facts.parts(id);
            let properties = self.facts.properties(&parts);
            let types = |id: &SchemaId| {
                let additional = |keywords: &Keywords| {
                    let at = keywords.object.additional.as_ref();
                    asserts::refuses(self.linked, at) && !asserts::forbids(self.linked, at)
                };
                !self.facts.disjunctions(*id).is_empty()
                    || self.facts.keywords(*id).is_some_and(additional)
            };
            properties.iter().any(|(name, _)| !beside.contains(name))
                || beside.is_empty() && parts.iter().any(types)
        };
        let adds = live.iter().any(|(_, id)| adds(*id));
        let shared = beside.len().saturating_mul(live.len() * all.ways);
        adds && !is_closed && shared <= MOST_SHARED
    }

    /// The branches that some value fulfils that is not `null`, with their places.
    fn live(&self, all: &All, union: Disjunction) -> Vec<(usize, SchemaId)> {
        let branches = self.facts.branches(union).iter().copied().enumerate();
        let is_live = |id| {
            let kinds = both(all.kinds, self.facts.kinds(id));
            !kinds.is_empty() && kinds != TypeSet::of(JsonType::Null)
        };
        branches.filter(|(_, id)| is_live(*id)).collect()
    }

    /// An enum with a variant for each branch; `null` is left to an `Option`.
    pub(super) fn union(&mut self, all: &All, union: Disjunction) -> Use {
        let live = self.live(all, union);
        let null = TypeSet::of(JsonType::Null);
        let kinds = |id: &SchemaId| both(all.kinds, self.facts.kinds(*id));
        let branches = self.facts.branches(union).iter();
        let nulls: Vec<SchemaId> = branches.filter(|id| kinds(id) == null).copied().collect();
        let others = live
            .iter()
            .filter(|(_, id)| kinds(id).names(JsonType::Null))
            .count();
        let mut used = match live[..] {
            [only] => self.single(all, union, only, !nulls.is_empty()),
            _ => self.several(all, union, &live, !nulls.is_empty()),
        };
        if nulls.is_empty() {
            return used;
        }
        used = used.or_null();
        let is_counted = union.exactly_one && nulls.len() + others > 1;
        let is_asked_more =
            |id: &SchemaId| self.is_beyond(&All::of(&self.facts, *id), JsonType::Null);
        let settled = all.settling(union);
        if is_counted || nulls.iter().any(is_asked_more) || self.is_beyond(&settled, JsonType::Null)
        {
            self.leave(all, &mut used.rules);
        }
        used
    }

    /// A union with one branch is that branch.
    fn single(
        &mut self,
        all: &All,
        union: Disjunction,
        only: (usize, SchemaId),
        is_nullable: bool,
    ) -> Use {
        let branch = All {
            is_part: all.is_part || is_nullable,
            ..all.branch_itself(&self.facts, union, only)
        };
        let mut used = self.branch(all, union, &branch, only.1);
        // What the evaluator is asked must let `null` pass.
        let is_judged = |check: &Check| matches!(check, Check::Schema(_));
        if used.rules.iter().any(|rule| is_judged(&rule.check)) {
            used.rules.retain(|rule| !is_judged(&rule.check));
            self.leave(all, &mut used.rules);
        }
        used
    }

    fn several(
        &mut self,
        all: &All,
        union: Disjunction,
        live: &[(usize, SchemaId)],
        is_nullable: bool,
    ) -> Use {
        let own = if is_nullable { Own::Part } else { Own::All };
        let alls: Vec<All> = live
            .iter()
            .map(|branch| all.branch(&self.facts, union, *branch, live.len()))
            .collect();
        let apart = self.tests(&alls);
        let rules = if union.exactly_one && !apart.is_disjoint {
            self.judge(all)
        } else {
            Vec::new()
        };
        let (beside, live) = (all.clone(), live.to_vec());
        self.define_all(all, own, move |lowering| {
            let mut branches: Vec<Branch> = Vec::new();
            for (((place, id), branch), tests) in live.into_iter().zip(&alls).zip(apart.tests) {
                let used = lowering.branch(&beside, union, branch, id);
                let ident = lowering.variant_name(id, branch.kinds);
                let is_taken = |ident: &String| branches.iter().any(|b| b.ident == *ident);
                let ident = ident.filter(|ident| !is_taken(ident));
                branches.push(Branch {
                    ident: ident.unwrap_or_else(|| format!("{CASE}{place}")),
                    docs: lowering.variant_docs(id, branch.kinds),
                    tests,
                    of: used.of,
                    rules: used.rules,
                });
            }
            Shape::Union(Union { branches, rules })
        })
    }

    /// What the values of a branch are.
    fn branch(&mut self, all: &All, union: Disjunction, branch: &All, id: SchemaId) -> Use {
        let is_itself = all.is_plain(&self.facts, union) && branch.kinds == self.facts.kinds(id);
        self.held.insert(id);
        match self.facts.made(id) {
            Made::Anything if is_itself => Use::of(TypeRef::Value),
            Made::Of(_) if is_itself => self.value(id),
            _ if self.is_too_deep(id) => self.fallen(branch, super::fall::TOO_DEEP),
            _ => self.all(branch),
        }
    }

    /// The name of a variant, by what its branch says: the key of the definition that it refers
    /// to, the value that it lists, the value of its tag, or its JSON type.
    fn variant_name(&self, id: SchemaId, kinds: TypeSet) -> Option<String> {
        let by_content = match self.facts.made(id) {
            Made::Anything => Some("Any".to_owned()),
            Made::Of(target) => name::key(self.linked, target)
                .map(|key| names::definition_path(&[names::Part::Name(key)])),
            Made::Itself => None,
        };
        let parts = self.facts.parts(id);
        let by_value = || match &self.facts.lists(id)?.values[..] {
            [only] => Some(value_name(only)),
            _ => Some("Enum".to_owned()),
        };
        let by_tag = || {
            let required = self.facts.required(&parts);
            let mut members = self.facts.properties(&parts).into_iter();
            members.find_map(|(name, of)| match &self.facts.lists(of)?.values[..] {
                [only] if required.contains(name) => Some(value_name(only)),
                _ => None,
            })
        };
        let by_type = || match apart(kinds)[..] {
            [only] => Some(variant(only).to_owned()),
            _ => None,
        };
        let ident = by_content
            .or_else(by_value)
            .or_else(by_tag)
            .or_else(by_type)?;
        // Names by place are for those alone that have no other.
        let digits = ident.strip_prefix(CASE).unwrap_or_default();
        let by_place = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        (!by_place).then_some(ident)
    }

    fn variant_docs(&self, id: SchemaId, kinds: TypeSet) -> Vec<String> {
        let docs = docs::of_branch(self.linked, self.facts.schema(id));
        match docs.is_empty() {
            false => docs,
            true if kinds == TypeSet::ANY => vec!["Any JSON value.".to_owned()],
            true => {
                let kinds: TypeSet = apart(kinds).into_iter().collect();
                vec![format!("A JSON {kinds}.")]
            }
        }
    }
}

/// A variant named by its place in the list of branches.
const CASE: &str = "Case";

fn value_name(node: &mindvideo_schema::json::Node) -> String {
    match node.value.as_str() {
        Some(text) => names::variant(text),
        None => names::variant(&node.to_string()),
    }
}
