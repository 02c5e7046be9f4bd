//! Ports of URLs.

use http::Uri;

/// The port that a URL names, or else that of its scheme.
pub(crate) fn of(url: &Uri) -> u16 {
    url.port_u16().unwrap_or_else(|| of_scheme(url))
}

/// The port of a URL's scheme.
pub(crate) fn of_scheme(url: &Uri) -> u16 {
    match url.scheme_str() {
        Some("https") => 443,
        _ => 80,
    }
}
