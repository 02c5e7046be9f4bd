use super::Document;
use super::linker::{Linker, Place};
use super::names::Resource;
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::json::{Node, Span};
use crate::schema::ResourceId;

/// Findings.
impl Linker<'_> {
    /// Two schemas have one URI.
    pub(super) fn say_twice(&mut self, again: ResourceId) {
        let Some(Resource {
            document,
            place,
            uri,
            span,
            ..
        }) = self.names.get(again)
        else {
            return;
        };
        let first = self.names.first(uri);
        let Some(Document { source, root, .. }) = self.documents.get(document.index()) else {
            return;
        };
        let pointer = root.pointer_to(place.start);
        let mut finding = Diagnostic::error(
            Code::NAMED_TWICE,
            source,
            *span,
            format!("two schemas have the URI `{uri}`"),
        )
        .with_pointer(pointer.as_str())
        .with_label("the same URI again")
        .with_help("give one of them another `$id`: a reference could mean either");
        if let Some(first) = first {
            finding = match self.documents.get(first.document.index()) {
                Some(other) if first.document != *document => {
                    let place = other.source.place(first.span.start);
                    let name = &other.source.name;
                    finding.with_note(format!("the first stands at {name}:{place}"))
                }
                _ => finding.with_secondary(first.span, "first given here"),
            };
        }
        self.found.push(finding);
    }

    /// A reference leads nowhere.
    pub(super) fn dangling(
        &mut self,
        from: &Place,
        target: ResourceId,
        fragment: &str,
        span: Span,
    ) {
        let start = (self.names.get(target)).and_then(|resource| {
            let document = self.documents.get(resource.document.index())?;
            document.root.at(resource.place.start)
        });
        let names = start.map_or_else(Vec::new, |start| neighbours(start, fragment));
        let (parent, last) = fragment.rsplit_once('/').unwrap_or_default();
        let near = suggest(last, names.iter().map(String::as_str))
            .map(|near| format!("{parent}/{near}"))
            .or_else(|| renamed(start?, fragment));
        let help = match near {
            Some(near) => format!("did you mean `#{near}`?"),
            None if names.is_empty() => "define it, or mend the pointer".to_owned(),
            None => format!(
                "define it, or mend the pointer: `#{parent}` has {}",
                some(&names)
            ),
        };
        let message = format!("`#{fragment}` refers to nothing");
        self.say(from, Code::DANGLING_REFERENCE, span, &message, &help);
    }

    /// Something is wrong with a reference.
    pub(super) fn say(&mut self, from: &Place, code: Code, span: Span, text: &str, help: &str) {
        let document = self.documents.get(from.document.index());
        let schema = self.arena.schemas().get(from.schema);
        let Some((document, schema)) = document.zip(schema) else {
            return;
        };
        self.found.push(
            Diagnostic::error(code, &document.source, span, text)
                .with_pointer(document.root.pointer_to(schema.span.start).as_str())
                .with_label("referred to here")
                .with_help(help),
        );
    }
}

/// The first of them, for a message.
pub(super) fn some(names: &[String]) -> String {
    const MOST: usize = 8;
    let more = (names.len() > MOST).then(|| "more".to_owned());
    let shown = names.iter().take(MOST).map(|name| format!("`{name}`"));
    shown.chain(more).collect::<Vec<_>>().join(", ")
}

/// The same pointer by the name that definitions have in other drafts, if it leads somewhere.
fn renamed(root: &Node, pointer: &str) -> Option<String> {
    let other = match pointer.strip_prefix("/definitions/") {
        Some(name) => format!("/$defs/{name}"),
        None => format!("/definitions/{}", pointer.strip_prefix("/$defs/")?),
    };
    root.pointer(&other).is_some().then_some(other)
}

/// The names beside the last step of a pointer that leads nowhere.
fn neighbours(root: &Node, pointer: &str) -> Vec<String> {
    let parent = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
    root.pointer(parent)
        .and_then(|node| node.value.as_object())
        .map(|members| members.iter().map(|m| m.key.text.to_string()).collect())
        .unwrap_or_default()
}
