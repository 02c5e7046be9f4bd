use std::collections::HashMap;

use super::{Body, DocumentId, Schema, SchemaId};
use crate::json::Node;

/// Every schema read so far, one a location, and those that still wait to be read.
#[derive(Debug, Default)]
pub(crate) struct Arena {
    schemas: Vec<Schema>,
    by_location: Locations,
}

/// The schemas by where they begin: in a document, no two values begin at one byte.
pub(crate) type Locations = HashMap<(DocumentId, u32), SchemaId>;

impl Arena {
    pub(crate) fn at(&self, document: DocumentId, node: &Node) -> Option<SchemaId> {
        self.by_location.get(&(document, node.span.start)).copied()
    }

    pub(crate) fn into_parts(self) -> (Vec<Schema>, Locations) {
        (self.schemas, self.by_location)
    }

    pub(super) fn get(&self, id: SchemaId) -> Option<&Schema> {
        self.schemas.get(id.index())
    }

    pub(crate) fn schemas(&self) -> &[Schema] {
        &self.schemas
    }

    /// Adds a schema that is to be read.
    pub(super) fn reserve(&mut self, schema: Schema) -> SchemaId {
        // A document of u32::MAX bytes at most has fewer schemas than that.
        let id = SchemaId(u32::try_from(self.schemas.len()).unwrap_or(u32::MAX));
        let location = (schema.document, schema.span.start);
        self.by_location.insert(location, id);
        self.schemas.push(schema);
        id
    }

    pub(super) fn fill(&mut self, id: SchemaId, body: Body) {
        if let Some(schema) = self.schemas.get_mut(id.index()) {
            schema.body = body;
        }
    }
}
