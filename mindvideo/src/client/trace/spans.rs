//! Spans of the crate `tracing`.

use bytes::Bytes;
use http::{Request, StatusCode};
use tracing::{Instrument as _, Span, field::Empty, info_span, instrument::Instrumented};

use crate::client::{port, redact, task_id::TaskId, transport::Phase};

/// The span of one request: one attempt of a call.
pub(crate) struct RequestSpan(Span);

impl RequestSpan {
    /// `resend`: how many attempts of the same call went before.
    pub(crate) fn new(request: &Request<Bytes>, resend: u32) -> Self {
        let url = request.uri();
        let span = info_span!(
            "mindvideo.request",
            otel.name = request.method().as_str(),
            otel.kind = "client",
            http.request.method = request.method().as_str(),
            server.address = url.host().unwrap_or_default(),
            server.port = port::of(url),
            url.full = &*redact::urls(&url.to_string()),
            http.request.resend_count = Empty,
            http.response.status_code = Empty,
            error.r#type = Empty,
        );
        if resend > 0 {
            span.record("http.request.resend_count", resend);
        }
        Self(span)
    }

    pub(crate) fn around<F: Future>(&self, work: F) -> Instrumented<F> {
        work.instrument(self.0.clone())
    }

    pub(crate) fn replied(&self, status: StatusCode) {
        self.0.record("http.response.status_code", status.as_u16());
        if status.is_client_error() || status.is_server_error() {
            self.0.record("error.type", status.as_str());
        }
    }

    pub(crate) fn failed(&self, phase: Phase) {
        let kind = match phase {
            Phase::NotSent => "not_sent",
            Phase::Unknown => "no_reply",
        };
        self.0.record("error.type", kind);
    }
}

pub(crate) fn submit<F: Future>(model: &str, work: F) -> Instrumented<F> {
    work.instrument(info_span!("mindvideo.submit", mindvideo.model = model))
}

pub(crate) fn wait<F: Future>(model: &str, task_id: &TaskId, work: F) -> Instrumented<F> {
    let task_id = task_id.as_str();
    work.instrument(info_span!(
        "mindvideo.wait",
        mindvideo.model = model,
        mindvideo.task_id = task_id
    ))
}

pub(crate) fn download<F: Future>(work: F) -> Instrumented<F> {
    work.instrument(info_span!("mindvideo.download"))
}
