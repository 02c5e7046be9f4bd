use std::collections::HashMap;

use super::{Body, DocumentId, Language, ResourceId, Schema, SchemaId};
use crate::json::{Pointer, Span};

/// Every schema read so far, one a location, and those that still wait to be read.
#[derive(Debug, Default)]
pub(crate) struct Arena {
    schemas: Vec<Schema>,
    by_location: HashMap<(DocumentId, Pointer), SchemaId>,
}

impl Arena {
    pub(crate) fn at(&self, document: DocumentId, pointer: &Pointer) -> Option<SchemaId> {
        self.by_location.get(&(document, pointer.clone())).copied()
    }

    pub(crate) fn into_parts(self) -> (Vec<Schema>, HashMap<(DocumentId, Pointer), SchemaId>) {
        (self.schemas, self.by_location)
    }

    pub(super) fn get(&self, id: SchemaId) -> Option<&Schema> {
        self.schemas.get(id.index())
    }

    pub(crate) fn schemas(&self) -> &[Schema] {
        &self.schemas
    }

    pub(super) fn reserve(
        &mut self,
        document: DocumentId,
        pointer: Pointer,
        span: Span,
        (resource, language): (ResourceId, Language),
    ) -> (SchemaId, bool) {
        let location = (document, pointer);
        if let Some(id) = self.by_location.get(&location) {
            return (*id, false);
        }
        // A document of u32::MAX bytes at most has fewer schemas than that.
        let id = SchemaId(u32::try_from(self.schemas.len()).unwrap_or(u32::MAX));
        self.schemas.push(Schema {
            document,
            pointer: location.1.clone(),
            span,
            resource,
            language,
            body: Body::Boolean(true),
        });
        self.by_location.insert(location, id);
        (id, true)
    }

    pub(super) fn fill(&mut self, id: SchemaId, body: Body) {
        if let Some(schema) = self.schemas.get_mut(id.index()) {
            schema.body = body;
        }
    }
}
