use crate::json::{Member, Span};

/// A keyword's value together with where it stands.
///
/// A value never travels without its place: whatever is said about it later can point at it.
#[derive(Clone, Debug)]
pub struct At<T> {
    /// The typed value.
    pub value: T,
    /// The keyword as the schema spells it (`additionalItems` and `items` fill the same field).
    pub keyword: &'static str,
    /// The keyword itself, quotes included.
    pub key: Span,
    /// The value.
    pub span: Span,
}

impl<T> At<T> {
    /// A value that was read from a member.
    pub(super) fn new(keyword: &'static str, member: &Member, value: T) -> Self {
        Self {
            value,
            keyword,
            key: member.key.span,
            span: member.value.span,
        }
    }

    /// The same place with another value.
    pub fn with<U>(&self, value: U) -> At<U> {
        At {
            value,
            keyword: self.keyword,
            key: self.key,
            span: self.span,
        }
    }
}
