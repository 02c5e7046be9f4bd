//! Typed inputs for the models of the MindVideo API, checked before a cent is spent, and a task
//! client that never pays twice.
//!
//! A model publishes a JSON Schema for its input. [`mindvideo_model`] turns the file into types;
//! [`input!`] writes an input whose literals the compiler judges; `validate()` and `from_json` judge
//! what only a run can know, and report every violation. All of them give a [`Valid`] input, the
//! only kind that [`Client::submit`](client::Client::submit) takes.
//!
//! ```
//! #[mindvideo::mindvideo_model("../schemas/veo3-1-quality.json")]
//! pub mod veo {}
//!
//! # fn main() -> Result<(), mindvideo::Report> {
//! // Judged by the compiler:
//! let input = mindvideo::input!(veo::Input {
//!     prompt: "A red sports car on a coast road at sunset",
//!     resolution: "4k",
//!     duration: 8,
//! });
//! assert_eq!(input.resolution, Some(veo::Resolution::_4k));
//!
//! // Judged by a run:
//! let same = veo::Input::new("A red sports car on a coast road at sunset")
//!     .resolution(veo::Resolution::_4k)
//!     .duration(veo::Duration::_8)
//!     .validate()?;
//! assert_eq!(input, same);
//!
//! let report = veo::Input::from_json(r#"{"prompt": "", "duration": 7}"#).unwrap_err();
//! assert_eq!(
//!     report.to_string(),
//!     "1:12: /prompt: \"\" is shorter than 1 character (#/properties/prompt/minLength)\n\
//!      1:28: /duration: 7 is not 8 (#/properties/duration/enum)",
//! );
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! - `client` (on): the [task client](client) over hyper and rustls on tokio. It is `hyper`, the transport, and `ring`, the
//!   cryptography of TLS.
//! - `blocking` (on): the same client [for threads](client::blocking), without tokio or any other runtime. It adds no crate.
//! - `aws-lc-rs`: this cryptography instead of ring: `default-features = false, features = ["hyper", "aws-lc-rs"]`.
//! - `reqwest`: a transport over a `reqwest::Client` of your own.
//! - `client-core`: the client without a network, for a [transport](client::Transport) of your own.
//! - `sqlite`: a [journal](client::journal::SqliteJournal) in `SQLite`, whose library a C compiler builds from source, as
//!   ring is.
//! - `schemars`: generated types implement [`schemars::JsonSchema`](typed::json_schema), by giving their schema back.
//! - `tracing`: spans for calls and requests, as OpenTelemetry names them.
//! - none of these (`default-features = false`): types and checks alone.
//! - `sandbox`: [a server on loopback](sandbox) that behaves as the API documents, for tests.

// Generated code names this crate, in its own tests too.
#[cfg(test)]
extern crate self as mindvideo;

#[cfg(feature = "client-core")]
pub mod client;
#[cfg(feature = "sandbox")]
pub mod sandbox;
pub mod typed;

#[cfg(feature = "client-core")]
#[doc(inline)]
pub use client::{
    Attempt, Charged, Client, ClientBuilder, Error, ErrorKind, IdempotencyKey, PollSchedule,
    RetryPolicy, StatusKind, SubmissionToken, Succeeded, Task, TaskStatus, TaskToken, Update,
};
/// Writes an input whose literals are judged while compiling, and gives a [`Valid`] of it.
///
/// It is written like a struct; fields that are left out stay unset. Where a literal stands, its
/// type and every rule of the schema are judged at its place: an error names the value, the rule
/// and the rule's line and column in the schema. Enums take the values as JSON writes them.
///
/// An expression may stand where the field has no rule beyond its type: an enum value, a flag, an
/// item of an array whose items are free. Where a rule could only be judged by a run, the error
/// says so; build such inputs with `new` and `validate()`. So nothing is left that could fail or
/// panic at run time.
///
/// ```
/// # #[mindvideo::mindvideo_model("../schemas/veo3-1-quality.json")]
/// # pub mod veo {}
/// let first = std::env::temp_dir().display().to_string();
/// let input = mindvideo::input!(veo::Input {
///     prompt: "Waves",
///     aspect_ratio: veo::AspectRatio::_9x16,
///     image_urls: [first, "https://example.com/last.png"],
/// });
/// ```
///
/// A wrong literal does not compile:
///
/// ```compile_fail
/// # #[mindvideo::mindvideo_model("../schemas/veo3-1-quality.json")]
/// # pub mod veo {}
/// let input = mindvideo::input!(veo::Input { prompt: "Waves", duration: 7 });
/// ```
#[doc(inline)]
pub use mindvideo_macros::input;
/// Fills a module with the types of a schema.
///
/// The path is relative to the folder of Cargo.toml, and rustc builds anew when the file changes.
/// Items that are in the module stay. The stem of the file is the model's slug; the input's type is
/// called `Input`.
///
/// ```
/// #[mindvideo::mindvideo_model("../schemas/veo3-1-quality.json")]
/// pub mod veo {}
///
/// let input = veo::Input::new("Waves");
/// ```
///
/// Options follow the path:
///
/// - `draft = "7"`: the draft of files without `$schema`; otherwise 2020-12;
/// - `map("https://example.com/schemas/" = "vendor")`: the folder that keeps documents which `$ref`
///   names by URIs of this prefix; may be given several times;
/// - `assert_format = true`: judge values by `format`, which otherwise only tells readers what is
///   meant.
///
/// An editor may show types of the schema as it was before its last change until it expands the
/// macro anew. For many models, or while schemas change, [`include_models!`] is more comfortable.
#[doc(inline)]
pub use mindvideo_macros::mindvideo_model;
#[doc(inline)]
pub use mindvideo_schema::{Decimal, Report, Violation};
#[doc(inline)]
pub use typed::{
    AnyInput, Integer, IntegerRangeError, Map, Model, ModelInfo, NotAnIntegerError, NotFiniteError,
    Number, Valid, Validate,
};

/// Declares the modules that the crate's build.rs generated with `mindvideo_codegen::Build`: one for
/// each schema, and `MODELS`, which lists them.
///
/// ```ignore
/// // build.rs
/// fn main() -> std::process::ExitCode {
///     mindvideo_codegen::Build::new("schemas").run()
/// }
///
/// // src/lib.rs
/// mindvideo::include_models!();
/// ```
#[macro_export]
macro_rules! include_models {
    () => {
        ::core::include!(::core::concat!(
            ::core::env!("OUT_DIR"),
            "/mindvideo/mod.rs"
        ));
    };
}
