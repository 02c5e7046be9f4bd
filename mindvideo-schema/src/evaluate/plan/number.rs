use super::Rule;
use crate::decimal::Decimal;
use crate::json::Number;
use crate::rules::number;
use crate::schema::NumberKeywords;

/// A function of the [rules for numbers](number).
pub(super) type Bound = fn(&Decimal, &Decimal) -> bool;

pub(super) fn add(keywords: &NumberKeywords, rules: &mut Vec<Rule>) {
    let bounds = [
        (number::minimum as Bound, &keywords.minimum),
        (number::maximum, &keywords.maximum),
        (number::exclusive_minimum, &keywords.exclusive_minimum),
        (number::exclusive_maximum, &keywords.exclusive_maximum),
        (number::multiple_of, &keywords.multiple_of),
    ];
    let bounds = bounds.into_iter();
    let bounds: Box<[_]> = bounds
        .filter_map(|(bound, limit)| Some((bound, limit.as_ref()?.value.clone())))
        .collect();
    if !bounds.is_empty() {
        rules.push(Rule::Number(bounds));
    }
}

pub(super) fn fits(bounds: &[(Bound, Decimal)], number: &Number) -> bool {
    let value = number.decimal();
    bounds.iter().all(|(bound, limit)| bound(&value, limit))
}
