use std::cmp::Ordering;

/// The numbers below a count, in an order; what is equal stays as it is.
///
/// Lists that are short or seldom sorted share this one, since sorting is compiled anew for each
/// type of list.
pub(crate) fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut numbers: Vec<usize> = (0..count).collect();
    numbers.sort_by(|a, b| compare(*a, *b));
    numbers
}
