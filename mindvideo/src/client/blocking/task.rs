//! A task that the server accepted.

use std::{fmt, time::Duration};

use serde_core::{Serialize, Serializer};

use super::{Events, Succeeded, Updates, drive::to_end};
use crate::client::{self, Error, TaskId, TaskSnapshot, TaskToken};

/// A task that the server accepted, and so charges once. See [`Task`](client::Task).
pub struct Task<M> {
    pub(super) inner: client::Task<M>,
}

impl<M> Task<M> {
    /// The server's name of the task.
    pub fn id(&self) -> &TaskId {
        self.inner.id()
    }

    /// What another process needs to find the task.
    pub fn token(&self) -> TaskToken {
        self.inner.token()
    }

    /// The reply to the create request, with the estimated cost. `None` for a task that was resumed.
    pub fn created_as(&self) -> Option<&TaskSnapshot> {
        self.inner.created_as()
    }

    /// Asks for the task as it is now.
    ///
    /// # Errors
    /// When the server refuses, or no readable reply came to the end of the attempts.
    pub fn refresh(&self) -> Result<TaskSnapshot, Error> {
        to_end(self.inner.refresh())
    }

    /// Waits until the task ends, at most as long as [`PollSchedule::deadline`](client::PollSchedule::deadline).
    ///
    /// # Errors
    /// As [`Task::wait`](client::Task::wait).
    pub fn wait(&self) -> Result<Succeeded<M>, Error> {
        let inner = to_end(self.inner.wait())?;
        Ok(Succeeded { inner })
    }

    /// As [`wait`](Self::wait), for at most `deadline` from now.
    ///
    /// # Errors
    /// As [`Task::wait`](client::Task::wait).
    pub fn wait_for(&self, deadline: Duration) -> Result<Succeeded<M>, Error> {
        let inner = to_end(self.inner.wait_for(deadline))?;
        Ok(Succeeded { inner })
    }

    /// The changes of the task's status until it ends: first the state already known, last the final one.
    pub fn updates(&self) -> Updates {
        Updates {
            inner: self.inner.updates(),
        }
    }

    /// The task's events, which inform and decide nothing. See [`Task::events`](client::Task::events).
    ///
    /// # Errors
    /// When the server refuses, or no reply came to the end of the attempts.
    pub fn events(&self) -> Result<Events, Error> {
        let inner = to_end(self.inner.events())?;
        Ok(Events { inner })
    }
}

impl<M> Clone for Task<M> {
    fn clone(&self) -> Self {
        Self {
            inner: self.inner.clone(),
        }
    }
}

impl<M> fmt::Debug for Task<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl<M> Serialize for Task<M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.inner.serialize(serializer)
    }
}
