//! A journal in `SQLite`.

use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, OptionalExtension as _, Transaction, TransactionBehavior};

use super::{Entry, Intent, Journal, JournalError, Step, by_age, file};
use crate::client::idempotency_key::IdempotencyKey;

/// A journal in an `SQLite` database, in the table `mindvideo_journal`: a row an entry, `key` and the entry as JSON.
///
/// Several processes may use it at once. Each write is a transaction that is on the disk (`synchronous = EXTRA`) before the
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
    /// What the file system or `SQLite` says. `:memory:` is refused: a journal that forgets is a
    /// [`MemoryJournal`](super::MemoryJournal). Nor is any other path taken for a URI.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, JournalError> {
        let path = path.as_ref();
        if path == Path::new(":memory:") {
            let said =
                "a database in memory ends with the process; MemoryJournal says so by its name";
            return Err(JournalError::new(said));
        }
        // `SQLite` would make it readable for everybody; its side files take the mode of this one.
        let path = file::resolve(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let database = Connection::open_with_flags(path, flags).map_err(JournalError::new)?;
        Self::prepare(&database).map_err(JournalError::new)?;
        Ok(Self {
            database: Mutex::new(database),
        })
    }

    fn prepare(database: &Connection) -> rusqlite::Result<()> {
        database.busy_timeout(PATIENCE)?;
        // `FULL` leaves the folder unsynced when the rollback journal is gone, so a power cut could bring that back.
        database.pragma_update(None, "synchronous", "EXTRA")?;
        database.execute(TABLE, ()).map(|_| ())
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A transaction that a panic interrupts is rolled back.
        self.database.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the entry of a key in one transaction. Gives what was known, and what `change` made of it.
    fn change(
        &self,
        key: &IdempotencyKey,
        change: impl FnOnce(Option<&Entry>) -> Option<Entry>,
    ) -> Result<(Option<Entry>, Option<Entry>), JournalError> {
        let mut database = self.lock();
        let work = database
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(JournalError::new)?;
        let known = find(&work, key)?;
        let fresh = change(known.as_ref());
        if let Some(entry) = &fresh {
            let text = serde_json::to_string(entry).map_err(JournalError::new)?;
            work.execute(WRITE, (key.as_str(), text))
                .map_err(JournalError::new)?;
        }
        work.commit().map_err(JournalError::new)?;
        Ok((known, fresh))
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
        let key = intent.token().idempotency_key();
        let (known, _) = self.change(key, |known| Entry::begin(known, intent))?;
        Ok(known)
    }

    fn record(&self, key: &IdempotencyKey, step: &Step) -> Result<Option<Entry>, JournalError> {
        let (_, entry) = self.change(key, |known| {
            let mut entry = known?.clone();
            entry.apply(step);
            Some(entry)
        })?;
        Ok(entry)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_is_on_the_disk() {
        let name = format!("mindvideo-journal-synced-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let journal = SqliteJournal::open(&path).unwrap();
        let pragma = |name| {
            journal
                .lock()
                .query_row(name, (), |row| row.get::<_, i64>(0))
        };
        assert_eq!(pragma("PRAGMA synchronous"), Ok(3), "EXTRA");
        drop(journal);
        std::fs::remove_file(path).unwrap();
    }
}
