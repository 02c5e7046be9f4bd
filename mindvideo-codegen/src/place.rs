//! Where in the texts of a schema its rules stand.

use std::sync::Arc;

use mindvideo_schema::diagnostic::Source;
use mindvideo_schema::json::{self, Node, Pointer, Span};
use mindvideo_schema::link::Linked;

/// The texts of a schema, for finding what the locations of violations name.
#[derive(Debug)]
pub(crate) struct Places {
    documents: Vec<Document>,
}

#[derive(Debug)]
struct Document {
    uri: String,
    source: Arc<Source>,
    root: Option<Node>,
}

impl Places {
    pub(crate) fn of(linked: &Linked) -> Self {
        let documents = linked.documents().iter().map(|document| Document {
            uri: document.uri.clone(),
            source: Arc::clone(&document.source),
            root: json::parse(&document.source.text).ok(),
        });
        Self {
            documents: documents.collect(),
        }
    }

    /// The keyword, or the schema, that a location such as `#/properties/prompt/minLength` names.
    pub(crate) fn find(&self, location: &str) -> Option<(&Arc<Source>, Span)> {
        let (uri, pointer) = location.split_once('#')?;
        let is_it = |document: &&Document| document.uri == uri;
        let document = match uri {
            "" => self.documents.first(),
            _ => self.documents.iter().find(is_it),
        }?;
        let root = document.root.as_ref()?;
        let (parent, _) = pointer.rsplit_once('/').unwrap_or_default();
        let last: Pointer = pointer.parse().ok()?;
        let last = last.steps().next_back();
        let members = root.pointer(parent).and_then(|node| node.value.as_object());
        let key = last.zip(members).and_then(|(last, members)| {
            let member = members.member(&last)?;
            Some(member.key.span)
        });
        let span = key.or_else(|| Some(root.pointer(pointer)?.span))?;
        Some((&document.source, span))
    }
}
