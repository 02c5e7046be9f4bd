//! Where a redirect leads.

use http::{Uri, uri::Authority};

use super::download_error::DownloadError;

/// The absolute form of a `Location`, as RFC 3986 resolves a reference (section 5.2). From https it must not lead to another
/// scheme.
pub(crate) fn resolve(base: &Uri, location: &str) -> Result<String, DownloadError> {
    let own_scheme = base.scheme_str().unwrap_or("https");
    let own_authority = base.authority().map(Authority::as_str);
    let reference = Reference::read(location);
    let (mut authority, mut query) = (reference.authority, reference.query);
    let path = if reference.scheme.is_some() || authority.is_some() {
        without_dots(reference.path)
    } else {
        authority = own_authority;
        if reference.path.is_empty() {
            query = query.or(base.query());
            base.path().to_owned()
        } else if reference.path.starts_with('/') {
            without_dots(reference.path)
        } else {
            let folder = base
                .path()
                .rsplit_once('/')
                .map_or("", |(folder, _)| folder);
            without_dots(&format!("{folder}/{}", reference.path))
        }
    };
    let scheme = reference.scheme.unwrap_or(own_scheme);
    if own_scheme == "https" && !scheme.eq_ignore_ascii_case("https") {
        return Err(DownloadError::Redirect(
            "from https to another scheme".to_owned(),
        ));
    }
    let part =
        |mark: &str, part: Option<&str>| part.map_or(String::new(), |part| format!("{mark}{part}"));
    Ok([
        format!("{scheme}:"),
        part("//", authority),
        path,
        part("?", query),
        part("#", reference.fragment),
    ]
    .concat())
}

/// The parts of a URL, absolute or not (RFC 3986, appendix B).
struct Reference<'a> {
    scheme: Option<&'a str>,
    authority: Option<&'a str>,
    path: &'a str,
    query: Option<&'a str>,
    fragment: Option<&'a str>,
}

impl<'a> Reference<'a> {
    fn read(text: &'a str) -> Self {
        let (text, fragment) = cut(text, '#');
        let (text, query) = cut(text, '?');
        let (scheme, text) = match text.split_once(':') {
            Some((scheme, rest)) if !scheme.is_empty() && !scheme.contains('/') => {
                (Some(scheme), rest)
            }
            _ => (None, text),
        };
        let (authority, path) = match text.strip_prefix("//") {
            Some(text) => {
                let (authority, path) = text.split_at(text.find('/').unwrap_or(text.len()));
                (Some(authority), path)
            }
            None => (None, text),
        };
        Self {
            scheme,
            authority,
            path,
            query,
            fragment,
        }
    }
}

/// What stands before a mark, and after it if it is there.
fn cut(text: &str, mark: char) -> (&str, Option<&str>) {
    match text.split_once(mark) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

/// A path from the root without its segments `.` and `..` (section 5.2.4). Other paths name nothing that is fetched.
fn without_dots(path: &str) -> String {
    let Some(path) = path.strip_prefix('/') else {
        return path.to_owned();
    };
    let mut kept = Vec::new();
    let mut segments = path.split('/').peekable();
    while let Some(segment) = segments.next() {
        match segment {
            "." => {}
            ".." => {
                kept.pop();
            }
            name => {
                kept.push(name);
                continue;
            }
        }
        if segments.peek().is_none() {
            // What ends in a dot segment is a folder.
            kept.push("");
        }
    }
    format!("/{}", kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(base: &str, location: &str) -> Option<String> {
        resolve(&base.parse().unwrap(), location).ok()
    }

    /// Sections 5.4.1 and 5.4.2, as strict parsers read them.
    #[test]
    fn the_examples_of_rfc_3986() {
        for (location, expected) in [
            ("g:h", "g:h"),
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            ("#s", "http://a/b/c/d;p?q#s"),
            ("g#s", "http://a/b/c/g#s"),
            ("g?y#s", "http://a/b/c/g?y#s"),
            (";x", "http://a/b/c/;x"),
            ("g;x", "http://a/b/c/g;x"),
            ("g;x?y#s", "http://a/b/c/g;x?y#s"),
            ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"),
            ("./", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../..", "http://a/"),
            ("../../", "http://a/"),
            ("../../g", "http://a/g"),
            ("../../../g", "http://a/g"),
            ("../../../../g", "http://a/g"),
            ("/./g", "http://a/g"),
            ("/../g", "http://a/g"),
            ("g.", "http://a/b/c/g."),
            (".g", "http://a/b/c/.g"),
            ("g..", "http://a/b/c/g.."),
            ("..g", "http://a/b/c/..g"),
            ("./../g", "http://a/b/g"),
            ("./g/.", "http://a/b/c/g/"),
            ("g/./h", "http://a/b/c/g/h"),
            ("g/../h", "http://a/b/c/h"),
            ("g;x=1/./y", "http://a/b/c/g;x=1/y"),
            ("g;x=1/../y", "http://a/b/c/y"),
            ("g?y/./x", "http://a/b/c/g?y/./x"),
            ("g?y/../x", "http://a/b/c/g?y/../x"),
            ("g#s/./x", "http://a/b/c/g#s/./x"),
            ("g#s/../x", "http://a/b/c/g#s/../x"),
            ("http:g", "http:g"),
        ] {
            let found = resolved("http://a/b/c/d;p?q", location);
            assert_eq!(found.as_deref(), Some(expected), "{location}");
        }
    }

    #[test]
    fn redirects() {
        for (location, expected) in [
            ("https://o.example/a", Some("https://o.example/a")),
            ("HTTPS://o.example", Some("HTTPS://o.example")),
            (
                "https://o.example/a/../b?c=..",
                Some("https://o.example/b?c=.."),
            ),
            ("//o.example/a", Some("https://o.example/a")),
            ("//o.example?b", Some("https://o.example?b")),
            ("//o.example:8443/a", Some("https://o.example:8443/a")),
            ("/a?b", Some("https://h.example/a?b")),
            ("/a//../b", Some("https://h.example/a/b")),
            ("/%2e%2e/b", Some("https://h.example/%2e%2e/b")),
            ("a?u=b:c", Some("https://h.example/x/a?u=b:c")),
            ("a/b:c", Some("https://h.example/x/a/b:c")),
            ("?", Some("https://h.example/x/y?")),
            ("?sig=2", Some("https://h.example/x/y?sig=2")),
            ("http://o.example/a", None),
            ("httpsx://o.example/a", None),
            ("file:///etc/passwd", None),
            ("g:h", None),
        ] {
            let found = resolved("https://h.example/x/y?z", location);
            assert_eq!(found.as_deref(), expected, "{location}");
        }
        let found = resolved("https://h.example", "a");
        assert_eq!(found.as_deref(), Some("https://h.example/a"));
    }
}
