//! Watching many tasks.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use super::connection::Connection;

/// How many tasks are watched at a time, for how long, and who is shown what becomes of them.
pub(crate) struct Watch<Show: ?Sized> {
    pub(crate) at_once: usize,
    pub(crate) deadline: Duration,
    show: Mutex<Box<Show>>,
}

const AT_ONCE: usize = 256;

impl<Show: ?Sized> Watch<Show> {
    pub(crate) fn new(connection: &Connection, show: Box<Show>) -> Self {
        Self {
            at_once: AT_ONCE,
            deadline: connection.settings().poll.deadline,
            show: Mutex::new(show),
        }
    }

    pub(crate) fn set_show(&mut self, show: Box<Show>) {
        self.show = Mutex::new(show);
    }

    pub(crate) fn show(&self) -> MutexGuard<'_, Box<Show>> {
        self.show.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
