//! Finishing what a crash left.

use std::{
    fmt,
    future::IntoFuture,
    time::{Duration, SystemTime},
};

#[cfg(feature = "blocking")]
use super::blocking::{on_threads, to_end};
use super::{
    connection::Connection,
    core::Past,
    error::{Error, ErrorKind, Trace},
    join::join,
    journal::{Entry, Intent, Journal, JournalError, Stage},
    recovered::Recovered,
    submit::go_on,
    task::Task,
    transport::BoxFuture,
    updates::Update,
    watch::Watch,
};

/// The finishing of what the journal has open. Await it; see [`Client::recover`](super::Client::recover).
#[must_use = "nothing is sent until this is awaited"]
pub struct Recover {
    connection: Connection,
    watch: Watch<Show>,
}

type Show = dyn FnMut(&Entry, &Update) + Send;

/// A task that was found, or why not.
type Found = (Entry, Result<Task<()>, Error>);

/// So many purchases are sent at a time, at most.
const SENT_AT_ONCE: usize = 64;

impl Recover {
    pub(crate) fn new(connection: &Connection) -> Self {
        Self {
            connection: connection.clone(),
            watch: Watch::new(connection, Box::new(|_, _| {})),
        }
    }

    /// How many tasks are watched at a time; the others wait for their turn. At least 1; default 256. What is in doubt has
    /// been sent again before the first of them is watched.
    pub fn at_once(mut self, tasks: usize) -> Self {
        self.watch.at_once = tasks;
        self
    }

    /// How long each task is waited for, from when it has its turn. Default
    /// [`PollSchedule::deadline`](super::PollSchedule::deadline).
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.watch.deadline = deadline;
        self
    }

    /// Calls `show` with the entry as it was found and the update of its task, whenever there is one.
    pub fn on_update(mut self, show: impl FnMut(&Entry, &Update) + Send + 'static) -> Self {
        self.watch.set_show(Box::new(show));
        self
    }

    async fn run(self) -> Result<Vec<Recovered>, Error> {
        let open = self.open().await?.into_iter();
        // A server forgets keys; a task waits.
        let found = join(open.map(|entry| self.find(entry)), self.sent_at_once()).await;
        let ends = found.into_iter().flatten().map(|found| self.finish(found));
        Ok(join(ends, self.watch.at_once).await)
    }

    /// The same on threads.
    #[cfg(feature = "blocking")]
    pub(crate) fn run_on_threads(self) -> Result<Vec<Recovered>, Error> {
        let open = to_end(self.open())?;
        let find = |entry| to_end(self.find(entry));
        let found = on_threads(open, self.sent_at_once(), find);
        let finish = |found| to_end(self.finish(found));
        let found = found.into_iter().flatten().collect();
        Ok(on_threads(found, self.watch.at_once, finish))
    }

    fn sent_at_once(&self) -> usize {
        self.watch.at_once.min(SENT_AT_ONCE)
    }

    async fn open(&self) -> Result<Vec<Entry>, Error> {
        let mut open = entries(&self.connection).await.map_err(nobody_knows)?;
        let own = self.connection.settings().base.as_str();
        open.retain(|entry| entry.is_open() && entry.base_url() == own);
        Ok(open)
    }

    /// What there is to be finished of an open entry.
    async fn find(&self, entry: Entry) -> Option<Found> {
        let task = find(&self.connection, &entry).await;
        Some((entry, task.transpose()?))
    }

    async fn finish(&self, (entry, task): Found) -> Recovered {
        let (task, result) = match task {
            Err(error) => (None, Err(error)),
            Ok(task) => {
                let show = |update: &Update| self.watch.show()(&entry, update);
                let result = task.wait_showing(self.watch.deadline, show).await;
                (Some(task.token()), result)
            }
        };
        Recovered {
            entry,
            task,
            result,
        }
    }
}

/// Everything in the journal; nothing without one.
pub(crate) async fn entries(connection: &Connection) -> Result<Vec<Entry>, JournalError> {
    let read = connection.with_journal(Journal::entries).await;
    read.unwrap_or(Ok(Vec::new()))
}

/// What a journal that cannot be read has open may have been charged.
fn nobody_knows(fault: JournalError) -> Error {
    let trace = Trace {
        doubt: true,
        ..Trace::default()
    };
    Error::new(ErrorKind::Journal(fault), trace)
}

/// The task of an open entry: the known one, or the one that sending the request again gives. None if the entry was closed
/// or given up since it was read: its caller has heard so.
async fn find(connection: &Connection, entry: &Entry) -> Result<Option<Task<()>>, Error> {
    if let Some(token) = entry.task_token() {
        return Ok(Some(Task::resumed(connection.clone(), token)));
    }
    let doubt = entry.stage() == Stage::InDoubt;
    let Some(token) = entry.submission_token() else {
        let key = Some(entry.idempotency_key().clone());
        let fault = JournalError::new("an open entry without its request");
        let trace = Trace {
            key,
            doubt,
            ..Trace::default()
        };
        return Err(Error::new(ErrorKind::Journal(fault), trace));
    };
    let intent = Intent {
        token,
        at: SystemTime::now(),
        sends: true,
        memory: Some(connection.settings().retry.key_memory),
        only_open: true,
    };
    let past = if doubt { Past::Sent } else { Past::Open };
    go_on(connection, intent, past).await
}

impl IntoFuture for Recover {
    type Output = Result<Vec<Recovered>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl fmt::Debug for Recover {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recover")
            .field("at_once", &self.watch.at_once)
            .field("deadline", &self.watch.deadline)
            .finish_non_exhaustive()
    }
}
