use std::sync::Arc;

use mindvideo_schema::diagnostic::Source;
use mindvideo_schema::json::{Pointer, Span};
use mindvideo_schema::link::Linked;
use mindvideo_schema::schema::{At, SchemaId};

/// Where something stands in one of the two files.
#[derive(Clone, Debug)]
pub struct Place {
    /// The file.
    pub source: Arc<Source>,
    /// The keyword, or the schema.
    pub span: Span,
    /// Its JSON pointer.
    pub pointer: String,
}

impl Place {
    /// The start of a schema: its first character stands for all of it.
    pub(super) fn of(linked: &Linked, id: SchemaId) -> Self {
        let schema = linked.schema(id);
        let start = schema.span.start;
        Self {
            source: Arc::clone(&linked.document(schema.document).source),
            span: Span::new(start, schema.span.end.min(start.saturating_add(1))),
            pointer: linked.pointer(schema).to_string(),
        }
    }

    /// The start of a file.
    pub(super) fn start(source: Arc<Source>) -> Self {
        Self {
            source,
            span: Span::new(0, 1),
            pointer: String::new(),
        }
    }

    /// Points at a keyword of the schema.
    pub(super) fn point(&mut self, at: &At<()>) {
        self.span = at.key;
        self.pointer = format!("{}/{}", self.pointer, at.keyword);
    }

    /// Goes on to an entry of the keyword.
    pub(super) fn enter(&mut self, name: &str) {
        self.pointer = format!("{}{}", self.pointer, Pointer::root().join(name));
    }
}
