use super::{Fault, Verdict, expect, ip};

/// `uri`: RFC 3986, section 3: with a scheme.
///
/// # Errors
/// What is wrong with it.
pub fn uri(text: &str) -> Verdict {
    Grammar::Uri.check(text, false)
}

/// `uri-reference`: RFC 3986, section 4.1: a URI or a relative reference.
///
/// # Errors
/// What is wrong with it.
pub fn uri_reference(text: &str) -> Verdict {
    Grammar::Uri.check(text, true)
}

/// `iri`: RFC 3987, section 2.2: a URI that may hold characters beyond ASCII.
///
/// # Errors
/// What is wrong with it.
pub fn iri(text: &str) -> Verdict {
    Grammar::Iri.check(text, false)
}

/// `iri-reference`: RFC 3987, section 2.2: an IRI or a relative reference.
///
/// # Errors
/// What is wrong with it.
pub fn iri_reference(text: &str) -> Verdict {
    Grammar::Iri.check(text, true)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Grammar {
    Uri,
    Iri,
}

impl Grammar {
    fn check(self, text: &str, may_be_relative: bool) -> Verdict {
        let rest = match text.split_once([':', '/', '?', '#']) {
            Some((scheme, rest)) if text.as_bytes().get(scheme.len()) == Some(&b':') => {
                is_scheme(scheme)?;
                rest
            }
            _ if may_be_relative => text,
            _ => return Err("it has no scheme, such as `https:`".into()),
        };
        let (rest, fragment) = split(rest, '#');
        let (hierarchy, query) = split(rest, '?');
        let path = match hierarchy.strip_prefix("//") {
            None => hierarchy,
            Some(rest) => {
                let end = rest.find('/').unwrap_or(rest.len());
                let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
                self.authority(authority)?;
                path
            }
        };
        self.each(path, "the path", |c| is_pchar(c) || c == '/')?;
        self.query(query)?;
        self.each(fragment, "the fragment", |c| {
            is_pchar(c) || "/?".contains(c)
        })
    }

    fn authority(self, text: &str) -> Verdict {
        let (user, host) = text.split_once('@').unwrap_or(("", text));
        self.each(user, "the user", |c| is_name(c) || c == ':')?;
        let (host, port) = match host.strip_prefix('[') {
            Some(literal) => {
                let (address, port) = literal
                    .split_once(']')
                    .ok_or(Fault::Borrowed("a `[` in the host is without its `]`"))?;
                is_literal(address)?;
                ("", port)
            }
            None => host.split_at(host.find(':').unwrap_or(host.len())),
        };
        self.each(host, "the host", is_name)?;
        let is_port = |port: &str| port.bytes().all(|b| b.is_ascii_digit());
        expect(
            port.is_empty() || port.strip_prefix(':').is_some_and(is_port),
            "what follows the host is no port",
        )
    }

    /// A query is the one place of an IRI for characters of private use.
    fn query(self, text: &str) -> Verdict {
        let is_query = |c| is_pchar(c) || "/?".contains(c) || self == Self::Iri && is_private(c);
        self.each(text, "the query", is_query)
    }

    /// Every character is allowed as such, or written as `%` and two hexadecimal digits.
    fn each(self, text: &str, place: &str, allowed: impl Fn(char) -> bool) -> Verdict {
        let refused =
            |c: &char| *c != '%' && !allowed(*c) && !(self == Self::Iri && is_ucschar(*c));
        if let Some(c) = text.chars().find(refused) {
            return Err(format!("{c:?} cannot stand in {place}; write it percent-encoded").into());
        }
        percent_encoded(text)
    }
}

/// Every `%` is followed by two hexadecimal digits.
pub(super) fn percent_encoded(text: &str) -> Verdict {
    let is_byte = |after: &str| {
        let digits = after.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    expect(
        text.split('%').skip(1).all(is_byte),
        "a `%` is without two hexadecimal digits; write it as `%25`",
    )
}

fn split(text: &str, at: char) -> (&str, &str) {
    text.split_once(at).unwrap_or((text, ""))
}

fn is_scheme(text: &str) -> Verdict {
    let goes_on = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    expect(
        text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(goes_on),
        "what stands before the first `:` is no scheme, such as `https`",
    )
}

/// What stands between brackets: an IPv6 address, or one of a version to come.
fn is_literal(text: &str) -> Verdict {
    let Some(future) = text.strip_prefix(['v', 'V']) else {
        return ip::ipv6(text).map_err(|_| "the host in brackets is no IPv6 address".into());
    };
    let (version, address) = split(future, '.');
    let is_version = !version.is_empty() && version.bytes().all(|b| b.is_ascii_hexdigit());
    let is_address = |c| is_name(c) || c == ':';
    expect(
        is_version && !address.is_empty() && address.chars().all(is_address),
        "the host in brackets is no address",
    )
}

/// `unreserved` and `sub-delims`
fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=".contains(c)
}

fn is_pchar(c: char) -> bool {
    is_name(c) || c == ':' || c == '@'
}

/// `ucschar` of RFC 3987.
pub(super) fn is_ucschar(c: char) -> bool {
    match u32::from(c) {
        0xA0..=0xD7FF | 0xF900..=0xFDCF | 0xFDF0..=0xFFEF => true,
        0xE0000..=0xE0FFF => false,
        code @ 0x10000..=0xEFFFF => code & 0xFFFF <= 0xFFFD,
        _ => false,
    }
}

/// `iprivate` of RFC 3987.
pub(super) fn is_private(c: char) -> bool {
    let code = u32::from(c);
    matches!(code, 0xE000..=0xF8FF | 0xF0000..=0xFFFFD | 0x10_0000..=0x10_FFFD)
}
