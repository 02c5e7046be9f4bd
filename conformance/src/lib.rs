//! How mindvideo's exactness is shown.
//!
//! - [`cases`]: the official suite, the probe and real schemas, as one kind of test;
//! - [`compiled`]: generated types, compiled into programs that judge instances;
//! - [`evaluator`]: the same judged without types;
//! - [`known`]: what is known to go wrong, each entry with its reason;
//! - [`random`]: schemas and instances made up from a seed;
//! - [`peers`]: other validators, and [`explained`] where they are known to be wrong;
//! - [`shrink`]: the smallest schema and instance that still show a difference.
//!
//! The programs: `suites` runs every case through both judges; `differential` makes up schemas and
//! instances and compares both with other validators.

pub mod cases;
pub mod compiled;
pub mod evaluator;
#[cfg(feature = "peers")]
pub mod explained;
pub mod known;
pub mod parallel;
#[cfg(feature = "peers")]
pub mod peers;
pub mod random;
pub mod shrink;
