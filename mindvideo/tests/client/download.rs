//! Files over a bad line.

use std::{
    fs,
    path::PathBuf,
    process::Stdio,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering},
    },
    time::Duration,
};

use mindvideo::client::{Client, DownloadError, DownloadLimits, Error, ErrorKind, MediaFile};

use crate::{
    driver::{ALL, BOTH},
    model::{builder, client, input, retry},
    server::{Do, FOR_EVER, Seen, Server, json, reply},
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
    let saved = client.download(&MediaFile::new(url), folder.file()).await?;
    Ok(saved.size())
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

/// A hundred cuts at random places, some of them resets, and the file is whole: through both drivers.
#[tokio::test]
async fn a_hundred_random_cuts() {
    const SIZE: usize = 400_000;
    const CUTS: usize = 100;
    let file = media(SIZE);
    for (driver, seed) in ALL.iter().zip(1..) {
        let requests = AtomicUsize::new(0);
        let chance = Mutex::new(Chance(seed));
        let server = Server::start({
            let file = file.clone();
            move |seen| {
                let mut chance = chance.lock().unwrap();
                let cut = requests.fetch_add(1, Ordering::Relaxed) < CUTS;
                // Some are cut before the first new byte, or in the head.
                let most = if cut {
                    chance.below(SIZE / CUTS)
                } else {
                    usize::MAX
                };
                let mut steps = cutting(&file, most, seen);
                if let [Do::Write(bytes), ..] = &mut *steps
                    && cut
                    && chance.below(10) == 0
                {
                    bytes.truncate(chance.below(60));
                }
                if cut && chance.below(2) == 0 {
                    steps.pop();
                    steps.push(Do::Rst);
                }
                steps
            }
        })
        .await;
        let folder = Folder::new();
        let limits = DownloadLimits {
            attempts: 30,
            ..DownloadLimits::default()
        };
        let client = driver.build(builder(&server.base).download_limits(limits));
        let url = format!("{}/a.mp4", server.base);
        let saved = client.download(url, folder.file()).await.unwrap();
        assert!(fs::read(folder.file()).unwrap() == file, "{driver:?}");
        let sha256 = hmac_sha256::Hash::hash(&file);
        assert_eq!(
            (saved.size(), saved.sha256()),
            (SIZE as u64, &sha256),
            "{driver:?}"
        );
        assert_eq!(folder.names(), ["out.mp4"]);
        assert!(server.seen().len() > CUTS, "{driver:?}");
    }
}

/// Numbers by chance, the same in each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

/// What one process leaves another goes on with, whichever driver each has, if the file is still the same one.
#[tokio::test]
async fn a_part_is_gone_on_with_later() {
    let file = media(300_000);
    for (first, second) in [(BOTH[0], BOTH[1]), (BOTH[1], BOTH[0])] {
        for (name, tag, url) in [
            ("the same", "\"v1\"", "/a?sig=2"),
            ("another version", "\"v2\"", "/a?sig=2"),
            ("another file", "\"v1\"", "/b"),
        ] {
            let broken = Arc::new(AtomicBool::new(true));
            let server = Server::start({
                let (file, broken) = (file.clone(), Arc::clone(&broken));
                move |seen| {
                    let fresh = seen.header("if-range").is_none_or(|asked| asked == tag);
                    let seen = Seen {
                        head: if fresh {
                            seen.head.clone()
                        } else {
                            seen.head.replace("range", "x")
                        },
                        ..seen.clone()
                    };
                    if broken.load(Ordering::Relaxed) {
                        return cutting(&file, 100_000, &seen)
                            .into_iter()
                            .chain([Do::Rst])
                            .collect();
                    }
                    cutting(&file, usize::MAX, &seen)
                }
            })
            .await;
            let folder = Folder::new();
            let once = || DownloadLimits {
                attempts: 1,
                ..DownloadLimits::default()
            };
            let client = first.build(builder(&server.base).download_limits(once()));
            let error = client
                .download(format!("{}/a?sig=1", server.base), folder.file())
                .await
                .unwrap_err();
            assert!(
                matches!(
                    cause(&error),
                    DownloadError::Interrupted {
                        received: 100_000,
                        ..
                    }
                ),
                "{error}"
            );
            assert_eq!(folder.names(), ["out.mp4.part", "out.mp4.part.json"]);
            let note = fs::read_to_string(folder.0.join("out.mp4.part.json")).unwrap();
            assert!(
                !note.contains("sig") && !note.contains("127.0.0.1"),
                "{note}"
            );

            broken.store(false, Ordering::Relaxed);
            let client = second.build(builder(&server.base).download_limits(once()));
            let saved = client
                .download(format!("{}{url}", server.base), folder.file())
                .await
                .unwrap();
            assert!(fs::read(folder.file()).unwrap() == file, "{name}");
            assert_eq!(
                (saved.size(), folder.names()),
                (300_000, vec!["out.mp4".to_owned()]),
                "{name}"
            );
            let last = server.seen().pop().unwrap();
            let asked = (name != "another file").then_some("bytes=100000-");
            assert_eq!(last.header("range"), asked, "{name}");
        }
    }
}

/// A process that is killed at any moment leaves nothing that another cannot finish.
#[tokio::test]
async fn a_killed_download_is_finished_by_another_process() {
    if let Ok(base) = std::env::var("DOWNLOAD_FROM") {
        let target = std::env::var("DOWNLOAD_TO").unwrap();
        let client = builder(&base).build_blocking().unwrap();
        client
            .download(&MediaFile::new(format!("{base}/a")), target)
            .unwrap();
        return;
    }
    // What has come is noted every 8 MiB, and a kill gives no time for another note.
    let file = media(9_500_000);
    let most = Arc::new(AtomicUsize::new(0));
    let server = Server::start({
        let (file, most) = (file.clone(), Arc::clone(&most));
        move |seen| {
            let mut steps = cutting(&file, most.load(Ordering::Relaxed), seen);
            // What is cut stands still instead, until somebody kills the one who waits.
            if steps.len() > 1 {
                steps.truncate(1);
                steps.push(Do::Sleep(FOR_EVER));
            }
            steps
        }
    })
    .await;
    let folder = Folder::new();
    let child = || {
        let mut child = tokio::process::Command::new(std::env::current_exe().unwrap());
        child
            .args([
                "--exact",
                "download::a_killed_download_is_finished_by_another_process",
            ])
            .env("DOWNLOAD_FROM", &server.base)
            .env("DOWNLOAD_TO", folder.file())
            .stdout(Stdio::null())
            .kill_on_drop(true);
        child.spawn().unwrap()
    };
    let noted = || {
        let note = fs::read(folder.0.join("out.mp4.part.json")).unwrap_or_default();
        let note: serde_json::Value = serde_json::from_slice(&note).unwrap_or_default();
        note["length"].as_u64().unwrap_or_default()
    };
    let part = || fs::metadata(folder.0.join("out.mp4.part")).map_or(0, |part| part.len());
    for (sent, least, at_least_noted) in [(300_000, 262_144, 0), (9_000_000, 8 << 20, 8 << 20)] {
        most.store(sent, Ordering::Relaxed);
        let mut child = child();
        while part() < least || noted() < at_least_noted {
            assert_eq!(child.try_wait().unwrap(), None, "it waits for the rest");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        child.kill().await.unwrap();
    }
    let known = noted();
    most.store(usize::MAX, Ordering::Relaxed);
    assert!(child().wait().await.unwrap().success());
    assert!(fs::read(folder.file()).unwrap() == file);
    assert_eq!(folder.names(), ["out.mp4"]);
    let last = server.seen().pop().unwrap();
    assert_eq!(last.header("range"), Some(&*format!("bytes={known}-")));
}

#[tokio::test]
async fn an_announced_hash_is_asked_of_the_file() {
    let file = media(1000);
    for &driver in ALL {
        let mut spoilt = file.clone();
        spoilt[500] ^= 1;
        // SHA-256 of the file, in base64.
        let digest = format!(
            "etag: \"v1\"\r\nrepr-digest: sha-256=:{}:\r\n",
            base64(&hmac_sha256::Hash::hash(&file))
        );
        let whole = |bytes: &[u8]| [head("200 OK", 1000, &digest), bytes.to_vec()].concat();
        let server = in_turn(vec![whole(&spoilt), whole(&file)]).await;
        let folder = Folder::new();
        let client = driver.build(builder(&server.base));
        let saved = client
            .download(format!("{}/a", server.base), folder.file())
            .await
            .unwrap();
        assert_eq!((saved.size(), server.seen().len()), (1000, 2), "{driver:?}");
        assert!(fs::read(folder.file()).unwrap() == file);
    }
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits: Vec<u8> = bytes
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1))
        .collect();
    let number =
        |six: &[u8]| (0..6).fold(0, |sum, at| sum << 1 | six.get(at).copied().unwrap_or(0));
    let mut text: String = bits
        .chunks(6)
        .map(|six| char::from(LETTERS[usize::from(number(six))]))
        .collect();
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

/// A stranger's redirect into the own network is refused, whichever driver follows it.
#[tokio::test]
async fn redirects_are_judged_like_urls() {
    let trap = in_turn(vec![[head("200 OK", 3, ""), b"new".to_vec()].concat()]).await;
    for &driver in ALL {
        // Another address of this machine than the sandbox's own.
        let inside = trap.base.replace("127.0.0.1", "127.0.0.2");
        let server =
            Server::start(move |_| reply(302, &[("location", &format!("{inside}/a"))], b"")).await;
        let folder = Folder::new();
        let client = driver.build(builder(&server.base));
        let error = client
            .download(format!("{}/a", server.base), folder.file())
            .await
            .unwrap_err();
        assert!(
            matches!(cause(&error), DownloadError::BlockedHost(_)),
            "{driver:?}: {error}"
        );
        assert!(folder.names().is_empty());
        // A name is judged by the addresses it leads to.
        let client = driver.build(builder("https://api.mindvideo.ai").allow_insecure_http(true));
        let port = trap.base.rsplit(':').next().unwrap().to_owned();
        for host in ["localhost", "127.0.0.1", "localtest.me.localhost"] {
            let error = client
                .download(format!("http://{host}:{port}/a"), folder.file())
                .await
                .unwrap_err();
            assert!(
                matches!(cause(&error), DownloadError::BlockedHost(_)),
                "{driver:?} {host}: {error}"
            );
        }
    }
    assert!(trap.seen().is_empty());
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

/// The status of a refusal counts although its body never comes: a URL that has expired is not asked for again and again.
#[tokio::test]
async fn a_refusal_counts_though_its_body_stalls() {
    for &driver in ALL {
        let server = Server::start(|_| {
            vec![
                Do::Write(b"HTTP/1.1 403 X\r\ncontent-length: 90\r\n\r\n<Err".to_vec()),
                Do::Sleep(FOR_EVER),
            ]
        })
        .await;
        let folder = Folder::new();
        let limit = Duration::from_secs(3);
        let client = driver.build(builder(&server.base).retry_policy(retry(limit)));
        let error = client
            .download(format!("{}/a", server.base), folder.file())
            .await
            .unwrap_err();
        assert!(
            matches!(cause(&error), DownloadError::Expired(reply) if reply.status() == 403),
            "{driver:?}: {error}"
        );
        assert_eq!(server.seen().len(), 1, "{driver:?}");
    }
}

#[tokio::test]
async fn a_dropped_download_leaves_nothing_behind() {
    let server = Server::start(|_| {
        vec![
            Do::Write([head("200 OK", 1_000_000, ""), media(600_000)].concat()),
            Do::Sleep(FOR_EVER),
        ]
    })
    .await;
    let folder = Folder::new();
    let client = client(&server.base);
    let file = MediaFile::new(format!("{}/a", server.base));
    let path = folder.file();
    let fetching = tokio::spawn(async move { client.download(&file, path).await });
    let part = || fs::metadata(folder.0.join("out.mp4.part")).map_or(0, |part| part.len());
    while part() == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    fetching.abort();
    assert!(fetching.await.unwrap_err().is_cancelled());
    // A write that was under way ends on its own thread.
    while !folder.names().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
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
    let video = done.videos().remove(0);
    drop(done);
    let path = folder.file();
    // A file of a task borrows nothing, and fetching it may move between threads.
    let fetching = tokio::spawn(async move { video.download_to(path).await });
    assert_eq!(fetching.await.unwrap().unwrap().size(), 1000);
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
