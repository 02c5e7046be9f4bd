use super::{Body, DocumentId, Schema, SchemaId};
use crate::hashed::Hashed;

/// Every schema read so far, one a location, and those that still wait to be read.
#[derive(Debug, Default)]
pub(crate) struct Arena {
    schemas: Vec<Schema>,
    places: Places,
}

/// As many bytes of a text are there for each schema in it, or more.
const USUAL_LENGTH: usize = 160;

/// The schemas by where they begin: in a document, no two values begin at one byte.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places(Hashed);

impl Places {
    pub(crate) fn find(&self, document: DocumentId, start: u32) -> Option<SchemaId> {
        self.0.get(Self::key(document, start)).map(SchemaId)
    }

    fn key(document: DocumentId, start: u32) -> u64 {
        u64::from(document.0) << 32 | u64::from(start)
    }
}

impl Arena {
    pub(crate) fn at(&self, document: DocumentId, start: u32) -> Option<SchemaId> {
        self.places.find(document, start)
    }

    pub(crate) fn into_parts(self) -> (Vec<Schema>, Places) {
        (self.schemas, self.places)
    }

    pub(super) fn get(&self, id: SchemaId) -> Option<&Schema> {
        self.schemas.get(id.index())
    }

    pub(crate) fn schemas(&self) -> &[Schema] {
        &self.schemas
    }

    /// Makes room for the schemas that a text of that length is likely to have.
    pub(super) fn make_room(&mut self, length: usize) {
        let likely = length / USUAL_LENGTH;
        self.schemas.reserve(likely);
        self.places.0.reserve(likely);
    }

    /// Adds a schema that is to be read.
    pub(super) fn reserve(&mut self, schema: Schema) -> SchemaId {
        // A document of u32::MAX bytes at most has fewer schemas than that.
        let id = SchemaId(u32::try_from(self.schemas.len()).unwrap_or(u32::MAX));
        let place = Places::key(schema.document, schema.span.start);
        self.places.0.set(place, id.0);
        self.schemas.push(schema);
        id
    }

    /// Notes that the schema around one applies it, if it does.
    pub(super) fn apply(&mut self, id: SchemaId, applies: bool) {
        if let Some(schema) = self.schemas.get_mut(id.index()) {
            schema.is_applied |= applies;
        }
    }

    pub(super) fn fill(&mut self, id: SchemaId, body: Body) {
        if let Some(schema) = self.schemas.get_mut(id.index()) {
            schema.body = body;
        }
    }
}
