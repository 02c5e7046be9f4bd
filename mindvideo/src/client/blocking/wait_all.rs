//! Waiting for many tasks.

use std::time::Duration;

use super::Succeeded;
use crate::client::{self, Error, Update};

/// A wait for many tasks, each on a thread of its own while it is watched. See [`WaitAll`](client::WaitAll).
#[derive(Debug)]
#[must_use = "nothing is asked until `wait` is called"]
pub struct WaitAll<M> {
    pub(super) inner: client::WaitAll<M>,
}

impl<M> WaitAll<M> {
    /// How many tasks are watched at a time; the others wait for their turn. At least 1; default 64.
    ///
    /// However many they are, their requests share the rate of
    /// [`PollSchedule::most_per_second`](client::PollSchedule::most_per_second).
    pub fn at_once(self, tasks: usize) -> Self {
        Self {
            inner: self.inner.at_once(tasks),
        }
    }

    /// How long each task is watched, from the moment its turn comes. Default
    /// [`PollSchedule::deadline`](client::PollSchedule::deadline).
    pub fn deadline(self, deadline: Duration) -> Self {
        Self {
            inner: self.inner.deadline(deadline),
        }
    }

    /// Calls `show` with the number of the task, from 0, and its update, whenever there is one; never twice at a time.
    pub fn on_update(self, show: impl FnMut(usize, &Update) + Send + 'static) -> Self {
        Self {
            inner: self.inner.on_update(show),
        }
    }

    /// Waits for all of them and gives the end of each, in their order.
    pub fn wait(self) -> Vec<Result<Succeeded<M>, Error>> {
        let ends = self.inner.run_on_threads().into_iter();
        ends.map(|end| end.map(|inner| Succeeded { inner }))
            .collect()
    }
}
