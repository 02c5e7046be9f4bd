//! The async driver of downloads. It has no way to the API key.

use std::{io, path::Path, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderValue, Request, Uri, header};

use super::{
    connection::Connection,
    core::{DownloadAction, DownloadEvent, DownloadMachine, End, Head, Range, Version},
    download_error::DownloadError,
    downloaded::Downloaded,
    drive,
    error::{Error, ErrorKind, Trace},
    part_file::PartFile,
    task_id::TaskId,
    trace::{self, RequestSpan},
    transport::{BodyStream, BoxFuture, PublicHostsOnly, TransportError, before, blocking, within},
};

/// How to get a fresh URL for a file whose old one has expired.
pub(crate) struct Renewal<'a> {
    pub(crate) task_id: &'a TaskId,
    /// Where in the task's output the file stands.
    pub(crate) pointer: &'a str,
    pub(crate) renew: Box<dyn Fn() -> BoxFuture<'a, Option<String>> + Send + Sync + 'a>,
}

/// So much is gathered before it goes to the disk, where it is written while the next bytes are gathered.
const GATHERED: usize = 1 << 20;

/// Fetches `url` to `target`.
pub(crate) async fn fetch(
    connection: &Connection,
    url: &str,
    target: &Path,
    renewal: Option<Renewal<'_>>,
) -> Result<Downloaded, Error> {
    let started = connection.now();
    let mut run = Run {
        connection,
        target,
        body: None,
        part: None,
        writing: None,
        flushing: None,
        requests: 0,
    };
    trace::download(run.drive(url, renewal.as_ref()))
        .await
        .map_err(|cause| {
            let trace = Trace {
                place: format!("GET {}", without_query(url)),
                attempts: run.requests,
                elapsed: connection.now().saturating_sub(started),
                task_id: renewal.as_ref().map(|renewal| renewal.task_id.clone()),
                ..Trace::default()
            };
            Error::new(ErrorKind::Download(cause), trace)
        })
}

/// A query may hold a signature.
fn without_query(url: &str) -> String {
    let shown = url.split(['?', '#']).next().unwrap_or_default();
    let credentials = shown.contains('@');
    if credentials {
        "(URL with credentials)".to_owned()
    } else {
        super::api_error::one_line(shown)
    }
}

struct Run<'a> {
    connection: &'a Connection,
    target: &'a Path,
    body: Option<BodyStream>,
    /// The part file, while nothing is done with it.
    part: Option<PartFile>,
    /// What is done with it, and the memory of the bytes that are written.
    writing: Option<Work<'a, Result<Written, DownloadError>>>,
    flushing: Option<Work<'a, ()>>,
    requests: u32,
}

/// What was begun where blocking is allowed.
type Work<'a, T> = BoxFuture<'a, Option<T>>;
type Written = (PartFile, Vec<u8>);

impl Run<'_> {
    async fn drive(
        &mut self,
        url: &str,
        renewal: Option<&Renewal<'_>>,
    ) -> Result<Downloaded, DownloadError> {
        self.open(url, renewal).await?;
        let settings = self.connection.settings();
        let (limits, retry) = (settings.download.clone(), settings.retry.clone());
        let rules = self.connection.fetch_rules();
        let mut machine = DownloadMachine::new(
            url,
            rules,
            limits,
            retry,
            self.connection.seed(),
            renewal.is_some(),
            self.part.as_ref().and_then(PartFile::kept),
        );
        let mut event = DownloadEvent::Start;
        loop {
            event = match machine.step(event) {
                DownloadAction::Fetch { url, range } => {
                    self.requests += 1;
                    DownloadEvent::Head(self.request(url, range).await)
                }
                DownloadAction::Receive { start_over, most } => {
                    if let Some(version) = start_over {
                        self.start_over(version).await?;
                    }
                    self.receive(most).await?
                }
                DownloadAction::Sleep(pause) => {
                    self.connection.transport().sleep(pause).await;
                    DownloadEvent::Slept
                }
                DownloadAction::FreshUrl(_) => DownloadEvent::Fresh(match renewal {
                    Some(renewal) => (renewal.renew)().await,
                    None => None,
                }),
                DownloadAction::Done(end) => return self.finish(end).await,
            };
        }
    }

    async fn request(&mut self, url: Uri, range: Option<Range>) -> Result<Head, TransportError> {
        self.body = None;
        let settings = self.connection.settings();
        let mut request = fetch_request(url, range, settings.user_agent.clone())
            .map_err(TransportError::not_sent)?;
        if self.connection.fetch_rules().is_guarded(request.uri()) {
            request.extensions_mut().insert(PublicHostsOnly);
        }
        let limit = settings.retry.attempt_limit;
        let span = RequestSpan::new(&request, self.requests.saturating_sub(1));
        let opened = span
            .around(open_reply(self.connection, request, limit))
            .await;
        let (head, body) = opened.inspect_err(|fault| span.failed(fault.phase()))?;
        span.replied(head.status);
        self.body = Some(body);
        Ok(head)
    }

    /// Streams the body into the part file. Gives the file's length, and how the body ended.
    async fn receive(&mut self, most: u64) -> Result<DownloadEvent, DownloadError> {
        let mut body = self.body.take();
        let idle = self.connection.settings().download.idle;
        let mut gathered = Vec::new();
        let mut length = self.part.as_ref().map_or(0, PartFile::length);
        let end = loop {
            let Some(body) = &mut body else {
                break End::Cut("no body".to_owned());
            };
            match within(self.connection.transport(), idle, body.next()).await {
                None => break End::Cut(format!("no byte for {:.0} s", idle.as_secs_f64())),
                Some(None) => break End::Whole,
                Some(Some(Err(fault))) => break End::Cut(fault.to_string()),
                Some(Some(Ok(piece))) => {
                    length = length.saturating_add(piece.len() as u64);
                    if length > most {
                        break End::TooLong;
                    }
                    gathered.extend_from_slice(&piece);
                }
            }
            if gathered.len() >= GATHERED {
                gathered = self.write(gathered).await?;
            }
        };
        self.write(gathered).await?;
        self.written().await?;
        let part = self.part.as_ref();
        Ok(DownloadEvent::Received {
            length: part.map_or(0, PartFile::length),
            sha256: part.map(PartFile::sha256).unwrap_or_default(),
            end,
        })
    }

    async fn open(
        &mut self,
        url: &str,
        renewal: Option<&Renewal<'_>>,
    ) -> Result<(), DownloadError> {
        let target = self.target.to_owned();
        // The URL of a task's file changes with its signature; its place in the task does not.
        let name = match renewal {
            Some(Renewal {
                task_id, pointer, ..
            }) => {
                let base = &self.connection.settings().base;
                format!("{base} {task_id} {pointer}")
            }
            None => without_query(url),
        };
        let opened = blocking(self.connection.transport(), move || {
            PartFile::open(&target, &name)
        })
        .await;
        self.part = Some(self.done(opened)?);
        Ok(())
    }

    /// Begins to write, once what was begun before is written. Gives memory for what comes next.
    async fn write(&mut self, bytes: Vec<u8>) -> Result<Vec<u8>, DownloadError> {
        let spare = self.written().await?;
        if bytes.is_empty() {
            return Ok(spare);
        }
        self.flush().await;
        let mut part = self.part.take().ok_or_else(|| self.gone())?;
        let write = move || part.write(&bytes).map(|()| (part, bytes));
        self.writing = Some(blocking(self.connection.transport(), write));
        Ok(spare)
    }

    /// Waits until everything is written, and gives memory that is free now.
    async fn written(&mut self) -> Result<Vec<u8>, DownloadError> {
        let Some(writing) = self.writing.take() else {
            return Ok(Vec::with_capacity(GATHERED));
        };
        let done = writing.await;
        let (part, mut bytes) = self.done(done)?;
        self.part = Some(part);
        bytes.clear();
        Ok(bytes)
    }

    /// Begins to put a long file on the disk while more of it comes, so that not all of it is left for the end.
    async fn flush(&mut self) {
        let Some(flush) = self.part.as_mut().and_then(PartFile::flush) else {
            return;
        };
        if let Some(before) = self.flushing.take() {
            // A disk that is slower than the network is not run away from.
            before.await;
        }
        self.flushing = Some(blocking(self.connection.transport(), flush));
    }

    async fn start_over(&mut self, version: Version) -> Result<(), DownloadError> {
        let begun = self
            .with_part(move |mut part| part.start_over(version).map(|()| part))
            .await;
        begun.map(|part| self.part = Some(part))
    }

    /// Puts a whole file under its name. Of another, what can be gone on with stays.
    async fn finish(
        &mut self,
        end: Result<u64, DownloadError>,
    ) -> Result<Downloaded, DownloadError> {
        if let Err(cause) = end {
            let too_large = matches!(cause, DownloadError::TooLarge(_));
            let closing = self.with_part(move |part| {
                if too_large {
                    part.discard();
                }
                Ok(())
            });
            return closing.await.and(Err(cause));
        }
        let sha256 = self.part.as_ref().map(PartFile::sha256).unwrap_or_default();
        let size = self.with_part(PartFile::publish).await?;
        Ok(Downloaded::new(size, sha256))
    }

    /// Works on the part file where blocking is allowed. An error drops the file.
    async fn with_part<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(PartFile) -> Result<T, DownloadError> + Send + 'static,
    ) -> Result<T, DownloadError> {
        let part = self.part.take().ok_or_else(|| self.gone())?;
        let done = blocking(self.connection.transport(), move || work(part)).await;
        self.done(done)
    }

    fn gone(&self) -> DownloadError {
        DownloadError::Io(
            self.target.to_owned(),
            Arc::new(io::ErrorKind::NotFound.into()),
        )
    }

    fn done<T>(&self, done: Option<Result<T, DownloadError>>) -> Result<T, DownloadError> {
        done.unwrap_or_else(|| {
            let fault = io::Error::other("the runtime shut down before the file was written");
            Err(DownloadError::Io(self.target.to_owned(), Arc::new(fault)))
        })
    }
}

/// Sends a request. The head counts as soon as it is there; what a refusal says may come as late as the limit, or not.
async fn open_reply(
    connection: &Connection,
    request: Request<Bytes>,
    limit: Duration,
) -> Result<(Head, BodyStream), TransportError> {
    let transport = connection.transport();
    let mut alarm = transport.sleep(limit);
    let sent = before(&mut alarm, transport.send(request)).await;
    let late = || {
        let said = format!("no reply within {:.1} s", limit.as_secs_f64());
        Err(TransportError::unknown(said))
    };
    let (head, mut body) = sent.unwrap_or_else(late)?.into_parts();
    let refusal = if head.status.is_success() {
        Bytes::new()
    } else {
        drive::read_start(connection, &mut alarm, &mut body).await
    };
    let head = Head {
        status: head.status,
        headers: head.headers,
        refusal,
    };
    Ok((head, body))
}

/// A request for a file. It is made from a URL and nothing else, so it cannot carry the API key.
fn fetch_request(
    url: Uri,
    range: Option<Range>,
    user_agent: HeaderValue,
) -> http::Result<Request<Bytes>> {
    let mut request = Request::get(url)
        .header(header::ACCEPT, "*/*")
        .header(header::ACCEPT_ENCODING, "identity")
        .header(header::USER_AGENT, user_agent);
    if let Some(Range { from, if_tag }) = range {
        request = request
            .header(header::RANGE, format!("bytes={from}-"))
            .header(header::IF_RANGE, if_tag);
    }
    request.body(Bytes::new())
}
