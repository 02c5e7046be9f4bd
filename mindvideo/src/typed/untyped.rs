//! Structs around any JSON value.

use super::literal::{Given, Takes, never};
use super::{Reader, Rule, Serializer, Typed, Validate, Value, Via};

/// A struct around any JSON value, judged by the evaluator: what a schema becomes whose meaning no
/// Rust type has. Implemented by generated code.
pub trait Untyped: Validate + 'static {
    /// Puts a value in.
    fn wrap(value: Value) -> Self;

    /// Shows the value.
    fn inner(&self) -> &Value;
}

/// By the evaluator.
#[derive(Debug)]
pub struct ByEvaluator;

impl<U: Untyped> Via<U> for ByEvaluator {
    const TAKES: Takes = Takes::Other;

    fn read(from: &mut Reader<'_>, _: &[Rule]) -> Option<U> {
        if !from.judges() || from.allowed(U::PART) {
            Typed::read(from, &[]).map(U::wrap)
        } else {
            None
        }
    }

    fn explain(text: &str) -> String {
        U::PART.explain_value(text)
    }

    fn write<S: Serializer>(value: &U, to: S) -> Result<S::Ok, S::Error> {
        value.inner().write(to)
    }

    fn obeys(value: &U, _: &[Rule]) -> bool {
        U::PART.allows(value.inner())
    }

    fn from_literal(_: Given) -> U {
        never()
    }
}

/// Ties generated types to serde and to [`Typed`].
#[macro_export]
#[doc(hidden)]
macro_rules! __untyped {
    ($($untyped:ty),+) => {
        $crate::__typed!($crate::typed::untyped::ByEvaluator, $($untyped),+);
    };
}
