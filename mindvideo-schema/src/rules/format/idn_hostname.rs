use super::hostname::{self, LABEL, NAME};
use super::{Verdict, idna};

/// `idn-hostname`: RFC 5890, section 2.3.2.3: labels of a host name, or such as RFC 5891 allows
/// beyond ASCII. The points of other scripts part labels, too.
///
/// # Errors
/// What is wrong with it.
pub fn idn_hostname(text: &str) -> Verdict {
    let too_long = || format!("it is longer than {NAME} bytes as it is sent").into();
    // No character takes less than a byte of what is sent.
    if text.chars().nth(NAME).is_some() {
        return Err(too_long());
    }
    let mut unicode = Vec::new();
    let mut sent = 0;
    for label in text.split(['.', '\u{3002}', '\u{FF0E}', '\u{FF61}']) {
        let (characters, bytes) = of_label(label)?;
        sent += bytes + usize::from(sent > 0);
        unicode.push(characters);
    }
    if sent > NAME {
        return Err(too_long());
    }
    idna::bidi::domain(&unicode)
}

/// The characters of a label, and how many bytes of ASCII it is sent as.
fn of_label(label: &str) -> Result<(Vec<char>, usize), super::Fault> {
    if label.is_ascii() {
        hostname::label(label)?;
        if idna::is_a_label(label) {
            return Ok((idna::decoded(label)?, label.len()));
        }
        let characters: Vec<char> = label.to_ascii_lowercase().chars().collect();
        idna::hyphens(&characters)?;
        return Ok((characters, label.len()));
    }
    let characters: Vec<char> = label.chars().collect();
    idna::u_label(&characters)?;
    let bytes = idna::encoded(&characters)?.len();
    if bytes > LABEL {
        return Err(format!("a label is longer than {LABEL} bytes as it is sent").into());
    }
    Ok((characters, bytes))
}
