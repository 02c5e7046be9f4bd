//! What each keyword asks of a value: one function a keyword.
//!
//! Generated code and the evaluator call the same functions, and the compile-time checks of
//! literals those that are `const`. Names and files are those of [`schema`](crate::schema).

pub mod array;
pub mod format;
pub mod general;
pub mod number;
pub mod object;
pub mod string;
