//! Structs around any JSON value.

use super::{Part, Value};

/// A struct around any JSON value, judged by the evaluator: what a schema becomes whose meaning no
/// Rust type has. Implemented by generated code.
pub trait Untyped: Sized + 'static {
    /// Puts a value in.
    fn wrap(value: Value) -> Self;

    /// Shows the value.
    fn inner(&self) -> &Value;

    /// The schema it is made from.
    fn schema() -> Part;
}

/// Whether the schema allows the value.
pub fn obeys<U: Untyped>(untyped: &U) -> bool {
    U::schema().allows(untyped.inner())
}

/// Ties a generated type to serde and to [`Typed`](super::Typed).
#[macro_export]
#[doc(hidden)]
macro_rules! __untyped {
    ($untyped:ty) => {
        impl $crate::typed::Typed for $untyped {
            const TAKES: $crate::typed::literal::Takes = $crate::typed::literal::Takes::Other;

            fn read<'de, D: $crate::typed::Deserializer<'de>>(
                from: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::typed::Typed::read(from).map(<Self as $crate::typed::Untyped>::wrap)
            }

            fn write<S: $crate::typed::Serializer>(
                &self,
                to: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::typed::Typed::write($crate::typed::Untyped::inner(self), to)
            }

            fn obeys(&self, rules: &[$crate::typed::Rule]) -> bool {
                $crate::typed::untyped::obeys(self) && $crate::typed::rule::other(self, rules)
            }

            fn from_literal(_: $crate::typed::literal::Given) -> Self {
                $crate::typed::literal::never()
            }
        }

        impl $crate::typed::Validate for $untyped {
            fn schema() -> $crate::typed::Part {
                <Self as $crate::typed::Untyped>::schema()
            }
        }

        $crate::__serde!($untyped);
    };
}
