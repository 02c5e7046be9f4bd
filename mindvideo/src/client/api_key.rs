//! The secret that pays.

use std::fmt;

use bytes::Bytes;
use http::HeaderValue;

use super::config_error::ConfigError;

/// An API key: the secret in `Authorization: Bearer mv_live_…`.
///
/// It has no `Display` and no `Serialize`, its `Debug` shows nothing of it, and the header made from it is marked
/// sensitive, so HTTP libraries do not log it either. The client sends it to the base URL's origin and nowhere else.
#[derive(Clone)]
pub(crate) struct ApiKey {
    authorization: HeaderValue,
}

const SCHEME: &str = "Bearer ";
const MASK: &[u8] = b"****";

impl ApiKey {
    /// Takes the key as the dashboard shows it, without the word `Bearer`, for a setting of the given name.
    ///
    /// # Errors
    /// A configuration error when the text is empty, or holds white space or anything but printable ASCII: mostly the
    /// newline of a file or a quote of a shell. The error tells where, never what.
    pub(crate) fn named(setting: &str, text: &str) -> Result<Self, ConfigError> {
        let refuse = |problem: String| {
            let cure = "set it to the key exactly as the dashboard shows it (mv_live_…)";
            Err(ConfigError::new(setting, problem, cure))
        };
        if text.is_empty() {
            return refuse("is empty".to_owned());
        }
        if let Some((at, bad)) = text.char_indices().find(|(_, c)| !c.is_ascii_graphic()) {
            let what = match bad {
                '\n' | '\r' => "a line break",
                _ if bad.is_whitespace() => "white space",
                _ => "a character that is not printable ASCII",
            };
            return refuse(format!(
                "holds {what} at byte {at} of {} (value hidden)",
                text.len()
            ));
        }
        match HeaderValue::try_from(format!("{SCHEME}{text}")) {
            Ok(mut authorization) => {
                authorization.set_sensitive(true);
                Ok(Self { authorization })
            }
            Err(_) => refuse("cannot stand in an HTTP header (value hidden)".to_owned()),
        }
    }

    /// The only way out of this type: the value of the header `Authorization`.
    pub(crate) fn authorization(&self) -> HeaderValue {
        self.authorization.clone()
    }

    /// Masks the key in a text.
    pub(crate) fn redact_text(&self, text: Box<str>) -> Box<str> {
        let secret = self.authorization.to_str().unwrap_or_default();
        let secret = secret.strip_prefix(SCHEME).unwrap_or_default();
        if secret.is_empty() || !text.contains(secret) {
            return text;
        }
        let masked = self.redact(Bytes::from(text.into_boxed_bytes()));
        String::from_utf8_lossy(&masked).into()
    }

    fn secret(&self) -> &[u8] {
        let header = self.authorization.as_bytes();
        header.get(SCHEME.len()..).unwrap_or_default()
    }

    /// As much of a text that was cut as does not end in the beginning of the key.
    pub(crate) fn before_cut<'a>(&self, text: &'a [u8]) -> &'a [u8] {
        let secret = self.secret();
        let mut begun = (1..secret.len())
            .rev()
            .filter_map(|size| secret.get(..size));
        begun
            .find_map(|begun| text.strip_suffix(begun))
            .unwrap_or(text)
    }

    /// Masks the key in bytes that came from the server, which may have echoed its request.
    pub(crate) fn redact(&self, text: Bytes) -> Bytes {
        let secret = self.secret();
        let Some(&first) = secret.first() else {
            return text;
        };
        let mut out: Option<Vec<u8>> = None;
        let (mut copied, mut at) = (0, 0);
        while let Some(found) = text
            .get(at..)
            .and_then(|rest| rest.iter().position(|&b| b == first))
        {
            at += found;
            if text.get(at..).is_some_and(|rest| rest.starts_with(secret)) {
                let out = out.get_or_insert_with(Vec::new);
                out.extend_from_slice(text.get(copied..at).unwrap_or_default());
                out.extend_from_slice(MASK);
                at += secret.len();
                copied = at;
            } else {
                at += 1;
            }
        }
        match out {
            None => text,
            Some(mut out) => {
                out.extend_from_slice(text.get(copied..).unwrap_or_default());
                out.into()
            }
        }
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(****)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_no_dashboard_shows_and_never_repeats_it() {
        for (text, said) in [
            ("", "is empty"),
            ("mv_live_canary\n", "a line break at byte 14"),
            (" mv_live_canary", "white space at byte 0"),
            ("mv_live canary", "white space at byte 7"),
            ("mv_live_canary\u{201d}", "not printable ASCII at byte 14"),
            ("mv_live_canary\0", "not printable ASCII at byte 14"),
        ] {
            let error = ApiKey::named("api_key", text).expect_err(text);
            assert!(error.to_string().contains(said), "{error}");
            assert!(
                !format!("{error:?} {error}").contains("canary"),
                "{error:?}"
            );
        }
    }

    #[test]
    fn debug_shows_nothing() {
        let key = ApiKey::named("api_key", "mv_live_canary").unwrap();
        assert_eq!(format!("{key:?}"), "ApiKey(****)");
        assert!(!format!("{:?}", key.authorization()).contains("canary"));
    }

    #[test]
    fn a_cut_through_the_key_leaves_nothing_of_it() {
        let key = ApiKey::named("api_key", "aab").unwrap();
        for (text, left) in [
            ("", ""),
            ("x", "x"),
            ("xa", "x"),
            ("xaa", "x"),
            ("xaab", "xaab"),
            ("xaaa", "xa"),
            ("xab", "xab"),
        ] {
            assert_eq!(key.before_cut(text.as_bytes()), left.as_bytes(), "{text}");
        }
    }

    #[test]
    fn redacts_each_echo() {
        let key = ApiKey::named("api_key", "aab").unwrap();
        for (text, expected) in [
            ("nothing", "nothing"),
            ("aab", "****"),
            ("aaab", "a****"),
            ("xaabyaabz", "x****y****z"),
            ("aaaaa", "aaaaa"),
            ("aaba", "****a"),
            ("", ""),
        ] {
            assert_eq!(key.redact(Bytes::from(text)), expected.as_bytes(), "{text}");
        }
    }
}
