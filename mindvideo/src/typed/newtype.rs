//! Structs around one value.

use super::{Part, Rule, Typed};

/// A struct around one value that obeys rules of its own: a definition such as
/// `{"type": "string", "minLength": 1}`. Implemented by generated code.
pub trait Newtype: Sized + 'static {
    /// What is inside.
    type Inner: Typed;

    /// What it obeys.
    const RULES: &'static [Rule];

    /// Puts it in.
    fn wrap(inner: Self::Inner) -> Self;

    /// Shows it.
    fn inner(&self) -> &Self::Inner;

    /// The schema it is made from.
    fn schema() -> Part;
}

/// Ties a generated newtype to serde and to [`Typed`].
#[macro_export]
#[doc(hidden)]
macro_rules! __newtype {
    ($newtype:ty) => {
        impl $crate::typed::Typed for $newtype {
            const TAKES: $crate::typed::literal::Takes = $crate::typed::literal::Takes::Other;

            fn read<'de, D: $crate::typed::Deserializer<'de>>(
                from: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::typed::Typed::read(from).map(<Self as $crate::typed::Newtype>::wrap)
            }

            fn write<S: $crate::typed::Serializer>(
                &self,
                to: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::typed::Typed::write($crate::typed::Newtype::inner(self), to)
            }

            fn obeys(&self, rules: &[$crate::typed::Rule]) -> bool {
                let inner = $crate::typed::Newtype::inner(self);
                $crate::typed::Typed::obeys(inner, <Self as $crate::typed::Newtype>::RULES)
                    && $crate::typed::rule::other(self, rules)
            }

            fn from_literal(_: $crate::typed::literal::Given) -> Self {
                $crate::typed::literal::never()
            }
        }

        impl $crate::typed::Validate for $newtype {
            fn schema() -> $crate::typed::Part {
                <Self as $crate::typed::Newtype>::schema()
            }
        }

        $crate::__serde!($newtype);
    };
}
