//! Waiting for many tasks.

use std::{fmt, future::IntoFuture, time::Duration};

#[cfg(feature = "blocking")]
use super::blocking::{on_threads, to_end};
use super::{
    connection::Connection, error::Error, join::join, succeeded::Succeeded, task::Task,
    transport::BoxFuture, updates::Update, watch::Watch,
};

/// A wait for many tasks. Await it: it gives the end of each task, in their order. See
/// [`Client::wait_all`](super::Client::wait_all).
#[must_use = "nothing is asked until this is awaited"]
pub struct WaitAll<M> {
    tasks: Vec<Task<M>>,
    watch: Watch<Show>,
}

type Show = dyn FnMut(usize, &Update) + Send;

impl<M> WaitAll<M> {
    pub(crate) fn new(connection: &Connection, tasks: Vec<Task<M>>) -> Self {
        Self {
            tasks,
            watch: Watch::new(connection, Box::new(|_, _| {})),
        }
    }

    /// How many tasks are watched at a time; the others wait for their turn. At least 1; default 256.
    ///
    /// However many they are, their requests share the rate of
    /// [`PollSchedule::most_per_second`](super::PollSchedule::most_per_second).
    pub fn at_once(mut self, tasks: usize) -> Self {
        self.watch.at_once = tasks;
        self
    }

    /// How long each task is watched, from the moment its turn comes. Default
    /// [`PollSchedule::deadline`](super::PollSchedule::deadline).
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.watch.deadline = deadline;
        self
    }

    /// Calls `show` with the number of the task, from 0, and its update, whenever there is one.
    pub fn on_update(mut self, show: impl FnMut(usize, &Update) + Send + 'static) -> Self {
        self.watch.set_show(Box::new(show));
        self
    }

    async fn run(self) -> Vec<Result<Succeeded<M>, Error>> {
        let (tasks, watch) = (self.tasks.into_iter().enumerate(), &self.watch);
        let waits = tasks.map(|(number, task)| one(watch, number, task));
        join(waits, watch.at_once).await
    }

    /// The same on threads.
    #[cfg(feature = "blocking")]
    pub(crate) fn run_on_threads(self) -> Vec<Result<Succeeded<M>, Error>> {
        let (tasks, watch) = (self.tasks.into_iter().enumerate(), &self.watch);
        let wait = |(number, task)| to_end(one(watch, number, task));
        on_threads(tasks.collect(), watch.at_once, wait)
    }
}

async fn one<M>(watch: &Watch<Show>, number: usize, task: Task<M>) -> Result<Succeeded<M>, Error> {
    let show = |update: &Update| watch.show()(number, update);
    task.wait_showing(watch.deadline, show).await
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
            .field("at_once", &self.watch.at_once)
            .finish_non_exhaustive()
    }
}
