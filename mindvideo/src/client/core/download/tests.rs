//! The machine that fetches a file, step by step.

use super::{super::script::headers, *};
use DownloadAction as Do;
use DownloadEvent as Did;

const URL: &str = "https://files.example/a.mp4?sig=1";
const TAG: (&str, &str) = ("etag", "\"v1\"");

fn machine(renewable: bool) -> DownloadMachine {
    DownloadMachine::new(
        URL,
        FetchRules::default(),
        DownloadLimits::default(),
        RetryPolicy::default(),
        1,
        renewable,
        None,
    )
}

fn head(status: u16, pairs: &[(&'static str, &str)]) -> Did {
    Did::Head(Ok(Head {
        status: StatusCode::from_u16(status).unwrap(),
        headers: headers(pairs),
        refusal: Bytes::new(),
    }))
}

fn received(length: u64, end: End) -> Did {
    Did::Received {
        length,
        sha256: [7; 32],
        end,
    }
}

fn broke(length: u64) -> Did {
    received(length, End::Cut("reset".to_owned()))
}

/// An action in a few words; pauses are slept through.
fn words(machine: &mut DownloadMachine, event: Did) -> String {
    match machine.step(event) {
        Do::Sleep(_) => format!("pause, {}", words(machine, Did::Slept)),
        Do::Fetch { url, range: None } => format!("fetch {}", url.path()),
        Do::Fetch {
            url,
            range: Some(range),
        } => format!(
            "fetch {} from {} if {}",
            url.path(),
            range.from,
            range.if_tag
        ),
        Do::Receive { .. } => format!("receive at {}", machine.written),
        Do::FreshUrl(_) => "fresh URL".to_owned(),
        Do::Done(Ok(length)) => format!("done {length}"),
        Do::Done(Err(cause)) => format!("failed: {cause}"),
    }
}

fn play(renewable: bool, steps: &[(Did, &str)]) {
    let mut machine = machine(renewable);
    for (at, (event, expected)) in steps.iter().enumerate() {
        assert_eq!(
            words(&mut machine, event.clone()),
            *expected,
            "step {at}: {event:?}"
        );
    }
}

#[test]
fn whole_at_once() {
    play(
        false,
        &[
            (Did::Start, "fetch /a.mp4"),
            (head(200, &[("content-length", "100"), TAG]), "receive at 0"),
            (received(100, End::Whole), "done 100"),
        ],
    );
    play(
        false,
        &[
            (Did::Start, "fetch /a.mp4"),
            (head(200, &[]), "receive at 0"),
            (received(7, End::Whole), "done 7"),
        ],
    );
}

#[test]
fn resumes_with_a_strong_tag() {
    play(
        false,
        &[
            (Did::Start, "fetch /a.mp4"),
            (head(200, &[("content-length", "100"), TAG]), "receive at 0"),
            (broke(40), "pause, fetch /a.mp4 from 40 if \"v1\""),
            (
                head(206, &[("content-range", "bytes 40-99/100"), TAG]),
                "receive at 40",
            ),
            (
                received(60, End::Whole),
                "pause, fetch /a.mp4 from 60 if \"v1\"",
            ),
            (
                Did::Head(Err(TransportError::not_sent("refused"))),
                "pause, fetch /a.mp4 from 60 if \"v1\"",
            ),
            (head(503, &[]), "pause, fetch /a.mp4 from 60 if \"v1\""),
            (
                head(206, &[("content-range", "bytes 60-99/100")]),
                "receive at 60",
            ),
            (broke(100), "pause, fetch /a.mp4 from 100 if \"v1\""),
            (head(416, &[("content-range", "bytes */100")]), "done 100"),
        ],
    );
}

#[test]
fn starts_over_when_the_parts_do_not_fit() {
    let begin = |then: &[(Did, &str)]| {
        let mut steps = vec![
            (Did::Start, "fetch /a.mp4"),
            (head(200, &[("content-length", "100"), TAG]), "receive at 0"),
            (broke(40), "pause, fetch /a.mp4 from 40 if \"v1\""),
        ];
        steps.extend_from_slice(then);
        play(false, &steps);
    };
    // The server ignored the range, or the file has changed.
    begin(&[
        (
            head(200, &[("content-length", "90"), ("etag", "\"v2\"")]),
            "receive at 0",
        ),
        (received(90, End::Whole), "done 90"),
    ]);
    for pairs in [
        &[("content-range", "bytes 39-99/100")][..],
        &[("content-range", "bytes 41-99/100")],
        &[("content-range", "bytes 40-99/101")],
        &[("content-range", "bytes 40-98/100")],
        &[("content-range", "bytes 40-50/100")],
        &[("content-range", "bytes 40-18446744073709551615/100")],
        &[("content-range", "bytes */100")],
        &[("content-range", "bytes 40-99/100"), ("etag", "\"v2\"")],
        &[("content-range", "bytes 40-99/100"), ("etag", "W/\"v1\"")],
        &[("content-range", "items 40-99/100")],
        &[("content-type", "multipart/byteranges")],
        &[],
    ] {
        begin(&[(head(206, pairs), "pause, fetch /a.mp4")]);
    }
    begin(&[(head(416, &[]), "pause, fetch /a.mp4")]);
}

/// Where no total is known, a part that ends cleanly may still be less than the rest.
#[test]
fn a_part_of_an_unknown_total_is_not_the_rest() {
    let begin = |then: &[(Did, &str)]| {
        let mut steps = vec![
            (Did::Start, "fetch /a.mp4"),
            (head(200, &[TAG]), "receive at 0"),
            (broke(40), "pause, fetch /a.mp4 from 40 if \"v1\""),
        ];
        steps.extend_from_slice(then);
        play(false, &steps);
    };
    begin(&[
        (
            head(206, &[("content-range", "bytes 40-99/*")]),
            "pause, fetch /a.mp4",
        ),
        (head(200, &[TAG]), "receive at 0"),
        (received(200, End::Whole), "done 200"),
    ]);
    // A total that comes with the part is believed, and held to.
    begin(&[
        (
            head(206, &[("content-range", "bytes 40-199/200")]),
            "receive at 40",
        ),
        (
            received(100, End::Whole),
            "pause, fetch /a.mp4 from 100 if \"v1\"",
        ),
        (
            head(206, &[("content-range", "bytes 100-299/300")]),
            "pause, fetch /a.mp4",
        ),
    ]);
}

#[test]
fn without_a_strong_tag_it_starts_over() {
    for tag in [&[][..], &[("etag", "W/\"v1\"")], &[("etag", "v1")]] {
        play(
            false,
            &[
                (Did::Start, "fetch /a.mp4"),
                (head(200, tag), "receive at 0"),
                (broke(40), "pause, fetch /a.mp4"),
                (
                    head(206, &[("content-range", "bytes 0-99/100")]),
                    "pause, fetch /a.mp4",
                ),
                (head(200, tag), "receive at 0"),
                (received(100, End::Whole), "done 100"),
            ],
        );
    }
}

#[test]
fn an_expired_url_is_renewed() {
    for status in [401, 403, 404, 410] {
        play(
            true,
            &[
                (Did::Start, "fetch /a.mp4"),
                (head(200, &[("content-length", "100"), TAG]), "receive at 0"),
                (broke(40), "pause, fetch /a.mp4 from 40 if \"v1\""),
                (head(status, &[]), "fresh URL"),
                (
                    Did::Fresh(Some("https://files.example/b.mp4".to_owned())),
                    "fetch /b.mp4 from 40 if \"v1\"",
                ),
                (
                    head(206, &[("content-range", "bytes 40-99/100")]),
                    "receive at 40",
                ),
                (received(100, End::Whole), "done 100"),
            ],
        );
    }
    let expired = "failed: 403 Forbidden; the URL has probably expired";
    play(
        true,
        &[
            (Did::Start, "fetch /a.mp4"),
            (head(403, &[]), "fresh URL"),
            (Did::Fresh(None), expired),
        ],
    );
    play(
        true,
        &[
            (Did::Start, "fetch /a.mp4"),
            (head(403, &[]), "fresh URL"),
            (Did::Fresh(Some(URL.to_owned())), "fetch /a.mp4"),
            (head(403, &[]), expired),
        ],
    );
    // Each that brought a byte may expire as well; one that brought none did not fail for its age.
    let fresh = || Did::Fresh(Some(URL.to_owned()));
    let part = |from: u64| {
        let range = format!("bytes {from}-99/100");
        head(206, &[("content-range", &range)])
    };
    play(
        true,
        &[
            (Did::Start, "fetch /a.mp4"),
            (head(200, &[("content-length", "100"), TAG]), "receive at 0"),
            (broke(40), "pause, fetch /a.mp4 from 40 if \"v1\""),
            (head(403, &[]), "fresh URL"),
            (fresh(), "fetch /a.mp4 from 40 if \"v1\""),
            (part(40), "receive at 40"),
            (broke(60), "pause, fetch /a.mp4 from 60 if \"v1\""),
            (head(403, &[]), "fresh URL"),
            (fresh(), "fetch /a.mp4 from 60 if \"v1\""),
            (part(60), "receive at 60"),
            (broke(60), "pause, fetch /a.mp4 from 60 if \"v1\""),
            (head(403, &[]), expired),
        ],
    );
    play(
        false,
        &[(Did::Start, "fetch /a.mp4"), (head(403, &[]), expired)],
    );
    let inside = "failed: host 10.0.0.1 is inside the own network";
    play(
        true,
        &[
            (Did::Start, "fetch /a.mp4"),
            (head(403, &[]), "fresh URL"),
            (Did::Fresh(Some("https://10.0.0.1/".to_owned())), inside),
        ],
    );
}

#[test]
fn redirects_are_checked_and_counted() {
    let to = |location| head(302, &[("location", location)]);
    play(
        false,
        &[
            (Did::Start, "fetch /a.mp4"),
            (to("https://cdn.example/b"), "fetch /b"),
            (to("/c"), "fetch /c"),
            (head(200, &[]), "receive at 0"),
            (received(1, End::Whole), "done 1"),
        ],
    );
    for (location, said) in [
        (
            "http://files.example/a",
            "failed: redirect: from https to another scheme",
        ),
        (
            "https://127.0.0.1/a",
            "failed: host 127.0.0.1 is inside the own network",
        ),
        (
            "https://[::ffff:169.254.169.254]/",
            "failed: host ::ffff:169.254.169.254 is inside the own network",
        ),
    ] {
        play(false, &[(Did::Start, "fetch /a.mp4"), (to(location), said)]);
    }
    let mut steps = vec![(Did::Start, "fetch /a.mp4")];
    steps.extend(std::iter::repeat_n((to("/a.mp4"), "fetch /a.mp4"), 5));
    steps.push((to("/a.mp4"), "failed: redirect: more than 5 in a row"));
    play(false, &steps);
    play(
        false,
        &[
            (Did::Start, "fetch /a.mp4"),
            (head(302, &[]), "failed: 302 Found"),
        ],
    );
}

#[test]
fn bounds() {
    let large = "failed: larger than the limit of 2147483648 bytes";
    play(
        false,
        &[
            (Did::Start, "fetch /a.mp4"),
            (head(200, &[("content-length", "2147483649")]), large),
        ],
    );
    play(
        false,
        &[
            (Did::Start, "fetch /a.mp4"),
            (head(200, &[]), "receive at 0"),
            (received(2 << 30, End::TooLong), large),
        ],
    );
    for (pairs, what) in [
        (("content-type", "text/html; charset=utf-8"), "text/html"),
        (("content-type", "application/json"), "application/json"),
        (
            ("content-encoding", "gzip"),
            "a body encoded as gzip, though none was allowed",
        ),
    ] {
        play(
            false,
            &[
                (Did::Start, "fetch /a.mp4"),
                (
                    head(200, &[pairs]),
                    &format!("failed: not a media file but {what}"),
                ),
            ],
        );
    }
    play(
        false,
        &[
            (Did::Start, "fetch /a.mp4"),
            (head(500, &[]), "pause, fetch /a.mp4"),
            (head(451, &[]), "failed: 451 Unavailable For Legal Reasons"),
        ],
    );
    play(
        false,
        &[
            (Did::Start, "fetch /a.mp4"),
            (
                head(429, &[("retry-after", "3600")]),
                "failed: 429 Too Many Requests",
            ),
        ],
    );
}

#[test]
fn what_was_left_is_gone_on_with() {
    let version = Version {
        tag: Some("\"v1\"".to_owned()),
        total: Some(100),
    };
    let resumed = |length| {
        let kept = Kept {
            version: version.clone(),
            length,
            sha256: [7; 32],
        };
        let (rules, limits) = (FetchRules::default(), DownloadLimits::default());
        DownloadMachine::new(
            URL,
            rules,
            limits,
            RetryPolicy::default(),
            1,
            false,
            Some(kept),
        )
    };
    let mut fits = resumed(40);
    assert_eq!(
        words(&mut fits, Did::Start),
        "fetch /a.mp4 from 40 if \"v1\""
    );
    assert_eq!(
        words(
            &mut fits,
            head(206, &[("content-range", "bytes 40-99/100")])
        ),
        "receive at 40"
    );
    assert_eq!(words(&mut fits, received(100, End::Whole)), "done 100");

    let mut changed = resumed(40);
    words(&mut changed, Did::Start);
    let Do::Receive { start_over, .. } =
        changed.step(head(200, &[("etag", "\"v2\""), ("content-length", "7")]))
    else {
        panic!("another version is fetched whole");
    };
    assert_eq!(
        start_over,
        Some(Version {
            tag: Some("\"v2\"".to_owned()),
            total: Some(7)
        })
    );

    let mut whole = resumed(100);
    words(&mut whole, Did::Start);
    assert_eq!(
        words(&mut whole, head(416, &[("content-range", "bytes */100")])),
        "done 100"
    );
}

#[test]
fn an_announced_hash_is_checked() {
    let digest = |byte: u8| {
        let mut text = "sha-512=:AA==:, sha-256=:".to_owned();
        base64::encode(&[byte; 32], &mut text);
        text + ":"
    };
    for (digest, end) in [
        (digest(7), "done 10"),
        (digest(8), "pause, fetch /a.mp4"),
        ("sha-256=:no:".to_owned(), "done 10"),
        ("md5=:AA==:".to_owned(), "done 10"),
    ] {
        let mut machine = machine(false);
        words(&mut machine, Did::Start);
        words(&mut machine, head(200, &[("repr-digest", &digest), TAG]));
        assert_eq!(
            words(&mut machine, received(10, End::Whole)),
            end,
            "{digest}"
        );
    }
}

#[test]
fn only_tries_without_progress_are_counted() {
    let mut crawling = machine(false);
    words(&mut crawling, Did::Start);
    words(&mut crawling, head(200, &[("content-length", "1000"), TAG]));
    for length in 1..1000 {
        assert!(words(&mut crawling, broke(length)).starts_with("pause"));
        let range = format!("bytes {length}-999/1000");
        assert_eq!(
            words(&mut crawling, head(206, &[("content-range", &range)])),
            format!("receive at {length}")
        );
    }
    assert_eq!(
        words(&mut crawling, received(1000, End::Whole)),
        "done 1000"
    );

    let mut stuck = machine(false);
    words(&mut stuck, Did::Start);
    words(&mut stuck, head(200, &[TAG]));
    assert!(words(&mut stuck, broke(5)).starts_with("pause"));
    for _ in 0..4 {
        words(&mut stuck, head(200, &[TAG]));
        assert!(words(&mut stuck, broke(5)).starts_with("pause"));
    }
    words(&mut stuck, head(200, &[TAG]));
    assert_eq!(
        words(&mut stuck, broke(5)),
        "failed: broke off after 5 bytes: reset"
    );
}
