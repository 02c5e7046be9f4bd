//! The macros of `mindvideo`: use them through that crate. What they expand to is written, and
//! tested, in `mindvideo-codegen`.

use std::path::PathBuf;

use mindvideo_codegen::macros;
use proc_macro::TokenStream;

/// Fills a module with the types of a schema. See `mindvideo::mindvideo_model`.
#[proc_macro_attribute]
pub fn mindvideo_model(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let manifest_dir = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    macros::attribute(arguments.into(), item.into(), &PathBuf::from(manifest_dir)).into()
}

/// Writes an input whose literals are judged while compiling. See `mindvideo::input`.
#[proc_macro]
pub fn input(tokens: TokenStream) -> TokenStream {
    macros::input(tokens.into()).into()
}
