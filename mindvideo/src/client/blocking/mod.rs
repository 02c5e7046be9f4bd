//! The client for threads: the same calls, each of which returns when it is done.
//!
//! There is no runtime in it, hidden or not, and no thread of its own: requests go over sockets of the standard library, with
//! rustls for TLS. So it may be used anywhere, inside an async runtime too, where it blocks the thread that calls it and
//! nothing else. Decisions, types and errors are those of the [async client](super): the same code drives both.
//!
//! A clone of the client shares connections with it; each call runs on the thread that makes it, so many threads may work
//! with one client at the same time. Name resolution is the operating system's and has its time limits.
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
mod updates;

pub use self::{
    client::Client,
    events::Events,
    prepared::Prepared,
    recover::Recover,
    submit::Submit,
    succeeded::{Succeeded, TaskFile},
    task::Task,
    updates::Updates,
};
