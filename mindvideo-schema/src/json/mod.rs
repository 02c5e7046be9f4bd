//! JSON that remembers its places.
//!
//! [`parse`] reads a text into [`Node`]s that know which bytes they came from, so that whatever is
//! found wrong later can be shown where it stands. The reader is strict ([RFC 8259]) and refuses
//! what other readers would settle differently: repeated members, lone surrogates, a byte order
//! mark. Nothing is lost: members keep their order and numbers their text.
//!
//! ```
//! use mindvideo_schema::json::{self, Lines};
//!
//! let text = "{\n  \"minLength\": -1\n}";
//! let root = json::parse(text)?;
//! let node = root.pointer("/minLength").unwrap();
//! assert_eq!(node.span.text(text), "-1");
//! assert_eq!(Lines::new(text).place(node.span.start).to_string(), "2:16");
//! # Ok::<(), json::JsonError>(())
//! ```
//!
//! [RFC 8259]: https://www.rfc-editor.org/rfc/rfc8259

mod error;
mod fault;
mod hash;
mod lines;
mod node;
mod object;
mod parse;
mod pointer;
mod reader;
mod same;
mod span;
mod string;
mod tape;
#[cfg(test)]
mod tests;
mod text;
mod unique;
mod write;

pub use error::{JsonError, JsonErrorKind};
pub use hash::{TOLD_BY_ENDS, ends};
pub(crate) use hash::{hash, hash_around};
pub use lines::{Lines, Place};
pub use node::{Node, Number, Value};
pub use object::{Key, Member, Object};
pub use parse::{MAX_DEPTH, parse, parse_bytes, parse_shared};
pub use pointer::{Pointer, PointerError};
pub use reader::Reader;
pub use same::{same, same_hash};
pub use span::Span;
pub use tape::{Tape, TapeValue};
pub use text::Text;
pub use unique::{are_distinct, distinct, first_repeated};
pub(crate) use write::quote;
