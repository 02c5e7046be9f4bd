use super::property::{Joining, combining_class, joining};
use crate::pattern::unicode::is_in_script;

/// The rules of RFC 5892, appendix A, for characters that are allowed beside certain others.
pub(super) fn allows(label: &[char], at: usize) -> bool {
    let (before, rest) = label.split_at_checked(at).unwrap_or_default();
    let Some((c, after)) = rest.split_first() else {
        return false;
    };
    let previous = before.last().copied();
    let next = after.first().copied();
    match c {
        '\u{200C}' => follows_virama(previous) || joins(before, after),
        '\u{200D}' => follows_virama(previous),
        '\u{B7}' => previous == Some('l') && next == Some('l'),
        '\u{375}' => next.is_some_and(|c| is_in_script(c, "Grek")),
        '\u{5F3}' | '\u{5F4}' => previous.is_some_and(|c| is_in_script(c, "Hebr")),
        '\u{30FB}' => label.iter().any(|c| is_japanese(*c)),
        '\u{660}'..='\u{669}' => !label.iter().any(|c| matches!(c, '\u{6F0}'..='\u{6F9}')),
        '\u{6F0}'..='\u{6F9}' => !label.iter().any(|c| matches!(c, '\u{660}'..='\u{669}')),
        _ => false,
    }
}

fn follows_virama(previous: Option<char>) -> bool {
    previous.is_some_and(|c| combining_class(c) == 9)
}

/// Whether letters on both sides would be joined without what stands between them.
fn joins(before: &[char], after: &[char]) -> bool {
    let seen = |c: &&char| joining(**c) != Joining::Transparent;
    let left = before.iter().rev().find(seen).map(|c| joining(*c));
    let right = after.iter().find(seen).map(|c| joining(*c));
    matches!(left, Some(Joining::Left | Joining::Dual))
        && matches!(right, Some(Joining::Right | Joining::Dual))
}

fn is_japanese(c: char) -> bool {
    ["Hira", "Kana", "Hani"]
        .iter()
        .any(|script| is_in_script(c, script))
}
