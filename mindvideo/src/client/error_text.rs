//! What an error says, and what it advises.

use std::fmt;

use super::{
    api_error::one_line,
    error::{ErrorKind, OutcomeUnknown},
    snapshot::TaskSnapshot,
};

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(fault) => fault.fmt(f),
            Self::NotSent(fault) => write!(f, "not sent: {}", one_line(&fault.to_string())),
            Self::OutcomeUnknown(OutcomeUnknown { token, last }) => {
                write!(
                    f,
                    "outcome unknown, the task may exist (idempotency key {}); last: {last}",
                    token.key
                )
            }
            Self::IdempotencyConflict {
                token,
                ambiguous,
                reply,
            } => {
                let key = &token.key;
                write!(f, "idempotency key {key} is bound to another request")?;
                if *ambiguous {
                    f.write_str(", and an earlier attempt of this one may have been charged")?;
                }
                match reply {
                    Some(reply) => write!(f, ": {reply}"),
                    None => f.write_str(", says the journal; nothing was sent now"),
                }
            }
            Self::Rejected(_)
            | Self::RateLimited { .. }
            | Self::Server { .. }
            | Self::MalformedResponse { .. }
            | Self::UnexpectedRedirect { .. } => self.write_reply(f),
            Self::Unanswered(fault) => {
                write!(f, "no whole reply: {}", one_line(&fault.to_string()))
            }
            Self::TaskFailed(_)
            | Self::TaskCancelled(_)
            | Self::UnknownStatus(_)
            | Self::WaitTimeout(_) => self.write_end(f),
            Self::Download(cause) => cause.fmt(f),
            Self::Events(problem) => write!(f, "events: {}", one_line(problem)),
            Self::Journal(fault) => write!(f, "journal: {}", one_line(&fault.to_string())),
            Self::Stale { token, age } => {
                let key = &token.key;
                write!(f, "the request under idempotency key {key} was sent ")?;
                match age {
                    Some(age) => write!(f, "{} h ago", age.as_secs() / 3600)?,
                    None => f.write_str("nobody knows when, for the clock was set back")?,
                }
                f.write_str(", and the server may have forgotten it; nothing was sent now")
            }
        }
    }
}

fn shown(task: &TaskSnapshot) -> String {
    one_line(task.task_id().as_str())
}

impl ErrorKind {
    /// The ends of a wait.
    fn write_end(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TaskFailed(task) => write!(f, "task {} failed", shown(task)),
            Self::TaskCancelled(task) => write!(f, "task {} was cancelled", shown(task)),
            Self::UnknownStatus(task) => {
                write!(
                    f,
                    "task {} stands at the unknown status `{}`",
                    shown(task),
                    one_line(task.status().as_str())
                )
            }
            Self::WaitTimeout(Some(task)) => {
                let status = one_line(task.status().as_str());
                write!(
                    f,
                    "deadline passed at `{status}`; task {} goes on, nothing was cancelled",
                    shown(task)
                )
            }
            _ => {
                f.write_str("deadline passed before the task could be seen; nothing was cancelled")
            }
        }
    }

    /// Replies that are not the one asked for.
    fn write_reply(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RateLimited {
                retry_after: Some(wait),
                reply,
            } => write!(f, "{reply}, retry after {} s", wait.as_secs()),
            Self::Server {
                replayed: true,
                reply,
            } => write!(f, "{reply}, stored for this idempotency key"),
            Self::MalformedResponse {
                status,
                problem,
                excerpt,
            } => {
                write!(
                    f,
                    "{status} with a body that is no task: {}: `{}`",
                    one_line(problem),
                    one_line(excerpt)
                )
            }
            Self::UnexpectedRedirect {
                status,
                to_host: Some(host),
            } => {
                write!(
                    f,
                    "{status} redirects to {}; API calls never follow",
                    one_line(host)
                )
            }
            Self::UnexpectedRedirect {
                status,
                to_host: None,
            } => write!(f, "{status} redirects; API calls never follow"),
            Self::Rejected(reply)
            | Self::RateLimited { reply, .. }
            | Self::Server { reply, .. } => write!(f, "{reply}"),
            _ => Ok(()),
        }
    }

    /// What to do now, in one sentence.
    pub(crate) fn help(&self) -> &str {
        use ErrorKind as K;
        match self {
            K::Config(fault) => fault.cure(),
            K::NotSent(_) => {
                "check the network and the base URL, then submit again with the same idempotency key"
            }
            K::OutcomeUnknown(_) => {
                "keep the resume token and pass it to Client::resume_submission; a new key could pay a second time"
            }
            K::Rejected(reply) => match reply.status() {
                401 => "check MINDVIDEO_API_KEY: keys can be disabled and deleted in the dashboard",
                402 => "check the balance of the account",
                403 => "this key may not do this; check its rights and the account",
                404 => {
                    "check the task id, the base URL, and that the key belongs to the account that made the task"
                }
                413 => "make the input smaller: hosted URLs instead of data URIs",
                400 | 422 => {
                    "the server refused the input although it passed the schema; is the schema file the model's current one?"
                }
                _ => "the request cannot succeed as it is; the reply's body may say why",
            },
            K::IdempotencyConflict {
                ambiguous: true, ..
            } => {
                "resume with the token later; if it stays so, ask the API's support which task the key made, with request id and key, before paying again"
            }
            K::IdempotencyConflict { .. } => {
                "the key names another request: submit the original input, or count Attempt up if this is a new purchase"
            }
            K::RateLimited { .. } => {
                "wait as long as the server asks, then submit with the same idempotency key"
            }
            K::Server { replayed: true, .. } => {
                "the server keeps this answer for the key; ask its support with the request id"
            }
            K::Server { .. } | K::Unanswered(_) => "try again later; nothing is lost",
            K::MalformedResponse { .. } => {
                "is the base URL really the API? A proxy or a captive portal may answer in its place"
            }
            K::UnexpectedRedirect { .. } => {
                "set the base URL to where the API lives now, after checking that it is the API"
            }
            K::TaskFailed(_) => {
                "read the snapshot's members for a reason; a new try is a new purchase: count Attempt up"
            }
            K::TaskCancelled(_) => {
                "somebody cancelled the task; a new try is a new purchase: count Attempt up"
            }
            K::UnknownStatus(_) => {
                "the task is not known to have ended: wait again later, or update this crate"
            }
            K::WaitTimeout(_) => {
                "the task goes on at the server: wait again, or store Task::token and resume later"
            }
            K::Events(_) => "events only inform; wait() and updates() do not need them",
            K::Journal(fault) => fault.help(),
            K::Stale { .. } => {
                "ask the API's support, with the key, whether it made a task; if not, resume with the token, else Client::abandon the key"
            }
            K::Download(cause) => cause.help(),
        }
    }
}
