//! URI references as RFC 3986 resolves them (section 5), as far as identifying documents needs it.

use std::borrow::Cow;

/// A reference split at its first `#`.
pub(crate) fn split_fragment(reference: &str) -> (&str, &str) {
    reference.split_once('#').unwrap_or((reference, ""))
}

/// The absolute form of `reference` read in a document at `base`; both without fragments.
///
/// A base without a scheme is itself relative to somewhere: steps up that it cannot take are kept.
///
/// ```
/// use mindvideo_schema::link::resolve;
///
/// assert_eq!(resolve("http://a/b/c.json", "../d.json"), "http://a/d.json");
/// assert_eq!(resolve("c.json", "../d.json"), "../d.json");
/// ```
pub fn resolve(base: &str, reference: &str) -> String {
    if reference.is_empty() {
        return base.to_owned();
    }
    if base.is_empty() || is_absolute(reference) {
        return normalize(reference);
    }
    let (scheme, rest) = base.split_at(base.find(':').map_or(0, |colon| colon + 1));
    if reference.starts_with("//") {
        return normalize(&format!("{scheme}{reference}"));
    }
    let authority_end = match rest.strip_prefix("//") {
        Some(after) => 2 + after.find(['/', '?']).unwrap_or(after.len()),
        None => 0,
    };
    let (authority, path) = rest.split_at(authority_end);
    let path = path.split('?').next().unwrap_or_default();
    let joined = if reference.starts_with('/') {
        reference.to_owned()
    } else if reference.starts_with('?') {
        format!("{path}{reference}")
    } else {
        let folder = path.rfind('/').map_or("", |slash| &path[..=slash]);
        let folder = if folder.is_empty() && !authority.is_empty() {
            "/"
        } else {
            folder
        };
        format!("{folder}{reference}")
    };
    normalize(&format!("{scheme}{authority}{joined}"))
}

/// Whether it begins with a scheme.
pub fn is_absolute(reference: &str) -> bool {
    reference.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}

/// Removes `.` and `..` segments from the path of a hierarchical URI.
fn normalize(uri: &str) -> String {
    let path_start = match uri.find("://") {
        Some(scheme) => uri[scheme + 3..]
            .find('/')
            .map_or(uri.len(), |slash| scheme + 3 + slash),
        None => 0,
    };
    let (head, path) = uri.split_at(path_start);
    if !path.split('/').any(|segment| matches!(segment, "." | "..")) {
        return uri.to_owned();
    }
    let floats = head.is_empty() && !path.starts_with('/') && !is_absolute(path);
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.split('/').peekable();
    while let Some(segment) = segments.next() {
        let last = segments.peek().is_none();
        match segment {
            ".." if floats && kept.last().is_none_or(|above| *above == "..") => kept.push(".."),
            "." | ".." => {
                if segment == ".." && kept.len() > usize::from(!floats) {
                    kept.pop();
                }
                if last {
                    kept.push("");
                }
            }
            _ => kept.push(segment),
        }
    }
    format!("{head}{}", kept.join("/"))
}

/// Undoes the percent-encoding of URIs: `%41` is `A`. `None` where the bytes are no UTF-8.
///
/// ```
/// use mindvideo_schema::link::percent_decode;
///
/// assert_eq!(percent_decode("a%20b.json").as_deref(), Some("a b.json"));
/// assert_eq!(percent_decode("%FF"), None);
/// ```
pub fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        let decoded = match (first, tail) {
            (b'%', [high, low, after @ ..]) => hex(*high).zip(hex(*low)).map(|(high, low)| {
                rest = after;
                high << 4 | low
            }),
            _ => None,
        };
        bytes.push(decoded.unwrap_or(*first));
    }
    String::from_utf8(bytes).ok()
}

/// The last step of a path, as a reference to it from beside it.
pub(crate) fn of_file(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut uri = String::with_capacity(name.len());
    for character in name.chars() {
        match character {
            '%' => uri.push_str("%25"),
            '#' => uri.push_str("%23"),
            '?' => uri.push_str("%3F"),
            ':' => uri.push_str("%3A"),
            ' ' => uri.push_str("%20"),
            other => uri.push(other),
        }
    }
    uri
}

/// The same, without a copy where nothing is encoded.
pub(super) fn decoded(text: &str) -> Option<Cow<'_, str>> {
    if text.contains('%') {
        percent_decode(text).map(Cow::Owned)
    } else {
        Some(Cow::Borrowed(text))
    }
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_resolve_as_rfc_3986_says() {
        for (base, reference, absolute) in [
            ("http://a/b/c/d?q", "g", "http://a/b/c/g"),
            ("http://a/b/c/d?q", "./g", "http://a/b/c/g"),
            ("http://a/b/c/d?q", "/g", "http://a/g"),
            ("http://a/b/c/d?q", "//g", "http://g"),
            ("http://a/b/c/d?q", "?y", "http://a/b/c/d?y"),
            ("http://a/b/c/d?q", "", "http://a/b/c/d?q"),
            ("http://a/b/c/d?q", "..", "http://a/b/"),
            ("http://a/b/c/d?q", "../../g", "http://a/g"),
            ("http://a/b/c/d?q", "../../../g", "http://a/g"),
            ("http://a/b/c/d", "urn:x:y", "urn:x:y"),
            ("http://a", "g", "http://a/g"),
            ("", "item.json", "item.json"),
            ("", "../x.json", "../x.json"),
            ("", "./a/../../x.json", "../x.json"),
            ("a.json", "b/c.json", "b/c.json"),
            ("b/c.json", "../a.json", "a.json"),
            ("../x.json", "y.json", "../y.json"),
            ("../x.json", "../y.json", "../../y.json"),
            ("b/c.json", "../../y.json", "../y.json"),
            ("a.json", "/y.json", "/y.json"),
            ("urn:x:y", "http://a/b", "http://a/b"),
            ("/schemas/x.json", "y.json", "/schemas/y.json"),
        ] {
            assert_eq!(resolve(base, reference), absolute, "{reference} in {base}");
        }
    }

    #[test]
    fn a_file_is_called_by_its_name() {
        assert_eq!(of_file("schemas/veo3.json"), "veo3.json");
        assert_eq!(of_file("C:\\schemas\\a b#1.json"), "a%20b%231.json");
        assert_eq!(of_file(""), "");
    }

    #[test]
    fn percent_signs_are_undone_once() {
        assert_eq!(percent_decode("a%25b%7Ec").as_deref(), Some("a%b~c"));
        assert_eq!(percent_decode("100%").as_deref(), Some("100%"));
        assert_eq!(percent_decode("%E6%B5%B7").as_deref(), Some("海"));
        assert_eq!(percent_decode("%FF"), None);
    }
}
