use std::sync::LazyLock;

use super::{AnnotationKeywords, Dialect, Vocabulary};
use crate::json::hash;

/// One keyword of JSON Schema and where it belongs.
#[derive(Debug, PartialEq, Eq)]
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
        let keyword = BY_NAME.find(name)?;
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

/// A row a keyword: its name, the first and the last draft, the vocabulary, what it holds.
macro_rules! keywords {
    ($($family:ident {
        $($name:literal $since:ident $until:ident $vocabulary:ident $holds:ident)*
    })*) => {
        &[$($(Keyword {
            name: $name,
            since: Dialect::$since,
            until: Dialect::$until,
            vocabulary: Vocabulary::$vocabulary,
            family: Family::$family,
            holds: Holds::$holds,
        },)*)*]
    };
}

/// The keywords by the hashes of their names: each in the slot that its hash asks for, or the next
/// free one.
struct ByName([Option<&'static Keyword>; SLOTS]);

/// Several times as many as there are keywords.
const SLOTS: usize = 256;

static BY_NAME: LazyLock<ByName> = LazyLock::new(|| {
    let mut slots = [None; SLOTS];
    for keyword in KEYWORDS {
        let free = around(keyword.name).find(|at| slots.get(*at) == Some(&None));
        if let Some(slot) = free.and_then(|at| slots.get_mut(at)) {
            *slot = Some(keyword);
        }
    }
    ByName(slots)
});

impl ByName {
    fn find(&self, name: &str) -> Option<&'static Keyword> {
        let slots = around(name).map_while(|at| self.0.get(at).copied().flatten());
        slots.into_iter().find(|keyword| keyword.name == name)
    }
}

/// The slots where a name may be.
fn around(name: &str) -> impl Iterator<Item = usize> {
    let first = hash(name.as_bytes()) as usize;
    (0..SLOTS).map(move |step| first.wrapping_add(step) % SLOTS)
}

/// Every keyword of drafts 4 to 2020-12, each once.
///
/// `definitions` and `dependencies` count in all of them: later drafts renamed them, and schemas
/// that still use the old names mean what they always meant. `deprecated`, `readOnly` and `writeOnly`
/// only annotate, so they do wherever they stand.
static KEYWORDS: &[Keyword] = keywords! {
    Core {
        "$schema"                Draft4    Draft2020 Core        Data
        "id"                     Draft4    Draft4    Core        Data
        "$id"                    Draft6    Draft2020 Core        Data
        "$ref"                   Draft4    Draft2020 Core        Data
        "$defs"                  Draft2019 Draft2020 Core        NamedSchemas
        "definitions"            Draft4    Draft2020 Core        NamedSchemas
        "$comment"               Draft7    Draft2020 Core        Data
        "$anchor"                Draft2019 Draft2020 Core        Data
        "$recursiveAnchor"       Draft2019 Draft2019 Core        Data
        "$recursiveRef"          Draft2019 Draft2019 Core        Data
        "$dynamicAnchor"         Draft2020 Draft2020 Core        Data
        "$dynamicRef"            Draft2020 Draft2020 Core        Data
        "$vocabulary"            Draft2019 Draft2020 Core        Data
    }
    General {
        "type"                   Draft4    Draft2020 Validation  Data
        "enum"                   Draft4    Draft2020 Validation  Data
        "const"                  Draft6    Draft2020 Validation  Data
    }
    Number {
        "multipleOf"             Draft4    Draft2020 Validation  Data
        "minimum"                Draft4    Draft2020 Validation  Data
        "maximum"                Draft4    Draft2020 Validation  Data
        "exclusiveMinimum"       Draft4    Draft2020 Validation  Data
        "exclusiveMaximum"       Draft4    Draft2020 Validation  Data
    }
    String {
        "minLength"              Draft4    Draft2020 Validation  Data
        "maxLength"              Draft4    Draft2020 Validation  Data
        "pattern"                Draft4    Draft2020 Validation  Data
        "format"                 Draft4    Draft2020 Format      Data
        "contentEncoding"        Draft7    Draft2020 Content     Data
        "contentMediaType"       Draft7    Draft2020 Content     Data
        "contentSchema"          Draft2019 Draft2020 Content     Schemas
    }
    Array {
        "items"                  Draft4    Draft2020 Applicator  Schemas
        "minItems"               Draft4    Draft2020 Validation  Data
        "maxItems"               Draft4    Draft2020 Validation  Data
        "uniqueItems"            Draft4    Draft2020 Validation  Data
        "prefixItems"            Draft2020 Draft2020 Applicator  Schemas
        "additionalItems"        Draft4    Draft2019 Applicator  Schemas
        "contains"               Draft6    Draft2020 Applicator  Schemas
        "minContains"            Draft2019 Draft2020 Validation  Data
        "maxContains"            Draft2019 Draft2020 Validation  Data
        "unevaluatedItems"       Draft2019 Draft2020 Unevaluated Schemas
    }
    Object {
        "properties"             Draft4    Draft2020 Applicator  NamedSchemas
        "required"               Draft4    Draft2020 Validation  Data
        "additionalProperties"   Draft4    Draft2020 Applicator  Schemas
        "patternProperties"      Draft4    Draft2020 Applicator  NamedSchemas
        "propertyNames"          Draft6    Draft2020 Applicator  Schemas
        "minProperties"          Draft4    Draft2020 Validation  Data
        "maxProperties"          Draft4    Draft2020 Validation  Data
        "dependencies"           Draft4    Draft2020 Applicator  NamedSchemas
        "dependentRequired"      Draft2019 Draft2020 Validation  Data
        "dependentSchemas"       Draft2019 Draft2020 Applicator  NamedSchemas
        "unevaluatedProperties"  Draft2019 Draft2020 Unevaluated Schemas
    }
    Logic {
        "allOf"                  Draft4    Draft2020 Applicator  Schemas
        "anyOf"                  Draft4    Draft2020 Applicator  Schemas
        "oneOf"                  Draft4    Draft2020 Applicator  Schemas
        "not"                    Draft4    Draft2020 Applicator  Schemas
        "if"                     Draft7    Draft2020 Applicator  Schemas
        "then"                   Draft7    Draft2020 Applicator  Schemas
        "else"                   Draft7    Draft2020 Applicator  Schemas
    }
    Annotation {
        "title"                  Draft4    Draft2020 MetaData    Data
        "description"            Draft4    Draft2020 MetaData    Data
        "default"                Draft4    Draft2020 MetaData    Data
        "examples"               Draft6    Draft2020 MetaData    Data
        "deprecated"             Draft4    Draft2020 MetaData    Data
        "readOnly"               Draft4    Draft2020 MetaData    Data
        "writeOnly"              Draft4    Draft2020 MetaData    Data
    }
};

#[cfg(test)]
mod tests {
    use super::*;
    use Dialect::{Draft4, Draft7, Draft2020};

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
        for keyword in KEYWORDS {
            let named = KEYWORDS.iter().filter(|other| other.name == keyword.name);
            assert_eq!(named.count(), 1, "{}", keyword.name);
            assert_eq!(BY_NAME.find(keyword.name), Some(keyword));
        }
        assert_eq!(BY_NAME.find("x-playground"), None);
        for dialect in Dialect::ALL {
            assert!(Keyword::names(dialect).all(|name| Keyword::find(name, dialect).is_some()));
        }
    }
}
