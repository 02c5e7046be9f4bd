//! Rules for numbers. All of them are exact: `0.3` is a multiple of `0.1`.

use crate::decimal::Decimal;

/// `minimum`
pub fn minimum(value: &Decimal, limit: &Decimal) -> bool {
    value >= limit
}

/// `maximum`
pub fn maximum(value: &Decimal, limit: &Decimal) -> bool {
    value <= limit
}

/// `exclusiveMinimum`
pub fn exclusive_minimum(value: &Decimal, limit: &Decimal) -> bool {
    value > limit
}

/// `exclusiveMaximum`
pub fn exclusive_maximum(value: &Decimal, limit: &Decimal) -> bool {
    value < limit
}

/// `multipleOf`
pub fn multiple_of(value: &Decimal, divisor: &Decimal) -> bool {
    value.is_multiple_of(divisor)
}
