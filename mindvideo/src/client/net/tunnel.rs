//! The words with which a proxy is asked for a way through.

use http::Uri;

use super::{LARGEST_HEAD, head, proxies::Proxy};
use crate::client::port;

/// The request for a tunnel to the host of `url`.
pub(crate) fn request(url: &Uri, proxy: &Proxy) -> Vec<u8> {
    let host = url.host().unwrap_or_default();
    let port = port::of(url);
    let mut text =
        format!("CONNECT {host}:{port} HTTP/1.1\r\nhost: {host}:{port}\r\n").into_bytes();
    if let Some(value) = proxy.authorization() {
        text.extend_from_slice(b"proxy-authorization: ");
        text.extend_from_slice(value.as_bytes());
        text.extend_from_slice(b"\r\n");
    }
    text.extend_from_slice(b"\r\n");
    text
}

/// Whether the proxy's answer is whole and opens the tunnel. The error says what it answered instead.
pub(crate) fn is_open(answer: &[u8], proxy: &Proxy) -> Result<bool, String> {
    match head::parse(answer)? {
        Some((reply, size)) if reply.status().is_success() && size == answer.len() => Ok(true),
        Some((reply, _)) if reply.status().is_success() => {
            Err(format!("the proxy {proxy:?} speaks out of turn"))
        }
        Some((reply, _)) => Err(format!("the proxy {proxy:?} refused: {}", reply.status())),
        None if answer.len() > LARGEST_HEAD => {
            Err(format!("the proxy {proxy:?} answers without end"))
        }
        None => Ok(false),
    }
}
