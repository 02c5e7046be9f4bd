use super::{AnnotationKeywords, Dialect};

/// One keyword of JSON Schema: where it belongs and whether this crate acts on it.
#[derive(Debug)]
pub struct Keyword {
    /// As the schema spells it.
    pub name: &'static str,
    /// The first dialect that has it.
    pub since: Dialect,
    /// The last dialect that has it.
    pub until: Dialect,
    /// Whether it changes what is valid and this crate does not evaluate it yet.
    pub pending: bool,
}

impl Keyword {
    /// The keyword of that name in that dialect; anything else is an annotation of somebody's own.
    pub fn find(name: &str, dialect: Dialect) -> Option<&'static Self> {
        KEYWORDS
            .iter()
            .find(|k| k.name == name && k.since <= dialect && dialect <= k.until)
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

const fn works(name: &'static str, since: Dialect, until: Dialect) -> Keyword {
    Keyword {
        name,
        since,
        until,
        pending: false,
    }
}

const fn pending(name: &'static str, since: Dialect, until: Dialect) -> Keyword {
    Keyword {
        name,
        since,
        until,
        pending: true,
    }
}

use Dialect::{Draft4, Draft6, Draft7, Draft2019, Draft2020};

/// Every keyword of drafts 4 to 2020-12.
///
/// `definitions` and `dependencies` count in all of them: later drafts renamed them, and schemas
/// that still use the old names mean what they always meant. An anchor alone changes nothing; the
/// references that use one are what does not work yet. `deprecated`, `readOnly` and `writeOnly` only annotate, so they do wherever they stand.
static KEYWORDS: &[Keyword] = &[
    // Core
    works("$schema", Draft4, Draft2020),
    works("id", Draft4, Draft4),
    works("$id", Draft6, Draft2020),
    works("$ref", Draft4, Draft2020),
    works("$defs", Draft2019, Draft2020),
    works("definitions", Draft4, Draft2020),
    works("$comment", Draft7, Draft2020),
    works("$anchor", Draft2019, Draft2020),
    works("$recursiveAnchor", Draft2019, Draft2019),
    pending("$recursiveRef", Draft2019, Draft2019),
    works("$dynamicAnchor", Draft2020, Draft2020),
    pending("$dynamicRef", Draft2020, Draft2020),
    pending("$vocabulary", Draft2019, Draft2020),
    // Any type
    works("type", Draft4, Draft2020),
    works("enum", Draft4, Draft2020),
    works("const", Draft6, Draft2020),
    // Numbers
    works("multipleOf", Draft4, Draft2020),
    works("minimum", Draft4, Draft2020),
    works("maximum", Draft4, Draft2020),
    works("exclusiveMinimum", Draft4, Draft2020),
    works("exclusiveMaximum", Draft4, Draft2020),
    // Strings
    works("minLength", Draft4, Draft2020),
    works("maxLength", Draft4, Draft2020),
    works("pattern", Draft4, Draft2020),
    works("format", Draft4, Draft2020),
    works("contentEncoding", Draft7, Draft2020),
    works("contentMediaType", Draft7, Draft2020),
    works("contentSchema", Draft2019, Draft2020),
    // Arrays
    works("items", Draft4, Draft2020),
    works("minItems", Draft4, Draft2020),
    works("maxItems", Draft4, Draft2020),
    works("uniqueItems", Draft4, Draft2020),
    works("prefixItems", Draft2020, Draft2020),
    works("additionalItems", Draft4, Draft2019),
    works("contains", Draft6, Draft2020),
    works("minContains", Draft2019, Draft2020),
    works("maxContains", Draft2019, Draft2020),
    pending("unevaluatedItems", Draft2019, Draft2020),
    // Objects
    works("properties", Draft4, Draft2020),
    works("required", Draft4, Draft2020),
    works("additionalProperties", Draft4, Draft2020),
    works("patternProperties", Draft4, Draft2020),
    works("propertyNames", Draft6, Draft2020),
    works("minProperties", Draft4, Draft2020),
    works("maxProperties", Draft4, Draft2020),
    works("dependencies", Draft4, Draft2020),
    works("dependentRequired", Draft2019, Draft2020),
    works("dependentSchemas", Draft2019, Draft2020),
    pending("unevaluatedProperties", Draft2019, Draft2020),
    // Logic
    works("allOf", Draft4, Draft2020),
    works("anyOf", Draft4, Draft2020),
    works("oneOf", Draft4, Draft2020),
    works("not", Draft4, Draft2020),
    works("if", Draft7, Draft2020),
    works("then", Draft7, Draft2020),
    works("else", Draft7, Draft2020),
    // Annotations
    works("title", Draft4, Draft2020),
    works("description", Draft4, Draft2020),
    works("default", Draft4, Draft2020),
    works("examples", Draft6, Draft2020),
    works("deprecated", Draft4, Draft2020),
    works("readOnly", Draft4, Draft2020),
    works("writeOnly", Draft4, Draft2020),
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
    fn no_name_stands_twice_in_one_dialect() {
        for dialect in Dialect::ALL {
            let mut names: Vec<_> = Keyword::names(dialect).collect();
            names.sort_unstable();
            let all = names.len();
            names.dedup();
            assert_eq!(names.len(), all, "{dialect}");
        }
    }
}
