//! A journal in `SQLite`.

use std::{
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior};

use super::{Entry, Intent, Journal, JournalError, Stage, Step, by_age, file};
use crate::client::idempotency_key::IdempotencyKey;

/// A journal in an `SQLite` database, in the table `mindvideo_journal`: a row an entry, `key` and the entry as JSON.
///
/// Several processes may use it at once. Each write is a transaction that is on the disk (`synchronous = FULL`) before the
/// call returns. The file is made for its owner alone (mode 0600). Needs the feature `sqlite`.
///
/// ```
/// use mindvideo::client::journal::{Journal, SqliteJournal};
///
/// # let folder = std::env::temp_dir().join(format!("mindvideo-sqlite-doc-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// let journal = SqliteJournal::open(folder.join("purchases.db"))?;
/// assert!(journal.entries()?.is_empty());
/// # drop(journal);
/// # std::fs::remove_dir_all(folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct SqliteJournal {
    database: Mutex<Connection>,
}

/// How long a write waits for another process.
const PATIENCE: Duration = Duration::from_secs(10);
const TABLE: &str = "CREATE TABLE IF NOT EXISTS mindvideo_journal (key TEXT PRIMARY KEY NOT NULL, entry TEXT NOT NULL)";
const READ: &str = "SELECT entry FROM mindvideo_journal WHERE key = ?1";
const WRITE: &str = "INSERT OR REPLACE INTO mindvideo_journal (key, entry) VALUES (?1, ?2)";
const ALL: &str = "SELECT entry FROM mindvideo_journal";

impl SqliteJournal {
    /// Opens the database at `path`; makes the file and the table if they are missing.
    ///
    /// # Errors
    /// What the file system or `SQLite` says.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, JournalError> {
        let path = path.as_ref();
        // `SQLite` would make it readable for everybody; its side files take the mode of this one.
        let made = file::private().open(path);
        made.map_err(|fault| JournalError::Io(path.into(), Arc::new(fault)))?;
        let database = Connection::open(path).map_err(JournalError::new)?;
        Self::prepare(&database).map_err(JournalError::new)?;
        Ok(Self {
            database: Mutex::new(database),
        })
    }

    fn prepare(database: &Connection) -> rusqlite::Result<()> {
        database.busy_timeout(PATIENCE)?;
        database.pragma_update(None, "synchronous", "FULL")?;
        database.execute(TABLE, ()).map(|_| ())
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A transaction that a panic interrupts is rolled back.
        self.database.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the entry of a key in one transaction. `change` gives what is to be written, if anything.
    fn change<T>(
        &self,
        key: &IdempotencyKey,
        change: impl FnOnce(Option<Entry>) -> (Option<Entry>, T),
    ) -> Result<T, JournalError> {
        let mut database = self.lock();
        let work = database
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(JournalError::new)?;
        let (fresh, output) = change(find(&work, key)?);
        if let Some(entry) = fresh {
            let text = serde_json::to_string(&entry).map_err(JournalError::new)?;
            work.execute(WRITE, (key.as_str(), text))
                .map_err(JournalError::new)?;
        }
        work.commit().map_err(JournalError::new)?;
        Ok(output)
    }
}

fn find(work: &Transaction<'_>, key: &IdempotencyKey) -> Result<Option<Entry>, JournalError> {
    let row = work.query_row(READ, (key.as_str(),), |row| row.get::<_, String>(0));
    let text = row.optional().map_err(JournalError::new)?;
    text.map(|text| serde_json::from_str(&text).map_err(JournalError::new))
        .transpose()
}

impl Journal for SqliteJournal {
    fn begin(&self, intent: &Intent) -> Result<Option<Entry>, JournalError> {
        self.change(intent.token().idempotency_key(), |known| {
            match known.filter(|entry| entry.stage() != Stage::Closed) {
                Some(entry) => (None, Some(entry)),
                None => (Some(Entry::new(intent)), None),
            }
        })
    }

    fn record(&self, key: &IdempotencyKey, step: &Step) -> Result<(), JournalError> {
        self.change(key, |known| {
            let changed = known.map(|mut entry| {
                entry.apply(step);
                entry
            });
            (changed, ())
        })
    }

    fn entries(&self) -> Result<Vec<Entry>, JournalError> {
        let database = self.lock();
        let mut rows = database.prepare(ALL).map_err(JournalError::new)?;
        let texts = rows
            .query_map((), |row| row.get::<_, String>(0))
            .map_err(JournalError::new)?;
        let entries = texts.map(|text| {
            let text = text.map_err(JournalError::new)?;
            serde_json::from_str(&text).map_err(JournalError::new)
        });
        Ok(by_age(
            entries.collect::<Result<Vec<Entry>, _>>()?.into_iter(),
        ))
    }
}
