//! `GET /api/v1/tasks/{id}` and `…/events`: how a task stands.

use std::time::Duration;

use bytes::Bytes;
use http::{Response, StatusCode};

use super::json::{Object, array};
use super::reply::{Refusal, json, reply};
use super::settings::EventFraming;
use super::state::State;
use super::task::{Status, Task};

/// Serves one task.
pub(super) fn task(state: &State, now: Duration, id: &str) -> Result<Response<Bytes>, Refusal> {
    let book = state.book();
    let task = book
        .task(id)
        .ok_or_else(|| Refusal::not_found("such task"))?;
    let status = task.status(now);
    Ok(json(StatusCode::OK, task_json(state, now, task, status)))
}

/// Serves the events of one task.
pub(super) fn events(state: &State, now: Duration, id: &str) -> Result<Response<Bytes>, Refusal> {
    let book = state.book();
    let task = book
        .task(id)
        .ok_or_else(|| Refusal::not_found("such task"))?;
    let history = task.history(now);
    let events = history.into_iter().zip(1_u32..);
    let events = events.map(|((status, since), number)| {
        Object::new()
            .raw("id", &number.to_string())
            .text("task_id", &task.id)
            .text("status", status.as_str())
            .raw("elapsed_ms", &since.as_millis().to_string())
            .finish()
    });
    let (content_type, body) = framed(state.settings.events, events.collect());
    Ok(reply(StatusCode::OK, content_type, body))
}

fn framed(framing: EventFraming, events: Vec<String>) -> (&'static str, String) {
    match framing {
        EventFraming::Sse => {
            let blocks: Vec<String> = events
                .iter()
                .zip(1_u32..)
                .map(|(event, number)| format!("id: {number}\nevent: status\ndata: {event}\n\n"))
                .collect();
            ("text/event-stream", blocks.concat())
        }
        EventFraming::Ndjson => ("application/x-ndjson", events.join("\n") + "\n"),
        EventFraming::Array => ("application/json", array(events)),
    }
}

/// A task as the API writes it, in the given status.
pub(super) fn task_json(state: &State, now: Duration, task: &Task, status: Status) -> String {
    let mut object = Object::new()
        .text("request_id", &task.request_id)
        .text("task_id", &task.id)
        .text("status", status.as_str())
        .raw("cost_estimate", task.cost.as_json());
    if status.is_terminal() {
        let charged = task.charged(&state.settings, now);
        object = object.raw("cost_actual", charged.as_json());
    }
    match status {
        Status::Succeeded => object.raw("output", &output_json(state, now, task)),
        Status::Failed => object.raw("error", &failure_json()),
        Status::Queued | Status::Processing | Status::Cancelled => object,
    }
    .finish()
}

fn output_json(state: &State, now: Duration, task: &Task) -> String {
    let files = (0..state.settings.files_per_task).map(|index| {
        let url = state.file_url(task, index, now);
        Object::new().text("url", &url).finish()
    });
    Object::new()
        .raw(task.kind.member(), &array(files))
        .finish()
}

fn failure_json() -> String {
    Object::new()
        .text("code", "generation_failed")
        .text("message", "The sandbox was told to let this task fail.")
        .finish()
}
