use std::time::Duration;

use bytes::Bytes;
use http::header::ALLOW;
use http::{HeaderMap, Request, Response, StatusCode};
use serde_json::{Value, json};

use super::{PICTURE, VEO, VEO_SCHEMA};
use crate::sandbox::catalog::{Catalog, Offer};
use crate::sandbox::cost::Cost;
use crate::sandbox::handle::handle;
use crate::sandbox::judge::Judge;
use crate::sandbox::ledger::Ledger;
use crate::sandbox::media::MediaKind;
use crate::sandbox::settings::{EventFraming, Outcome, Settings};
use crate::sandbox::state::State;

/// A state and its requests; times are in milliseconds, the pace is 100.
struct Bench(State);

type Headers<'a> = &'a [(&'a str, &'a str)];

impl Bench {
    fn new() -> Self {
        Self::with(|_| ())
    }

    fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = Settings {
            pace: Duration::from_millis(100),
            ..Settings::default()
        };
        change(&mut settings);
        let mut catalog = Catalog::default();
        for (slug, cost) in [(VEO, "0.675"), (PICTURE, "0.06426")] {
            catalog.add(Offer {
                slug: slug.into(),
                kind: MediaKind::of(slug),
                cost: Cost::parse(cost).unwrap(),
                judge: Judge::new(VEO_SCHEMA).unwrap(),
            });
        }
        Self(State::new(
            settings,
            catalog,
            "http://sandbox".to_owned(),
            None,
        ))
    }

    fn send(
        &self,
        now: u64,
        method: &str,
        path: &str,
        headers: Headers,
        body: &str,
    ) -> Response<Bytes> {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = Bytes::copy_from_slice(body.as_bytes());
        let request = request.body(body).unwrap();
        handle(&self.0, Duration::from_millis(now), &request)
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.0.api_key)
    }

    fn create(&self, now: u64, key: Option<&str>, body: &str) -> (u16, Value) {
        let bearer = self.bearer();
        let mut headers = vec![
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
        ];
        headers.extend(key.map(|key| ("idempotency-key", key)));
        parsed(&self.send(now, "POST", "/api/v1/tasks", &headers, body))
    }

    fn get(&self, now: u64, path: &str) -> Response<Bytes> {
        self.send(now, "GET", path, &[("authorization", &self.bearer())], "")
    }

    fn task(&self, now: u64, task: &Value) -> Value {
        let id = task["task_id"].as_str().unwrap();
        let (status, body) = parsed(&self.get(now, &format!("/api/v1/tasks/{id}")));
        assert_eq!(status, 200);
        body
    }

    fn ledger(&self, now: u64) -> Ledger {
        let now = Duration::from_millis(now);
        self.0.book().snapshot(&self.0.settings, now)
    }

    /// The path and query of the first file of a finished task.
    fn file(&self, now: u64, task: &Value) -> String {
        let task = self.task(now, task);
        let kinds = task["output"].as_object().unwrap();
        let files = kinds.values().next().unwrap();
        let url = files[0]["url"].as_str().unwrap();
        url.strip_prefix("http://sandbox").unwrap().to_owned()
    }
}

fn parsed(response: &Response<Bytes>) -> (u16, Value) {
    let body = serde_json::from_slice(response.body()).unwrap();
    (response.status().as_u16(), body)
}

fn code(response: &Response<Bytes>) -> (u16, String) {
    let (status, body) = parsed(response);
    assert!(body["error"]["message"].is_string());
    (status, body["error"]["code"].as_str().unwrap().to_owned())
}

fn order(prompt: &str) -> String {
    json!({"model": VEO, "input": {"prompt": prompt}}).to_string()
}

#[test]
fn a_task_moves_on_by_the_clock() {
    let bench = Bench::new();
    let (status, made) = bench.create(1_000, None, &order("sea"));
    assert_eq!(status, 200);
    assert_eq!(made["status"], "queued");
    assert_eq!(made["cost_estimate"], 0.675);
    assert!(made["request_id"].as_str().unwrap().starts_with("req_"));
    assert!(made.get("cost_actual").is_none() && made.get("output").is_none());

    for (now, status) in [
        (1_000, "queued"),
        (1_099, "queued"),
        (1_100, "processing"),
        (1_199, "processing"),
        (1_200, "succeeded"),
        (9_999_999, "succeeded"),
        (0, "queued"),
    ] {
        let task = bench.task(now, &made);
        assert_eq!(task["status"], status, "at {now}");
        let ended = status == "succeeded";
        assert_eq!(task.get("cost_actual").is_some(), ended);
        assert_eq!(task.get("output").is_some(), ended);
        assert_eq!(task["task_id"], made["task_id"]);
        assert_eq!(task["request_id"], made["request_id"]);
    }
    let id = made["task_id"].as_str().unwrap();
    assert_eq!(
        bench.task(1_200, &made)["output"],
        json!({"videos": [{"url": format!("http://sandbox/files/{id}/0.mp4")}]})
    );
}

#[test]
fn a_task_ends_when_it_is_told_to() {
    let bench = Bench::new();
    let (_, early) = bench.create(0, None, &order("sea"));
    let (_, late) = bench.create(950, None, &order("sea"));
    bench.0.book().finish(Duration::from_secs(1));
    let (_, later) = bench.create(1_000, None, &order("sea"));
    for (now, made, status) in [
        (100, &early, "processing"),
        (200, &early, "succeeded"),
        (1_000, &late, "succeeded"),
        (1_000, &later, "queued"),
        (1_199, &later, "processing"),
    ] {
        assert_eq!(bench.task(now, made)["status"], status, "at {now}");
    }
}

#[test]
fn costs_are_spelled_as_given() {
    let bench = Bench::new();
    let body = json!({"model": PICTURE, "input": {"prompt": "a"}}).to_string();
    let bearer = bench.bearer();
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
    ];
    let answer = bench.send(0, "POST", "/api/v1/tasks", &headers, &body);
    let text = String::from_utf8(answer.body().to_vec()).unwrap();
    assert!(text.contains(r#""cost_estimate":0.06426"#), "{text}");
}

#[test]
fn unhappy_ends_are_not_charged_unless_told() {
    let cases = [
        (Outcome::Failed, false, "failed", "0"),
        (Outcome::Failed, true, "failed", "0.675"),
        (Outcome::Cancelled, false, "cancelled", "0"),
        (Outcome::Cancelled, true, "cancelled", "0.675"),
    ];
    for (outcome, charge, status, cost) in cases {
        let bench = Bench::with(|settings| {
            settings.outcome = outcome;
            settings.charge_unsuccessful = charge;
        });
        let (_, made) = bench.create(0, None, &order("sea"));
        assert_eq!(bench.ledger(0).total_charged().to_string(), "0.675");
        let task = bench.task(200, &made);
        assert_eq!(task["status"], status);
        assert_eq!(task["cost_actual"].to_string(), cost);
        assert!(task.get("output").is_none());
        assert_eq!(task.get("error").is_some(), outcome == Outcome::Failed);
        assert_eq!(bench.ledger(200).total_charged().to_string(), cost);
        assert_eq!(bench.ledger(200).tasks()[0].status, status);
    }
}

#[test]
fn one_key_one_charge() {
    let bench = Bench::new();
    let (_, first) = bench.create(0, Some("k"), &order("sea"));
    let same = [
        order("sea"),
        r#" { "input" : {"prompt":"s\u0065a"}, "model":"veo3-1-quality" } "#.to_owned(),
    ];
    for body in &same {
        let (status, again) = bench.create(10, Some("k"), body);
        assert_eq!((status, &again), (200, &first));
    }
    let (_, later) = bench.create(500, Some("k"), &order("sea"));
    assert_eq!(later["status"], "succeeded");
    assert_eq!(later["task_id"], first["task_id"]);

    let other = [
        order("hill"),
        json!({"model": PICTURE, "input": {"prompt": "sea"}}).to_string(),
        json!({"model": VEO, "input": {"prompt": "sea", "duration": 8}}).to_string(),
        json!({"model": VEO, "input": {}}).to_string(),
        json!({"model": "no-such-model", "input": {}}).to_string(),
    ];
    for body in &other {
        let (status, refused) = bench.create(10, Some("k"), body);
        assert_eq!(status, 409, "{body}");
        assert_eq!(refused["error"]["code"], "idempotency_conflict");
    }

    let (_, second) = bench.create(10, Some("K"), &order("sea"));
    assert_ne!(second["task_id"], first["task_id"]);
    let (_, keyless) = bench.create(10, None, &order("sea"));
    assert_ne!(keyless["task_id"], first["task_id"]);
    let ledger = bench.ledger(10);
    assert_eq!(ledger.tasks().len(), 3);
    assert_eq!(ledger.tasks()[0].replays, 3);
    assert_eq!(ledger.total_charged().to_string(), "2.025");
    assert_eq!(ledger.keys().collect::<Vec<_>>(), ["k", "K"]);
    assert_eq!(ledger.tasks()[0].input, r#"{"prompt":"sea"}"#);
}

#[test]
fn a_refused_request_binds_no_key() {
    let bench = Bench::new();
    let invalid = json!({"model": VEO, "input": {}}).to_string();
    assert_eq!(bench.create(0, Some("k"), &invalid).0, 422);
    assert!(bench.ledger(0).tasks().is_empty());
    assert_eq!(bench.create(0, Some("k"), &order("sea")).0, 200);
}

#[test]
fn keys_may_be_forgotten_or_freed() {
    let forgetful = Bench::with(|settings| settings.key_memory = Some(Duration::from_millis(50)));
    let (_, first) = forgetful.create(0, Some("k"), &order("sea"));
    let (_, second) = forgetful.create(49, Some("k"), &order("sea"));
    assert_eq!(first["task_id"], second["task_id"]);
    let (_, third) = forgetful.create(50, Some("k"), &order("hill"));
    assert_ne!(first["task_id"], third["task_id"]);
    assert_eq!(forgetful.create(60, Some("k"), &order("sea")).0, 409);

    for free in [false, true] {
        let bench = Bench::with(|settings| {
            settings.outcome = Outcome::Failed;
            settings.free_unsuccessful_keys = free;
        });
        let (_, first) = bench.create(0, Some("k"), &order("sea"));
        bench.0.book().outcome = Outcome::Succeeded;
        let (_, second) = bench.create(300, Some("k"), &order("sea"));
        assert_eq!(first["task_id"] != second["task_id"], free);
        let wanted = if free { "succeeded" } else { "failed" };
        assert_eq!(bench.task(900, &second)["status"], wanted);
    }
}

#[test]
fn invalid_input_is_told_in_full() {
    let bench = Bench::new();
    let missing = json!({"model": VEO, "input": {}}).to_string();
    let (status, body) = bench.create(0, None, &missing);
    assert_eq!(status, 422);
    let error = &body["error"];
    assert_eq!(error["code"], "invalid_input");
    assert_eq!(error["violation_count"], 1);
    assert_eq!(error["violations"][0]["pointer"], "");
    assert_eq!(error["violations"][0]["keyword"], "required");

    let (status, body) = bench.create(0, None, &order(""));
    assert_eq!(status, 422);
    assert_eq!(body["error"]["violations"][0]["pointer"], "/prompt");
    assert_eq!(body["error"]["violations"][0]["keyword"], "minLength");
    assert!(bench.ledger(0).tasks().is_empty());
}

#[test]
fn refusals_of_create() {
    let bench = Bench::with(|settings| settings.max_body = 400);
    let deep = format!(
        r#"{{"model":"m","input":{}{}}}"#,
        "[".repeat(140),
        "]".repeat(140)
    );
    let long = format!("{}{}", " ".repeat(400), order("sea"));
    let cases: [(&str, u16, &str); 15] = [
        ("", 400, "invalid_json"),
        ("{", 400, "invalid_json"),
        ("{} {}", 400, "invalid_json"),
        ("\u{feff}{}", 400, "invalid_json"),
        ("[]", 400, "invalid_request"),
        ("null", 400, "invalid_request"),
        ("\"text\"", 400, "invalid_request"),
        ("{}", 400, "invalid_request"),
        (r#"{"input":{}}"#, 400, "invalid_request"),
        (r#"{"model":"veo3-1-quality"}"#, 400, "invalid_request"),
        (r#"{"model":1,"input":{}}"#, 400, "invalid_request"),
        (
            r#"{"model":"m","input":{},"key":1}"#,
            400,
            "invalid_request",
        ),
        (r#"{"model":"m","input":{}}"#, 404, "model_not_found"),
        (&deep, 400, "invalid_json"),
        (&long, 413, "payload_too_large"),
    ];
    for (body, status, code) in cases {
        let (got, answer) = bench.create(0, Some("k"), body);
        assert_eq!(got, status, "{body}: {answer}");
        assert_eq!(answer["error"]["code"], code, "{body}");
    }
    let (_, answer) = bench.create(0, None, r#"{"model":"m","input":{}}"#);
    let message = answer["error"]["message"].as_str().unwrap();
    assert!(
        message.contains("`gpt-image-2`, `veo3-1-quality`"),
        "{message}"
    );
    assert!(bench.ledger(0).tasks().is_empty());
}

#[test]
fn headers_of_create() {
    let bench = Bench::new();
    let bearer = bench.bearer();
    let lower = bearer.replace("Bearer", "bearer");
    let (long, longest) = ("k".repeat(256), "k".repeat(255));
    let ours = ("authorization", bearer.as_str());
    let typed = ("content-type", "application/json");
    let cases: [(Headers, u16); 17] = [
        (&[ours, typed], 200),
        (&[("authorization", &lower), typed], 200),
        (
            &[ours, ("content-type", "Application/JSON; charset=utf-8")],
            200,
        ),
        (&[ours, typed, ("idempotency-key", &longest)], 200),
        (&[ours], 415),
        (&[ours, ("content-type", "text/plain")], 415),
        (&[ours, ("content-type", "application/json5")], 415),
        (&[ours, typed, ("idempotency-key", "")], 400),
        (&[ours, typed, ("idempotency-key", "a b")], 400),
        (&[ours, typed, ("idempotency-key", "schlüssel")], 400),
        (&[ours, typed, ("idempotency-key", &long)], 400),
        (
            &[
                ours,
                typed,
                ("idempotency-key", "a"),
                ("idempotency-key", "a"),
            ],
            400,
        ),
        (&[typed], 401),
        (&[ours, ours, typed], 401),
        (&[("authorization", "Bearer mv_live_other"), typed], 401),
        (&[("authorization", &bench.0.api_key), typed], 401),
        (&[("authorization", "Bearer "), typed], 401),
    ];
    for (headers, status) in cases {
        let answer = bench.send(0, "POST", "/api/v1/tasks", headers, &order("sea"));
        assert_eq!(answer.status(), status, "{headers:?}");
        let challenged = answer.headers().contains_key("www-authenticate");
        assert_eq!(challenged, status == 401);
    }
}

#[test]
fn paths_and_methods() {
    let bench = Bench::new();
    let (_, made) = bench.create(0, None, &order("sea"));
    let id = made["task_id"].as_str().unwrap();
    let task = format!("/api/v1/tasks/{id}");
    let cases = [
        ("GET", "/api/v1/tasks".to_owned(), 405, Some("POST")),
        ("DELETE", "/api/v1/tasks".to_owned(), 405, Some("POST")),
        ("POST", task.clone(), 405, Some("GET")),
        ("HEAD", task.clone(), 405, Some("GET")),
        ("BREW", format!("{task}/events"), 405, Some("GET")),
        ("PUT", format!("/files/{id}/0.mp4"), 405, Some("GET, HEAD")),
        ("GET", task.clone(), 200, None),
        ("GET", format!("{task}?x=1"), 200, None),
        ("GET", format!("{task}/"), 404, None),
        ("GET", format!("{task}/cancel"), 404, None),
        ("GET", format!("{task}x"), 404, None),
        ("GET", "/api/v1/tasks/task_x/events".to_owned(), 404, None),
        ("POST", "/api/v1/tasks/".to_owned(), 404, None),
        ("GET", "/".to_owned(), 404, None),
        ("GET", "//api/v1/tasks".to_owned(), 404, None),
        ("OPTIONS", "*".to_owned(), 404, None),
    ];
    for (method, path, status, allow) in cases {
        let bearer = bench.bearer();
        let answer = bench.send(0, method, &path, &[("authorization", &bearer)], "");
        assert_eq!(answer.status(), status, "{method} {path}");
        let allowed = answer.headers().get(ALLOW);
        assert_eq!(allowed.map(|allowed| allowed.to_str().unwrap()), allow);
    }
    let anonymous = bench.send(0, "GET", &task, &[], "");
    assert_eq!(code(&anonymous), (401, "unauthorized".to_owned()));
}

#[test]
fn events_tell_each_status_so_far() {
    let framings = [
        (EventFraming::Sse, "text/event-stream"),
        (EventFraming::Ndjson, "application/x-ndjson"),
        (EventFraming::Array, "application/json"),
    ];
    for (framing, content_type) in framings {
        let bench = Bench::with(|settings| settings.events = framing);
        let (_, made) = bench.create(0, None, &order("sea"));
        let path = format!("/api/v1/tasks/{}/events", made["task_id"].as_str().unwrap());
        let words = ["queued", "processing", "succeeded"];
        for (now, count) in [(0, 1), (100, 2), (200, 3), (1_000, 3)] {
            let answer = bench.get(now, &path);
            assert_eq!(answer.headers()["content-type"], content_type);
            let text = String::from_utf8(answer.body().to_vec()).unwrap();
            let events = unframed(framing, &text);
            let seen: Vec<_> = events.iter().map(|event| event["status"].clone()).collect();
            assert_eq!(seen, words[..count], "{text}");
            assert!(events.iter().zip(1..).all(|(event, id)| event["id"] == id));
        }
    }
}

fn unframed(framing: EventFraming, text: &str) -> Vec<Value> {
    match framing {
        EventFraming::Array => serde_json::from_str(text).unwrap(),
        EventFraming::Ndjson => {
            assert!(text.ends_with('\n'));
            let lines = text.lines();
            lines
                .map(|line| serde_json::from_str(line).unwrap())
                .collect()
        }
        EventFraming::Sse => {
            assert!(text.ends_with("\n\n"));
            let data = text.lines().filter_map(|line| line.strip_prefix("data: "));
            data.map(|json| serde_json::from_str(json).unwrap())
                .collect()
        }
    }
}

fn headers_of<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).map(|value| value.to_str().unwrap())
}

#[test]
fn files_support_ranges() {
    let bench = Bench::new();
    let (_, made) = bench.create(0, None, &order("sea"));
    let path = bench.file(200, &made);
    let (whole, etag) = (MediaKind::Video.bytes(), MediaKind::Video.etag());
    let size = whole.len();
    let weak = format!("W/{etag}");
    let last = format!("bytes {}-{}/{size}", size - 5, size - 1);
    let cases: [(Headers, u16, &[u8], Option<&str>); 9] = [
        (&[], 200, whole, None),
        (
            &[("range", "bytes=-5")],
            206,
            &whole[size - 5..],
            Some(&last),
        ),
        (
            &[("range", "bytes=2-3"), ("if-range", etag)],
            206,
            &whole[2..4],
            Some(&format!("bytes 2-3/{size}")),
        ),
        (
            &[("range", "bytes=2-3"), ("if-range", "\"old\"")],
            200,
            whole,
            None,
        ),
        (
            &[("range", "bytes=2-3"), ("if-range", &weak)],
            200,
            whole,
            None,
        ),
        (
            &[
                ("range", "bytes=2-3"),
                ("if-range", "Sat, 22 Nov 2025 09:00:00 GMT"),
            ],
            200,
            whole,
            None,
        ),
        (&[("range", "bytes=0-1,4-5")], 200, whole, None),
        (&[("if-none-match", &weak)], 304, &[], None),
        (&[("if-none-match", "\"old\"")], 200, whole, None),
    ];
    for (headers, status, body, range) in cases {
        let answer = bench.send(200, "GET", &path, headers, "");
        assert_eq!(answer.status(), status, "{headers:?}");
        assert_eq!(answer.body(), body);
        assert_eq!(headers_of(answer.headers(), "content-range"), range);
        assert_eq!(answer.headers()["etag"], etag);
        assert_eq!(answer.headers()["accept-ranges"], "bytes");
    }
    let beyond = bench.send(200, "GET", &path, &[("range", "bytes=99999-")], "");
    assert_eq!(beyond.status(), StatusCode::RANGE_NOT_SATISFIABLE);
    let size_only = format!("bytes */{size}");
    assert_eq!(beyond.headers()["content-range"], size_only.as_str());

    let head = bench.send(200, "HEAD", &path, &[("range", "bytes=0-1")], "");
    assert_eq!(head.status(), 200);
    assert!(head.body().is_empty());
    assert_eq!(head.headers()["content-length"], size.to_string().as_str());
    assert_eq!(head.headers()["content-type"], "video/mp4");
}

#[test]
fn files_need_success_and_take_no_credentials() {
    let bench = Bench::with(|settings| settings.files_per_task = 2);
    let body = json!({"model": PICTURE, "input": {"prompt": "a"}}).to_string();
    let (_, made) = bench.create(0, None, &body);
    let images = bench.task(200, &made)["output"]["images"].clone();
    assert_eq!(images.as_array().unwrap().len(), 2);
    let path = bench.file(200, &made);

    assert_eq!(bench.send(199, "GET", &path, &[], "").status(), 404);
    let good = bench.send(200, "GET", &path, &[], "");
    assert_eq!(good.status(), 200);
    assert_eq!(good.headers()["content-type"], "image/png");
    assert!(good.body().starts_with(b"\x89PNG"));
    let credentials = (400, "unexpected_credentials".to_owned());
    assert_eq!(code(&bench.get(200, &path)), credentials);
    for (name, status) in [("1.png", 200), ("2.png", 404), ("0.mp4", 404), ("..", 404)] {
        let path = path.replace("0.png", name);
        assert_eq!(
            bench.send(200, "GET", &path, &[], "").status(),
            status,
            "{name}"
        );
    }
    let seen = bench.ledger(200);
    let with_credentials = seen
        .requests()
        .iter()
        .filter(|request| request.path.starts_with("/files/") && request.with_credentials);
    assert_eq!(with_credentials.count(), 1);
}

#[test]
fn urls_may_expire() {
    let bench = Bench::with(|settings| settings.url_lifetime = Some(Duration::from_millis(50)));
    let (_, made) = bench.create(0, None, &order("sea"));
    let path = bench.file(200, &made);
    let expired = (403, "url_expired".to_owned());
    assert_eq!(bench.send(249, "GET", &path, &[], "").status(), 200);
    assert_eq!(code(&bench.send(250, "GET", &path, &[], "")), expired);
    let fresh = bench.file(250, &made);
    assert_ne!(path, fresh);
    assert_eq!(bench.send(250, "GET", &fresh, &[], "").status(), 200);

    let (bare, _) = fresh.split_once('?').unwrap();
    let altered = [
        bare.to_owned(),
        format!("{bare}?expires=999999&signature=0000000000000000"),
        fresh.replace("expires=300", "expires=999"),
        fresh.replace("expires=300", "expires=x"),
        format!("{fresh}0"),
        fresh.replace("0.mp4", "1.mp4"),
    ];
    for path in altered {
        assert_eq!(
            code(&bench.send(250, "GET", &path, &[], "")),
            expired,
            "{path}"
        );
    }
    let ledger = bench.ledger(250);
    assert!(
        ledger
            .requests()
            .iter()
            .all(|seen| !seen.path.contains('?'))
    );
}

#[test]
fn the_ledger_forgets_old_requests_but_counts_them() {
    let bench = Bench::new();
    let long = format!("/{}", "x".repeat(5_000));
    for _ in 0..5_000 {
        bench.send(0, "GET", &long, &[], "");
    }
    let ledger = bench.ledger(0);
    assert_eq!(ledger.request_count(), 5_000);
    assert_eq!(ledger.requests().len(), 4_096);
    assert_eq!(ledger.requests()[0].path.len(), 1_024);
    assert_eq!(ledger.requests()[0].status, 404);
}

/// A small generator of numbers, the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(bound).unwrap()).unwrap()
    }

    fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

#[test]
fn no_request_makes_it_panic() {
    let bench = Bench::with(|settings| settings.url_lifetime = Some(Duration::from_millis(50)));
    let (_, made) = bench.create(0, Some("k"), &order("sea"));
    let id = made["task_id"].as_str().unwrap();
    let bearer = bench.bearer();
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let bodies = [order("sea"), order("")];
    for round in 0..20_000 {
        let path: String = (0..random.below(6))
            .map(|_| {
                let parts = [
                    "/api/v1/tasks",
                    "/",
                    id,
                    "/events",
                    "/files",
                    "/0.mp4",
                    "%2e",
                    "?expires=",
                    "&signature=",
                    "1",
                ];
                random.pick(&parts)
            })
            .collect();
        let method = random.pick(&["GET", "POST", "HEAD", "CONNECT", "TRACE", "X"]);
        let body = bodies[random.below(2)].as_bytes();
        let mut body = body[..random.below(body.len() + 1)].to_vec();
        if let Some(byte) = body.last_mut() {
            *byte = u8::try_from(random.below(256)).unwrap();
        }
        let value: Vec<u8> = (0..random.below(12))
            .map(|_| b"bytes=-,0 9\"W/\xff\xc3z"[random.below(16)])
            .collect();
        let name = random.pick(&[
            "range",
            "if-range",
            "authorization",
            "idempotency-key",
            "content-type",
        ]);
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/{path}"))
            .header(name, value);
        if random.below(2) == 0 {
            request = request
                .header("authorization", &bearer)
                .header("content-type", "application/json");
        }
        let Ok(request) = request.body(Bytes::from(body)) else {
            continue;
        };
        let answer = handle(&bench.0, Duration::from_millis(round), &request);
        assert!(!answer.status().is_server_error());
    }
    assert!(bench.ledger(0).request_count() > 10_000);
}
