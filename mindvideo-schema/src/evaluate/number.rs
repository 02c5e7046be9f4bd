use super::run::Rules;
use crate::decimal::Decimal;
use crate::json::Value;
use crate::rules::number;
use crate::schema::{At, NumberKeywords};
use crate::text::shown;

pub(super) fn check(keywords: &NumberKeywords, rules: &mut Rules<'_, '_>) {
    let Value::Number(value) = &rules.instance.value else {
        return;
    };
    let value = &value.decimal();
    let mut bound =
        |keyword: &Option<At<Decimal>>, holds: fn(&Decimal, &Decimal) -> bool, wanted: &str| {
            if let Some(limit) = keyword {
                rules.expect(holds(value, &limit.value), limit, |instance| {
                    format!("{} is not {wanted} {}", shown(instance), limit.value)
                });
            }
        };
    bound(&keywords.minimum, number::minimum, "at least");
    bound(&keywords.maximum, number::maximum, "at most");
    bound(
        &keywords.exclusive_minimum,
        number::exclusive_minimum,
        "greater than",
    );
    bound(
        &keywords.exclusive_maximum,
        number::exclusive_maximum,
        "less than",
    );
    bound(&keywords.multiple_of, number::multiple_of, "a multiple of");
}
