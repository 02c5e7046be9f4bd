use crate::diagnostic::{Diagnostic, Source};
use crate::json::{Span, quote};

/// One JSON object on one line, without the line's end.
///
/// Its members are `code`, `severity`, `message`, `file`, `span`, `label`, `secondary` (objects of
/// `span` and `label`), `related` (objects of `file`, `span` and `label`), `pointer`, `notes` and `help` (a string or null). A span has `start` and
/// `end`, which is not included, each with `line` and `column`, counted from 1 in characters, and
/// `offset`, counted from 0 in bytes.
pub fn json(finding: &Diagnostic) -> String {
    let source = &finding.source;
    let secondary = finding.secondary.iter().map(|(span, label)| {
        format!(
            "{{\"span\":{},\"label\":{}}}",
            place(source, *span),
            quote(label)
        )
    });
    let related = finding.related.iter().map(|part| {
        format!(
            "{{\"file\":{},\"span\":{},\"label\":{}}}",
            quote(&part.source.name),
            place(&part.source, part.span),
            quote(&part.label)
        )
    });
    format!(
        "{{\"code\":\"{}\",\"severity\":\"{}\",\"message\":{},\"file\":{},\"span\":{},\"label\":{},\
         \"secondary\":{},\"related\":{},\"pointer\":{},\"notes\":{},\"help\":{}}}",
        finding.code,
        finding.severity,
        quote(&finding.message),
        quote(&source.name),
        place(source, finding.span),
        quote(&finding.label),
        array(secondary),
        array(related),
        quote(&finding.pointer),
        array(finding.notes.iter().map(|note| quote(note))),
        finding.help.as_deref().map_or("null".to_owned(), quote),
    )
}

fn place(source: &Source, span: Span) -> String {
    let span = source.clamp(span);
    let end = |offset| {
        let place = source.place(offset);
        format!(
            "{{\"line\":{},\"column\":{},\"offset\":{offset}}}",
            place.line, place.column
        )
    };
    format!(
        "{{\"start\":{},\"end\":{}}}",
        end(span.start),
        end(span.end)
    )
}

/// A JSON array of texts that are JSON already.
pub(super) fn array(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}
