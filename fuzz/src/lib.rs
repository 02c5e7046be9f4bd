//! Checks that hold for any bytes. Each panics where one does not.
//!
//! `cargo fuzz` runs them with coverage (`fuzz_targets/`), the program `plain` without.

mod evaluator;
mod items;
mod json_reader;
mod pattern;
mod schema_pipeline;
pub mod seeds;

pub use self::evaluator::evaluator;
pub use self::json_reader::json_reader;
pub use self::pattern::pattern;
pub use self::schema_pipeline::schema_pipeline;

/// A check.
pub type Check = fn(&[u8]);

/// Every check by its name.
pub const CHECKS: [(&str, Check); 4] = [
    ("json_reader", json_reader),
    ("schema_pipeline", schema_pipeline),
    ("evaluator", evaluator),
    ("pattern", pattern),
];

/// Two texts with a zero byte between them, as seeds for two inputs are.
fn two_texts(bytes: &[u8]) -> Option<(&str, &str)> {
    let text = str::from_utf8(bytes).ok()?;
    text.split_once('\0')
}
