//! What happens to a purchase.

use serde_core::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::{Map, Value};

use super::{
    SavedFile,
    accepted::Accepted,
    ended::Ended,
    members::{object, put, task_id},
};
use crate::client::{amount::Amount, status::TaskStatus, task_id::TaskId};

/// One thing that happened to a purchase after its intent.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Step {
    /// One more sender of the request: from here on the server may have it. [`Entry::begin`](super::Entry::begin) counts it.
    Sent,
    /// The server named the task.
    #[non_exhaustive]
    Accepted {
        /// Its name.
        task_id: TaskId,
        /// The server's name of the create request.
        request_id: Option<Box<str>>,
        /// What the task is expected to cost.
        cost_estimate: Option<Amount>,
    },
    /// One of the senders is certain to have made no task: it was refused, or nothing left.
    Refused,
    /// The task ended.
    #[non_exhaustive]
    Ended {
        /// Its name, should the journal have failed when it was accepted.
        task_id: TaskId,
        /// Its last status.
        status: TaskStatus,
        /// What it cost.
        cost: Option<Amount>,
    },
    /// One of its files is on disk.
    Saved(SavedFile),
    /// It was prepared and is not wanted any more. It changes nothing once there was a sender.
    Discarded,
    /// A person decided that nobody shall go on with it. What may have been made stays known.
    Abandoned,
}

impl Serialize for Step {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut all = Map::new();
        let (name, value): (_, Value) = match self {
            Self::Sent => ("sent", true.into()),
            Self::Refused => ("refused", true.into()),
            Self::Discarded => ("discarded", true.into()),
            Self::Abandoned => ("abandoned", true.into()),
            Self::Saved(file) => ("saved", file.write()),
            Self::Ended {
                task_id,
                status,
                cost,
            } => {
                let mut end = Ended {
                    status: status.clone(),
                    cost: cost.clone(),
                }
                .write();
                put(&mut end, "task_id", task_id.as_str());
                ("ended", end.into())
            }
            Self::Accepted {
                task_id,
                request_id,
                cost_estimate,
            } => {
                let accepted = Accepted {
                    task_id: task_id.clone(),
                    request_id: request_id.clone(),
                    cost_estimate: cost_estimate.clone(),
                };
                ("accepted", accepted.write())
            }
        };
        put(&mut all, name, value);
        Value::Object(all).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let all = Map::deserialize(deserializer)?;
        Self::read(&all).map_err(de::Error::custom)
    }
}

impl Step {
    fn read(all: &Map<String, Value>) -> Result<Self, String> {
        let (name, value) = all.iter().next().ok_or("a step without a name")?;
        Ok(match name.as_str() {
            "sent" => Self::Sent,
            "refused" => Self::Refused,
            "discarded" => Self::Discarded,
            "abandoned" => Self::Abandoned,
            "saved" => Self::Saved(SavedFile::read(value)?),
            "ended" => {
                let end = object(value, name)?;
                let Ended { status, cost } = Ended::read(end)?;
                Self::Ended {
                    task_id: task_id(end)?,
                    status,
                    cost,
                }
            }
            "accepted" => {
                let accepted = Accepted::read(value)?;
                Self::Accepted {
                    task_id: accepted.task_id,
                    request_id: accepted.request_id,
                    cost_estimate: accepted.cost_estimate,
                }
            }
            other => return Err(format!("a step `{other}` that this version does not know")),
        })
    }
}
