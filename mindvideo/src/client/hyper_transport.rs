//! The default transport: hyper, rustls with ring, the Mozilla roots, tokio.

use std::{
    error::Error as StdError,
    future::ready,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response, Uri};
use http_body::{Body, Frame, SizeHint};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{self, Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use tower_service::Service;

use super::{
    config_error::ConfigError,
    error::Error,
    resolver::Resolver,
    transport::{BodyStream, BoxFuture, PublicHostsOnly, Transport, TransportError},
};

/// HTTP/1.1 over TCP and TLS, with pooled connections. Needs a tokio runtime with its I/O and time drivers on.
#[derive(Clone, Debug)]
pub struct HyperTransport {
    client: Pool,
    /// For hosts that a stranger has named.
    guarded: Pool,
}

type Pool = Client<Bounded<HttpsConnector<HttpConnector<Resolver>>>, Full<Bytes>>;

/// For name resolution, TCP and TLS together.
const CONNECT_LIMIT: Duration = Duration::from_secs(10);
/// Below the idle timeout of common load balancers, so that few requests meet a connection that is just closing.
const POOL_IDLE: Duration = Duration::from_secs(50);
const LARGEST_HEAD: usize = 64 * 1024;

impl HyperTransport {
    /// Builds the transport. The TLS provider (ring) is given to rustls explicitly: no process-wide default is read or set.
    ///
    /// # Errors
    /// A configuration error when rustls refuses its own provider.
    pub fn new() -> Result<Self, Error> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions();
        let builder = builder.map_err(|fault| {
            ConfigError::new(
                "TLS",
                fault.to_string(),
                "give the client a transport of your own",
            )
        })?;
        let mut roots = rustls::RootCertStore::empty();
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        let tls = builder.with_root_certificates(roots).with_no_client_auth();

        Ok(Self {
            client: pool(tls.clone(), Resolver::new(false)),
            guarded: pool(tls, Resolver::new(true)),
        })
    }
}

fn pool(tls: rustls::ClientConfig, resolver: Resolver) -> Pool {
    let mut tcp = HttpConnector::new_with_resolver(resolver);
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    let https = HttpsConnectorBuilder::new()
        .with_tls_config(tls)
        .https_or_http();
    Client::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(POOL_IDLE)
        .http1_max_buf_size(LARGEST_HEAD)
        // Whether to send again is for the client's retry table alone.
        .retry_canceled_requests(false)
        .build(Bounded(https.enable_http1().wrap_connector(tcp)))
}

impl Transport for HyperTransport {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<BodyStream>, TransportError>> {
        if !in_tokio() {
            let said = "HyperTransport needs a tokio runtime, and this future runs outside of one";
            return Box::pin(ready(Err(TransportError::not_sent(said))));
        }
        let guarded = request.extensions().get::<PublicHostsOnly>().is_some();
        let pool = if guarded { &self.guarded } else { &self.client };
        let reply = pool.request(request.map(Full::new));
        Box::pin(async move {
            let reply = reply.await.map_err(classify)?;
            Ok(reply.map(|body| BodyStream::new(ReplyBody(body))))
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        // Where nothing can be sent there is no reason to pause either.
        if in_tokio() {
            Box::pin(tokio::time::sleep(duration))
        } else {
            Box::pin(ready(()))
        }
    }

    fn run_blocking(&self, work: Box<dyn FnOnce() + Send>) -> BoxFuture<'_, ()> {
        if !in_tokio() {
            work();
            return Box::pin(ready(()));
        }
        let work = tokio::task::spawn_blocking(work);
        Box::pin(async {
            // The only failure is a runtime that shuts down; then nobody waits for the result.
            let _ = work.await;
        })
    }
}

/// Outside of a runtime tokio panics; this client does not.
fn in_tokio() -> bool {
    tokio::runtime::Handle::try_current().is_ok()
}

/// Unsent is what failed in the connector, and what hyper gives back because its connection closed before taking it.
/// An `IncompleteMessage` is not: it also comes after the server has acted.
fn classify(fault: legacy::Error) -> TransportError {
    let canceled = fault
        .source()
        .and_then(|cause| cause.downcast_ref::<hyper::Error>())
        .is_some_and(hyper::Error::is_canceled);
    if fault.is_connect() || canceled {
        TransportError::not_sent(fault)
    } else {
        TransportError::unknown(fault)
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
