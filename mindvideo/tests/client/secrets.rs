//! The API key goes to the base URL and nowhere else; not even when the server hands it back.

use std::{error::Error as _, time::Duration};

use mindvideo::client::{
    DownloadLimits, Error, ErrorKind, TaskId, TaskToken,
    journal::{FileJournal, JournalError},
};

use crate::{
    driver::ALL,
    model::{Input, KEY, builder, client, input},
    server::{Do, Server, json, reply},
};

fn assert_clean(text: &str) {
    assert!(!text.contains(KEY) && !text.contains("canary"), "{text}");
}

fn assert_clean_error(error: &Error) {
    assert_clean(&format!("{error} {error:?} {error:#?} {}", error.help()));
    if let Some(token) = error.resume_token() {
        assert_clean(&serde_json::to_string(token).unwrap());
    }
    let mut next = error.source();
    while let Some(cause) = next {
        assert_clean(&format!("{cause} {cause:?}"));
        next = cause.source();
    }
}

/// A server that repeats its request in every reply, whatever the status.
async fn echo(status: u16) -> Server {
    Server::start(move |seen| {
        let body = serde_json::to_string(&seen.head).unwrap();
        let body = format!(
            r#"{{"task_id":"t","status":"weird","error":{{"message":{body}}},"request":{body}}}"#
        );
        let body = if seen.path.ends_with("/events") {
            format!("data: {body}\n\n")
        } else {
            body
        };
        let location = format!("http://{}/{KEY}", seen.header("host").unwrap());
        reply(status, &[("location", &location)], body.as_bytes())
    })
    .await
}

#[tokio::test]
async fn an_echo_is_masked() {
    for status in [200, 307, 400, 401, 404, 409, 422, 429, 500, 503] {
        let server = echo(status).await;
        let client = client(&server.base);
        match client.submit(&input("a car")).await {
            Ok(task) => assert_clean(&format!("{task:?} {:?}", task.created_as())),
            Err(error) => assert_clean_error(&error),
        }
        let token = serde_json::from_str(r#"{"model":"veo3-1-quality","task_id":"t"}"#).unwrap();
        let task = client.resume::<Input>(token).unwrap();
        match task.refresh().await {
            Ok(snapshot) => assert_clean(&format!(
                "{snapshot:?}{}",
                serde_json::to_string(&snapshot).unwrap()
            )),
            Err(error) => assert_clean_error(&error),
        }
        match task.events().await {
            Ok(mut events) => assert_clean(&format!("{:?}", events.next().await)),
            Err(error) => assert_clean_error(&error),
        }
        assert!(
            server
                .seen()
                .iter()
                .all(|seen| seen.header("authorization").is_some())
        );
    }
}

/// An echo that is cut in the midst of the key, by its size or by the line, shows no half of it either.
#[tokio::test]
async fn half_an_echo_is_masked() {
    const LARGEST: usize = 64 * 1024;
    for shown in [1, 7, KEY.len() - 1] {
        let half = KEY.split_at(shown).0;
        let full = format!("{}{KEY} and more", " ".repeat(LARGEST - shown));
        let cut = format!("HTTP/1.1 400 X\r\ncontent-length: 999\r\n\r\n!{half}");
        for steps in [
            reply(400, &[], full.as_bytes()),
            vec![Do::Write(cut.clone().into_bytes()), Do::Fin],
        ] {
            let server = Server::start(move |_| steps.clone()).await;
            let error = client(&server.base).submit(&input("a car")).await;
            let error = error.unwrap_err();
            let ErrorKind::Rejected(refusal) = error.kind() else {
                panic!("{error}");
            };
            assert!(!refusal.body().ends_with(half), "{shown}");
        }
    }
}

/// A URL of a file may be signed, and then whoever reads it has the file: nothing prints its query by itself.
#[tokio::test]
async fn addresses_of_files_are_masked() {
    const URL: &str = "https://u:canary@files.example/a.mp4?signature=canary#canary";
    for status in ["succeeded", "failed", "moderating"] {
        let server = Server::start(move |seen| {
            let escaped = URL.replace('/', r"\/");
            let more = format!(r#""cover":"{escaped}","notes":["see {URL} now"]"#);
            let task = format!(
                r#"{{"task_id":"t","status":"{status}","output":{{"videos":[{{"url":"{URL}",{more}}}]}},{more}}}"#
            );
            match &*seen.path {
                "/api/v1/tasks/t/events" => json(200, &format!("[{task}]")),
                "/api/v1/tasks/odd" => json(200, &format!(r#"{{"url":"{URL}","#)),
                "/api/v1/tasks/refused" => json(403, &format!(r#"{{"error":"see {URL}"}}"#)),
                _ => json(200, &task),
            }
        })
        .await;
        let client = client(&server.base);
        let task = client.submit(&input("a car")).await.unwrap();
        let snapshot = task.refresh().await.unwrap();
        let output = snapshot.output().unwrap();
        assert_eq!(output.videos()[0].url(), URL);
        assert_clean(&format!(
            "{snapshot:?} {output:?} {:#?} {:?} {:?}",
            output.files(),
            snapshot.extra(),
            output.members()
        ));
        let event = task.events().await.unwrap().next().await.unwrap();
        assert_clean(&format!("{:?}", event.unwrap()));
        let update = task.updates().next().await.unwrap();
        assert_clean(&format!("{update:?}"));
        match task.wait_for(Duration::from_millis(20)).await {
            Ok(done) => assert_clean(&format!("{done:?} {:?}", done.files())),
            Err(error) => assert_clean_error(&error),
        }
        for id in ["odd", "refused"] {
            let token = TaskToken::new("veo3-1-quality", TaskId::new(id).unwrap());
            let task = client.resume::<Input>(token).unwrap();
            assert_clean_error(&task.refresh().await.unwrap_err());
        }
    }
}

/// Neither a redirect of the API nor one of a file takes the key along, nor does a file's own host get it: by any transport.
#[tokio::test]
async fn no_other_host_sees_it() {
    let folder = std::env::temp_dir().join(format!("mindvideo-secrets-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for &driver in ALL {
        let other = Server::start(|_| reply(200, &[("etag", "\"v\"")], b"bytes")).await;
        let allow = DownloadLimits {
            allow_private_hosts: true,
            ..DownloadLimits::default()
        };
        let api = {
            let other = other.base.clone();
            Server::start(move |seen| match &*seen.path {
                "/api/v1/tasks" => reply(307, &[("location", &format!("{other}/steal"))], b""),
                "/redirect" => reply(302, &[("location", &format!("{other}/file"))], b""),
                _ => json(404, "{}"),
            })
            .await
        };
        let client = driver.build(builder(&api.base).download_limits(allow));
        assert_clean_error(&client.submit(input("a car")).await.unwrap_err());
        for (name, url) in [
            ("a", format!("{}/redirect", api.base)),
            ("b", format!("{}/file", other.base)),
        ] {
            let path = folder.join(format!("{driver:?}{name}"));
            client.download(url, path).await.unwrap();
        }
        assert_eq!(other.seen().len(), 2);
        let files = api
            .seen()
            .into_iter()
            .filter(|seen| seen.path == "/redirect");
        for seen in other.seen().into_iter().chain(files) {
            assert_clean(&seen.head);
            assert!(seen.header("authorization").is_none(), "{driver:?}");
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn debug_is_clean() {
    let client = client("https://api.mindvideo.ai");
    let submit = client.submit(&input("a car"));
    let token = submit.token().unwrap();
    let task = serde_json::from_str(r#"{"model":"veo3-1-quality","task_id":"t"}"#).unwrap();
    let task = client.resume::<Input>(task).unwrap();
    assert_clean(&format!(
        "{client:?} {:?} {:?} {submit:?} {token:?} {task:?}",
        builder("https://h"),
        builder("https://user:canary@h")
    ));
    assert_clean(&serde_json::to_string(&(token, task)).unwrap());
}

/// The journal's file holds neither the key nor a URL of an output, which may be signed; and the input only until the end.
#[tokio::test]
async fn a_journal_is_clean() {
    let server = Server::start(|seen| {
        let echo = serde_json::to_string(&seen.head).unwrap();
        let output = r#"{"videos":[{"url":"https://files.example/a?signature=s3cret"}]}"#;
        let state = if seen.method == "POST" { "queued" } else { "succeeded" };
        let body = format!(
            r#"{{"task_id":"t","request_id":{echo},"status":"{state}","output":{output},"echo":{echo}}}"#
        );
        json(200, &body)
    })
    .await;
    let name = format!("mindvideo-secrets-{}.journal", std::process::id());
    let path = std::env::temp_dir().join(name);
    let journal = || FileJournal::open(&path).unwrap();
    let client = builder(&server.base).journal(journal()).build().unwrap();
    let task = client.submit(&input("a prompt")).await.unwrap();
    task.wait().await.unwrap();
    let error = FileJournal::open(&path).unwrap_err();
    assert!(matches!(error, JournalError::Locked(_)), "{error}");
    drop((task, client));
    let text = std::fs::read_to_string(&path).unwrap();
    assert_clean(&text);
    assert!(
        !text.contains("s3cret") && text.contains("a prompt"),
        "{text}"
    );
    journal().forget_ended(std::time::Duration::MAX).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(
        !text.contains("a prompt") && text.lines().count() == 2,
        "{text}"
    );
    std::fs::remove_file(path.with_extension("journal.lock")).unwrap();
    std::fs::remove_file(path).unwrap();
}
