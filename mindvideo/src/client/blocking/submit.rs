//! A create request, frozen.

use super::{Task, drive::to_end};
use crate::client::{self, Error, IdempotencyKey, SubmissionToken};

/// A create request whose bytes and key are fixed. [`send`](Self::send) sends it.
#[derive(Debug)]
#[must_use = "nothing is sent until `send` is called"]
pub struct Submit<M> {
    pub(super) inner: client::Submit<M>,
}

impl<M: 'static> Submit<M> {
    /// Sends under this key instead of a random one. See [`Submit::idempotency_key`](client::Submit::idempotency_key).
    pub fn idempotency_key(self, key: IdempotencyKey) -> Self {
        Self {
            inner: self.inner.idempotency_key(key),
        }
    }

    /// A name for people, kept in the journal and never sent. See [`Submit::label`](client::Submit::label).
    pub fn label(self, text: impl Into<Box<str>>) -> Self {
        Self {
            inner: self.inner.label(text),
        }
    }

    /// What another process needs to go on should this one end before the reply. Store it before sending.
    ///
    /// # Errors
    /// A configuration error when the input does not serialize or no random key could be made.
    pub fn token(&self) -> Result<SubmissionToken, Error> {
        self.inner.token()
    }

    /// Sends it until its fate is known, every attempt with the same bytes under the same key.
    ///
    /// # Errors
    /// A refusal, or an unknown outcome with a [token](Error::resume_token) to go on with.
    pub fn send(self) -> Result<Task<M>, Error> {
        let inner = to_end(IntoFuture::into_future(self.inner))?;
        Ok(Task { inner })
    }
}
