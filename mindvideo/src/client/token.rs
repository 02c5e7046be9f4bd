//! Small texts from which another process can go on.

use std::{collections::BTreeMap, fmt, sync::Arc};

use bytes::Bytes;
use serde_core::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{idempotency_key::IdempotencyKey, task_id::TaskId};

/// Everything needed to send a create request again, safely: its key and its very bytes.
///
/// The server knows the key: if the first request arrived, sending this gives the same task and costs nothing more. It
/// serializes to a small JSON object that holds the input (so the prompt too), and never the API key. `Debug` leaves the
/// input out.
///
/// Get one from [`Submit::token`](super::Submit::token) before sending, or from
/// [`Error::resume_token`](super::Error::resume_token) after; use it with
/// [`Client::resume_submission`](super::Client::resume_submission).
#[derive(Clone, PartialEq)]
pub struct SubmissionToken {
    pub(crate) model: Arc<str>,
    pub(crate) base: Arc<str>,
    pub(crate) key: IdempotencyKey,
    pub(crate) payload: Bytes,
    pub(crate) label: Option<Box<str>>,
}

/// The address of a task that the server accepted: enough to wait for it in another process.
///
/// Serializes to a small JSON object without secrets: `{"base", "key", "model", "request_id", "task_id"}`. Get one
/// from [`Task::token`](super::Task::token) and use it with [`Client::resume`](super::Client::resume).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskToken {
    pub(crate) model: Arc<str>,
    pub(crate) task_id: TaskId,
    pub(crate) request_id: Option<Box<str>>,
    pub(crate) base: Option<Arc<str>>,
    pub(crate) key: Option<IdempotencyKey>,
}

impl SubmissionToken {
    /// The idempotency key of the request.
    pub fn idempotency_key(&self) -> &IdempotencyKey {
        &self.key
    }

    /// The slug of the model.
    pub fn model(&self) -> &str {
        &self.model
    }

    /// The name for people that it was given by [`Submit::label`](super::Submit::label). It is not sent.
    pub fn label(&self) -> Option<&str> {
        self.label.as_deref()
    }

    /// The body that was sent and will be sent.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }
}

impl TaskToken {
    /// The address of a task known by its id, for whatever server the resuming client talks to.
    pub fn new(model: impl Into<Arc<str>>, task_id: TaskId) -> Self {
        Self {
            model: model.into(),
            task_id,
            request_id: None,
            base: None,
            key: None,
        }
    }

    /// The slug of the model.
    pub fn model(&self) -> &str {
        &self.model
    }

    /// The server's name of the task.
    pub fn task_id(&self) -> &TaskId {
        &self.task_id
    }

    /// The server's name of the create request.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The idempotency key of the create request, by which a journal knows the purchase.
    pub fn idempotency_key(&self) -> Option<&IdempotencyKey> {
        self.key.as_ref()
    }
}

impl fmt::Debug for SubmissionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (model, key, size) = (&self.model, &self.key, self.payload.len());
        write!(f, "SubmissionToken({model}, key {key}, {size} bytes)")
    }
}

impl Serialize for SubmissionToken {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let payload = std::str::from_utf8(&self.payload).map_err(serde_core::ser::Error::custom)?;
        let members = [
            ("base", Some(&*self.base)),
            ("key", Some(self.key.as_str())),
            ("label", self.label.as_deref()),
            ("model", Some(&*self.model)),
            ("payload", Some(payload)),
        ];
        serializer.collect_map(known(members))
    }
}

impl<'de> Deserialize<'de> for SubmissionToken {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut members = BTreeMap::deserialize(deserializer)?;
        let key = required::<D>(&mut members, "key")?;
        Ok(Self {
            model: required::<D>(&mut members, "model")?.into(),
            base: required::<D>(&mut members, "base")?.into(),
            key: IdempotencyKey::parse(&key).map_err(de::Error::custom)?,
            payload: required::<D>(&mut members, "payload")?.into(),
            label: members.remove("label").map(Into::into),
        })
    }
}

impl Serialize for TaskToken {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let members = [
            ("base", self.base.as_deref()),
            ("key", self.key.as_ref().map(IdempotencyKey::as_str)),
            ("model", Some(&*self.model)),
            ("request_id", self.request_id.as_deref()),
            ("task_id", Some(self.task_id.as_str())),
        ];
        serializer.collect_map(known(members))
    }
}

impl<'de> Deserialize<'de> for TaskToken {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut members = BTreeMap::deserialize(deserializer)?;
        Ok(Self {
            model: required::<D>(&mut members, "model")?.into(),
            task_id: TaskId::new(required::<D>(&mut members, "task_id")?)
                .map_err(de::Error::custom)?,
            request_id: members.remove("request_id").map(Into::into),
            base: members.remove("base").map(Into::into),
            key: members
                .remove("key")
                .map(|key| IdempotencyKey::parse(&key).map_err(de::Error::custom))
                .transpose()?,
        })
    }
}

/// The members that have a value.
fn known<'a>(
    members: impl IntoIterator<Item = (&'static str, Option<&'a str>)>,
) -> impl Iterator<Item = (&'static str, &'a str)> {
    let all = members.into_iter();
    all.filter_map(|(name, text)| text.map(|text| (name, text)))
}

fn required<'de, D: Deserializer<'de>>(
    members: &mut BTreeMap<String, String>,
    name: &'static str,
) -> Result<String, D::Error> {
    members
        .remove(name)
        .ok_or_else(|| de::Error::missing_field(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_go_through_text() {
        let token = SubmissionToken {
            model: "m".into(),
            base: "https://h".into(),
            key: IdempotencyKey::parse("k1").unwrap(),
            payload: Bytes::from_static(
                "{\"model\":\"m\",\"input\":{\"prompt\":\"日落 \\u00e9\"}}".as_bytes(),
            ),
            label: Some("order-1".into()),
        };
        let text = serde_json::to_string(&token).unwrap();
        assert_eq!(
            serde_json::from_str::<SubmissionToken>(&text).unwrap(),
            token
        );
        assert_eq!(format!("{token:?}"), "SubmissionToken(m, key k1, 48 bytes)");
        assert!(
            serde_json::from_str::<SubmissionToken>("{}")
                .unwrap_err()
                .to_string()
                .contains("`key`")
        );

        let token = TaskToken::new("m", TaskId::new("t").unwrap());
        let text = serde_json::to_string(&token).unwrap();
        assert_eq!(text, r#"{"model":"m","task_id":"t"}"#);
        assert_eq!(serde_json::from_str::<TaskToken>(&text).unwrap(), token);
    }
}
