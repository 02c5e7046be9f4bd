//! The client itself.

use std::path::Path;

use super::{AT_ONCE, Prepared, Recover, Submit, Task, WaitAll, drive::to_end};
use crate::{
    AnyInput, Model, Valid,
    client::{
        self, ClientBuilder, Downloaded, Error, IdempotencyKey, MediaFile, SubmissionToken,
        TaskToken,
        journal::{Entry, JournalError},
    },
};

/// A client whose calls return when they are done. Cheap to clone; clones share connections.
#[derive(Clone, Debug)]
pub struct Client {
    inner: client::Client,
}

impl Client {
    /// A client with the API key in `MINDVIDEO_API_KEY`, and at `MINDVIDEO_BASE_URL` if that is set.
    ///
    /// # Errors
    /// A configuration error that names the variable and the cure.
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build_blocking()
    }

    /// A client with other settings than the environment's. It is made by [`ClientBuilder::build_blocking`].
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Where requests go, without `/api/v1`.
    pub fn base_url(&self) -> &str {
        self.inner.base_url()
    }

    /// A create request, sent by [`Submit::send`]. See [`Client::submit`](client::Client::submit).
    pub fn submit<M: Model>(&self, input: &Valid<M>) -> Submit<M> {
        Submit {
            inner: self.inner.submit(input),
        }
    }

    /// A create request for a model that only the run knows. See [`Client::submit_any`](client::Client::submit_any).
    pub fn submit_any(&self, input: &AnyInput) -> Submit<()> {
        Submit {
            inner: self.inner.submit_any(input),
        }
    }

    /// Writes a purchase down and sends nothing: its key and its bytes are in the journal when this returns. See
    /// [`Client::prepare`](client::Client::prepare).
    ///
    /// # Errors
    /// As [`Client::prepare`](client::Client::prepare).
    pub fn prepare<M: Model>(
        &self,
        input: &Valid<M>,
        key: IdempotencyKey,
    ) -> Result<Prepared<M>, Error> {
        let inner = to_end(self.inner.prepare(input, key))?;
        Ok(Prepared { inner })
    }

    /// Finishes what the journal has open, once [`Recover::finish`] is called. See
    /// [`Client::recover`](client::Client::recover).
    pub fn recover(&self) -> Recover {
        Recover {
            inner: self.inner.recover().at_once(AT_ONCE),
        }
    }

    /// A wait for many tasks at once, by [`WaitAll::wait`]; their requests share one rate.
    ///
    /// ```no_run
    /// use mindvideo::client::{Update, blocking::{Client, Task}};
    /// # fn wait<M>(client: &Client, tasks: Vec<Task<M>>) {
    /// let ends = client
    ///     .wait_all(tasks)
    ///     .on_update(|number, update| {
    ///         if let Update::Status(task) = update {
    ///             println!("{number}: {}", task.status());
    ///         }
    ///     })
    ///     .wait();
    /// assert!(ends.iter().all(Result::is_ok));
    /// # }
    /// ```
    pub fn wait_all<M>(&self, tasks: impl IntoIterator<Item = Task<M>>) -> WaitAll<M> {
        let tasks = tasks.into_iter().map(|task| task.inner);
        WaitAll {
            inner: self.inner.wait_all(tasks).at_once(AT_ONCE),
        }
    }

    /// Everything that the journal knows, oldest first. Empty without a journal.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn journal_entries(&self) -> Result<Vec<Entry>, Error> {
        to_end(self.inner.journal_entries())
    }

    /// Gives a purchase up: [`recover`](Self::recover) passes it over. Nothing is sent, and what may have been made stays
    /// known. See [`Client::abandon`](client::Client::abandon).
    ///
    /// # Errors
    /// The journal's.
    pub fn abandon(&self, key: &IdempotencyKey) -> Result<(), Error> {
        to_end(self.inner.abandon(key))
    }

    /// The last fault of the journal that stopped nothing, once. See
    /// [`Client::journal_fault`](client::Client::journal_fault).
    pub fn journal_fault(&self) -> Option<JournalError> {
        self.inner.journal_fault()
    }

    /// Goes on with a create request whose outcome is unknown: the same key, the same bytes, so no second charge.
    ///
    /// # Errors
    /// As [`Client::resume_submission`](client::Client::resume_submission).
    pub fn resume_submission<M: Model>(&self, token: SubmissionToken) -> Result<Submit<M>, Error> {
        let inner = self.inner.resume_submission(token)?;
        Ok(Submit { inner })
    }

    /// The task that a token names. Nothing is sent.
    ///
    /// # Errors
    /// As [`Client::resume`](client::Client::resume).
    pub fn resume<M: Model>(&self, token: TaskToken) -> Result<Task<M>, Error> {
        let inner = self.inner.resume(token)?;
        Ok(Task { inner })
    }

    /// As [`resume_submission`](Self::resume_submission), whatever the model.
    ///
    /// # Errors
    /// As [`Client::resume_submission_any`](client::Client::resume_submission_any).
    pub fn resume_submission_any(&self, token: SubmissionToken) -> Result<Submit<()>, Error> {
        let inner = self.inner.resume_submission_any(token)?;
        Ok(Submit { inner })
    }

    /// As [`resume`](Self::resume), whatever the model.
    ///
    /// # Errors
    /// As [`Client::resume_any`](client::Client::resume_any).
    pub fn resume_any(&self, token: TaskToken) -> Result<Task<()>, Error> {
        let inner = self.inner.resume_any(token)?;
        Ok(Task { inner })
    }

    /// Fetches a file to `path`, where nothing may stand yet. See [`Client::download`](client::Client::download).
    ///
    /// # Errors
    /// [`ErrorKind::Download`](client::ErrorKind::Download).
    pub fn download(&self, file: &MediaFile, path: impl AsRef<Path>) -> Result<Downloaded, Error> {
        to_end(self.inner.download(file, path))
    }

    pub(in crate::client) fn new(inner: client::Client) -> Self {
        Self { inner }
    }
}
