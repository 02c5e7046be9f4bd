//! Members of JSON objects, as a journal writes and reads them.

use serde_json::{Map, Value};

use crate::client::{amount::Amount, task_id::TaskId};

pub(super) fn put(all: &mut Map<String, Value>, name: &str, value: impl Into<Value>) {
    all.insert(name.to_owned(), value.into());
}

pub(super) fn object<'a>(value: &'a Value, name: &str) -> Result<&'a Map<String, Value>, String> {
    value
        .as_object()
        .ok_or_else(|| format!("`{name}` is no object"))
}

pub(super) fn text<'a>(all: &'a Map<String, Value>, name: &str) -> Result<&'a str, String> {
    let value = all.get(name).and_then(Value::as_str);
    value.ok_or_else(|| format!("has no text `{name}`"))
}

pub(super) fn count(all: &Map<String, Value>, name: &str) -> Result<u64, String> {
    let value = all.get(name).and_then(Value::as_u64);
    value.ok_or_else(|| format!("has no count `{name}`"))
}

pub(super) fn amount(all: &Map<String, Value>, name: &str) -> Option<Amount> {
    all.get(name)?.as_str()?.parse().ok()
}

pub(super) fn task_id(all: &Map<String, Value>) -> Result<TaskId, String> {
    TaskId::new(text(all, "task_id")?).map_err(|fault| fault.to_string())
}
