//! Finishing what a crash left.

use std::{
    fmt,
    future::IntoFuture,
    sync::{Mutex, PoisonError},
    time::{Duration, SystemTime},
};

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
};

/// The finishing of what the journal has open. Await it; see [`Client::recover`](super::Client::recover).
#[must_use = "nothing is sent until this is awaited"]
pub struct Recover {
    connection: Connection,
    at_once: usize,
    deadline: Duration,
    show: Hook,
}

type Hook = Box<dyn FnMut(&Entry, &Update) + Send>;

/// So many purchases are sent at a time.
const SENT_AT_ONCE: usize = 64;
const WATCHED_AT_ONCE: usize = 256;

impl Recover {
    pub(crate) fn new(connection: &Connection) -> Self {
        Self {
            connection: connection.clone(),
            at_once: WATCHED_AT_ONCE,
            deadline: connection.settings().poll.deadline,
            show: Box::new(|_, _| {}),
        }
    }

    /// How many tasks are watched at a time; the others wait for their turn. At least 1; default 256. What is in doubt has
    /// been sent again before the first of them is watched.
    pub fn at_once(mut self, tasks: usize) -> Self {
        self.at_once = tasks;
        self
    }

    /// How long each task is waited for, from when it has its turn. Default
    /// [`PollSchedule::deadline`](super::PollSchedule::deadline).
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Calls `show` with the entry as it was found and the update of its task, whenever there is one.
    pub fn on_update(mut self, show: impl FnMut(&Entry, &Update) + Send + 'static) -> Self {
        self.show = Box::new(show);
        self
    }

    pub(crate) async fn run(self) -> Result<Vec<Recovered>, Error> {
        let connection = &self.connection;
        let own = connection.settings().base.as_str();
        let known = entries(connection).await.map_err(nobody_knows)?;
        let open = known.into_iter();
        let open = open.filter(|entry| entry.is_open() && entry.base_url() == own);
        // A server forgets keys; a task waits.
        let tasks = open.map(async |entry| {
            let task = find(connection, &entry).await;
            (entry, task)
        });
        let tasks = join(tasks, SENT_AT_ONCE).await.into_iter();
        let tasks = tasks.filter_map(|(entry, task)| Some((entry, task.transpose()?)));
        let show = Mutex::new(self.show);
        let ends = tasks.map(|(entry, task)| finish(entry, task, self.deadline, &show));
        Ok(join(ends, self.at_once).await)
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

async fn finish(
    entry: Entry,
    task: Result<Task<()>, Error>,
    deadline: Duration,
    show: &Mutex<Hook>,
) -> Recovered {
    let (task, result) = match task {
        Err(error) => (None, Err(error)),
        Ok(task) => {
            let show = |update: &Update| {
                (show.lock().unwrap_or_else(PoisonError::into_inner))(&entry, update);
            };
            let result = task.wait_showing(deadline, show).await;
            (Some(task.token()), result)
        }
    };
    Recovered {
        entry,
        task,
        result,
    }
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
            .field("at_once", &self.at_once)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}
