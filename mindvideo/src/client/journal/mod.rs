//! The memory that survives a crash: what was bought, and how far it came.
//!
//! With a journal ([`ClientBuilder::journal`](super::ClientBuilder::journal)) every purchase is on disk, with its key and its
//! very bytes, before the first byte of its request leaves. Kill the process anywhere: [`Client::recover`] in the next one
//! sends what was in doubt again (same key, same bytes, so nothing is paid twice), waits for what was accepted, and gives
//! back every task.
//!
//! ```
//! # #[cfg(feature = "sandbox")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use mindvideo::client::{Attempt, Client, IdempotencyKey, journal::FileJournal};
//! # #[mindvideo::mindvideo_model("../schemas/veo3-1-quality.json")]
//! # mod veo {}
//! # let sandbox = mindvideo::sandbox::Sandbox::builder().model::<veo::Input>().start()?;
//! # let path = std::env::temp_dir().join(format!("mindvideo-doc-{}.journal", std::process::id()));
//! # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
//! let client = || {
//!     Client::builder()
//!         .api_key(sandbox.api_key())
//!         .base_url(sandbox.base_url())
//!         .journal(FileJournal::open(&path)?)
//!         .build()
//! };
//! let key = IdempotencyKey::for_business_id("orders", "order-1234", Attempt::FIRST)?;
//! let input = veo::Input::new("Waves").validate()?;
//!
//! // The process ends here, before anything could be sent:
//! let first = client()?;
//! let prepared = first.prepare(&input, key).await?;
//! drop((prepared, first));
//!
//! // The next one finishes what it finds.
//! let recovered = client()?.recover().await?;
//! assert!(recovered[0].result().is_ok());
//! assert_eq!(sandbox.ledger().tasks().len(), 1);
//! # std::fs::remove_file(&path)?;
//! # let mut lock = path.into_os_string();
//! # lock.push(".lock");
//! # std::fs::remove_file(lock)?;
//! # Ok(())
//! # })
//! # }
//! # #[cfg(not(feature = "sandbox"))]
//! # fn main() {}
//! ```
//!
//! # The life of an entry
//!
//! | [`Stage`] | since | what [`Client::recover`] does |
//! |---|---|---|
//! | `Prepared` | the intent is written | sends it |
//! | `InDoubt` | a request may have left | sends it again, same key and bytes; not beyond [`key_memory`] |
//! | `Accepted` | the server named the task | waits for it |
//! | `Ended` | the task ended | nothing; [`Entry::task_token`] finds its files again |
//! | `Closed` | the server refused, nothing was sent, or somebody gave it up | nothing |
//!
//! A submission whose key is in the journal already never makes a second purchase: with another input it fails before
//! anything is sent ([`IdempotencyConflict`] without a reply), with the same one it gives the known task.
//!
//! # When the journal fails
//! Before the first byte the submission fails with [`ErrorKind::Journal`](super::ErrorKind::Journal), and nothing is
//! charged. After it the work goes on, and [`Client::journal_fault`] tells.
//!
//! # A journal of your own
//! Implement [`Journal`] to keep purchases in the database that has the orders. The three functions block; the async client
//! calls them where blocking is allowed ([`Transport::run_blocking`](super::Transport::run_blocking)).
//!
//! [`Client::recover`]: super::Client::recover
//! [`Client::journal_fault`]: super::Client::journal_fault
//! [`key_memory`]: super::RetryPolicy::key_memory
//! [`IdempotencyConflict`]: super::ErrorKind::IdempotencyConflict

mod entry;
mod error;
mod file;
mod line;
mod memory;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(test)]
mod tests;

#[cfg(feature = "sqlite")]
pub use self::sqlite::SqliteJournal;
pub use self::{
    entry::{Entry, Intent, SavedFile, Stage, Step},
    error::JournalError,
    file::FileJournal,
    memory::MemoryJournal,
};

use super::idempotency_key::IdempotencyKey;

/// Keeps purchases where a crash cannot reach them.
///
/// What a function has returned `Ok` for must survive the process, and for protection against power cuts the machine. The
/// functions may block and may be called from several threads at once.
///
/// ```
/// use std::{collections::BTreeMap, sync::Mutex};
/// use mindvideo::client::{IdempotencyKey, journal::{Entry, Intent, Journal, JournalError, Stage, Step}};
///
/// /// Keeps each entry as a text, as a table of a database would.
/// #[derive(Default)]
/// struct Table(Mutex<BTreeMap<String, String>>);
///
/// impl Table {
///     fn read(text: &str) -> Result<Entry, JournalError> {
///         serde_json::from_str(text).map_err(JournalError::new)
///     }
///     fn write(entry: &Entry) -> Result<String, JournalError> {
///         serde_json::to_string(entry).map_err(JournalError::new)
///     }
/// }
///
/// impl Journal for Table {
///     fn begin(&self, intent: &Intent) -> Result<Option<Entry>, JournalError> {
///         let mut rows = self.0.lock().unwrap(); // in SQL: one transaction
///         let key = intent.token().idempotency_key().to_string();
///         let known = rows.get(&key).map(|text| Self::read(text)).transpose()?;
///         if let Some(entry) = known.filter(|entry| entry.stage() != Stage::Closed) {
///             return Ok(Some(entry));
///         }
///         rows.insert(key, Self::write(&Entry::new(intent))?);
///         Ok(None)
///     }
///     fn record(&self, key: &IdempotencyKey, step: &Step) -> Result<(), JournalError> {
///         if let Some(text) = self.0.lock().unwrap().get_mut(key.as_str()) {
///             let mut entry = Self::read(text)?;
///             entry.apply(step);
///             *text = Self::write(&entry)?;
///         }
///         Ok(())
///     }
///     fn entries(&self) -> Result<Vec<Entry>, JournalError> {
///         self.0.lock().unwrap().values().map(|text| Self::read(text)).collect()
///     }
/// }
/// ```
pub trait Journal: Send + Sync + 'static {
    /// Takes in a purchase, unless its key is known: then gives what is known and changes nothing. One step, atomic against
    /// every other call. An entry that is [`Closed`](Stage::Closed) counts as unknown and is replaced.
    fn begin(&self, intent: &Intent) -> Result<Option<Entry>, JournalError>;

    /// Takes in what happened to the purchase of this key. An unknown key is no error: a person may have removed it.
    fn record(&self, key: &IdempotencyKey, step: &Step) -> Result<(), JournalError>;

    /// Every purchase, oldest first.
    fn entries(&self) -> Result<Vec<Entry>, JournalError>;
}

/// Oldest first.
fn by_age(entries: impl Iterator<Item = Entry>) -> Vec<Entry> {
    let mut entries: Vec<_> = entries.collect();
    entries.sort_by(|a, b| {
        let (a, b) = ((a.at(), a.idempotency_key()), (b.at(), b.idempotency_key()));
        a.cmp(&b)
    });
    entries
}
