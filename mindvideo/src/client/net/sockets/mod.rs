//! The transport for threads: HTTP/1.1 over sockets of the standard library.
//!
//! Its futures wait in place: polling one blocks the thread until there is a result, so that a driver written for any
//! executor runs to its end in a single poll, and several futures run one after the other. One thing must not wait on: time. A
//! driver limits work by polling it beside a `sleep`, and a poll that blocks would never give the sleep its turn. Therefore a
//! sleep is an [`Alarm`] from the moment it is made, every wait for a socket ends when the thread's next alarm is due, and the
//! work then is `Pending`, as it would be on an executor. The driver polls the sleep next, which is over, and drops the work.

mod body;
mod connection;
mod dial;
mod errand;
mod fault;
mod place;
mod pool;
mod socket;
mod tls;

use std::{sync::Arc, task::Poll, time::Duration};

use bytes::Bytes;
use http::{HeaderValue, Request, Response, Uri, header};
use rustls::{ClientConnection, pki_types::ServerName};

use self::{
    body::SocketBody, connection::Connection, errand::Errand, fault::Fault, place::Place,
    pool::Pool, socket::Socket, tls::Tls,
};
use super::{
    CONNECT_LIMIT,
    http1::{self, ReplyHead},
    proxies::{Proxies, Proxy},
    tunnel,
};
use crate::client::{
    blocking::alarm::{self, Alarm},
    port,
    transport::{BodyStream, BoxFuture, Transport, TransportError},
};

/// HTTP/1.1 over TCP and TLS, with pooled connections, waiting in place.
pub(crate) struct SocketTransport {
    tls: Arc<rustls::ClientConfig>,
    proxies: Proxies,
    pool: Arc<Pool>,
}

impl SocketTransport {
    pub(crate) fn new(mut tls: rustls::ClientConfig, proxies: Proxies) -> Self {
        // Nothing but HTTP/1.1 is spoken here, which needs no word for it.
        tls.alpn_protocols.clear();
        Self {
            tls: Arc::new(tls),
            proxies,
            pool: Arc::default(),
        }
    }

    fn exchange(&self, request: &Request<Bytes>) -> Result<Response<BodyStream>, Fault> {
        let place = Place::of(request).map_err(Fault::not_sent)?;
        let proxy = self
            .proxies
            .of(request.uri())
            .map_err(|fault| Fault::not_sent(fault.clone()))?;
        let mut connection = match self.pool.take(&place) {
            Some(connection) => connection,
            None => self.connect(request.uri(), &place, proxy)?,
        };
        let in_clear = proxy.filter(|_| !place.secure);
        let written = connection.write(&message(request, in_clear));
        let ReplyHead {
            response,
            body,
            keeps,
        } = match (written, connection.read_head(request)) {
            (Ok(()), head) => head?,
            // A server may refuse a request before it has read all of it.
            (Err(_), Ok(head)) => ReplyHead {
                keeps: false,
                ..head
            },
            (Err(fault), Err(_)) => return Err(fault),
        };
        let body = SocketBody {
            open: Some((connection, body)),
            home: keeps.then(|| (Arc::clone(&self.pool), place)),
        };
        Ok(response.map(|()| BodyStream::new(body)))
    }

    /// A new connection. Whatever fails here, no byte of the request has left.
    fn connect(
        &self,
        url: &Uri,
        place: &Place,
        proxy: Option<&Proxy>,
    ) -> Result<Connection, Fault> {
        let alarm = Alarm::after(CONNECT_LIMIT);
        let connected = self.dial(url, place, proxy);
        match connected {
            Err(Fault::Due) if alarm.is_due() => {
                drop(alarm);
                // Another alarm may be due as well: then the driver's limit is what has passed.
                alarm::left()?;
                Err(Fault::not_sent(format!(
                    "no connection within {} s",
                    CONNECT_LIMIT.as_secs()
                )))
            }
            connected => connected.map_err(|fault| match fault {
                Fault::Due => Fault::Due,
                Fault::Broken(fault) => Fault::Broken(TransportError::not_sent(fault)),
            }),
        }
    }

    fn dial(&self, url: &Uri, place: &Place, proxy: Option<&Proxy>) -> Result<Connection, Fault> {
        let tcp = match proxy {
            // A proxy is trusted and mostly inside the own network.
            Some(proxy) => dial::open(
                proxy.uri().host().unwrap_or_default(),
                port::of(proxy.uri()),
                false,
            )?,
            None => dial::open(&place.host, place.port, place.guarded)?,
        };
        tcp.set_nodelay(true).map_err(Fault::not_sent)?;
        let mut plain = Connection::new(Socket::Plain(tcp));
        if !place.secure {
            return Ok(plain);
        }
        if let Some(proxy) = proxy {
            plain.write(&tunnel::request(url, proxy))?;
            while !tunnel::is_open(&plain.buffer, proxy).map_err(Fault::not_sent)? {
                plain.fill()?;
            }
        }
        let Socket::Plain(tcp) = plain.socket else {
            return Err(Fault::not_sent("TLS within TLS"));
        };
        let name = ServerName::try_from(place.host.clone()).map_err(Fault::not_sent)?;
        let session =
            ClientConnection::new(Arc::clone(&self.tls), name).map_err(Fault::not_sent)?;
        let mut secret = Connection::new(Socket::Tls(Box::new(Tls { session, tcp })));
        secret.shake_hands()?;
        Ok(secret)
    }
}

/// The bytes of a request; with a proxy's credentials if it is spoken to in the clear.
fn message(request: &Request<Bytes>, in_clear: Option<&Proxy>) -> Vec<u8> {
    let mut bytes = match in_clear.map(Proxy::authorization) {
        None => http1::request_head(request, false),
        Some(credentials) => http1::request_head(&with_credentials(request, credentials), true),
    };
    bytes.extend_from_slice(request.body());
    bytes
}

fn with_credentials(request: &Request<Bytes>, credentials: Option<&HeaderValue>) -> Request<Bytes> {
    let mut request = request.clone();
    if let Some(value) = credentials {
        request
            .headers_mut()
            .insert(header::PROXY_AUTHORIZATION, value.clone());
    }
    request
}

impl Transport for SocketTransport {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<BodyStream>, TransportError>> {
        let mut request = Some(request);
        Box::pin(std::future::poll_fn(move |_| {
            let Some(request) = request.take() else {
                // Its first poll was cut short by an alarm; what it sent must not be sent again from here.
                return Poll::Ready(Err(TransportError::unknown("the request was interrupted")));
            };
            match self.exchange(&request) {
                Ok(reply) => Poll::Ready(Ok(reply)),
                Err(Fault::Broken(fault)) => Poll::Ready(Err(fault)),
                Err(Fault::Due) => Poll::Pending,
            }
        }))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        let alarm = Alarm::after(duration);
        Box::pin(async move { alarm.wait() })
    }

    fn run_blocking(&self, work: Box<dyn FnOnce() + Send>) -> BoxFuture<'_, ()> {
        let errand = Errand::begin(work);
        Box::pin(async move { errand.end() })
    }
}
