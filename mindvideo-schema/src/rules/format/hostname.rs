use super::{Verdict, idna};

/// The most bytes of a name.
pub(super) const NAME: usize = 253;

/// The most bytes of a label.
pub(super) const LABEL: usize = 63;

/// `hostname` up to draft 6: RFC 1034, section 3.1, as RFC 1123, section 2.1, widens it.
///
/// # Errors
/// What is wrong with it.
pub fn labels(text: &str) -> Verdict {
    if text.len() > NAME {
        return Err(format!("it is longer than {NAME} bytes").into());
    }
    text.split('.').try_for_each(label)
}

/// `hostname` from draft 7 on: the same, where a label that begins with `xn--` is the Punycode of
/// one that RFC 5891 allows.
///
/// # Errors
/// What is wrong with it.
pub fn hostname(text: &str) -> Verdict {
    labels(text)?;
    let mut unicode = Vec::new();
    for label in text.split('.') {
        unicode.push(if idna::is_a_label(label) {
            idna::decoded(label)?
        } else {
            label.to_ascii_lowercase().chars().collect()
        });
    }
    idna::bidi::domain(&unicode)
}

/// Letters, digits, and hyphens not at the ends.
pub(super) fn label(text: &str) -> Verdict {
    if text.is_empty() {
        return Err("a label is empty".into());
    }
    if text.len() > LABEL {
        return Err(format!("a label is longer than {LABEL} bytes").into());
    }
    if let Some(c) = text
        .chars()
        .find(|c| !c.is_ascii_alphanumeric() && *c != '-')
    {
        return Err(format!("{c:?} cannot stand in a label").into());
    }
    if text.starts_with('-') || text.ends_with('-') {
        return Err("a hyphen stands at the end of a label".into());
    }
    Ok(())
}
