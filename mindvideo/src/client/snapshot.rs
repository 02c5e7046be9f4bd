//! A task as the server described it at one moment.

use std::{fmt, sync::Arc};

use serde_core::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::value::RawValue;

use super::{
    amount::Amount,
    members::{self, Members},
    output::Output,
    redact,
    status::TaskStatus,
    task_id::TaskId,
};

/// A task as the server described it at one moment.
///
/// It serializes to the very text it was read from: unknown members, their order and the digits of numbers stay. Only `Debug`
/// leaves out the queries of URLs, which may be signatures.
///
/// ```
/// use mindvideo::client::TaskSnapshot;
///
/// let text = r#"{"request_id":"req_1","task_id":"task_1","status":"queued","cost_estimate":0.675,"queue":{"place":3}}"#;
/// let snapshot: TaskSnapshot = serde_json::from_str(text)?;
/// assert_eq!(snapshot.cost_estimate().unwrap().to_string(), "0.675");
/// assert_eq!(snapshot.extra().get("queue").unwrap().get(), r#"{"place":3}"#);
/// assert_eq!(serde_json::to_string(&snapshot)?, text);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone)]
pub struct TaskSnapshot(Arc<Parts>);

/// Machines and callers hold the same snapshot, so it is shared.
struct Parts {
    raw: Box<RawValue>,
    task_id: TaskId,
    request_id: Option<Box<str>>,
    status: TaskStatus,
    cost_estimate: Option<Amount>,
    cost_actual: Option<Amount>,
    output: Option<Output>,
    extra: Members,
}

impl TaskSnapshot {
    /// The server's name of the task.
    pub fn task_id(&self) -> &TaskId {
        &self.0.task_id
    }

    /// The server's name of the request that this answers.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// Where the task stands. Without a `status` in the reply it is an unknown one with an empty text.
    pub fn status(&self) -> &TaskStatus {
        &self.0.status
    }

    /// What the task is expected to cost. `None` when absent, null, or no number (see [`raw`](Self::raw)).
    pub fn cost_estimate(&self) -> Option<&Amount> {
        self.0.cost_estimate.as_ref()
    }

    /// What the task did cost. `None` when absent, null, or no number (see [`raw`](Self::raw)).
    pub fn cost_actual(&self) -> Option<&Amount> {
        self.0.cost_actual.as_ref()
    }

    /// What the task made. `None` when absent or null.
    pub fn output(&self) -> Option<&Output> {
        self.0.output.as_ref()
    }

    /// The members that the accessors above do not cover.
    pub fn extra(&self) -> &Members {
        &self.0.extra
    }

    /// The whole reply as it came.
    pub fn raw(&self) -> &RawValue {
        &self.0.raw
    }

    /// Reads the body of a reply. The error says what is wrong with it, without a secret or the whole body.
    pub(crate) fn read(body: &[u8]) -> Result<Self, String> {
        const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
        let body = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
        let raw: Box<RawValue> =
            serde_json::from_slice(body).map_err(|fault| format!("not JSON: {fault}"))?;
        Self::of(raw)
    }

    fn of(raw: Box<RawValue>) -> Result<Self, String> {
        let mut extra = Members::of(&raw).ok_or("not a JSON object")?;
        let task_id = extra.take("task_id").ok_or("has no task_id")?;
        let task_id = id(&task_id).and_then(|text| TaskId::new(text).ok());
        Ok(Self(Arc::new(Parts {
            task_id: task_id.ok_or("has a task_id that names no task")?,
            request_id: extra
                .take("request_id")
                .and_then(|raw| id(&raw))
                .map(Into::into),
            status: TaskStatus::new(
                extra
                    .take("status")
                    .map_or_else(String::new, |raw| word(&raw)),
            ),
            cost_estimate: extra.take("cost_estimate").and_then(|raw| Amount::of(&raw)),
            cost_actual: extra.take("cost_actual").and_then(|raw| Amount::of(&raw)),
            output: extra.take("output").and_then(Output::of),
            extra,
            raw,
        })))
    }
}

/// An id may also come as a whole number.
fn id(raw: &RawValue) -> Option<String> {
    let digits = || {
        raw.get()
            .bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| raw.get().to_owned())
    };
    members::text(raw).or_else(digits)
}

/// A status that is no string is an unknown one with the text of the value.
fn word(raw: &RawValue) -> String {
    if raw.get() == "null" {
        return String::new();
    }
    members::text(raw).unwrap_or_else(|| raw.get().to_owned())
}

impl fmt::Debug for TaskSnapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TaskSnapshot({})", redact::urls(self.raw().get()))
    }
}

impl PartialEq for TaskSnapshot {
    fn eq(&self, other: &Self) -> bool {
        self.0.raw.get() == other.0.raw.get()
    }
}

impl Serialize for TaskSnapshot {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.raw.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for TaskSnapshot {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::of(<Box<RawValue>>::deserialize(deserializer)?)
            .map_err(|problem| de::Error::custom(format_args!("a task that {problem}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_documented_reply() {
        let text = r#"{
"request_id": "req_demo_model", "task_id": "task_demo_model", "status": "succeeded",
"cost_estimate": 0.675, "cost_actual": 0.675, "output": { "videos": [ { "url": "https://example.com/output/demo.mp4" } ] } }"#;
        let snapshot = TaskSnapshot::read(text.as_bytes()).unwrap();
        assert_eq!(snapshot.task_id().as_str(), "task_demo_model");
        assert_eq!(snapshot.request_id(), Some("req_demo_model"));
        assert_eq!(snapshot.cost_actual().unwrap().to_string(), "0.675");
        assert_eq!(
            snapshot.output().unwrap().videos()[0].url(),
            "https://example.com/output/demo.mp4"
        );
        assert!(snapshot.extra().is_empty());
        assert_eq!(serde_json::to_string(&snapshot).unwrap(), text);
    }

    #[test]
    fn tolerates_everything_but_a_missing_id() {
        for (text, status) in [
            (r#"{"task_id":"t"}"#, ""),
            (
                r#"{"task_id":7,"status":null,"output":null,"cost_actual":"free"}"#,
                "",
            ),
            (r#"{"task_id":"t","status":3,"cost_estimate":[]}"#, "3"),
            (
                "\u{feff}{\"task_id\":\"t\",\"status\":\"Queued\",\"cost_actual\":1e400}",
                "Queued",
            ),
        ] {
            let snapshot = TaskSnapshot::read(text.as_bytes()).unwrap();
            assert_eq!(snapshot.status().as_str(), status);
            assert!(snapshot.cost_actual().is_none() && snapshot.output().is_none());
        }
        for body in [
            &b""[..],
            b"{",
            b"[]",
            b"null",
            b"<html>",
            b"{\"task_id\":\"\"}",
            b"{\"task_id\":null}",
            b"{\"task_id\":{}}",
            b"{}",
            b"{\"task_id\":\"..\"}",
            b"{\"task_id\":\"t\"} {}",
            b"{\"task_id\":\"\xff\"}",
            b"{\"task_id\":1.5}",
        ] {
            assert!(
                TaskSnapshot::read(body).is_err(),
                "{}",
                String::from_utf8_lossy(body)
            );
        }
    }
}
