use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{PICTURE, VEO, VEO_SCHEMA};
use crate::sandbox::media::MediaKind;
use crate::sandbox::{Builder, Outcome, Sandbox, StartError};

fn builder() -> Builder {
    Sandbox::builder()
        .schema(VEO, VEO_SCHEMA)
        .schema(PICTURE, "{}")
        .pace(Duration::from_millis(20))
}

fn connect(sandbox: &Sandbox) -> TcpStream {
    let host = sandbox.base_url().strip_prefix("http://").unwrap();
    let stream = TcpStream::connect(host).unwrap();
    let limit = Some(Duration::from_mins(1));
    stream.set_read_timeout(limit).unwrap();
    stream
}

/// Sends bytes and reads until the server closes.
fn exchange(sandbox: &Sandbox, request: &[u8]) -> Vec<u8> {
    let mut stream = connect(sandbox);
    stream.write_all(request).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    answer
}

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn read(bytes: &[u8]) -> Self {
        let end = bytes
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap();
        let head = String::from_utf8(bytes[..end].to_vec())
            .unwrap()
            .to_lowercase();
        Self {
            status: head["http/1.1 ".len()..][..3].parse().unwrap(),
            head,
            body: bytes[end + 4..].to_vec(),
        }
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

fn call(sandbox: &Sandbox, method: &str, path: &str, headers: &str, body: &str) -> Answer {
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n{headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    Answer::read(&exchange(sandbox, request.as_bytes()))
}

fn bearer(sandbox: &Sandbox) -> String {
    format!("Authorization: Bearer {}\r\n", sandbox.api_key())
}

fn create(sandbox: &Sandbox, key: &str, prompt: &str) -> Answer {
    let headers = format!(
        "{}Content-Type: application/json\r\nIdempotency-Key: {key}\r\n",
        bearer(sandbox)
    );
    let body = json!({"model": VEO, "input": {"prompt": prompt}}).to_string();
    call(sandbox, "POST", "/api/v1/tasks", &headers, &body)
}

fn wait(sandbox: &Sandbox, task_id: &str) -> Value {
    let deadline = Instant::now() + Duration::from_mins(1);
    while Instant::now() < deadline {
        let path = format!("/api/v1/tasks/{task_id}");
        let task = call(sandbox, "GET", &path, &bearer(sandbox), "").json();
        if !["queued", "processing"].contains(&task["status"].as_str().unwrap()) {
            return task;
        }
        thread::sleep(Duration::from_millis(5));
    }
    panic!("{task_id} did not end");
}

#[test]
fn from_prompt_to_file() {
    let sandbox = builder().create_status(202).start().unwrap();
    let made = create(&sandbox, "order-1", "海边日落");
    assert_eq!(made.status, 202);
    let id = made.json()["task_id"].as_str().unwrap().to_owned();
    let task = wait(&sandbox, &id);
    assert_eq!(task["status"], "succeeded");
    assert_eq!(task["cost_actual"], 0.675);
    let url = task["output"]["videos"][0]["url"].as_str().unwrap();
    let path = url.strip_prefix(sandbox.base_url()).unwrap();

    let file = call(&sandbox, "GET", path, "", "");
    assert_eq!(
        (file.status, file.body.as_slice()),
        (200, MediaKind::Video.bytes())
    );
    let part = call(&sandbox, "GET", path, "Range: bytes=100-\r\n", "");
    assert_eq!((part.status, &part.body[..]), (206, &file.body[100..]));
    let head = call(&sandbox, "HEAD", path, "", "");
    assert_eq!((head.status, head.body.len()), (200, 0));
    let length = format!("content-length: {}", file.body.len());
    assert!(head.head.contains(&length), "{}", head.head);

    let ledger = sandbox.ledger();
    assert_eq!(ledger.task(&id).unwrap().charged.to_string(), "0.675");
    assert_eq!(ledger.requests().last().unwrap().method, "HEAD");
}

#[test]
fn fifty_at_once_with_one_key_are_charged_once() {
    let sandbox = builder().start().unwrap();
    let ids: Vec<Value> = thread::scope(|scope| {
        let threads: Vec<_> = (0..50)
            .map(|_| scope.spawn(|| create(&sandbox, "order-1", "sea").json()["task_id"].clone()))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    assert!(ids.iter().all(|id| id.is_string() && *id == ids[0]));
    let ledger = sandbox.ledger();
    assert_eq!(ledger.tasks().len(), 1);
    assert_eq!(ledger.tasks()[0].replays, 49);
    assert_eq!(ledger.total_charged().to_string(), "0.675");
    assert_eq!(create(&sandbox, "order-1", "hill").status, 409);
}

#[test]
fn outcomes_change_while_it_runs() {
    let sandbox = builder().outcome(Outcome::Failed).start().unwrap();
    let first = create(&sandbox, "a", "sea").json();
    sandbox.set_outcome(Outcome::Succeeded);
    let second = create(&sandbox, "b", "sea").json();
    let end = |task: &Value| wait(&sandbox, task["task_id"].as_str().unwrap())["status"].clone();
    assert_eq!(
        (end(&first), end(&second)),
        (json!("failed"), json!("succeeded"))
    );
}

#[test]
fn keys_are_of_one_sandbox_and_not_printed() {
    let (one, other) = (builder().start().unwrap(), builder().start().unwrap());
    assert_ne!(one.api_key(), other.api_key());
    assert!(one.api_key().starts_with("mv_live_sandbox_"));
    let path = "/api/v1/tasks/x";
    assert_eq!(call(&one, "GET", path, &bearer(&other), "").status, 401);
    assert_eq!(call(&one, "GET", path, &bearer(&one), "").status, 404);
    let printed = format!("{one:?}{:?}", one.ledger());
    assert!(!printed.contains("mv_live"), "{printed}");
    let ids = [&one, &other].map(|sandbox| create(sandbox, "k", "sea").json()["task_id"].clone());
    assert_ne!(ids[0], ids[1]);
}

#[test]
fn connections_are_kept_alive() {
    let sandbox = builder().start().unwrap();
    let mut stream = connect(&sandbox);
    for round in 0..3 {
        let request = "GET /files/x/y HTTP/1.1\r\nHost: sandbox\r\n\r\n";
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        let mut byte = [0];
        while !answer.ends_with(b"}}") {
            stream.read_exact(&mut byte).unwrap();
            answer.push(byte[0]);
        }
        assert_eq!(Answer::read(&answer).status, 404, "round {round}");
    }
    assert_eq!(sandbox.ledger().request_count(), 3);
}

#[test]
fn bodies_have_a_limit() {
    let sandbox = builder().max_body(1_000).start().unwrap();
    let announced = "POST /api/v1/tasks HTTP/1.1\r\nHost: s\r\nContent-Length: 1001\r\n\r\n";
    let answer = Answer::read(&exchange(&sandbox, announced.as_bytes()));
    assert_eq!(answer.status, 413);
    let chunk = "x".repeat(0x500);
    let chunked = format!(
        "POST /api/v1/tasks HTTP/1.1\r\nHost: s\r\nTransfer-Encoding: chunked\r\n\r\n500\r\n{chunk}\r\n"
    );
    let answer = Answer::read(&exchange(&sandbox, chunked.as_bytes()));
    assert_eq!(answer.status, 413);
    assert_eq!(answer.json()["error"]["code"], "payload_too_large");

    let headers = format!("{}Content-Type: application/json\r\n", bearer(&sandbox));
    let exact = format!(
        "{:1000}",
        json!({"model": VEO, "input": {"prompt": "a"}}).to_string()
    );
    let answer = call(&sandbox, "POST", "/api/v1/tasks", &headers, &exact);
    assert_eq!(answer.status, 200);
    let statuses: Vec<u16> = sandbox
        .ledger()
        .requests()
        .iter()
        .map(|seen| seen.status)
        .collect();
    assert_eq!(statuses, [413, 413, 200]);
}

#[test]
fn garbage_does_not_stop_it() {
    let sandbox = builder().start().unwrap();
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(200));
    let large = format!("GET / HTTP/1.1\r\nA: {}\r\n\r\n", "b".repeat(100_000));
    let garbage: [&[u8]; 7] = [
        b"",
        b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"GET\r\n\r\n",
        b"POST /api/v1/tasks HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        many.as_bytes(),
        large.as_bytes(),
    ];
    for bytes in garbage {
        let mut stream = connect(&sandbox);
        let _ = stream.write_all(bytes);
        let _ = stream.shutdown(Shutdown::Write);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        assert!(!answer.starts_with(b"HTTP/1.1 2"));
    }
    let cut = "POST /api/v1/tasks HTTP/1.1\r\nHost: s\r\nContent-Length: 10\r\n\r\nabc";
    let mut stream = connect(&sandbox);
    stream.write_all(cut.as_bytes()).unwrap();
    drop(stream);
    assert_eq!(create(&sandbox, "k", "sea").status, 200);
}

#[test]
fn more_connections_than_it_serves_at_once() {
    let sandbox = builder().start().unwrap();
    let mut idle: Vec<TcpStream> = (0..300).map(|_| connect(&sandbox)).collect();
    idle.truncate(200);
    assert_eq!(create(&sandbox, "k", "sea").status, 200);
}

#[test]
fn dropping_it_waits_for_nobody_and_is_final() {
    let sandbox = builder().start().unwrap();
    let url = sandbox.base_url().to_owned();
    let mut idle = connect(&sandbox);
    let mut half = connect(&sandbox);
    half.write_all(b"POST /api/v1/tasks HTTP/1.1\r\nHost: s\r\nContent-Length: 10\r\n\r\nabc")
        .unwrap();
    create(&sandbox, "k", "sea");
    drop(sandbox);
    // Whoever waits for the rest of a body answers 408 in the end.
    let mut answer = Vec::new();
    let _ = half.read_to_end(&mut answer);
    assert_eq!(answer, b"");
    assert_eq!(
        idle.read(&mut [0]).unwrap_or(0),
        0,
        "the connection is closed"
    );
    assert!(TcpStream::connect(url.strip_prefix("http://").unwrap()).is_err());
}

fn is_shared<T: Send + Sync>(_: &T) {}

#[test]
fn lives_inside_a_runtime_too() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        let sandbox = builder().start().unwrap();
        assert_eq!(create(&sandbox, "k", "sea").status, 200);
        drop(sandbox);
    });
    is_shared(&builder().start().unwrap());
}

#[test]
fn it_starts_only_with_sense() {
    let taken = builder().start().unwrap();
    let port = taken
        .base_url()
        .rsplit_once(':')
        .unwrap()
        .1
        .parse()
        .unwrap();
    let cases = [
        (builder().schema("", "{}"), "a model has an empty slug"),
        (
            builder().schema(VEO, "{}"),
            "the model `veo3-1-quality` has two schemas",
        ),
        (
            builder().schema("a", "{"),
            "the schema of `a` cannot be read: ",
        ),
        (
            builder().cost(VEO, "1e3"),
            "the cost \"1e3\" of `veo3-1-quality` is no plain decimal number such as 0.675",
        ),
        (
            builder().cost("a", "1"),
            "a cost or kind is set for `a`, which has no schema",
        ),
        (
            builder().kind("a", MediaKind::Image),
            "a cost or kind is set for `a`",
        ),
        (
            builder().create_status(204),
            "the create status 204 is none of 200, 201, 202",
        ),
        (
            builder().port(port),
            "the sandbox could not open its socket or thread",
        ),
    ];
    for (builder, message) in cases {
        let fault: StartError = builder.start().unwrap_err();
        assert!(fault.to_string().starts_with(message), "{fault}");
    }
}

#[expect(
    dead_code,
    unreachable_pub,
    reason = "a generated module is made for others"
)]
#[crate::mindvideo_model("../schemas/veo3-1-quality.json")]
mod veo {}

#[test]
fn models_bring_their_slug_and_schema() {
    let slug = "veo3-1-quality";
    let sandbox = Sandbox::builder()
        .model::<veo::Input>()
        .cost(slug, "0.0756")
        .kind(slug, MediaKind::Image)
        .start()
        .unwrap();
    let headers = format!("{}Content-Type: application/json\r\n", bearer(&sandbox));
    let send = |input: Value| {
        let body = json!({"model": slug, "input": input}).to_string();
        call(&sandbox, "POST", "/api/v1/tasks", &headers, &body)
    };
    assert_eq!(send(json!({})).status, 422);
    let made = send(json!({"prompt": "sea"})).json();
    assert_eq!(made["cost_estimate"], 0.0756);
    let task = wait(&sandbox, made["task_id"].as_str().unwrap());
    assert!(
        task["output"]["images"][0]["url"]
            .as_str()
            .unwrap()
            .ends_with("/0.png")
    );
}
