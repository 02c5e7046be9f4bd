//! The events endpoint, whatever it speaks.

use std::time::Duration;

use mindvideo::client::{ErrorKind, Events, Framing};

use crate::{
    model::{Input, client},
    server::{Do, Seen, Server, reply},
};

async fn open(
    handler: impl Fn(&Seen) -> Vec<Do> + Send + Sync + 'static,
) -> (Server, Result<Events, mindvideo::client::Error>) {
    let server = Server::start(handler).await;
    let token = serde_json::from_str(r#"{"model":"veo3-1-quality","task_id":"t"}"#).unwrap();
    let events = client(&server.base)
        .resume::<Input>(token)
        .unwrap()
        .events()
        .await;
    (server, events)
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
        (Do::Rst, "broke off"),
        (Do::Sleep(Duration::from_millis(900)), "nothing came for"),
    ] {
        let (_server, events) = open(move |_| {
            let event = b"9\r\ndata: 1\n\n\r\n".to_vec();
            vec![
                Do::Write(head.to_vec()),
                Do::Write(event),
                Do::Sleep(Duration::from_millis(50)),
                end.clone(),
                Do::Fin,
            ]
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
