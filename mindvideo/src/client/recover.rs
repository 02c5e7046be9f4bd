//! Finishing what a crash left.

use std::{fmt, time::SystemTime};

use super::{
    connection::Connection,
    error::{Error, ErrorKind, Trace},
    idempotency_key::IdempotencyKey,
    join::join,
    journal::{Entry, Intent, Journal, JournalError},
    submit::create,
    succeeded::Succeeded,
    task::Task,
    token::TaskToken,
};

/// A purchase that [`Client::recover`](super::Client::recover) found open, and what came of it.
pub struct Recovered {
    entry: Entry,
    task: Option<TaskToken>,
    result: Result<Succeeded<()>, Error>,
}

/// So many purchases are finished at a time.
const AT_ONCE: usize = 64;

/// Finishes every open entry of the journal.
pub(crate) async fn recover(connection: &Connection) -> Result<Vec<Recovered>, Error> {
    let own = connection.settings().base.as_str();
    let open = entries(connection).await?.into_iter();
    let open = open.filter(|entry| entry.is_open() && entry.base_url() == own);
    Ok(join(open.map(|entry| finish(connection, entry)), AT_ONCE).await)
}

/// Everything in the journal; nothing without one.
pub(crate) async fn entries(connection: &Connection) -> Result<Vec<Entry>, Error> {
    let read = connection.with_journal(Journal::entries).await;
    let read = read.unwrap_or(Ok(Vec::new()));
    read.map_err(|fault| Error::new(ErrorKind::Journal(fault), Trace::default()))
}

async fn finish(connection: &Connection, entry: Entry) -> Recovered {
    let task = match find(connection, &entry).await {
        Ok(task) => task,
        Err(error) => {
            return Recovered {
                entry,
                task: None,
                result: Err(error),
            };
        }
    };
    Recovered {
        entry,
        task: Some(task.token()),
        result: task.wait().await,
    }
}

/// The task of an open entry: the known one, or the one that sending the request again gives.
async fn find(connection: &Connection, entry: &Entry) -> Result<Task<()>, Error> {
    if let Some(token) = entry.task_token() {
        return Ok(Task::resumed(connection.clone(), token));
    }
    let Some(token) = entry.submission_token() else {
        let key = Some(entry.idempotency_key().clone());
        let fault = JournalError::new("an open entry without its request");
        let trace = Trace {
            key,
            ..Trace::default()
        };
        return Err(Error::new(ErrorKind::Journal(fault), trace));
    };
    let intent = Intent {
        token: token.clone(),
        at: SystemTime::now(),
        sends: true,
    };
    let created = create(connection, intent, false).await?;
    Ok(Task::created(connection.clone(), token, created))
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
