use super::run::Rules;
use crate::decimal::Decimal;
use crate::json::Number;
use crate::rules::number;
use crate::schema::{At, NumberKeywords};
use crate::text::shown;

pub(super) fn check(keywords: &NumberKeywords, number: &Number, rules: &mut Rules<'_, '_>) {
    let NumberKeywords {
        minimum,
        maximum,
        exclusive_minimum,
        exclusive_maximum,
        multiple_of,
    } = keywords;
    let bounds = [minimum, maximum, exclusive_minimum, exclusive_maximum];
    if multiple_of.is_none() && bounds.into_iter().all(Option::is_none) {
        return;
    }
    let value = &number.decimal();
    let mut bound =
        |keyword: &Option<At<Decimal>>, holds: fn(&Decimal, &Decimal) -> bool, wanted: &str| {
            if let Some(limit) = keyword {
                rules.expect(holds(value, &limit.value), limit, |instance| {
                    format!("{} is not {wanted} {}", shown(instance), limit.value)
                });
            }
        };
    bound(minimum, number::minimum, "at least");
    bound(maximum, number::maximum, "at most");
    bound(exclusive_minimum, number::exclusive_minimum, "greater than");
    bound(exclusive_maximum, number::exclusive_maximum, "less than");
    bound(multiple_of, number::multiple_of, "a multiple of");
}
