//! The events of a task: advisory.

use std::{fmt, time::Duration};

use bytes::Bytes;
use http::{HeaderValue, Method, header};
use serde_core::de::DeserializeOwned;

use super::{
    api_key::ApiKey,
    connection::Connection,
    core::{Follow, ReadMachine, read_head},
    drive,
    error::{Error, ErrorKind, Trace},
    event_decoder::EventDecoder,
    redact,
    status::TaskStatus,
    subject::Subject,
    task_id::TaskId,
    transport::{BodyStream, within},
};

/// How a body of events is put together. The API does not document it (assumption A4), so it is told by the reply's
/// `Content-Type` and its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Framing {
    /// One JSON array.
    JsonArray,
    /// One JSON object: an event, or a list of them under `events`, `data` or `items`.
    JsonObject,
    /// JSON values one after the other, mostly one a line.
    JsonLines,
    /// `text/event-stream`.
    ServerSentEvents,
    /// None of these; the whole body is one event.
    Opaque,
}

/// Something that happened to a task. All but [`data`](Self::data) are guesses at names that are not documented.
#[derive(Clone, PartialEq)]
pub struct TaskEvent {
    id: Option<Box<str>>,
    kind: Option<Box<str>>,
    status: Option<TaskStatus>,
    data: Box<str>,
}

impl TaskEvent {
    pub(crate) fn new(
        id: Option<Box<str>>,
        kind: Option<Box<str>>,
        status: Option<String>,
        data: Box<str>,
    ) -> Self {
        Self {
            id,
            kind,
            status: status.map(TaskStatus::new),
            data,
        }
    }

    /// Without the API key, which a server may have echoed in any of its parts, and in pieces.
    fn masked(self, key: &ApiKey) -> Self {
        let masked = |text| key.redact_text(text);
        Self {
            id: self.id.map(masked),
            kind: self.kind.map(masked),
            status: self.status.map(|status| status.map(masked)),
            data: masked(self.data),
        }
    }

    /// The event's id: that of the SSE stream, or the member `id` or `event_id`.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// What kind of event: `event` of SSE, or the member `type` or `event`.
    pub fn kind(&self) -> Option<&str> {
        self.kind.as_deref()
    }

    /// The member `status`.
    pub fn status(&self) -> Option<&TaskStatus> {
        self.status.as_ref()
    }

    /// The event as it came, mostly JSON.
    pub fn data(&self) -> &str {
        &self.data
    }

    /// The data as JSON.
    ///
    /// # Errors
    /// When it is not JSON, or not that of a `T`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(&self.data)
    }
}

/// Without what opens the URLs in it.
impl fmt::Debug for TaskEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskEvent")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("status", &self.status)
            .field("data", &redact::urls(&self.data))
            .finish()
    }
}

/// The events of a task, as they come. From [`Task::events`](super::Task::events).
///
/// A stream of server-sent events that breaks off is opened again where it was, by the id of the last event
/// (`Last-Event-ID`); a server that does not know that header may tell some events again. Other bodies, and streams whose
/// events have no ids, cannot be gone on with: their break is an error. Neither says anything about the task.
pub struct Events {
    connection: Connection,
    task_id: TaskId,
    trace: Trace,
    source: Source,
    decoder: EventDecoder,
    /// The framing before the stream was opened again.
    framing: Option<Framing>,
    last_id: Option<HeaderValue>,
    follow: Follow,
}

enum Source {
    Open(BodyStream),
    /// Broken off; to be opened again after the pause.
    Lost(Duration),
    Over,
}

impl Events {
    /// The framing; `None` until the first bytes have told it.
    pub fn framing(&self) -> Option<Framing> {
        self.decoder.framing().or(self.framing)
    }

    /// The next event; `None` when the server has sent them all. Dropping the future loses nothing.
    ///
    /// # Errors
    /// When the body breaks off for good, stands still, or cannot be read. It is the last item.
    pub async fn next(&mut self) -> Option<Result<TaskEvent, Error>> {
        loop {
            if let Some(event) = self.decoder.pop() {
                self.follow.progress();
                self.note_id(&event);
                return Some(Ok(event.masked(&self.connection.settings().api_key)));
            }
            let read = match &mut self.source {
                Source::Over => return None,
                Source::Lost(pause) => {
                    let pause = *pause;
                    self.reopen(pause).await
                }
                Source::Open(body) => {
                    let idle = self.connection.settings().retry.attempt_limit;
                    let read = within(self.connection.transport(), idle, body.next()).await;
                    let standing = || Err(format!("nothing came for {:.0} s", idle.as_secs_f64()));
                    let piece = read.map_or_else(standing, |piece| {
                        piece
                            .transpose()
                            .map_err(|fault| format!("broke off: {fault}"))
                    });
                    self.take(piece)
                }
            };
            if let Err(error) = read {
                self.source = Source::Over;
                return Some(Err(error));
            }
        }
    }

    /// Takes the next piece of the body, its end, or why there is none.
    fn take(&mut self, piece: Result<Option<Bytes>, String>) -> Result<(), Error> {
        let decoded = match piece {
            Err(problem) => return self.lost(problem),
            Ok(Some(bytes)) => self.decoder.push(&bytes),
            Ok(None) => {
                self.source = Source::Over;
                self.decoder.finish()
            }
        };
        decoded.map_err(|problem| self.error(problem))
    }

    fn lost(&mut self, problem: String) -> Result<(), Error> {
        match self
            .follow
            .lost(self.last_id.is_some(), self.decoder.retry())
        {
            Some(pause) => {
                self.source = Source::Lost(pause);
                Ok(())
            }
            None => Err(self.error(problem)),
        }
    }

    async fn reopen(&mut self, pause: Duration) -> Result<(), Error> {
        self.connection.transport().sleep(pause).await;
        let last_id = self.last_id.clone();
        let (_, decoder, body) = connect(&self.connection, &self.task_id, last_id).await?;
        self.framing = self.framing();
        self.decoder = decoder;
        self.source = body.map_or(Source::Over, Source::Open);
        Ok(())
    }

    /// Only the ids of server-sent events are places in a stream.
    fn note_id(&mut self, event: &TaskEvent) {
        let in_stream = self.decoder.framing() == Some(Framing::ServerSentEvents);
        let id = event.id().filter(|id| in_stream && !id.is_empty());
        self.last_id = id.and_then(|id| HeaderValue::from_bytes(id.as_bytes()).ok());
    }

    fn error(&self, problem: String) -> Error {
        Error::new(ErrorKind::Events(problem), self.trace.clone())
    }
}

pub(crate) async fn open(connection: &Connection, task_id: &TaskId) -> Result<Events, Error> {
    let (place, decoder, body) = connect(connection, task_id, None).await?;
    let trace = Trace {
        place,
        ..Subject::Task(task_id).trace()
    };
    Ok(Events {
        follow: Follow::new(connection.settings().retry.clone(), connection.seed()),
        connection: connection.clone(),
        task_id: task_id.clone(),
        trace,
        source: body.map_or(Source::Over, Source::Open),
        decoder,
        framing: None,
        last_id: None,
    })
}

/// Opens the stream, behind the event of that id if there is one. Gives its address too.
async fn connect(
    connection: &Connection,
    task_id: &TaskId,
    last_id: Option<HeaderValue>,
) -> Result<(String, EventDecoder, Option<BodyStream>), Error> {
    const ACCEPT: HeaderValue = HeaderValue::from_static(
        "application/json, text/event-stream;q=0.9, application/x-ndjson;q=0.9",
    );
    let subject = Subject::Task(task_id);
    let mut request = connection.api_request(Method::GET, subject, "/events", Bytes::new())?;
    request.headers_mut().insert(header::ACCEPT, ACCEPT);
    if let Some(id) = last_id {
        request.headers_mut().insert("last-event-id", id);
    }
    let place = drive::place(&request);
    let mut machine = ReadMachine::new(connection.effort(), read_head);
    let mut body = None;
    let head = drive::call(
        connection,
        request,
        subject,
        Some(&mut body),
        |now, event| machine.step(now, event),
    )
    .await?;
    let content_type = head
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    Ok((place, EventDecoder::new(content_type), body))
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events")
            .field("framing", &self.framing())
            .finish_non_exhaustive()
    }
}
