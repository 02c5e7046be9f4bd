//! One request in, one response out: no socket, no clock.

use std::time::Duration;

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{HeaderMap, Method, Request, Response};

use super::ledger::SeenRequest;
use super::reply::Refusal;
use super::state::State;
use super::{create, files, read};

/// How much of a path the ledger keeps, in characters.
const PATH_KEPT: usize = 1_024;

/// What a path leads to.
enum Route<'a> {
    Tasks,
    Task(&'a str),
    Events(&'a str),
    File { task_id: &'a str, name: &'a str },
}

impl<'a> Route<'a> {
    fn of(path: &'a str) -> Option<Self> {
        let segments: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
        if segments.contains(&"") {
            return None;
        }
        match *segments.as_slice() {
            ["api", "v1", "tasks"] => Some(Self::Tasks),
            ["api", "v1", "tasks", id] => Some(Self::Task(id)),
            ["api", "v1", "tasks", id, "events"] => Some(Self::Events(id)),
            ["files", task_id, name] => Some(Self::File { task_id, name }),
            _ => None,
        }
    }

    /// The value of `Allow`.
    fn methods(&self) -> &'static str {
        match self {
            Self::Tasks => "POST",
            Self::Task(_) | Self::Events(_) => "GET",
            Self::File { .. } => "GET, HEAD",
        }
    }
}

/// Answers a request at a time, counted from the start of the sandbox, and writes it into the ledger.
pub(super) fn handle(state: &State, now: Duration, request: &Request<Bytes>) -> Response<Bytes> {
    let response = answer(state, now, request).unwrap_or_else(Response::from);
    record(state, request, response)
}

/// Answers a request whose body did not arrive.
pub(super) fn refuse<B>(state: &State, request: &Request<B>, refusal: Refusal) -> Response<Bytes> {
    record(state, request, refusal.into())
}

fn answer(
    state: &State,
    now: Duration,
    request: &Request<Bytes>,
) -> Result<Response<Bytes>, Refusal> {
    let route = Route::of(request.uri().path()).ok_or_else(|| Refusal::not_found("such path"))?;
    let method = request.method().as_str();
    if !route.methods().split(", ").any(|allowed| allowed == method) {
        return Err(Refusal::wrong_method(route.methods()));
    }
    if let Route::File { task_id, name } = route {
        return files::file(state, now, request, task_id, name);
    }
    authorize(state, request.headers())?;
    match route {
        Route::Tasks => create::create(state, now, request),
        Route::Task(id) => read::task(state, now, id),
        Route::Events(id) => read::events(state, now, id),
        Route::File { .. } => Err(Refusal::not_found("such path")),
    }
}

/// Exactly one `Authorization: Bearer KEY`, the scheme in any case.
fn authorize(state: &State, headers: &HeaderMap) -> Result<(), Refusal> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(Refusal::unauthorized(
            "Send one header `Authorization: Bearer KEY`.",
        ));
    };
    let known = value
        .to_str()
        .ok()
        .and_then(|value| value.split_once(' '))
        .is_some_and(|(scheme, key)| {
            scheme.eq_ignore_ascii_case("bearer") && key.trim() == state.api_key
        });
    if known {
        Ok(())
    } else {
        Err(Refusal::unauthorized(
            "The API key is not one of this sandbox.",
        ))
    }
}

fn record<B>(
    state: &State,
    request: &Request<B>,
    mut response: Response<Bytes>,
) -> Response<Bytes> {
    let headers = request.headers();
    let key = headers.get(create::IDEMPOTENCY_KEY);
    state.book().saw(SeenRequest {
        method: request.method().to_string(),
        path: request.uri().path().chars().take(PATH_KEPT).collect(),
        status: response.status().as_u16(),
        idempotency_key: key.and_then(|key| key.to_str().ok()).map(str::to_owned),
        with_credentials: headers.contains_key(AUTHORIZATION),
    });
    if request.method() == Method::HEAD {
        *response.body_mut() = Bytes::new();
    }
    response
}
