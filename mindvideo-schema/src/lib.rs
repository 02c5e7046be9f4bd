//! What JSON Schema means, for `mindvideo`.
//!
//! From a text to a verdict, each step a module and each a leaf for the next:
//!
//! - [`json`]: JSON that remembers the place of every key and value;
//! - [`schema`]: the keywords of drafts 4 to 2020-12 as Rust types;
//! - [`link`]: `$ref` resolved, inside a document and into others;
//! - [`rules`]: what each keyword asks, one function a keyword;
//! - [`evaluate`]: every violation of an instance, as a [`Report`];
//! - [`diagnostic`]: everything that can be wrong with a schema itself.
//!
//! No I/O, no HTTP, no code generation, no dependencies.

pub mod decimal;
pub mod diagnostic;
pub mod evaluate;
mod hashed;
pub mod json;
pub mod link;
mod order;
pub mod pattern;
pub mod report;
pub mod rules;
pub mod schema;
mod text;

pub use decimal::Decimal;
pub use evaluate::{Evaluator, SchemaError};
pub use pattern::Pattern;
pub use report::{Report, Violation};
