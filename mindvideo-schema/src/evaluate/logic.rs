use super::run::Rules;
use crate::schema::{At, LogicKeywords, SchemaId};
use crate::text::shown;

pub(super) fn check(keywords: &LogicKeywords, rules: &mut Rules<'_, '_>) {
    for id in keywords.all_of.iter().flat_map(|all| &all.value) {
        if rules.goes_on() {
            rules.apply(*id);
        }
    }
    if let Some(branches) = &keywords.any_of
        && fulfilled(&branches.value, rules).is_empty()
    {
        none_fits(branches, rules);
    }
    if let Some(branches) = &keywords.one_of {
        match fulfilled(&branches.value, rules)[..] {
            [] => none_fits(branches, rules),
            [_] => {}
            [first, second, ..] => rules.expect(false, branches, |instance| {
                format!(
                    "{} fits branches {first} and {second}, but exactly one may fit",
                    shown(instance)
                )
            }),
        }
    }
    if let Some(not) = &keywords.not {
        let holds = !rules.asks(not.value, rules.instance);
        rules.expect(holds, not, |instance| {
            format!("{} is what `not` excludes", shown(instance))
        });
    }
    if let Some(condition) = &keywords.condition {
        let branch = if rules.asks(condition.value, rules.instance) {
            &keywords.then
        } else {
            &keywords.otherwise
        };
        if let Some(branch) = branch {
            rules.apply(branch.value);
        }
    }
}

/// The places of the branches that the value fulfils.
fn fulfilled(branches: &[SchemaId], rules: &mut Rules<'_, '_>) -> Vec<usize> {
    (0..)
        .zip(branches)
        .filter(|(_, id)| rules.asks(**id, rules.instance))
        .map(|(index, _)| index)
        .collect()
}

/// No branch fits: says so, and why the nearest one does not.
fn none_fits(branches: &At<Vec<SchemaId>>, rules: &mut Rules<'_, '_>) {
    let count = branches.value.len();
    let nearest = branches
        .value
        .iter()
        .map(|id| rules.explains(*id))
        .min_by_key(Vec::len);
    rules.expect(false, branches, |instance| {
        format!("{} fits none of {count} branches", shown(instance))
    });
    rules.extend(nearest.unwrap_or_default());
}
