//! Waiting for a task to end.

use std::time::Duration;

use super::{
    Answer, answer,
    answer::Fault,
    limit::Limit,
    pace,
    retry::{self, Call, Outcome, Pace, Verdict},
    rng::Rng,
};
use crate::client::{
    config::{PollSchedule, RetryPolicy},
    error::ErrorKind,
    journal::Step,
    snapshot::TaskSnapshot,
    status::{StatusKind, TaskStatus},
    task_id::TaskId,
};

/// What is known when the waiting begins.
#[derive(Clone, Debug)]
pub(crate) struct WaitPlan {
    pub(crate) task_id: TaskId,
    pub(crate) schedule: PollSchedule,
    pub(crate) retry: RetryPolicy,
    pub(crate) seed: u64,
    /// Time since our own create; `None` for a task that was resumed by its id.
    pub(crate) age: Option<Duration>,
    /// The last state seen.
    pub(crate) known: Option<TaskSnapshot>,
    /// When requests may go, shared by all waits of the client.
    pub(crate) polls: Limit,
    /// There is a journal that knows the purchase.
    pub(crate) journaled: bool,
}

/// What happened.
#[derive(Clone, Debug)]
pub(crate) enum WaitEvent {
    Start,
    Answered(Answer),
    Slept,
    /// The update was taken.
    Reported,
    /// The journal has taken it in, or has failed to, which ends no wait.
    Persisted,
}

/// What to do.
#[derive(Clone, Debug)]
pub(crate) enum WaitAction {
    Send {
        within: Duration,
    },
    Sleep(Duration),
    Report(WaitUpdate),
    /// Put it into the journal.
    Persist(Step),
    Done(Result<TaskSnapshot, ErrorKind>),
}

/// What a waiting caller may want to know.
#[derive(Clone, Debug)]
pub(crate) enum WaitUpdate {
    /// The status is another one than before.
    Status(TaskSnapshot),
    /// A request failed; the waiting goes on after a pause.
    Trouble(ErrorKind, Duration),
}

/// Asks for a task's state on a schedule until it ends or the deadline passes.
///
/// A fault never ends the wait before the deadline; a refusal that repeating cannot change does. At the deadline one last
/// request is sent, so a task that just ended is not missed, unless so many waits of the client end at once that it would be
/// late. An unknown status is neither success nor failure. `now` is the client's clock.
#[derive(Debug)]
pub(crate) struct WaitMachine {
    plan: WaitPlan,
    rng: Rng,
    interval: Duration,
    began: Duration,
    due: Duration,
    /// The request that is due has its place among those of the client.
    admitted: bool,
    failures: u32,
    last_call: bool,
    noted: bool,
    reported: Option<TaskStatus>,
    unknown_since: Option<Duration>,
    /// What comes after a report.
    end: Option<Result<TaskSnapshot, ErrorKind>>,
    pending: Option<WaitAction>,
}

impl WaitMachine {
    pub(crate) fn new(plan: WaitPlan) -> Self {
        Self {
            rng: Rng::new(plan.seed),
            interval: plan.schedule.interval,
            began: Duration::ZERO,
            due: Duration::ZERO,
            admitted: false,
            failures: 0,
            last_call: false,
            noted: false,
            reported: None,
            unknown_since: None,
            end: None,
            pending: None,
            plan,
        }
    }

    pub(crate) fn step(&mut self, now: Duration, event: WaitEvent) -> WaitAction {
        if self.pending.is_none() {
            self.began = now;
        }
        let now = now.saturating_sub(self.began);
        let action = match (&self.pending, event) {
            (None, _) => self.begin(now),
            (Some(WaitAction::Send { .. }), WaitEvent::Answered(answer)) => self.judge(now, answer),
            (Some(WaitAction::Report(_)), WaitEvent::Reported)
            | (Some(WaitAction::Persist(_)), WaitEvent::Persisted)
            | (Some(WaitAction::Sleep(_)), WaitEvent::Slept) => self.go_on(now),
            (Some(pending), _) => return pending.clone(),
        };
        self.pending = Some(action.clone());
        action
    }

    fn begin(&mut self, now: Duration) -> WaitAction {
        let Some(known) = self.plan.known.clone() else {
            return self.go_on(now);
        };
        // A task that had ended at its create reply is asked for once, at once: that reply may lack the output.
        if known.status().is_terminal() != Some(true) {
            self.due = self.plan.age.map_or(Duration::ZERO, |age| {
                self.plan.schedule.first.saturating_sub(age)
            });
            self.note(now, known.status());
            return self.report(WaitUpdate::Status(known));
        }
        self.go_on(now)
    }

    fn report(&mut self, update: WaitUpdate) -> WaitAction {
        if let WaitUpdate::Status(task) = &update {
            self.reported = Some(task.status().clone());
        }
        WaitAction::Report(update)
    }

    /// The end if it has come, else a pause or the next request.
    fn go_on(&mut self, now: Duration) -> WaitAction {
        let deadline = self.plan.schedule.deadline;
        if let Some(end) = self.end.clone() {
            return self.finish(end);
        }
        let due = self.due.min(deadline);
        if now < due {
            return WaitAction::Sleep(due.saturating_sub(now));
        }
        self.last_call = now >= deadline;
        if !std::mem::take(&mut self.admitted) {
            let at = self.began.saturating_add(now);
            match self
                .plan
                .polls
                .take(at, self.began.saturating_add(deadline).max(at))
            {
                Some(Duration::ZERO) => {}
                Some(wait) => {
                    self.admitted = true;
                    self.due = now.saturating_add(wait);
                    return WaitAction::Sleep(wait);
                }
                None if self.last_call => return self.finish(Err(self.late())),
                None => {
                    self.due = deadline;
                    return WaitAction::Sleep(deadline.saturating_sub(now));
                }
            }
        }
        let within = deadline
            .saturating_sub(now)
            .min(self.plan.retry.attempt_limit)
            .max(self.plan.schedule.last_call);
        WaitAction::Send { within }
    }

    /// The end, once the journal has it: a task that ended is not waited for again.
    fn finish(&mut self, end: Result<TaskSnapshot, ErrorKind>) -> WaitAction {
        let task = match &end {
            Ok(task) => Some(task),
            Err(ErrorKind::TaskFailed(task) | ErrorKind::TaskCancelled(task)) => Some(&**task),
            Err(_) => None,
        };
        let first = self.plan.journaled && !std::mem::replace(&mut self.noted, true);
        match task.filter(|_| first) {
            None => WaitAction::Done(end),
            Some(task) => {
                let step = Step::Ended {
                    task_id: task.task_id().clone(),
                    status: task.status().clone(),
                    cost: task.cost_actual().cloned(),
                };
                self.end = Some(end);
                WaitAction::Persist(step)
            }
        }
    }

    fn judge(&mut self, now: Duration, answer: Answer) -> WaitAction {
        let asked_to_wait = match &answer {
            Answer::Reply(reply) => self.bearable(pace::retry_after(&reply.headers)),
            Answer::Fault(_) => None,
        };
        let update = match answer::read_task(answer, Some(&self.plan.task_id)) {
            Ok(task) => {
                self.failures = 0;
                let interval = self.next_interval();
                self.due = now.saturating_add(interval.max(asked_to_wait.unwrap_or_default()));
                self.see(now, task)
            }
            Err(fault) => {
                self.failures = self.failures.saturating_add(1);
                self.fault(now, fault)
            }
        };
        if self.last_call && self.end.is_none() {
            self.end = Some(Err(self.late()));
        }
        match update {
            Some(update) => self.report(update),
            None => self.go_on(now),
        }
    }

    /// A state of the task; an update when it is a new one.
    fn see(&mut self, now: Duration, task: TaskSnapshot) -> Option<WaitUpdate> {
        self.note(now, task.status());
        self.plan.known = Some(task.clone());
        let stuck = self.unknown_since.is_some_and(|since| {
            now.saturating_sub(since) >= self.plan.schedule.unknown_status_limit
        });
        self.end = match task.status().kind() {
            StatusKind::Succeeded => Some(Ok(task.clone())),
            StatusKind::Failed => Some(Err(ErrorKind::TaskFailed(Box::new(task.clone())))),
            StatusKind::Cancelled => Some(Err(ErrorKind::TaskCancelled(Box::new(task.clone())))),
            StatusKind::Unknown(_) if stuck => {
                Some(Err(ErrorKind::UnknownStatus(Box::new(task.clone()))))
            }
            StatusKind::Unknown(_) | StatusKind::Queued | StatusKind::Processing => None,
        };
        (self.reported.as_ref() != Some(task.status())).then_some(WaitUpdate::Status(task))
    }

    /// Keeps since when the same unknown status stands.
    fn note(&mut self, now: Duration, status: &TaskStatus) {
        let same = self
            .plan
            .known
            .as_ref()
            .is_some_and(|known| known.status() == status);
        self.unknown_since = match status.is_terminal() {
            Some(_) => None,
            None => self.unknown_since.filter(|_| same).or(Some(now)),
        };
    }

    fn fault(&mut self, now: Duration, fault: Fault) -> Option<WaitUpdate> {
        let invisible = self
            .plan
            .age
            .is_some_and(|age| now.saturating_add(age) < self.plan.schedule.invisible_limit);
        let not_found = fault.outcome == Outcome::Status(http::StatusCode::NOT_FOUND);
        let pace = match retry::verdict(Call::Read, fault.outcome) {
            Verdict::Again(pace) => pace,
            _ if not_found && invisible => Pace::Normal,
            _ => {
                self.end = Some(Err(fault.kind));
                return None;
            }
        };
        let asked_to_wait = self.bearable(fault.retry_after);
        let pause = pace::pause(
            &self.plan.retry,
            &mut self.rng,
            self.failures,
            pace,
            asked_to_wait,
        );
        let deadline = self.plan.schedule.deadline;
        self.due = now.saturating_add(pause.max(self.next_interval()));
        let pause = self.due.min(deadline).saturating_sub(now);
        Some(WaitUpdate::Trouble(fault.kind, pause))
    }

    /// So much of a `Retry-After` is slept through: a wait that gave up at a longer one would lose sight of a paid task.
    fn bearable(&self, retry_after: Option<Duration>) -> Option<Duration> {
        retry_after.map(|wait| wait.min(self.plan.retry.longest_retry_after))
    }

    /// The interval from this request to the next, with its jitter; the one after will be longer.
    fn next_interval(&mut self) -> Duration {
        let schedule = &self.plan.schedule;
        let interval = self.interval.min(schedule.longest);
        self.interval = (interval / 100)
            .saturating_mul(schedule.growth_percent)
            .min(schedule.longest);
        let swing = (interval / 100).saturating_mul(schedule.jitter_percent.min(100));
        interval
            .saturating_sub(swing)
            .saturating_add(self.rng.up_to(swing.saturating_mul(2)))
    }

    /// What a wait that got no end ends as.
    fn late(&self) -> ErrorKind {
        match &self.plan.known {
            Some(task) if task.status().is_terminal().is_none() => {
                ErrorKind::UnknownStatus(Box::new(task.clone()))
            }
            known => ErrorKind::WaitTimeout(known.clone().map(Box::new)),
        }
    }
}

#[cfg(test)]
mod tests;
