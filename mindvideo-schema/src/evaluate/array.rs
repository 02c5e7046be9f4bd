use super::run::Rules;
use crate::json::{Node, Value, first_repeated};
use crate::rules::array;
use crate::schema::ArrayKeywords;
use crate::text::{counted, shown};

pub(super) fn check(keywords: &ArrayKeywords, rules: &mut Rules<'_, '_>) {
    let Value::Array(items) = &rules.instance.value else {
        return;
    };
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
    check_contains(keywords, items, rules);
}

fn has(items: &[Node]) -> String {
    format!("the array has {}", counted(items.len() as u64, "item"))
}

fn check_items(keywords: &ArrayKeywords, items: &[Node], rules: &mut Rules<'_, '_>) {
    let prefix = keywords.prefix.as_ref().map_or(&[][..], |at| &at.value);
    let rest = keywords.items.as_ref().map(|at| at.value);
    let schemas = prefix
        .iter()
        .copied()
        .map(Some)
        .chain(std::iter::repeat(rest));
    for ((index, item), schema) in items.iter().enumerate().zip(schemas) {
        if !rules.goes_on() {
            return;
        }
        if let Some(schema) = schema {
            rules.apply_below(|pointer| pointer.push_index(index), schema, item);
        }
    }
}

fn check_contains(keywords: &ArrayKeywords, items: &[Node], rules: &mut Rules<'_, '_>) {
    let Some(contains) = &keywords.contains else {
        return;
    };
    let matching = items
        .iter()
        .filter(|item| rules.asks(contains.value, item))
        .count();
    let least = keywords.min_contains.as_ref();
    let limit = least.map_or(1, |at| at.value);
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
