//! A network, a server with a ledger and a clock, all of them made up.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    future::Future,
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    time::Duration,
};

use bytes::Bytes;
use http::{Method, Request, Response};
use http_body::{Body, Frame};
use mindvideo::client::{BodyStream, BoxFuture, Transport, TransportError};

/// `SplitMix64`.
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x2545_f491_4f6c_dd1d))
    }

    pub(crate) fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (bits ^ (bits >> 31)) % sides
    }

    pub(crate) fn one_in(&mut self, sides: u64) -> bool {
        self.below(sides) == 0
    }
}

/// What goes wrong with one request. `After`: the server has acted; without it, it has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    Refused,
    ResetBefore,
    ResetAfter,
    SilenceBefore,
    SilenceAfter,
    /// The request arrives long after the client has given up.
    ArrivesLate,
    /// A second copy of the request arrives later.
    ArrivesTwice,
    /// The server acts only after a while, and answers 409 to the same key until then.
    SlowCommit,
    /// The same, and the 409 says nothing.
    SlowCommitSilent,
    ReplyDelayed,
    CutAfter,
    StallAfter,
    GarbageAfter,
    EmptyAfter,
    OtherTask,
    Status(u16, bool),
    /// 401 to this one request.
    Refusal,
}

/// Twice the same, but for one of two 500s.
const STATUSES: [u16; 16] = [
    408, 425, 429, 500, 502, 503, 504, 520, 408, 425, 429, 303, 502, 503, 504, 520,
];

impl Fault {
    pub(crate) fn by_chance(chance: &mut Chance) -> Self {
        match chance.below(25) {
            0 => Self::Refused,
            1 => Self::ResetBefore,
            2 | 3 => Self::ResetAfter,
            4 => Self::SilenceBefore,
            5 => Self::SilenceAfter,
            6 => Self::ArrivesLate,
            7 => Self::ArrivesTwice,
            8 => Self::SlowCommit,
            9 => Self::SlowCommitSilent,
            10 => Self::ReplyDelayed,
            11 => Self::CutAfter,
            12 => Self::StallAfter,
            13 => Self::GarbageAfter,
            14 => Self::EmptyAfter,
            15 => Self::OtherTask,
            16 => Self::Refusal,
            _ => {
                let status = STATUSES[usize::try_from(chance.below(16)).unwrap()];
                // A plea for patience means that the server did nothing.
                Self::Status(status, !matches!(status, 425 | 429) && chance.one_in(2))
            }
        }
    }
}

/// A task of the server.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) id: String,
    payload: Bytes,
    since: Duration,
    runs: Duration,
    pub(crate) ends: &'static str,
}

/// The server, the network and the clock.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) now: Duration,
    pub(crate) chance: Chance,
    pub(crate) tasks: Vec<Made>,
    by_key: HashMap<String, usize>,
    /// Requests that arrive by themselves, by time.
    underway: Vec<(Duration, String, Bytes)>,
    /// Keys that are being worked on, until when, and whether a 409 says so.
    busy: HashMap<String, (Duration, bool)>,
    timers: BTreeSet<(Duration, u64)>,
    timer_count: u64,
    /// Faults to come; the chance that a request has the next of them is one half.
    pub(crate) faults: Vec<Fault>,
    pub(crate) met: BTreeMap<Fault, u64>,
    pub(crate) requests: u64,
    /// Requests seen at the server for which no key came along.
    pub(crate) keyless: u64,
}

/// A handle of the world; also the transport of its clients.
#[derive(Clone, Debug)]
pub(crate) struct Handle(Arc<Mutex<World>>);

impl Handle {
    pub(crate) fn new(seed: u64, faults: Vec<Fault>) -> Self {
        Self(Arc::new(Mutex::new(World {
            now: Duration::from_secs(1000),
            chance: Chance::new(seed),
            tasks: Vec::new(),
            by_key: HashMap::new(),
            underway: Vec::new(),
            busy: HashMap::new(),
            timers: BTreeSet::new(),
            timer_count: 0,
            faults,
            met: BTreeMap::new(),
            requests: 0,
            keyless: 0,
        })))
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn timer(&self, pause: Duration) -> Timer {
        let mut world = self.world();
        world.timer_count += 1;
        let at = (world.now.saturating_add(pause), world.timer_count);
        world.timers.insert(at);
        drop(world);
        Timer {
            world: self.clone(),
            at,
        }
    }

    /// Runs a future; time passes when nothing else can happen. After `polls` polls the process dies: everything it holds is
    /// dropped.
    pub(crate) fn run<T>(&self, polls: u64, future: impl Future<Output = T>) -> Option<T> {
        let flag = Arc::new(Flag(AtomicBool::new(false)));
        let waker = Waker::from(Arc::clone(&flag));
        let mut context = Context::from_waker(&waker);
        let mut future = std::pin::pin!(future);
        for _ in 0..polls {
            if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
                return Some(output);
            }
            if !flag.0.swap(false, Ordering::Relaxed) {
                self.pass();
            }
        }
        None
    }

    /// Lets time pass until the next alarm.
    fn pass(&self) {
        let mut world = self.world();
        let now = world.now;
        let next = world.timers.iter().find(|(at, _)| *at > now);
        let next = next.expect("something must happen next").0;
        world.now = next;
        world.deliver();
    }

    /// Whether the server has a task, or a request is under way that will make one.
    pub(crate) fn is_or_will_be_paid(&self) -> bool {
        let world = self.world();
        !world.tasks.is_empty() || !world.underway.is_empty()
    }

    /// Lets everything arrive that is still under way.
    pub(crate) fn settle(&self) {
        let mut world = self.world();
        world.now += Duration::from_secs(100_000);
        world.deliver();
    }
}

struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

struct Timer {
    world: Handle,
    at: (Duration, u64),
}

impl Future for Timer {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if self.world.world().now >= self.at.0 {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.world.world().timers.remove(&self.at);
    }
}

/// A place where the process may die: once `Pending`, then ready.
async fn moment() {
    let mut passed = false;
    std::future::poll_fn(|context| {
        if std::mem::replace(&mut passed, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

impl World {
    /// Requests whose time has come reach the server; nobody hears the answers.
    fn deliver(&mut self) {
        while let Some(at) = self.underway.iter().position(|(at, ..)| *at <= self.now) {
            let (_, key, payload) = self.underway.swap_remove(at);
            self.commit(&key, &payload);
        }
    }

    /// What the documents say of a create request.
    fn commit(&mut self, key: &str, payload: &Bytes) -> (u16, String) {
        if let Some(known) = self.by_key.get(key) {
            let task = &self.tasks[*known];
            if task.payload != *payload {
                return (
                    409,
                    r#"{"error":{"code":"idempotency_conflict"}}"#.to_owned(),
                );
            }
            return (200, self.state(&task.id.clone()));
        }
        let number = self.tasks.len();
        let ends = match self.chance.below(10) {
            0 => "failed",
            1 => "cancelled",
            _ => "succeeded",
        };
        self.tasks.push(Made {
            id: format!("task_{number}"),
            payload: payload.clone(),
            since: self.now,
            runs: Duration::from_secs(self.chance.below(30)),
            ends,
        });
        if key.is_empty() {
            self.keyless += 1;
        } else {
            self.by_key.insert(key.to_owned(), number);
        }
        (
            200,
            format!(
                r#"{{"request_id":"req_{number}","task_id":"task_{number}","status":"queued","cost_estimate":0.675}}"#
            ),
        )
    }

    fn state(&self, id: &str) -> String {
        let Some(task) = self.tasks.iter().find(|task| task.id == id) else {
            return String::new();
        };
        let age = self.now.saturating_sub(task.since);
        let status = match () {
            () if age < task.runs / 2 => "queued",
            () if age < task.runs => "processing",
            () => task.ends,
        };
        let rest = if status == "succeeded" {
            r#","cost_actual":0.675,"output":{"videos":[{"url":"https://files.example/a.mp4"}]}"#
        } else {
            ""
        };
        format!(r#"{{"request_id":"req","task_id":"{id}","status":"{status}"{rest}}}"#)
    }

    fn serve(&mut self, request: &Request<Bytes>) -> (u16, String) {
        if request.method() == Method::POST {
            let key = key_of(request);
            if let Some((until, says)) = self.busy.get(&key) {
                if *until > self.now {
                    let said = if *says {
                        r#"{"error":"request in progress"}"#
                    } else {
                        ""
                    };
                    return (409, said.to_owned());
                }
                self.busy.remove(&key);
            }
            return self.commit(&key, request.body());
        }
        let id = request.uri().path().rsplit('/').next().unwrap_or_default();
        match self.state(id) {
            state if state.is_empty() => (404, String::new()),
            state => (200, state),
        }
    }

    fn next_fault(&mut self, create: bool) -> Option<Fault> {
        if self.faults.is_empty() || self.chance.one_in(2) {
            return None;
        }
        let fault = self.faults.pop()?;
        let writes = matches!(
            fault,
            Fault::ArrivesLate | Fault::ArrivesTwice | Fault::SlowCommit | Fault::SlowCommitSilent
        );
        // A request that only reads has none of these.
        if writes && !create {
            return None;
        }
        *self.met.entry(fault).or_default() += 1;
        Some(fault)
    }
}

fn key_of(request: &Request<Bytes>) -> String {
    let key = request.headers().get("idempotency-key");
    let key = key.and_then(|key| key.to_str().ok());
    key.unwrap_or_default().to_owned()
}

type Sent = Result<Response<BodyStream>, TransportError>;

impl Transport for Handle {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Sent> {
        Box::pin(self.converse(request))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(self.timer(duration))
    }

    fn now(&self) -> Duration {
        self.world().now
    }

    fn run_blocking(&self, work: Box<dyn FnOnce() + Send>) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            moment().await;
            work();
            moment().await;
        })
    }
}

impl Handle {
    async fn converse(&self, request: Request<Bytes>) -> Sent {
        let create = request.method() == Method::POST;
        let (fault, latency) = {
            let mut world = self.world();
            world.requests += 1;
            let latency = Duration::from_millis(world.chance.below(300));
            (world.next_fault(create), latency)
        };
        moment().await;
        match fault {
            Some(Fault::Refused) => return Err(TransportError::not_sent("refused")),
            Some(Fault::ResetBefore) => return Err(TransportError::unknown("reset")),
            Some(Fault::SilenceBefore) => return std::future::pending().await,
            Some(Fault::ArrivesLate) => {
                self.arrives(&request, 40, 900);
                return std::future::pending().await;
            }
            Some(Fault::SlowCommit | Fault::SlowCommitSilent) => {
                let until = self.arrives(&request, 1, 60);
                let says = fault == Some(Fault::SlowCommit);
                self.world().busy.insert(key_of(&request), (until, says));
                return Err(TransportError::unknown("reset"));
            }
            Some(Fault::ArrivesTwice) => {
                self.arrives(&request, 1, 900);
            }
            Some(Fault::Status(status, false)) => return Ok(reply(status, "{}")),
            Some(Fault::Refusal) => return Ok(reply(401, r#"{"error":"no"}"#)),
            _ => {}
        }
        self.timer(latency).await;
        let served = if request.uri().host() == Some(FILES) {
            film_reply(&request)
        } else {
            let (status, body) = self.world().serve(&request);
            Served::new(status, body)
        };
        moment().await;
        match fault {
            Some(Fault::ResetAfter) => Err(TransportError::unknown("reset")),
            Some(Fault::SilenceAfter) => std::future::pending().await,
            Some(Fault::ReplyDelayed) => {
                let delay = Duration::from_secs(self.world().chance.below(60));
                self.timer(delay).await;
                Ok(served.whole())
            }
            Some(Fault::CutAfter) => Ok(served.broken(Piece::Cut)),
            Some(Fault::StallAfter) => Ok(served.broken(Piece::Stall)),
            Some(Fault::GarbageAfter) => Ok(reply(200, "<html>")),
            Some(Fault::EmptyAfter) => Ok(reply(200, "")),
            Some(Fault::OtherTask) if !create => {
                Ok(reply(200, r#"{"task_id":"other","status":"failed"}"#))
            }
            Some(Fault::Status(status, true)) => Ok(reply(status, "")),
            _ => Ok(served.whole()),
        }
    }

    /// The request reaches the server by itself, between so many seconds from now.
    fn arrives(&self, request: &Request<Bytes>, least: u64, most: u64) -> Duration {
        let mut world = self.world();
        let after = least + world.chance.below(most - least);
        let at = world.now + Duration::from_secs(after);
        let copy = (at, key_of(request), request.body().clone());
        world.underway.push(copy);
        at
    }
}

/// The host of the films.
const FILES: &str = "files.example";
const TAG: &str = "\"film\"";
/// So much of a body comes at once.
const AT_ONCE: usize = 512 * 1024;

/// The film of every task: some pieces long, and no two alike.
pub(crate) fn film() -> Bytes {
    static FILM: OnceLock<Bytes> = OnceLock::new();
    let words = || (0_u32..640_000).map(|number| number.wrapping_mul(0x9e37_79b9));
    let film = FILM.get_or_init(|| words().flat_map(u32::to_le_bytes).collect());
    film.clone()
}

/// The film, or the rest of it that was asked for.
fn film_reply(request: &Request<Bytes>) -> Served {
    let header = |name: &str| request.headers().get(name)?.to_str().ok();
    let range = header("range").filter(|_| header("if-range") == Some(TAG));
    let from = range.and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-'));
    let from = from.map(|from| from.parse::<usize>().unwrap());
    let (film, start) = (film(), from.unwrap_or(0));
    let mut headers = vec![
        ("etag", TAG.to_owned()),
        ("content-type", "video/mp4".to_owned()),
        ("content-length", (film.len() - start).to_string()),
    ];
    if from.is_some() {
        let (last, total) = (film.len() - 1, film.len());
        headers.push(("content-range", format!("bytes {start}-{last}/{total}")));
    }
    Served {
        status: if from.is_some() { 206 } else { 200 },
        headers,
        body: film.slice(start..),
    }
}

/// What the server has answered, before anything becomes of it on the way.
struct Served {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Bytes,
}

impl Served {
    fn new(status: u16, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.into(),
        }
    }

    fn whole(self) -> Response<BodyStream> {
        let pieces = in_pieces(&self.body);
        self.respond(pieces)
    }

    fn broken(self, end: Piece) -> Response<BodyStream> {
        let mut pieces = in_pieces(&self.body.slice(..self.body.len() / 2));
        pieces.push(end);
        self.respond(pieces)
    }

    fn respond(self, pieces: Vec<Piece>) -> Response<BodyStream> {
        let body = BodyStream::new(Pieces(pieces.into_iter()));
        let mut reply = Response::builder().status(self.status);
        for (name, value) in self.headers {
            reply = reply.header(name, value);
        }
        reply.body(body).unwrap()
    }
}

/// A body with moments between what comes at once.
fn in_pieces(body: &Bytes) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for piece in body.chunks(AT_ONCE) {
        if !pieces.is_empty() {
            pieces.push(Piece::Moment);
        }
        pieces.push(Piece::Data(body.slice_ref(piece)));
    }
    pieces
}

enum Piece {
    Data(Bytes),
    /// A place where the process may die.
    Moment,
    Cut,
    Stall,
}

struct Pieces(std::vec::IntoIter<Piece>);

impl Body for Pieces {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        match self.0.next() {
            None => Poll::Ready(None),
            Some(Piece::Data(data)) => Poll::Ready(Some(Ok(Frame::data(data)))),
            Some(Piece::Moment) => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Some(Piece::Cut) => Poll::Ready(Some(Err(TransportError::unknown("cut")))),
            Some(Piece::Stall) => {
                // Nothing comes any more.
                self.0 = vec![Piece::Stall].into_iter();
                Poll::Pending
            }
        }
    }
}

fn reply(status: u16, body: &'static str) -> Response<BodyStream> {
    Served::new(status, body).whole()
}
