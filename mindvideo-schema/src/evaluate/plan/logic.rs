use super::kinds::Kind;
use super::make::Maker;
use super::{PartId, Rule};
use crate::schema::{At, LogicKeywords, SchemaId};

/// `if`, `then` and `else`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Condition {
    pub(super) test: PartId,
    pub(super) then: PartId,
    pub(super) otherwise: PartId,
}

/// What is to be asked of a value of a kind; `None` if no value of the kind is allowed.
pub(super) fn add(
    keywords: &LogicKeywords,
    kind: Kind,
    maker: &Maker<'_>,
    rules: &mut Vec<Rule>,
) -> Option<()> {
    for id in keywords.all_of.iter().flat_map(|all| &all.value) {
        apply(maker.part(*id), kind, maker, rules)?;
    }
    if let Some(branches) = &keywords.any_of {
        let branches = matching(branches, kind, maker);
        let one_is_enough = !maker.marks && branches.iter().any(|id| maker.is_open(*id, kind));
        match *branches {
            [] => return None,
            _ if one_is_enough => {}
            [only] => apply(only, kind, maker, rules)?,
            _ => rules.push(Rule::AnyOf(branches.into())),
        }
    }
    if let Some(branches) = &keywords.one_of {
        let branches = matching(branches, kind, maker);
        match *branches {
            [] => return None,
            [only] => apply(only, kind, maker, rules)?,
            _ => rules.push(Rule::OneOf(branches.into())),
        }
    }
    if let Some(not) = &keywords.not {
        let not = maker.part(not.value);
        if maker.is_open(not, kind) {
            return None;
        }
        if maker.kinds(not).has(kind) {
            rules.push(Rule::Not(not));
        }
    }
    if let Some(condition) = &keywords.condition {
        let part =
            |at: &Option<At<SchemaId>>| at.as_ref().map_or(PartId::ALL, |at| maker.part(at.value));
        let condition = Condition {
            test: maker.part(condition.value),
            then: part(&keywords.then),
            otherwise: part(&keywords.otherwise),
        };
        if !maker.kinds(condition.test).has(kind) {
            apply(condition.otherwise, kind, maker, rules)?;
        } else if maker.marks || condition.then != condition.otherwise {
            rules.push(Rule::If(Box::new(condition)));
        } else {
            apply(condition.then, kind, maker, rules)?;
        }
    }
    Some(())
}

/// The branches that may fit a value of the kind.
fn matching(branches: &At<Vec<SchemaId>>, kind: Kind, maker: &Maker<'_>) -> Vec<PartId> {
    let parts = branches.value.iter().map(|id| maker.part(*id));
    parts.filter(|part| maker.kinds(*part).has(kind)).collect()
}

pub(super) fn apply(
    part: PartId,
    kind: Kind,
    maker: &Maker<'_>,
    rules: &mut Vec<Rule>,
) -> Option<()> {
    if !maker.kinds(part).has(kind) {
        return None;
    }
    if part != PartId::ALL {
        rules.push(Rule::Apply(part));
    }
    Some(())
}
