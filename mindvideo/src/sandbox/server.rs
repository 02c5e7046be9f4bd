//! The shell around [`handle`](super::handle): a loopback socket, a thread, a clock.

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::pin::pin;
use std::sync::{Arc, mpsc};
use std::task::Poll;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Body, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::handle::{handle, refuse};
use super::reply::Refusal;
use super::state::State;

/// Connections served at once; more wait in the system's queue.
const CONNECTIONS: usize = 256;
/// How long a head may take to arrive, and so how long a kept-alive connection may idle.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a body may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);
/// Largest head, in bytes, and most headers.
const HEAD_LIMIT: usize = 64 * 1024;
const HEADERS_LIMIT: usize = 100;
/// How long requests under way may take to finish after the stop.
const GRACE: Duration = Duration::from_millis(250);
/// Pause after a failed accept, such as too many open files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(20);

/// A listening socket on 127.0.0.1, on this port or any (0). No other address can be had.
pub(super) fn bind(port: u16) -> io::Result<TcpListener> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// A running server; dropping it stops the server and joins its thread.
pub(super) struct Server {
    /// Taken on drop: the closed channel is the signal to stop.
    stop: Option<watch::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts serving; returns once the server is ready.
    pub(super) fn start(
        listener: TcpListener,
        state: Arc<State>,
        started: Instant,
    ) -> io::Result<Self> {
        let (stop, stopped) = watch::channel(());
        let (ready, is_ready) = mpsc::sync_channel(1);
        let thread = thread::Builder::new()
            .name("mindvideo-sandbox".to_owned())
            .spawn(move || run(listener, &Shared { state, started }, &stopped, &ready))?;
        let server = Self {
            stop: Some(stop),
            thread: Some(thread),
        };
        is_ready
            .recv()
            .unwrap_or_else(|_| Err(io::Error::other("the server's thread ended")))?;
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the server's thread has been reported by the panic hook; there is nobody left to tell.
            let _ = thread.join();
        }
    }
}

#[derive(Clone)]
struct Shared {
    state: Arc<State>,
    started: Instant,
}

/// The body of the thread. The runtime is made and dropped here, so the owner may live inside another runtime.
fn run(
    listener: TcpListener,
    shared: &Shared,
    stopped: &watch::Receiver<()>,
    ready: &mpsc::SyncSender<io::Result<()>>,
) {
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(fault) => return report(ready, Err(fault)),
    };
    runtime.block_on(async {
        match tokio::net::TcpListener::from_std(listener) {
            Err(fault) => report(ready, Err(fault)),
            Ok(listener) => {
                report(ready, Ok(()));
                serve(listener, shared, stopped.clone()).await;
            }
        }
    });
}

fn report(ready: &mpsc::SyncSender<io::Result<()>>, result: io::Result<()>) {
    // The starter waits for this one message, and cannot be gone before it.
    let _ = ready.send(result);
}

async fn serve(
    listener: tokio::net::TcpListener,
    shared: &Shared,
    mut stopped: watch::Receiver<()>,
) {
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        if connections.len() >= CONNECTIONS {
            match race(connections.join_next(), stopped.changed()).await {
                First::Left(_) => continue,
                First::Right(_) => break,
            }
        }
        match race(listener.accept(), stopped.changed()).await {
            First::Left(Ok((stream, _))) => {
                connections.spawn(converse(stream, shared.clone(), stopped.clone()));
            }
            First::Left(Err(_)) => sleep(ACCEPT_PAUSE).await,
            First::Right(_) => break,
        }
    }
    drop(listener);
    let finish = async { while connections.join_next().await.is_some() {} };
    // Whoever is not done by then is cut off when the set is dropped.
    let _ = timeout(GRACE, finish).await;
}

/// Serves one connection until it ends or the sandbox stops.
async fn converse(stream: TcpStream, shared: Shared, mut stopped: watch::Receiver<()>) {
    // Without it answers are only slower.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request| {
        let shared = shared.clone();
        async move { Ok::<_, Infallible>(answer(&shared, request).await.map(Full::new)) }
    });
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIMEOUT)
            .max_buf_size(HEAD_LIMIT)
            .max_headers(HEADERS_LIMIT)
            .serve_connection(TokioIo::new(stream), service)
    );
    // A connection that breaks is the client's affair: it sees the break.
    if let First::Right(_) = race(connection.as_mut(), stopped.changed()).await {
        connection.as_mut().graceful_shutdown();
        let _ = connection.await;
    }
}

async fn answer(shared: &Shared, request: Request<Incoming>) -> Response<Bytes> {
    let state = &shared.state;
    let (parts, body) = request.into_parts();
    match receive(body, state.settings.max_body).await {
        Ok(body) => {
            let request = Request::from_parts(parts, body);
            handle(state, shared.started.elapsed(), &request)
        }
        Err(refusal) => refuse(state, &Request::from_parts(parts, ()), refusal),
    }
}

/// The whole body, if it is small and quick enough. One that announces its excess is refused unread.
async fn receive(body: Incoming, limit: usize) -> Result<Bytes, Refusal> {
    let announced = body.size_hint().lower();
    if usize::try_from(announced).map_or(true, |announced| announced > limit) {
        return Err(Refusal::too_large(limit));
    }
    match timeout(BODY_TIMEOUT, Limited::new(body, limit).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(fault)) if fault.is::<LengthLimitError>() => Err(Refusal::too_large(limit)),
        Ok(Err(_)) => Err(Refusal::bad_request(
            "incomplete_body",
            "The body broke off.",
        )),
        Err(_) => Err(Refusal::new(
            StatusCode::REQUEST_TIMEOUT,
            "request_timeout",
            "The body took too long to arrive.",
        )),
    }
}

enum First<A, B> {
    Left(A),
    Right(B),
}

/// Whichever is done first; the left one if both are.
async fn race<A: Future, B: Future>(left: A, right: B) -> First<A::Output, B::Output> {
    let (mut left, mut right) = (pin!(left), pin!(right));
    poll_fn(|context| {
        if let Poll::Ready(value) = left.as_mut().poll(context) {
            return Poll::Ready(First::Left(value));
        }
        right.as_mut().poll(context).map(First::Right)
    })
    .await
}
