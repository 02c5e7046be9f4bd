//! What a sandbox can be told about the things the API leaves open.

use std::time::Duration;

use http::StatusCode;

/// How tasks end.
///
/// ```
/// # fn main() -> Result<(), mindvideo::sandbox::StartError> {
/// use mindvideo::sandbox::{Outcome, Sandbox};
///
/// let sandbox = Sandbox::builder().outcome(Outcome::Failed).start()?;
/// // … submit: the task fails …
/// sandbox.set_outcome(Outcome::Succeeded);
/// // … submit under a new key: this one succeeds.
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// `succeeded`, with output.
    #[default]
    Succeeded,
    /// `failed`, with a reason.
    Failed,
    /// `cancelled`, as if somebody had cancelled it in a dashboard.
    Cancelled,
}

/// How `GET /api/v1/tasks/{id}/events` writes its events. The API does not say (assumption A4).
///
/// An event is `{"id": 1, "task_id": "…", "status": "queued", "elapsed_ms": 0}`; there is one for each status the
/// task has had so far, oldest first, and then the answer ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventFraming {
    /// Server-sent events, `text/event-stream`, with `id`, `event: status` and `data`.
    #[default]
    Sse,
    /// One JSON text a line, `application/x-ndjson`.
    Ndjson,
    /// One JSON array, `application/json`.
    Array,
}

/// All settings but the models.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) pace: Duration,
    pub(super) outcome: Outcome,
    pub(super) events: EventFraming,
    pub(super) create_status: StatusCode,
    pub(super) key_memory: Option<Duration>,
    pub(super) url_lifetime: Option<Duration>,
    pub(super) charge_unsuccessful: bool,
    pub(super) free_unsuccessful_keys: bool,
    pub(super) files_per_task: u8,
    pub(super) max_body: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            pace: Duration::from_millis(150),
            outcome: Outcome::Succeeded,
            events: EventFraming::Sse,
            create_status: StatusCode::OK,
            key_memory: None,
            url_lifetime: None,
            charge_unsuccessful: false,
            free_unsuccessful_keys: false,
            files_per_task: 1,
            max_body: 24 * 1024 * 1024,
        }
    }
}
