//! The async driver of the machines that make one call.

use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use http::Request;

use super::{
    api_error::LARGEST_ERROR_BODY,
    connection::Connection,
    core::{Action, Answer, Event, Reply},
    error::{Error, Trace},
    task_id::TaskId,
    transport::{BodyStream, TransportError, within},
};

/// Largest JSON reply, in bytes.
const LARGEST_JSON: usize = 4 * 1024 * 1024;

/// Drives a machine with one request to its end. The body of a 2xx goes to `stream` unread if one is given.
pub(crate) async fn call<T>(
    connection: &Connection,
    request: Request<Bytes>,
    task_id: Option<&TaskId>,
    mut stream: Option<&mut Option<BodyStream>>,
    mut step: impl FnMut(Duration, Event) -> Action<T>,
) -> Result<T, Error> {
    let started = Instant::now();
    let mut trace = Trace {
        place: place(&request),
        task_id: task_id.cloned(),
        ..Trace::default()
    };
    let mut event = Event::Start;
    loop {
        event = match step(started.elapsed(), event) {
            Action::Send { within } => {
                trace.attempts += 1;
                Event::Answered(
                    exchange(connection, request.clone(), within, stream.as_deref_mut()).await,
                )
            }
            Action::Sleep(pause) => {
                connection.transport().sleep(pause).await;
                Event::Slept
            }
            Action::Done(Ok(found)) => return Ok(found),
            Action::Done(Err(kind)) => {
                trace.elapsed = started.elapsed();
                return Err(Error::new(kind, trace));
            }
        };
    }
}

/// Method and address, for an error.
pub(crate) fn place(request: &Request<Bytes>) -> String {
    let uri = request.uri();
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    format!(
        "{} {}://{authority}{}",
        request.method(),
        uri.scheme_str().unwrap_or_default(),
        uri.path()
    )
}

/// One attempt.
pub(crate) async fn exchange(
    connection: &Connection,
    request: Request<Bytes>,
    limit: Duration,
    stream: Option<&mut Option<BodyStream>>,
) -> Answer {
    match within(
        connection.transport(),
        limit,
        converse(connection, request, stream),
    )
    .await
    {
        Some(Ok(reply)) => Answer::Reply(reply),
        Some(Err(fault)) => Answer::Fault(fault),
        None => Answer::Fault(TransportError::unknown(format!(
            "no whole reply within {:.1} s",
            limit.as_secs_f64()
        ))),
    }
}

async fn converse(
    connection: &Connection,
    request: Request<Bytes>,
    stream: Option<&mut Option<BodyStream>>,
) -> Result<Reply, TransportError> {
    let (head, mut body) = connection.transport().send(request).await?.into_parts();
    let body = match stream {
        Some(slot) if head.status.is_success() => {
            *slot = Some(body);
            Ok(Bytes::new())
        }
        _ if head.status.is_success() => read_whole(&mut body).await,
        _ => Ok(read_start(&mut body).await),
    };
    // A server may echo its request; the key must not come back through an error or a snapshot.
    let body = body.map(|body| connection.settings().api_key.redact(body));
    Ok(Reply {
        status: head.status,
        headers: head.headers,
        body,
    })
}

async fn read_whole(body: &mut BodyStream) -> Result<Bytes, String> {
    let mut read = BytesMut::new();
    while let Some(piece) = body.next().await {
        let piece = piece.map_err(|fault| format!("is cut after {} bytes: {fault}", read.len()))?;
        if read.len() + piece.len() > LARGEST_JSON {
            return Err(format!("is larger than {LARGEST_JSON} bytes"));
        }
        read.extend_from_slice(&piece);
    }
    Ok(read.freeze())
}

/// What can be had of the body of a refusal: its status says the most.
pub(crate) async fn read_start(body: &mut BodyStream) -> Bytes {
    let mut read = BytesMut::new();
    while let Some(Ok(piece)) = body.next().await {
        let room = LARGEST_ERROR_BODY.saturating_sub(read.len());
        read.extend_from_slice(piece.get(..room).unwrap_or(&piece));
        if read.len() >= LARGEST_ERROR_BODY {
            break;
        }
    }
    read.freeze()
}
