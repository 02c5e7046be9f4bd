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
//! | `Closed` | every sender was refused, or it was discarded unsent | nothing; the key is free |
//!
//! A submission whose key is in the journal already never makes a second purchase: with another input it fails before
//! anything is sent ([`IdempotencyConflict`] without a reply), with the same one it gives the known task. Several may send
//! one purchase at a time, in one process or in many: each is counted before its first byte leaves, and a refusal to one of
//! them closes nothing while another may have been heard.
//!
//! [`Client::abandon`] makes [`Client::recover`] pass an entry over ([`Entry::is_open`]). It changes no stage of what may
//! have been made, so the key still cannot pay twice.
//!
//! # When the journal fails
//! Before the first byte the submission fails and nothing is sent. Whether an earlier process has sent it, only the journal
//! could tell, so under a key of the caller's the outcome is unknown ([`ErrorKind::OutcomeUnknown`](super::ErrorKind::OutcomeUnknown),
//! with the token to go on). Under a random key there was no earlier one: [`ErrorKind::Journal`](super::ErrorKind::Journal),
//! and nothing is charged. After the first byte the work goes on, and [`Client::journal_fault`] tells.
//!
//! # A journal of your own
//! Implement [`Journal`] to keep purchases in the database that has the orders. The three functions block; the async client
//! calls them where blocking is allowed ([`Transport::run_blocking`](super::Transport::run_blocking)).
//!
//! [`Client::abandon`]: super::Client::abandon
//! [`Client::recover`]: super::Client::recover
//! [`Client::journal_fault`]: super::Client::journal_fault
//! [`key_memory`]: super::RetryPolicy::key_memory
//! [`IdempotencyConflict`]: super::ErrorKind::IdempotencyConflict

mod accepted;
mod ended;
mod entry;
mod entry_json;
mod error;
mod file;
mod intent;
mod line;
mod members;
mod memory;
mod saved_file;
#[cfg(feature = "sqlite")]
mod sqlite;
mod stage;
mod step;
#[cfg(test)]
mod tests;

pub(super) use self::entry::Meeting;
#[cfg(feature = "sqlite")]
pub use self::sqlite::SqliteJournal;
pub use self::{
    entry::Entry, error::JournalError, file::FileJournal, intent::Intent, memory::MemoryJournal,
    saved_file::SavedFile, stage::Stage, step::Step,
};

use std::sync::Arc;

use super::idempotency_key::IdempotencyKey;

/// Keeps purchases where a crash cannot reach them.
///
/// What a function has returned `Ok` for must survive the process, and for protection against power cuts the machine. The
/// functions may block and may be called from several threads at once.
///
/// ```
/// use std::{collections::BTreeMap, sync::Mutex};
/// use mindvideo::client::{IdempotencyKey, journal::{Entry, Intent, Journal, JournalError, Step}};
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
///         if let Some(entry) = Entry::begin(known.as_ref(), intent) {
///             rows.insert(key, Self::write(&entry)?);
///         }
///         Ok(known)
///     }
///     fn record(&self, key: &IdempotencyKey, step: &Step) -> Result<Option<Entry>, JournalError> {
///         let mut rows = self.0.lock().unwrap();
///         let Some(text) = rows.get_mut(key.as_str()) else { return Ok(None) };
///         let mut entry = Self::read(text)?;
///         entry.apply(step);
///         *text = Self::write(&entry)?;
///         Ok(Some(entry))
///     }
///     fn entries(&self) -> Result<Vec<Entry>, JournalError> {
///         self.0.lock().unwrap().values().map(|text| Self::read(text)).collect()
///     }
/// }
/// ```
pub trait Journal: Send + Sync + 'static {
    /// Takes in a purchase: writes what [`Entry::begin`] gives, if anything, and gives what was known of its key before. One
    /// step, atomic against every other call, of other processes too.
    fn begin(&self, intent: &Intent) -> Result<Option<Entry>, JournalError>;

    /// Takes in what happened to the purchase of this key ([`Entry::apply`]) and gives the entry as it stands now. One step,
    /// as above. An unknown key is no error: a person may have removed it.
    fn record(&self, key: &IdempotencyKey, step: &Step) -> Result<Option<Entry>, JournalError>;

    /// Every purchase, oldest first.
    fn entries(&self) -> Result<Vec<Entry>, JournalError>;
}

/// So that a client and its maker, or an async and a blocking client, share one.
impl<J: Journal + ?Sized> Journal for Arc<J> {
    fn begin(&self, intent: &Intent) -> Result<Option<Entry>, JournalError> {
        (**self).begin(intent)
    }

    fn record(&self, key: &IdempotencyKey, step: &Step) -> Result<Option<Entry>, JournalError> {
        (**self).record(key, step)
    }

    fn entries(&self) -> Result<Vec<Entry>, JournalError> {
        (**self).entries()
    }
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
