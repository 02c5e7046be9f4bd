//! Files over a bad line.

use std::{
    fs,
    path::PathBuf,
    sync::atomic::{AtomicU32, AtomicUsize, Ordering},
    time::Duration,
};

use mindvideo::client::{Client, DownloadError, DownloadLimits, Error, ErrorKind, MediaFile};

use crate::{
    model::{builder, client, input},
    server::{Do, Seen, Server, json, reply},
};

/// A folder of its own, gone at the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "mindvideo-download-{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self) -> PathBuf {
        self.0.join("out.mp4")
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(&self.0)
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Bytes that differ from place to place.
fn media(length: usize) -> Vec<u8> {
    (0..length)
        .map(|at| u8::try_from((at * 31 + at / 251) % 256).unwrap())
        .collect()
}

fn head(status: &str, length: usize, more: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: video/mp4\r\ncontent-length: {length}\r\n{more}\r\n"
    )
    .into_bytes()
}

/// Serves `file` by its rules, but sends at most `most` bytes a connection and then resets it.
fn cutting(file: &[u8], most: usize, seen: &Seen) -> Vec<Do> {
    let from = seen.header("range").map_or(0, |range| {
        range
            .strip_prefix("bytes=")
            .unwrap()
            .trim_end_matches('-')
            .parse()
            .unwrap()
    });
    let rest = &file[from..];
    let mut bytes = match from {
        0 => head("200 OK", rest.len(), "etag: \"v1\"\r\n"),
        _ => head(
            "206 Partial Content",
            rest.len(),
            &format!(
                "etag: \"v1\"\r\ncontent-range: bytes {from}-{}/{}\r\n",
                file.len() - 1,
                file.len()
            ),
        ),
    };
    bytes.extend_from_slice(&rest[..rest.len().min(most)]);
    // A reset would throw away what was not read yet.
    if rest.len() > most {
        vec![
            Do::Write(bytes),
            Do::Sleep(Duration::from_millis(10)),
            Do::Fin,
        ]
    } else {
        vec![Do::Write(bytes)]
    }
}

async fn fetch(client: &Client, url: String, folder: &Folder) -> Result<u64, Error> {
    client.download(&MediaFile::new(url), folder.file()).await
}

fn cause(error: &Error) -> &DownloadError {
    match error.kind() {
        ErrorKind::Download(cause) => cause,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_whole_file_over_many_cuts() {
    for (length, most) in [
        (0, 10),
        (1, 10),
        (100_000, usize::MAX),
        (100_000, 9_999),
        (3_000_000, 700_001),
    ] {
        let file = media(length);
        let server = Server::start({
            let file = file.clone();
            move |seen| cutting(&file, most, seen)
        })
        .await;
        let folder = Folder::new();
        let size = fetch(
            &client(&server.base),
            format!("{}/a.mp4?sig=1", server.base),
            &folder,
        )
        .await
        .unwrap();
        assert_eq!(size, length as u64);
        assert!(
            fs::read(folder.file()).unwrap() == file,
            "{length} by {most}"
        );
        assert_eq!(folder.names(), ["out.mp4"]);
        let seen = server.seen();
        assert_eq!(seen.len(), length.div_ceil(most).max(1));
        assert!(seen.iter().all(|s| s.header("authorization").is_none()
            && s.header("accept-encoding") == Some("identity")));
        assert!(
            seen[1..]
                .iter()
                .all(|s| s.header("if-range") == Some("\"v1\""))
        );
    }
}

/// The replies in turn; the last one stays. `\r\n` ends each head.
async fn in_turn(replies: Vec<Vec<u8>>) -> Server {
    let turn = AtomicUsize::new(0);
    Server::start(move |_| {
        let at = turn.fetch_add(1, Ordering::Relaxed).min(replies.len() - 1);
        // Closing at once may reset and throw away what was not read yet.
        vec![
            Do::Write(replies[at].clone()),
            Do::Sleep(Duration::from_millis(10)),
            Do::Fin,
        ]
    })
    .await
}

#[tokio::test]
async fn parts_that_do_not_fit_never_meet_in_one_file() {
    let file = media(1000);
    let whole = || [head("200 OK", 1000, "etag: \"v1\"\r\n"), file.clone()].concat();
    let half = || {
        [
            head("200 OK", 1000, "etag: \"v1\"\r\n"),
            file[..500].to_vec(),
        ]
        .concat()
    };
    let part = |range: &str, bytes: &[u8]| {
        [
            head(
                "206 Partial Content",
                bytes.len(),
                &format!("content-range: {range}\r\n"),
            ),
            bytes.to_vec(),
        ]
        .concat()
    };
    for (name, replies, requests) in [
        ("the range is ignored", vec![half(), whole()], 2),
        (
            "an earlier start",
            vec![half(), part("bytes 400-999/1000", &file[400..]), whole()],
            3,
        ),
        (
            "a later start",
            vec![half(), part("bytes 600-999/1000", &file[600..]), whole()],
            3,
        ),
        (
            "another total",
            vec![half(), part("bytes 500-1000/1001", &file[499..]), whole()],
            3,
        ),
        (
            "no Content-Range",
            vec![half(), part("", &file[500..]), whole()],
            3,
        ),
        (
            "416",
            vec![half(), head("416 Range Not Satisfiable", 0, ""), whole()],
            3,
        ),
        (
            "the right part",
            vec![half(), part("bytes 500-999/1000", &file[500..])],
            2,
        ),
        (
            "a part cut short",
            vec![
                half(),
                part("bytes 500-999/1000", &file[500..700]),
                part("bytes 500-999/1000", &file[500..]),
                whole(),
            ],
            4,
        ),
    ] {
        let server = in_turn(replies).await;
        let folder = Folder::new();
        let size = fetch(
            &client(&server.base),
            format!("{}/a.mp4", server.base),
            &folder,
        )
        .await;
        assert_eq!(size.unwrap_or_else(|error| panic!("{name}: {error}")), 1000);
        assert!(fs::read(folder.file()).unwrap() == file, "{name}");
        assert_eq!(server.seen().len(), requests, "{name}");
    }
}

#[tokio::test]
async fn what_stands_there_is_not_touched() {
    let server = in_turn(vec![[head("200 OK", 3, ""), b"new".to_vec()].concat()]).await;
    let folder = Folder::new();
    fs::write(folder.file(), "old").unwrap();
    let error = fetch(&client(&server.base), format!("{}/a", server.base), &folder)
        .await
        .unwrap_err();
    assert!(
        matches!(cause(&error), DownloadError::TargetExists(path) if *path == folder.file()),
        "{error}"
    );
    assert_eq!(fs::read(folder.file()).unwrap(), b"old");
    assert_eq!(folder.names(), ["out.mp4"]);
}

#[tokio::test]
async fn of_two_downloads_to_one_name_one_wins() {
    let file = media(200_000);
    let server = Server::start({
        let file = file.clone();
        move |seen| cutting(&file, 60_000, seen)
    })
    .await;
    let folder = Folder::new();
    let client = client(&server.base);
    let url = || format!("{}/a", server.base);
    let (one, two) = tokio::join!(
        fetch(&client, url(), &folder),
        fetch(&client, url(), &folder)
    );
    assert_eq!(
        u8::from(one.is_ok()) + u8::from(two.is_ok()),
        1,
        "{one:?} {two:?}"
    );
    assert!(fs::read(folder.file()).unwrap() == file);
    assert_eq!(folder.names(), ["out.mp4"]);
}

#[tokio::test]
async fn failures_leave_nothing_behind() {
    let small = DownloadLimits {
        largest: 999,
        idle: Duration::from_millis(300),
        attempts: 2,
        ..DownloadLimits::default()
    };
    let chunks = |bytes: &[u8]| {
        let head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
        [
            head,
            format!("{:x}\r\n", bytes.len()).as_bytes(),
            bytes,
            b"\r\n0\r\n\r\n",
        ]
        .concat()
    };
    for (name, replies) in [
        (
            "too large",
            vec![[head("200 OK", 1000, ""), media(1000)].concat()],
        ),
        ("too large, unannounced", vec![chunks(&media(1000))]),
        (
            "cut for ever",
            vec![[head("200 OK", 900, ""), media(10)].concat()],
        ),
        (
            "a page",
            vec![
                b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 1\r\n\r\nx"
                    .to_vec(),
            ],
        ),
        ("refused", vec![head("418 X", 0, "")]),
        ("expired", vec![head("403 X", 0, "")]),
    ] {
        let server = in_turn(replies).await;
        let folder = Folder::new();
        let client = builder(&server.base)
            .download_limits(small.clone())
            .build()
            .unwrap();
        let error = fetch(
            &client,
            format!("{}/a?signature=canary", server.base),
            &folder,
        )
        .await
        .unwrap_err();
        assert!(folder.names().is_empty(), "{name}: {:?}", folder.names());
        assert!(
            !format!("{error} {error:?}").contains("canary"),
            "{name}: {error:?}"
        );
        let expected = match name {
            "too large" | "too large, unannounced" => {
                matches!(cause(&error), DownloadError::TooLarge(999))
            }
            "cut for ever" => matches!(
                cause(&error),
                DownloadError::Interrupted { received: 10, .. }
            ),
            "a page" => matches!(cause(&error), DownloadError::NotMedia(_)),
            "refused" => matches!(cause(&error), DownloadError::Refused(_)),
            _ => matches!(cause(&error), DownloadError::Expired(_)),
        };
        assert!(expected, "{name}: {error}");
    }
}

#[tokio::test]
async fn a_dropped_download_leaves_nothing_behind() {
    let server = Server::start(|_| {
        vec![
            Do::Write([head("200 OK", 1_000_000, ""), media(600_000)].concat()),
            Do::Sleep(Duration::from_millis(500)),
            Do::Fin,
        ]
    })
    .await;
    let folder = Folder::new();
    let client = client(&server.base);
    let dropped = tokio::time::timeout(
        Duration::from_millis(100),
        fetch(&client, format!("{}/a", server.base), &folder),
    )
    .await;
    assert!(dropped.is_err());
    assert!(folder.names().is_empty());
}

#[tokio::test]
async fn a_folder_that_is_not_there() {
    let server = in_turn(vec![[head("200 OK", 3, ""), b"new".to_vec()].concat()]).await;
    let path = Folder::new().0.join("missing/out.mp4");
    let error = client(&server.base)
        .download(&MediaFile::new(format!("{}/a", server.base)), path)
        .await
        .unwrap_err();
    assert!(matches!(cause(&error), DownloadError::Io(..)), "{error}");
}

/// Through the task, an expired URL is renewed in the middle of a download.
#[tokio::test]
async fn an_expired_url_is_renewed_by_the_task() {
    let file = media(1000);
    let polls = AtomicUsize::new(0);
    let server = Server::start({
        let file = file.clone();
        move |seen| {
            let host = seen.header("host").unwrap();
            match (&*seen.method, &*seen.path, seen.header("range")) {
                ("POST", ..) => json(200, r#"{"task_id":"t","status":"queued"}"#),
                (_, "/api/v1/tasks/t", _) => {
                    let number = polls.fetch_add(1, Ordering::Relaxed);
                    let output =
                        format!(r#"{{"videos":[{{"url":"http://{host}/file?{number}"}}]}}"#);
                    json(
                        200,
                        &format!(r#"{{"task_id":"t","status":"succeeded","output":{output}}}"#),
                    )
                }
                (_, "/file?0", None) => {
                    let bytes = [
                        head("200 OK", 1000, "etag: \"v1\"\r\n"),
                        file[..500].to_vec(),
                    ]
                    .concat();
                    vec![
                        Do::Write(bytes),
                        Do::Sleep(Duration::from_millis(10)),
                        Do::Fin,
                    ]
                }
                (_, "/file?0", _) => reply(403, &[], b"<Error><Code>AccessDenied</Code></Error>"),
                (_, "/file?1", _) => cutting(&file, 2000, seen),
                other => panic!("{other:?}"),
            }
        }
    })
    .await;
    let folder = Folder::new();
    let done = client(&server.base)
        .submit(&input("a car"))
        .await
        .unwrap()
        .wait()
        .await
        .unwrap();
    assert_eq!(
        done.videos()[0].download_to(folder.file()).await.unwrap(),
        1000
    );
    assert!(fs::read(folder.file()).unwrap() == file);
    let last = server.seen().pop().unwrap();
    assert_eq!(
        (last.path.as_str(), last.header("range")),
        ("/file?1", Some("bytes=500-"))
    );
}

#[tokio::test]
async fn strangers_cannot_point_into_the_own_network() {
    let inside = in_turn(vec![[head("200 OK", 3, ""), b"new".to_vec()].concat()]).await;
    let folder = Folder::new();
    let public = builder("https://api.mindvideo.ai").build().unwrap();
    let error = fetch(&public, format!("{}/a", inside.base), &folder)
        .await
        .unwrap_err();
    assert!(
        matches!(cause(&error), DownloadError::BlockedHost(_)),
        "{error}"
    );
    assert!(inside.seen().is_empty() && folder.names().is_empty());

    let allowed = DownloadLimits {
        allow_private_hosts: true,
        ..DownloadLimits::default()
    };
    let public = builder("https://api.mindvideo.ai")
        .download_limits(allowed)
        .build()
        .unwrap();
    assert_eq!(
        fetch(&public, format!("{}/a", inside.base), &folder)
            .await
            .unwrap(),
        3
    );
}
