//! Findings that leave the types exact: what a schema says and hardly means.

mod bounds;
mod branches;
mod format;
mod idle;
mod required;
mod samples;
mod types;

use std::cell::OnceCell;
use std::collections::HashSet;

use mindvideo_schema::Evaluator;
use mindvideo_schema::diagnostic::{Code, Diagnostic, Diagnostics};
use mindvideo_schema::json::Span;
use mindvideo_schema::link::Linked;
use mindvideo_schema::schema::{Keywords, Schema, SchemaId};

use crate::place::Places;

/// Looks at every schema that is applied.
pub(crate) fn lint(evaluator: &Evaluator, found: &mut Diagnostics) {
    let linked = evaluator.linked();
    let places = OnceCell::new();
    let keywords = |id: &SchemaId| linked.schema(*id).keywords();
    let unevaluated = |keywords: &Keywords| {
        keywords.array.unevaluated.is_some() || keywords.object.unevaluated.is_some()
    };
    let reachable = linked.reachable();
    let counts_evaluated = reachable.iter().filter_map(keywords).any(unevaluated);
    // Schemas within one that states a type, for the same value: it is stated for them, too.
    let mut typed = HashSet::new();
    for id in reachable {
        let schema = linked.schema(id);
        let Some(keywords) = schema.keywords() else {
            continue;
        };
        let mut lint = Lint {
            evaluator,
            linked,
            schema,
            keywords,
            id,
            counts_evaluated,
            places: &places,
            found,
        };
        // Up to draft 7 a reference is all that counts, and reading has said so.
        let dialect = linked.document(schema.document).dialect;
        if keywords.core.reference.is_some() && dialect.ref_replaces_siblings() {
            continue;
        }
        lint.samples();
        lint.values();
        lint.required();
        lint.bounds();
        lint.idle();
        lint.branches();
        lint.format();
        lint.excluded();
        if typed.contains(&id) || lint.states_type() {
            typed.extend(keywords.applied_in_place());
        } else {
            lint.untyped();
        }
    }
}

struct Lint<'a> {
    evaluator: &'a Evaluator,
    linked: &'a Linked,
    schema: &'a Schema,
    keywords: &'a Keywords,
    id: SchemaId,
    /// Whether some schema asks which members or items another one spoke of.
    counts_evaluated: bool,
    /// Where rules stand, found when the first one is asked for.
    places: &'a OnceCell<Places>,
    found: &'a mut Diagnostics,
}

impl Lint<'_> {
    /// A warning about a keyword of this schema.
    fn finding(&self, code: Code, keyword: &str, span: Span, message: String) -> Diagnostic {
        let source = &self.linked.document(self.schema.document).source;
        let pointer = self.linked.pointer(self.schema).join(keyword);
        Diagnostic::warning(code, source, span, message).with_pointer(pointer.as_str())
    }
}
