//! A purchase that is written down and not yet made.

use std::{
    fmt,
    marker::PhantomData,
    sync::atomic::{AtomicBool, Ordering},
    time::SystemTime,
};

use super::{
    config_error::ConfigError,
    connection::Connection,
    core::{Past, Persist, taken},
    error::{Error, ErrorKind, OutcomeUnknown, Trace},
    idempotency_key::IdempotencyKey,
    journal::{Entry, Intent, Meeting, Stage, Step},
    subject::Subject,
    submit::buy,
    task::Task,
    token::SubmissionToken,
};

/// A purchase that is written down, with its key and its bytes, and not yet made. Made by
/// [`Client::prepare`](super::Client::prepare).
///
/// Dropping it sends nothing and forgets nothing: what is in the journal is finished by
/// [`Client::recover`](super::Client::recover), unless it is [discarded](Self::discard).
#[must_use = "nothing is sent until `send` is called"]
pub struct Prepared<M> {
    connection: Connection,
    token: SubmissionToken,
    /// A request may have left, through this value or before it was made. Where there is a journal, it knows better.
    sent: AtomicBool,
    model: PhantomData<fn() -> M>,
}

impl<M> Prepared<M> {
    /// Writes the intent down.
    pub(crate) async fn new(connection: Connection, token: SubmissionToken) -> Result<Self, Error> {
        let intent = Intent {
            token: token.clone(),
            at: SystemTime::now(),
            sends: false,
            memory: None,
            only_open: false,
        };
        let begin = Persist::Begin(intent.clone());
        let known = match connection.persist(&token.key, begin).await {
            Err(fault) => {
                // Whether the key was sent before, only the journal knows.
                let kind = Past::Open.unsent(&token, ErrorKind::Journal(fault));
                return Err(failed(&token, kind));
            }
            Ok(known) => known,
        };
        let sent = match Entry::meet(known.as_ref(), &intent) {
            Meeting::Other(base) => return Err(failed(&token, taken(&base, &token))),
            Meeting::Joins { doubt } => doubt,
            Meeting::Stale(_) | Meeting::Made(_) => true,
            Meeting::Free | Meeting::Gone => false,
        };
        Ok(Self {
            connection,
            token,
            sent: AtomicBool::new(sent),
            model: PhantomData,
        })
    }

    /// The key of the request.
    pub fn idempotency_key(&self) -> &IdempotencyKey {
        &self.token.key
    }

    /// What another process needs to go on without the journal.
    pub fn token(&self) -> &SubmissionToken {
        &self.token
    }

    /// Sends it, as [`Client::submit`](super::Client::submit) does. It may be called again, whatever came of the last call or
    /// of the future that was dropped: the key and the bytes are the same.
    ///
    /// # Errors
    /// As for `submit`.
    pub async fn send(&self) -> Result<Task<M>, Error> {
        // A second call is in doubt even where no journal remembers the first.
        let sent = self.sent.swap(true, Ordering::Relaxed);
        let past = match self.connection.journal() {
            _ if !sent => Past::Open,
            Some(_) => Past::Sent,
            None => Past::Resumed,
        };
        let intent = Intent {
            token: self.token.clone(),
            at: SystemTime::now(),
            sends: true,
            memory: Some(self.connection.settings().retry.key_memory),
            only_open: false,
        };
        buy(&self.connection, intent, past).await
    }

    /// Gives it up: nothing was sent, and nobody finishes it later.
    ///
    /// # Errors
    /// When a request may have left already, through this value or any other sender of its key that the journal knows; then
    /// nothing is changed. It is a configuration error where the task is known, else an unknown outcome after one. Or the
    /// journal's.
    pub async fn discard(self) -> Result<(), Error> {
        let step = Persist::Step(Step::Discarded);
        let known = self.connection.persist(&self.token.key, step).await;
        let sent = self.sent.load(Ordering::Relaxed);
        let (sent, task) = match known {
            // Who sent it meanwhile, only the journal knows.
            Err(fault) => return Err(self.left(ErrorKind::Journal(fault))),
            Ok(Some(entry)) => (entry.stage() != Stage::Closed, entry.task_token()),
            Ok(None) => (sent, None),
        };
        if !sent {
            return Ok(());
        }
        let cure =
            "send it again to find its task, or Client::abandon it knowing that it may be charged";
        let problem = "may have been sent, so it cannot be discarded";
        let fault = ConfigError::new("the purchase", problem, cure).into();
        let Some(task) = task else {
            return Err(self.left(fault));
        };
        let trace = Trace {
            task_id: Some(task.task_id),
            key: task.key,
            ..Trace::default()
        };
        Err(Error::new(fault, trace))
    }

    /// Why it was not discarded, though it may have been sent.
    fn left(&self, kind: ErrorKind) -> Error {
        failed(&self.token, OutcomeUnknown::after(&self.token, kind))
    }
}

fn failed(token: &SubmissionToken, kind: ErrorKind) -> Error {
    Error::new(kind, Subject::Purchase(&token.key).trace())
}

impl<M> fmt::Debug for Prepared<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prepared")
            .field("token", &self.token)
            .finish_non_exhaustive()
    }
}
