//! All that answering a request needs: settings, models, secrets, memory. No socket and no clock.

use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::book::Book;
use super::catalog::Catalog;
use super::settings::Settings;
use super::task::Task;

/// The state of one sandbox.
pub(super) struct State {
    pub(super) settings: Settings,
    pub(super) catalog: Catalog,
    pub(super) base_url: String,
    pub(super) api_key: String,
    /// A keyed hash with a random key: makes ids that differ from run to run, the API key, and URL signatures.
    seal: RandomState,
    book: Mutex<Book>,
}

impl State {
    pub(super) fn new(
        settings: Settings,
        catalog: Catalog,
        base_url: String,
        api_key: Option<String>,
    ) -> Self {
        let seal = RandomState::new();
        let (high, low) = (seal.hash_one("key, high"), seal.hash_one("key, low"));
        Self {
            book: Mutex::new(Book::new(settings.outcome)),
            settings,
            catalog,
            base_url,
            api_key: api_key.unwrap_or_else(|| format!("mv_live_sandbox_{high:016x}{low:016x}")),
            seal,
        }
    }

    /// The memory. What a panicking thread left is still a list of accepted tasks, so poison is no reason to stop.
    pub(super) fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The tail of the ids of task and request `number`: unlike those of any other run.
    pub(super) fn id(&self, number: usize) -> String {
        format!("sandbox_{:016x}_{number}", self.seal.hash_one("run"))
    }

    /// Where the file `index` of a task is to be had, signed when URLs expire.
    pub(super) fn file_url(&self, task: &Task, index: u8, now: Duration) -> String {
        let name = file_name(task, index);
        let url = format!("{}/files/{}/{name}", self.base_url, task.id);
        let Some(lifetime) = self.settings.url_lifetime else {
            return url;
        };
        let expires = now.saturating_add(lifetime).as_millis();
        let signature = self.signature(&task.id, &name, expires);
        format!("{url}?expires={expires}&signature={signature}")
    }

    /// Whether the query of a file's URL lets its holder in at this time.
    pub(super) fn admits(
        &self,
        task_id: &str,
        name: &str,
        query: Option<&str>,
        now: Duration,
    ) -> bool {
        if self.settings.url_lifetime.is_none() {
            return true;
        }
        let signed = query
            .and_then(|query| query.strip_prefix("expires=")?.split_once("&signature="))
            .and_then(|(expires, signature)| Some((expires.parse::<u128>().ok()?, signature)));
        signed.is_some_and(|(expires, signature)| {
            now.as_millis() < expires && signature == self.signature(task_id, name, expires)
        })
    }

    fn signature(&self, task_id: &str, name: &str, expires: u128) -> String {
        format!("{:016x}", self.seal.hash_one((task_id, name, expires)))
    }
}

/// The last segment of a file's URL.
pub(super) fn file_name(task: &Task, index: u8) -> String {
    format!("{index}.{}", task.kind.extension())
}
