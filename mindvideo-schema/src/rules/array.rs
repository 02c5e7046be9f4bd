//! Rules for arrays.

/// `minItems`
pub const fn min_items(count: usize, limit: u64) -> bool {
    count as u64 >= limit
}

/// `maxItems`
pub const fn max_items(count: usize, limit: u64) -> bool {
    count as u64 <= limit
}
