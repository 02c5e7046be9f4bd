//! Labels of host names beyond ASCII: RFC 5890 to 5893.

pub(super) mod bidi;
mod context;
mod nfc;
mod property;
mod punycode;
#[expect(clippy::unreadable_literal, reason = "written by a script")]
mod tables;

use super::{Fault, Verdict, expect};

/// What a label begins with that holds Punycode, in either case.
const PREFIX: &str = "xn--";

/// Whether the label claims to be one that stands for characters beyond ASCII.
pub(super) fn is_a_label(label: &str) -> bool {
    label
        .get(..PREFIX.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(PREFIX))
}

/// The characters that a label in Punycode stands for, if it is the one form of an allowed label.
pub(super) fn decoded(label: &str) -> Result<Vec<char>, Fault> {
    let refused = || Fault::from("a label after `xn--` is no Punycode");
    let lower = label.to_ascii_lowercase();
    let code = lower.strip_prefix(PREFIX).ok_or_else(refused)?;
    let characters = punycode::decode(code).ok_or_else(refused)?;
    u_label(&characters)?;
    if characters.iter().all(char::is_ascii) || encoded(&characters)? != lower {
        return Err("a label after `xn--` is not the Punycode of what it stands for".into());
    }
    Ok(characters)
}

/// The form of ASCII in which a label is sent.
pub(super) fn encoded(characters: &[char]) -> Result<String, Fault> {
    let code = punycode::encode(characters).ok_or("a label is too long")?;
    Ok(format!("{PREFIX}{code}"))
}

/// RFC 5891, section 4.2, and what RFC 5892 asks of each character. What [`bidi`] asks is asked of
/// all labels together.
pub(super) fn u_label(label: &[char]) -> Verdict {
    hyphens(label)?;
    if label.first().is_some_and(|c| property::is_mark(*c)) {
        return Err("a label begins with a combining mark".into());
    }
    for (at, c) in label.iter().enumerate() {
        if !property::is_valid(*c) && !context::allows(label, at) {
            return Err(format!("{c:?} cannot stand there in a label").into());
        }
    }
    expect(
        nfc::is_normal(label),
        "a label is not in normal form C of Unicode",
    )
}

/// Hyphens that are not at the ends, nor both at the third and the fourth place.
pub(super) fn hyphens(label: &[char]) -> Verdict {
    if label.first() == Some(&'-') || label.last() == Some(&'-') {
        return Err("a hyphen stands at the end of a label".into());
    }
    match label.get(2..4) {
        Some(['-', '-']) => Err("`--` stands at the third place of a label".into()),
        _ => Ok(()),
    }
}

/// The value of a run that a code point lies in.
fn run(table: &[u32], c: char) -> u32 {
    let after = table.partition_point(|run| run >> 8 <= u32::from(c));
    let before = after.checked_sub(1).and_then(|index| table.get(index));
    before.map_or(0, |run| run & 0xFF)
}
