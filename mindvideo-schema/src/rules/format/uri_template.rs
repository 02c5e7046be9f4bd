use super::Verdict;
use super::uri::{is_private, is_ucschar, percent_encoded};

/// `uri-template`: RFC 6570, section 2, of any level, with erratum 6937: `'` is a literal.
///
/// # Errors
/// What is wrong with it.
pub fn uri_template(text: &str) -> Verdict {
    percent_encoded(text)?;
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        literals(before)?;
        let Some((inside, after)) = after.split_once('}') else {
            return Err("a `{` is without its `}`".into());
        };
        expression(inside)?;
        rest = after;
    }
    literals(rest)
}

fn literals(text: &str) -> Verdict {
    let allowed = |c: char| match c {
        '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' | ' ' => false,
        c if c.is_ascii() => !c.is_ascii_control(),
        c => is_ucschar(c) || is_private(c),
    };
    match text.chars().find(|c| !allowed(*c)) {
        None => Ok(()),
        Some('}') => Err("a `}` is without its `{`".into()),
        Some(c) => Err(format!("{c:?} cannot stand in it; write it percent-encoded").into()),
    }
}

/// What stands between braces: perhaps an operator, then variables.
fn expression(text: &str) -> Verdict {
    let variables = text.strip_prefix(|c| "+#./;?&=,!@|".contains(c));
    for variable in variables.unwrap_or(text).split(',') {
        if !is_variable(variable) {
            let shown: String = variable.chars().take(30).collect();
            return Err(format!("`{shown}` in braces is no variable").into());
        }
    }
    Ok(())
}

/// A name, and perhaps `*` or the length of a prefix.
fn is_variable(text: &str) -> bool {
    let name = match (text.strip_suffix('*'), text.split_once(':')) {
        (Some(name), _) => name,
        (None, Some((name, length))) if is_length(length) => name,
        (None, Some(_)) => return false,
        (None, None) => text,
    };
    let is_char = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '%';
    name.split('.')
        .all(|part| !part.is_empty() && part.chars().all(is_char))
        // A percent-encoded byte is not parted by a brace or a comma.
        && percent_encoded(name).is_ok()
}

/// From 1 to 9999.
fn is_length(text: &str) -> bool {
    matches!(text.len(), 1..=4)
        && !text.starts_with('0')
        && text.bytes().all(|b| b.is_ascii_digit())
}
