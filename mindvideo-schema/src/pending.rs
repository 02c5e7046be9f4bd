//! Keywords that are not evaluated yet are refused, never skipped.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::json::Span;
use crate::link::Linked;
use crate::schema::{Keywords, Schema};

/// Reports each keyword that changes what is valid and that the evaluator does not know: those of
/// the schemas that are applied, and every `$id` below a document's root, since a reference
/// anywhere may mean it.
pub fn refuse(linked: &Linked, found: &mut Diagnostics) {
    for id in linked.reachable() {
        let schema = linked.schema(id);
        let pending = schema.keywords().map(|keywords| &keywords.pending);
        for keyword in pending.into_iter().flatten() {
            let message = format!("`{}` does not work yet", keyword.keyword);
            found.push(
                finding(linked, schema, keyword.key, &message)
                    .with_label("changes what is valid, so it cannot be passed over")
                    .with_help(
                        "say the same with other keywords, or wait for a version that has it",
                    ),
            );
        }
    }
    for schema in linked.schemas() {
        if let Some(id) = schema.keywords().and_then(Keywords::embedded_id) {
            let message = format!("`{}` below a document's root does not work yet", id.keyword);
            found.push(
                finding(linked, schema, id.key, &message)
                    .with_label("changes what references mean, so it cannot be passed over")
                    .with_help(
                        "remove it and refer to the schema by its JSON pointer, \
                         or make it a document of its own",
                    ),
            );
        }
    }
}

fn finding(linked: &Linked, schema: &Schema, span: Span, message: &str) -> Diagnostic {
    let source = &linked.document(schema.document).source;
    Diagnostic::error(Code::PENDING_KEYWORD, source, span, message)
        .with_pointer(schema.pointer.as_str())
}
