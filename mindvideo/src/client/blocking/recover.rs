//! Finishing what a crash left.

use std::time::Duration;

use super::drive::to_end;
use crate::client::{self, Error, Recovered, Update, journal::Entry};

/// The finishing of what the journal has open. See [`Recover`](client::Recover).
#[derive(Debug)]
#[must_use = "nothing is sent until `finish` is called"]
pub struct Recover {
    pub(super) inner: client::Recover,
}

impl Recover {
    /// How long each task is waited for, from when it has its turn. Default
    /// [`PollSchedule::deadline`](client::PollSchedule::deadline).
    pub fn deadline(self, deadline: Duration) -> Self {
        Self {
            inner: self.inner.deadline(deadline),
        }
    }

    /// Calls `show` with the entry as it was found and the update of its task, whenever there is one.
    pub fn on_update(self, show: impl FnMut(&Entry, &Update) + Send + 'static) -> Self {
        Self {
            inner: self.inner.on_update(show),
        }
    }

    /// Sends what was prepared or is in doubt, then waits for the tasks, one after the other: they go on at the same time, so
    /// the longest of them is what takes long. Gives the end of each, oldest first.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn finish(self) -> Result<Vec<Recovered>, Error> {
        to_end(self.inner.run())
    }
}
