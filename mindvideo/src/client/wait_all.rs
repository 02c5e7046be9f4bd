//! Waiting for many tasks.

use std::{
    fmt,
    future::IntoFuture,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use super::{
    connection::Connection, error::Error, join::join, succeeded::Succeeded, task::Task,
    transport::BoxFuture, updates::Update,
};

/// A wait for many tasks. Await it: it gives the end of each task, in their order. See
/// [`Client::wait_all`](super::Client::wait_all).
#[must_use = "nothing is asked until this is awaited"]
pub struct WaitAll<M> {
    tasks: Vec<Task<M>>,
    at_once: usize,
    deadline: Duration,
    show: Hook,
}

type Hook = Box<dyn FnMut(usize, &Update) + Send>;

const AT_ONCE: usize = 256;

impl<M> WaitAll<M> {
    pub(crate) fn new(connection: &Connection, tasks: Vec<Task<M>>) -> Self {
        Self {
            tasks,
            at_once: AT_ONCE,
            deadline: connection.settings().poll.deadline,
            show: Box::new(|_, _| {}),
        }
    }

    /// How many tasks are watched at a time; the others wait for their turn. At least 1; default 256.
    ///
    /// However many they are, their requests share the rate of
    /// [`PollSchedule::most_per_second`](super::PollSchedule::most_per_second).
    pub fn at_once(mut self, tasks: usize) -> Self {
        self.at_once = tasks;
        self
    }

    /// How long each task is watched, from the moment its turn comes. Default
    /// [`PollSchedule::deadline`](super::PollSchedule::deadline).
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Calls `show` with the number of the task, from 0, and its update, whenever there is one.
    pub fn on_update(mut self, show: impl FnMut(usize, &Update) + Send + 'static) -> Self {
        self.show = Box::new(show);
        self
    }

    async fn run(self) -> Vec<Result<Succeeded<M>, Error>> {
        let (deadline, show) = (self.deadline, Mutex::new(self.show));
        let waits = self.tasks.into_iter().enumerate().map(|(number, task)| {
            let show = &show;
            async move {
                let show = |update: &Update| {
                    (show.lock().unwrap_or_else(PoisonError::into_inner))(number, update);
                };
                task.wait_showing(deadline, show).await
            }
        });
        join(waits, self.at_once).await
    }
}

impl<M: 'static> IntoFuture for WaitAll<M> {
    type Output = Vec<Result<Succeeded<M>, Error>>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<M> fmt::Debug for WaitAll<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitAll")
            .field("tasks", &self.tasks)
            .field("at_once", &self.at_once)
            .finish_non_exhaustive()
    }
}
