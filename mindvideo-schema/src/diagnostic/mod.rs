//! Findings: what is wrong, where, and what to do.
//!
//! A [`Diagnostic`] knows its text ([`Source`]) and its place ([`Span`](crate::json::Span)); a
//! [`Format`] turns it into what a terminal, a compiler message or a machine reads.
//! [`Diagnostics`] collects the findings of a phase, and [`CATALOG`] explains each [`Code`].
//!
//! ```
//! use mindvideo_schema::diagnostic::{human, read};
//!
//! let finding = read("schemas/a.json", b"{\n  \"type\": \"object\",\n}\n".to_vec()).unwrap_err();
//! assert_eq!(
//!     human(&finding),
//!     r#"error[MV0001]: nothing follows this comma
//!  --> schemas/a.json:2:19
//!   |
//! 2 |   "type": "object",
//!   |                   ^
//!   |
//!   = help: remove the comma"#
//! );
//! ```

mod catalog;
mod changes;
mod code;
mod collection;
mod finding;
mod read;
mod render;
mod source;
mod suggest;

pub use catalog::{CATALOG, Entry, explain};
pub use changes::CHANGES;
pub use code::{Code, ParseCodeError, Severity};
pub use collection::Diagnostics;
pub use finding::{Diagnostic, Related};
pub use read::read;
pub use render::{Format, UnknownFormatError, github, human, json, sarif, short};
pub use source::Source;
pub use suggest::suggest;
