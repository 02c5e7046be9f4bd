//! What the client asks of the network.

use std::{
    error::Error as StdError,
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    task::{Context, Poll},
    time::{Duration, Instant},
};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;

/// A boxed future that may move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends one request, sleeps, and tells the time: all that the client asks of its surroundings. So it runs on any executor
/// that has these.
///
/// Retries, redirects, deadlines and decoding belong to the client. A transport sends each request once, adds no
/// credentials, follows no redirect, decodes no content encoding, heeds [`PublicHostsOnly`], and above all tells honestly how far a failed request
/// came (see [`Phase`]): a create request that is called unsent is one that nobody pays for.
pub trait Transport: Send + Sync + 'static {
    /// Sends one request and gives the reply when its head is there; the body follows as a stream.
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<BodyStream>, TransportError>>;

    /// Completes after `duration`, counted from this call.
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()>;

    /// The time since some fixed moment; it never goes back. All deadlines are measured with it. The default is the
    /// system's monotonic clock; a simulation gives its own.
    fn now(&self) -> Duration {
        static START: OnceLock<Instant> = OnceLock::new();
        START.get_or_init(Instant::now).elapsed()
    }

    /// Runs work that may block on a file. Whoever has threads for this begins at once, so that a file is written while the
    /// next bytes of it come; the default runs it here.
    fn run_blocking(&self, work: Box<dyn FnOnce() + Send>) -> BoxFuture<'_, ()> {
        work();
        Box::pin(std::future::ready(()))
    }
}

/// So that several clients share one.
impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<BodyStream>, TransportError>> {
        (**self).send(request)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        (**self).sleep(duration)
    }

    fn now(&self) -> Duration {
        (**self).now()
    }

    fn run_blocking(&self, work: Box<dyn FnOnce() + Send>) -> BoxFuture<'_, ()> {
        (**self).run_blocking(work)
    }
}

/// How far a request came that got no whole reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Proven: no byte of the request left this machine (name resolution, connecting, the TLS handshake).
    NotSent,
    /// At least one byte may have left; the server may have acted on it.
    Unknown,
}

/// An extension of requests whose URL a stranger has given: a transport that finds it must not connect to an address of
/// the own network (loopback, private, link-local …), whatever the host's name resolves to.
///
/// Names and literal addresses that say so themselves are refused before; this is about what only a resolver sees.
#[derive(Clone, Copy, Debug)]
pub struct PublicHostsOnly;

/// A request that got no whole reply.
#[derive(Clone)]
pub struct TransportError {
    phase: Phase,
    source: Arc<dyn StdError + Send + Sync>,
}

impl TransportError {
    /// A request of which no byte left. Only for what is proven.
    pub fn not_sent(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            phase: Phase::NotSent,
            source: source.into().into(),
        }
    }

    /// A request that may have reached the server.
    pub fn unknown(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            phase: Phase::Unknown,
            source: source.into().into(),
        }
    }

    /// How far the request came.
    pub fn phase(&self) -> Phase {
        self.phase
    }
}

impl fmt::Display for TransportError {
    /// One line: the cause and the causes of the cause.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut said = self.source.to_string();
        let mut next = self.source.source();
        while let Some(cause) = next {
            let text = cause.to_string();
            // Many errors print their cause themselves.
            if !said.contains(&text) {
                said.push_str(": ");
                said.push_str(&text);
            }
            next = cause.source();
        }
        f.write_str(&said)
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TransportError({:?}, {self})", self.phase)
    }
}

/// `Display` tells the causes, so there is no `source` to be told again.
impl StdError for TransportError {}

/// The body of a reply, piece by piece.
pub struct BodyStream {
    body: Pin<Box<dyn Body<Data = Bytes, Error = TransportError> + Send>>,
}

impl BodyStream {
    /// Takes any body. An error in it means that the reply was cut.
    pub fn new(body: impl Body<Data = Bytes, Error = TransportError> + Send + 'static) -> Self {
        Self {
            body: Box::pin(body),
        }
    }

    /// The next piece, never an empty one; `None` after the last.
    pub async fn next(&mut self) -> Option<Result<Bytes, TransportError>> {
        std::future::poll_fn(|context| self.poll_next(context)).await
    }

    fn poll_next(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        loop {
            return match self.body.as_mut().poll_frame(context) {
                Poll::Pending => Poll::Pending,
                Poll::Ready(None) => Poll::Ready(None),
                Poll::Ready(Some(Err(fault))) => Poll::Ready(Some(Err(fault))),
                Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                    Ok(data) if !data.is_empty() => Poll::Ready(Some(Ok(data))),
                    _ => continue,
                },
            };
        }
    }
}

impl fmt::Debug for BodyStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BodyStream")
    }
}

/// Runs `work` off the async threads and hands its result back; `None` when the transport dropped it. A transport with
/// threads for it begins now, before this is awaited.
pub(crate) fn blocking<T: Send + 'static>(
    transport: &dyn Transport,
    work: impl FnOnce() -> T + Send + 'static,
) -> BoxFuture<'_, Option<T>> {
    let slot = Arc::new(Mutex::new(None));
    let filled = Arc::clone(&slot);
    let work = move || *filled.lock().unwrap_or_else(PoisonError::into_inner) = Some(work());
    let done = transport.run_blocking(Box::new(work));
    Box::pin(async move {
        done.await;
        slot.lock().unwrap_or_else(PoisonError::into_inner).take()
    })
}

/// The output of `work`, unless `limit` passes first. What is late is dropped, which closes its connection.
pub(crate) async fn within<T>(
    transport: &dyn Transport,
    limit: Duration,
    work: impl Future<Output = T>,
) -> Option<T> {
    before(&mut transport.sleep(limit), work).await
}

/// The output of `work`, unless the alarm goes off first.
pub(crate) async fn before<T>(
    alarm: &mut BoxFuture<'_, ()>,
    work: impl Future<Output = T>,
) -> Option<T> {
    let mut work = std::pin::pin!(work);
    std::future::poll_fn(|context| {
        if let Poll::Ready(done) = work.as_mut().poll(context) {
            return Poll::Ready(Some(done));
        }
        alarm.as_mut().poll(context).map(|()| None)
    })
    .await
}
