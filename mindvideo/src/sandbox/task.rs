//! One task, and where it stands at a given time.

use std::sync::Arc;
use std::time::Duration;

use super::cost::Cost;
use super::media::MediaKind;
use super::settings::{Outcome, Settings};

/// The five words of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Queued,
    Processing,
    Succeeded,
    Failed,
    Cancelled,
}

impl Status {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Processing => "processing",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    pub(super) const fn is_terminal(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Cancelled)
    }
}

impl From<Outcome> for Status {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Succeeded => Self::Succeeded,
            Outcome::Failed => Self::Failed,
            Outcome::Cancelled => Self::Cancelled,
        }
    }
}

/// What a caller asked for, in a form that two requests can be compared by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Payload {
    pub(super) model: Arc<str>,
    /// Canonical JSON.
    pub(super) input: Arc<str>,
}

/// An accepted task. It has no state of its own: the clock decides.
#[derive(Debug)]
pub(super) struct Task {
    pub(super) id: String,
    pub(super) request_id: String,
    pub(super) payload: Payload,
    pub(super) kind: MediaKind,
    pub(super) cost: Cost,
    pub(super) outcome: Outcome,
    pub(super) created: Duration,
    /// How long it is queued, and then processed.
    pub(super) pace: Duration,
    pub(super) key: Option<String>,
    /// Later requests that the key led to this task.
    pub(super) replays: u64,
}

impl Task {
    /// The statuses passed so far, each with the task's age when it began.
    pub(super) fn history(&self, now: Duration) -> Vec<(Status, Duration)> {
        let age = now.saturating_sub(self.created);
        let states = [
            (Status::Queued, Duration::ZERO),
            (Status::Processing, self.pace),
            (Status::from(self.outcome), self.pace.saturating_mul(2)),
        ];
        states.into_iter().filter(|(_, at)| *at <= age).collect()
    }

    pub(super) fn status(&self, now: Duration) -> Status {
        let last = self.history(now).pop();
        last.map_or(Status::Queued, |(status, _)| status)
    }

    /// Lets it have ended by now.
    pub(super) fn finish(&mut self, now: Duration) {
        let age = now.saturating_sub(self.created);
        self.pace = self.pace.min(age / 2);
    }

    /// What the caller has been charged: the full cost from acceptance on, given back when the task does not succeed.
    pub(super) fn charged(&self, settings: &Settings, now: Duration) -> Cost {
        let kept = settings.charge_unsuccessful;
        match self.status(now) {
            Status::Failed | Status::Cancelled if !kept => Cost::zero(),
            _ => self.cost.clone(),
        }
    }
}
