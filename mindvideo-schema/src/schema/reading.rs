use std::collections::VecDeque;
use std::sync::Arc;

use super::arena::Arena;
use super::keyword::Family;
use super::{
    ArrayKeywords, Body, Dialect, DocumentId, Keyword, Keywords, Language, Name, NumberKeywords,
    ResourceId, Schema, SchemaId,
};
use crate::diagnostic::{Diagnostics, Source};
use crate::hashed::Known;
use crate::json::{Member, Node, Object, Pointer, Value};

/// Knows where the resources of a document begin.
pub(crate) trait Borders {
    /// The resource that begins at an offset below the document's root, and its language.
    fn begins_at(&self, document: DocumentId, start: u32) -> Option<(ResourceId, Language)>;
}

/// Reads the schema at one location of a document and all below it, through a queue: however
/// deep schemas nest, no stack grows with them.
pub(crate) struct Reading<'a> {
    /// The draft of the schema that is being read.
    pub(super) dialect: Dialect,
    document: DocumentId,
    root: &'a Node,
    pub(super) source: &'a Arc<Source>,
    borders: &'a dyn Borders,
    arena: &'a mut Arena,
    pub(super) found: &'a mut Diagnostics,
    queue: VecDeque<Waiting<'a>>,
    /// Where the schema that is being read begins.
    start: u32,
    home: (ResourceId, Language),
    /// Whether nothing of the document was read before.
    is_first: bool,
    /// What unknown names were found to be meant for, in a dialect.
    pub(super) slips: Known<(Dialect, Option<&'static str>)>,
}

/// A schema that is to be read, and the keyword it stands under.
struct Waiting<'a> {
    id: SchemaId,
    keyword: &'static str,
    node: &'a Node,
}

impl<'a> Reading<'a> {
    /// A reading of a part of a document that belongs to the resource `home`.
    pub(crate) fn new(
        document: DocumentId,
        root: &'a Node,
        home: (ResourceId, Language),
        source: &'a Arc<Source>,
        borders: &'a dyn Borders,
        arena: &'a mut Arena,
        found: &'a mut Diagnostics,
    ) -> Self {
        let mut before = arena.schemas().iter().rev();
        let is_first = before.all(|schema| schema.document != document);
        if is_first {
            arena.make_room(source.text.len());
        }
        Self {
            is_first,
            dialect: home.1.dialect,
            document,
            root,
            source,
            borders,
            arena,
            found,
            queue: VecDeque::new(),
            start: 0,
            home,
            slips: Known::default(),
        }
    }

    /// The schema that a value is, read now unless it was before.
    pub(crate) fn read(mut self, node: &'a Node) -> SchemaId {
        let root = self.enqueue("", node);
        while let Some(Waiting { id, keyword, node }) = self.queue.pop_front() {
            if let Some(schema) = self.arena.get(id) {
                self.start = schema.span.start;
                self.home = (schema.resource, schema.language);
                self.dialect = schema.language.dialect;
            }
            let body = self.body(keyword, node);
            self.arena.fill(id, body);
        }
        root
    }

    fn body(&mut self, keyword: &str, node: &'a Node) -> Body {
        match &node.value {
            Value::Bool(allows) => {
                self.say_early_boolean(keyword, node.span);
                Body::Boolean(*allows)
            }
            Value::Object(members) => Body::Keywords(self.keywords(members)),
            _ => {
                self.say_no_schema(node);
                Body::Boolean(true)
            }
        }
    }

    fn keywords(&mut self, members: &'a Object) -> Keywords {
        let mut keywords = Keywords::default();
        let replaced = self.dialect.ref_replaces_siblings() && refers(members);
        for member in members {
            let known = self.home.1.keyword(&member.key.text);
            match known {
                // Up to draft 7 a reference makes its siblings meaningless; the definitions beside
                // it can still be referred to.
                Some(keyword)
                    if replaced && !matches!(keyword.name, "$ref" | "definitions" | "$schema") =>
                {
                    self.say_replaced(keyword.name, member.key.span);
                }
                Some(keyword) => self.keyword(keyword, member, &mut keywords),
                None => self.unknown(member, &mut keywords),
            }
        }
        if !replaced {
            NumberKeywords::finish(&mut keywords.number, members, self);
            ArrayKeywords::finish(&mut keywords.array, members, self);
        }
        keywords
    }

    fn keyword(&mut self, keyword: &'static Keyword, member: &'a Member, to: &mut Keywords) {
        let name = keyword.name;
        let read = match keyword.family {
            Family::Core => to.core.read(name, member, self),
            Family::General => to.general.read(name, member, self),
            Family::Number => to.number.read(name, member, self),
            Family::String => to.string.read(name, member, self),
            Family::Array => to.array.read(name, member, self),
            Family::Object => to.object.read(name, member, self),
            Family::Logic => to.logic.read(name, member, self),
            Family::Annotation => to.annotation.read(name, member, self),
        };
        debug_assert!(read, "`{name}` is in the table and not in its family");
    }

    fn unknown(&mut self, member: &Member, to: &mut Keywords) {
        let name = &member.key.text;
        if self.found.takes_warnings() {
            // What the metaschema switched off is there on purpose.
            let is_switched_off = Keyword::find(name, self.dialect).is_some();
            if !is_switched_off && !name.starts_with("x-") {
                self.say_unknown(member);
            }
        }
        to.other.push((
            Name {
                text: name.clone(),
                span: member.key.span,
            },
            member.value.clone(),
        ));
    }

    /// Where the schema that is being read stands, for findings.
    pub(super) fn pointer(&self) -> Pointer {
        self.root.pointer_to(self.start)
    }

    /// Has a schema read that stands under a keyword.
    pub(super) fn enqueue(&mut self, keyword: &'static str, node: &'a Node) -> SchemaId {
        if !self.is_first
            && let Some(id) = self.arena.at(self.document, node.span.start)
        {
            self.arena.apply(id, applies(keyword));
            return id;
        }
        let begun = self.borders.begins_at(self.document, node.span.start);
        let (resource, language) = begun.unwrap_or(self.home);
        let id = self.arena.reserve(Schema {
            document: self.document,
            span: node.span,
            resource,
            language,
            is_applied: applies(keyword),
            body: Body::Boolean(true),
        });
        self.queue.push_back(Waiting { id, keyword, node });
        id
    }
}

/// Whether a schema has a `$ref`.
pub(crate) fn refers(members: &Object) -> bool {
    members.has_name(|name| name == b"$ref")
}

/// Whether the schemas under a keyword are applied by the one that it stands in.
fn applies(keyword: &str) -> bool {
    !matches!(keyword, "" | "$defs" | "definitions")
}
