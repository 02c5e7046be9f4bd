//! The head of a reply, as bytes.

use http::{HeaderName, HeaderValue, Response, StatusCode};

/// Most fields of a head.
const MOST_FIELDS: usize = 100;

/// A head at the start of `bytes`, and its size.
pub(crate) fn parse(bytes: &[u8]) -> Result<Option<(Response<()>, usize)>, String> {
    let mut fields = [httparse::EMPTY_HEADER; MOST_FIELDS];
    let mut parsed = httparse::Response::new(&mut fields);
    let said = |fault: &dyn std::fmt::Display| format!("this is no HTTP/1.1: {fault}");
    let size = match parsed.parse(bytes).map_err(|fault| said(&fault))? {
        httparse::Status::Complete(size) => size,
        httparse::Status::Partial => return Ok(None),
    };
    let mut response = Response::new(());
    *response.status_mut() =
        StatusCode::from_u16(parsed.code.unwrap_or_default()).map_err(|fault| said(&fault))?;
    if parsed.version == Some(0) {
        *response.version_mut() = http::Version::HTTP_10;
    }
    for field in parsed.headers.iter() {
        let name = HeaderName::from_bytes(field.name.as_bytes()).map_err(|fault| said(&fault))?;
        let value = HeaderValue::from_bytes(field.value).map_err(|fault| said(&fault))?;
        response.headers_mut().append(name, value);
    }
    Ok(Some((response, size)))
}
