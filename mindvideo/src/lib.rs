//! Typed inputs for the models of the MindVideo API, checked before a cent is spent.

// Generated code names this crate, in its own tests too.
#[cfg(test)]
extern crate self as mindvideo;

#[cfg(feature = "client")]
pub mod client;
#[cfg(feature = "sandbox")]
pub mod sandbox;
pub mod typed;

#[cfg(feature = "client")]
pub use client::{
    Attempt, Charged, Client, ClientBuilder, Error, IdempotencyKey, Succeeded, Task, TaskStatus,
    Update,
};
pub use mindvideo_macros::{input, mindvideo_model};
pub use mindvideo_schema::{Decimal, Report, Violation};
pub use typed::{Integer, Map, Model, ModelInfo, NotAnInteger, NotFinite, Number, Valid, Validate};

/// Declares the modules that the crate's build.rs generated.
#[macro_export]
macro_rules! include_models {
    () => {
        ::core::include!(::core::concat!(
            ::core::env!("OUT_DIR"),
            "/mindvideo/mod.rs"
        ));
    };
}
