//! The course of a task, as it is seen.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use futures_core::Stream;
use http::Request;

use super::{
    connection::Connection,
    core::{WaitAction, WaitEvent, WaitMachine, WaitPlan, WaitUpdate},
    drive,
    error::{Error, ErrorKind, Trace},
    idempotency_key::IdempotencyKey,
    snapshot::TaskSnapshot,
    task_id::TaskId,
    transport::BoxFuture,
};

/// Something that a waiting caller may want to show.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Update {
    /// The task has another status than before.
    Status(Box<TaskSnapshot>),
    /// A request failed; the waiting goes on.
    #[non_exhaustive]
    TransientError {
        /// What went wrong.
        error: Error,
        /// After this the task is asked for again; a `Retry-After` beyond
        /// [`RetryPolicy::longest_retry_after`](super::RetryPolicy::longest_retry_after) is cut to it.
        pause: Duration,
    },
}

/// The changes of a task's status until it ends. Also a [`Stream`].
///
/// It asks only while it is read. Dropping it stops the asking and nothing else; dropping the future of
/// [`next`](Self::next) loses nothing.
#[must_use = "nothing is asked until this is read"]
pub struct Updates {
    state: State,
}

enum State {
    Idle(Box<Waiter>),
    Asking(BoxFuture<'static, (Box<Waiter>, Seen)>),
    Broken(Error),
    Over,
}

impl Updates {
    pub(crate) fn new(waiter: Result<Waiter, Error>) -> Self {
        Self {
            state: waiter.map_or_else(State::Broken, |waiter| State::Idle(Box::new(waiter))),
        }
    }

    /// The next update; `None` after the task's last status.
    ///
    /// # Errors
    /// What ends a wait without a final status: a refusal, the deadline, a status unknown for too long. It is the last item.
    /// That a task failed or was cancelled is no error here but its last status.
    pub async fn next(&mut self) -> Option<Result<Update, Error>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Update, Error>>> {
        let mut asking = match std::mem::replace(&mut self.state, State::Over) {
            State::Idle(waiter) => Box::pin(waiter.look()),
            State::Asking(asking) => asking,
            State::Broken(error) => return Poll::Ready(Some(Err(error))),
            State::Over => return Poll::Ready(None),
        };
        match asking.as_mut().poll(context) {
            Poll::Pending => {
                self.state = State::Asking(asking);
                Poll::Pending
            }
            Poll::Ready((waiter, Seen::Update(update))) => {
                self.state = State::Idle(waiter);
                Poll::Ready(Some(Ok(*update)))
            }
            Poll::Ready((_, Seen::End(end))) => Poll::Ready(unreported(*end)),
        }
    }
}

/// The status of a task that ended was an update already.
fn unreported(end: Result<TaskSnapshot, Error>) -> Option<Result<Update, Error>> {
    match end {
        Ok(_) => None,
        Err(error) => match error.kind() {
            ErrorKind::TaskFailed(_) | ErrorKind::TaskCancelled(_) => None,
            _ => Some(Err(error)),
        },
    }
}

impl Stream for Updates {
    type Item = Result<Update, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl fmt::Debug for Updates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Updates")
    }
}

/// The async driver of the waiting.
pub(crate) struct Waiter {
    connection: Connection,
    request: Request<Bytes>,
    task_id: TaskId,
    key: Option<IdempotencyKey>,
    machine: WaitMachine,
    event: WaitEvent,
    started: Option<Duration>,
    attempts: u32,
    /// Requests in a row that brought no task.
    failed: u32,
}

/// What a look at the task brought.
enum Seen {
    Update(Box<Update>),
    End(Box<Result<TaskSnapshot, Error>>),
}

impl Waiter {
    /// A wait. `key`: what the journal knows the purchase by.
    pub(crate) fn new(
        connection: Connection,
        request: Request<Bytes>,
        key: Option<IdempotencyKey>,
        plan: WaitPlan,
    ) -> Self {
        let task_id = plan.task_id.clone();
        Self {
            connection,
            request,
            task_id,
            key,
            machine: WaitMachine::new(plan),
            event: WaitEvent::Start,
            started: None,
            attempts: 0,
            failed: 0,
        }
    }

    /// Waits for the end and shows the way.
    pub(crate) async fn finish(self, mut show: impl FnMut(&Update)) -> Result<TaskSnapshot, Error> {
        let mut waiter = Box::new(self);
        loop {
            match waiter.look().await {
                (next, Seen::Update(update)) => {
                    show(&update);
                    waiter = next;
                }
                (_, Seen::End(end)) => return *end,
            }
        }
    }

    /// Goes on until there is something to show.
    async fn look(mut self: Box<Self>) -> (Box<Self>, Seen) {
        let started = *self.started.get_or_insert_with(|| self.connection.now());
        loop {
            let event = std::mem::replace(&mut self.event, WaitEvent::Slept);
            self.event = match self.machine.step(self.connection.now(), event) {
                WaitAction::Send { within } => {
                    self.attempts += 1;
                    let (request, resend) = (self.request.clone(), self.failed);
                    let answer =
                        drive::exchange(&self.connection, request, resend, within, None).await;
                    self.failed = if answer.is_success() { 0 } else { resend + 1 };
                    WaitEvent::Answered(answer)
                }
                WaitAction::Sleep(pause) => {
                    self.connection.transport().sleep(pause).await;
                    WaitEvent::Slept
                }
                WaitAction::Persist(step) => {
                    self.connection.note(self.key.as_ref(), step).await;
                    WaitEvent::Persisted
                }
                WaitAction::Report(update) => {
                    self.event = WaitEvent::Reported;
                    let update = match update {
                        WaitUpdate::Status(task) => Update::Status(Box::new(task)),
                        WaitUpdate::Trouble(kind, pause) => Update::TransientError {
                            error: self.error(kind, started),
                            pause,
                        },
                    };
                    return (self, Seen::Update(Box::new(update)));
                }
                WaitAction::Done(end) => {
                    let end = end.map_err(|kind| self.error(kind, started));
                    return (self, Seen::End(Box::new(end)));
                }
            };
        }
    }

    fn error(&self, kind: ErrorKind, started: Duration) -> Error {
        let trace = Trace {
            place: drive::place(&self.request),
            attempts: self.attempts,
            elapsed: self.connection.now().saturating_sub(started),
            task_id: Some(self.task_id.clone()),
            key: self.key.clone(),
            doubt: false,
        };
        Error::new(kind, trace)
    }
}
