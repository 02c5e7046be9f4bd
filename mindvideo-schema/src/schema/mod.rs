//! JSON Schema as Rust types: each keyword typed, each with its place.
//!
//! One file per family of keywords, named alike here, in [`rules`](crate::rules) and in
//! [`evaluate`](crate::evaluate). Reading only types what is written; what it means is the
//! evaluator's, what Rust makes of it the generator's.

mod annotation;
mod arena;
mod array;
mod at;
mod core;
mod dialect;
mod general;
mod keyword;
mod language;
mod logic;
mod number;
mod object;
mod rare;
mod reading;
mod said;
mod string;
mod types;
mod values;

pub use self::annotation::AnnotationKeywords;
pub(crate) use self::arena::{Arena, Places};
pub use self::array::ArrayKeywords;
pub use self::at::At;
pub use self::core::CoreKeywords;
pub use self::dialect::{Dialect, UnknownDialectError};
pub use self::general::GeneralKeywords;
pub(crate) use self::keyword::Holds;
pub use self::keyword::Keyword;
pub use self::language::{Language, Vocabulary};
pub use self::logic::LogicKeywords;
pub use self::number::NumberKeywords;
pub use self::object::{Name, ObjectKeywords, PatternProperty, Properties, Property};
pub use self::rare::{Absent, Rare};
pub(crate) use self::reading::{Borders, Reading, refers};
pub use self::string::StringKeywords;
pub use self::types::{JsonType, TypeSet};

use crate::json::{Node, Span};

/// One schema among all that were read together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SchemaId(pub(crate) u32);

impl SchemaId {
    /// Its place in a table with one entry a schema.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// One document among all that were read together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DocumentId(pub(crate) u32);

impl DocumentId {
    /// Its place in a table with one entry a document.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// One resource among all that were read together: a document, or a part of one with a URI of its
/// own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ResourceId(pub(crate) u32);

impl ResourceId {
    /// Its place in a table with one entry a resource.
    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// One schema or subschema.
#[derive(Clone, Debug)]
pub struct Schema {
    /// The document it stands in.
    pub document: DocumentId,
    /// Where in the document's text. [`Linked::pointer`](crate::link::Linked::pointer) says it in
    /// other words.
    pub span: Span,
    /// The resource it belongs to, which is what its references are relative to.
    pub(crate) resource: ResourceId,
    /// Whether the schema that it stands in applies it, as it does with all but definitions.
    pub(crate) is_applied: bool,
    /// The draft and the vocabularies that its keywords are read by.
    pub language: Language,
    /// What it says.
    pub body: Body,
}

impl Schema {
    /// Its keywords; a boolean schema has none.
    pub fn keywords(&self) -> Option<&Keywords> {
        match &self.body {
            Body::Boolean(_) => None,
            Body::Keywords(keywords) => Some(keywords),
        }
    }
}

/// What a schema says.
#[derive(Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "most schemas are objects, and a box for each costs more than the room of the others"
)]
pub enum Body {
    /// `true` allows everything, `false` nothing.
    Boolean(bool),
    /// An object of keywords.
    Keywords(Keywords),
}

/// The keywords of one schema, by family.
#[derive(Clone, Debug, Default)]
pub struct Keywords {
    /// `$id`, `$ref`, `$defs` and what else ties schemas together.
    pub core: Rare<CoreKeywords>,
    /// `type`, `enum`, `const`.
    pub general: GeneralKeywords,
    /// Bounds and divisors of numbers.
    pub number: Rare<NumberKeywords>,
    /// Lengths, patterns, formats and contents of strings.
    pub string: Rare<StringKeywords>,
    /// Items of arrays.
    pub array: Rare<ArrayKeywords>,
    /// Members of objects.
    pub object: Rare<ObjectKeywords>,
    /// `allOf` and the other combinations of schemas.
    pub logic: Rare<LogicKeywords>,
    /// `title`, `description`, `default` and what else only speaks to people.
    pub annotation: Rare<AnnotationKeywords>,
    /// Every other member, `x-*` included, as it was written.
    pub other: Vec<(Name, Node)>,
}

impl Keywords {
    /// Whether they judge nothing themselves: a reference at most does.
    pub(crate) fn only_refer(&self) -> bool {
        let Self {
            general,
            number,
            string,
            array,
            object,
            logic,
            ..
        } = self;
        !(general.says_something()
            || number.says_something()
            || string.says_something()
            || array.says_something()
            || object.says_something()
            || logic.says_something())
    }

    /// Whether they apply no schema to the very same value, `$ref` left out.
    pub(crate) fn applies_none_in_place(&self) -> bool {
        self.logic.is_absent() && self.object.dependent_schemas.is_empty()
    }

    /// The schemas that these keywords apply to the very same value, `$ref` left out.
    pub fn applied_in_place(&self) -> Vec<SchemaId> {
        let mut applied = Vec::new();
        self.add_applied_in_place(&mut applied);
        applied
    }

    pub(crate) fn add_applied_in_place(&self, to: &mut Vec<SchemaId>) {
        let Self { object, logic, .. } = self;
        for several in [&logic.all_of, &logic.any_of, &logic.one_of] {
            to.extend_from_slice(several.as_ref().map_or(&[], |at| &at.value));
        }
        for single in [&logic.not, &logic.condition, &logic.then, &logic.otherwise] {
            add(single.as_ref(), to);
        }
        for (_, at) in &object.dependent_schemas {
            to.push(at.value);
        }
    }

    /// The schemas that these keywords apply, `$ref` and mere definitions left out.
    pub fn applied(&self) -> Vec<SchemaId> {
        let Self {
            string,
            array,
            object,
            ..
        } = self;
        let single = [
            &string.content_schema,
            &array.items,
            &array.contains,
            &array.unevaluated,
            &object.additional,
            &object.property_names,
            &object.unevaluated,
        ];
        let mut applied = Vec::new();
        for at in single {
            add(at.as_ref(), &mut applied);
        }
        if let Some(prefix) = &array.prefix {
            applied.extend_from_slice(&prefix.value);
        }
        if let Some(properties) = &object.properties {
            for property in &properties.value {
                applied.push(property.schema);
            }
        }
        if let Some(patterns) = &object.pattern_properties {
            for (_, schema) in &patterns.value {
                applied.push(*schema);
            }
        }
        self.add_applied_in_place(&mut applied);
        applied
    }
}

fn add(schema: Option<&At<SchemaId>>, to: &mut Vec<SchemaId>) {
    if let Some(at) = schema {
        to.push(at.value);
    }
}
