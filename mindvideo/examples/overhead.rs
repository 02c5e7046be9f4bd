//! What a call of the client costs beyond the bare HTTP library, in time and allocations; and how fast and in how much memory a
//! file is fetched.
//!
//! ```text
//! cargo run --release -p mindvideo --example overhead
//! ```
//!
//! The server is a thread that answers from fixed buffers, so every allocation counted is the caller's.

use std::{
    alloc::System,
    error::Error,
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    time::{Duration, Instant},
};

use bytes::Bytes;
use http::{Request, header};
use http_body_util::{BodyExt as _, Full};
use hyper_util::{
    client::legacy::{Client as Bare, connect::HttpConnector},
    rt::TokioExecutor,
};
use mindvideo::{
    Valid,
    client::{Client, IdempotencyKey, MediaFile},
};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[mindvideo::mindvideo_model("../schemas/veo3-1-quality.json")]
mod veo {}

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const KEY: &str = "overhead";
const ROUNDS: usize = 20;
const CALLS: u32 = 500;
const REPLY: &str =
    r#"{"request_id":"req_1","task_id":"task_1","status":"queued","cost_estimate":0.675}"#;

fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let origin = format!("http://{}", listener.local_addr()?);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || serve(stream));
        }
    });
    let input = veo::Input::new("A red sports car on a coast road at sunset").validate()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(compare(&origin, &input))?;
    report("blocking client", &threads(&origin, &input)?);
    fetch(&origin)
}

async fn compare(base: &str, input: &Valid<veo::Input>) -> Result<(), Box<dyn Error>> {
    let plain: Bare<HttpConnector, Full<Bytes>> = Bare::builder(TokioExecutor::new()).build_http();
    let client = Client::builder()
        .api_key("mv_live_x")
        .base_url(base)
        .build()?;
    // The very bytes that the client sends.
    let body = Bytes::copy_from_slice(client.submit(input).token()?.payload());
    let (mut without, mut with) = (Vec::new(), Vec::new());
    // In turns, so that both meet the same weather.
    for _ in 0..ROUNDS {
        let region = Region::new(ALLOCATOR);
        let started = Instant::now();
        for _ in 0..CALLS {
            let request = Request::post(format!("{base}/api/v1/tasks"))
                .header(header::AUTHORIZATION, "Bearer mv_live_x")
                .header(header::CONTENT_TYPE, "application/json")
                .header("idempotency-key", KEY)
                .body(Full::new(body.clone()))?;
            plain
                .request(request)
                .await?
                .into_body()
                .collect()
                .await?
                .to_bytes();
        }
        without.push((
            started.elapsed() / CALLS,
            region.change().allocations / CALLS as usize,
        ));

        let region = Region::new(ALLOCATOR);
        let started = Instant::now();
        for _ in 0..CALLS {
            client
                .submit(input)
                .idempotency_key(IdempotencyKey::parse(KEY)?)
                .await?;
        }
        with.push((
            started.elapsed() / CALLS,
            region.change().allocations / CALLS as usize,
        ));
    }
    report("bare hyper", &without);
    report("client", &with);
    Ok(())
}

fn threads(
    base: &str,
    input: &Valid<veo::Input>,
) -> Result<Vec<(Duration, usize)>, Box<dyn Error>> {
    let client = Client::builder()
        .api_key("mv_live_x")
        .base_url(base)
        .build_blocking()?;
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let region = Region::new(ALLOCATOR);
        let started = Instant::now();
        for _ in 0..CALLS {
            client
                .submit(input)
                .idempotency_key(IdempotencyKey::parse(KEY)?)
                .send()?;
        }
        rounds.push((
            started.elapsed() / CALLS,
            region.change().allocations / CALLS as usize,
        ));
    }
    Ok(rounds)
}

/// A file of 256 MiB, hashed while it comes.
#[expect(
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "it shows what it measured"
)]
fn fetch(base: &str) -> Result<(), Box<dyn Error>> {
    let client = Client::builder()
        .api_key("mv_live_x")
        .base_url(base)
        .build_blocking()?;
    let path = std::env::temp_dir().join(format!("mindvideo-overhead-{}", std::process::id()));
    let region = Region::new(ALLOCATOR);
    let started = Instant::now();
    let saved = client.download(&MediaFile::new(format!("{base}/file")), &path);
    let took = started.elapsed();
    let held = region.change();
    std::fs::remove_file(&path)?;
    println!(
        "download         {:6.1} MB/s, {} KB allocated in all",
        saved?.size() as f64 / 1e6 / took.as_secs_f64(),
        held.bytes_allocated / 1000,
    );
    Ok(())
}

/// The median of the rounds.
#[expect(clippy::print_stdout, reason = "it shows what it measured")]
fn report(name: &str, rounds: &[(Duration, usize)]) {
    let mut rounds = rounds.to_vec();
    rounds.sort_unstable();
    if let Some((time, allocations)) = rounds.get(rounds.len() / 2) {
        println!(
            "{name:16} {:6.1} µs  {allocations:3} allocations a call",
            time.as_secs_f64() * 1e6
        );
    }
}

const FILE: usize = 256 << 20;

fn send_file(stream: &mut TcpStream) -> std::io::Result<()> {
    write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {FILE}\r\n\r\n")?;
    let piece = [7; 16 * 1024];
    for _ in 0..FILE / piece.len() {
        stream.write_all(&piece)?;
    }
    Ok(())
}

/// Answers every create of a connection alike; it ends with its JSON's last brace. A GET gets a file.
fn serve(mut stream: TcpStream) {
    let mut buffer = [0; 4096];
    let mut held = 0;
    let _ = stream.set_nodelay(true);
    while let Some(room) = buffer.get_mut(held..) {
        match stream.read(room) {
            Ok(0) | Err(_) => return,
            Ok(size) => held += size,
        }
        if buffer.starts_with(b"GET") {
            let _ = send_file(&mut stream);
            return;
        }
        if buffer.get(..held).is_some_and(|text| text.ends_with(b"}}")) {
            held = 0;
            let mut reply = [0; 256];
            let mut rest = reply.as_mut_slice();
            let written = write!(
                rest,
                "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{REPLY}",
                REPLY.len()
            );
            let size = 256 - rest.len();
            if written.is_err()
                || reply
                    .get(..size)
                    .is_none_or(|text| stream.write_all(text).is_err())
            {
                return;
            }
        }
    }
}
