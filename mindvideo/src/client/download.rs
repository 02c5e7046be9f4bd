//! The async driver of downloads. It has no way to the API key.

use std::{io, path::Path, sync::Arc, time::Instant};

use bytes::{Bytes, BytesMut};
use http::{HeaderValue, Request, Uri, header};

use super::{
    connection::Connection,
    core::{DownloadAction, DownloadEvent, DownloadMachine, End, Head, Range},
    download_error::DownloadError,
    drive,
    error::{Error, ErrorKind, Trace},
    part_file::PartFile,
    task_id::TaskId,
    transport::{BodyStream, BoxFuture, PublicHostsOnly, TransportError, blocking, within},
};

/// How to get a fresh URL for a file whose old one has expired.
pub(crate) struct Renewal<'a> {
    pub(crate) task_id: &'a TaskId,
    pub(crate) renew: Box<dyn Fn() -> BoxFuture<'a, Option<String>> + Send + Sync + 'a>,
}

/// So much is gathered before it goes to the disk.
const GATHERED: usize = 256 * 1024;

/// Fetches `url` to `target`; gives the size.
pub(crate) async fn fetch(
    connection: &Connection,
    url: &str,
    target: &Path,
    renewal: Option<Renewal<'_>>,
) -> Result<u64, Error> {
    let started = Instant::now();
    let mut run = Run {
        connection,
        target,
        body: None,
        part: None,
        requests: 0,
    };
    run.drive(url, renewal.as_ref()).await.map_err(|cause| {
        let trace = Trace {
            place: format!("GET {}", without_query(url)),
            attempts: run.requests,
            elapsed: started.elapsed(),
            task_id: renewal.as_ref().map(|renewal| renewal.task_id.clone()),
            key: None,
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
    part: Option<PartFile>,
    requests: u32,
}

impl Run<'_> {
    async fn drive(
        &mut self,
        url: &str,
        renewal: Option<&Renewal<'_>>,
    ) -> Result<u64, DownloadError> {
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
        );
        let mut event = DownloadEvent::Start;
        loop {
            event = match machine.step(event) {
                DownloadAction::Fetch { url, range } => {
                    self.requests += 1;
                    DownloadEvent::Head(self.request(url, range).await)
                }
                DownloadAction::Receive { at, most } => {
                    self.cut(at).await?;
                    let (length, end) = self.receive(at, most).await?;
                    DownloadEvent::Received { length, end }
                }
                DownloadAction::Sleep(pause) => {
                    self.connection.transport().sleep(pause).await;
                    DownloadEvent::Slept
                }
                DownloadAction::FreshUrl(_) => DownloadEvent::Fresh(match renewal {
                    Some(renewal) => (renewal.renew)().await,
                    None => None,
                }),
                DownloadAction::Done(Ok(length)) => {
                    self.with_part(PartFile::publish).await?;
                    return Ok(length);
                }
                DownloadAction::Done(Err(cause)) => return Err(cause),
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
        let opened = within(self.connection.transport(), limit, async {
            let (head, mut body) = self
                .connection
                .transport()
                .send(request)
                .await?
                .into_parts();
            let refusal = if head.status.is_success() {
                Bytes::new()
            } else {
                drive::read_start(self.connection, limit, &mut body).await
            };
            Ok((
                Head {
                    status: head.status,
                    headers: head.headers,
                    refusal,
                },
                body,
            ))
        });
        let late = || {
            Err(TransportError::unknown(format!(
                "no reply within {:.1} s",
                limit.as_secs_f64()
            )))
        };
        let (head, body) = opened.await.unwrap_or_else(late)?;
        self.body = Some(body);
        Ok(head)
    }

    /// Streams the body into the part file. Gives the file's length, and how the body ended.
    async fn receive(&mut self, at: u64, most: u64) -> Result<(u64, End), DownloadError> {
        let Some(mut body) = self.body.take() else {
            return Ok((at, End::Cut("no body".to_owned())));
        };
        let idle = self.connection.settings().download.idle;
        let mut gathered = BytesMut::new();
        let mut length = at;
        let end = loop {
            match within(self.connection.transport(), idle, body.next()).await {
                None => break End::Cut(format!("no byte for {:.0} s", idle.as_secs_f64())),
                Some(None) => break End::Whole,
                Some(Some(Err(fault))) => break End::Cut(fault.to_string()),
                Some(Some(Ok(piece))) => {
                    length = length.saturating_add(piece.len() as u64);
                    if length > most {
                        return Ok((most, End::TooLong));
                    }
                    gathered.extend_from_slice(&piece);
                }
            }
            if gathered.len() >= GATHERED {
                self.write(gathered.split().freeze()).await?;
            }
        };
        self.write(gathered.freeze()).await?;
        Ok((length, end))
    }

    async fn write(&mut self, bytes: Bytes) -> Result<(), DownloadError> {
        self.with_part(move |mut part| part.write(&bytes).map(|()| part))
            .await
            .map(|part| self.part = Some(part))
    }

    async fn cut(&mut self, length: u64) -> Result<(), DownloadError> {
        if self.part.is_none() {
            let (target, chance) = (self.target.to_owned(), self.connection.seed());
            let made = blocking(self.connection.transport(), move || {
                PartFile::create(&target, chance)
            })
            .await;
            self.part = Some(self.done(made)?);
        }
        self.with_part(move |mut part| part.cut(length).map(|()| part))
            .await
            .map(|part| self.part = Some(part))
    }

    /// Works on the part file where blocking is allowed. An error drops the file, which removes it.
    async fn with_part<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(PartFile) -> io::Result<T> + Send + 'static,
    ) -> Result<T, DownloadError> {
        let part = self.part.take();
        let done = blocking(self.connection.transport(), move || {
            part.map_or_else(|| Err(io::ErrorKind::NotFound.into()), work)
        })
        .await;
        self.done(done)
    }

    fn done<T>(&self, done: Option<io::Result<T>>) -> Result<T, DownloadError> {
        let dropped = || {
            Err(io::Error::other(
                "the runtime shut down before the file was written",
            ))
        };
        done.unwrap_or_else(dropped)
            .map_err(|fault| match fault.kind() {
                io::ErrorKind::AlreadyExists => DownloadError::TargetExists(self.target.to_owned()),
                _ => DownloadError::Io(self.target.to_owned(), Arc::new(fault)),
            })
    }
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
