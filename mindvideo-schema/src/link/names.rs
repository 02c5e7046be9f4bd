use crate::hashed::{Hashed, Known};
use crate::json::Span;
use crate::schema::{Borders, DocumentId, Language, ResourceId};

/// A document, or a part of one that has a URI of its own.
#[derive(Clone, Debug)]
pub(super) struct Resource {
    pub(super) document: DocumentId,
    /// Its place in the document.
    pub(super) place: Span,
    /// What references in it are relative to.
    pub(super) uri: String,
    pub(super) language: Language,
    /// The URI where the resource says it itself, else all of it.
    pub(super) span: Span,
}

/// A schema that has a name within its resource.
#[derive(Clone, Copy, Debug)]
pub(super) struct Anchor {
    /// Where it begins in its document.
    pub(super) start: u32,
    /// Where it gets its name.
    pub(super) span: Span,
    /// Whether dynamic references look for it.
    pub(super) is_dynamic: bool,
    /// Where another schema gets the same name.
    pub(super) again: Option<Span>,
}

/// What can be referred to by name: resources by their URIs, schemas by anchors.
#[derive(Debug, Default)]
pub(super) struct Names {
    resources: Vec<Resource>,
    /// Those that begin within a document, by where they do.
    embedded: Hashed,
    /// The first resource of a URI, and the second if there are several.
    by_uri: Known<(ResourceId, Option<ResourceId>)>,
    /// For each resource, as far as there are any.
    anchors: Vec<Known<Anchor>>,
}

/// What a URI names.
pub(super) enum Named {
    One(ResourceId),
    /// The second of several.
    Several(ResourceId),
}

impl Names {
    pub(super) fn add(&mut self, resource: Resource) -> ResourceId {
        let id = ResourceId(u32::try_from(self.resources.len()).unwrap_or(u32::MAX));
        match self.by_uri.get_mut(&resource.uri) {
            Some((_, again)) => _ = again.get_or_insert(id),
            None => self.by_uri.set(resource.uri.clone(), (id, None)),
        }
        self.resources.push(resource);
        id
    }

    /// The same for a resource within a document.
    pub(super) fn embed(&mut self, resource: Resource) -> ResourceId {
        let place = Self::place(resource.document, resource.place.start);
        let id = self.add(resource);
        self.embedded.set(place, id.0);
        id
    }

    /// Another URI of a resource, unless something else has it.
    pub(super) fn call(&mut self, resource: ResourceId, uri: String) {
        if self.by_uri.get(&uri).is_none() {
            self.by_uri.set(uri, (resource, None));
        }
    }

    /// How many resources there are.
    pub(super) fn len(&self) -> usize {
        self.resources.len()
    }

    pub(super) fn get(&self, id: ResourceId) -> Option<&Resource> {
        self.resources.get(id.index())
    }

    pub(super) fn find(&self, uri: &str) -> Option<Named> {
        Some(match *self.by_uri.get(uri)? {
            (one, None) => Named::One(one),
            (_, Some(again)) => Named::Several(again),
        })
    }

    /// The first resource of that URI.
    pub(super) fn first(&self, uri: &str) -> Option<&Resource> {
        self.by_uri.get(uri).and_then(|(first, _)| self.get(*first))
    }

    /// The resource within a document that begins at an offset.
    pub(super) fn embedded(&self, document: DocumentId, start: u32) -> Option<ResourceId> {
        if self.embedded.is_empty() {
            return None;
        }
        self.embedded
            .get(Self::place(document, start))
            .map(ResourceId)
    }

    fn place(document: DocumentId, start: u32) -> u64 {
        u64::from(document.0) << 32 | u64::from(start)
    }

    /// The innermost resource around an offset.
    pub(super) fn around(&self, document: DocumentId, start: u32) -> Option<ResourceId> {
        let is_around = |resource: &Resource| {
            let Span { start: first, end } = resource.place;
            resource.document == document && first <= start && start < end
        };
        let all = (0..).map(ResourceId).zip(&self.resources);
        let around = all.filter(|(_, resource)| is_around(resource));
        let innermost = around.max_by_key(|(_, resource)| resource.place.start);
        innermost.map(|(id, _)| id)
    }

    pub(super) fn anchor(&mut self, of: ResourceId, name: &str, anchor: Anchor) {
        while self.anchors.len() <= of.index() {
            self.anchors.push(Known::default());
        }
        let Some(anchors) = self.anchors.get_mut(of.index()) else {
            return;
        };
        match anchors.get_mut(name) {
            None => anchors.set(name.to_owned(), anchor),
            Some(known) if known.start == anchor.start => {
                known.is_dynamic |= anchor.is_dynamic;
            }
            Some(known) => known.again = Some(anchor.span),
        }
    }

    pub(super) fn anchored(&self, of: ResourceId, name: &str) -> Option<&Anchor> {
        self.anchors.get(of.index())?.get(name)
    }

    /// The names of a resource's anchors, in order.
    pub(super) fn anchor_names(&self, of: ResourceId) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for name in self
            .anchors
            .get(of.index())
            .map(Known::texts)
            .into_iter()
            .flatten()
        {
            if !name.is_empty() {
                let place = names.partition_point(|before| before.as_str() < name);
                names.insert(place, name.to_owned());
            }
        }
        names
    }
}

impl Borders for Names {
    fn begins_at(&self, document: DocumentId, start: u32) -> Option<(ResourceId, Language)> {
        let id = self.embedded(document, start)?;
        self.get(id).map(|resource| (id, resource.language))
    }
}
