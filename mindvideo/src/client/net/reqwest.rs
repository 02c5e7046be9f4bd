//! The transport over a client of reqwest.

use std::{
    error::Error as StdError,
    io,
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body, Frame};
use reqwest::{
    dns::{Addrs, Name, Resolve, Resolving},
    redirect, retry,
};

use super::resolver::public_only;
use crate::client::{
    config_error::ConfigError,
    error::Error,
    transport::{BodyStream, BoxFuture, PublicHostsOnly, Transport, TransportError},
};

/// HTTP through a [`reqwest::Client`] of your own, with its pool, TLS, proxies and HTTP/2. Needs a tokio runtime.
///
/// ```
/// use mindvideo::client::{Client, ReqwestTransport};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let http = reqwest::Client::builder()
///     .redirect(reqwest::redirect::Policy::none())
///     .retry(reqwest::retry::never())
///     .build()?;
/// let transport = ReqwestTransport::new(http).downloads(reqwest::Client::builder())?;
/// let client = Client::builder().api_key("mv_live_x").transport(transport).build()?;
/// # Ok(()) }
/// ```
///
/// The client's own redirects and retries must be off, as above: whether to send again is for the retry table of this crate,
/// which knows what a second create may cost. A redirect that was followed all the same is an error here. Leave decoding
/// (`gzip` and the like) and a total timeout off as well: the one would change files, the other cut long downloads.
#[derive(Clone, Debug)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    guarded: Option<reqwest::Client>,
}

impl ReqwestTransport {
    /// Sends what goes to the API through this client.
    ///
    /// Files whose URLs the API's reply names are not fetched by it, for nobody can tell an existing client which addresses
    /// it must not connect to: see [`downloads`](Self::downloads). With
    /// [`DownloadLimits::allow_private_hosts`](crate::client::DownloadLimits::allow_private_hosts) it fetches them as well.
    pub fn new(client: reqwest::Client) -> Self {
        Self {
            client,
            guarded: None,
        }
    }

    /// Fetches files with a client made from this builder. Its resolver, redirects, retries and decoding are set here: names
    /// that lead into the own network lead nowhere.
    ///
    /// Behind a proxy of the builder it is the proxy that resolves names.
    ///
    /// # Errors
    /// A configuration error when the builder cannot build.
    pub fn downloads(mut self, builder: reqwest::ClientBuilder) -> Result<Self, Error> {
        let builder = builder
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false);
        let builder = builder
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate()
            .dns_resolver(PublicOnly);
        let client = builder.build().map_err(|fault| {
            let cure = "check the settings of the reqwest::ClientBuilder";
            ConfigError::new("ReqwestTransport::downloads", describe(&fault), cure)
        })?;
        self.guarded = Some(client);
        Ok(self)
    }

    async fn exchange(
        &self,
        request: Request<Bytes>,
    ) -> Result<Response<BodyStream>, TransportError> {
        let guarded = request.extensions().get::<PublicHostsOnly>().is_some();
        let client = match &self.guarded {
            Some(client) if guarded => client,
            None if guarded => {
                let said = "this reqwest client cannot be kept from the own network; set ReqwestTransport::downloads";
                return Err(TransportError::not_sent(said));
            }
            _ => &self.client,
        };
        let request = reqwest::Request::try_from(request).map_err(TransportError::not_sent)?;
        let asked = request.url().clone();
        let reply = client.execute(request).await.map_err(classify)?;
        if *reply.url() != asked {
            let said =
                "the reqwest client followed a redirect; build it with redirect::Policy::none()";
            return Err(TransportError::unknown(said));
        }
        Ok(Response::from(reply).map(|body| BodyStream::new(ReplyBody(body))))
    }
}

/// Only a failure to connect proves that nothing was sent. `is_request` does not: it also comes after the server has acted.
fn classify(fault: reqwest::Error) -> TransportError {
    // Addresses of errors are printed by the client, without their queries.
    let fault = fault.without_url();
    if fault.is_connect() || fault.is_builder() {
        TransportError::not_sent(fault)
    } else {
        TransportError::unknown(fault)
    }
}

fn describe(fault: &dyn StdError) -> String {
    match fault.source() {
        Some(cause) => format!("cannot be built: {fault}: {cause}"),
        None => format!("cannot be built: {fault}"),
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<BodyStream>, TransportError>> {
        if !super::tokio::is_running() {
            let said =
                "ReqwestTransport needs a tokio runtime, and this future runs outside of one";
            return Box::pin(std::future::ready(Err(TransportError::not_sent(said))));
        }
        Box::pin(self.exchange(request))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        super::tokio::sleep(duration)
    }

    fn run_blocking(&self, work: Box<dyn FnOnce() + Send>) -> BoxFuture<'_, ()> {
        super::tokio::run_blocking(work)
    }
}

/// The system's resolver without the addresses of the own network.
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let addresses: io::Result<Addrs> =
                public_only(found).map(|found| Box::new(found.into_iter()) as Addrs);
            Ok(addresses?)
        })
    }
}

/// A reply's body with this crate's error.
struct ReplyBody(reqwest::Body);

impl Body for ReplyBody {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        Pin::new(&mut self.0)
            .poll_frame(context)
            .map_err(|fault| TransportError::unknown(fault.without_url()))
    }
}
