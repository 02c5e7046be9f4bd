//! What a call is about.

use super::{error::Trace, idempotency_key::IdempotencyKey, task_id::TaskId};

/// What a call is about.
#[derive(Clone, Copy)]
pub(crate) enum Subject<'a> {
    /// A purchase, by its key.
    Purchase(&'a IdempotencyKey),
    /// A task that the server has named.
    Task(&'a TaskId),
}

impl Subject<'_> {
    /// Where it is, or `more` below that, seen from the address of all tasks.
    pub(crate) fn path(self, more: &str) -> String {
        match self {
            Self::Purchase(_) => more.to_owned(),
            Self::Task(id) => format!("/{}{more}", id.segment()),
        }
    }

    /// For an error of the call.
    pub(crate) fn trace(self) -> Trace {
        match self {
            Self::Purchase(key) => Trace {
                key: Some(key.clone()),
                ..Trace::default()
            },
            Self::Task(id) => Trace {
                task_id: Some(id.clone()),
                ..Trace::default()
            },
        }
    }
}
