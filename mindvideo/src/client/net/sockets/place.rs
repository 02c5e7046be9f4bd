//! What a connection is good for.

use bytes::Bytes;
use http::Request;

use crate::client::{fetch_rules::bare, port, transport::PublicHostsOnly};

/// What a connection is good for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Place {
    pub(super) secure: bool,
    pub(super) host: String,
    pub(super) port: u16,
    /// Whether the address was judged as one outside the own network.
    pub(super) guarded: bool,
}

impl Place {
    pub(super) fn of(request: &Request<Bytes>) -> Result<Self, &'static str> {
        let url = request.uri();
        let secure = match url.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err("the URL is neither https nor http"),
        };
        Ok(Self {
            secure,
            host: bare(url.host().ok_or("the URL has no host")?).to_ascii_lowercase(),
            port: port::of(url),
            guarded: request.extensions().get::<PublicHostsOnly>().is_some(),
        })
    }
}
