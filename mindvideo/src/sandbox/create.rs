//! `POST /api/v1/tasks`: a task is accepted, found again by its key, or refused.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Request, Response, StatusCode};
use serde_json::value::RawValue;
use serde_json::{Value, error::Category};

use super::book::KeyUse;
use super::canonical::canonical;
use super::read::task_json;
use super::reply::{Refusal, json};
use super::state::State;
use super::task::{Payload, Status, Task};

/// The header, in lower case as header maps want it.
pub(super) const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Longest key taken, in characters (assumption A10).
const KEY_LIMIT: usize = 255;

/// The body of a create request.
struct Submission<'a> {
    payload: Payload,
    /// The input as it was spelled, for the judge.
    input: &'a str,
}

/// Serves the request. The key is looked up before the input is judged, so a key that is taken is a conflict even when
/// the other input is invalid; a refused request binds nothing.
pub(super) fn create(
    state: &State,
    now: Duration,
    request: &Request<Bytes>,
) -> Result<Response<Bytes>, Refusal> {
    let settings = &state.settings;
    if request.body().len() > settings.max_body {
        return Err(Refusal::too_large(settings.max_body));
    }
    let key = idempotency_key(request.headers())?;
    must_be_json(request.headers())?;
    let Submission { payload, input } = submission(request.body())?;

    let mut book = state.book();
    if let Some(key) = key {
        match book.key_use(settings, now, key, &payload) {
            KeyUse::Fresh => {}
            KeyUse::Conflict => return Err(conflict()),
            KeyUse::Replay(place) => {
                if let Some(task) = book.replay(place) {
                    let status = task.status(now);
                    let body = task_json(state, now, task, status);
                    return Ok(json(settings.create_status, body));
                }
            }
        }
    }
    let offer = state.catalog.get(&payload.model);
    let offer = offer.ok_or_else(|| unknown_model(state, &payload.model))?;
    let violations = offer.judge.violations(input);
    if !violations.is_empty() {
        return Err(Refusal::invalid_input(&offer.slug, violations));
    }
    let id = state.id(book.next_number());
    let task = Task {
        request_id: format!("req_{id}"),
        id: format!("task_{id}"),
        payload,
        kind: offer.kind,
        cost: offer.cost.clone(),
        outcome: book.outcome,
        created: now,
        pace: state.settings.pace,
        key: key.map(str::to_owned),
        replays: 0,
    };
    let body = task_json(state, now, &task, Status::Queued);
    book.accept(task);
    Ok(json(settings.create_status, body))
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<&str>, Refusal> {
    let mut values = headers.get_all(IDEMPOTENCY_KEY).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    let key = value
        .to_str()
        .ok()
        .filter(|key| key.bytes().all(|byte| byte.is_ascii_graphic()))
        .filter(|key| (1..=KEY_LIMIT).contains(&key.len()))
        .filter(|_| values.next().is_none());
    key.map(Some).ok_or_else(|| {
        let message = format!(
            "Idempotency-Key must be sent once, as 1 to {KEY_LIMIT} visible ASCII characters."
        );
        Refusal::bad_request("invalid_idempotency_key", message)
    })
}

fn must_be_json(headers: &HeaderMap) -> Result<(), Refusal> {
    let value = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = value.and_then(|value| value.split(';').next());
    if essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json")) {
        return Ok(());
    }
    let message = "Send the body with `Content-Type: application/json`.";
    let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
    Err(Refusal::new(status, "unsupported_media_type", message))
}

fn submission(body: &[u8]) -> Result<Submission<'_>, Refusal> {
    let mut members: BTreeMap<String, &RawValue> =
        serde_json::from_slice(body).map_err(|fault| match fault.classify() {
            Category::Data => invalid_request("The body must be an object."),
            Category::Io | Category::Syntax | Category::Eof => not_json(&fault),
        })?;
    let mut take = |name: &str| {
        let member = members.remove(name);
        member.ok_or_else(|| invalid_request(format!("The member `{name}` is missing.")))
    };
    let model = take("model")?;
    let input = take("input")?;
    if let Some(name) = members.keys().next() {
        let message = format!("The member `{name}` is unknown: send `model` and `input` only.");
        return Err(invalid_request(message));
    }
    let Ok(model) = serde_json::from_str::<String>(model.get()) else {
        return Err(invalid_request("The member `model` must be a string."));
    };
    let value: Value = serde_json::from_str(input.get()).map_err(|fault| not_json(&fault))?;
    let payload = Payload {
        model: model.into(),
        input: canonical(&value).into(),
    };
    Ok(Submission {
        payload,
        input: input.get(),
    })
}

fn not_json(fault: &serde_json::Error) -> Refusal {
    Refusal::bad_request("invalid_json", format!("The body is not JSON: {fault}."))
}

fn invalid_request(message: impl Into<String>) -> Refusal {
    Refusal::bad_request("invalid_request", message)
}

fn conflict() -> Refusal {
    let message =
        "This Idempotency-Key was used with a different input. Use a new key for a new task.";
    Refusal::new(StatusCode::CONFLICT, "idempotency_conflict", message)
}

fn unknown_model(state: &State, slug: &str) -> Refusal {
    let served = match state.catalog.slugs() {
        slugs if slugs.is_empty() => "no model".to_owned(),
        slugs => slugs,
    };
    let message = format!("There is no model `{slug}`; this sandbox serves {served}.");
    Refusal::new(StatusCode::NOT_FOUND, "model_not_found", message)
}
