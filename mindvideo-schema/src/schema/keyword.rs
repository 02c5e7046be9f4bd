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
    /// Whether schemas stand in its value.
    pub(crate) holds: Holds,
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
        let found = BY_NAME.binary_search_by_key(&name, |keyword| keyword.name);
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
    holds: Holds,
) -> Keyword {
    Keyword {
        name,
        since,
        until,
        vocabulary,
        holds,
    }
}

use Dialect::{Draft4, Draft6, Draft7, Draft2019, Draft2020};
use Holds::{Data, NamedSchemas, Schemas};
use Vocabulary::{Applicator, Content, Core, Format, MetaData, Unevaluated, Validation};

/// The same ordered by name.
static BY_NAME: LazyLock<Vec<&Keyword>> = LazyLock::new(|| {
    let mut keywords: Vec<&Keyword> = KEYWORDS.iter().collect();
    keywords.sort_unstable_by_key(|keyword| keyword.name);
    keywords
});

/// Every keyword of drafts 4 to 2020-12, each once.
///
/// `definitions` and `dependencies` count in all of them: later drafts renamed them, and schemas
/// that still use the old names mean what they always meant. `deprecated`, `readOnly` and `writeOnly`
/// only annotate, so they do wherever they stand.
static KEYWORDS: &[Keyword] = &[
    // Core
    keyword("$schema", Draft4, Draft2020, Core, Data),
    keyword("id", Draft4, Draft4, Core, Data),
    keyword("$id", Draft6, Draft2020, Core, Data),
    keyword("$ref", Draft4, Draft2020, Core, Data),
    keyword("$defs", Draft2019, Draft2020, Core, NamedSchemas),
    keyword("definitions", Draft4, Draft2020, Core, NamedSchemas),
    keyword("$comment", Draft7, Draft2020, Core, Data),
    keyword("$anchor", Draft2019, Draft2020, Core, Data),
    keyword("$recursiveAnchor", Draft2019, Draft2019, Core, Data),
    keyword("$recursiveRef", Draft2019, Draft2019, Core, Data),
    keyword("$dynamicAnchor", Draft2020, Draft2020, Core, Data),
    keyword("$dynamicRef", Draft2020, Draft2020, Core, Data),
    keyword("$vocabulary", Draft2019, Draft2020, Core, Data),
    // Any type
    keyword("type", Draft4, Draft2020, Validation, Data),
    keyword("enum", Draft4, Draft2020, Validation, Data),
    keyword("const", Draft6, Draft2020, Validation, Data),
    // Numbers
    keyword("multipleOf", Draft4, Draft2020, Validation, Data),
    keyword("minimum", Draft4, Draft2020, Validation, Data),
    keyword("maximum", Draft4, Draft2020, Validation, Data),
    keyword("exclusiveMinimum", Draft4, Draft2020, Validation, Data),
    keyword("exclusiveMaximum", Draft4, Draft2020, Validation, Data),
    // Strings
    keyword("minLength", Draft4, Draft2020, Validation, Data),
    keyword("maxLength", Draft4, Draft2020, Validation, Data),
    keyword("pattern", Draft4, Draft2020, Validation, Data),
    keyword("format", Draft4, Draft2020, Format, Data),
    keyword("contentEncoding", Draft7, Draft2020, Content, Data),
    keyword("contentMediaType", Draft7, Draft2020, Content, Data),
    keyword("contentSchema", Draft2019, Draft2020, Content, Schemas),
    // Arrays
    keyword("items", Draft4, Draft2020, Applicator, Schemas),
    keyword("minItems", Draft4, Draft2020, Validation, Data),
    keyword("maxItems", Draft4, Draft2020, Validation, Data),
    keyword("uniqueItems", Draft4, Draft2020, Validation, Data),
    keyword("prefixItems", Draft2020, Draft2020, Applicator, Schemas),
    keyword("additionalItems", Draft4, Draft2019, Applicator, Schemas),
    keyword("contains", Draft6, Draft2020, Applicator, Schemas),
    keyword("minContains", Draft2019, Draft2020, Validation, Data),
    keyword("maxContains", Draft2019, Draft2020, Validation, Data),
    keyword(
        "unevaluatedItems",
        Draft2019,
        Draft2020,
        Unevaluated,
        Schemas,
    ),
    // Objects
    keyword("properties", Draft4, Draft2020, Applicator, NamedSchemas),
    keyword("required", Draft4, Draft2020, Validation, Data),
    keyword(
        "additionalProperties",
        Draft4,
        Draft2020,
        Applicator,
        Schemas,
    ),
    keyword(
        "patternProperties",
        Draft4,
        Draft2020,
        Applicator,
        NamedSchemas,
    ),
    keyword("propertyNames", Draft6, Draft2020, Applicator, Schemas),
    keyword("minProperties", Draft4, Draft2020, Validation, Data),
    keyword("maxProperties", Draft4, Draft2020, Validation, Data),
    keyword("dependencies", Draft4, Draft2020, Applicator, NamedSchemas),
    keyword("dependentRequired", Draft2019, Draft2020, Validation, Data),
    keyword(
        "dependentSchemas",
        Draft2019,
        Draft2020,
        Applicator,
        NamedSchemas,
    ),
    keyword(
        "unevaluatedProperties",
        Draft2019,
        Draft2020,
        Unevaluated,
        Schemas,
    ),
    // Logic
    keyword("allOf", Draft4, Draft2020, Applicator, Schemas),
    keyword("anyOf", Draft4, Draft2020, Applicator, Schemas),
    keyword("oneOf", Draft4, Draft2020, Applicator, Schemas),
    keyword("not", Draft4, Draft2020, Applicator, Schemas),
    keyword("if", Draft7, Draft2020, Applicator, Schemas),
    keyword("then", Draft7, Draft2020, Applicator, Schemas),
    keyword("else", Draft7, Draft2020, Applicator, Schemas),
    // Annotations
    keyword("title", Draft4, Draft2020, MetaData, Data),
    keyword("description", Draft4, Draft2020, MetaData, Data),
    keyword("default", Draft4, Draft2020, MetaData, Data),
    keyword("examples", Draft6, Draft2020, MetaData, Data),
    keyword("deprecated", Draft4, Draft2020, MetaData, Data),
    keyword("readOnly", Draft4, Draft2020, MetaData, Data),
    keyword("writeOnly", Draft4, Draft2020, MetaData, Data),
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
        assert!(BY_NAME.is_sorted_by(|a, b| a.name < b.name));
        for dialect in Dialect::ALL {
            assert!(Keyword::names(dialect).all(|name| Keyword::find(name, dialect).is_some()));
        }
    }
}
