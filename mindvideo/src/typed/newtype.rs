//! Structs around one value.

use super::literal::{Given, Takes, never};
use super::place::{hand_on, with_place};
use super::{Reader, Rule, Serializer, Typed, Validate, Via};

/// A struct around one value that obeys rules of its own: a definition such as
/// `{"type": "string", "minLength": 1}`. Implemented by generated code.
pub trait Newtype: Validate + 'static {
    /// What is inside.
    type Inner: Typed;

    /// What it obeys.
    const RULES: &'static [Rule];

    /// Puts it in.
    fn wrap(inner: Self::Inner) -> Self;

    /// Shows it.
    fn inner(&self) -> &Self::Inner;
}

/// By what is inside.
#[derive(Debug)]
pub struct ByInner;

impl<N: Newtype> Via<N> for ByInner {
    const TAKES: Takes = Takes::Other;

    fn fill(from: &mut Reader<'_>, _: &[Rule], place: &mut Option<N>) -> Option<()> {
        with_place(|inner| {
            N::Inner::fill(from, N::RULES, inner)?;
            hand_on(inner, |inner| *place = Some(N::wrap(inner)))
        })
    }

    fn explain(text: &str) -> String {
        N::PART.explain_value(text)
    }

    fn write<S: Serializer>(value: &N, to: S) -> Result<S::Ok, S::Error> {
        value.inner().write(to)
    }

    fn obeys(value: &N, _: &[Rule]) -> bool {
        value.inner().obeys(N::RULES)
    }

    fn text(value: &N) -> Option<&str> {
        value.inner().text()
    }

    fn from_literal(_: Given) -> N {
        never()
    }
}

/// Ties generated newtypes to serde and to [`Typed`].
#[macro_export]
#[doc(hidden)]
macro_rules! __newtype {
    ($($newtype:ty),+) => {
        $crate::__typed!($crate::typed::newtype::ByInner, $($newtype),+);
    };
}
