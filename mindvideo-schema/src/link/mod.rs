//! References resolved: from a text to every schema it reaches.

mod cycle;
mod uri;

use std::collections::HashMap;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Source};
use crate::json::{self, Node, Pointer, Span};
use crate::rules::format::Format;
use crate::schema::{Arena, At, Body, Dialect, DocumentId, Keywords, Reading, Schema, SchemaId};

/// Finds documents that references name by URI. Never the network: see [`load`].
pub trait Library {
    /// The document of that absolute URI (without fragment), or `None` when there is none.
    /// `Err` says why one that should be there cannot be had.
    fn document(&self, uri: &str) -> Option<Result<Arc<Source>, String>>;
}

/// A library without documents.
impl Library for () {
    fn document(&self, _uri: &str) -> Option<Result<Arc<Source>, String>> {
        None
    }
}

/// One document that was read.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its name and text.
    pub source: Arc<Source>,
    /// The URI that references called it by; empty for the document that was asked for.
    pub address: String,
    /// What references inside it are relative to: its `$id`, else its address.
    pub uri: String,
    /// The draft it is written in.
    pub dialect: Dialect,
    root: Arc<Node>,
}

/// A schema with everything it refers to.
#[derive(Clone, Debug)]
pub struct Linked {
    documents: Vec<Document>,
    schemas: Vec<Schema>,
    by_location: HashMap<(DocumentId, Pointer), SchemaId>,
    references: Vec<Option<SchemaId>>,
    root: SchemaId,
}

impl Linked {
    /// The schema of the document that was asked for.
    pub fn root(&self) -> SchemaId {
        self.root
    }

    /// One schema. An id of another `Linked` gives the root.
    pub fn schema(&self, id: SchemaId) -> &Schema {
        self.schemas
            .get(id.index())
            .unwrap_or_else(|| &self.schemas[self.root.index()])
    }

    /// What the schema's `$ref` refers to.
    pub fn reference(&self, id: SchemaId) -> Option<SchemaId> {
        self.references.get(id.index()).copied().flatten()
    }

    /// The document that a schema stands in.
    pub fn document(&self, id: DocumentId) -> &Document {
        self.documents.get(id.index()).unwrap_or(&self.documents[0])
    }

    /// Every document, the one that was asked for first.
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// The schema at a JSON pointer of a document, the first one unless a URI names another, if
    /// one was read there.
    pub fn at(&self, document: Option<&str>, pointer: &str) -> Option<SchemaId> {
        let document = match document {
            None => 0,
            Some(uri) => self.documents.iter().position(|d| d.uri == uri)?,
        };
        let document = u32::try_from(document).ok().map(DocumentId)?;
        let place = place(pointer)?;
        self.by_location.get(&(document, place)).copied()
    }

    /// The schemas that the root applies, itself and by references included, in the order in which
    /// a reader meets them. Definitions that nothing refers to are not among them.
    pub fn reachable(&self) -> Vec<SchemaId> {
        let mut seen = vec![false; self.schemas.len()];
        let mut order = Vec::new();
        let mut open = vec![self.root];
        while let Some(id) = open.pop() {
            if seen
                .get_mut(id.index())
                .is_none_or(|seen| std::mem::replace(seen, true))
            {
                continue;
            }
            order.push(id);
            let applied = self.schema(id).keywords().map(Keywords::applied);
            open.extend(applied.into_iter().flatten().rev());
            open.extend(self.reference(id));
        }
        order
    }

    /// Makes every `format` of a document an assertion that the document's draft knows.
    ///
    /// Unasked, `format` is an annotation in all drafts.
    pub fn assert_format(&mut self, document: DocumentId) {
        let dialect = self.document(document).dialect;
        let inside = |schema: &&mut Schema| schema.document == document;
        for schema in self.schemas.iter_mut().filter(inside) {
            if let Body::Keywords(keywords) = &mut schema.body {
                let format = keywords.string.format.as_ref();
                keywords.general.format =
                    format.and_then(|at| Some(at.with(Format::of(&at.value, dialect)?)));
            }
        }
    }

    /// The same in all documents.
    pub fn assert_formats(&mut self) {
        for index in 0..self.documents.len() {
            self.assert_format(DocumentId(u32::try_from(index).unwrap_or(u32::MAX)));
        }
    }

    /// Every schema that was read, applied or not.
    pub(crate) fn schemas(&self) -> &[Schema] {
        &self.schemas
    }
}

/// Reads a schema and every document it refers to, and ties its references together.
///
/// `dialect` is for documents without `$schema`. Findings go to `found`; where there are errors
/// among them, or in what [`pending::refuse`](crate::pending::refuse) adds, the result is `None` or
/// not to be relied on.
pub fn load(
    source: &Arc<Source>,
    dialect: Dialect,
    library: &dyn Library,
    found: &mut Diagnostics,
) -> Option<Linked> {
    let mut linker = Linker {
        default_dialect: dialect,
        library,
        found,
        arena: Arena::default(),
        documents: Vec::new(),
        references: Vec::new(),
    };
    let root = linker.open(source, String::new())?;
    let root = linker.read_at(root, "")?;
    linker.link();
    cycle::refuse(
        linker.arena.schemas(),
        &linker.references,
        &linker.documents,
        linker.found,
    );
    let (schemas, by_location) = linker.arena.into_parts();
    Some(Linked {
        documents: linker.documents,
        references: linker.references,
        schemas,
        by_location,
        root,
    })
}

/// The one spelling of a pointer.
fn place(pointer: &str) -> Option<Pointer> {
    let steps = Pointer::parse(pointer).ok()?;
    let root = Pointer::root();
    Some(steps.iter().fold(root, |place, step| place.join(step)))
}

struct Linker<'a> {
    default_dialect: Dialect,
    library: &'a dyn Library,
    found: &'a mut Diagnostics,
    arena: Arena,
    documents: Vec<Document>,
    references: Vec<Option<SchemaId>>,
}

impl Linker<'_> {
    fn open(&mut self, source: &Arc<Source>, address: String) -> Option<DocumentId> {
        let root = match json::parse(&source.text) {
            Ok(root) => Arc::new(root),
            Err(error) => {
                self.found.push(Diagnostic::not_json(&error, source));
                return None;
            }
        };
        let dialect = self.dialect(source, &root);
        let id = match dialect {
            Dialect::Draft4 => "id",
            _ => "$id",
        };
        let own = text_of(&root, id).map(|id| uri::split_fragment(id).0);
        let uri = own.map_or_else(|| address.clone(), |own| uri::resolve(&address, own));
        let id = DocumentId(u32::try_from(self.documents.len()).unwrap_or(u32::MAX));
        self.documents.push(Document {
            source: Arc::clone(source),
            address,
            uri,
            dialect,
            root,
        });
        Some(id)
    }

    fn dialect(&mut self, source: &Arc<Source>, root: &Node) -> Dialect {
        let Some(uri) = text_of(root, "$schema") else {
            return self.default_dialect;
        };
        Dialect::from_uri(uri).unwrap_or_else(|| {
            let schema = root
                .value
                .as_object()
                .and_then(|members| members.get("$schema"));
            let span = schema.map_or(root.span, |node| node.span);
            let known = Dialect::ALL.map(Dialect::uri).join("\n  ");
            self.found.push(
                Diagnostic::error(
                    Code::UNKNOWN_DIALECT,
                    source,
                    span,
                    "`$schema` names a dialect that is not known here",
                )
                .with_label("no published draft")
                .with_help(format!("name one of\n  {known}")),
            );
            self.default_dialect
        })
    }

    /// The schema at a pointer of a document, in whatever way the pointer is spelled.
    fn read_at(&mut self, document: DocumentId, pointer: &str) -> Option<SchemaId> {
        let place = place(pointer)?;
        if let Some(id) = self.arena.at(document, &place) {
            return Some(id);
        }
        let Document {
            source,
            dialect,
            root,
            ..
        } = self.documents.get(document.index())?.clone();
        let node = root.pointer(place.as_str())?;
        let reading = Reading::new(document, dialect, &source, &mut self.arena, self.found);
        Some(reading.read(node, place))
    }

    /// Goes through the schemas in the order in which they were read. Resolving a reference may
    /// read more, which then come later in the same walk.
    fn link(&mut self) {
        let mut next = 0;
        while let Some(schema) = self.arena.schemas().get(next) {
            let reference = schema
                .keywords()
                .and_then(|keywords| keywords.core.reference.clone());
            let place = Place {
                document: schema.document,
                pointer: schema.pointer.clone(),
            };
            let target = reference.and_then(|reference| self.resolve(&place, &reference));
            self.references.push(target);
            next += 1;
        }
    }

    fn resolve(&mut self, from: &Place, reference: &At<String>) -> Option<SchemaId> {
        let (address, fragment) = uri::split_fragment(&reference.value);
        let target = match address {
            "" => from.document,
            _ => self.find_document(from, address, reference.span)?,
        };
        let pointer = uri::percent_decode(fragment)
            .filter(|pointer| pointer.is_empty() || pointer.starts_with('/'));
        let Some(pointer) = pointer else {
            self.say(
                from,
                Code::PENDING_KEYWORD,
                reference.span,
                "a reference by anchor does not work yet",
                "write the target's JSON pointer, such as `#/$defs/name`",
            );
            return None;
        };
        let found = self.read_at(target, &pointer);
        if found.is_none() {
            self.dangling(from, target, &pointer, reference.span);
        }
        found
    }

    fn find_document(&mut self, from: &Place, address: &str, span: Span) -> Option<DocumentId> {
        let base = &self.documents.get(from.document.index())?.uri;
        let uri = uri::resolve(base, address);
        let is_it = |document: &Document| document.uri == uri || document.address == uri;
        if let Some(index) = self.documents.iter().position(is_it) {
            return u32::try_from(index).ok().map(DocumentId);
        }
        match self.library.document(&uri) {
            Some(Ok(source)) => self.open(&source, uri),
            Some(Err(why)) => {
                let message = format!("the document `{uri}` cannot be read: {why}");
                let help = "mend the file that stands for it";
                self.say(from, Code::NO_DOCUMENT, span, &message, help);
                None
            }
            None => {
                let message = format!("the document `{uri}` is not kept here");
                let help = if uri::is_absolute(&uri) {
                    "keep a copy in a folder and name it with `--map URI-PREFIX=FOLDER` \
                     (build.rs: `.map(…)`); nothing is fetched from the network"
                } else {
                    "give the schema an absolute URI as its `$id`, so that this is relative to \
                     something, and name a folder for it with `--map URI-PREFIX=FOLDER`"
                };
                self.say(from, Code::NO_DOCUMENT, span, &message, help);
                None
            }
        }
    }

    fn dangling(&mut self, from: &Place, target: DocumentId, pointer: &str, span: Span) {
        let names = self
            .documents
            .get(target.index())
            .map(|document| neighbours(&document.root, pointer))
            .unwrap_or_default();
        let (parent, last) = pointer.rsplit_once('/').unwrap_or_default();
        let help = match crate::diagnostic::suggest(last, names.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None if names.is_empty() => "define it, or mend the pointer".to_owned(),
            None => format!(
                "define it, or mend the pointer: `#{parent}` has {}",
                some(&names)
            ),
        };
        let message = format!("`#{pointer}` refers to nothing");
        self.say(from, Code::DANGLING_REFERENCE, span, &message, &help);
    }

    /// Reports a reference, unless an `$id` below its document's root leaves open what it means:
    /// then that is what is wrong, and said once (see [`pending`](crate::pending)).
    fn say(&mut self, from: &Place, code: Code, span: Span, text: &str, help: &str) {
        let is_open = |schema: &Schema| {
            schema.document == from.document
                && schema.keywords().and_then(Keywords::embedded_id).is_some()
        };
        let Some(document) = self.documents.get(from.document.index()) else {
            return;
        };
        if self.arena.schemas().iter().any(is_open) {
            return;
        }
        self.found.push(
            Diagnostic::error(code, &document.source, span, text)
                .with_pointer(from.pointer.as_str())
                .with_label("referred to here")
                .with_help(help),
        );
    }
}

/// Where a reference stands.
struct Place {
    document: DocumentId,
    pointer: Pointer,
}

/// The first of them, for a message.
fn some(names: &[String]) -> String {
    const MOST: usize = 8;
    let more = (names.len() > MOST).then(|| "more".to_owned());
    let shown = names.iter().take(MOST).map(|name| format!("`{name}`"));
    shown.chain(more).collect::<Vec<_>>().join(", ")
}

/// The names beside the last step of a pointer that leads nowhere.
fn neighbours(root: &Node, pointer: &str) -> Vec<String> {
    let parent = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
    root.pointer(parent)
        .and_then(|node| node.value.as_object())
        .map(|members| members.iter().map(|m| m.key.text.clone()).collect())
        .unwrap_or_default()
}

fn text_of<'a>(root: &'a Node, name: &str) -> Option<&'a str> {
    root.value.as_object()?.get(name)?.value.as_str()
}
