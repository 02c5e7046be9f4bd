//! What a subscriber sees of the client: the requests by the conventions of OpenTelemetry, and nothing secret.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

use std::{
    collections::BTreeMap,
    fmt,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use mindvideo::{
    client::{Client, ClientBuilder, MediaFile, PollSchedule, RetryPolicy, TaskId, TaskToken},
    sandbox::Sandbox,
};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};

#[mindvideo::mindvideo_model("../schemas/veo3-1-quality.json")]
mod veo {}

/// Keeps every span and event, of every level and target.
#[derive(Clone, Default)]
struct Capture {
    spans: Arc<Mutex<BTreeMap<u64, Fields>>>,
    events: Arc<Mutex<Vec<Fields>>>,
    next: Arc<AtomicU64>,
}

#[derive(Clone, Debug, Default)]
struct Fields {
    name: &'static str,
    values: BTreeMap<&'static str, String>,
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.values.insert(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.values.insert(field.name(), value.to_owned());
    }
}

impl Subscriber for Capture {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &span::Attributes<'_>) -> span::Id {
        let mut fields = Fields {
            name: attributes.metadata().name(),
            ..Fields::default()
        };
        attributes.record(&mut fields);
        let id = self.next.fetch_add(1, Ordering::Relaxed) + 1;
        self.spans.lock().unwrap().insert(id, fields);
        span::Id::from_u64(id)
    }

    fn record(&self, id: &span::Id, values: &span::Record<'_>) {
        if let Some(fields) = self.spans.lock().unwrap().get_mut(&id.into_u64()) {
            values.record(fields);
        }
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields {
            name: event.metadata().name(),
            ..Fields::default()
        };
        event.record(&mut fields);
        self.events.lock().unwrap().push(fields);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

fn builder(base: &str, key: &str) -> ClientBuilder {
    let millis = Duration::from_millis;
    Client::builder()
        .api_key(key)
        .base_url(base)
        .retry_policy(RetryPolicy {
            attempts: 2,
            pause: millis(1),
            ..RetryPolicy::default()
        })
        .poll_schedule(PollSchedule {
            first: millis(1),
            interval: millis(5),
            ..PollSchedule::default()
        })
}

#[tokio::test]
async fn requests_are_seen_and_secrets_are_not() {
    let capture = Capture::default();
    tracing::subscriber::set_global_default(capture.clone()).unwrap();
    let sandbox = Sandbox::builder()
        .model::<veo::Input>()
        .pace(Duration::from_millis(1))
        .start()
        .unwrap();
    let key = sandbox.api_key();
    let input = veo::Input::new("canary prompt").validate().unwrap();
    let folder = std::env::temp_dir().join(format!("mindvideo-tracing-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();

    // The async client, a wrong key, and a server that is not there.
    let client = builder(sandbox.base_url(), key).build().unwrap();
    let done = client.submit(&input).await.unwrap().wait().await.unwrap();
    let url = format!("{}?signature=canary_signature", done.videos()[0].url());
    client
        .download(&MediaFile::new(url), folder.join("a.mp4"))
        .await
        .unwrap();
    let refused = builder(sandbox.base_url(), "canary_wrong").build().unwrap();
    refused.submit(&input).await.unwrap_err();
    let nobody = builder("http://127.0.0.1:9", key).build().unwrap();
    nobody.submit(&input).await.unwrap_err();
    let lost = TaskToken::new("veo3-1-quality", TaskId::new("t").unwrap());
    let lost = nobody.resume::<veo::Input>(lost).unwrap();
    lost.wait_for(Duration::from_millis(30)).await.unwrap_err();

    // The client for threads.
    let client = builder(sandbox.base_url(), key).build_blocking().unwrap();
    let done = client.submit(&input).send().unwrap().wait().unwrap();
    done.videos()[0].download_to(folder.join("b.mp4")).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();

    let spans: Vec<_> = capture.spans.lock().unwrap().values().cloned().collect();
    let seen = format!("{spans:?}{:?}", capture.events.lock().unwrap());
    assert!(!seen.contains("canary") && !seen.contains(key), "{seen}");

    let port = sandbox.base_url().rsplit(':').next().unwrap();
    let requests: Vec<_> = spans
        .iter()
        .filter(|span| span.name == "mindvideo.request")
        .collect();
    let with = |pairs: &[(&str, &str)]| {
        requests
            .iter()
            .filter(|span| {
                pairs
                    .iter()
                    .all(|(name, value)| span.values.get(name).is_some_and(|v| v == value))
            })
            .count()
    };
    let create = format!("{}/api/v1/tasks", sandbox.base_url());
    let created = [
        ("http.request.method", "POST"),
        ("url.full", create.as_str()),
        ("server.address", "127.0.0.1"),
        ("server.port", port),
        ("http.response.status_code", "200"),
        ("otel.kind", "client"),
    ];
    assert_eq!(with(&created), 2, "{seen}");
    assert_eq!(
        with(&[("http.response.status_code", "401"), ("error.type", "401")]),
        1,
        "{seen}"
    );
    assert_eq!(
        with(&[("http.request.method", "POST"), ("error.type", "not_sent")]),
        2,
        "{seen}"
    );
    assert_eq!(
        with(&[
            ("http.request.method", "POST"),
            ("http.request.resend_count", "1")
        ]),
        1,
        "{seen}"
    );
    assert_eq!(
        with(&[
            ("http.request.method", "GET"),
            ("http.request.resend_count", "1")
        ]),
        1,
        "{seen}"
    );
    assert!(
        requests
            .iter()
            .any(|span| span.values["url.full"].ends_with("?REDACTED")),
        "{seen}"
    );
    for name in ["mindvideo.submit", "mindvideo.wait", "mindvideo.download"] {
        assert!(spans.iter().any(|span| span.name == name), "{name}");
    }
}
