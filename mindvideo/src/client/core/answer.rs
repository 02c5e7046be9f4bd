//! How a request ended, and what that means.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode, Uri, header};

use super::{pace::retry_after, retry::Outcome};
use crate::client::{
    api_error::ApiError,
    error::ErrorKind,
    redact,
    snapshot::TaskSnapshot,
    task_id::TaskId,
    transport::{Phase, TransportError},
};

/// How a request ended.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// With the head of a reply at least.
    Reply(Reply),
    /// Without one.
    Fault(TransportError),
}

impl Answer {
    /// Whether it has a 2xx status.
    pub(crate) fn is_success(&self) -> bool {
        matches!(self, Self::Reply(reply) if reply.status.is_success())
    }
}

/// A reply. The body is what was read of it, or why it could not be read to its end.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Result<Bytes, String>,
}

/// An attempt without the thing asked for.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) outcome: Outcome,
    pub(crate) kind: ErrorKind,
    pub(crate) retry_after: Option<Duration>,
}

const EXCERPT: usize = 512;

/// A task: any one, or the one of the given id.
pub(crate) fn read_task(answer: Answer, expected: Option<&TaskId>) -> Result<TaskSnapshot, Fault> {
    let reply = read_head(answer)?;
    let (problem, body) = match &reply.body {
        Err(cut) => (cut.clone(), &Bytes::new()),
        Ok(body) => match TaskSnapshot::read(body) {
            Ok(task) if expected.is_none_or(|id| id == task.task_id()) => return Ok(task),
            Ok(task) => (format!("is of another task, {}", task.task_id()), body),
            Err(problem) => (problem, body),
        },
    };
    let excerpt = String::from_utf8_lossy(body.get(..EXCERPT).unwrap_or(body));
    let kind = ErrorKind::MalformedResponse {
        status: reply.status.as_u16(),
        problem,
        excerpt: redact::urls(&excerpt).into_owned(),
    };
    Err(Fault {
        outcome: Outcome::Unreadable,
        kind,
        retry_after: retry_after(&reply.headers),
    })
}

/// A reply of any 2xx status, its body unread.
pub(crate) fn read_head(answer: Answer) -> Result<Reply, Fault> {
    let reply = match answer {
        Answer::Reply(reply) if reply.status.is_success() => return Ok(reply),
        Answer::Reply(reply) => reply,
        Answer::Fault(fault) => {
            let (outcome, kind) = match fault.phase() {
                Phase::NotSent => (Outcome::NotSent, ErrorKind::NotSent(fault)),
                Phase::Unknown => (Outcome::Unanswered, ErrorKind::Unanswered(fault)),
            };
            return Err(Fault {
                outcome,
                kind,
                retry_after: None,
            });
        }
    };
    let retry_after = retry_after(&reply.headers);
    let outcome = Outcome::Status(reply.status);
    Err(Fault {
        outcome,
        kind: refusal(&reply, retry_after),
        retry_after,
    })
}

fn refusal(reply: &Reply, retry_after: Option<Duration>) -> ErrorKind {
    let body = reply.body.as_deref().unwrap_or_default();
    let error = ApiError::read(reply.status, body);
    match reply.status.as_u16() {
        300..=399 => ErrorKind::UnexpectedRedirect {
            status: reply.status.as_u16(),
            to_host: redirect_host(&reply.headers),
        },
        425 | 429 => ErrorKind::RateLimited {
            retry_after,
            reply: error,
        },
        408 | 500..=999 => ErrorKind::Server {
            replayed: is_replayed(&reply.headers),
            reply: error,
        },
        _ => ErrorKind::Rejected(error),
    }
}

fn redirect_host(headers: &HeaderMap) -> Option<String> {
    let target: Uri = headers.get(header::LOCATION)?.to_str().ok()?.parse().ok()?;
    Some(target.host()?.to_owned())
}

/// Servers that store the answer to a key say so in a header such as `Idempotent-Replayed: true`.
fn is_replayed(headers: &HeaderMap) -> bool {
    headers.iter().any(|(name, value)| {
        name.as_str().ends_with("replayed") && value.as_bytes().eq_ignore_ascii_case(b"true")
    })
}
