//! The one error of the client: what happened, what it cost, what to do.

use std::{error::Error as StdError, fmt, time::Duration};

use super::{
    api_error::ApiError, config_error::ConfigError, download_error::DownloadError,
    idempotency_key::IdempotencyKey, journal::JournalError, snapshot::TaskSnapshot,
    task_id::TaskId, token::SubmissionToken, transport::TransportError,
};

/// What went wrong, where, after how much effort.
///
/// `Display` is one line without secrets. [`charged`](Self::charged) says what it may have cost, [`help`](Self::help) what
/// to do now, and [`kind`](Self::kind) has the details to match on.
#[derive(Clone)]
pub struct Error {
    inner: Box<Inner>,
}

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    trace: Trace,
}

/// Where an error arose.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trace {
    /// Method and address, without query.
    pub(crate) place: String,
    /// Requests that were sent.
    pub(crate) attempts: u32,
    /// Time since the call began.
    pub(crate) elapsed: Duration,
    /// The task it was about.
    pub(crate) task_id: Option<TaskId>,
    /// The key of the purchase it was about.
    pub(crate) key: Option<IdempotencyKey>,
    /// That was in doubt before, and stays so.
    pub(crate) doubt: bool,
}

/// The kinds of [`Error`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A setting or an argument is unusable. Nothing was sent by this call.
    Config(ConfigError),
    /// No attempt left this machine; proven.
    NotSent(TransportError),
    /// The create request may have reached the server, and no reply that names a task came back. Resume, never create anew.
    OutcomeUnknown(OutcomeUnknown),
    /// The server refused, with a status that repeating does not change.
    Rejected(ApiError),
    /// The key is already bound to another input: the server says so (409), or the journal does.
    #[non_exhaustive]
    IdempotencyConflict {
        /// The request that was refused.
        token: Box<SubmissionToken>,
        /// Whether an earlier attempt of this very submission, or another sender of it, may have made the task all the same.
        ambiguous: bool,
        /// The server's words; `None` when the journal knew it, and nothing was sent.
        reply: Option<ApiError>,
    },
    /// 429 or 425 to the end, or with a `Retry-After` longer than the policy sleeps. Nothing was made.
    #[non_exhaustive]
    RateLimited {
        /// When the server wants to hear from us again, from now.
        retry_after: Option<Duration>,
        /// The server's words.
        reply: ApiError,
    },
    /// A server error to the end of the attempts.
    #[non_exhaustive]
    Server {
        /// The server said that this is the stored answer for the key, so it will not change.
        replayed: bool,
        /// The server's words.
        reply: ApiError,
    },
    /// A successful status over a body that is no task.
    #[non_exhaustive]
    MalformedResponse {
        /// The status.
        status: u16,
        /// What is wrong with the body.
        problem: String,
        /// Its first 512 bytes, URLs in it without their queries.
        excerpt: String,
    },
    /// A redirect, which API calls never follow.
    #[non_exhaustive]
    UnexpectedRedirect {
        /// The status.
        status: u16,
        /// The host that it points to; `None` when it names none.
        to_host: Option<String>,
    },
    /// A request that only reads got no whole reply to the end of the attempts.
    Unanswered(TransportError),
    /// The task ended as failed.
    TaskFailed(Box<TaskSnapshot>),
    /// The task ended as cancelled.
    TaskCancelled(Box<TaskSnapshot>),
    /// The task stands for long at a status that this version does not know.
    UnknownStatus(Box<TaskSnapshot>),
    /// The deadline passed; the task goes on and nothing was cancelled. Holds the last state seen.
    WaitTimeout(Option<Box<TaskSnapshot>>),
    /// A file could not be fetched.
    Download(DownloadError),
    /// The list of events could not be read.
    Events(String),
    /// The journal could not be read, or did not take the purchase in; nothing was sent.
    Journal(JournalError),
    /// The journal has a create request that was sent so long ago that the server may have forgotten its key (see
    /// [`RetryPolicy::key_memory`](super::RetryPolicy::key_memory)). Nothing was sent now.
    #[non_exhaustive]
    Stale {
        /// To send it again in spite of that.
        token: Box<SubmissionToken>,
        /// The time since its intent. `None`: by the clock, which was set back, that is still to come.
        age: Option<Duration>,
    },
}

/// A create request whose fate is not known. See [`ErrorKind::OutcomeUnknown`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OutcomeUnknown {
    /// To send it again, safely.
    pub token: Box<SubmissionToken>,
    /// How the last attempt ended.
    pub last: Box<ErrorKind>,
}

impl OutcomeUnknown {
    /// What `last` means where the request of `token` may have been heard.
    pub(crate) fn after(token: &SubmissionToken, last: ErrorKind) -> ErrorKind {
        ErrorKind::OutcomeUnknown(Self {
            token: Box::new(token.clone()),
            last: Box::new(last),
        })
    }
}

/// Whether money may have been spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charged {
    /// Nothing was charged by this call.
    No,
    /// The task was accepted, so it is charged or will be.
    Yes,
    /// It cannot be known from here.
    Unknown,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, trace: Trace) -> Self {
        Self {
            inner: Box::new(Inner { kind, trace }),
        }
    }

    /// What happened, to match on.
    pub fn kind(&self) -> &ErrorKind {
        &self.inner.kind
    }

    /// Whether the purchase that this call belongs to may have been charged, as far as this call, the token it resumed and
    /// the journal can know.
    pub fn charged(&self) -> Charged {
        use ErrorKind as K;
        match &self.inner.kind {
            K::OutcomeUnknown(_)
            | K::Stale { .. }
            | K::IdempotencyConflict {
                ambiguous: true, ..
            } => Charged::Unknown,
            // Whether these are charged is not documented (A15); the server's own figure decides.
            K::TaskFailed(task) | K::TaskCancelled(task) => match task.cost_actual() {
                Some(cost) if cost.is_zero() => Charged::No,
                Some(_) => Charged::Yes,
                None => Charged::Unknown,
            },
            _ if self.inner.trace.task_id.is_some() => Charged::Yes,
            _ if self.inner.trace.doubt => Charged::Unknown,
            _ => Charged::No,
        }
    }

    /// Whether the same call may succeed later without any change. For an unknown outcome this means resuming with the
    /// [token](Self::resume_token), for a timeout of `wait` waiting again.
    pub fn is_retryable(&self) -> bool {
        use ErrorKind as K;
        match &self.inner.kind {
            K::Config(_)
            | K::Rejected(_)
            | K::IdempotencyConflict { .. }
            | K::UnexpectedRedirect { .. }
            | K::Stale { .. }
            | K::TaskFailed(_)
            | K::TaskCancelled(_) => false,
            K::Server { reply, .. } => !matches!(reply.status(), 501 | 505),
            K::Download(cause) => matches!(cause, DownloadError::Interrupted { .. }),
            K::Journal(fault) => fault.may_pass(),
            K::NotSent(_)
            | K::OutcomeUnknown(_)
            | K::RateLimited { .. }
            | K::MalformedResponse { .. }
            | K::Unanswered(_)
            | K::UnknownStatus(_)
            | K::WaitTimeout(_)
            | K::Events(_) => true,
        }
    }

    /// For an outcome that is unknown: what [`Client::resume_submission`](super::Client::resume_submission) takes.
    pub fn resume_token(&self) -> Option<&SubmissionToken> {
        match &self.inner.kind {
            ErrorKind::OutcomeUnknown(unknown) => Some(&unknown.token),
            ErrorKind::Stale { token, .. }
            | ErrorKind::IdempotencyConflict {
                token,
                ambiguous: true,
                ..
            } => Some(token),
            _ => None,
        }
    }

    /// The key of the purchase that the call was about: submitting the same input under it again never pays twice.
    pub fn idempotency_key(&self) -> Option<&IdempotencyKey> {
        self.inner.trace.key.as_ref()
    }

    /// The task that the call was about, when the server had named one.
    pub fn task_id(&self) -> Option<&TaskId> {
        self.inner.trace.task_id.as_ref()
    }

    /// The server's name of the request, for its support.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.inner.kind)
    }

    /// Requests that this call sent.
    pub fn attempts(&self) -> u32 {
        self.inner.trace.attempts
    }

    /// What to do now, in one sentence.
    pub fn help(&self) -> &str {
        self.inner.kind.help()
    }
}

fn request_id(kind: &ErrorKind) -> Option<&str> {
    use ErrorKind as K;
    match kind {
        K::Rejected(reply)
        | K::IdempotencyConflict {
            reply: Some(reply), ..
        }
        | K::RateLimited { reply, .. }
        | K::Server { reply, .. }
        | K::Download(DownloadError::Expired(reply) | DownloadError::Refused(reply)) => {
            reply.request_id()
        }
        K::OutcomeUnknown(unknown) => request_id(&unknown.last),
        K::TaskFailed(task) | K::TaskCancelled(task) | K::UnknownStatus(task) => task.request_id(),
        K::WaitTimeout(task) => task.as_ref()?.request_id(),
        _ => None,
    }
}

impl From<ConfigError> for Error {
    fn from(fault: ConfigError) -> Self {
        Self::new(ErrorKind::Config(fault), Trace::default())
    }
}

impl From<JournalError> for Error {
    fn from(fault: JournalError) -> Self {
        Self::new(ErrorKind::Journal(fault), Trace::default())
    }
}

impl From<ConfigError> for ErrorKind {
    fn from(fault: ConfigError) -> Self {
        Self::Config(fault)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Trace {
            place,
            attempts,
            elapsed,
            ..
        } = &self.inner.trace;
        if !place.is_empty() {
            write!(f, "{place}: ")?;
        }
        write!(f, "{}", self.inner.kind)?;
        if *attempts > 1 {
            write!(
                f,
                " (after {attempts} attempts in {:.1} s)",
                elapsed.as_secs_f64()
            )?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.inner.kind)
            .field("trace", &self.inner.trace)
            .finish()
    }
}

/// `Display` tells the causes, so there is no `source` to be told again; [`Error::kind`] holds them.
impl StdError for Error {}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::*;

    fn reply(status: u16) -> ApiError {
        let status = StatusCode::from_u16(status).unwrap();
        ApiError::read(
            status,
            b"{\"message\":\"two\\nlines\",\"request_id\":\"r\"}",
        )
    }

    fn task(more: &str) -> TaskSnapshot {
        let text = format!(r#"{{"task_id":"t","request_id":"r","status":"s"{more}}}"#);
        TaskSnapshot::read(text.as_bytes()).unwrap()
    }

    fn token() -> SubmissionToken {
        SubmissionToken {
            model: "m".into(),
            base: "https://h".into(),
            key: IdempotencyKey::parse("k").unwrap(),
            payload: bytes::Bytes::from_static(b"{\"secret prompt\":1}"),
            label: None,
        }
    }

    fn unknown(last: ErrorKind) -> ErrorKind {
        ErrorKind::OutcomeUnknown(OutcomeUnknown {
            token: Box::new(token()),
            last: Box::new(last),
        })
    }

    /// Each kind, whether a later try may help, whether it may have cost something, and a part of its text.
    #[test]
    #[expect(clippy::too_many_lines, reason = "a table")]
    fn every_kind_answers_every_question() {
        use Charged::{No, Unknown, Yes};
        use ErrorKind as K;
        let conflict = |ambiguous| K::IdempotencyConflict {
            token: Box::new(token()),
            ambiguous,
            reply: Some(reply(409)),
        };
        let limited = |wait| K::RateLimited {
            retry_after: wait,
            reply: reply(429),
        };
        let server = |replayed, status| K::Server {
            replayed,
            reply: reply(status),
        };
        let redirect = |host: Option<&str>| K::UnexpectedRedirect {
            status: 302,
            to_host: host.map(Into::into),
        };
        let malformed = || K::MalformedResponse {
            status: 200,
            problem: "p".into(),
            excerpt: "<\n>".into(),
        };
        for (kind, retryable, charged, text) in [
            (
                K::Config(ConfigError::new("x", "is y", "do z")),
                false,
                No,
                "x is y; do z",
            ),
            (
                K::NotSent(TransportError::not_sent("refused")),
                true,
                No,
                "not sent: refused",
            ),
            (
                K::Unanswered(TransportError::unknown("reset")),
                true,
                No,
                "no whole reply: reset",
            ),
            (
                unknown(malformed()),
                true,
                Unknown,
                "(idempotency key k); last: 200 with a body that is no task: p: `< >`",
            ),
            (
                K::Rejected(reply(401)),
                false,
                No,
                "401 Unauthorized: two lines",
            ),
            (
                conflict(false),
                false,
                No,
                "key k is bound to another request: 409",
            ),
            (
                conflict(true),
                false,
                Unknown,
                "an earlier attempt of this one may have been charged: 409",
            ),
            (
                K::IdempotencyConflict {
                    token: Box::new(token()),
                    ambiguous: false,
                    reply: None,
                },
                false,
                No,
                "key k is bound to another request, says the journal",
            ),
            (
                K::Journal(JournalError::new("disk full")),
                true,
                No,
                "journal: disk full",
            ),
            (
                K::Journal(JournalError::Broken(std::path::Path::new("j").into())),
                false,
                No,
                "journal: j: an earlier write failed",
            ),
            (
                K::Stale {
                    token: Box::new(token()),
                    age: Some(Duration::from_hours(50)),
                },
                false,
                Unknown,
                "sent 50 h ago",
            ),
            (
                K::Stale {
                    token: Box::new(token()),
                    age: None,
                },
                false,
                Unknown,
                "the clock was set back",
            ),
            (limited(None), true, No, "429 Too Many Requests: two lines"),
            (
                limited(Some(Duration::from_secs(61))),
                true,
                No,
                "retry after 61 s",
            ),
            (
                server(false, 500),
                true,
                No,
                "500 Internal Server Error: two lines",
            ),
            (
                server(true, 500),
                true,
                No,
                "stored for this idempotency key",
            ),
            (server(false, 501), false, No, "501"),
            (redirect(None), false, No, "302 redirects; API"),
            (redirect(Some("evil")), false, No, "302 redirects to evil"),
            (
                K::TaskFailed(task("").into()),
                false,
                Unknown,
                "task t failed",
            ),
            (
                K::TaskFailed(task(r#","cost_actual":0"#).into()),
                false,
                No,
                "task t failed",
            ),
            (
                K::TaskCancelled(task(r#","cost_actual":"0.1""#).into()),
                false,
                Yes,
                "task t was cancelled",
            ),
            (
                K::UnknownStatus(task("").into()),
                true,
                No,
                "unknown status `s`",
            ),
            (K::WaitTimeout(None), true, No, "nothing was cancelled"),
            (
                K::WaitTimeout(Some(task("").into())),
                true,
                No,
                "deadline passed at `s`; task t goes on",
            ),
            (K::Events("cut".into()), true, No, "events: cut"),
            (
                K::Download(DownloadError::TooLarge(9)),
                false,
                No,
                "limit of 9 bytes",
            ),
            (
                K::Download(DownloadError::Expired(reply(403))),
                false,
                No,
                "probably expired",
            ),
            (
                K::Download(DownloadError::Interrupted {
                    received: 5,
                    last: "cut".into(),
                }),
                true,
                No,
                "after 5 bytes: cut",
            ),
        ] {
            let has_request_id = !matches!(
                kind,
                K::Config(_)
                    | K::NotSent(_)
                    | K::Unanswered(_)
                    | K::OutcomeUnknown(_)
                    | K::MalformedResponse { .. }
                    | K::UnexpectedRedirect { .. }
                    | K::WaitTimeout(None)
                    | K::Events(_)
                    | K::Journal(_)
                    | K::Stale { .. }
                    | K::IdempotencyConflict { reply: None, .. }
                    | K::Download(DownloadError::TooLarge(_) | DownloadError::Interrupted { .. })
            );
            let trace = Trace {
                place: "GET https://h".into(),
                attempts: 2,
                ..Trace::default()
            };
            let error = Error::new(kind.clone(), trace.clone());
            let shown = error.to_string();
            assert!(
                shown.starts_with("GET https://h: ")
                    && shown.ends_with(" (after 2 attempts in 0.0 s)"),
                "{shown}"
            );
            assert!(
                shown.contains(text) && shown.lines().count() == 1,
                "{shown}"
            );
            assert!(error.source().is_none(), "told already: {shown}");
            assert_eq!(
                (error.is_retryable(), error.charged()),
                (retryable, charged),
                "{shown}"
            );
            assert_eq!(error.request_id().is_some(), has_request_id, "{shown}");
            assert!(!error.help().is_empty() && !format!("{error:?}").contains("secret prompt"));
            assert_eq!(
                error.resume_token().is_some(),
                charged == Unknown && !matches!(kind, K::TaskFailed(_))
            );

            // Once the server has named a task, it is charged, unless the task itself says otherwise.
            let error = Error::new(
                kind,
                Trace {
                    task_id: Some(TaskId::new("t").unwrap()),
                    ..trace
                },
            );
            let charged = if charged == No && !matches!(error.kind(), K::TaskFailed(_)) {
                Yes
            } else {
                charged
            };
            assert_eq!(error.charged(), charged, "{shown}");
        }
    }
}
