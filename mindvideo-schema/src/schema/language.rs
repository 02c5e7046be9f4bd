use super::{Dialect, Keyword};

/// A set of keywords that a metaschema's `$vocabulary` switches on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Vocabulary {
    /// `$id`, `$ref`, `$defs` and what else ties schemas together; always on.
    Core,
    /// Keywords that apply schemas: `properties`, `items`, `allOf`.
    Applicator,
    /// `unevaluatedProperties` and `unevaluatedItems`; in 2019-09 a part of the applicators.
    Unevaluated,
    /// `type`, `enum`, bounds, lengths, counts.
    Validation,
    /// `title`, `default` and what else only speaks to people.
    MetaData,
    /// `format`, whatever is made of it.
    Format,
    /// `format` as an assertion: strings must be of their format.
    FormatAssertion,
    /// `contentEncoding` and its like.
    Content,
}

/// What a schema is written in: a draft, and those of its vocabularies that are switched on.
///
/// Up to draft 7 a draft has no vocabularies, and all of its keywords are on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Language {
    /// The draft.
    pub dialect: Dialect,
    vocabularies: u8,
}

impl Language {
    /// All of a draft, `format` as an annotation.
    pub const fn of(dialect: Dialect) -> Self {
        Self {
            dialect,
            vocabularies: !bit(Vocabulary::FormatAssertion),
        }
    }

    /// The draft with its core alone.
    pub(crate) const fn bare(dialect: Dialect) -> Self {
        Self {
            dialect,
            vocabularies: bit(Vocabulary::Core),
        }
    }

    /// Whether a vocabulary is on.
    pub const fn has(self, vocabulary: Vocabulary) -> bool {
        self.vocabularies & bit(vocabulary) != 0
    }

    /// The keyword of that name, unless its vocabulary is off.
    pub fn keyword(self, name: &str) -> Option<&'static Keyword> {
        Keyword::find(name, self.dialect).filter(|keyword| self.has(keyword.vocabulary))
    }

    /// Switches on what an entry of `$vocabulary` names. `false` if it names nothing known.
    pub(crate) fn switch_on(&mut self, uri: &str, required: bool) -> bool {
        use Vocabulary::{
            Applicator, Content, Core, Format, FormatAssertion, MetaData, Unevaluated, Validation,
        };
        let home = self.dialect.uri().trim_end_matches("schema");
        let name = uri
            .strip_prefix(home)
            .and_then(|below| below.strip_prefix("vocab/"));
        let on: &[Vocabulary] = match (name, self.dialect) {
            (Some("core"), _) => &[Core],
            (Some("applicator"), Dialect::Draft2019) => &[Applicator, Unevaluated],
            (Some("applicator"), _) => &[Applicator],
            (Some("unevaluated"), Dialect::Draft2020) => &[Unevaluated],
            (Some("validation"), _) => &[Validation],
            (Some("meta-data"), _) => &[MetaData],
            (Some("content"), _) => &[Content],
            // In 2019-09 whoever requires formats wants them judged.
            (Some("format"), Dialect::Draft2019) if required => &[Format, FormatAssertion],
            (Some("format"), Dialect::Draft2019)
            | (Some("format-annotation"), Dialect::Draft2020) => &[Format],
            (Some("format-assertion"), Dialect::Draft2020) => &[Format, FormatAssertion],
            _ => return false,
        };
        for vocabulary in on {
            self.vocabularies |= bit(*vocabulary);
        }
        true
    }
}

const fn bit(vocabulary: Vocabulary) -> u8 {
    1 << vocabulary as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vocabularies_switch_their_keywords_on() {
        let mut language = Language::bare(Dialect::Draft2019);
        let uri = |name: &str| format!("https://json-schema.org/draft/2019-09/vocab/{name}");
        assert!(language.keyword("$ref").is_some());
        assert!(language.keyword("unevaluatedItems").is_none());
        assert!(language.switch_on(&uri("applicator"), true));
        assert!(language.keyword("unevaluatedItems").is_some());
        assert!(language.keyword("minimum").is_none());
        assert!(!language.switch_on(&uri("unevaluated"), true));
        assert!(language.switch_on(&uri("format"), false));
        assert!(!language.has(Vocabulary::FormatAssertion));
        assert!(language.switch_on(&uri("format"), true));
        assert!(language.has(Vocabulary::FormatAssertion));
        assert!(!language.switch_on("https://example.com/vocab/core", true));
    }

    #[test]
    fn a_draft_has_all_its_keywords() {
        for dialect in Dialect::ALL {
            let language = Language::of(dialect);
            assert!(Keyword::names(dialect).all(|name| language.keyword(name).is_some()));
            assert!(!language.has(Vocabulary::FormatAssertion));
        }
    }
}
