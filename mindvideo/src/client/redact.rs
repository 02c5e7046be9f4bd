//! What a `Debug` and a log must not show.

use std::borrow::Cow;

/// A text without what opens the URLs in it: a query or fragment, which may be a signature, and credentials.
///
/// It need not be well-formed: a JSON text, a page, or the first half of one.
pub(crate) fn urls(text: &str) -> Cow<'_, str> {
    let mut shown = String::new();
    let mut rest = text;
    while let Some(at) = behind_scheme(rest) {
        let (before, from_host) = rest.split_at(at);
        let end = from_host.find(|c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>'));
        let (url, behind) = from_host.split_at(end.unwrap_or(from_host.len()));
        shown.push_str(before);
        push_closed(&mut shown, url);
        rest = behind;
    }
    if shown.is_empty() {
        return Cow::Borrowed(text);
    }
    shown.push_str(rest);
    Cow::Owned(shown)
}

/// The place behind the next `://`, in which JSON may escape the slashes.
fn behind_scheme(text: &str) -> Option<usize> {
    let found = ["://", r":\/\/"].map(|mark| Some(text.find(mark)? + mark.len()));
    found.into_iter().flatten().min()
}

/// Adds a URL from its host on.
fn push_closed(shown: &mut String, url: &str) {
    let (url, secret) = match url.find(['?', '#']) {
        Some(at) => (url.get(..at).unwrap_or_default(), "?REDACTED"),
        None => (url, ""),
    };
    let authority = url.find(['/', '\\']).unwrap_or(url.len());
    let credentials = url.get(..authority).and_then(|host| host.rfind('@'));
    if let Some(at) = credentials {
        shown.push_str("REDACTED");
        shown.push_str(url.get(at..).unwrap_or_default());
    } else {
        shown.push_str(url);
    }
    shown.push_str(secret);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_all_but_what_opens() {
        for (text, shown) in [
            ("", ""),
            ("a ? b # c", "a ? b # c"),
            ("https://h/a.mp4", "https://h/a.mp4"),
            ("https://h/a.mp4?sig=1&x=2", "https://h/a.mp4?REDACTED"),
            ("https://h/a#t", "https://h/a?REDACTED"),
            ("https://h?sig=1", "https://h?REDACTED"),
            ("s3://u:p@h:1/a@b", "s3://REDACTED@h:1/a@b"),
            ("https://u@h?x=@y", "https://REDACTED@h?REDACTED"),
            ("://?", "://?REDACTED"),
            ("https://h/é?é é?", "https://h/é?REDACTED é?"),
            (
                r#"{"url":"https://h/a?s=1","n":1.10,"b":"http:\/\/h\/b?s=2"}"#,
                r#"{"url":"https://h/a?REDACTED","n":1.10,"b":"http:\/\/h\/b?REDACTED"}"#,
            ),
            (
                "<a href=https://h/a?s=1>see https://h/b#2",
                "<a href=https://h/a?REDACTED>see https://h/b?REDACTED",
            ),
            (r#""http:\/\/u:p@h\/b"#, r#""http:\/\/REDACTED@h\/b"#),
        ] {
            assert_eq!(urls(text), shown);
        }
    }
}
