//! The default transport: hyper and rustls on tokio.

use std::{
    error::Error as StdError,
    fmt,
    future::ready,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response, Uri, header};
use http_body::{Body, Frame, SizeHint};
use http_body_util::Full;
use hyper::{
    body::Incoming,
    rt::{Read, ReadBufCursor, Write},
};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{
        self, Client,
        connect::{Connected, Connection, HttpConnector},
    },
    rt::{TokioExecutor, TokioIo, TokioTimer},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tower_service::Service;

use super::{
    CONNECT_LIMIT, LARGEST_HEAD, POOL_IDLE,
    proxies::{Proxies, Proxy},
    resolver::Resolver,
    tls, tunnel,
};
use crate::client::{
    error::Error,
    transport::{BodyStream, BoxFuture, PublicHostsOnly, Transport, TransportError},
};

/// HTTP/1.1 over TCP and TLS, with pooled connections. Needs a tokio runtime with its I/O and time drivers on.
#[derive(Clone, Debug)]
pub struct HyperTransport {
    client: Pool,
    /// For hosts that a stranger has named.
    guarded: Pool,
    proxies: Arc<Proxies>,
}

type Pool = Client<Bounded<HttpsConnector<Dial>>, Full<Bytes>>;

impl HyperTransport {
    /// Builds the transport. Nothing is sent.
    ///
    /// # Errors
    /// A configuration error when TLS has no cryptography, that is neither of the features `ring` and `aws-lc-rs` is on.
    pub fn new(proxies: Proxies) -> Result<Self, Error> {
        Ok(Self::over(tls::client_config()?, proxies))
    }

    pub(crate) fn over(mut tls: rustls::ClientConfig, proxies: Proxies) -> Self {
        // Nothing but HTTP/1.1 is spoken here, which needs no word for it.
        tls.alpn_protocols.clear();
        let proxies = Arc::new(proxies);
        Self {
            client: pool(tls.clone(), Dial::new(&proxies, false)),
            guarded: pool(tls, Dial::new(&proxies, true)),
            proxies,
        }
    }

    /// What goes to a proxy in the clear carries its credentials; what goes through a tunnel does not.
    fn with_credentials(&self, mut request: Request<Bytes>) -> Request<Bytes> {
        let in_clear = request.uri().scheme_str() == Some("http");
        let proxy = self
            .proxies
            .of(request.uri())
            .ok()
            .flatten()
            .filter(|_| in_clear);
        if let Some(value) = proxy.and_then(Proxy::authorization).cloned() {
            request
                .headers_mut()
                .insert(header::PROXY_AUTHORIZATION, value);
        }
        request
    }
}

fn pool(tls: rustls::ClientConfig, dial: Dial) -> Pool {
    let https = HttpsConnectorBuilder::new()
        .with_tls_config(tls)
        .https_or_http();
    Client::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(POOL_IDLE)
        .http1_max_buf_size(LARGEST_HEAD)
        // Whether to send again is for the client's retry table alone.
        .retry_canceled_requests(false)
        .build(Bounded(https.enable_http1().wrap_connector(dial)))
}

impl Transport for HyperTransport {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<BodyStream>, TransportError>> {
        if !super::tokio::is_running() {
            let said = "HyperTransport needs a tokio runtime, and this future runs outside of one";
            return Box::pin(ready(Err(TransportError::not_sent(said))));
        }
        let guarded = request.extensions().get::<PublicHostsOnly>().is_some();
        let pool = if guarded { &self.guarded } else { &self.client };
        let reply = pool.request(self.with_credentials(request).map(Full::new));
        Box::pin(async move {
            let reply = reply.await.map_err(classify)?;
            Ok(reply.map(|body| BodyStream::new(ReplyBody(body))))
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        super::tokio::sleep(duration)
    }

    fn run_blocking(&self, work: Box<dyn FnOnce() + Send>) -> BoxFuture<'_, ()> {
        super::tokio::run_blocking(work)
    }
}

/// Unsent is what failed in the connector, and what hyper gives back because its connection closed before taking it.
/// An `IncompleteMessage` is not: it also comes after the server has acted.
fn classify(fault: legacy::Error) -> TransportError {
    let canceled = fault
        .source()
        .and_then(|cause| cause.downcast_ref::<hyper::Error>())
        .is_some_and(hyper::Error::is_canceled);
    if fault.is_connect() || canceled {
        TransportError::not_sent(Cause(fault))
    } else {
        TransportError::unknown(Cause(fault))
    }
}

/// What hyper's client failed of, without its own words for it, such as "client error (Connect): tcp connect error".
#[derive(Debug)]
struct Cause(legacy::Error);

impl Cause {
    fn beneath(&self) -> &(dyn StdError + 'static) {
        let mut cause = self.0.source().unwrap_or(&self.0);
        // Of a connection only the system, TLS or this transport know why there is none.
        while let Some(next) = cause.source().filter(|_| self.0.is_connect()) {
            cause = next;
        }
        cause
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.beneath(), f)
    }
}

impl StdError for Cause {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(self.beneath())
    }
}

/// A reply's body with this crate's error.
struct ReplyBody(Incoming);

impl Body for ReplyBody {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        Pin::new(&mut self.0)
            .poll_frame(context)
            .map_err(TransportError::unknown)
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

/// A connector with one limit over all it does; a TLS handshake that hangs would otherwise count as a request that was sent.
#[derive(Clone, Debug)]
struct Bounded<C>(C);

impl<C> Service<Uri> for Bounded<C>
where
    C: Service<Uri>,
    C::Response: 'static,
    C::Error: Into<Box<dyn StdError + Send + Sync>>,
    C::Future: Send + 'static,
{
    type Response = C::Response;
    type Error = Box<dyn StdError + Send + Sync>;
    type Future = BoxFuture<'static, Result<C::Response, Self::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let connecting = self.0.call(uri);
        Box::pin(async move {
            let late = |_| {
                let said = format!("no connection within {} s", CONNECT_LIMIT.as_secs());
                io::Error::new(io::ErrorKind::TimedOut, said)
            };
            let connected = tokio::time::timeout(CONNECT_LIMIT, connecting).await;
            connected.map_err(late)?.map_err(Into::into)
        })
    }
}

/// Opens TCP connections: to the host, or through a proxy.
#[derive(Clone, Debug)]
struct Dial {
    direct: HttpConnector<Resolver>,
    /// To proxies, which are trusted and mostly inside the own network.
    to_proxy: HttpConnector<Resolver>,
    proxies: Arc<Proxies>,
}

impl Dial {
    fn new(proxies: &Arc<Proxies>, public_only: bool) -> Self {
        Self {
            direct: connector(public_only),
            to_proxy: connector(false),
            proxies: Arc::clone(proxies),
        }
    }
}

fn connector(public_only: bool) -> HttpConnector<Resolver> {
    let mut tcp = HttpConnector::new_with_resolver(Resolver::new(public_only));
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    // Divided among the addresses of a host, so that a dead one does not take the others' time.
    tcp.set_connect_timeout(Some(CONNECT_LIMIT));
    tcp
}

impl Service<Uri> for Dial {
    type Response = Line;
    type Error = Box<dyn StdError + Send + Sync>;
    type Future = BoxFuture<'static, Result<Line, Self::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        // Both have the same resolver of the system behind them.
        self.direct.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, url: Uri) -> Self::Future {
        let proxy = match self.proxies.of(&url) {
            Ok(Some(proxy)) => proxy.clone(),
            Ok(None) => {
                let connecting = self.direct.call(url);
                return Box::pin(async move {
                    let io = connecting.await?;
                    Ok(Line {
                        io,
                        absolute: false,
                    })
                });
            }
            Err(fault) => return Box::pin(ready(Err(fault.clone().into()))),
        };
        let connecting = self.to_proxy.call(proxy.uri().clone());
        Box::pin(async move {
            let io = connecting.await?;
            if url.scheme_str() != Some("https") {
                return Ok(Line { io, absolute: true });
            }
            let mut tcp = io.into_inner();
            open_tunnel(&mut tcp, &url, &proxy).await?;
            Ok(Line {
                io: TokioIo::new(tcp),
                absolute: false,
            })
        })
    }
}

async fn open_tunnel(
    tcp: &mut TcpStream,
    url: &Uri,
    proxy: &Proxy,
) -> Result<(), Box<dyn StdError + Send + Sync>> {
    tcp.write_all(&tunnel::request(url, proxy)).await?;
    let mut answer = Vec::new();
    while !tunnel::is_open(&answer, proxy)? {
        if tcp.read_buf(&mut answer).await? == 0 {
            return Err(format!("the proxy {proxy:?} closed the connection").into());
        }
    }
    Ok(())
}

/// A TCP connection. `absolute`: to a proxy that is spoken to in the clear, and so wants to read whole URLs.
#[derive(Debug)]
struct Line {
    io: TokioIo<TcpStream>,
    absolute: bool,
}

impl Connection for Line {
    fn connected(&self) -> Connected {
        self.io.connected().proxy(self.absolute)
    }
}

impl Read for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        room: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_read(context, room)
    }
}

impl Write for Line {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write_vectored(context, slices)
    }
}
