//! References resolved: from a text to every schema it reaches.

mod again;
mod cycle;
mod dynamic;
mod language;
mod linker;
mod metaschemas;
mod names;
mod said;
mod scan;
mod uri;

use std::sync::Arc;

use self::dynamic::Dynamic;
use self::linker::Linker;
pub use self::uri::{is_absolute, percent_decode, resolve};
use crate::diagnostic::{Diagnostics, Source};
use crate::json::{Node, Pointer};
use crate::rules::format::Format;
use crate::schema::{Body, Dialect, DocumentId, Places, ResourceId, Schema, SchemaId, Vocabulary};

/// Finds documents that references name by URI. Never the network: see [`load`].
pub trait Library {
    /// The document of that URI (without fragment), or `None` when there is none. `Err` says why
    /// one that should be there cannot be had.
    ///
    /// A URI without a scheme, such as `roles.json` or `../shared/roles.json`, is relative to the
    /// file of the schema that was asked for.
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
    /// The URI that references called it by; for the document that was asked for, the name of its
    /// file.
    pub address: String,
    /// What references inside it are relative to: its `$id`, else its address.
    pub uri: String,
    /// The draft it is written in.
    pub dialect: Dialect,
    /// Whether it is a metaschema that is known without a library.
    pub is_built_in: bool,
    /// The file it stands in as a reference beside the schema that was asked for, if that is known.
    /// A library was asked for it by this name rather than by its address.
    pub file: Option<String>,
    root: Arc<Node>,
}

/// A schema with everything it refers to.
#[derive(Clone, Debug)]
pub struct Linked {
    documents: Vec<Document>,
    schemas: Vec<Schema>,
    places: Places,
    references: Vec<Option<SchemaId>>,
    dynamic: Dynamic,
    met_again: Vec<bool>,
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

    /// Where in its document a schema stands: it is found anew each time.
    ///
    /// ```
    /// use mindvideo_schema::Evaluator;
    ///
    /// let evaluator = Evaluator::new(r#"{"properties": {"a/b": {"items": {"minimum": 1}}}}"#)?;
    /// let linked = evaluator.linked();
    /// let last = linked.reachable().pop().map(|id| linked.pointer(linked.schema(id)));
    /// assert_eq!(last.unwrap().as_str(), "/properties/a~1b/items");
    /// # Ok::<(), mindvideo_schema::SchemaError>(())
    /// ```
    pub fn pointer(&self, schema: &Schema) -> Pointer {
        let document = self.document(schema.document);
        document.root.pointer_to(schema.span.start)
    }

    /// What the schema's `$ref` refers to; where it has none, what its `$dynamicRef` or
    /// `$recursiveRef` does if there is only one place it can lead to.
    pub fn reference(&self, id: SchemaId) -> Option<SchemaId> {
        self.references.get(id.index()).copied().flatten()
    }

    /// Whether judging by this schema comes to a `$dynamicRef` or `$recursiveRef` that may lead to
    /// several places, depending on the schemas that evaluation came through.
    ///
    /// Such a schema means something else in its place than alone. [`reference`](Self::reference)
    /// says nothing about the references that make it so.
    ///
    /// ```
    /// use mindvideo_schema::Evaluator;
    ///
    /// let tree = r##"{"$id": "http://h/tree", "$dynamicAnchor": "node",
    ///     "properties": {"children": {"items": {"$dynamicRef": "#node"}}}}"##;
    /// let evaluator = Evaluator::new(tree)?;
    /// assert!(!evaluator.linked().is_dynamic(evaluator.linked().root()));
    ///
    /// let strict = format!(r#"{{"$id": "http://h/strict", "$dynamicAnchor": "node",
    ///     "$ref": "tree", "unevaluatedProperties": false, "$defs": {{"tree": {tree}}}}}"#);
    /// let evaluator = Evaluator::new(&strict)?;
    /// assert!(evaluator.linked().is_dynamic(evaluator.linked().root()));
    /// # Ok::<(), mindvideo_schema::SchemaError>(())
    /// ```
    pub fn is_dynamic(&self, id: SchemaId) -> bool {
        self.dynamic.is_reachable_from(id)
    }

    /// Every schema, each at the place of its id.
    pub(crate) fn schemas(&self) -> &[Schema] {
        &self.schemas
    }

    /// Whether the schema has a reference of which it depends on the scope where it leads to.
    pub(crate) fn has_dynamic_reference(&self, id: SchemaId) -> bool {
        self.dynamic.reference(id).is_some()
    }

    /// What the schema's dynamic reference leads to in a scope; `None` if it has none.
    pub(crate) fn dynamic_reference(
        &self,
        id: SchemaId,
        bound: impl Fn(u32) -> Option<SchemaId>,
    ) -> Option<SchemaId> {
        let reference = self.dynamic.reference(id)?;
        Some(bound(reference.name).unwrap_or(reference.initial))
    }

    /// Whether evaluation may come to a schema on several ways.
    pub(crate) fn is_met_again(&self, id: SchemaId) -> bool {
        self.met_again.get(id.index()).copied().unwrap_or(true)
    }

    /// What dynamic references find in a resource, by the numbers of their names.
    pub(crate) fn bindings(&self, resource: ResourceId) -> &[(u32, SchemaId)] {
        self.dynamic.bindings(resource)
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
        let node = self.documents.get(document)?.root.pointer(pointer)?;
        let document = u32::try_from(document).ok().map(DocumentId)?;
        self.places.find(document, node.span.start)
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
            if let Some(keywords) = self.schema(id).keywords() {
                let mut applied = keywords.applied();
                applied.reverse();
                open.append(&mut applied);
            }
            open.append(&mut self.dynamic.targets(id));
            open.extend(self.reference(id));
        }
        order
    }

    /// Makes every `format` that the schema's draft knows an assertion. Unasked, it is one only
    /// where a metaschema says so in its `$vocabulary`.
    pub fn assert_formats(&mut self) {
        self.assert_formats_of(|_| true);
    }

    fn assert_formats_of(&mut self, is_meant: impl Fn(&Schema) -> bool) {
        for schema in self.schemas.iter_mut().filter(|schema| is_meant(schema)) {
            if let Body::Keywords(keywords) = &mut schema.body {
                let dialect = schema.language.dialect;
                let format = keywords.string.format.as_ref();
                keywords.general.format =
                    format.and_then(|at| Some(at.with(Format::of(&at.value, dialect)?)));
            }
        }
    }
}

/// Reads a schema and every document it refers to, and ties its references together.
///
/// `dialect` is for documents without `$schema`. The metaschemas of the drafts are known without
/// the library. Findings go to `found`; where there are errors among them, the result is `None` or
/// not to be relied on.
pub fn load(
    source: &Arc<Source>,
    dialect: Dialect,
    library: &dyn Library,
    found: &mut Diagnostics,
) -> Option<Linked> {
    let mut linker = Linker::new(dialect, library, found);
    let root = linker.root(source)?;
    linker.link();
    let Linker {
        documents,
        arena,
        references,
        dynamic,
        ..
    } = linker;
    cycle::refuse(arena.schemas(), &references, &dynamic, &documents, found);
    let met_again = again::met(arena.schemas(), &references, &dynamic, root);
    let (schemas, places) = arena.into_parts();
    let mut tied = Linked {
        documents,
        schemas,
        places,
        references,
        dynamic,
        met_again,
        root,
    };
    tied.assert_formats_of(|schema| schema.language.has(Vocabulary::FormatAssertion));
    Some(tied)
}
