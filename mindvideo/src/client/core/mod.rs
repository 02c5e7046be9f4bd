//! Every decision of the client, as state machines without sockets, clocks, files or async.
//!
//! A machine is driven by `step(now, event) -> action`: it says what to do, the driver does it and comes back with what
//! happened. `now` is the monotonic time since the call began. An event that does not answer the last action gets that
//! action again, so a confused driver cannot make a machine forget a request that is out.
//!
//! | machine | question | file |
//! |---|---|---|
//! | [`SubmitMachine`] | is the task made, exactly once? | `submit.rs` |
//! | [`ReadMachine`] | one GET that must not give up at the first fault | `read.rs` |
//! | [`WaitMachine`] | how does the task end? | `wait.rs` |
//! | [`DownloadMachine`] | is the file here, whole? | `download.rs` |
//! | [`Follow`] | is a stream of events that broke opened again? | `follow.rs` |
//!
//! All of them look into one table, `retry.rs`.

mod answer;
mod budget;
mod download;
mod follow;
mod limit;
mod pace;
mod read;
mod retry;
mod rng;
#[cfg(test)]
mod script;
mod submit;
mod wait;

pub(crate) use self::{
    answer::{Answer, Reply, read_head, read_task},
    budget::Budget,
    download::{DownloadAction, DownloadEvent, DownloadMachine, End, Head, Kept, Range, Version},
    follow::Follow,
    limit::Limit,
    pace::Effort,
    read::ReadMachine,
    submit::{Created, Past, SubmitMachine, SubmitPlan, taken},
    wait::{WaitAction, WaitEvent, WaitMachine, WaitPlan, WaitUpdate},
};

use std::time::Duration;

use super::{
    error::ErrorKind,
    journal::{Entry, Intent, JournalError, Step},
};

/// What happened, for a machine that makes one call.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// Begin.
    Start,
    /// The request of the last `Send` ended so.
    Answered(Answer),
    /// The pause is over.
    Slept,
    /// The journal has taken it in, or not: an intent with what it knew of the key before, a step with what it knows now.
    Persisted(Result<Option<Entry>, JournalError>),
}

/// What to do, from a machine that makes one call.
#[derive(Clone, Debug)]
pub(crate) enum Action<T> {
    /// Send the request, the same bytes each time; what takes longer than `within` counts as unanswered.
    Send { within: Duration },
    /// Pause.
    Sleep(Duration),
    /// Put it into the journal, and come back when it is safe there.
    Persist(Persist),
    /// The end.
    Done(Result<T, ErrorKind>),
}

/// What a machine wants the journal to hold.
#[derive(Clone, Debug)]
pub(crate) enum Persist {
    Begin(Intent),
    Step(Step),
}
