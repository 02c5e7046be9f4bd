use super::Document;
use super::dynamic::Dynamic;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::schema::{Schema, SchemaId};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    New,
    Open,
    Done,
}

/// Refuses schemas that apply themselves to the very same value, by references or by `allOf` and
/// its like: judging any value by them would never end. Recursion that steps into a member or an
/// item ends with the value, and stays allowed.
pub(super) fn refuse(
    schemas: &[Schema],
    references: &[Option<SchemaId>],
    dynamic: &Dynamic,
    documents: &[Document],
    found: &mut Diagnostics,
) {
    let applied = |at: usize| applied(schemas, references, dynamic, at);
    let mut marks = vec![Mark::New; schemas.len()];
    // How many schemas follow one another on one value, at most, from each one on.
    let mut chains = vec![0_usize; schemas.len()];
    for start in 0..schemas.len() {
        if marks[start] != Mark::New {
            continue;
        }
        let next = applied(start);
        if next.is_empty() {
            marks[start] = Mark::Done;
            continue;
        }
        marks[start] = Mark::Open;
        let mut path = vec![(start, next)];
        while let Some((at, next)) = path.last_mut() {
            let at = *at;
            let Some(to) = next.pop().map(SchemaId::index) else {
                marks[at] = Mark::Done;
                path.pop();
                if chains[at] == LONGEST {
                    found.push(too_long(&schemas[at], documents));
                }
                if let Some((before, _)) = path.last() {
                    chains[*before] = chains[*before].max(chains[at] + 1);
                }
                continue;
            };
            match marks.get(to) {
                Some(Mark::New) => {
                    marks[to] = Mark::Open;
                    path.push((to, applied(to)));
                }
                Some(Mark::Open) => found.push(endless(&schemas[at], &schemas[to], documents)),
                _ => chains[at] = chains[at].max(chains[to] + 1),
            }
        }
    }
}

/// Judging goes as deep as schemas follow one another; people need a handful.
const LONGEST: usize = 256;

fn too_long(at: &Schema, documents: &[Document]) -> Diagnostic {
    let Document { source, root, .. } = &documents[at.document.index()];
    let message = format!("more than {LONGEST} schemas follow one another from here on");
    Diagnostic::error(Code::TOO_LARGE, source, at.span, message)
        .with_pointer(root.pointer_to(at.span.start).as_str())
        .with_label("the chain of references begins here")
        .with_help("let references point at the schema that has the rules")
}

/// The schemas that a schema applies to the value it is applied to itself; of a dynamic reference,
/// all that it may lead to.
fn applied(
    schemas: &[Schema],
    references: &[Option<SchemaId>],
    dynamic: &Dynamic,
    at: usize,
) -> Vec<SchemaId> {
    let mut next = Vec::new();
    if let Some(Some(target)) = references.get(at) {
        next.push(*target);
    }
    if let Some(keywords) = schemas.get(at).and_then(Schema::keywords)
        && !keywords.applies_none_in_place()
    {
        keywords.add_applied_in_place(&mut next);
    }
    if !dynamic.is_empty() {
        next.extend_from_slice(&dynamic.targets_at(at));
    }
    next
}

fn endless(at: &Schema, to: &Schema, documents: &[Document]) -> Diagnostic {
    let Document { source, root, .. } = &documents[at.document.index()];
    let to = documents[to.document.index()]
        .root
        .pointer_to(to.span.start);
    let span = at
        .keywords()
        .and_then(|keywords| keywords.core.reference.as_ref())
        .map_or(at.span, |reference| reference.span);
    Diagnostic::error(
        Code::ENDLESS_REFERENCE,
        source,
        span,
        "this schema comes back to itself without stepping into a member or an item",
    )
    .with_pointer(root.pointer_to(at.span.start).as_str())
    .with_label(format!("leads back to `#{to}`"))
    .with_help("let the reference point at a schema with rules of its own")
}
