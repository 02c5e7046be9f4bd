use super::nearest::nearest;
use super::run::Rules;
use crate::schema::{At, LogicKeywords, SchemaId};
use crate::text::shown;

pub(super) fn check(keywords: &LogicKeywords, rules: &mut Rules<'_, '_>) {
    for id in keywords.all_of.iter().flat_map(|all| &all.value) {
        rules.apply(*id);
    }
    if let Some(branches) = &keywords.any_of {
        check_any_of(branches, rules);
    }
    if let Some(branches) = &keywords.one_of {
        check_one_of(branches, rules);
    }
    if let Some(not) = &keywords.not {
        let holds = !rules.asks_only(not.value);
        rules.expect(holds, not, |instance| {
            format!("{} is what `not` excludes", shown(instance))
        });
    }
    if let Some(condition) = &keywords.condition {
        let branch = if rules.asks(condition.value) {
            &keywords.then
        } else {
            &keywords.otherwise
        };
        if let Some(branch) = branch {
            rules.apply(branch.value);
        }
    }
}

fn check_any_of(branches: &At<Vec<SchemaId>>, rules: &mut Rules<'_, '_>) {
    let mut fits = false;
    for id in &branches.value {
        fits |= rules.asks(*id);
        // Every branch that fits speaks of members and items.
        if fits && rules.marks().is_none() {
            return;
        }
    }
    if !fits {
        none_fits(branches, rules);
    }
}

fn check_one_of(branches: &At<Vec<SchemaId>>, rules: &mut Rules<'_, '_>) {
    let mut fitting = None;
    for id in &branches.value {
        if !rules.asks(*id) {
            continue;
        }
        if let Some(first) = fitting.replace(*id) {
            let (first, second) = (rules.branch(first), rules.branch(*id));
            rules.expect(false, branches, |instance| {
                let value = shown(instance);
                format!("{value} fits {first} and {second}, but exactly one may fit")
            });
            return;
        }
    }
    if fitting.is_none() {
        none_fits(branches, rules);
    }
}

/// No branch fits: says so, and why the one that was meant does not.
fn none_fits(branches: &At<Vec<SchemaId>>, rules: &mut Rules<'_, '_>) {
    if let Some(marks) = rules.marks() {
        marks.is_open = true;
    }
    let count = branches.value.len();
    let reasons: Vec<_> = (branches.value.iter())
        .map(|id| rules.reasons(*id))
        .collect();
    let nearest = nearest(&reasons, rules.all_reasons());
    let branch = nearest.branch.and_then(|index| branches.value.get(index));
    let branch = branch.map(|id| rules.branch(*id));
    rules.expect(false, branches, |instance| {
        let value = shown(instance);
        match branch {
            Some(branch) => format!("{value} fits none of {count} branches; nearest is {branch}"),
            None => format!("{value} fits none of {count} branches"),
        }
    });
    rules.extend(nearest.reasons);
}
