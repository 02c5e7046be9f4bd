use std::sync::LazyLock;

use super::{AnnotationKeywords, Dialect, Vocabulary};

/// One keyword of JSON Schema and where it belongs.
#[derive(Debug)]
pub struct Keyword {
    /// As the schema spells it.
    pub name: &'static str,
    /// The first dialect that has it.
    pub since: Dialect,
    /// The last dialect that has it.
    pub until: Dialect,
    /// The vocabulary that switches it on.
    pub vocabulary: Vocabulary,
    /// Who types its value.
    pub(super) family: Family,
    /// Whether schemas stand in its value.
    pub(crate) holds: Holds,
}

/// Which of the [`Keywords`](super::Keywords) a keyword is among.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Core,
    General,
    Number,
    String,
    Array,
    Object,
    Logic,
    Annotation,
}

/// What stands in a keyword's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    /// No schema: whatever looks like one is data.
    Data,
    /// A schema, or an array of schemas.
    Schemas,
    /// An object whose values are schemas.
    NamedSchemas,
}

impl Keyword {
    /// The keyword of that name in that dialect; anything else is an annotation of somebody's own.
    pub fn find(name: &str, dialect: Dialect) -> Option<&'static Self> {
        let found = BY_NAME.binary_search_by_key(&rank(name), |keyword| rank(keyword.name));
        let keyword = *BY_NAME.get(found.ok()?)?;
        (keyword.since <= dialect && dialect <= keyword.until).then_some(keyword)
    }

    /// The keyword of that name in other dialects only, if its absence changes what is valid. A
    /// reference finds what is kept under `$defs` in any of them.
    pub(super) fn find_elsewhere(name: &str, dialect: Dialect) -> Option<&'static Self> {
        let harmless = AnnotationKeywords::has(name)
            || matches!(name, "$comment" | "$defs" | "$vocabulary")
            || name.starts_with("content");
        KEYWORDS
            .iter()
            .filter(|keyword| keyword.name == name && !harmless)
            .find(|keyword| dialect < keyword.since || keyword.until < dialect)
    }

    /// The names that a dialect has, for suggestions.
    pub fn names(dialect: Dialect) -> impl Iterator<Item = &'static str> {
        KEYWORDS
            .iter()
            .filter(move |k| k.since <= dialect && dialect <= k.until)
            .map(|k| k.name)
    }
}

const fn keyword(
    name: &'static str,
    since: Dialect,
    until: Dialect,
    vocabulary: Vocabulary,
    family: Family,
    holds: Holds,
) -> Keyword {
    Keyword {
        name,
        since,
        until,
        vocabulary,
        family,
        holds,
    }
}

use Dialect::{Draft4, Draft6, Draft7, Draft2019, Draft2020};
use Holds::{Data, NamedSchemas, Schemas};
use Vocabulary::{Applicator, Content, Core, Format, MetaData, Unevaluated, Validation};

/// Names of different lengths are told apart without looking at them.
const fn rank(name: &str) -> (usize, &str) {
    (name.len(), name)
}

/// The same ordered by [`rank`].
static BY_NAME: LazyLock<Vec<&Keyword>> = LazyLock::new(|| {
    let mut keywords: Vec<&Keyword> = KEYWORDS.iter().collect();
    keywords.sort_unstable_by_key(|keyword| rank(keyword.name));
    keywords
});

/// Every keyword of drafts 4 to 2020-12, each once.
///
/// `definitions` and `dependencies` count in all of them: later drafts renamed them, and schemas
/// that still use the old names mean what they always meant. `deprecated`, `readOnly` and `writeOnly`
/// only annotate, so they do wherever they stand.
static KEYWORDS: &[Keyword] = &[
    keyword("$schema", Draft4, Draft2020, Core, Family::Core, Data),
    keyword("id", Draft4, Draft4, Core, Family::Core, Data),
    keyword("$id", Draft6, Draft2020, Core, Family::Core, Data),
    keyword("$ref", Draft4, Draft2020, Core, Family::Core, Data),
    keyword(
        "$defs",
        Draft2019,
        Draft2020,
        Core,
        Family::Core,
        NamedSchemas,
    ),
    keyword(
        "definitions",
        Draft4,
        Draft2020,
        Core,
        Family::Core,
        NamedSchemas,
    ),
    keyword("$comment", Draft7, Draft2020, Core, Family::Core, Data),
    keyword("$anchor", Draft2019, Draft2020, Core, Family::Core, Data),
    keyword(
        "$recursiveAnchor",
        Draft2019,
        Draft2019,
        Core,
        Family::Core,
        Data,
    ),
    keyword(
        "$recursiveRef",
        Draft2019,
        Draft2019,
        Core,
        Family::Core,
        Data,
    ),
    keyword(
        "$dynamicAnchor",
        Draft2020,
        Draft2020,
        Core,
        Family::Core,
        Data,
    ),
    keyword(
        "$dynamicRef",
        Draft2020,
        Draft2020,
        Core,
        Family::Core,
        Data,
    ),
    keyword(
        "$vocabulary",
        Draft2019,
        Draft2020,
        Core,
        Family::Core,
        Data,
    ),
    keyword("type", Draft4, Draft2020, Validation, Family::General, Data),
    keyword("enum", Draft4, Draft2020, Validation, Family::General, Data),
    keyword(
        "const",
        Draft6,
        Draft2020,
        Validation,
        Family::General,
        Data,
    ),
    keyword(
        "multipleOf",
        Draft4,
        Draft2020,
        Validation,
        Family::Number,
        Data,
    ),
    keyword(
        "minimum",
        Draft4,
        Draft2020,
        Validation,
        Family::Number,
        Data,
    ),
    keyword(
        "maximum",
        Draft4,
        Draft2020,
        Validation,
        Family::Number,
        Data,
    ),
    keyword(
        "exclusiveMinimum",
        Draft4,
        Draft2020,
        Validation,
        Family::Number,
        Data,
    ),
    keyword(
        "exclusiveMaximum",
        Draft4,
        Draft2020,
        Validation,
        Family::Number,
        Data,
    ),
    keyword(
        "minLength",
        Draft4,
        Draft2020,
        Validation,
        Family::String,
        Data,
    ),
    keyword(
        "maxLength",
        Draft4,
        Draft2020,
        Validation,
        Family::String,
        Data,
    ),
    keyword(
        "pattern",
        Draft4,
        Draft2020,
        Validation,
        Family::String,
        Data,
    ),
    keyword("format", Draft4, Draft2020, Format, Family::String, Data),
    keyword(
        "contentEncoding",
        Draft7,
        Draft2020,
        Content,
        Family::String,
        Data,
    ),
    keyword(
        "contentMediaType",
        Draft7,
        Draft2020,
        Content,
        Family::String,
        Data,
    ),
    keyword(
        "contentSchema",
        Draft2019,
        Draft2020,
        Content,
        Family::String,
        Schemas,
    ),
    keyword(
        "items",
        Draft4,
        Draft2020,
        Applicator,
        Family::Array,
        Schemas,
    ),
    keyword(
        "minItems",
        Draft4,
        Draft2020,
        Validation,
        Family::Array,
        Data,
    ),
    keyword(
        "maxItems",
        Draft4,
        Draft2020,
        Validation,
        Family::Array,
        Data,
    ),
    keyword(
        "uniqueItems",
        Draft4,
        Draft2020,
        Validation,
        Family::Array,
        Data,
    ),
    keyword(
        "prefixItems",
        Draft2020,
        Draft2020,
        Applicator,
        Family::Array,
        Schemas,
    ),
    keyword(
        "additionalItems",
        Draft4,
        Draft2019,
        Applicator,
        Family::Array,
        Schemas,
    ),
    keyword(
        "contains",
        Draft6,
        Draft2020,
        Applicator,
        Family::Array,
        Schemas,
    ),
    keyword(
        "minContains",
        Draft2019,
        Draft2020,
        Validation,
        Family::Array,
        Data,
    ),
    keyword(
        "maxContains",
        Draft2019,
        Draft2020,
        Validation,
        Family::Array,
        Data,
    ),
    keyword(
        "unevaluatedItems",
        Draft2019,
        Draft2020,
        Unevaluated,
        Family::Array,
        Schemas,
    ),
    keyword(
        "properties",
        Draft4,
        Draft2020,
        Applicator,
        Family::Object,
        NamedSchemas,
    ),
    keyword(
        "required",
        Draft4,
        Draft2020,
        Validation,
        Family::Object,
        Data,
    ),
    keyword(
        "additionalProperties",
        Draft4,
        Draft2020,
        Applicator,
        Family::Object,
        Schemas,
    ),
    keyword(
        "patternProperties",
        Draft4,
        Draft2020,
        Applicator,
        Family::Object,
        NamedSchemas,
    ),
    keyword(
        "propertyNames",
        Draft6,
        Draft2020,
        Applicator,
        Family::Object,
        Schemas,
    ),
    keyword(
        "minProperties",
        Draft4,
        Draft2020,
        Validation,
        Family::Object,
        Data,
    ),
    keyword(
        "maxProperties",
        Draft4,
        Draft2020,
        Validation,
        Family::Object,
        Data,
    ),
    keyword(
        "dependencies",
        Draft4,
        Draft2020,
        Applicator,
        Family::Object,
        NamedSchemas,
    ),
    keyword(
        "dependentRequired",
        Draft2019,
        Draft2020,
        Validation,
        Family::Object,
        Data,
    ),
    keyword(
        "dependentSchemas",
        Draft2019,
        Draft2020,
        Applicator,
        Family::Object,
        NamedSchemas,
    ),
    keyword(
        "unevaluatedProperties",
        Draft2019,
        Draft2020,
        Unevaluated,
        Family::Object,
        Schemas,
    ),
    keyword(
        "allOf",
        Draft4,
        Draft2020,
        Applicator,
        Family::Logic,
        Schemas,
    ),
    keyword(
        "anyOf",
        Draft4,
        Draft2020,
        Applicator,
        Family::Logic,
        Schemas,
    ),
    keyword(
        "oneOf",
        Draft4,
        Draft2020,
        Applicator,
        Family::Logic,
        Schemas,
    ),
    keyword("not", Draft4, Draft2020, Applicator, Family::Logic, Schemas),
    keyword("if", Draft7, Draft2020, Applicator, Family::Logic, Schemas),
    keyword(
        "then",
        Draft7,
        Draft2020,
        Applicator,
        Family::Logic,
        Schemas,
    ),
    keyword(
        "else",
        Draft7,
        Draft2020,
        Applicator,
        Family::Logic,
        Schemas,
    ),
    keyword(
        "title",
        Draft4,
        Draft2020,
        MetaData,
        Family::Annotation,
        Data,
    ),
    keyword(
        "description",
        Draft4,
        Draft2020,
        MetaData,
        Family::Annotation,
        Data,
    ),
    keyword(
        "default",
        Draft4,
        Draft2020,
        MetaData,
        Family::Annotation,
        Data,
    ),
    keyword(
        "examples",
        Draft6,
        Draft2020,
        MetaData,
        Family::Annotation,
        Data,
    ),
    keyword(
        "deprecated",
        Draft4,
        Draft2020,
        MetaData,
        Family::Annotation,
        Data,
    ),
    keyword(
        "readOnly",
        Draft4,
        Draft2020,
        MetaData,
        Family::Annotation,
        Data,
    ),
    keyword(
        "writeOnly",
        Draft4,
        Draft2020,
        MetaData,
        Family::Annotation,
        Data,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyword_belongs_to_its_drafts() {
        assert!(Keyword::find("prefixItems", Draft2020).is_some());
        assert!(Keyword::find("prefixItems", Draft7).is_none());
        assert!(Keyword::find("id", Draft4).is_some());
        assert!(Keyword::find("id", Draft2020).is_none());
        assert!(Keyword::find("x-playground", Draft2020).is_none());
    }

    #[test]
    fn no_name_stands_twice() {
        assert!(BY_NAME.is_sorted_by(|a, b| rank(a.name) < rank(b.name)));
        for dialect in Dialect::ALL {
            assert!(Keyword::names(dialect).all(|name| Keyword::find(name, dialect).is_some()));
        }
    }
}
