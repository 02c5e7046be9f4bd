//! A purchase that was found open.

use std::fmt;

use super::{
    error::Error, idempotency_key::IdempotencyKey, journal::Entry, succeeded::Succeeded,
    token::TaskToken,
};

/// A purchase that [`Client::recover`](super::Client::recover) found open, and what came of it.
#[must_use = "its result may be an error"]
pub struct Recovered {
    pub(super) entry: Entry,
    pub(super) task: Option<TaskToken>,
    pub(super) result: Result<Succeeded<()>, Error>,
}

impl Recovered {
    /// The key of the purchase.
    pub fn idempotency_key(&self) -> &IdempotencyKey {
        self.entry.idempotency_key()
    }

    /// The slug of the model.
    pub fn model(&self) -> &str {
        self.entry.model()
    }

    /// The entry as it was found.
    pub fn found(&self) -> &Entry {
        &self.entry
    }

    /// The task, if there is one: [`Client::resume`](super::Client::resume) takes it with the model's type.
    pub fn task(&self) -> Option<&TaskToken> {
        self.task.as_ref()
    }

    /// How it ended. The model is known by its slug alone, hence no type.
    pub fn result(&self) -> &Result<Succeeded<()>, Error> {
        &self.result
    }

    /// How it ended.
    ///
    /// # Errors
    /// As [`result`](Self::result) holds.
    pub fn into_result(self) -> Result<Succeeded<()>, Error> {
        self.result
    }
}

impl fmt::Debug for Recovered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recovered")
            .field("entry", &self.entry)
            .field("result", &self.result)
            .finish_non_exhaustive()
    }
}
