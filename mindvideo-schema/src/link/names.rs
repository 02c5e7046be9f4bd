use std::collections::HashMap;

use crate::json::{Pointer, Span};
use crate::schema::{Borders, DocumentId, Language, ResourceId};

/// A document, or a part of one that has a URI of its own.
#[derive(Clone, Debug)]
pub(super) struct Resource {
    pub(super) document: DocumentId,
    /// Where it begins.
    pub(super) pointer: Pointer,
    /// What references in it are relative to.
    pub(super) uri: String,
    pub(super) language: Language,
    /// The URI where the resource says it itself, else its beginning.
    pub(super) span: Span,
}

/// A schema that has a name within its resource.
#[derive(Clone, Debug)]
pub(super) struct Anchor {
    pub(super) pointer: Pointer,
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
    by_place: HashMap<(DocumentId, Pointer), ResourceId>,
    by_uri: HashMap<String, (ResourceId, Option<ResourceId>)>,
    anchors: HashMap<ResourceId, HashMap<String, Anchor>>,
    /// Whether a resource begins below a document's root.
    embeds: bool,
}

/// What a URI names.
pub(super) enum Named {
    One(ResourceId),
    /// The second of several.
    Several(ResourceId),
}

impl Names {
    pub(super) fn add(&mut self, resource: Resource) -> ResourceId {
        let place = (resource.document, resource.pointer.clone());
        self.embeds |= !place.1.as_str().is_empty();
        let id = ResourceId(u32::try_from(self.resources.len()).unwrap_or(u32::MAX));
        let known = self
            .by_uri
            .entry(resource.uri.clone())
            .or_insert((id, None));
        if known.0 != id {
            known.1.get_or_insert(id);
        }
        self.resources.push(resource);
        self.by_place.insert(place, id);
        id
    }

    /// Another URI of a resource, unless something else has it.
    pub(super) fn call(&mut self, resource: ResourceId, uri: String) {
        self.by_uri.entry(uri).or_insert((resource, None));
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

    pub(super) fn at(&self, document: DocumentId, pointer: &Pointer) -> Option<ResourceId> {
        self.by_place.get(&(document, pointer.clone())).copied()
    }

    /// The innermost resource around a place.
    pub(super) fn around(&self, document: DocumentId, pointer: &Pointer) -> Option<ResourceId> {
        let mut place = pointer.clone();
        loop {
            let found = self.at(document, &place);
            if found.is_some() || place.as_str().is_empty() {
                return found;
            }
            place.pop();
        }
    }

    pub(super) fn anchor(&mut self, of: ResourceId, name: &str, anchor: Anchor) {
        let anchors = self.anchors.entry(of).or_default();
        match anchors.get_mut(name) {
            None => {
                anchors.insert(name.to_owned(), anchor);
            }
            Some(known) if known.pointer == anchor.pointer => {
                known.is_dynamic |= anchor.is_dynamic;
            }
            Some(known) => known.again = Some(anchor.span),
        }
    }

    pub(super) fn anchored(&self, of: ResourceId, name: &str) -> Option<&Anchor> {
        self.anchors.get(&of)?.get(name)
    }

    /// The names of a resource's anchors, in order.
    pub(super) fn anchor_names(&self, of: ResourceId) -> Vec<String> {
        let anchors = self.anchors.get(&of).into_iter().flatten();
        let mut names: Vec<String> = anchors.map(|(name, _)| name.clone()).collect();
        names.retain(|name| !name.is_empty());
        names.sort_unstable();
        names
    }
}

impl Borders for Names {
    fn begins_at(&self, document: DocumentId, pointer: &Pointer) -> Option<(ResourceId, Language)> {
        if !self.embeds {
            return None;
        }
        let id = self.at(document, pointer)?;
        self.get(id).map(|resource| (id, resource.language))
    }
}
