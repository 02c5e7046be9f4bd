//! Rules for numbers. All of them are exact: `0.3` is a multiple of `0.1`. A limit is compared as a
//! [`Decimal`], or as an integer where both are.

use crate::decimal::Decimal;

/// `minimum`
pub fn minimum<N: PartialOrd>(value: &N, limit: &N) -> bool {
    value >= limit
}

/// `maximum`
pub fn maximum<N: PartialOrd>(value: &N, limit: &N) -> bool {
    value <= limit
}

/// `exclusiveMinimum`
pub fn exclusive_minimum<N: PartialOrd>(value: &N, limit: &N) -> bool {
    value > limit
}

/// `exclusiveMaximum`
pub fn exclusive_maximum<N: PartialOrd>(value: &N, limit: &N) -> bool {
    value < limit
}

/// `multipleOf`
pub fn multiple_of(value: &Decimal, divisor: &Decimal) -> bool {
    value.is_multiple_of(divisor)
}
