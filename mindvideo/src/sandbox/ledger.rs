//! What a test may ask afterwards: the requests seen, the tasks made, the money charged.

use crate::Decimal;

/// A snapshot of everything a sandbox has seen, by [`Sandbox::ledger`](super::Sandbox::ledger).
///
/// ```
/// # fn main() -> Result<(), mindvideo::sandbox::StartError> {
/// use mindvideo::sandbox::Sandbox;
///
/// let sandbox = Sandbox::builder().start()?;
/// let ledger = sandbox.ledger();
/// assert!(ledger.tasks().is_empty());
/// assert_eq!(ledger.total_charged().to_string(), "0");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Ledger {
    pub(super) requests: Vec<SeenRequest>,
    pub(super) request_count: u64,
    pub(super) tasks: Vec<SeenTask>,
    pub(super) total: Decimal,
}

impl Ledger {
    /// The last requests answered, oldest first; at most 4,096 are kept. Requests that are no HTTP are not among them.
    pub fn requests(&self) -> &[SeenRequest] {
        &self.requests
    }

    /// How many requests were answered since the start, kept or not.
    pub fn request_count(&self) -> u64 {
        self.request_count
    }

    /// All tasks ever accepted, oldest first. Each was charged once, when it was accepted: a caller that submitted one
    /// piece of work and finds two tasks here has paid twice.
    pub fn tasks(&self) -> &[SeenTask] {
        &self.tasks
    }

    /// The task with this id.
    pub fn task(&self, task_id: &str) -> Option<&SeenTask> {
        self.tasks.iter().find(|task| task.task_id == task_id)
    }

    /// The exact sum of [`SeenTask::charged`] over all tasks.
    pub fn total_charged(&self) -> &Decimal {
        &self.total
    }

    /// The idempotency keys that tasks were made under, in the order of the tasks. A key that was forgotten or freed
    /// and then used again appears twice.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let keys = self
            .tasks
            .iter()
            .map(|task| task.idempotency_key.as_deref());
        keys.flatten()
    }
}

/// One accepted task, as it stood when the snapshot was taken.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SeenTask {
    /// The id in the URLs.
    pub task_id: String,
    /// The id of the request that made the task.
    pub request_id: String,
    /// The slug it was made for.
    pub model: String,
    /// The input as canonical JSON: members sorted, no space.
    pub input: String,
    /// The word on the wire: `queued`, `processing`, `succeeded`, `failed` or `cancelled`.
    pub status: &'static str,
    /// What was announced.
    pub cost_estimate: Decimal,
    /// What the caller has been charged for it: the estimate from acceptance on; nothing once the task failed or was
    /// cancelled, unless [`charge_unsuccessful`](super::Builder::charge_unsuccessful) is set.
    pub charged: Decimal,
    /// The key it was made under.
    pub idempotency_key: Option<String>,
    /// How many later requests with that key were answered with this task.
    pub replays: u64,
}

/// One request, without its secrets: neither the API key nor the query of a signed URL is kept.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SeenRequest {
    /// The method, `GET` for example.
    pub method: String,
    /// The path, without query; its first 1,024 characters.
    pub path: String,
    /// The status code of the answer.
    pub status: u16,
    /// The `Idempotency-Key` header, if it was readable.
    pub idempotency_key: Option<String>,
    /// Whether an `Authorization` header came along. No request for a file should have one.
    pub with_credentials: bool,
}
