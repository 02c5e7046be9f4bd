//! Finishing what a crash left.

use std::time::Duration;

use crate::client::{self, Error, Recovered, Update, journal::Entry};

/// The finishing of what the journal has open. See [`Recover`](client::Recover).
#[derive(Debug)]
#[must_use = "nothing is sent until `finish` is called"]
pub struct Recover {
    pub(super) inner: client::Recover,
}

impl Recover {
    /// How many purchases are worked on at a time, each on a thread of its own. At least 1; default 64.
    pub fn at_once(self, tasks: usize) -> Self {
        Self {
            inner: self.inner.at_once(tasks),
        }
    }

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

    /// Sends what was prepared or is in doubt, then waits for the tasks. Gives the end of each, oldest first.
    ///
    /// # Errors
    /// As [`Client::recover`](client::Client::recover).
    pub fn finish(self) -> Result<Vec<Recovered>, Error> {
        self.inner.run_on_threads()
    }
}
