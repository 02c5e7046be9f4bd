//! Spans for calls and requests, by the conventions of OpenTelemetry for HTTP clients. Without the feature `tracing`, nothing.
//!
//! Neither headers nor bodies nor queries are shown, so neither the API key nor a prompt nor the signature of a URL.

#[cfg(not(feature = "tracing"))]
mod silent;
#[cfg(feature = "tracing")]
mod spans;

#[cfg(not(feature = "tracing"))]
pub(crate) use self::silent::{RequestSpan, download, submit, wait};
#[cfg(feature = "tracing")]
pub(crate) use self::spans::{RequestSpan, download, submit, wait};
