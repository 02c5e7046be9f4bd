//! The types of the real schemas, where `reading` wants them.

#[cfg(feature = "types")]
mod types;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "types")]
    types::make();
}
