//! URI references as RFC 3986 resolves them (section 5), as far as identifying documents needs it.

/// A reference split at its first `#`.
pub(crate) fn split_fragment(reference: &str) -> (&str, &str) {
    reference.split_once('#').unwrap_or((reference, ""))
}

/// The absolute form of `reference` read in a document at `base`; both without fragments.
/// An empty base leaves the reference as it is.
pub(crate) fn resolve(base: &str, reference: &str) -> String {
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
pub(crate) fn is_absolute(reference: &str) -> bool {
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
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.split('/').peekable();
    while let Some(segment) = segments.next() {
        let last = segments.peek().is_none();
        match segment {
            "." | ".." => {
                if segment == ".." && kept.len() > 1 {
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

/// Undoes `%41`. `None` where the bytes are no UTF-8.
pub(crate) fn percent_decode(text: &str) -> Option<String> {
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
            ("/schemas/x.json", "y.json", "/schemas/y.json"),
        ] {
            assert_eq!(resolve(base, reference), absolute, "{reference} in {base}");
        }
    }

    #[test]
    fn percent_signs_are_undone_once() {
        assert_eq!(percent_decode("a%25b%7Ec").as_deref(), Some("a%b~c"));
        assert_eq!(percent_decode("100%").as_deref(), Some("100%"));
        assert_eq!(percent_decode("%E6%B5%B7").as_deref(), Some("海"));
        assert_eq!(percent_decode("%FF"), None);
    }
}
