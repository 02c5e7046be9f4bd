//! Keywords that are not evaluated yet are refused, never skipped.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::link::Linked;

/// Reports each keyword, among the schemas that are applied, that changes what is valid and that the evaluator does not know.
pub fn refuse(linked: &Linked, found: &mut Diagnostics) {
    for id in linked.reachable() {
        let schema = linked.schema(id);
        let Some(keywords) = schema.keywords() else {
            continue;
        };
        let source = &linked.document(schema.document).source;
        for keyword in &keywords.pending {
            let name = keyword.keyword;
            found.push(
                Diagnostic::error(
                    Code::PENDING_KEYWORD,
                    source,
                    keyword.key,
                    format!("`{name}` does not work yet"),
                )
                .with_pointer(schema.pointer.as_str())
                .with_label("changes what is valid, so it cannot be passed over")
                .with_help("say the same with other keywords, or wait for a version that has it"),
            );
        }
    }
}

/// Reports each `format`, for users who want them judged.
pub fn refuse_format(linked: &Linked, found: &mut Diagnostics) {
    for id in linked.reachable() {
        let schema = linked.schema(id);
        let format = schema.keywords().and_then(|k| k.string.format.as_ref());
        if let Some(format) = format {
            let source = &linked.document(schema.document).source;
            found.push(
                Diagnostic::error(
                    Code::PENDING_KEYWORD,
                    source,
                    format.span,
                    "judging `format` does not work yet",
                )
                .with_pointer(schema.pointer.as_str())
                .with_label("asked for by `assert_format`")
                .with_help("leave `assert_format` out: `format` then tells readers what is meant"),
            );
        }
    }
}
