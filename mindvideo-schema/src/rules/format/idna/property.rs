use super::tables::{CLASS_RUNS, JOINING_RUNS, PVALID};
use crate::pattern::unicode::is_in_category;

/// PVALID of RFC 5892.
pub(super) fn is_valid(c: char) -> bool {
    let near = is_in_category(c, &["Ll", "Lo", "Nd", "Lm", "Mn", "Mc"]);
    let differs = PVALID.partition_point(|&point| point <= u32::from(c)) % 2 == 1;
    near != differs
}

/// Combining marks of every kind.
pub(super) fn is_mark(c: char) -> bool {
    is_in_category(c, &["M"])
}

/// The canonical combining class of a character that a label may hold.
pub(super) fn combining_class(c: char) -> u32 {
    super::run(CLASS_RUNS, c)
}

/// How a letter is joined to its neighbours.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Joining {
    None,
    Left,
    Right,
    Dual,
    Transparent,
}

/// The joining type of a character that a label may hold.
pub(super) fn joining(c: char) -> Joining {
    match super::run(JOINING_RUNS, c) {
        0 if is_in_category(c, &["Mn"]) => Joining::Transparent,
        2 => Joining::Left,
        3 => Joining::Right,
        4 => Joining::Dual,
        5 => Joining::Transparent,
        _ => Joining::None,
    }
}
