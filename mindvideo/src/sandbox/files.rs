//! `GET /files/{task}/{name}`: the media, as a host of signed URLs serves them.

use std::time::Duration;

use bytes::Bytes;
use http::header::{
    ACCEPT_RANGES, AUTHORIZATION, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH, IF_RANGE, RANGE,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};

use super::media::MediaKind;
use super::range::{Slice, slice};
use super::reply::{Refusal, reply};
use super::state::{State, file_name};
use super::task::Status;

/// Serves one file of a task that succeeded.
pub(super) fn file(
    state: &State,
    now: Duration,
    request: &Request<Bytes>,
    task_id: &str,
    name: &str,
) -> Result<Response<Bytes>, Refusal> {
    if request.headers().contains_key(AUTHORIZATION) {
        let message = "The URL of a file is its own credential: send no Authorization header.";
        return Err(Refusal::bad_request("unexpected_credentials", message));
    }
    if !state.admits(task_id, name, request.uri().query(), now) {
        let message = "This URL has expired or was altered. Ask the task for a fresh one.";
        let status = StatusCode::FORBIDDEN;
        return Err(Refusal::new(status, "url_expired", message));
    }
    let kind = find(state, now, task_id, name).ok_or_else(|| Refusal::not_found("such file"))?;
    media(kind, request)
}

fn find(state: &State, now: Duration, task_id: &str, name: &str) -> Option<MediaKind> {
    let book = state.book();
    let task = book.task(task_id)?;
    let ready = task.status(now) == Status::Succeeded;
    let known = (0..state.settings.files_per_task).any(|index| file_name(task, index) == name);
    (ready && known).then_some(task.kind)
}

fn media(kind: MediaKind, request: &Request<Bytes>) -> Result<Response<Bytes>, Refusal> {
    let headers = request.headers();
    let whole = kind.bytes();
    if is_known(headers, kind.etag()) {
        let mut response = described(StatusCode::NOT_MODIFIED, kind, &[]);
        response.headers_mut().remove(CONTENT_LENGTH);
        response.headers_mut().remove(CONTENT_TYPE);
        return Ok(response);
    }
    let range = text(headers, &RANGE)
        .filter(|_| request.method() == Method::GET)
        .filter(|_| may_continue(headers, kind.etag()));
    match slice(range, whole.len()) {
        Slice::Whole => Ok(described(StatusCode::OK, kind, whole)),
        Slice::Unsatisfiable => Err(Refusal::new(
            StatusCode::RANGE_NOT_SATISFIABLE,
            "range_not_satisfiable",
            "The file ends before this range.",
        )
        .header(CONTENT_RANGE, content_range("*", whole.len()))),
        Slice::Part(range) => {
            let last = range.end.saturating_sub(1);
            let place = content_range(&format!("{}-{last}", range.start), whole.len());
            let part = whole.get(range).unwrap_or_default();
            let mut response = described(StatusCode::PARTIAL_CONTENT, kind, part);
            response.headers_mut().insert(CONTENT_RANGE, place);
            Ok(response)
        }
    }
}

fn described(status: StatusCode, kind: MediaKind, body: &'static [u8]) -> Response<Bytes> {
    let mut response = reply(status, kind.content_type(), Bytes::from_static(body));
    let headers = response.headers_mut();
    headers.insert(ETAG, HeaderValue::from_static(kind.etag()));
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private"));
    response
}

/// `If-None-Match` names this version.
fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let known = text(headers, &IF_NONE_MATCH).unwrap_or_default();
    known.split(',').map(str::trim).any(|known| {
        let strong = known.strip_prefix("W/").unwrap_or(known);
        strong == etag || known == "*"
    })
}

/// `If-Range` is absent or names this version. Weak tags and dates never do.
fn may_continue(headers: &HeaderMap, etag: &str) -> bool {
    headers
        .get(IF_RANGE)
        .is_none_or(|version| version.as_bytes() == etag.as_bytes())
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn content_range(range: &str, length: usize) -> HeaderValue {
    // Digits, a dash, a star and a slash: always a header value.
    HeaderValue::try_from(format!("bytes {range}/{length}"))
        .unwrap_or_else(|_| HeaderValue::from_static("bytes */*"))
}
