//! Rules for objects.

/// `minProperties`
pub const fn min_properties(count: usize, limit: u64) -> bool {
    count as u64 >= limit
}

/// `maxProperties`
pub const fn max_properties(count: usize, limit: u64) -> bool {
    count as u64 <= limit
}
