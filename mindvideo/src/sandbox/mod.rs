//! A stand-in for the API on loopback: a real HTTP server in this process, for tests and demos.
//!
//! It does what the API documents: tasks are created with a Bearer key and an `Idempotency-Key`, move on from `queued`
//! over `processing` to an end, tell what they cost, and lead to a real, small MP4 or PNG. Inputs are judged by the
//! schemas it is given. Nothing leaves the machine and nothing is paid.
//!
//! ```
//! use std::io::{Read, Write};
//! use std::net::TcpStream;
//! use mindvideo::sandbox::Sandbox;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::builder()
//!     .schema("veo3-1-quality", r#"{"type": "object", "required": ["prompt"]}"#)
//!     .start()?;
//!
//! // Any HTTP client will do. Here is one without dependencies:
//! let body = r#"{"model": "veo3-1-quality", "input": {"prompt": "A red car at sunset"}}"#;
//! let host = sandbox.base_url().trim_start_matches("http://");
//! let mut stream = TcpStream::connect(host)?;
//! write!(
//!     stream,
//!     "POST /api/v1/tasks HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
//!      Authorization: Bearer {}\r\nIdempotency-Key: order-1\r\n\
//!      Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
//!     sandbox.api_key(),
//!     body.len(),
//! )?;
//! let mut answer = String::new();
//! stream.read_to_string(&mut answer)?;
//! assert!(answer.starts_with("HTTP/1.1 200 OK"));
//! assert!(answer.contains(r#""status":"queued","cost_estimate":0.675"#));
//!
//! let ledger = sandbox.ledger();
//! assert_eq!(ledger.tasks().len(), 1);
//! assert_eq!(ledger.total_charged().to_string(), "0.675");
//! # Ok(())
//! # }
//! ```
//!
//! # What is documented, and done so
//!
//! - `POST /api/v1/tasks` with `{"model", "input"}`; `GET /api/v1/tasks/{id}`; `GET /api/v1/tasks/{id}/events`. No other
//!   path of the API exists here: no cancel, list, upload (A5, A6, A7), no webhooks (A8).
//! - `Authorization: Bearer KEY` on each of them.
//! - Same `Idempotency-Key` and same payload: the original task, not charged again. Same key and different input: 409.
//! - The statuses `queued`, `processing`, `succeeded`, `failed`, `cancelled`.
//! - The members `request_id`, `task_id`, `status`, `cost_estimate`, `cost_actual`, and `output` as
//!   `{"videos": [{"url"}]}` or, for image models, `{"images": [{"url"}]}`.
//!
//! # What is not documented, and this sandbox's own choice
//!
//! The numbers are those of the assumptions the client makes. Do not read any of these as a fact about the API.
//!
//! | | open question | here | to change it |
//! |---|---|---|---|
//! | A1 | status code of create | 200, also for a replay | [`create_status`](Builder::create_status) |
//! | A2 | error body | `{"error": {"code", "message"}}`; with 422 also `violation_count` and `violations`, a list of up to 1,000 `{"pointer", "message", "keyword"}` | |
//! | A3 | rate limits, `Retry-After` | none | |
//! | A4 | framing of events | server-sent events: one for each status so far, then the end | [`events`](Builder::events) |
//! | A5 | cancelling | no endpoint; a task may be told to end so | [`outcome`](Builder::outcome) |
//! | A9 | memory of keys | as long as the sandbox lives | [`key_memory`](Builder::key_memory) |
//! | A10 | form of keys | 1 to 255 visible ASCII characters, sent once; else 400 | |
//! | A11 | currency of costs | none: plain numbers | |
//! | A12 | expiry of output URLs | never | [`url_lifetime`](Builder::url_lifetime) |
//! | A13 | where the GIF of `enable_gif` appears | nowhere: the output is the same | |
//! | A14 | reason of a failure | `"error": {"code", "message"}` in the task; none when cancelled | |
//! | A15 | charge for a task that fails or is cancelled | given back, `cost_actual` is 0 | [`charge_unsuccessful`](Builder::charge_unsuccessful) |
//! | A16 | its key | stays bound to it | [`free_unsuccessful_keys`](Builder::free_unsuccessful_keys) |
//!
//! Without a number, and as little documented:
//!
//! - Payloads are the same when they are equal as JSON: order of members, space, and `8` or `8.0` make no difference.
//! - A fresh task is answered with `queued`; a replay with the task as it stands. `request_id` is that of the request
//!   that made the task. `cost_actual` appears with the end of the task, `output` with success.
//! - Requests are refused in this order: 404 unknown path, 405 wrong method (with `Allow`), 401 key missing or wrong, 413
//!   body too large (over the network this is seen first), 400 bad `Idempotency-Key`, 415 not `application/json`, 400
//!   not JSON, not an object, or with members other than `model` and `input`, 409 key taken, 404 unknown model, 422 input
//!   breaks the schema. A refused request binds no key and is not charged.
//! - No key: a new task each time.
//! - The number of outputs is set here ([`files_per_task`](Builder::files_per_task)), not by the input.
//! - Files are at `/files/{task}/{n}.mp4` or `.png` and behave as on a host of signed URLs: no key is needed, and one
//!   that comes along is refused with 400. `HEAD`, single ranges, `If-Range`, `ETag` and `If-None-Match` work.
//!
//! # Limits
//!
//! 127.0.0.1 only, HTTP/1.1 without TLS, 256 connections at once, heads of 64 KiB and 100 headers that arrive within
//! 30 s, bodies of [`max_body`](Builder::max_body) bytes that arrive within 30 s. Tasks are kept until the sandbox is
//! dropped, so one sandbox should not be fed for days.

mod book;
mod builder;
mod canonical;
mod catalog;
mod cost;
mod create;
mod files;
mod handle;
mod json;
mod judge;
mod ledger;
mod media;
mod range;
mod read;
mod reply;
mod server;
mod settings;
mod state;
mod task;

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

pub use self::builder::{Builder, StartError};
pub use self::ledger::{Ledger, SeenRequest, SeenTask};
pub use self::media::MediaKind;
pub use self::settings::{EventFraming, Outcome};

/// A running sandbox. Dropping it stops the server, gives requests under way a quarter of a second, and joins its
/// thread; this is safe inside an async runtime too.
///
/// See the [module](self) for what it does.
pub struct Sandbox {
    state: Arc<state::State>,
    started: Instant,
    _server: server::Server,
}

impl Sandbox {
    /// A sandbox without models, to be filled.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Where it listens, `http://127.0.0.1:40123` for example; no slash at the end.
    pub fn base_url(&self) -> &str {
        &self.state.base_url
    }

    /// The one API key it takes: `mv_live_sandbox_` and 32 hex digits, different for each sandbox, unless
    /// [`Builder::api_key`] says otherwise.
    pub fn api_key(&self) -> &str {
        &self.state.api_key
    }

    /// What it has seen so far.
    pub fn ledger(&self) -> Ledger {
        let now = self.started.elapsed();
        self.state.book().snapshot(&self.state.settings, now)
    }

    /// Brings every task that is under way to its end now, whatever the [pace](Builder::pace): so a test holds tasks for as
    /// long as it likes, with a pace of an hour, and waits for no clock.
    ///
    /// ```
    /// # fn main() -> Result<(), mindvideo::sandbox::StartError> {
    /// use std::time::Duration;
    /// use mindvideo::sandbox::Sandbox;
    ///
    /// let sandbox = Sandbox::builder().pace(Duration::from_secs(3600)).start()?;
    /// // … submit; look at what is under way …
    /// sandbox.finish_tasks();
    /// // … wait: the task has ended.
    /// # Ok(())
    /// # }
    /// ```
    pub fn finish_tasks(&self) {
        self.state.book().finish(self.started.elapsed());
    }

    /// How tasks end that are made from now on.
    pub fn set_outcome(&self, outcome: Outcome) {
        self.state.book().outcome = outcome;
    }
}

/// Without the API key.
impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox")
            .field("base_url", &self.base_url())
            .finish_non_exhaustive()
    }
}
