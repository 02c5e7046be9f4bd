//! The async driver of the machines that make one call.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::Request;

use super::{
    api_error::LARGEST_ERROR_BODY,
    connection::Connection,
    core::{Action, Answer, Event, Persist, Reply},
    error::{Error, Trace},
    idempotency_key::IdempotencyKey,
    journal::{Entry, JournalError, Step},
    task_id::TaskId,
    trace::RequestSpan,
    transport::{BodyStream, TransportError, within},
};

/// Largest JSON reply, in bytes.
const LARGEST_JSON: usize = 4 * 1024 * 1024;

/// What a call is about.
#[derive(Clone, Copy)]
pub(crate) enum Subject<'a> {
    /// A purchase, by its key.
    Purchase(&'a IdempotencyKey),
    Task(&'a TaskId),
}

/// Drives a machine with one request to its end. The body of a 2xx goes to `stream` unread if one is given.
pub(crate) async fn call<T>(
    connection: &Connection,
    request: Request<Bytes>,
    subject: Subject<'_>,
    mut stream: Option<&mut Option<BodyStream>>,
    mut step: impl FnMut(Duration, Event) -> Action<T>,
) -> Result<T, Error> {
    let started = connection.now();
    let elapsed = || connection.now().saturating_sub(started);
    let mut trace = Trace {
        place: place(&request),
        ..Trace::default()
    };
    match subject {
        Subject::Purchase(key) => trace.key = Some(key.clone()),
        Subject::Task(id) => trace.task_id = Some(id.clone()),
    }
    let mut event = Event::Start;
    loop {
        event = match step(elapsed(), event) {
            Action::Send { within } => {
                trace.attempts += 1;
                Event::Answered(
                    exchange(
                        connection,
                        request.clone(),
                        trace.attempts - 1,
                        within,
                        stream.as_deref_mut(),
                    )
                    .await,
                )
            }
            Action::Sleep(pause) => {
                connection.transport().sleep(pause).await;
                Event::Slept
            }
            Action::Persist(what) => {
                Event::Persisted(persist(connection, trace.key.as_ref(), what).await)
            }
            Action::Done(Ok(found)) => return Ok(found),
            Action::Done(Err(kind)) => {
                trace.elapsed = elapsed();
                return Err(Error::new(kind, trace));
            }
        };
    }
}

/// Hands something to the journal. A fault after the first request stops nothing, so it is reported here.
async fn persist(
    connection: &Connection,
    key: Option<&IdempotencyKey>,
    what: Persist,
) -> Result<Option<Entry>, JournalError> {
    let Some(key) = key else { return Ok(None) };
    let late = !matches!(what, Persist::Begin(_) | Persist::Step(Step::Sent));
    let done = connection.persist(key, what).await;
    if let (true, Err(fault)) = (late, &done) {
        connection.report(fault.clone());
    }
    done
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

/// One attempt. `resend`: how many of the same call went before.
pub(crate) async fn exchange(
    connection: &Connection,
    request: Request<Bytes>,
    resend: u32,
    limit: Duration,
    stream: Option<&mut Option<BodyStream>>,
) -> Answer {
    let span = RequestSpan::new(&request, resend);
    let answer = span
        .around(converse(connection, request, limit, stream))
        .await;
    match &answer {
        Answer::Reply(reply) => span.replied(reply.status),
        Answer::Fault(fault) => span.failed(fault.phase()),
    }
    answer
}

async fn converse(
    connection: &Connection,
    request: Request<Bytes>,
    limit: Duration,
    stream: Option<&mut Option<BodyStream>>,
) -> Answer {
    let transport = connection.transport();
    let started = connection.now();
    let late = || {
        let said = format!("no whole reply within {:.1} s", limit.as_secs_f64());
        Err(TransportError::unknown(said))
    };
    let head = within(transport, limit, transport.send(request)).await;
    let (head, mut body) = match head.unwrap_or_else(late) {
        Ok(reply) => reply.into_parts(),
        Err(fault) => return Answer::Fault(fault),
    };
    let rest = limit.saturating_sub(connection.now().saturating_sub(started));
    let body = match stream {
        Some(slot) if head.status.is_success() => {
            *slot = Some(body);
            Ok(Bytes::new())
        }
        // The status stands whatever becomes of the body.
        _ if head.status.is_success() => within(transport, rest, read_whole(&mut body))
            .await
            .unwrap_or_else(|| Err(format!("is not whole within {:.1} s", limit.as_secs_f64()))),
        _ => Ok(read_start(connection, rest, &mut body).await),
    };
    // A server may echo its request; the key must not come back through an error or a snapshot.
    let body = body.map(|body| connection.settings().api_key.redact(body));
    Answer::Reply(Reply {
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

/// What can be had of the body of a refusal in the given time: its status says the most.
pub(crate) async fn read_start(
    connection: &Connection,
    limit: Duration,
    body: &mut BodyStream,
) -> Bytes {
    let mut read = BytesMut::new();
    let reading = async {
        while let Some(Ok(piece)) = body.next().await {
            let room = LARGEST_ERROR_BODY.saturating_sub(read.len());
            read.extend_from_slice(piece.get(..room).unwrap_or(&piece));
            if read.len() >= LARGEST_ERROR_BODY {
                break;
            }
        }
    };
    within(connection.transport(), limit, reading).await;
    read.freeze()
}
