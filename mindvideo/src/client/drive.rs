//! The async driver of the machines that make one call.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::Request;

use super::{
    api_error::LARGEST_ERROR_BODY,
    connection::Connection,
    core::{Action, Answer, Event, Persist, Reply},
    error::{Error, Trace},
    journal::{Entry, JournalError},
    subject::Subject,
    trace::RequestSpan,
    transport::{BodyStream, BoxFuture, TransportError, before},
};

/// Largest JSON reply, in bytes.
const LARGEST_JSON: usize = 4 * 1024 * 1024;

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
    let mut attempts = 0;
    let mut event = Event::Start;
    loop {
        event = match step(elapsed(), event) {
            Action::Send { within } => {
                let (request, stream) = (request.clone(), stream.as_deref_mut());
                let answer = exchange(connection, request, attempts, within, stream).await;
                attempts += 1;
                Event::Answered(answer)
            }
            Action::Sleep(pause) => {
                connection.transport().sleep(pause).await;
                Event::Slept
            }
            Action::Persist(what) => Event::Persisted(persist(connection, subject, what).await),
            Action::Done(Ok(found)) => return Ok(found),
            Action::Done(Err(kind)) => {
                let trace = Trace {
                    place: place(&request),
                    attempts,
                    elapsed: elapsed(),
                    ..subject.trace()
                };
                return Err(Error::new(kind, trace));
            }
        };
    }
}

/// Hands something to the journal. A fault after the intent stops nothing, so it is reported here.
async fn persist(
    connection: &Connection,
    subject: Subject<'_>,
    what: Persist,
) -> Result<Option<Entry>, JournalError> {
    let Subject::Purchase(key) = subject else {
        return Ok(None);
    };
    let late = matches!(what, Persist::Step(_));
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
    let mut alarm = transport.sleep(limit);
    let late = || {
        let said = format!("no whole reply within {:.1} s", limit.as_secs_f64());
        Err(TransportError::unknown(said))
    };
    let head = before(&mut alarm, transport.send(request)).await;
    let (head, mut body) = match head.unwrap_or_else(late) {
        Ok(reply) => reply.into_parts(),
        Err(fault) => return Answer::Fault(fault),
    };
    let body = match stream {
        Some(slot) if head.status.is_success() => {
            *slot = Some(body);
            Ok(Bytes::new())
        }
        // The status stands whatever becomes of the body.
        _ if head.status.is_success() => before(&mut alarm, read_whole(&mut body))
            .await
            .unwrap_or_else(|| Err(format!("is not whole within {:.1} s", limit.as_secs_f64()))),
        _ => Ok(read_start(connection, &mut alarm, &mut body).await),
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
    // Most replies come in one piece, which is not copied.
    let mut whole = Bytes::new();
    let mut joined = BytesMut::new();
    while let Some(piece) = body.next().await {
        let length = joined.len().max(whole.len());
        let piece = piece.map_err(|fault| format!("is cut after {length} bytes: {fault}"))?;
        if length + piece.len() > LARGEST_JSON {
            return Err(format!("is larger than {LARGEST_JSON} bytes"));
        }
        if length == 0 {
            whole = piece;
        } else {
            joined.extend_from_slice(&std::mem::take(&mut whole));
            joined.extend_from_slice(&piece);
        }
    }
    Ok(if joined.is_empty() {
        whole
    } else {
        joined.freeze()
    })
}

/// What can be had of the body of a refusal in the given time: its status says the most. Where it is cut, no beginning of the
/// key stays, which nobody would find to mask.
pub(crate) async fn read_start(
    connection: &Connection,
    alarm: &mut BoxFuture<'_, ()>,
    body: &mut BodyStream,
) -> Bytes {
    let mut read = BytesMut::new();
    let reading = async {
        loop {
            match body.next().await {
                None => return true,
                Some(Err(_)) => return false,
                Some(Ok(piece)) => {
                    let room = LARGEST_ERROR_BODY.saturating_sub(read.len());
                    read.extend_from_slice(piece.get(..room).unwrap_or(&piece));
                    if piece.len() > room {
                        return false;
                    }
                }
            }
        }
    };
    let whole = before(alarm, reading).await;
    if whole != Some(true) {
        let kept = connection.settings().api_key.before_cut(&read).len();
        read.truncate(kept);
    }
    read.freeze()
}
