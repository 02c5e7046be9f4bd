//! Responses, and refusals that become responses.

use bytes::Bytes;
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{HeaderName, HeaderValue, Response, StatusCode};

use super::json::{Object, array};
use mindvideo_schema::Violation;

/// How many violations one refusal lists; `violation_count` tells them all.
const VIOLATIONS_LISTED: usize = 1_000;

/// A response with a body of the given type.
pub(super) fn reply(
    status: StatusCode,
    content_type: &'static str,
    body: impl Into<Bytes>,
) -> Response<Bytes> {
    let body = body.into();
    let length = HeaderValue::from(body.len());
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(CONTENT_LENGTH, length);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A response of JSON.
pub(super) fn json(status: StatusCode, body: String) -> Response<Bytes> {
    reply(status, "application/json", body)
}

/// Why a request is not served.
pub(super) struct Refusal {
    status: StatusCode,
    code: &'static str,
    message: String,
    violations: Vec<Violation>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            violations: Vec::new(),
            headers: Vec::new(),
        }
    }

    pub(super) fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    pub(super) fn not_found(what: &str) -> Self {
        let message = format!("This sandbox has no {what}.");
        Self::new(StatusCode::NOT_FOUND, "not_found", message)
    }

    pub(super) fn unauthorized(message: &str) -> Self {
        let challenge = HeaderValue::from_static("Bearer");
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", message)
            .header(WWW_AUTHENTICATE, challenge)
    }

    pub(super) fn wrong_method(allowed: &'static str) -> Self {
        let message = format!("This path takes {allowed} only.");
        let status = StatusCode::METHOD_NOT_ALLOWED;
        Self::new(status, "method_not_allowed", message)
            .header(ALLOW, HeaderValue::from_static(allowed))
    }

    pub(super) fn too_large(limit: usize) -> Self {
        let message = format!("The body is larger than {limit} bytes.");
        let status = StatusCode::PAYLOAD_TOO_LARGE;
        Self::new(status, "payload_too_large", message)
    }

    pub(super) fn invalid_input(slug: &str, violations: Vec<Violation>) -> Self {
        let message = format!("The input breaks the schema of `{slug}`.");
        let mut refusal = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_input", message);
        refusal.violations = violations;
        refusal
    }

    /// Adds a header to the response.
    pub(super) fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    fn body(&self) -> String {
        let mut error = Object::new()
            .text("code", self.code)
            .text("message", &self.message);
        if !self.violations.is_empty() {
            let listed = self.violations.iter().take(VIOLATIONS_LISTED);
            error = error
                .raw("violation_count", &self.violations.len().to_string())
                .raw("violations", &array(listed.map(violation)));
        }
        Object::new().raw("error", &error.finish()).finish()
    }
}

fn violation(violation: &Violation) -> String {
    Object::new()
        .text("pointer", &violation.instance)
        .text("message", &violation.message)
        .text("keyword", violation.keyword)
        .finish()
}

impl From<Refusal> for Response<Bytes> {
    fn from(refusal: Refusal) -> Self {
        let mut response = json(refusal.status, refusal.body());
        response.headers_mut().extend(refusal.headers);
        response
    }
}
