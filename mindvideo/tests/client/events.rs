//! The events endpoint, whatever it speaks.

use std::time::Duration;

use mindvideo::client::{ErrorKind, Events, Framing};

use crate::{
    driver::{ALL, task},
    model::{Input, PATIENCE, builder, retry},
    server::{Do, FOR_EVER, Seen, Server, reply},
};

async fn open(
    handler: impl Fn(&Seen) -> Vec<Do> + Send + Sync + 'static,
) -> (Server, Result<Events, mindvideo::client::Error>) {
    open_within(PATIENCE, handler).await
}

async fn open_within(
    limit: Duration,
    handler: impl Fn(&Seen) -> Vec<Do> + Send + Sync + 'static,
) -> (Server, Result<Events, mindvideo::client::Error>) {
    let server = Server::start(handler).await;
    let token = serde_json::from_str(r#"{"model":"veo3-1-quality","task_id":"t"}"#).unwrap();
    let client = builder(&server.base).retry_policy(retry(limit));
    let task = client.build().unwrap().resume::<Input>(token).unwrap();
    (server, task.events().await)
}

async fn all(events: &mut Events) -> Vec<String> {
    let mut found = Vec::new();
    while let Some(event) = events.next().await {
        found.push(event.map_or_else(
            |error| format!("error {:?}", error.kind()),
            |event| event.data().to_owned(),
        ));
    }
    found
}

#[tokio::test]
async fn each_framing() {
    for (kind, body, framing) in [
        (
            "application/json",
            r#"[{"n":1},{"n":2}]"#,
            Framing::JsonArray,
        ),
        (
            "application/json",
            r#"{"events":[{"n":1},{"n":2}]}"#,
            Framing::JsonObject,
        ),
        (
            "application/x-ndjson",
            "{\"n\":1}\n{\"n\":2}\n",
            Framing::JsonLines,
        ),
        (
            "text/event-stream",
            "data: {\"n\":1}\n\ndata: {\"n\":2}\n\n",
            Framing::ServerSentEvents,
        ),
        (
            "application/octet-stream",
            "data: {\"n\":1}\n\ndata: {\"n\":2}\n\n",
            Framing::ServerSentEvents,
        ),
    ] {
        let (server, events) =
            open(move |_| reply(200, &[("content-type", kind)], body.as_bytes())).await;
        let mut events = events.unwrap();
        assert_eq!(all(&mut events).await, [r#"{"n":1}"#, r#"{"n":2}"#]);
        assert_eq!(events.framing(), Some(framing));
        assert_eq!(server.seen()[0].path, "/api/v1/tasks/t/events");
    }
}

/// An event is given as soon as it is there, and a stream that breaks says so, once.
#[tokio::test]
async fn live_and_broken() {
    let head =
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
    for (end, said) in [
        (Do::Fin, "broke off"),
        (Do::Sleep(FOR_EVER), "nothing came for"),
    ] {
        let limit = Duration::from_secs(2);
        let (_server, events) = open_within(limit, move |_| {
            let event = b"9\r\ndata: 1\n\n\r\n".to_vec();
            vec![Do::Write(head.to_vec()), Do::Write(event), end.clone()]
        })
        .await;
        let mut events = events.unwrap();
        assert_eq!(events.next().await.unwrap().unwrap().data(), "1");
        let error = events.next().await.unwrap().unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::Events(problem) if problem.contains(said)),
            "{error}"
        );
        assert!(events.next().await.is_none());
    }
}

#[tokio::test]
async fn opening_is_tried_again_and_refusals_are_told() {
    let first = std::sync::atomic::AtomicBool::new(true);
    let (server, events) = open(move |_| {
        if first.swap(false, std::sync::atomic::Ordering::Relaxed) {
            vec![Do::Rst]
        } else {
            reply(200, &[], b"[]")
        }
    })
    .await;
    assert_eq!(all(&mut events.unwrap()).await, Vec::<String>::new());
    assert_eq!(server.seen().len(), 2);
    let (_server, events) = open(|_| reply(404, &[], b"")).await;
    assert!(matches!(events.unwrap_err().kind(), ErrorKind::Rejected(_)));
}

/// A stream with ids that breaks is opened again behind the last one; one without ids is not.
#[tokio::test]
async fn a_broken_stream_goes_on_where_it_was() {
    for &driver in ALL {
        for (ids, expected, requests) in [
            (true, &["1", "2", "3", "4"][..], 4),
            (false, &["1", "error"], 1),
        ] {
            let server = Server::start(move |seen| {
                let from: u32 = seen
                    .header("last-event-id")
                    .map_or(0, |id| id.parse().unwrap());
                let id = if ids {
                    format!("id: {}\n", from + 1)
                } else {
                    String::new()
                };
                let event = format!("retry: 1\n{id}data: {}\n\n", from + 1);
                let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n";
                match from {
                    3 => vec![Do::Write(
                        format!("{head}content-length: {}\r\n\r\n{event}", event.len())
                            .into_bytes(),
                    )],
                    _ => vec![
                        Do::Write(
                            format!("{head}content-length: 999\r\n\r\n{event}data: lo")
                                .into_bytes(),
                        ),
                        Do::Sleep(Duration::from_millis(5)),
                        Do::Fin,
                    ],
                }
            })
            .await;
            let (told, framing) = driver
                .build(builder(&server.base))
                .events(task())
                .await
                .unwrap();
            let told: Vec<_> = told
                .iter()
                .map(|text| {
                    if text.starts_with("error") {
                        "error"
                    } else {
                        text
                    }
                })
                .collect();
            assert_eq!(
                (told, &*framing),
                (expected.to_vec(), "Some(ServerSentEvents)"),
                "{driver:?}"
            );
            assert_eq!(server.seen().len(), requests, "{driver:?}");
        }
    }
}

/// Without anything new a stream is opened five times again, then its break is told.
#[tokio::test]
async fn a_stream_that_only_breaks_ends() {
    for &driver in ALL {
        let server = Server::start(|seen| {
            let event = if seen.header("last-event-id").is_some() {
                ":\n"
            } else {
                "id: 7\ndata: x\n\n"
            };
            let head =
                "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 99\r\n\r\n";
            vec![
                Do::Write(format!("{head}{event}").into_bytes()),
                Do::Sleep(Duration::from_millis(5)),
                Do::Fin,
            ]
        })
        .await;
        let (told, _) = driver
            .build(builder(&server.base))
            .events(task())
            .await
            .unwrap();
        assert_eq!(told[0], "x");
        assert!(
            told.len() == 2 && told[1].contains("broke off"),
            "{driver:?}: {told:?}"
        );
        assert_eq!(server.seen().len(), 6, "{driver:?}");
    }
}
