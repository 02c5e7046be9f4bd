use super::Document;
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
    documents: &[Document],
    found: &mut Diagnostics,
) {
    let mut marks = vec![Mark::New; schemas.len()];
    for start in 0..schemas.len() {
        if marks[start] != Mark::New {
            continue;
        }
        marks[start] = Mark::Open;
        let mut path = vec![(start, applied(schemas, references, start))];
        while let Some((at, next)) = path.last_mut() {
            let Some(to) = next.pop() else {
                marks[*at] = Mark::Done;
                path.pop();
                continue;
            };
            match marks.get(to) {
                Some(Mark::New) => {
                    marks[to] = Mark::Open;
                    path.push((to, applied(schemas, references, to)));
                }
                Some(Mark::Open) => {
                    let at = *at;
                    found.push(finding(&schemas[at], &schemas[to], documents));
                }
                _ => {}
            }
        }
    }
}

/// The schemas that a schema applies to the value it is applied to itself.
fn applied(schemas: &[Schema], references: &[Option<SchemaId>], at: usize) -> Vec<usize> {
    let mut next: Vec<usize> = Vec::new();
    next.extend(references.get(at).copied().flatten().map(SchemaId::index));
    if let Some(keywords) = schemas.get(at).and_then(Schema::keywords) {
        next.extend(keywords.applied_in_place().map(SchemaId::index));
    }
    next
}

fn finding(at: &Schema, to: &Schema, documents: &[Document]) -> Diagnostic {
    let source = &documents[at.document.index()].source;
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
    .with_pointer(at.pointer.as_str())
    .with_label(format!("leads back to `#{}`", to.pointer))
    .with_help("let the reference point at a schema with rules of its own")
}
