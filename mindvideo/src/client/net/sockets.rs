//! The transport for threads: HTTP/1.1 over sockets of the standard library.
//!
//! Its futures wait in place: polling one blocks the thread until there is a result, so that a driver written for any
//! executor runs to its end in a single poll, and several futures run one after the other. One thing must not wait on: time. A
//! driver limits work by polling it beside a `sleep`, and a poll that blocks would never give the sleep its turn. Therefore a
//! sleep is an [`Alarm`] from the moment it is made, every wait for a socket ends when the thread's next alarm is due, and the
//! work then is `Pending`, as it would be on an executor. The driver polls the sleep next, which is over, and drops the work.

use std::{
    collections::HashMap,
    error::Error as StdError,
    io::{self, Read, Write},
    net::{SocketAddr, TcpStream, ToSocketAddrs as _},
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::{Duration, Instant},
};

use bytes::{Bytes, BytesMut};
use http::{HeaderValue, Request, Response, Uri, header};
use http_body::{Body, Frame};
use rustls::{ClientConnection, pki_types::ServerName};

use super::{
    CONNECT_LIMIT, POOL_IDLE,
    http1::{self, BodyReader, Piece, ReplyHead},
    proxies::{Proxies, Proxy},
    resolver::public_only,
    tunnel,
};
use crate::client::{
    blocking::alarm::{self, Alarm},
    fetch_rules::bare,
    transport::{BodyStream, BoxFuture, PublicHostsOnly, Transport, TransportError},
};

/// So much is read at once.
const READ_SIZE: usize = 64 * 1024;
/// Idle connections kept for one host.
const MOST_IDLE: usize = 8;

/// HTTP/1.1 over TCP and TLS, with pooled connections, waiting in place.
#[derive(Clone)]
pub(crate) struct SocketTransport {
    shared: Arc<Shared>,
}

struct Shared {
    tls: Arc<rustls::ClientConfig>,
    proxies: Proxies,
    idle: Mutex<HashMap<Place, Vec<(Connection, Instant)>>>,
}

/// What a connection is good for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Place {
    secure: bool,
    host: String,
    port: u16,
    /// Whether the address was judged as one outside the own network.
    guarded: bool,
}

impl SocketTransport {
    pub(crate) fn new(mut tls: rustls::ClientConfig, proxies: Proxies) -> Self {
        // Nothing but HTTP/1.1 is spoken here, which needs no word for it.
        tls.alpn_protocols.clear();
        Self {
            shared: Arc::new(Shared {
                tls: Arc::new(tls),
                proxies,
                idle: Mutex::default(),
            }),
        }
    }

    fn exchange(&self, request: &Request<Bytes>) -> Result<Response<BodyStream>, Fault> {
        let place = Place::of(request).map_err(Fault::not_sent)?;
        let proxy = self
            .shared
            .proxies
            .of(request.uri())
            .map_err(|fault| Fault::not_sent(fault.clone()))?;
        let mut connection = match self.shared.take(&place) {
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
            home: keeps.then(|| (Arc::clone(&self.shared), place)),
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
            Some(proxy) => open(
                proxy.uri().host().unwrap_or_default(),
                proxy.uri().port_u16().unwrap_or(80),
                false,
            )?,
            None => open(&place.host, place.port, place.guarded)?,
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
            ClientConnection::new(Arc::clone(&self.shared.tls), name).map_err(Fault::not_sent)?;
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

/// A TCP connection to the first address that takes it.
fn open(host: &str, port: u16, guarded: bool) -> Result<TcpStream, Fault> {
    let found: Vec<SocketAddr> = (bare(host), port)
        .to_socket_addrs()
        .map_err(Fault::not_sent)?
        .collect();
    let addresses = if guarded {
        public_only(found).map_err(Fault::not_sent)?
    } else {
        found
    };
    let mut last = io::Error::new(
        io::ErrorKind::NotFound,
        "the host's name leads to no address",
    );
    for address in addresses {
        match TcpStream::connect_timeout(&address, alarm::left()?.min(CONNECT_LIMIT)) {
            Ok(tcp) => return Ok(tcp),
            Err(fault) => last = fault,
        }
    }
    alarm::left()?;
    Err(Fault::not_sent(last))
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
}

/// Why an exchange got no further.
enum Fault {
    Broken(TransportError),
    /// An alarm is due.
    Due,
}

impl Fault {
    fn not_sent(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Broken(TransportError::not_sent(cause))
    }

    fn unknown(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Broken(TransportError::unknown(cause))
    }
}

impl From<alarm::Due> for Fault {
    fn from(_: alarm::Due) -> Self {
        Self::Due
    }
}

impl Place {
    fn of(request: &Request<Bytes>) -> Result<Self, &'static str> {
        let url = request.uri();
        let secure = match url.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err("the URL is neither https nor http"),
        };
        Ok(Self {
            secure,
            host: bare(url.host().ok_or("the URL has no host")?).to_ascii_lowercase(),
            port: url.port_u16().unwrap_or(if secure { 443 } else { 80 }),
            guarded: request.extensions().get::<PublicHostsOnly>().is_some(),
        })
    }
}

impl Shared {
    /// An idle connection that is still open.
    fn take(&self, place: &Place) -> Option<Connection> {
        loop {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            let (connection, since) = idle.get_mut(place)?.pop()?;
            drop(idle);
            if since.elapsed() < POOL_IDLE && connection.is_quiet() {
                return Some(connection);
            }
        }
    }

    fn keep(&self, place: Place, connection: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|_, kept| {
            kept.retain(|(_, since)| since.elapsed() < POOL_IDLE);
            !kept.is_empty()
        });
        let kept = idle.entry(place).or_default();
        if kept.len() < MOST_IDLE {
            kept.push((connection, Instant::now()));
        }
    }
}

/// A connection, and what was read from it but not used yet.
struct Connection {
    socket: Socket,
    buffer: BytesMut,
}

enum Socket {
    Plain(TcpStream),
    Tls(Box<Tls>),
}

struct Tls {
    session: ClientConnection,
    tcp: TcpStream,
}

impl Connection {
    fn new(socket: Socket) -> Self {
        Self {
            socket,
            buffer: BytesMut::new(),
        }
    }

    fn shake_hands(&mut self) -> Result<(), Fault> {
        loop {
            wait_for(self.socket.tcp())?;
            match self.socket.shake_hands() {
                Ok(()) => return Ok(()),
                Err(fault) if is_timeout(&fault) => {}
                Err(fault) => return Err(Fault::not_sent(fault)),
            }
        }
    }

    /// Writes everything. From the first call on bytes may have left.
    fn write(&mut self, mut bytes: &[u8]) -> Result<(), Fault> {
        loop {
            wait_for(self.socket.tcp())?;
            let done = if bytes.is_empty() {
                self.socket.flush().map(|()| None)
            } else {
                self.socket.write(bytes).map(Some)
            };
            match done {
                Ok(None) => return Ok(()),
                Ok(Some(0)) => return Err(Fault::unknown("the connection takes no more bytes")),
                Ok(Some(size)) => bytes = bytes.get(size..).unwrap_or_default(),
                Err(fault) if is_timeout(&fault) => {}
                Err(fault) => return Err(Fault::unknown(fault)),
            }
        }
    }

    fn read_head(&mut self, request: &Request<Bytes>) -> Result<ReplyHead, Fault> {
        loop {
            match http1::read_head(&mut self.buffer, request.method()) {
                Ok(Some(head)) => return Ok(head),
                Ok(None) => self.fill()?,
                Err(problem) => return Err(Fault::unknown(problem)),
            }
        }
    }

    /// Reads some bytes; that there are no more is an error.
    fn fill(&mut self) -> Result<(), Fault> {
        if self.read_some()? == 0 {
            return Err(Fault::unknown(
                "the connection closed before the reply was whole",
            ));
        }
        Ok(())
    }

    fn read_some(&mut self) -> Result<usize, Fault> {
        let start = self.buffer.len();
        loop {
            wait_for(self.socket.tcp())?;
            self.buffer.resize(start + READ_SIZE, 0);
            let room = self.buffer.get_mut(start..).unwrap_or_default();
            let read = self.socket.read(room);
            self.buffer.truncate(start + *read.as_ref().unwrap_or(&0));
            match read {
                Ok(size) => return Ok(size),
                Err(fault) if is_timeout(&fault) => {}
                Err(fault) => return Err(Fault::unknown(fault)),
            }
        }
    }

    /// Whether an idle connection is open and silent: one that has said something is closing or confused.
    fn is_quiet(&self) -> bool {
        let tcp = self.socket.tcp();
        let silent = tcp.set_nonblocking(true).is_ok()
            && tcp
                .peek(&mut [0])
                .is_err_and(|fault| fault.kind() == io::ErrorKind::WouldBlock);
        tcp.set_nonblocking(false).is_ok() && silent && self.buffer.is_empty()
    }
}

/// Each call makes one step at most that may wait; [`AGAIN`] asks for the next one.
impl Socket {
    fn tcp(&self) -> &TcpStream {
        match self {
            Self::Plain(tcp) => tcp,
            Self::Tls(tls) => &tls.tcp,
        }
    }

    fn shake_hands(&mut self) -> io::Result<()> {
        match self {
            Self::Tls(tls) if tls.session.wants_write() => tls.send(),
            Self::Tls(tls) if tls.session.is_handshaking() => tls.receive(),
            Self::Tls(_) | Self::Plain(_) => Ok(()),
        }
    }

    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(tcp) => tcp.read(room),
            Self::Tls(tls) => match tls.session.reader().read(room) {
                Err(fault) if fault.kind() == io::ErrorKind::WouldBlock => {
                    tls.receive().map(|()| 0)
                }
                read => read,
            },
        }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(tcp) => tcp.write(bytes),
            Self::Tls(tls) if tls.session.wants_write() => tls.send().map(|()| 0),
            Self::Tls(tls) => tls.session.writer().write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(tcp) => tcp.flush(),
            Self::Tls(tls) if tls.session.wants_write() => tls.send(),
            Self::Tls(tls) => tls.tcp.flush(),
        }
    }
}

const AGAIN: io::ErrorKind = io::ErrorKind::Interrupted;

impl Tls {
    fn send(&mut self) -> io::Result<()> {
        match self.session.write_tls(&mut self.tcp)? {
            0 => Err(io::ErrorKind::WriteZero.into()),
            _ => Err(AGAIN.into()),
        }
    }

    fn receive(&mut self) -> io::Result<()> {
        let handshaking = self.session.is_handshaking();
        let read = self.session.read_tls(&mut self.tcp)?;
        if let Err(fault) = self.session.process_new_packets() {
            // The alert tells the peer why; whether it arrives does not matter.
            let _ = self.session.write_tls(&mut self.tcp);
            return Err(io::Error::new(io::ErrorKind::InvalidData, fault));
        }
        // Without a handshake, the reader knows whether this end is a clean one.
        match read {
            0 if handshaking => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Err(AGAIN.into()),
        }
    }
}

/// Lets the next read or write wait until the next alarm, if that is still to come.
fn wait_for(tcp: &TcpStream) -> Result<(), Fault> {
    // The operating system takes no timeout of zero.
    let left = alarm::left()?.max(Duration::from_millis(1));
    tcp.set_read_timeout(Some(left))
        .and_then(|()| tcp.set_write_timeout(Some(left)))
        .map_err(Fault::unknown)
}

fn is_timeout(fault: &io::Error) -> bool {
    matches!(
        fault.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted
    )
}

/// A body that is read from its connection, which then goes back into the pool.
struct SocketBody {
    open: Option<(Connection, BodyReader)>,
    home: Option<(Arc<Shared>, Place)>,
}

impl SocketBody {
    fn next(&mut self) -> Result<Option<Bytes>, Fault> {
        while let Some((connection, reader)) = &mut self.open {
            match reader
                .read(&mut connection.buffer)
                .map_err(Fault::unknown)?
            {
                Piece::Data(data) => return Ok(Some(data)),
                Piece::End => self.finish(),
                Piece::More if connection.read_some()? > 0 => {}
                Piece::More if reader.may_close() => self.open = None,
                Piece::More => {
                    return Err(Fault::unknown(
                        "the connection closed before the body was whole",
                    ));
                }
            }
        }
        Ok(None)
    }

    fn finish(&mut self) {
        if let (Some((connection, _)), Some((shared, place))) = (self.open.take(), self.home.take())
        {
            shared.keep(place, connection);
        }
    }
}

impl Body for SocketBody {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        match self.next() {
            Ok(piece) => Poll::Ready(piece.map(|data| Ok(Frame::data(data)))),
            Err(Fault::Due) => Poll::Pending,
            Err(Fault::Broken(fault)) => {
                self.open = None;
                Poll::Ready(Some(Err(fault)))
            }
        }
    }
}
