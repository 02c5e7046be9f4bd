//! Another transport than hyper: without sockets, clocks and runtime.

use std::{
    collections::VecDeque,
    future::ready,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
    thread,
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body, Frame};
use mindvideo::client::{
    BodyStream, BoxFuture, ErrorKind, MediaFile, PublicHostsOnly, Transport, TransportError,
};

use crate::model::{builder, input};

/// Replies in turn, and what was asked.
#[derive(Clone, Default)]
struct Scripted {
    replies: Arc<Mutex<VecDeque<Response<&'static str>>>>,
    requests: Arc<Mutex<Vec<Request<Bytes>>>>,
}

impl Transport for Scripted {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<BodyStream>, TransportError>> {
        self.requests.lock().unwrap().push(request);
        let reply = self.replies.lock().unwrap().pop_front();
        let reply = reply.ok_or_else(|| TransportError::not_sent("the script is over"));
        Box::pin(ready(reply.map(|reply| {
            reply.map(|body| BodyStream::new(Once(Some(Bytes::from(body)))))
        })))
    }

    /// Virtual time passes at once, but not before the work that races with it.
    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(ready(()))
    }
}

struct Once(Option<Bytes>);

impl Body for Once {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        Poll::Ready(self.0.take().map(|bytes| Ok(Frame::data(bytes))))
    }
}

/// Runs a future that never waits.
fn now<T>(future: impl Future<Output = T>) -> T {
    let mut context = Context::from_waker(Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        Poll::Ready(done) => done,
        Poll::Pending => panic!("it waits"),
    }
}

fn reply(status: u16, body: &'static str) -> Response<&'static str> {
    Response::builder().status(status).body(body).unwrap()
}

#[test]
fn the_whole_way_without_a_runtime() {
    let network = Scripted::default();
    network.replies.lock().unwrap().extend([
        reply(503, ""),
        reply(201, r#"{"task_id":"t","status":"queued"}"#),
        reply(200, r#"{"task_id":"t","status":"succeeded","output":{"images":[{"url":"https://files.example/a.png"}]}}"#),
        reply(200, "png"),
    ]);
    let client = builder("https://api.mindvideo.ai")
        .transport(network.clone())
        .build()
        .unwrap();
    let task = now(IntoFuture::into_future(client.submit(&input("a car")))).unwrap();
    let done = now(task.wait()).unwrap();
    let path = std::env::temp_dir().join(format!("mindvideo-scripted-{}.png", std::process::id()));
    let size = now(done.images()[0].download_to(&path));
    let found = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(
        (size.unwrap().size(), found.as_slice()),
        (3, b"png".as_slice())
    );

    let requests = network.requests.lock().unwrap();
    let guarded =
        |request: &Request<Bytes>| request.extensions().get::<PublicHostsOnly>().is_some();
    let authorized = |request: &Request<Bytes>| request.headers().contains_key("authorization");
    let told: Vec<_> = requests
        .iter()
        .map(|r| (r.method().as_str(), guarded(r), authorized(r)))
        .collect();
    let (api, file) = (("POST", false, true), ("GET", true, false));
    assert_eq!(told, [api, api, ("GET", false, true), file]);
}

/// Something that another thread will give.
#[derive(Default)]
struct Later<T> {
    given: Option<T>,
    waker: Option<Waker>,
}

/// What `work` gives after a while, from a thread of its own.
fn later<T: Send + 'static>(
    pause: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> BoxFuture<'static, T> {
    let slot = Arc::new(Mutex::new(Later {
        given: None,
        waker: None,
    }));
    let filled = Arc::clone(&slot);
    thread::spawn(move || {
        thread::sleep(pause);
        let given = work();
        let mut slot = filled.lock().unwrap();
        slot.given = Some(given);
        if let Some(waker) = slot.waker.take() {
            waker.wake();
        }
    });
    Box::pin(std::future::poll_fn(move |context| {
        let mut slot = slot.lock().unwrap();
        slot.waker = Some(context.waker().clone());
        slot.given.take().map_or(Poll::Pending, Poll::Ready)
    }))
}

/// An executor of threads: replies and the ends of pauses come from elsewhere, when they come.
#[derive(Clone, Default)]
struct Threads(Scripted);

impl Transport for Threads {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<BodyStream>, TransportError>> {
        let network = self.0.clone();
        later(Duration::from_millis(3), move || now(network.send(request)))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        later(duration, || ())
    }
}

/// Neither driver asks for tokio: here is none.
#[test]
fn any_executor_will_do() {
    let network = Threads::default();
    network.0.replies.lock().unwrap().extend([
        reply(500, ""),
        reply(200, r#"{"task_id":"t","status":"queued"}"#),
        reply(200, r#"{"task_id":"t","status":"processing"}"#),
        reply(200, r#"{"task_id":"t","status":"succeeded"}"#),
    ]);
    let client = builder("https://api.mindvideo.ai")
        .transport(network.clone())
        .build_blocking()
        .unwrap();
    let task = client.submit(&input("a car")).send().unwrap();
    let told: Vec<_> = task
        .updates()
        .map(|update| format!("{:?}", update.unwrap()))
        .collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert_eq!(network.0.requests.lock().unwrap().len(), 4);
}

#[test]
fn a_script_that_is_over_was_never_sent() {
    let client = builder("https://api.mindvideo.ai")
        .transport(Scripted::default())
        .build()
        .unwrap();
    let error = now(IntoFuture::into_future(client.submit(&input("a car")))).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NotSent(_)), "{error}");
    assert_eq!(
        error.to_string().split(" (after").next(),
        Some("POST https://api.mindvideo.ai/api/v1/tasks: not sent: the script is over")
    );
    let error = now(client.download(&MediaFile::new("https://files.example/a"), "/nonexistent"))
        .unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Download(_)), "{error}");
}
