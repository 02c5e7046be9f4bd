use super::super::Verdict;
use super::tables::BIDI_RUNS;
use crate::pattern::unicode::is_in_category;

/// Bidirectional classes that a label may hold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// L
    Left,
    /// R and AL
    Right,
    /// AN
    ArabicNumber,
    /// EN
    EuropeanNumber,
    /// ES, ON and BN
    Neutral,
    /// NSM
    Mark,
}

impl Class {
    fn of(c: char) -> Self {
        match super::run(BIDI_RUNS, c) {
            0 if is_in_category(c, &["Mn"]) => Self::Mark,
            2 | 3 => Self::Right,
            4 => Self::ArabicNumber,
            5 => Self::EuropeanNumber,
            6..=8 => Self::Neutral,
            9 => Self::Mark,
            _ => Self::Left,
        }
    }
}

/// RFC 5893, section 2: where one label has letters from right to left, all of them must read the
/// same however they are shown.
pub(in super::super) fn domain(labels: &[Vec<char>]) -> Verdict {
    let labels: Vec<Vec<Class>> = labels
        .iter()
        .map(|label| label.iter().map(|c| Class::of(*c)).collect())
        .collect();
    let is_bidi = |class: &Class| matches!(class, Class::Right | Class::ArabicNumber);
    if !labels.iter().flatten().any(is_bidi) || labels.iter().all(|label| obeys(label)) {
        return Ok(());
    }
    Err("a label mixes directions of writing in a way that could be shown differently".into())
}

fn obeys(label: &[Class]) -> bool {
    let has = |class| label.contains(&class);
    let last = label.iter().rev().find(|class| **class != Class::Mark);
    match label.first() {
        Some(Class::Right) => {
            let both_numbers = has(Class::EuropeanNumber) && has(Class::ArabicNumber);
            let ends_well = !matches!(last, Some(Class::Neutral));
            ends_well && !both_numbers && !has(Class::Left)
        }
        Some(Class::Left) => {
            !has(Class::Right)
                && !has(Class::ArabicNumber)
                && matches!(last, Some(Class::Left | Class::EuropeanNumber))
        }
        _ => false,
    }
}
