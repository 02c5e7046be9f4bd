//! What the macros of `mindvideo-macros` expand to, here so that it can be tested without a
//! compiler. Not for other callers.

mod attribute;
mod input;
mod tokens;

pub use attribute::attribute;
pub use input::input;
