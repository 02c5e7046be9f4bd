//! A purchase that is written down and not yet made.

use super::{Task, drive::to_end};
use crate::client::{self, Error, IdempotencyKey, SubmissionToken};

/// A purchase that is written down, with its key and its bytes, and not yet made. See [`Prepared`](client::Prepared).
#[derive(Debug)]
#[must_use = "nothing is sent until `send` is called"]
pub struct Prepared<M> {
    pub(super) inner: client::Prepared<M>,
}

impl<M> Prepared<M> {
    /// The key of the request.
    pub fn idempotency_key(&self) -> &IdempotencyKey {
        self.inner.idempotency_key()
    }

    /// What another process needs to go on without the journal.
    pub fn token(&self) -> &SubmissionToken {
        self.inner.token()
    }

    /// Sends it. It may be called again, whatever came of the last call: the key and the bytes are the same.
    ///
    /// # Errors
    /// As for [`Submit::send`](super::Submit::send).
    pub fn send(&self) -> Result<Task<M>, Error> {
        let inner = to_end(self.inner.send())?;
        Ok(Task { inner })
    }

    /// Gives it up: nothing was sent, and nobody finishes it later. See [`Prepared::discard`](client::Prepared::discard).
    ///
    /// # Errors
    /// When a request may have left already, or the journal's.
    pub fn discard(self) -> Result<(), Error> {
        to_end(self.inner.discard())
    }
}
