//! A refusal in the server's own words.

use std::fmt;

use http::StatusCode;
use serde_json::value::RawValue;

use super::{
    members::{self, Members},
    redact,
};

/// A reply that is not the one asked for: its status, and what could be read of its body.
///
/// The shape of an error body is not documented (assumption A2), so it is read leniently: RFC 9457 problem details,
/// `{"error": {"code", "message"}}`, `{"error": "…"}`, `{"message"}`, `{"detail"}`, or the title of an HTML page. The status
/// is never lost over a body that cannot be read.
#[derive(Clone, PartialEq)]
pub struct ApiError {
    status: StatusCode,
    code: Option<Box<str>>,
    message: Option<Box<str>>,
    request_id: Option<Box<str>>,
    body: Box<str>,
}

/// Largest body of a refusal that is kept, in bytes.
pub(crate) const LARGEST_ERROR_BODY: usize = 64 * 1024;
const LONGEST_SHOWN: usize = 300;

impl ApiError {
    pub(crate) fn read(status: StatusCode, body: &[u8]) -> Self {
        let body = body.get(..LARGEST_ERROR_BODY).unwrap_or(body);
        let body: Box<str> = String::from_utf8_lossy(body).into();
        let mut error = Self {
            status,
            code: None,
            message: None,
            request_id: None,
            body,
        };
        if let Ok(members) = serde_json::from_str::<Members>(&error.body) {
            error.read_members(&members);
        } else if let Ok(text) = serde_json::from_str::<Box<str>>(&error.body) {
            error.message = Some(text);
        } else {
            error.message = html_title(&error.body).or_else(|| plain(&error.body));
        }
        error
    }

    fn read_members(&mut self, members: &Members) {
        let inner = members.get("error").and_then(Members::of);
        for members in inner.iter().chain([members]) {
            let first = |names: &[&str]| {
                names
                    .iter()
                    .find_map(|name| members.get(name).and_then(word))
                    .map(Into::into)
            };
            self.code = self.code.take().or_else(|| first(&["code", "type"]));
            self.message = self
                .message
                .take()
                .or_else(|| first(&["message", "detail", "title", "error", "error_description"]));
            self.request_id = self
                .request_id
                .take()
                .or_else(|| first(&["request_id", "requestId"]));
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// The server's word for the kind of refusal, if it gave one.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// The server's explanation, if one could be found.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The server's name of the request, if it gave one.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The body as it came, at most 64 KiB, with the API key masked should the server have echoed it.
    pub fn body(&self) -> &str {
        &self.body
    }

    /// Whether code, message or body speak of a thing named by one of `words` (lower case).
    pub(crate) fn mentions(&self, words: &[&str]) -> bool {
        let body = self.body.to_ascii_lowercase();
        words.iter().any(|word| body.contains(word))
    }
}

fn word(raw: &RawValue) -> Option<String> {
    let number = || {
        raw.get()
            .starts_with(|c: char| c.is_ascii_digit())
            .then(|| raw.get().to_owned())
    };
    members::text(raw).or_else(number)
}

fn html_title(body: &str) -> Option<Box<str>> {
    let lower = body.to_ascii_lowercase();
    let from = lower.find("<title>")? + "<title>".len();
    let to = from + lower.get(from..)?.find("</title>")?;
    Some(body.get(from..to)?.trim().into())
}

fn plain(body: &str) -> Option<Box<str>> {
    let text = body.trim();
    (!text.is_empty() && !text.starts_with('<')).then(|| text.into())
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)?;
        if let Some(message) = &self.message {
            write!(f, ": {}", one_line(message))?;
        }
        if let Some(code) = &self.code {
            write!(f, " (code {})", one_line(code))?;
        }
        Ok(())
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiError({self})")
    }
}

/// Text of a stranger for one line of a log: short, without control characters, and without what opens the URLs in it.
pub(crate) fn one_line(text: &str) -> String {
    let text = redact::urls(text);
    let mut line: String = text
        .chars()
        .take(LONGEST_SHOWN)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if text.chars().nth(LONGEST_SHOWN).is_some() {
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_servers_say() {
        for (body, shown) in [
            (
                r#"{"error":{"code":"bad_key","message":"Key revoked"},"request_id":"r"}"#,
                "401 Unauthorized: Key revoked (code bad_key)",
            ),
            (r#"{"error":"nope"}"#, "401 Unauthorized: nope"),
            (
                r#"{"message":"nope","code":40101}"#,
                "401 Unauthorized: nope (code 40101)",
            ),
            (
                r#"{"type":"about:x","title":"T","detail":"D","status":401}"#,
                "401 Unauthorized: D (code about:x)",
            ),
            (r#""just text""#, "401 Unauthorized: just text"),
            (
                "<html><head><title> 502 Bad\nGateway </title>",
                "401 Unauthorized: 502 Bad Gateway",
            ),
            ("<p>x</p>", "401 Unauthorized"),
            ("two\r\nlines", "401 Unauthorized: two  lines"),
            ("{}", "401 Unauthorized"),
            ("", "401 Unauthorized"),
            ("[1,2", "401 Unauthorized: [1,2"),
        ] {
            let error = ApiError::read(StatusCode::UNAUTHORIZED, body.as_bytes());
            assert_eq!(error.to_string(), shown);
            assert_eq!(error.body(), body);
        }
        let error = ApiError::read(StatusCode::CONFLICT, &vec![b'x'; 100_000]);
        assert_eq!(error.body().len(), LARGEST_ERROR_BODY);
        assert!(error.to_string().len() < 400);
    }
}
