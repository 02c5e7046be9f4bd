//! The client for threads: the same calls, each of which returns when it is done.
//!
//! There is no runtime in it, hidden or not: requests go over sockets of the standard library, with rustls for TLS. So it may
//! be used anywhere, inside an async runtime too, where it blocks the thread that calls it and nothing else. Decisions, types
//! and errors are those of the [async client](super): the same code drives both.
//!
//! A clone of the client shares connections with it; each call runs on the thread that makes it, so many threads may work
//! with one client at the same time. Only [`Client::wait_all`] and [`Client::recover`] have threads of their own, as many as
//! tasks are watched at a time, and whatever writes files, downloads and journals, has one beside the caller's; all end
//! before the call returns. Name resolution is the operating system's and has its time
//! limits.
//!
//! ```no_run
//! use mindvideo::client::{Attempt, Client, Error, IdempotencyKey};
//! # fn run<M: mindvideo::Model>(input: mindvideo::Valid<M>) -> Result<(), Error> {
//! let client = mindvideo::client::blocking::Client::from_env()?;
//! let key = IdempotencyKey::for_business_id("orders", "order-1234", Attempt::FIRST)?;
//! let task = client.submit(&input).idempotency_key(key).send()?;
//! let done = task.wait()?;
//! for (number, video) in done.videos().iter().enumerate() {
//!     video.download_to(format!("order-1234-{number}.mp4"))?;
//! }
//! # Ok(()) }
//! ```

pub(crate) mod alarm;
mod client;
mod drive;
mod events;
mod prepared;
mod recover;
mod submit;
mod succeeded;
mod task;
mod threads;
mod updates;
mod wait_all;

pub use self::{
    client::Client,
    events::Events,
    prepared::Prepared,
    recover::Recover,
    submit::Submit,
    succeeded::{Succeeded, TaskFile},
    task::Task,
    updates::Updates,
    wait_all::WaitAll,
};
pub(super) use self::{drive::to_end, threads::on_threads};

/// So many tasks are watched at a time, each on a thread.
const AT_ONCE: usize = 64;
