//! A task that the server accepted.

use std::{fmt, marker::PhantomData, time::Duration};

use bytes::Bytes;
use http::Method;
use serde_core::{Serialize, Serializer};

use super::{
    connection::Connection,
    core::{Created, WaitPlan},
    error::Error,
    events::{self, Events},
    refresh,
    snapshot::TaskSnapshot,
    subject::Subject,
    succeeded::Succeeded,
    task_id::TaskId,
    token::{SubmissionToken, TaskToken},
    trace,
    updates::{Update, Updates, Waiter},
};

/// A task that the server accepted, and so charges once.
///
/// Dropping it, or a wait for it, changes nothing at the server. It serializes as its [`TaskToken`]; another process
/// reads that and calls [`Client::resume`](super::Client::resume).
pub struct Task<M> {
    connection: Connection,
    token: TaskToken,
    /// When our own create request was answered.
    created: Option<Duration>,
    known: Option<TaskSnapshot>,
    model: PhantomData<fn() -> M>,
}

impl<M> Task<M> {
    /// The task that a create request came to, if to any.
    pub(crate) fn created(
        connection: Connection,
        request: SubmissionToken,
        created: Created,
    ) -> Option<Self> {
        let token = |id: &TaskId, request_id: Option<&str>| TaskToken {
            model: request.model,
            task_id: id.clone(),
            request_id: request_id.map(Into::into),
            base: Some(request.base),
            key: Some(request.key),
        };
        Some(match created {
            Created::Reply(reply) => Self {
                token: token(reply.task_id(), reply.request_id()),
                created: Some(connection.now()),
                known: Some(reply),
                connection,
                model: PhantomData,
            },
            Created::Known(id, request_id) => {
                let token = token(&id, request_id.as_deref());
                Self::resumed(connection, token)
            }
            Created::Gone => return None,
        })
    }

    pub(crate) fn resumed(connection: Connection, token: TaskToken) -> Self {
        Self {
            connection,
            token,
            created: None,
            known: None,
            model: PhantomData,
        }
    }

    /// The server's name of the task.
    pub fn id(&self) -> &TaskId {
        self.token.task_id()
    }

    /// What another process needs to find the task.
    pub fn token(&self) -> TaskToken {
        TaskToken {
            base: Some(self.connection.settings().base.text()),
            ..self.token.clone()
        }
    }

    /// The reply to the create request, with the estimated cost. `None` for a task that was resumed.
    pub fn created_as(&self) -> Option<&TaskSnapshot> {
        self.known.as_ref()
    }

    /// Asks for the task as it is now.
    ///
    /// # Errors
    /// When the server refuses, or no readable reply came to the end of the attempts.
    pub async fn refresh(&self) -> Result<TaskSnapshot, Error> {
        refresh::refresh(&self.connection, self.id()).await
    }

    /// Waits until the task ends, at most as long as [`PollSchedule::deadline`](super::PollSchedule::deadline).
    ///
    /// # Errors
    /// [`TaskFailed`](super::ErrorKind::TaskFailed), [`TaskCancelled`](super::ErrorKind::TaskCancelled),
    /// [`WaitTimeout`](super::ErrorKind::WaitTimeout), [`UnknownStatus`](super::ErrorKind::UnknownStatus), or a refusal.
    /// Network faults and server errors end nothing.
    pub async fn wait(&self) -> Result<Succeeded<M>, Error> {
        self.wait_for(self.connection.settings().poll.deadline)
            .await
    }

    /// As [`wait`](Self::wait), for at most `deadline` from now.
    pub async fn wait_for(&self, deadline: Duration) -> Result<Succeeded<M>, Error> {
        self.wait_showing(deadline, |_| {}).await
    }

    pub(crate) async fn wait_showing(
        &self,
        deadline: Duration,
        show: impl FnMut(&Update),
    ) -> Result<Succeeded<M>, Error> {
        let waiting = self.waiter(deadline)?.finish(show);
        let snapshot = trace::wait(&self.token.model, self.id(), waiting).await?;
        let key = self.token.key.clone();
        Ok(Succeeded::new(self.connection.clone(), key, snapshot))
    }

    /// The changes of the task's status until it ends: first the state already known, last the final one.
    ///
    /// # Errors
    /// None before it is read; a base URL that no request can carry comes as the only item.
    pub fn updates(&self) -> Updates {
        Updates::new(self.waiter(self.connection.settings().poll.deadline))
    }

    /// The task's events, which inform and decide nothing: the API documents neither their media type nor their form
    /// (assumption A4). What was found is told by [`Events::framing`].
    ///
    /// # Errors
    /// When the server refuses, or no reply came to the end of the attempts.
    pub async fn events(&self) -> Result<Events, Error> {
        events::open(&self.connection, self.id()).await
    }

    fn waiter(&self, deadline: Duration) -> Result<Waiter, Error> {
        let subject = Subject::Task(self.id());
        let request = self
            .connection
            .api_request(Method::GET, subject, "", Bytes::new())?;
        let settings = self.connection.settings();
        let mut schedule = settings.poll.clone();
        schedule.deadline = deadline;
        let plan = WaitPlan {
            task_id: self.id().clone(),
            schedule,
            retry: settings.retry.clone(),
            seed: self.connection.seed(),
            age: self
                .created
                .map(|created| self.connection.now().saturating_sub(created)),
            known: self.known.clone(),
            polls: self.connection.polls(),
            journaled: self.token.key.is_some() && self.connection.journal().is_some(),
        };
        let key = self.token.key.clone();
        Ok(Waiter::new(self.connection.clone(), request, key, plan))
    }
}

impl<M> Clone for Task<M> {
    fn clone(&self) -> Self {
        Self {
            connection: self.connection.clone(),
            token: self.token.clone(),
            created: self.created,
            known: self.known.clone(),
            model: PhantomData,
        }
    }
}

impl<M> fmt::Debug for Task<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Task")
            .field("token", &self.token)
            .finish_non_exhaustive()
    }
}

impl<M> Serialize for Task<M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.token().serialize(serializer)
    }
}
