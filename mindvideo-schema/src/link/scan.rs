use super::names::{Anchor, Resource};
use super::{Linker, uri};
use crate::json::{Node, Object, Pointer, Value};
use crate::schema::{Dialect, DocumentId, Holds, ResourceId};

/// A place below another, spelled out only where something is found.
pub(super) enum Path<'a> {
    Start(&'a Pointer),
    Member(&'a Path<'a>, &'a str),
    Item(&'a Path<'a>, usize),
}

impl Path<'_> {
    fn pointer(&self) -> Pointer {
        match self {
            Self::Start(pointer) => (*pointer).clone(),
            Self::Member(above, name) => above.pointer().join(name),
            Self::Item(above, index) => {
                let mut pointer = above.pointer();
                pointer.push_index(*index);
                pointer
            }
        }
    }
}

/// The keywords that give a schema a URI or an anchor, in one draft or another.
const NAMING: [&str; 5] = ["$anchor", "$dynamicAnchor", "$recursiveAnchor", "$id", "id"];

fn names(keyword: &str) -> bool {
    NAMING.contains(&keyword)
}

impl Linker<'_> {
    /// Finds what has a URI or an anchor in a schema and the schemas in it. What stands in `enum`,
    /// `const` or in keywords that nobody knows is data.
    ///
    /// It goes as deep as JSON is nested.
    pub(super) fn scan(
        &mut self,
        document: DocumentId,
        node: &Node,
        path: &Path<'_>,
        around: ResourceId,
    ) {
        let Value::Object(members) = &node.value else {
            return;
        };
        let is_named = members.iter().any(|member| names(&member.key.text));
        let embedded = if is_named {
            self.embedded(document, members, path, around)
        } else {
            None
        };
        let home = embedded.unwrap_or(around);
        let Some(language) = self.names.get(home).map(|resource| resource.language) else {
            return;
        };
        let replaced = language.dialect.ref_replaces_siblings() && members.contains("$ref");
        if is_named && !replaced {
            self.scan_anchors(members, path, home);
        }
        for member in members {
            if !matches!(member.value.value, Value::Object(_) | Value::Array(_)) {
                continue;
            }
            let Some(keyword) = language.keyword(&member.key.text) else {
                continue;
            };
            if replaced && keyword.name != "definitions" {
                continue;
            }
            let path = Path::Member(path, keyword.name);
            match (keyword.holds, &member.value.value) {
                (Holds::Schemas, Value::Array(items)) => {
                    for (index, item) in items.iter().enumerate() {
                        self.scan(document, item, &Path::Item(&path, index), home);
                    }
                }
                (Holds::Schemas, _) => self.scan(document, &member.value, &path, home),
                (Holds::NamedSchemas, Value::Object(named)) => {
                    for entry in named {
                        let path = Path::Member(&path, &entry.key.text);
                        self.scan(document, &entry.value, &path, home);
                    }
                }
                _ => {}
            }
        }
    }

    /// The resource that begins with this schema, if one does.
    fn embedded(
        &mut self,
        document: DocumentId,
        members: &Object,
        path: &Path<'_>,
        around: ResourceId,
    ) -> Option<ResourceId> {
        if !members.contains("$id") && !members.contains("id") {
            return None;
        }
        let pointer = path.pointer();
        if let Some(known) = self.names.at(document, &pointer) {
            return Some(known);
        }
        let outer = self.names.get(around)?;
        let (base, mut language) = (outer.uri.clone(), outer.language);
        if let Some(schema) = members.get("$schema").filter(|_| names_itself(members)) {
            language = self.language(document, schema);
        }
        let (id, address) = own_address(members, language.dialect)?;
        Some(self.names.add(Resource {
            document,
            pointer,
            uri: uri::resolve(&base, address),
            language,
            span: id.span,
        }))
    }

    fn scan_anchors(&mut self, members: &Object, path: &Path<'_>, home: ResourceId) {
        let Some(resource) = self.names.get(home) else {
            return;
        };
        let (language, start) = (resource.language, resource.pointer.clone());
        for name in NAMING {
            let Some(node) = members.get(name) else {
                continue;
            };
            if language.keyword(name).is_none() {
                continue;
            }
            let pointer = path.pointer();
            let (text, is_dynamic) = match (name, &node.value) {
                // Its resource is what it names, so it needs no name of its own.
                ("$recursiveAnchor", Value::Bool(true)) if pointer == start => ("", true),
                ("$id" | "id", Value::String(id)) => match uri::split_fragment(id).1 {
                    fragment if fragment.is_empty() || fragment.starts_with('/') => continue,
                    fragment => (fragment, false),
                },
                ("$anchor" | "$dynamicAnchor", Value::String(text)) if !text.is_empty() => {
                    (text.as_str(), name == "$dynamicAnchor")
                }
                _ => continue,
            };
            let anchor = Anchor {
                pointer,
                span: node.span,
                is_dynamic,
                again: None,
            };
            self.names.anchor(home, text, anchor);
        }
    }
}

/// The URI that a schema gives itself in a dialect, and the part of it before a fragment.
pub(super) fn own_address(members: &Object, dialect: Dialect) -> Option<(&Node, &str)> {
    let keyword = match dialect {
        Dialect::Draft4 => "id",
        _ => "$id",
    };
    if dialect.ref_replaces_siblings() && members.contains("$ref") {
        return None;
    }
    let id = members.get(keyword)?;
    let (address, _) = uri::split_fragment(id.value.as_str()?);
    (!address.is_empty()).then_some((id, address))
}

/// Whether it would be a resource in any dialect: only there `$schema` means something.
fn names_itself(members: &Object) -> bool {
    [Dialect::Draft4, Dialect::Draft2020]
        .into_iter()
        .any(|dialect| own_address(members, dialect).is_some())
}
