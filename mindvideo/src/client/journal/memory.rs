//! A journal that ends with the process.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{Entry, Intent, Journal, JournalError, Step, by_age};
use crate::client::idempotency_key::IdempotencyKey;

/// A journal in memory, for tests; clones share it.
///
/// It survives a client, not a process: what it gives beyond a client without a journal is that a key which was used for
/// one input is refused for another before anything is sent, and that what a dropped future left is found by
/// [`Client::recover`](crate::client::Client::recover).
///
/// ```
/// # #[cfg(feature = "sandbox")] {
/// use mindvideo::client::{Client, journal::MemoryJournal};
///
/// # let sandbox = mindvideo::sandbox::Sandbox::builder().start()?;
/// let client = Client::builder()
///     .api_key(sandbox.api_key())
///     .base_url(sandbox.base_url())
///     .journal(MemoryJournal::default())
///     .build()?;
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct MemoryJournal {
    entries: Arc<Mutex<HashMap<IdempotencyKey, Entry>>>,
}

impl MemoryJournal {
    fn lock(&self) -> MutexGuard<'_, HashMap<IdempotencyKey, Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Journal for MemoryJournal {
    fn begin(&self, intent: &Intent) -> Result<Option<Entry>, JournalError> {
        let mut entries = self.lock();
        let key = intent.token().idempotency_key();
        let known = entries.get(key).cloned();
        if let Some(entry) = Entry::begin(known.as_ref(), intent) {
            entries.insert(key.clone(), entry);
        }
        Ok(known)
    }

    fn record(&self, key: &IdempotencyKey, step: &Step) -> Result<Option<Entry>, JournalError> {
        let mut entries = self.lock();
        Ok(entries.get_mut(key).map(|entry| {
            entry.apply(step);
            entry.clone()
        }))
    }

    fn entries(&self) -> Result<Vec<Entry>, JournalError> {
        Ok(by_age(self.lock().values().cloned()))
    }
}
