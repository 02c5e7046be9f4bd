use super::names::{Anchor, Resource};
use super::{Linker, uri};
use crate::json::{Node, Object, Value};
use crate::schema::{Dialect, DocumentId, Holds, ResourceId, refers};

/// Whether a keyword gives a schema a URI or an anchor, in one draft or another.
fn names(keyword: &[u8]) -> bool {
    matches!(
        keyword,
        b"$anchor" | b"$dynamicAnchor" | b"$recursiveAnchor" | b"$id" | b"id"
    )
}

impl Linker<'_> {
    /// Finds what has a URI or an anchor in a schema and the schemas in it. What stands in `enum`,
    /// `const` or in keywords that nobody knows is data.
    ///
    /// It goes as deep as JSON is nested.
    pub(super) fn scan(&mut self, document: DocumentId, node: &Node, around: ResourceId) {
        let Value::Object(members) = &node.value else {
            return;
        };
        let (mut is_named, mut has_inner) = (false, false);
        for member in members {
            is_named |= names(member.key.text.as_bytes());
            has_inner |= matches!(member.value.value, Value::Object(_) | Value::Array(_));
        }
        if !is_named && !has_inner {
            return;
        }
        let embedded = if is_named {
            self.embedded(document, node, members, around)
        } else {
            None
        };
        let home = embedded.unwrap_or(around);
        let Some(language) = self.names.get(home).map(|resource| resource.language) else {
            return;
        };
        let replaced = language.dialect.ref_replaces_siblings() && refers(members);
        if is_named && !replaced {
            self.scan_anchors(node.span.start, members, home);
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
            match (keyword.holds, &member.value.value) {
                (Holds::Schemas, Value::Array(items)) => {
                    for item in items.iter() {
                        self.scan(document, item, home);
                    }
                }
                (Holds::Schemas, _) => self.scan(document, &member.value, home),
                (Holds::NamedSchemas, Value::Object(named)) => {
                    for entry in named {
                        self.scan(document, &entry.value, home);
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
        node: &Node,
        members: &Object,
        around: ResourceId,
    ) -> Option<ResourceId> {
        if !members.contains("$id") && !members.contains("id") {
            return None;
        }
        if let Some(known) = self.names.embedded(document, node.span.start) {
            return Some(known);
        }
        let outer = self.names.get(around)?;
        if outer.place.start == node.span.start {
            return Some(around);
        }
        let (base, mut language) = (outer.uri.clone(), outer.language);
        if let Some(schema) = members.get("$schema").filter(|_| names_itself(members)) {
            language = self.language(document, schema);
        }
        let (id, address) = own_address(members, language.dialect)?;
        Some(self.names.embed(Resource {
            document,
            place: node.span,
            uri: uri::resolve(&base, address),
            language,
            span: id.span,
        }))
    }

    fn scan_anchors(&mut self, start: u32, members: &Object, home: ResourceId) {
        let Some(resource) = self.names.get(home) else {
            return;
        };
        let (language, home_start) = (resource.language, resource.place.start);
        for member in members {
            let (name, node) = (&*member.key.text, &member.value);
            if !names(name.as_bytes()) || language.keyword(name).is_none() {
                continue;
            }
            let (text, is_dynamic) = match (name, &node.value) {
                // Its resource is what it names, so it needs no name of its own.
                ("$recursiveAnchor", Value::Bool(true)) if start == home_start => ("", true),
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
                start,
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
    if dialect.ref_replaces_siblings() && refers(members) {
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
