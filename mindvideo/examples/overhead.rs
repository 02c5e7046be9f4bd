//! What a call of the client costs beyond the bare HTTP library, in time and allocations.
//!
//! ```text
//! cargo run --release -p mindvideo --example overhead
//! ```
//!
//! The server is a thread that answers from fixed buffers, so every allocation counted is the caller's. All take turns within
//! one run, and the median of the rounds is shown.

use std::{
    alloc::System,
    error::Error,
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    time::{Duration, Instant},
};

use bytes::Bytes;
use http::{Method, Request, header};
use http_body_util::{BodyExt as _, Full};
use hyper_util::{
    client::legacy::{Client as Bare, connect::HttpConnector},
    rt::TokioExecutor,
};
use mindvideo::{
    Client, Valid,
    client::{IdempotencyKey, blocking},
};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[mindvideo::mindvideo_model("../schemas/veo3-1-quality.json")]
mod veo {}

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const API_KEY: &str = "mv_live_x";
const KEY: &str = "overhead";
const ROUNDS: usize = 20;
const CALLS: u32 = 500;
const REPLY: &str =
    r#"{"request_id":"req_1","task_id":"task_1","status":"queued","cost_estimate":0.675}"#;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> Outcome {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let base = format!("http://{}", listener.local_addr()?);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || serve(stream));
        }
    });
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(compare(&base))
}

/// The three ways to make the same requests.
struct Ways {
    base: String,
    input: Valid<veo::Input>,
    /// The very bytes that the client sends.
    body: Bytes,
    bare: Bare<HttpConnector, Full<Bytes>>,
    client: Client,
    blocking: blocking::Client,
}

async fn compare(base: &str) -> Outcome {
    let input = veo::Input::new("A red sports car on a coast road at sunset").validate()?;
    let builder = || Client::builder().api_key(API_KEY).base_url(base);
    let client = builder().build()?;
    let ways = Ways {
        base: base.to_owned(),
        body: Bytes::copy_from_slice(client.submit(&input).token()?.payload()),
        input,
        bare: Bare::builder(TokioExecutor::new()).build_http(),
        client,
        blocking: builder().build_blocking()?,
    };
    let mut rounds: [Vec<_>; 6] = Default::default();
    for _ in 0..ROUNDS {
        let measured = [
            measure(async || ways.exchange(Method::POST).await).await?,
            measure(async || ways.submit().await).await?,
            measure(async || ways.submit_blocking()).await?,
            measure(async || ways.exchange(Method::GET).await).await?,
            measure(async || ways.poll().await).await?,
            measure(async || ways.poll_blocking()).await?,
        ];
        for (all, one) in rounds.iter_mut().zip(measured) {
            all.push(one);
        }
    }
    report(rounds.map(median));
    Ok(())
}

impl Ways {
    async fn exchange(&self, method: Method) -> Outcome {
        let request = Request::builder()
            .header(header::AUTHORIZATION, "Bearer mv_live_x")
            .method(&method);
        let request = if method == Method::POST {
            request
                .uri(format!("{}/api/v1/tasks", self.base))
                .header(header::CONTENT_TYPE, "application/json")
                .header("idempotency-key", KEY)
                .body(Full::new(self.body.clone()))?
        } else {
            let url = format!("{}/api/v1/tasks/task_1", self.base);
            request.uri(url).body(Full::default())?
        };
        let reply = self.bare.request(request).await?;
        reply.into_body().collect().await?.to_bytes();
        Ok(())
    }

    async fn submit(&self) -> Outcome {
        let key = IdempotencyKey::parse(KEY)?;
        self.client.submit(&self.input).idempotency_key(key).await?;
        Ok(())
    }

    fn submit_blocking(&self) -> Outcome {
        let key = IdempotencyKey::parse(KEY)?;
        let submit = self.blocking.submit(&self.input);
        submit.idempotency_key(key).send()?;
        Ok(())
    }

    async fn poll(&self) -> Outcome {
        self.client
            .resume::<veo::Input>(token()?)?
            .refresh()
            .await?;
        Ok(())
    }

    fn poll_blocking(&self) -> Outcome {
        self.blocking.resume::<veo::Input>(token()?)?.refresh()?;
        Ok(())
    }
}

fn token() -> Outcome<mindvideo::client::TaskToken> {
    let id = mindvideo::client::TaskId::new("task_1")?;
    Ok(mindvideo::client::TaskToken::new("veo3-1-quality", id))
}

/// Time and allocations of a call.
type Cost = (Duration, usize);

async fn measure(call: impl AsyncFn() -> Outcome) -> Outcome<Cost> {
    let region = Region::new(ALLOCATOR);
    let started = Instant::now();
    for _ in 0..CALLS {
        call().await?;
    }
    let allocations = region.change().allocations / CALLS as usize;
    Ok((started.elapsed() / CALLS, allocations))
}

fn median(mut rounds: Vec<Cost>) -> Cost {
    rounds.sort_unstable();
    rounds.get(rounds.len() / 2).copied().unwrap_or_default()
}

#[expect(clippy::print_stdout, reason = "it shows what it measured")]
fn report(costs: [Cost; 6]) {
    let [
        bare_submit,
        submit,
        submit_blocking,
        bare_poll,
        poll,
        poll_blocking,
    ] = costs;
    let line = |name: &str, (time, allocations): Cost, (bare, fewest): Cost| {
        let micros = |time: Duration| time.as_secs_f64() * 1e6;
        println!(
            "{name:24} {:7.1} µs {allocations:4} allocations   over bare hyper {:+7.1} µs {:+4}",
            micros(time),
            micros(time) - micros(bare),
            allocations.cast_signed() - fewest.cast_signed(),
        );
    };
    line("POST, bare hyper", bare_submit, bare_submit);
    line("submit", submit, bare_submit);
    line("submit, blocking", submit_blocking, bare_submit);
    line("GET, bare hyper", bare_poll, bare_poll);
    line("poll", poll, bare_poll);
    line("poll, blocking", poll_blocking, bare_poll);
    if let Ok(load) = std::fs::read_to_string("/proc/loadavg") {
        println!("load of the machine      {load}");
    }
}

/// Answers every request of a connection alike. A create ends with its JSON's last brace.
fn serve(mut stream: TcpStream) {
    let reply = format!(
        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{REPLY}",
        REPLY.len()
    );
    let mut buffer = [0; 4096];
    let mut held = 0;
    let _ = stream.set_nodelay(true);
    while let Some(room) = buffer.get_mut(held..) {
        match stream.read(room) {
            Ok(0) | Err(_) => return,
            Ok(size) => held += size,
        }
        let text = buffer.get(..held).unwrap_or_default();
        let end: &[u8] = if text.starts_with(b"GET") {
            b"\r\n\r\n"
        } else {
            b"}}"
        };
        if text.ends_with(end) {
            held = 0;
            if stream.write_all(reply.as_bytes()).is_err() {
                return;
            }
        }
    }
}
