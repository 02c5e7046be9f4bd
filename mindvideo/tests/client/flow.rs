//! The whole way, as a user goes it.

use std::{
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use mindvideo::client::{Charged, Client, ErrorKind, StatusKind, Task, TaskToken, Update};

use crate::{
    model::{Input, client, input},
    server::{Do, Seen, Server, api, json, reply},
};

/// The states of `task_1` in turn; the last one stays.
fn states(words: &'static [&'static str]) -> impl Fn(&Seen) -> Vec<Do> + Send + Sync {
    let polls = AtomicUsize::new(0);
    move |seen| {
        if seen.path != "/api/v1/tasks/task_1" {
            return reply(404, &[], b"");
        }
        let word = words[polls.fetch_add(1, Ordering::Relaxed).min(words.len() - 1)];
        if word == "500" {
            return reply(500, &[], b"");
        }
        let rest = if word == "succeeded" {
            r#","cost_actual":0.675,"output":{"videos":[{"url":"https://h/a.mp4"}]}"#
        } else {
            ""
        };
        json(
            200,
            &format!(r#"{{"request_id":"req_2","task_id":"task_1","status":"{word}"{rest}}}"#),
        )
    }
}

#[tokio::test]
async fn submit_wait_succeed() {
    let (server, _) = api(
        Vec::new(),
        states(&["queued", "500", "processing", "processing", "succeeded"]),
    )
    .await;
    let task = client(&server.base).submit(&input("a car")).await.unwrap();
    assert_eq!(
        task.created_as()
            .unwrap()
            .cost_estimate()
            .unwrap()
            .to_string(),
        "0.675"
    );
    let done = task.wait().await.unwrap();
    assert_eq!(done.cost().unwrap().to_string(), "0.675");
    assert_eq!(done.videos()[0].url(), "https://h/a.mp4");
    assert!(done.images().is_empty());
    let seen = server.seen();
    assert_eq!(seen.len(), 6, "one create, five polls, none after the end");
    assert!(
        seen.iter()
            .all(|s| s.header("authorization") == Some("Bearer mv_live_canary_7f3a"))
    );
    assert!(
        seen[1..]
            .iter()
            .all(|s| s.header("idempotency-key").is_none() && s.method == "GET")
    );
}

#[tokio::test]
async fn updates_tell_each_change_once() {
    let (server, _) = api(
        Vec::new(),
        states(&["queued", "500", "processing", "processing", "failed"]),
    )
    .await;
    let task = client(&server.base).submit(&input("a car")).await.unwrap();
    let mut updates = task.updates();
    let mut told = Vec::new();
    while let Some(update) = updates.next().await {
        told.push(match update.unwrap() {
            Update::Status(snapshot) => snapshot.status().to_string(),
            Update::TransientError { error, .. } => {
                assert_eq!(error.task_id().unwrap().as_str(), "task_1");
                "!".to_owned()
            }
            other => panic!("{other:?}"),
        });
    }
    assert_eq!(told, ["queued", "!", "processing", "failed"]);
    assert!(updates.next().await.is_none());
}

/// Dropping the future of `next` again and again asks no more often and loses no update.
#[tokio::test]
async fn updates_survive_cancellation() {
    let (server, _) = api(Vec::new(), states(&["queued", "processing", "succeeded"])).await;
    let task = client(&server.base).submit(&input("a car")).await.unwrap();
    let mut updates = task.updates();
    let mut told = Vec::new();
    loop {
        match tokio::time::timeout(Duration::from_millis(1), updates.next()).await {
            Err(_) => {}
            Ok(Some(Ok(Update::Status(snapshot)))) => told.push(snapshot.status().to_string()),
            Ok(None) => break,
            Ok(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(told, ["queued", "processing", "succeeded"]);
    assert_eq!(server.seen().len(), 4);
}

#[tokio::test]
async fn a_task_resumes_from_its_text() {
    let (server, _) = api(Vec::new(), states(&["processing", "succeeded"])).await;
    let client = client(&server.base);
    let task = client.submit(&input("a car")).await.unwrap();
    let text = serde_json::to_string(&task).unwrap();
    let key = task.token().idempotency_key().unwrap().to_string();
    assert_eq!(
        text,
        format!(
            r#"{{"base":"{}","key":"{key}","model":"veo3-1-quality","request_id":"req_1","task_id":"task_1"}}"#,
            server.base
        )
    );
    drop(task);
    let token: TaskToken = serde_json::from_str(&text).unwrap();
    let task: Task<Input> = client.resume(token.clone()).unwrap();
    assert_eq!(
        task.refresh().await.unwrap().status().kind(),
        StatusKind::Processing
    );
    assert!(task.wait().await.is_ok());

    let error = crate::model::client("http://127.0.0.1:9")
        .resume::<Input>(token)
        .unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Config(_)));
    let foreign: TaskToken = serde_json::from_str(r#"{"model":"kling-v3","task_id":"t"}"#).unwrap();
    assert!(
        client
            .resume::<Input>(foreign)
            .unwrap_err()
            .to_string()
            .contains("kling-v3")
    );
}

#[tokio::test]
async fn other_ends() {
    for (words, charged) in [
        (&["failed"][..], Charged::Unknown),
        (&["canceled"], Charged::Unknown),
    ] {
        let (server, _) = api(Vec::new(), states(words)).await;
        let error = client(&server.base)
            .submit(&input("a car"))
            .await
            .unwrap()
            .wait()
            .await
            .unwrap_err();
        assert!(
            matches!(
                error.kind(),
                ErrorKind::TaskFailed(_) | ErrorKind::TaskCancelled(_)
            ),
            "{error}"
        );
        assert_eq!(
            (error.charged(), error.request_id()),
            (charged, Some("req_2"))
        );
    }
    let (server, _) = api(Vec::new(), states(&["processing"])).await;
    let task = client(&server.base).submit(&input("a car")).await.unwrap();
    let error = task.wait_for(Duration::from_millis(60)).await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::WaitTimeout(Some(_))),
        "{error}"
    );
    assert_eq!(
        (error.charged(), error.is_retryable()),
        (Charged::Yes, true)
    );

    let (server, _) = api(Vec::new(), states(&["moderating"])).await;
    let task = client(&server.base).submit(&input("a car")).await.unwrap();
    let error = task.wait_for(Duration::from_millis(60)).await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::UnknownStatus(_)),
        "{error}"
    );

    let server = Server::start(|_| {
        json(
            401,
            r#"{"error":{"code":"invalid_key","message":"Key revoked"},"request_id":"req_9"}"#,
        )
    })
    .await;
    let error = client(&server.base)
        .submit(&input("a car"))
        .await
        .unwrap_err();
    let shown = format!(
        "POST {}/api/v1/tasks: 401 Unauthorized: Key revoked (code invalid_key)",
        server.base
    );
    assert_eq!(
        (error.to_string(), error.request_id(), error.charged()),
        (shown, Some("req_9"), Charged::No)
    );
    assert!(error.help().contains("MINDVIDEO_API_KEY"));
}

/// An id can hold anything and stays one segment of the path, under the base URL.
#[tokio::test]
async fn ids_stay_in_their_place() {
    let server = Server::start(|seen| match &*seen.method {
        "POST" => json(201, r#"{"task_id":"../../admin?x=1#y","status":"queued"}"#),
        _ => json(
            200,
            r#"{"task_id":"../../admin?x=1#y","status":"succeeded"}"#,
        ),
    })
    .await;
    client(&server.base)
        .submit(&input("a car"))
        .await
        .unwrap()
        .wait()
        .await
        .unwrap();
    assert_eq!(
        server.seen()[1].path,
        "/api/v1/tasks/..%2F..%2Fadmin%3Fx%3D1%23y"
    );
}

/// The environment of a process cannot be changed safely, so children look at theirs.
#[test]
fn from_env() {
    if let Ok(expected) = std::env::var("EXPECTED") {
        return from_env_in_a_child(&expected);
    }
    for (key, base, expected) in [
        (None, None, "MINDVIDEO_API_KEY is not set"),
        (Some(""), None, "MINDVIDEO_API_KEY is empty"),
        (
            Some("canary\n"),
            None,
            "MINDVIDEO_API_KEY holds a line break",
        ),
        (
            Some("canary"),
            Some("http://example.com"),
            "MINDVIDEO_BASE_URL is \"http://example.com\", which would send the API key unencrypted",
        ),
        (
            Some("canary"),
            Some("https://example.com"),
            "Client { api_key: ApiKey(****), base_url: \"https://example.com\"",
        ),
        (
            Some("canary"),
            None,
            "base_url: \"https://api.mindvideo.ai\"",
        ),
    ] {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child
            .args(["--exact", "flow::from_env"])
            .env("EXPECTED", expected);
        for (name, value) in [("MINDVIDEO_API_KEY", key), ("MINDVIDEO_BASE_URL", base)] {
            match value {
                Some(value) => child.env(name, value),
                None => child.env_remove(name),
            };
        }
        let output = child.output().unwrap();
        assert!(
            output.status.success(),
            "{expected}: {}",
            String::from_utf8_lossy(&output.stdout)
        );
    }
}

/// What `from_env` does in a child process: the environment of this one belongs to all tests.
fn from_env_in_a_child(expected: &str) {
    let shown = match Client::from_env() {
        Ok(client) => format!("{client:?}"),
        Err(error) => error.to_string(),
    };
    assert!(shown.contains(expected), "{shown}");
    assert!(!shown.contains("canary"), "{shown}");
}
