//! The events of a task: advisory.

use std::{fmt, time::Duration};

use bytes::Bytes;
use http::{HeaderValue, Method, header};
use serde_core::de::DeserializeOwned;

use super::{
    connection::Connection,
    core::{ReadMachine, read_head},
    drive::{self, Subject},
    error::{Error, ErrorKind, Trace},
    event_decoder::EventDecoder,
    status::TaskStatus,
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
#[derive(Clone, Debug, PartialEq)]
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

/// The events of one reply, as they come. From [`Task::events`](super::Task::events).
pub struct Events {
    connection: Connection,
    trace: Trace,
    body: Option<BodyStream>,
    decoder: EventDecoder,
    /// A body that brings no byte for this long has ended.
    idle: Duration,
}

impl Events {
    /// The framing; `None` until the first bytes have told it.
    pub fn framing(&self) -> Option<Framing> {
        self.decoder.framing()
    }

    /// The next event; `None` when the server has sent them all.
    ///
    /// # Errors
    /// When the body breaks off, stands still, or cannot be read. It is the last item.
    pub async fn next(&mut self) -> Option<Result<TaskEvent, Error>> {
        loop {
            if let Some(event) = self.decoder.pop() {
                return Some(Ok(event));
            }
            if let Err(problem) = self.read().await? {
                self.body = None;
                return Some(Err(Error::new(
                    ErrorKind::Events(problem),
                    self.trace.clone(),
                )));
            }
        }
    }

    /// Reads a piece; `None` when the end was read before.
    async fn read(&mut self) -> Option<Result<(), String>> {
        let body = self.body.as_mut()?;
        let piece = within(self.connection.transport(), self.idle, body.next()).await;
        Some(match piece {
            Some(Some(Ok(bytes))) => self
                .decoder
                .push(&self.connection.settings().api_key.redact(bytes)),
            Some(Some(Err(fault))) => Err(format!("broke off: {fault}")),
            None => Err(format!("nothing came for {:.0} s", self.idle.as_secs_f64())),
            Some(None) => {
                self.body = None;
                self.decoder.finish()
            }
        })
    }
}

pub(crate) async fn open(
    connection: &Connection,
    task_id: &TaskId,
    below_tasks: &str,
) -> Result<Events, Error> {
    const ACCEPT: HeaderValue = HeaderValue::from_static(
        "application/json, text/event-stream;q=0.9, application/x-ndjson;q=0.9",
    );
    let mut request = connection.api_request(Method::GET, below_tasks, Bytes::new())?;
    request.headers_mut().insert(header::ACCEPT, ACCEPT);
    let trace = Trace {
        place: drive::place(&request),
        task_id: Some(task_id.clone()),
        ..Trace::default()
    };

    let idle = connection.settings().retry.attempt_limit;
    let mut machine = ReadMachine::new(connection.effort(), read_head);
    let mut body = None;
    let head = drive::call(
        connection,
        request,
        Subject::Task(task_id),
        Some(&mut body),
        |now, event| machine.step(now, event),
    )
    .await?;
    let content_type = head
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    Ok(Events {
        connection: connection.clone(),
        trace,
        body,
        decoder: EventDecoder::new(content_type),
        idle,
    })
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events")
            .field("framing", &self.framing())
            .finish_non_exhaustive()
    }
}
