use mindvideo_schema::json::{TOLD_BY_ENDS, ends};

use super::literal::Takes;
use super::{Rule, Typed};

/// One field: what a member of that name may be.
#[derive(Debug)]
pub struct Field {
    /// The member's name in JSON.
    pub name: &'static str,
    /// The field's name in Rust, without `r#`.
    pub ident: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// The literals that its type can be written as.
    pub takes: Takes,
    /// What its value obeys, besides being of its type.
    pub rules: &'static [Rule],
    /// Line and column of its name in the schema.
    pub at: (u32, u32),
}

impl Field {
    /// A field of a type that must be there.
    pub const fn required<T: Typed>(name: &'static str, at: (u32, u32)) -> Self {
        Self {
            name,
            ident: name,
            required: true,
            takes: T::TAKES,
            rules: &[],
            at,
        }
    }

    /// A field of a type that may be absent.
    pub const fn optional<T: Typed>(name: &'static str, at: (u32, u32)) -> Self {
        Self {
            required: false,
            ..Self::required::<T>(name, at)
        }
    }

    /// The field whose value obeys these rules.
    #[must_use]
    pub const fn rules(self, rules: &'static [Rule]) -> Self {
        Self { rules, ..self }
    }

    /// Whether that is its name.
    #[inline]
    pub(super) fn is(&self, name: &str) -> bool {
        self.is_with_ends(name, ends(name.as_bytes()))
    }

    /// The same where the ends of the name are known.
    #[inline]
    pub(super) fn is_with_ends(&self, name: &str, with: (u64, u64)) -> bool {
        self.name.len() == name.len()
            && ends(self.name.as_bytes()) == with
            && (name.len() <= TOLD_BY_ENDS || self.name == name)
    }

    /// The field with another name in Rust than in JSON.
    #[must_use]
    pub const fn named(self, ident: &'static str) -> Self {
        Self { ident, ..self }
    }
}
