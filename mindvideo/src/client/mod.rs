//! The task client: submit an input, wait for the task, fetch the files; paid once, never lost.
//!
//! ```no_run
//! use mindvideo::client::{Attempt, Client, Error, IdempotencyKey};
//! # async fn run<M: mindvideo::Model + 'static>(input: mindvideo::Valid<M>) -> Result<(), Error> {
//! let client = Client::from_env()?;
//! let key = IdempotencyKey::for_business_id("orders", "order-1234", Attempt::FIRST)?;
//! let task = client.submit(&input).idempotency_key(key).await?;
//! let done = task.wait().await?;
//! for (number, video) in done.videos().iter().enumerate() {
//!     video.download_to(format!("order-1234-{number}.mp4")).await?;
//! }
//! # Ok(()) }
//! ```
//!
//! # Paid once, never lost
//! Every create request carries an idempotency key, and every attempt sends the same bytes under the same key. A reply that
//! does not arrive or cannot be read is asked for again, safely. When that does not help either, the error says that the
//! outcome is unknown ([`Error::charged`]) and holds a token ([`Error::resume_token`]) with which this or another process
//! goes on. [`Task`] serializes to a token as well, to be resumed after a crash. With a [`journal`] nothing need be stored by
//! hand: every purchase is on disk before its first byte leaves, and [`Client::recover`] finishes what a crash left. What is
//! tried again, when and why, is one table: [`retries`].
//!
//! # How it is built
//! All decisions are made by state machines without sockets or clocks; a thin async driver runs them over a
//! [`Transport`], on any executor. The default transport is hyper and rustls on tokio. For threads there is
//! [`blocking`], without any runtime. What the API's documents leave open is listed in [`assumptions`].

pub mod assumptions;
pub mod journal;
pub mod retries;

mod amount;
mod api_error;
mod api_key;
mod base64;
mod base_url;
#[cfg(feature = "blocking")]
pub mod blocking;
mod builder;
#[expect(
    clippy::module_inception,
    reason = "the noun `Client` has its file like every other"
)]
mod client;
mod config;
mod config_error;
mod connection;
mod core;
mod disk;
mod download;
mod download_error;
mod downloaded;
mod drive;
mod error;
mod error_text;
mod event_decoder;
mod events;
mod fetch_rules;
mod hex;
mod idempotency_key;
mod join;
mod json_splitter;
mod location;
mod lock_file;
mod marks;
mod media_file;
mod media_input;
mod media_kind;
mod members;
mod net;
mod output;
mod part_file;
#[cfg(any(feature = "hyper", feature = "blocking", feature = "tracing"))]
mod port;
mod prepared;
mod recover;
mod recovered;
mod redact;
mod refresh;
mod sha256;
mod snapshot;
mod sse;
mod status;
mod subject;
mod submit;
mod succeeded;
mod task;
mod task_id;
mod token;
mod trace;
mod transport;
mod updates;
mod upload;
mod wait_all;
mod watch;

#[cfg(any(feature = "hyper", feature = "blocking"))]
#[doc(no_inline)]
pub use rustls;

#[cfg(feature = "hyper")]
pub use self::net::hyper::HyperTransport;
#[cfg(any(feature = "hyper", feature = "blocking"))]
pub use self::net::proxies::Proxies;
#[cfg(feature = "reqwest")]
pub use self::net::reqwest::ReqwestTransport;
pub use self::{
    amount::{Amount, ParseAmountError},
    api_error::ApiError,
    builder::ClientBuilder,
    client::Client,
    config::{DownloadLimits, PollSchedule, RetryPolicy},
    config_error::ConfigError,
    download_error::DownloadError,
    downloaded::Downloaded,
    error::{Charged, Error, ErrorKind, OutcomeUnknown},
    events::{Events, Framing, TaskEvent},
    idempotency_key::{Attempt, IdempotencyKey},
    media_file::MediaFile,
    media_input::{MediaInput, MediaInputError},
    members::Members,
    output::Output,
    prepared::Prepared,
    recover::Recover,
    recovered::Recovered,
    snapshot::TaskSnapshot,
    status::{StatusKind, TaskStatus},
    submit::Submit,
    succeeded::{Succeeded, TaskFile},
    task::Task,
    task_id::TaskId,
    token::{SubmissionToken, TaskToken},
    transport::{BodyStream, BoxFuture, Phase, PublicHostsOnly, Transport, TransportError},
    updates::{Update, Updates},
    upload::Upload,
    wait_all::WaitAll,
};
