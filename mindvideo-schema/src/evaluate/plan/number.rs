use super::Rule;
use crate::decimal::Decimal;
use crate::rules::number;
use crate::schema::{At, NumberKeywords};

/// One of the [rules for numbers](number) with its limit.
#[derive(Clone, Debug)]
pub(super) struct Bound {
    limit: Decimal,
    holds: fn(&Decimal, &Decimal) -> bool,
    /// The same for integers, where the limit is one: what most numbers and limits are.
    of_integers: Option<(i64, OfIntegers)>,
}

type OfIntegers = fn(&i64, &i64) -> bool;

pub(super) fn add(keywords: &NumberKeywords, rules: &mut Vec<Rule>) {
    let NumberKeywords {
        minimum,
        maximum,
        exclusive_minimum: above,
        exclusive_maximum: below,
        multiple_of,
    } = keywords;
    let integers: [OfIntegers; 4] = [
        number::minimum,
        number::maximum,
        number::exclusive_minimum,
        number::exclusive_maximum,
    ];
    let [at_least, at_most, greater, less] = integers.map(Some);
    let bounds = [
        Bound::of(minimum.as_ref(), number::minimum, at_least),
        Bound::of(maximum.as_ref(), number::maximum, at_most),
        Bound::of(above.as_ref(), number::exclusive_minimum, greater),
        Bound::of(below.as_ref(), number::exclusive_maximum, less),
        Bound::of(multiple_of.as_ref(), number::multiple_of, None),
    ];
    let bounds: Box<[Bound]> = bounds.into_iter().flatten().collect();
    if !bounds.is_empty() {
        rules.push(Rule::Number(bounds));
    }
}

impl Bound {
    fn of(
        limit: Option<&At<Decimal>>,
        holds: fn(&Decimal, &Decimal) -> bool,
        of_integers: Option<OfIntegers>,
    ) -> Option<Self> {
        let limit = limit?.value.clone();
        Some(Self {
            of_integers: limit.to_i64().zip(of_integers),
            limit,
            holds,
        })
    }
}

/// Whether a number, as it is written, keeps within all of them.
pub(super) fn fit(bounds: &[Bound], number: &str) -> bool {
    let integer = number.parse::<i64>().ok();
    let mut decimal = None;
    bounds.iter().all(|bound| {
        if let (Some(integer), Some((limit, holds))) = (integer, bound.of_integers) {
            return holds(&integer, &limit);
        }
        let decimal = decimal.get_or_insert_with(|| Decimal::from_scanned(number));
        (bound.holds)(decimal, &bound.limit)
    })
}
