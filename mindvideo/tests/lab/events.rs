//! Bodies of events cut into random pieces, against a reader that sees them whole; and how fast they are read.
//!
//! The reader under test is the client's own, behind a [`Transport`] that hands out the pieces.

use std::{
    fmt::{self, Write as _},
    pin::{Pin, pin},
    sync::{Mutex, PoisonError},
    task::{Context, Poll, Waker},
    time::{Duration, Instant},
};

use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body, Frame};
use mindvideo::client::{
    BodyStream, BoxFuture, Client, Framing, TaskEvent, TaskId, TaskToken, Transport, TransportError,
};
use serde_json::{Value, value::RawValue};

use super::{model::Input, world::Chance};

/// What a run came to.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) chunkings: u64,
    pub(crate) pieces: u64,
    pub(crate) events: u64,
    pub(crate) differing: Vec<u64>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "chunkings        {:>10}", self.chunkings)?;
        writeln!(f, "pieces           {:>10}", self.pieces)?;
        writeln!(f, "events           {:>10}", self.events)?;
        let shown = self.differing.get(..20).unwrap_or(&self.differing);
        writeln!(
            f,
            "differing        {:>10}  {shown:?}",
            self.differing.len()
        )
    }
}

/// Id, kind, status, data.
type Seen = (Option<String>, Option<String>, Option<String>, String);

/// Reads one body for each seed, in pieces.
pub(crate) fn run(seeds: std::ops::Range<u64>) -> Report {
    let mut report = Report::default();
    let feed = Feed::default();
    let client = feed.client();
    for seed in seeds {
        let mut chance = Chance::new(seed);
        let sample = Sample::by_chance(&mut chance);
        let pieces = cut(sample.text.as_bytes(), &mut chance);
        report.chunkings += 1;
        report.pieces += pieces.len() as u64;
        feed.serve(sample.content_type, pieces);
        let (mut seen, mut whole) = (Vec::new(), true);
        read(&client, |event| match event {
            Some(event) => seen.push(view(&event)),
            None => whole = false,
        });
        report.events += seen.len() as u64;
        if !whole || seen != sample.events() {
            report.differing.push(seed);
        }
    }
    report
}

fn view(event: &TaskEvent) -> Seen {
    let text = |part: Option<&str>| part.map(str::to_owned);
    let status = event.status().map(ToString::to_string);
    (
        text(event.id()),
        text(event.kind()),
        status,
        event.data().to_owned(),
    )
}

/// Calls `each` with every event, and with `None` for an error.
fn read(client: &Client, mut each: impl FnMut(Option<TaskEvent>)) -> Option<Framing> {
    let token = TaskToken::new("veo3-1-quality", TaskId::new("t").unwrap());
    at_once(async {
        let task = client.resume::<Input>(token).unwrap();
        let mut events = task.events().await.unwrap();
        while let Some(event) = events.next().await {
            each(event.ok());
        }
        events.framing()
    })
}

/// Nothing here waits for anything.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(done) => done,
        Poll::Pending => panic!("there was something to wait for"),
    }
}

/// A transport whose every answer is the next body it was given.
#[derive(Clone, Default)]
struct Feed(std::sync::Arc<Mutex<(&'static str, Vec<Bytes>)>>);

impl Feed {
    fn client(&self) -> Client {
        let builder = Client::builder().api_key("mv_live_lab");
        builder.transport(self.clone()).build().unwrap()
    }

    fn serve(&self, content_type: &'static str, pieces: Vec<Bytes>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = (content_type, pieces);
    }
}

impl Transport for Feed {
    fn send(
        &self,
        _: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<BodyStream>, TransportError>> {
        let (content_type, pieces) =
            std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let body = BodyStream::new(Pieces(pieces.into_iter()));
        let reply = Response::builder().header("content-type", content_type);
        Box::pin(std::future::ready(Ok(reply.body(body).unwrap())))
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(std::future::pending())
    }
}

struct Pieces(std::vec::IntoIter<Bytes>);

impl Body for Pieces {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        Poll::Ready(self.0.next().map(|piece| Ok(Frame::data(piece))))
    }
}

/// Pieces of any length, now and then of one byte and all in one.
fn cut(bytes: &[u8], chance: &mut Chance) -> Vec<Bytes> {
    let most = [1, 2, 3, 7, 20, 80, 10_000][usize::try_from(chance.below(7)).unwrap()];
    let mut rest = Bytes::copy_from_slice(bytes);
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        let size = usize::try_from(chance.below(most)).unwrap() + 1;
        pieces.push(rest.split_to(size.min(rest.len())));
    }
    pieces
}

/// A body with its framing.
struct Sample {
    content_type: &'static str,
    text: String,
}

impl Sample {
    fn by_chance(chance: &mut Chance) -> Self {
        let (content_type, text) = match chance.below(4) {
            0 | 1 => ("text/event-stream", lines(chance)),
            2 => {
                let ends = ["\n", "\r\n", "\n\n", " ", "\u{1e}"];
                let values = values(chance);
                let ended = values
                    .iter()
                    .map(|value| format!("{value}{}", pick(chance, &ends)));
                ("application/x-ndjson", ended.collect())
            }
            _ => {
                let gaps = [",", ", ", "\n,\n", " ,"];
                let gap = pick(chance, &gaps);
                (
                    "application/json",
                    format!(" [{}]\n", values(chance).join(gap)),
                )
            }
        };
        Self { content_type, text }
    }

    fn events(&self) -> Vec<Seen> {
        match self.content_type {
            "text/event-stream" => server_sent(&self.text),
            "application/json" => {
                let all: Vec<Box<RawValue>> = serde_json::from_str(&self.text).unwrap();
                all.iter().map(|value| json(value.get())).collect()
            }
            _ => {
                let spaced = self.text.replace('\u{1e}', " ");
                let all = serde_json::Deserializer::from_str(&spaced).into_iter::<Box<RawValue>>();
                all.map(|value| json(value.unwrap().get())).collect()
            }
        }
    }
}

fn pick<'a>(chance: &mut Chance, from: &[&'a str]) -> &'a str {
    from[usize::try_from(chance.below(from.len() as u64)).unwrap()]
}

/// Lines that mean something, and some that mean nothing.
fn lines(chance: &mut Chance) -> String {
    const STARTS: &[&str] = &["", "\u{feff}", ": hello", "data: x\n\n", "event:"];
    const WORDS: &[&str] = &[
        "data",
        "data:",
        "data: ",
        "data:  two",
        "id: 7",
        "id",
        "id:é\0",
        "event: up",
        "event",
        "retry: 5",
        "retry: x",
        ":",
        ": ping",
        "x",
        "data: {\"status\":\"queued\"}",
        "data: {\"status\":\"a\",\"status\":\"b\"}",
        "data: 日落 é",
        " data: x",
        "\u{feff}data: x",
        "data: [1",
        "data: {\"status\":7}",
    ];
    const ENDS: &[&str] = &["\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\r\r", "\n\r\n"];
    let mut text = pick(chance, STARTS).to_owned();
    for _ in 0..chance.below(24) {
        text.push_str(pick(chance, WORDS));
        text.push_str(pick(chance, ENDS));
    }
    text
}

fn values(chance: &mut Chance) -> Vec<String> {
    const VALUES: &[&str] = &[
        "{}",
        "{\"id\":\"1\",\"type\":\"t\",\"status\":\"queued\"}",
        "{\"event_id\":\"e\",\"event\":\"up\",\"status\":\"succeeded\",\"cost\":0.6750}",
        "{ \"a\" : [ \"]}\\\"{,\" , { \"b\" : null } ] }",
        "{\"id\":7,\"status\":\"日落 \\u00e9 \\\\\"}",
        "[1,[2,[3]]]",
        "\"]},{\"",
        "{\"id\":\"a\",\"id\":\"b\"}",
        "true",
        "-1.50e3",
    ];
    let count = chance.below(12);
    (0..count)
        .map(|_| pick(chance, VALUES).to_owned())
        .collect()
}

/// Server-sent events by the letter of the WHATWG, of a text that is whole.
fn server_sent(text: &str) -> Vec<Seen> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let (mut events, mut last_id) = (Vec::new(), String::new());
    let (mut kind, mut data) = (String::new(), None::<Vec<&str>>);
    // What is behind the last line break is no line.
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    for line in whole.split('\n') {
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            _ if line.is_empty() => {
                let kind = std::mem::take(&mut kind);
                if let Some(data) = data.take() {
                    let data = data.join("\n");
                    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
                    let status = member(&data, &["status"]);
                    events.push((some(&last_id), some(&kind), status, data));
                }
            }
            "data" => data.get_or_insert_default().push(value),
            "event" => value.clone_into(&mut kind),
            "id" if !value.contains('\0') => value.clone_into(&mut last_id),
            _ => {}
        }
    }
    events
}

fn json(text: &str) -> Seen {
    (
        member(text, &["id", "event_id"]),
        member(text, &["type", "event"]),
        member(text, &["status"]),
        text.to_owned(),
    )
}

/// The first of these members of an object that is a string.
fn member(text: &str, names: &[&str]) -> Option<String> {
    let object: Value = serde_json::from_str(text).ok()?;
    let mut found = names.iter().map(|name| object.get(name));
    found.find_map(|value| Some(value?.as_str()?.to_owned()))
}

/// How long this thread has had a processor, where the system tells: others that run beside it do not count.
fn busy() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanos = stat.split(' ').next()?.parse().ok()?;
    Some(Duration::from_nanos(nanos))
}

/// How fast bodies of so many bytes are read, in MB a second of a processor: two lines a framing. Events that are no JSON
/// objects have nothing that is read in them, so what they cost is the framing.
pub(crate) fn throughput(size: usize) -> String {
    let feed = Feed::default();
    let client = feed.client();
    let note = "The second of three frames is being drawn; what remains is the sound. ".repeat(3);
    let mut report = String::new();
    for (content_type, before, behind) in [
        ("text/event-stream", "event: progress\ndata: ", "\n\n"),
        ("application/x-ndjson", "", "\n"),
        ("application/json", ",", ""),
    ] {
        for (what, start, end) in [
            (
                "of objects",
                "{\"status\":\"processing\",\"progress\":7,\"note\":\"",
                "\"}",
            ),
            (
                "of texts",
                "\"What follows is no object, and that is all: ",
                "\"",
            ),
        ] {
            let event = [before, start, &note, end, behind].concat();
            let count = size / event.len();
            let mut text = event.repeat(count);
            if content_type == "application/json" {
                text.replace_range(..1, "[");
                text.push(']');
            }
            let mut rest = Bytes::from(text);
            let all = rest.len();
            let mut pieces = Vec::new();
            while !rest.is_empty() {
                pieces.push(rest.split_to(rest.len().min(16 * 1024)));
            }
            feed.serve(content_type, pieces);
            let (started, before) = (Instant::now(), busy());
            let mut seen = 0;
            let framing = read(&client, |event| seen += usize::from(event.is_some()));
            let worked = busy()
                .zip(before)
                .map(|(after, before)| after.saturating_sub(before));
            let took = worked.unwrap_or_else(|| started.elapsed());
            #[expect(clippy::cast_precision_loss, reason = "a rate is no count")]
            let rate = all as f64 / 1e6 / took.as_secs_f64();
            assert_eq!(seen, count);
            let framing = format!("{:?} {what}", framing.unwrap());
            writeln!(report, "{framing:<28}{rate:>6.0} MB/s, {seen} events").unwrap();
        }
    }
    report
}

/// A few thousand.
#[test]
fn events_in_any_pieces() {
    let report = run(0..4_000);
    assert!(
        report.differing.is_empty() && report.events > 8_000,
        "{report}"
    );
}

/// Each framing is read, and counted.
#[test]
fn events_of_every_framing() {
    assert_eq!(throughput(100_000).lines().count(), 6);
}
