//! What the server said when it took a purchase.

use serde_json::{Map, Value};

use super::members::{amount, object, put, task_id};
use crate::client::{amount::Amount, task_id::TaskId};

/// The task that a purchase came to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Accepted {
    pub(super) task_id: TaskId,
    pub(super) request_id: Option<Box<str>>,
    pub(super) cost_estimate: Option<Amount>,
}

impl Accepted {
    pub(super) fn write(&self) -> Value {
        let mut all = Map::new();
        put(&mut all, "task_id", self.task_id.as_str());
        if let Some(id) = &self.request_id {
            put(&mut all, "request_id", &**id);
        }
        if let Some(cost) = &self.cost_estimate {
            put(&mut all, "cost_estimate", cost.to_string());
        }
        all.into()
    }

    pub(super) fn read(value: &Value) -> Result<Self, String> {
        let all = object(value, "accepted")?;
        let request_id = all.get("request_id").and_then(Value::as_str);
        Ok(Self {
            task_id: task_id(all)?,
            request_id: request_id.map(Into::into),
            cost_estimate: amount(all, "cost_estimate"),
        })
    }
}
