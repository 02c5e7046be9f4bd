use super::run::Rules;
use crate::json::{Node, first_repeated};
use crate::rules::array;
use crate::schema::{ArrayKeywords, Dialect};
use crate::text::{counted, shown};

pub(super) fn check(
    keywords: &ArrayKeywords,
    items: &[Node],
    dialect: Dialect,
    rules: &mut Rules<'_, '_>,
) {
    if let Some(limit) = &keywords.min_items {
        let holds = array::min_items(items.len(), limit.value);
        rules.expect(holds, limit, |_| {
            let least = counted(limit.value, "item");
            format!("{}, but at least {least} must be there", has(items))
        });
    }
    if let Some(limit) = &keywords.max_items {
        let holds = array::max_items(items.len(), limit.value);
        rules.expect(holds, limit, |_| {
            let most = counted(limit.value, "item");
            format!("{}, but at most {most} may be there", has(items))
        });
    }
    if let Some(unique) = keywords.unique.as_ref().filter(|unique| unique.value)
        && let Some((first, second)) = first_repeated(items)
    {
        rules.expect(false, unique, |_| {
            let item = items.get(second).map(shown).unwrap_or_default();
            format!("items {first} and {second} are the same, {item}, but each must differ")
        });
    }
    check_items(keywords, items, rules);
    check_contains(keywords, items, dialect, rules);
}

fn has(items: &[Node]) -> String {
    format!("the array has {}", counted(items.len() as u64, "item"))
}

fn check_items(keywords: &ArrayKeywords, items: &[Node], rules: &mut Rules<'_, '_>) {
    let prefix = keywords.prefix.as_ref().map_or(&[][..], |at| &at.value);
    let rest = keywords.items.as_ref().map(|at| at.value);
    if let Some(marks) = rules.marks() {
        match rest {
            Some(_) => marks.mark_all(),
            None => (0..prefix.len()).for_each(|index| marks.mark(index)),
        }
    }
    for (index, item) in items.iter().enumerate() {
        let Some(schema) = prefix.get(index).copied().or(rest) else {
            return;
        };
        rules.apply_below(|pointer| pointer.push_index(index), schema, item);
    }
}

fn check_contains(
    keywords: &ArrayKeywords,
    items: &[Node],
    dialect: Dialect,
    rules: &mut Rules<'_, '_>,
) {
    let Some(contains) = &keywords.contains else {
        return;
    };
    let least = keywords.min_contains.as_ref();
    let limit = least.map_or(1, |at| at.value);
    let counts_on = keywords.max_contains.is_some() || rules.marks().is_some();
    let mut matching = 0;
    for (index, item) in items.iter().enumerate() {
        if !counts_on && array::min_items(matching, limit) {
            break;
        }
        if rules.asks_below(contains.value, item) {
            matching += 1;
            // Up to 2019-09 it says nothing about what is evaluated.
            if let Some(marks) = rules.marks().filter(|_| dialect >= Dialect::Draft2020) {
                marks.mark(index);
            }
        }
    }
    let keyword = least.map_or_else(|| contains.with(()), |at| at.with(()));
    rules.expect(array::min_items(matching, limit), &keyword, |_| {
        let least = counted(limit, "item");
        format!("{matching} of the items fit `contains`, but at least {least} must")
    });
    if let Some(most) = &keywords.max_contains {
        rules.expect(array::max_items(matching, most.value), most, |_| {
            let most = counted(most.value, "item");
            format!("{matching} of the items fit `contains`, but at most {most} may")
        });
    }
}

/// `unevaluatedItems`, after everything else.
pub(super) fn check_rest(keywords: &ArrayKeywords, items: &[Node], rules: &mut Rules<'_, '_>) {
    let Some(unevaluated) = &keywords.unevaluated else {
        return;
    };
    for (index, item) in items.iter().enumerate() {
        if rules.marks().is_none_or(|m| m.is_open || m.has(index)) {
            continue;
        }
        let step = |pointer: &mut crate::json::Pointer| pointer.push_index(index);
        if rules.constant(unevaluated.value) == Some(false) {
            rules.broken(unevaluated, step, item.span, |_| {
                format!("no keyword speaks of item {index}, so it may not be there")
            });
        } else {
            rules.apply_below(step, unevaluated.value, item);
        }
    }
}
