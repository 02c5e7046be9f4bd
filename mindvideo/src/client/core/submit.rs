//! Creating a task exactly once.

use std::time::Duration;

use super::{
    Action, Answer, Event, Persist, answer,
    answer::Fault,
    pace::Effort,
    retry::{self, Call, Outcome, Pace, Verdict},
};
use crate::client::{
    api_error::ApiError,
    config_error::ConfigError,
    error::{ErrorKind, OutcomeUnknown},
    journal::{Entry, Intent, JournalError, Meeting, Stage, Step},
    snapshot::TaskSnapshot,
    task_id::TaskId,
    token::{SubmissionToken, TaskToken},
};

/// A submission.
#[derive(Clone, Debug)]
pub(crate) struct SubmitPlan {
    pub(crate) intent: Intent,
    pub(crate) effort: Effort,
    pub(crate) past: Past,
    /// There is a journal.
    pub(crate) journaled: bool,
}

/// What may have been sent under a key before this call, as far as is known without the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Past {
    /// Nothing: the key was drawn for this very request.
    Nothing,
    /// Anything: the key is the caller's, who may have used it. A journal knows.
    Open,
    /// This request, when it was last heard of. A journal knows better.
    Sent,
    /// This request, and its caller wants it sent again, whatever a journal knows.
    Resumed,
}

impl Past {
    /// What `last` means for the request of `token` if that ends the call before anything was sent or asked.
    pub(crate) fn unsent(self, token: &SubmissionToken, last: ErrorKind) -> ErrorKind {
        match self {
            Self::Nothing => last,
            Self::Open | Self::Sent | Self::Resumed => OutcomeUnknown::after(token, last),
        }
    }
}

/// A task that was made, now or before.
#[derive(Clone, Debug)]
pub(crate) enum Created {
    /// The server's answer to the create request.
    Reply(TaskSnapshot),
    /// The journal knew the task, and the request that made it; nothing was sent.
    Known(TaskId, Option<Box<str>>),
    /// None: the purchase that was to be gone on with is not open any more; nothing was sent.
    Gone,
}

/// Sends one create request until its fate is known or the effort is used up.
///
/// It keeps two facts besides the effort: whether one of *its own* requests may have made the task (`doubt`; a resumed one
/// counts as its own), and whether *another* sender of the key may have (`rivals`; only a journal knows). While either may, no
/// later refusal, limit or dead line can end the call as "nothing happened": it ends as [`ErrorKind::OutcomeUnknown`] with
/// the token to go on.
///
/// With a journal the intent is there before the first request and the end before the caller hears of it. The journal counts
/// the senders of a key. One that is certain to have made no task takes itself out of the count, and what the journal then
/// knows decides: the task that another sender got is given back, and another that is still out leaves the outcome unknown.
///
/// 409 has two meanings in the wild (assumption A17): the documented one, that the key names another input, and "the first
/// request with this key is still running". The body decides when it speaks clearly. When it is silent, the second is
/// believed for a while if there is any doubt, the first otherwise. No new key is made, no byte is changed.
#[derive(Debug)]
pub(crate) struct SubmitMachine {
    plan: SubmitPlan,
    doubt: bool,
    rivals: bool,
    conflicts: u32,
    /// What comes when the journal has it.
    end: Option<Result<Created, ErrorKind>>,
    pending: Option<Action<Created>>,
}

/// Pauses for a request that is said to be running.
const RUNNING_PAUSES: u32 = 5;
/// Pauses for a 409 that says nothing while an attempt of ours is in doubt.
const SILENT_PAUSES: u32 = 3;

impl SubmitMachine {
    pub(crate) fn new(plan: SubmitPlan) -> Self {
        Self {
            doubt: plan.past == Past::Resumed,
            rivals: plan.past == Past::Sent,
            plan,
            conflicts: 0,
            end: None,
            pending: None,
        }
    }

    pub(crate) fn step(&mut self, now: Duration, event: Event) -> Action<Created> {
        let action = match (&self.pending, event) {
            (None, _) if self.plan.journaled => {
                Action::Persist(Persist::Begin(self.plan.intent.clone()))
            }
            (None, _) | (Some(Action::Sleep(_)), Event::Slept) => self.send(),
            (Some(Action::Persist(Persist::Begin(_))), Event::Persisted(known)) => {
                self.begun(known)
            }
            (Some(Action::Persist(_)), Event::Persisted(done)) => self.noted(done),
            (Some(Action::Send { .. }), Event::Answered(answer)) => self.judge(now, answer),
            (Some(pending), _) => return pending.clone(),
        };
        self.pending = Some(action.clone());
        action
    }

    fn send(&mut self) -> Action<Created> {
        Action::Send {
            within: self.plan.effort.begin(),
        }
    }

    /// The journal has counted this sender, unless what it knows makes a request needless or wrong.
    fn begun(&mut self, known: Result<Option<Entry>, JournalError>) -> Action<Created> {
        let known = match known {
            Err(fault) => {
                let token = &self.plan.intent.token;
                let last = ErrorKind::Journal(fault);
                return Action::Done(Err(self.plan.past.unsent(token, last)));
            }
            Ok(known) => known,
        };
        let intent = &self.plan.intent;
        match Entry::meet(known.as_ref(), intent) {
            Meeting::Free => {
                self.rivals = false;
                self.send()
            }
            Meeting::Joins { doubt } => {
                self.rivals = doubt;
                self.send()
            }
            Meeting::Made(task) => Action::Done(Ok(known_as(*task))),
            Meeting::Stale(age) => Action::Done(Err(ErrorKind::Stale {
                token: Box::new(intent.token.clone()),
                age,
            })),
            Meeting::Other(base) => self.fail(taken(&base, &intent.token)),
            Meeting::Gone => Action::Done(Ok(Created::Gone)),
        }
    }

    /// The journal took the end in, or failed to, which loses nothing: the driver reports it.
    fn noted(&mut self, done: Result<Option<Entry>, JournalError>) -> Action<Created> {
        match (self.end.take(), done) {
            (None, _) => self.send(),
            (Some(Err(last)), Ok(Some(entry))) => {
                if let Some(task) = entry.task_token() {
                    return Action::Done(Ok(known_as(task)));
                }
                self.rivals = entry.stage() == Stage::InDoubt;
                self.fail(last)
            }
            (Some(Err(last)), _) => self.fail(last),
            (Some(end), _) => Action::Done(end),
        }
    }

    /// The end, once the journal has it.
    fn finish(&mut self, step: Step, end: Result<Created, ErrorKind>) -> Action<Created> {
        if !self.plan.journaled {
            return Action::Done(end);
        }
        self.end = Some(end);
        Action::Persist(Persist::Step(step))
    }

    fn judge(&mut self, now: Duration, answer: Answer) -> Action<Created> {
        let Fault {
            outcome,
            kind,
            retry_after,
        } = match answer::read_task(answer, None) {
            Ok(task) => {
                self.plan.effort.succeed();
                let step = Step::Accepted {
                    task_id: task.task_id().clone(),
                    request_id: task.request_id().map(Into::into),
                    cost_estimate: task.cost_estimate().cloned(),
                };
                return self.finish(step, Ok(Created::Reply(task)));
            }
            Err(fault) => fault,
        };
        self.doubt |= retry::leaves_doubt(outcome);
        let doubt = self.doubt || self.rivals;
        let pause = match (retry::verdict(Call::Create, outcome), &kind) {
            (Verdict::Conflict, ErrorKind::Rejected(reply)) => {
                return self.conflict(now, reply.clone(), retry_after);
            }
            (_, ErrorKind::Rejected(reply)) if is_mismatch(outcome, reply) => {
                return self.bound(reply.clone());
            }
            (_, ErrorKind::Server { replayed: true, .. }) => None,
            (Verdict::Again(pace), _) => self.plan.effort.again(now, pace, retry_after, doubt),
            _ => None,
        };
        match pause {
            Some(pause) => Action::Sleep(pause),
            None => self.give_up(kind),
        }
    }

    fn conflict(
        &mut self,
        now: Duration,
        reply: ApiError,
        retry_after: Option<Duration>,
    ) -> Action<Created> {
        let running = match (reply.mentions(OTHER_INPUT), reply.mentions(STILL_RUNNING)) {
            (true, false) => return self.bound(reply),
            (false, true) => true,
            _ => false,
        };
        if !running && !self.doubt && !self.rivals {
            return self.bound(reply);
        }
        // Somebody makes a task under our key; it is ours unless the key is shared.
        self.doubt = true;
        self.conflicts += 1;
        let pauses = if running {
            RUNNING_PAUSES
        } else {
            SILENT_PAUSES
        };
        let effort = &mut self.plan.effort;
        let pause = (self.conflicts <= pauses)
            .then(|| effort.pause(now, self.conflicts, Pace::Slow, retry_after))
            .flatten();
        match pause {
            Some(pause) => Action::Sleep(pause),
            None if running => self.give_up(ErrorKind::Rejected(reply)),
            None => self.bound(reply),
        }
    }

    /// The key is bound to another input.
    fn bound(&mut self, reply: ApiError) -> Action<Created> {
        self.give_up(ErrorKind::IdempotencyConflict {
            token: Box::new(self.plan.intent.token.clone()),
            ambiguous: false,
            reply: Some(reply),
        })
    }

    /// The end without a task, of requests that were sent or tried.
    fn give_up(&mut self, last: ErrorKind) -> Action<Created> {
        if self.doubt {
            return self.fail(last);
        }
        self.finish(Step::Refused, Err(last))
    }

    /// The end without a task, told as what it means in doubt.
    fn fail(&self, last: ErrorKind) -> Action<Created> {
        if !self.doubt && !self.rivals {
            return Action::Done(Err(last));
        }
        Action::Done(Err(match last {
            ErrorKind::IdempotencyConflict { token, reply, .. } => ErrorKind::IdempotencyConflict {
                token,
                ambiguous: true,
                reply,
            },
            last => OutcomeUnknown::after(&self.plan.intent.token, last),
        }))
    }
}

fn known_as(task: TaskToken) -> Created {
    Created::Known(task.task_id, task.request_id)
}

/// The journal has the key for something else, at `base`.
pub(crate) fn taken(base: &str, token: &SubmissionToken) -> ErrorKind {
    if base == &*token.base {
        return ErrorKind::IdempotencyConflict {
            token: Box::new(token.clone()),
            ambiguous: false,
            reply: None,
        };
    }
    let problem = format!("has this key for {base}");
    let cure = "use one journal for each server";
    ErrorKind::Config(ConfigError::new("journal", problem, cure))
}

const OTHER_INPUT: &[&str] = &[
    "mismatch",
    "different",
    "another payload",
    "another request",
    "other input",
    "not match",
    "reused",
];
const STILL_RUNNING: &[&str] = &[
    "in progress",
    "in_progress",
    "in-progress",
    "still running",
    "still processing",
    "being processed",
    "concurrent",
];

/// 422 is what the IETF draft on idempotency keys answers where the MindVideo documents say 409.
fn is_mismatch(outcome: Outcome, reply: &ApiError) -> bool {
    outcome == Outcome::Status(http::StatusCode::UNPROCESSABLE_ENTITY)
        && reply.mentions(&["idempoten"])
        && reply.mentions(OTHER_INPUT)
}

#[cfg(test)]
mod tests;
