//! How a task ended.

use serde_json::{Map, Value};

use super::members::{amount, put, text};
use crate::client::{amount::Amount, status::TaskStatus};

/// The last that was heard of a task.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ended {
    pub(super) status: TaskStatus,
    pub(super) cost: Option<Amount>,
}

impl Ended {
    pub(super) fn write(&self) -> Map<String, Value> {
        let mut all = Map::new();
        put(&mut all, "status", self.status.as_str());
        if let Some(cost) = &self.cost {
            put(&mut all, "cost", cost.to_string());
        }
        all
    }

    pub(super) fn read(all: &Map<String, Value>) -> Result<Self, String> {
        Ok(Self {
            status: TaskStatus::new(text(all, "status")?),
            cost: amount(all, "cost"),
        })
    }
}
