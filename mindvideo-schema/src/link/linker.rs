use std::sync::Arc;

use super::dynamic::Dynamic;
use super::names::{Named, Names, Resource};
use super::said::some;
use super::scan::own_address;
use super::{Document, Library, metaschemas, uri};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Source, suggest};
use crate::hashed::Known;
use crate::json::{self, Span, Text};
use crate::schema::{Arena, At, Dialect, DocumentId, Language, Reading, ResourceId, SchemaId};

/// Reads documents as references call for them.
pub(super) struct Linker<'a> {
    pub(super) default_dialect: Dialect,
    pub(super) library: &'a dyn Library,
    pub(super) found: &'a mut Diagnostics,
    pub(super) names: Names,
    /// What each `$schema` that was met says; `None` while that is being found out.
    pub(super) languages: Known<Option<Language>>,
    pub(super) arena: Arena,
    pub(super) documents: Vec<Document>,
    pub(super) references: Vec<Option<SchemaId>>,
    pub(super) dynamic: Dynamic,
}

/// Where a reference stands.
pub(super) struct Place {
    pub(super) document: DocumentId,
    pub(super) schema: usize,
    pub(super) resource: ResourceId,
}

/// What a reference leads to, and by which name if it is one that dynamic references look for.
struct Target {
    schema: SchemaId,
    dynamic: Option<String>,
}

/// A text that stands for a URI.
struct Kept {
    source: Arc<Source>,
    file: Option<String>,
    is_built_in: bool,
}

impl<'a> Linker<'a> {
    pub(super) fn new(
        default_dialect: Dialect,
        library: &'a dyn Library,
        found: &'a mut Diagnostics,
    ) -> Self {
        Self {
            default_dialect,
            library,
            found,
            names: Names::default(),
            languages: Known::default(),
            arena: Arena::default(),
            documents: Vec::new(),
            references: Vec::new(),
            dynamic: Dynamic::default(),
        }
    }

    /// Reads the document that was asked for.
    pub(super) fn root(&mut self, source: &Arc<Source>) -> Option<SchemaId> {
        let file = uri::of_file(&source.name);
        let text = Kept {
            source: Arc::clone(source),
            file: Some(file.clone()),
            is_built_in: false,
        };
        let resource = self.open(text, file)?;
        let Resource {
            document, place, ..
        } = *self.names.get(resource)?;
        self.read_at(document, place.start, "")
    }

    /// Takes in a document: its language, and what in it can be referred to by name.
    fn open(&mut self, text: Kept, address: String) -> Option<ResourceId> {
        let Kept {
            source,
            file,
            is_built_in,
        } = text;
        let root = match json::parse_shared(&source.text) {
            Ok(root) => Arc::new(root),
            Err(error) => {
                self.found.push(Diagnostic::not_json(&error, &source));
                return None;
            }
        };
        let id = DocumentId(u32::try_from(self.documents.len()).unwrap_or(u32::MAX));
        self.documents.push(Document {
            source,
            uri: address.clone(),
            address: address.clone(),
            dialect: self.default_dialect,
            is_built_in,
            file,
            root: Arc::clone(&root),
        });
        let members = root.value.as_object();
        let language = match members.and_then(|members| members.get("$schema")) {
            Some(schema) => self.language(id, schema),
            None => Language::of(self.default_dialect),
        };
        let own = members.and_then(|members| own_address(members, language.dialect));
        let resource = Resource {
            document: id,
            place: root.span,
            uri: own.map_or_else(|| address.clone(), |(_, own)| uri::resolve(&address, own)),
            language,
            span: own.map_or(root.span, |(node, _)| node.span),
        };
        if let Some(document) = self.documents.get_mut(id.index()) {
            document.uri.clone_from(&resource.uri);
            document.dialect = language.dialect;
        }
        let taken = self.names.find(&resource.uri).is_some();
        let resource = self.names.add(resource);
        if taken {
            self.say_twice(resource);
            return None;
        }
        self.names.call(resource, address);
        self.scan(id, &root, resource);
        Some(resource)
    }

    /// The schema that a pointer leads to, from the value of a document that begins at an offset.
    fn read_at(&mut self, document: DocumentId, start: u32, pointer: &str) -> Option<SchemaId> {
        let Document { source, root, .. } = self.documents.get(document.index())?;
        let (source, root) = (Arc::clone(source), Arc::clone(root));
        let node = root.at(start)?.pointer(pointer)?;
        if let Some(id) = self.arena.at(document, node.span.start) {
            return Some(id);
        }
        let around = self.names.around(document, node.span.start)?;
        if node.span != root.span {
            // A place that only a pointer makes a schema was data before.
            self.scan(document, node, around);
        }
        let home = self.names.around(document, node.span.start)?;
        let language = self.names.get(home)?.language;
        let reading = Reading::new(
            document,
            &root,
            (home, language),
            &source,
            &self.names,
            &mut self.arena,
            self.found,
        );
        Some(reading.read(node))
    }

    /// Goes through the schemas in the order in which they were read. Resolving a reference may
    /// read more, which then come later in the same walk.
    pub(super) fn link(&mut self) {
        let mut next = 0;
        loop {
            while next < self.arena.schemas().len() {
                self.tie(next);
                next += 1;
            }
            if !self.read_dynamic_targets() {
                break;
            }
        }
        self.dynamic
            .settle(self.arena.schemas(), &mut self.references);
    }

    fn tie(&mut self, index: usize) {
        let Some(schema) = self.arena.schemas().get(index) else {
            return;
        };
        let Some(keywords) = schema.keywords() else {
            self.references.push(None);
            return;
        };
        let core = &keywords.core;
        let dynamic = core.dynamic_ref.as_ref().or(core.recursive_ref.as_ref());
        if core.reference.is_none() && dynamic.is_none() {
            self.references.push(None);
            return;
        }
        let (reference, dynamic) = (core.reference.clone(), dynamic.cloned());
        let from = Place {
            document: schema.document,
            schema: index,
            resource: schema.resource,
        };
        let target = reference.and_then(|reference| self.resolve(&from, &reference));
        self.references.push(target.map(|target| target.schema));
        if let Some(target) = dynamic.and_then(|dynamic| self.resolve(&from, &dynamic)) {
            self.dynamic.add(index, target.schema, target.dynamic);
        }
    }

    /// Reads what dynamic references may lead to. `false` when all of it was read before.
    fn read_dynamic_targets(&mut self) -> bool {
        let before = self.arena.schemas().len();
        if self.dynamic.names().is_empty() {
            return false;
        }
        let mut is_read = vec![false; self.names.len()];
        for schema in self.arena.schemas() {
            if let Some(is_read) = is_read.get_mut(schema.resource.index()) {
                *is_read = true;
            }
        }
        let names = self.dynamic.names().to_vec();
        for (resource, is_read) in (0..).map(ResourceId).zip(is_read) {
            if !is_read {
                continue;
            }
            for (number, name) in (0..).zip(&names) {
                let anchor = self.names.anchored(resource, name).copied();
                let document = self.names.get(resource).map(|resource| resource.document);
                if let Some((anchor, document)) = anchor.zip(document)
                    && anchor.is_dynamic
                    && let Some(target) = self.read_at(document, anchor.start, "")
                {
                    self.dynamic.bind(resource, number, target);
                }
            }
        }
        self.arena.schemas().len() > before
    }

    fn resolve(&mut self, from: &Place, reference: &At<Text>) -> Option<Target> {
        let (address, fragment) = uri::split_fragment(&reference.value);
        let resource = match address {
            "" => from.resource,
            _ => self.find_resource(from, address, reference.span)?,
        };
        let Resource {
            document, place, ..
        } = *self.names.get(resource)?;
        let fragment = uri::decoded(fragment).unwrap_or_default();
        let (start, pointer, dynamic) = if fragment.is_empty() {
            let is_recursive =
                reference.keyword == "$recursiveRef" && self.names.anchored(resource, "").is_some();
            (place.start, "", is_recursive.then(String::new))
        } else if fragment.starts_with('/') {
            (place.start, &*fragment, None)
        } else {
            let (start, is_dynamic) = self.anchored(from, resource, &fragment, reference.span)?;
            (start, "", is_dynamic.then(|| fragment.clone().into_owned()))
        };
        let Some(schema) = self.read_at(document, start, pointer) else {
            self.dangling(from, resource, &fragment, reference.span);
            return None;
        };
        Some(Target { schema, dynamic })
    }

    fn anchored(
        &mut self,
        from: &Place,
        resource: ResourceId,
        name: &str,
        span: Span,
    ) -> Option<(u32, bool)> {
        let Some(anchor) = self.names.anchored(resource, name) else {
            let names = self.names.anchor_names(resource);
            let help = match suggest(name, names.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `#{near}`?"),
                None if names.is_empty() => {
                    "give the schema that is meant this `$anchor`, or write its JSON pointer, such \
                     as `#/$defs/name`"
                        .to_owned()
                }
                None => format!("the anchors there are {}", some(&names)),
            };
            let message = format!("`#{name}` refers to nothing");
            self.say(from, Code::DANGLING_REFERENCE, span, &message, &help);
            return None;
        };
        if let Some(again) = anchor.again {
            let first = anchor.span;
            let message = format!("two schemas have the anchor `{name}`");
            let Resource { document, .. } = self.names.get(resource)?;
            let source = &self.documents.get(document.index())?.source;
            self.found.push(
                Diagnostic::error(Code::NAMED_TWICE, source, again, message)
                    .with_label("the same name again")
                    .with_secondary(first, "first given here")
                    .with_help("give one of them another name: a reference could mean either"),
            );
            return None;
        }
        Some((anchor.start, anchor.is_dynamic))
    }

    fn find_resource(&mut self, from: &Place, address: &str, span: Span) -> Option<ResourceId> {
        let uri = uri::resolve(&self.names.get(from.resource)?.uri, address);
        let beside = self.beside(from, address);
        for uri in [Some(&uri), beside.as_ref()].into_iter().flatten() {
            match self.names.find(uri) {
                Some(Named::One(resource)) => return Some(resource),
                Some(Named::Several(again)) => {
                    self.say_twice(again);
                    return None;
                }
                None => {}
            }
        }
        match self.fetch(&uri, beside) {
            Some(Ok(text)) => {
                let file = text.file.clone();
                let resource = self.open(text, uri)?;
                if let Some(file) = file {
                    self.names.call(resource, file);
                }
                Some(resource)
            }
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
                    "put the file where the reference says, which starts at the folder of this \
                     one; or give the schema an absolute URI as its `$id`, and name a folder for \
                     what is below it with `--map URI-PREFIX=FOLDER`"
                };
                self.say(from, Code::NO_DOCUMENT, span, &message, help);
                None
            }
        }
    }

    /// The file that a reference means if it is taken as a path from the file it stands in. People
    /// write those beside an `$id` that makes them mean something else.
    fn beside(&self, from: &Place, address: &str) -> Option<String> {
        let resource = self.names.get(from.resource)?;
        let document = self.documents.get(from.document.index())?;
        if uri::is_absolute(address) || resource.place != document.root.span {
            return None;
        }
        let file = document.file.as_ref()?;
        Some(uri::resolve(file, address))
    }

    /// The text that stands for a URI: a metaschema, what the library has by that name, or a file.
    fn fetch(&self, uri: &str, beside: Option<String>) -> Option<Result<Kept, String>> {
        if let Some((own, text)) = metaschemas::find(uri) {
            return Some(Ok(Kept {
                source: Arc::new(Source::new(own, text)),
                file: None,
                is_built_in: true,
            }));
        }
        let text = |source, file| Kept {
            source,
            file,
            is_built_in: false,
        };
        if let Some(kept) = self.library.document(uri) {
            let file = (!uri::is_absolute(uri)).then(|| uri.to_owned());
            return Some(kept.map(|source| text(source, file)));
        }
        let beside = beside.filter(|beside| beside != uri)?;
        let kept = self.library.document(&beside)?;
        Some(kept.map(|source| text(source, Some(beside))))
    }

    /// The document of a metaschema.
    pub(super) fn metaschema(&mut self, uri: &str) -> Option<DocumentId> {
        let resource = match self.names.find(uri) {
            Some(Named::One(resource)) => resource,
            Some(Named::Several(_)) => return None,
            None => {
                let source = self.library.document(uri)?.ok()?;
                let file = (!uri::is_absolute(uri)).then(|| uri.to_owned());
                let text = Kept {
                    source,
                    file,
                    is_built_in: false,
                };
                self.open(text, uri.to_owned())?
            }
        };
        self.names.get(resource).map(|resource| resource.document)
    }
}
