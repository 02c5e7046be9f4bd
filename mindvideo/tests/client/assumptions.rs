//! Each open question of the API, answered both ways: `mindvideo::client::assumptions` has the list.

use std::{
    future::IntoFuture as _,
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use mindvideo::client::{
    Attempt, Charged, Client, ErrorKind, Framing, IdempotencyKey, RetryPolicy, StatusKind, Upload,
    journal::MemoryJournal,
};

use serde_json::value::RawValue;

use crate::{
    model::{Input, builder, client, input, retry},
    server::{Do, FOR_EVER, Fault, Seen, Server, api, charges, json, reply},
};

/// Every numbered assumption has its test here.
#[test]
fn all_are_tested() {
    let list = include_str!("../../src/client/assumptions.rs");
    let tests = include_str!("assumptions.rs");
    let numbers = list.lines().filter_map(|line| {
        let (number, _) = line.strip_prefix("//! | A")?.split_once(' ')?;
        number.parse::<u32>().ok()
    });
    let numbers: Vec<_> = numbers.collect();
    assert_eq!(numbers, (1..=18).collect::<Vec<_>>());
    for number in numbers {
        assert!(tests.contains(&format!("fn a{number:02}_")), "A{number}");
    }
}

/// A server that makes one task, with this state.
async fn server_of(state: &'static str) -> Server {
    Server::start(move |seen| match &*seen.method {
        "POST" => json(200, r#"{"task_id":"t","status":"queued"}"#),
        _ => json(200, state),
    })
    .await
}

#[tokio::test]
async fn a01_the_status_of_a_create() {
    for status in [200, 201, 202, 203, 299] {
        let server = Server::start(move |_| json(status, r#"{"task_id":"t"}"#)).await;
        let task = client(&server.base).submit(&input("x")).await.unwrap();
        assert_eq!(
            (task.id().as_str(), server.seen().len()),
            ("t", 1),
            "{status}"
        );
    }
}

#[tokio::test]
async fn a02_the_body_of_an_error() {
    for body in [
        r#"{"type":"about:blank","title":"No","detail":"gone"}"#,
        r#"{"error":{"code":"no","message":"gone"}}"#,
        r#"{"error":"gone"}"#,
        "<html><title>gone</title>",
        "gone",
        "",
        "{\"error\":",
        "\0\u{fffd}",
    ] {
        let server = Server::start(move |_| reply(402, &[], body.as_bytes())).await;
        let error = client(&server.base).submit(&input("x")).await.unwrap_err();
        let ErrorKind::Rejected(refusal) = error.kind() else {
            panic!("{body}: {error}");
        };
        assert_eq!((refusal.status(), error.charged()), (402, Charged::No));
        assert!(
            error.to_string().contains("402 Payment Required"),
            "{error}"
        );
    }
}

/// A refusal counts although its body never ends, is cut, or lies about its length.
#[tokio::test]
async fn a02_the_status_counts_whatever_the_body_does() {
    let head = |rest: &str| Do::Write(format!("HTTP/1.1 401 X\r\n{rest}").into_bytes());
    for steps in [
        vec![
            head("content-length: 90\r\n\r\n{\"err"),
            Do::Sleep(FOR_EVER),
        ],
        vec![head("content-length: 90\r\n\r\n{\"err"), Do::Rst],
        vec![head("transfer-encoding: chunked\r\n\r\nzz\r\n"), Do::Fin],
        vec![head(
            "content-encoding: gzip\r\ncontent-length: 3\r\n\r\nabc",
        )],
    ] {
        let shown = format!("{steps:?}");
        let server = Server::start(move |_| steps.clone()).await;
        let client = builder(&server.base).retry_policy(retry(Duration::from_secs(3)));
        let client = client.build().unwrap();
        let error = client.submit(&input("x")).await.unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::Rejected(refusal) if refusal.status() == 401),
            "{shown}: {error}"
        );
        assert_eq!(
            (error.charged(), error.attempts()),
            (Charged::No, 1),
            "{shown}"
        );
    }
}

#[tokio::test]
async fn a03_rate_limits_with_and_without_a_time() {
    for (headers, least) in [(&[][..], 0), (&[("retry-after", "1")], 1000)] {
        for status in [425, 429, 503] {
            let fault = Fault::Before(reply(status, headers, b""));
            let (server, ledger) = api(vec![fault], |_| reply(404, &[], b"")).await;
            let started = Instant::now();
            client(&server.base).submit(&input("x")).await.unwrap();
            assert!(started.elapsed() >= Duration::from_millis(least));
            assert_eq!(ledger.lock().unwrap().charged.len(), 1);
        }
    }
}

#[tokio::test]
async fn a04_the_framing_of_events() {
    for (kind, body, framing) in [
        (
            "text/event-stream",
            "data: {\"status\":\"queued\"}\n\n",
            Some(Framing::ServerSentEvents),
        ),
        (
            "application/json",
            r#"[{"status":"queued"}]"#,
            Some(Framing::JsonArray),
        ),
        ("text/html", "<html>", None),
    ] {
        let server = Server::start(move |seen| match &*seen.path {
            "/api/v1/tasks" => json(200, r#"{"task_id":"t"}"#),
            "/api/v1/tasks/t/events" => reply(200, &[("content-type", kind)], body.as_bytes()),
            _ => json(200, r#"{"task_id":"t","status":"succeeded"}"#),
        })
        .await;
        let task = client(&server.base).submit(&input("x")).await.unwrap();
        let mut events = task.events().await.unwrap();
        let first = events.next().await;
        if let Some(framing) = framing {
            assert_eq!(events.framing(), Some(framing));
            assert!(first.unwrap().unwrap().data().contains("queued"));
        }
        assert!(task.wait().await.is_ok(), "events decide nothing");
    }
}

#[tokio::test]
async fn a05_cancelled_without_an_endpoint_to_cancel() {
    for word in ["cancelled", "canceled", "CANCELLED"] {
        let server = Server::start(move |seen| match &*seen.method {
            "POST" => json(200, r#"{"task_id":"t","status":"queued"}"#),
            _ => json(200, &format!(r#"{{"task_id":"t","status":"{word}"}}"#)),
        })
        .await;
        let task = client(&server.base).submit(&input("x")).await.unwrap();
        let error = task.wait().await.unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::TaskCancelled(_)),
            "{error}"
        );
    }
}

/// What a client does in a whole life: three endpoints, and nothing of the server leads to a fourth.
async fn only_documented_endpoints(links: &'static str) {
    let server = Server::start(move |seen| match &*seen.path {
        "/api/v1/tasks/t/events" => json(200, "[]"),
        "/api/v1/tasks" => json(200, &format!(r#"{{"task_id":"t"{links}}}"#)),
        _ => json(
            200,
            &format!(r#"{{"task_id":"t","status":"succeeded"{links}}}"#),
        ),
    })
    .await;
    let journal = MemoryJournal::default();
    let client = builder(&server.base).journal(journal).build().unwrap();
    let task = client.submit(&input("x")).await.unwrap();
    task.events().await.unwrap().next().await;
    task.refresh().await.unwrap();
    task.wait().await.unwrap();
    client.recover().await.unwrap();
    drop((task, client));
    for Seen { method, path, .. } in server.seen() {
        let known = matches!(
            (&*method, &*path),
            ("POST", "/api/v1/tasks") | ("GET", "/api/v1/tasks/t" | "/api/v1/tasks/t/events")
        );
        assert!(known, "{method} {path}");
    }
}

#[tokio::test]
async fn a06_no_list() {
    only_documented_endpoints(r#","links":{"list":"/api/v1/tasks"}"#).await;
}

#[tokio::test]
async fn a07_no_upload() {
    only_documented_endpoints(r#","upload_url":"/api/v1/uploads","cancel_url":"/api/v1/x""#).await;
}

#[tokio::test]
async fn a08_no_webhooks() {
    only_documented_endpoints(r#","webhook":{"url":"/hook"},"status_url":"/elsewhere""#).await;
}

/// A submission that was sent and dropped before its reply; then another process.
async fn dropped_and_recovered(key_memory: Duration) -> (usize, Option<ErrorKind>) {
    let (server, ledger) = api(vec![Fault::After(vec![Do::Sleep(FOR_EVER)])], |_| {
        json(200, r#"{"task_id":"task_1","status":"succeeded"}"#)
    })
    .await;
    let journal = MemoryJournal::default();
    let client = |retry| {
        let builder = builder(&server.base).journal(journal.clone());
        builder.retry_policy(retry).build().unwrap()
    };
    let first = client(RetryPolicy::default());
    let submitting = tokio::spawn(first.submit(&input("x")).into_future());
    charges(&ledger, 1).await;
    submitting.abort();
    assert!(submitting.await.unwrap_err().is_cancelled());
    tokio::time::sleep(Duration::from_millis(5)).await;
    let next = client(RetryPolicy {
        key_memory,
        ..RetryPolicy::default()
    });
    let mut recovered = next.recover().await.unwrap();
    let error = recovered.remove(0).into_result().err();
    if let Some(error) = &error {
        assert_eq!(error.charged(), Charged::Unknown);
        assert!(error.resume_token().is_some() && !error.is_retryable());
    }
    let charges = ledger.lock().unwrap().charged.len();
    (charges, error.map(|error| error.kind().clone()))
}

/// While the server is sure to remember the key it is used again; later a person decides.
#[tokio::test]
async fn a09_how_long_a_key_is_remembered() {
    let (charges, error) = dropped_and_recovered(Duration::from_hours(1)).await;
    assert!(error.is_none() && charges == 1, "{error:?}");
    let (charges, error) = dropped_and_recovered(Duration::ZERO).await;
    assert!(matches!(error, Some(ErrorKind::Stale { .. })), "{error:?}");
    assert_eq!(charges, 1);
}

/// A key that was ours stays within the strictest alphabet; a server that refuses it all the same is heard.
#[tokio::test]
async fn a10_the_form_of_keys() {
    let allowed = |key: &str| {
        (1..=64).contains(&key.len())
            && key
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"._~-".contains(&b))
    };
    for id in ["order 1", "заказ", "\"quoted\"", &"x".repeat(10_000)] {
        let key = IdempotencyKey::for_business_id("orders", id, Attempt::FIRST).unwrap();
        assert!(allowed(key.as_str()), "{key}");
    }
    assert!(allowed(IdempotencyKey::random().unwrap().as_str()));
    assert!(IdempotencyKey::parse("a b").is_err());
    let server = Server::start(|_| json(400, r#"{"error":"bad Idempotency-Key"}"#)).await;
    let error = client(&server.base).submit(&input("x")).await.unwrap_err();
    assert_eq!((error.charged(), server.seen().len()), (Charged::No, 1));
}

#[tokio::test]
async fn a11_the_currency_of_a_cost() {
    for (more, extra) in [("", 0), (r#","currency":"USD""#, 1)] {
        let text = format!(r#"{{"task_id":"t","status":"succeeded","cost_actual":0.06426{more}}}"#);
        let server = server_of(String::leak(text)).await;
        let task = client(&server.base).submit(&input("x")).await.unwrap();
        let done = task.wait().await.unwrap();
        assert_eq!(done.cost().unwrap().to_string(), "0.06426");
        assert_eq!(done.snapshot().extra().len(), extra);
    }
}

#[tokio::test]
async fn a12_urls_that_expire_and_urls_that_do_not() {
    for expires in [false, true] {
        let polls = AtomicUsize::new(0);
        let server = Server::start(move |seen| match &*seen.path {
            "/api/v1/tasks" => json(200, r#"{"task_id":"t"}"#),
            "/api/v1/tasks/t" => {
                let (host, poll) = (
                    seen.header("host").unwrap(),
                    polls.fetch_add(1, Ordering::Relaxed),
                );
                let output = format!(r#"{{"videos":[{{"url":"http://{host}/file{poll}"}}]}}"#);
                json(
                    200,
                    &format!(r#"{{"task_id":"t","status":"succeeded","output":{output}}}"#),
                )
            }
            "/file0" if expires => reply(403, &[], b"expired"),
            _ => reply(200, &[], b"film"),
        })
        .await;
        let task = client(&server.base).submit(&input("x")).await.unwrap();
        let done = task.wait().await.unwrap();
        let name = format!("mindvideo-a12-{expires}-{}.mp4", std::process::id());
        let path = std::env::temp_dir().join(name);
        let size = done.videos()[0].download_to(&path).await;
        std::fs::remove_file(&path).unwrap();
        assert_eq!(size.unwrap().size(), 4);
    }
}

#[tokio::test]
async fn a13_where_the_gif_is() {
    for (output, files) in [
        (
            r#"{"videos":[{"url":"https://h/a.mp4"}]}"#,
            &["/videos/0"][..],
        ),
        (
            r#"{"videos":[{"url":"https://h/a.mp4"}],"gifs":[{"url":"https://h/a.gif"}]}"#,
            &["/videos/0", "/gifs/0"],
        ),
        (
            r#"{"videos":[{"url":"https://h/a.mp4","gif":{"url":"https://h/a.gif"}}]}"#,
            &["/videos/0", "/videos/0/gif"],
        ),
    ] {
        let text = format!(r#"{{"task_id":"t","status":"succeeded","output":{output}}}"#);
        let server = server_of(String::leak(text)).await;
        let task = client(&server.base).submit(&input("x")).await.unwrap();
        let done = task.wait().await.unwrap();
        let mut found: Vec<_> = done
            .files()
            .iter()
            .map(|f| f.pointer().to_owned())
            .collect();
        let mut files = files.to_vec();
        found.sort_unstable();
        files.sort_unstable();
        assert_eq!(found, files);
        assert_eq!(done.videos().len(), 1);
    }
}

#[tokio::test]
async fn a14_the_reason_of_a_failure() {
    for (more, reason) in [
        ("", None),
        (r#","error":{"code":"nsfw"}"#, Some(r#"{"code":"nsfw"}"#)),
    ] {
        let text = format!(r#"{{"task_id":"t","status":"failed"{more}}}"#);
        let server = server_of(String::leak(text)).await;
        let task = client(&server.base).submit(&input("x")).await.unwrap();
        let error = task.wait().await.unwrap_err();
        let ErrorKind::TaskFailed(task) = error.kind() else {
            panic!("{error}");
        };
        assert_eq!(task.extra().get("error").map(RawValue::get), reason);
    }
}

#[tokio::test]
async fn a15_whether_a_failed_task_is_charged() {
    for (more, charged) in [
        ("", Charged::Unknown),
        (r#","cost_actual":0.0"#, Charged::No),
        (r#","cost_actual":0.675"#, Charged::Yes),
        (r#","cost_actual":null"#, Charged::Unknown),
    ] {
        let text = format!(r#"{{"task_id":"t","status":"failed"{more}}}"#);
        let server = server_of(String::leak(text)).await;
        let task = client(&server.base).submit(&input("x")).await.unwrap();
        assert_eq!(task.wait().await.unwrap_err().charged(), charged, "{more}");
    }
}

/// The key of a failed task leads to that task, also on a server that would make (and charge) a new one.
#[tokio::test]
async fn a16_whether_a_failed_task_keeps_its_key() {
    for frees in [false, true] {
        let (server, ledger) = api(Vec::new(), |seen| {
            let id = seen.path.rsplit('/').next().unwrap_or_default();
            json(200, &format!(r#"{{"task_id":"{id}","status":"failed"}}"#))
        })
        .await;
        let client = builder(&server.base).journal(MemoryJournal::default());
        let client = client.build().unwrap();
        let key = |attempt| IdempotencyKey::for_business_id("orders", "1", attempt).unwrap();
        let buy = async |client: &Client, attempt| {
            let submit = client.submit::<Input>(&input("x"));
            submit.idempotency_key(key(attempt)).await.unwrap()
        };
        let first = buy(&client, Attempt::FIRST).await;
        assert!(first.wait().await.is_err());
        if frees {
            ledger.lock().unwrap().forget();
        }
        let again = buy(&client, Attempt::FIRST).await;
        assert_eq!(first.id(), again.id());
        assert_eq!(ledger.lock().unwrap().charged.len(), 1, "frees: {frees}");
        let next = buy(&client, Attempt::FIRST.next()).await;
        assert_ne!(first.id(), next.id());
        assert_eq!(ledger.lock().unwrap().charged.len(), 2);
    }
}

#[tokio::test]
async fn a17_what_409_means() {
    let running = Fault::Before(json(409, r#"{"error":"request in progress"}"#));
    let (server, ledger) = api(vec![running; 2], |_| reply(404, &[], b"")).await;
    let task = client(&server.base).submit(&input("x")).await.unwrap();
    assert_eq!(ledger.lock().unwrap().charged, [task.id().as_str()]);
    assert_eq!(
        task.created_as().unwrap().status().kind(),
        StatusKind::Queued
    );

    for body in ["", r#"{"error":"key reused with different input"}"#] {
        let server = Server::start(move |_| json(409, body)).await;
        let error = client(&server.base).submit(&input("x")).await.unwrap_err();
        let conflict = matches!(
            error.kind(),
            ErrorKind::IdempotencyConflict {
                ambiguous: false,
                ..
            }
        );
        assert!(conflict, "{error}");
        assert_eq!((error.charged(), server.seen().len()), (Charged::No, 1));
    }
}

#[tokio::test]
async fn a18_files_as_data_uris() {
    let frame = Upload::of::<Input>("image_urls")
        .unwrap()
        .bytes(b"\x89PNG\r\n\x1a\n")
        .unwrap();
    let input = Input::new("x").image_urls([frame]).validate().unwrap();
    let sent = br#"{"model":"veo3-1-quality","input":{"prompt":"x","image_urls":["data:image/png;base64,iVBORw0KGgo="]}}"#;

    let server = server_of(r#"{"task_id":"t","status":"succeeded"}"#).await;
    client(&server.base).submit(&input).await.unwrap();
    assert_eq!(server.seen()[0].body, sent);

    let server =
        Server::start(|_| json(422, r#"{"error":{"message":"image_urls: no URL"}}"#)).await;
    let error = client(&server.base).submit(&input).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Rejected(_)), "{error}");
    assert_eq!((error.charged(), server.seen().len()), (Charged::No, 1));
    assert!(!format!("{error:?}").contains("iVBOR"), "{error:?}");
}
