//! The faults of a real wire, through every driver: no task lost, none paid twice.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use mindvideo::client::{Attempt, Charged, ErrorKind, IdempotencyKey, RetryPolicy, Update};

use crate::{
    driver::{ALL, BOTH, Driver, task},
    model::{PATIENCE, builder, input, retry},
    rarities::all_faults,
    server::{Do, Fault, Ledger, Seen, Server, api, json, reply},
    wire::silence,
};

/// For silence.
const SHORT: Duration = Duration::from_millis(400);

fn nothing_else(_: &Seen) -> Vec<Do> {
    reply(404, &[], b"")
}

fn charged(ledger: &Arc<Mutex<Ledger>>) -> Vec<String> {
    ledger.lock().unwrap().charged.clone()
}

/// Before or after the server has acted, and how often in a row.
const POSITIONS: [(&str, &[bool]); 6] = [
    ("after", &[false]),
    ("after ×2", &[false, false]),
    ("after ×5", &[false; 5]),
    ("before", &[true]),
    ("before ×2", &[true, true]),
    ("before, after", &[true, false]),
];

/// `cargo test --features reqwest --test client one_charge -- --nocapture` prints the table.
#[tokio::test]
async fn one_charge_and_the_task_whatever_breaks() {
    let all = all_faults();
    assert!(all.len() >= 30);
    let drivers = ALL.iter().map(|driver| format!("{driver:?}"));
    println!("{:<20}{}", "", row(drivers));
    for (name, fault) in &all {
        let mut cells = Vec::new();
        for &driver in ALL {
            let mut bought = 0;
            for (position, befores) in POSITIONS {
                // Five silences take as long as five limits.
                if *name != "silence" || befores.len() < 5 {
                    let place = format!("{driver:?} {name} {position}");
                    breaks(driver, fault, befores, *name == "silence", &place).await;
                    bought += 1;
                }
            }
            cells.push(format!("{bought} paid once"));
        }
        println!("{name:<20}{}", row(cells));
    }
}

fn row(cells: impl IntoIterator<Item = String>) -> String {
    let cells: Vec<_> = cells
        .into_iter()
        .map(|cell| format!("{cell:>16}"))
        .collect();
    cells.concat()
}

/// One submission whose first answers are lost: one charge, one task, the same request each time.
async fn breaks(driver: Driver, fault: &[Do], befores: &[bool], silent: bool, place: &str) {
    let script = befores.iter().map(|before| match before {
        true => Fault::Before(fault.to_vec()),
        false => Fault::After(fault.to_vec()),
    });
    let (server, ledger) = api(script.collect(), nothing_else).await;
    let limit = if silent { SHORT } else { PATIENCE };
    let client = driver.build(builder(&server.base).retry_policy(retry(limit)));
    let task = client.submit(input("a car")).await;
    let task = task.unwrap_or_else(|error| panic!("{place}: {error}"));
    assert_eq!(charged(&ledger), [task.task_id().as_str()], "{place}");
    let seen = server.seen();
    // Where a short limit is what ends the silence, a healthy answer may be late as well.
    assert!(seen.len() > befores.len(), "{place}");
    assert!(silent || seen.len() == befores.len() + 1, "{place}");
    let key = seen[0].header("idempotency-key").unwrap();
    for seen in &seen {
        let body = br#"{"model":"veo3-1-quality","input":{"prompt":"a car"}}"#;
        assert_eq!(seen.body, body, "{place}");
        assert_eq!(seen.header("idempotency-key"), Some(key), "{place}");
        assert_eq!(seen.header("content-type"), Some("application/json"));
    }
}

#[tokio::test]
async fn an_exhausted_submission_is_unknown_and_resumes_to_one_charge() {
    for &driver in ALL {
        for (name, fault) in all_faults() {
            if name == "silence" {
                continue;
            }
            let (server, ledger) = api(vec![Fault::After(fault.clone()); 6], nothing_else).await;
            let client = driver.build(builder(&server.base));
            let error = client.submit(input("a car")).await.unwrap_err();
            assert!(
                matches!(error.kind(), ErrorKind::OutcomeUnknown(_)),
                "{driver:?} {name}: {error}"
            );
            let told = (error.charged(), error.attempts(), error.is_retryable());
            assert_eq!(told, (Charged::Unknown, 6, true), "{driver:?} {name}");
            assert_eq!(charged(&ledger).len(), 1, "{driver:?} {name}");

            // Another process, which has only a text.
            let text = serde_json::to_string(error.resume_token().unwrap()).unwrap();
            let client = driver.build(builder(&server.base));
            let task = client
                .resume_submission(serde_json::from_str(&text).unwrap())
                .await
                .unwrap();
            assert_eq!(
                charged(&ledger),
                [task.task_id().as_str()],
                "{driver:?} {name}"
            );
        }
    }
}

/// The reply of a healthy server, cut behind each of its bytes.
#[tokio::test]
async fn a_reply_cut_anywhere() {
    let body = r#"{"request_id":"req_1","task_id":"task_9","status":"queued"}"#;
    let text = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let faults: Vec<_> = (0..text.len())
        .map(|at| Fault::After(vec![Do::Write(text.as_bytes()[..at].to_vec()), Do::Fin]))
        .collect();
    for &driver in ALL {
        let cuts = faults.len();
        let (server, ledger) = api(Vec::new(), nothing_else).await;
        let client = driver.build(builder(&server.base));
        for fault in &faults {
            ledger.lock().unwrap().faults.push_back(fault.clone());
            let task = client.submit(input("a car")).await.unwrap();
            assert_eq!(
                charged(&ledger).last().map(String::as_str),
                Some(task.task_id().as_str())
            );
        }
        assert_eq!(charged(&ledger).len(), cuts, "{driver:?}");
        assert_eq!(server.seen().len(), 2 * cuts, "{driver:?}");
    }
}

/// The server goes away before it has read the whole request.
#[tokio::test]
async fn a_request_that_is_not_read_to_its_end() {
    for &driver in ALL {
        for read in [0, 1, 50, 250] {
            let (server, ledger) = api(Vec::new(), nothing_else).await;
            let front = Server::in_front_of(&server, vec![read]).await;
            let client = driver.build(builder(&front.base));
            let task = client.submit(input(&"a car ".repeat(50))).await.unwrap();
            assert_eq!(
                charged(&ledger),
                [task.task_id().as_str()],
                "{driver:?} {read}"
            );
        }
    }
}

/// What a decent server may do, though few do.
#[tokio::test]
async fn unusual_replies_are_replies() {
    let body = r#"{"task_id":"t","status":"queued"}"#;
    let size = body.len();
    let (head, tail) = body.split_at(10);
    for &driver in ALL {
        for text in [
            format!(
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: {size}\r\n\r\n{body}"
            ),
            format!("HTTP/1.1 201 Created\r\nconnection: close\r\n\r\n{body}"),
            format!("HTTP/1.0 200 OK\r\n\r\n{body}"),
            format!(
                "HTTP/1.1 202 Accepted\r\ntransfer-encoding: chunked\r\n\r\na;x=y\r\n{head}\r\n{:X}\r\n{tail}\r\n0\r\nx-checksum: 1\r\n\r\n",
                tail.len()
            ),
            format!(
                "HTTP/1.1 207 Multi-Status\r\ncontent-length: {size}\r\ncontent-length: {size}\r\n\r\n{body}"
            ),
            format!("HTTP/1.1 200 \r\nContent-Length:{size}\r\n\r\n{body}"),
        ] {
            let bytes = text.clone().into_bytes();
            let server = Server::start(move |_| {
                vec![
                    Do::Write(bytes.clone()),
                    Do::Sleep(Duration::from_millis(5)),
                    Do::Fin,
                ]
            })
            .await;
            let task = driver
                .build(builder(&server.base))
                .submit(input("a car"))
                .await;
            assert_eq!(task.unwrap().task_id().as_str(), "t", "{driver:?} {text}");
            assert_eq!(server.seen().len(), 1, "{driver:?} {text}");
        }
    }
}

/// A server that sends a byte now and then keeps nobody longer than the limit of an attempt: its answer, which would be whole
/// after a minute, is not the one that counts.
#[tokio::test]
async fn slow_servers_do_not_hold_anybody() {
    let drip = || {
        let body = format!("{}{{\"task_id\":\"dripped\"}}", " ".repeat(1500));
        let text = format!(
            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let bytes = text
            .bytes()
            .flat_map(|byte| [Do::Write(vec![byte]), Do::Sleep(Duration::from_millis(40))]);
        bytes.collect::<Vec<_>>()
    };
    for &driver in ALL {
        let (server, ledger) = api(vec![Fault::After(drip())], nothing_else).await;
        let started = Instant::now();
        let task = driver
            .build(builder(&server.base).retry_policy(retry(SHORT)))
            .submit(input("a car"))
            .await
            .unwrap();
        assert_eq!(charged(&ledger), [task.task_id().as_str()], "{driver:?}");
        assert!(started.elapsed() >= SHORT, "{driver:?}");
    }
}

#[tokio::test]
async fn what_was_never_sent_is_proven_so() {
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    // Accepts and hangs up: over TLS nothing can have been said.
    let rude = Server::in_front_of_nobody().await;
    let rude = rude.base.replace("http://", "https://");
    let retry = || RetryPolicy {
        attempts: 1,
        ..RetryPolicy::default()
    };
    for driver in BOTH {
        for base in [closed.as_str(), "https://does-not-exist.invalid", &rude] {
            let client = driver.build(builder(base).retry_policy(retry()));
            let error = client.submit(input("a car")).await.unwrap_err();
            assert!(
                matches!(error.kind(), ErrorKind::NotSent(_)),
                "{driver:?} {base}: {error}"
            );
            assert_eq!((error.charged(), error.attempts()), (Charged::No, 1));
            assert!(error.resume_token().is_none() && error.is_retryable());
            let shown = error.to_string();
            assert_eq!(shown.lines().count(), 1);
            assert!(!shown.contains("client error"), "{driver:?}: {shown}");
            if base == closed {
                assert!(
                    shown.contains("not sent: Connection refused"),
                    "{driver:?}: {shown}"
                );
            }
        }
    }
}

#[tokio::test]
async fn one_key_at_once_from_many_sides() {
    for &driver in ALL {
        let (server, ledger) = api(
            vec![Fault::After(vec![Do::Rst]), Fault::Before(vec![Do::Fin])],
            nothing_else,
        )
        .await;
        let client = driver.build(builder(&server.base));
        let key = || IdempotencyKey::for_business_id("orders", "1", Attempt::FIRST).unwrap();
        let tasks = tokio::join!(
            client.submit_as(input("a car"), key()),
            client.submit_as(input("a car"), key()),
            client.submit_as(input("a car"), key()),
        );
        let ids =
            [tasks.0, tasks.1, tasks.2].map(|task| task.unwrap().task_id().as_str().to_owned());
        assert_eq!(charged(&ledger).len(), 1, "{driver:?}");
        assert!(ids.iter().all(|id| *id == ids[0]));
        let other = client.submit_as(input("a boat"), key()).await.unwrap_err();
        assert!(
            matches!(other.kind(), ErrorKind::IdempotencyConflict { .. }),
            "{other}"
        );
    }
}

/// Connections that the server closes while they idle in the pool: no loss, no second charge.
#[tokio::test]
async fn idle_connections_that_die() {
    for &driver in ALL {
        let ledger = Arc::new(Mutex::new(Ledger::default()));
        let closing = Server::start({
            let ledger = Arc::clone(&ledger);
            move |seen| {
                let mut steps = ledger.lock().unwrap().create(seen);
                steps.push(Do::Fin);
                steps
            }
        })
        .await;
        let client = driver.build(builder(&closing.base));
        for round in 1..=50 {
            client.submit(input("a car")).await.unwrap();
            assert_eq!(charged(&ledger).len(), round, "{driver:?}");
        }
    }
}

/// A healthy server keeps its connection.
#[tokio::test]
async fn connections_are_used_again() {
    for &driver in ALL {
        let (server, _) = api(Vec::new(), nothing_else).await;
        let client = driver.build(builder(&server.base));
        for _ in 0..10 {
            client.submit(input("a car")).await.unwrap();
        }
        assert_eq!(
            (server.seen().len(), server.connections()),
            (10, 1),
            "{driver:?}"
        );
    }
}

#[tokio::test]
async fn redirects_of_the_api_are_not_followed() {
    let other = Server::start(|_| json(200, r#"{"task_id":"stolen"}"#)).await;
    for &driver in ALL {
        for (status, charged) in [
            (301, Charged::Unknown),
            (302, Charged::Unknown),
            (303, Charged::Unknown),
            (307, Charged::No),
            (308, Charged::No),
        ] {
            let location = format!("{}/api/v1/tasks", other.base);
            let server =
                Server::start(move |_| reply(status, &[("location", &location)], b"")).await;
            let error = driver
                .build(builder(&server.base))
                .submit(input("a car"))
                .await
                .unwrap_err();
            let kind = match error.kind() {
                ErrorKind::OutcomeUnknown(unknown) => &*unknown.last,
                kind => kind,
            };
            assert!(
                matches!(
                    kind,
                    ErrorKind::UnexpectedRedirect {
                        to_host: Some(_),
                        ..
                    }
                ),
                "{error}"
            );
            assert_eq!(
                (error.charged(), server.seen().len()),
                (charged, 1),
                "{driver:?}"
            );
        }
    }
    assert!(other.seen().is_empty());
}

/// `Retry-After` in both its forms, against the reply's own `Date`, and what is neither.
#[tokio::test]
async fn retry_after_is_heeded() {
    const DATE: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
    let second = Duration::from_secs(1);
    for &driver in ALL {
        for (status, value, least) in [
            (429, "1", second),
            (503, "Sun, 06 Nov 1994 08:49:38 GMT", second),
            (429, "0", Duration::ZERO),
            (429, "Sun, 06 Nov 1994 08:00:00 GMT", Duration::ZERO),
            (503, "soon", Duration::ZERO),
        ] {
            let refusal = Fault::Before(reply(
                status,
                &[("retry-after", value), ("date", DATE)],
                b"",
            ));
            let (server, ledger) = api(vec![refusal], nothing_else).await;
            let started = Instant::now();
            driver
                .build(builder(&server.base))
                .submit(input("a car"))
                .await
                .unwrap();
            let took = started.elapsed();
            assert!(took >= least, "{driver:?} {value}: {took:?}");
            assert_eq!((server.seen().len(), charged(&ledger).len()), (2, 1));
        }
        let day = vec![Fault::Before(reply(429, &[("retry-after", "86400")], b"")); 6];
        let (server, ledger) = api(day, nothing_else).await;
        let error = driver
            .build(builder(&server.base))
            .submit(input("a car"))
            .await
            .unwrap_err();
        let wait = Some(Duration::from_hours(24));
        assert!(
            matches!(error.kind(), ErrorKind::RateLimited { retry_after, .. } if *retry_after == wait),
            "{error}"
        );
        assert_eq!((server.seen().len(), charged(&ledger).len()), (1, 0));
    }
}

/// Whatever breaks while waiting, the wait goes on and tells each change once.
#[tokio::test]
async fn a_wait_survives_every_fault() {
    for &driver in ALL {
        let faults = Mutex::new(
            all_faults()
                .into_iter()
                .filter(|(name, _)| *name != "silence")
                .map(|(_, fault)| fault),
        );
        let server = Server::start(move |seen| {
            assert_eq!((&*seen.method, &*seen.path), ("GET", "/api/v1/tasks/t"));
            let next = faults.lock().unwrap().next();
            next.unwrap_or_else(|| {
                json(
                    200,
                    r#"{"task_id":"t","status":"succeeded","cost_actual":0.675}"#,
                )
            })
        })
        .await;
        let client = driver.build(builder(&server.base));
        let told = client.updates(task()).await;
        let (last, troubles) = told.split_last().unwrap();
        assert!(
            troubles
                .iter()
                .all(|update| matches!(update, Ok(Update::TransientError { .. }))),
            "{driver:?}"
        );
        assert!(
            matches!(last, Ok(Update::Status(task)) if task.status().to_string() == "succeeded")
        );
        assert_eq!(troubles.len() + 1, server.seen().len(), "{driver:?}");
        assert_eq!(
            client
                .wait(task())
                .await
                .unwrap()
                .cost_actual()
                .unwrap()
                .to_string(),
            "0.675"
        );
    }
}

#[tokio::test]
async fn a_wait_ends_at_its_deadline() {
    for &driver in ALL {
        for silent in [false, true] {
            let server = Server::start(move |_| {
                if silent {
                    silence()
                } else {
                    json(200, r#"{"task_id":"t","status":"processing"}"#)
                }
            })
            .await;
            let schedule = mindvideo::client::PollSchedule {
                interval: Duration::from_millis(20),
                deadline: Duration::from_millis(300),
                last_call: Duration::from_millis(100),
                ..mindvideo::client::PollSchedule::default()
            };
            let started = Instant::now();
            let error = driver
                .build(builder(&server.base).poll_schedule(schedule))
                .wait(task())
                .await
                .unwrap_err();
            let took = started.elapsed();
            assert!(
                matches!(error.kind(), ErrorKind::WaitTimeout(_)),
                "{driver:?}: {error}"
            );
            // That it comes no later is for the machine's own tests, in virtual time; a wait without an end never gets here.
            assert!(took >= Duration::from_millis(290), "{driver:?}: {took:?}");
        }
    }
}

/// A blocking client asks nothing of the thread it is called from: within a runtime, in a `Drop`, it works.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn blocking_within_a_runtime() {
    struct AtTheEnd(mindvideo::client::blocking::Client);

    impl Drop for AtTheEnd {
        fn drop(&mut self) {
            self.0.submit(&input("a car")).send().unwrap();
        }
    }

    let (server, ledger) = api(Vec::new(), nothing_else).await;
    let client = builder(&server.base).build_blocking().unwrap();
    client.submit(&input("a car")).send().unwrap();
    drop(AtTheEnd(client));
    assert_eq!(charged(&ledger).len(), 2);
}
