use super::{Verdict, expect};

/// `json-pointer`: RFC 6901, section 3; not as a fragment of a URI.
///
/// # Errors
/// What is wrong with it.
pub fn json_pointer(text: &str) -> Verdict {
    if !text.is_empty() && !text.starts_with('/') {
        return Err("it does not begin with `/`".into());
    }
    let mut escapes = text.split('~').skip(1);
    expect(
        escapes.all(|after| after.starts_with(['0', '1'])),
        "a `~` is written `~0`, a `/` in a name `~1`",
    )
}

/// `relative-json-pointer`: a number without leading zeros, then `#` or a JSON pointer.
///
/// # Errors
/// What is wrong with it.
pub fn relative_json_pointer(text: &str) -> Verdict {
    let pointer = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = text.len() - pointer.len();
    if digits == 0 {
        return Err("it does not begin with a number".into());
    }
    if digits > 1 && text.starts_with('0') {
        return Err("its number begins with 0".into());
    }
    match pointer {
        "#" => Ok(()),
        pointer if pointer.is_empty() || pointer.starts_with('/') => json_pointer(pointer),
        _ => Err("neither `#` alone nor `/` follows the number".into()),
    }
}
