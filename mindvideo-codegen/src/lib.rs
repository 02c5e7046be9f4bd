//! Turns JSON Schemas into typed Rust.
//!
//! Most users never call this crate: they write `#[mindvideo::mindvideo_model("schemas/x.json")]`.
//! It is for build scripts ([`Build`]) and for tools of their own ([`generate`]), and the binary
//! `mindvideo-codegen` is made of it.
//!
//! The journey of a schema, each stage a phase whose findings are all reported before the next
//! begins; [`generate`] is the page that has it whole:
//!
//! ```text
//! text -> json -> schema -> linked -> model -> tokens -> file
//! ```

#[cfg(feature = "format")]
mod build_script;
#[cfg(feature = "diff")]
pub mod diff;
mod digest;
mod emit;
#[cfg(feature = "format")]
pub mod file;
pub mod folder;
mod generate;
mod library;
mod lint;
mod lower;
#[doc(hidden)]
pub mod macros;
mod markdown;
mod model;
#[cfg(feature = "format")]
mod modules;
pub mod names;
#[cfg(feature = "format")]
pub mod output;
#[cfg(feature = "format")]
mod parallel;
mod place;
mod settings;
#[cfg(feature = "format")]
mod stamp;
#[cfg(feature = "format")]
mod validate;

#[cfg(feature = "format")]
pub use build_script::Build;
pub use generate::{Module, Refused, Untyped, generate};
pub use mindvideo_schema::diagnostic;
pub use mindvideo_schema::schema::{Dialect, UnknownDialectError};
#[cfg(feature = "format")]
pub use modules::Modules;
pub use settings::Settings;
#[cfg(feature = "format")]
pub use validate::Validator;
