use super::one_line;
use crate::diagnostic::{Diagnostic, Severity};

/// A workflow command that makes GitHub Actions show the finding at its line:
/// `::error file=schemas/a.json,line=23,col=18,title=MV0107::default is not allowed`.
///
/// Notes and help follow the message on lines of their own, encoded as GitHub wants it
/// ([workflow commands]).
///
/// [workflow commands]: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
pub fn github(finding: &Diagnostic) -> String {
    let Diagnostic {
        code,
        severity,
        message,
        source,
        span,
        ..
    } = finding;
    let place = source.place(source.clamp(*span).start);
    let notes = finding.notes.iter().map(|note| format!("\nnote: {note}"));
    let help = finding.help.iter().map(|help| format!("\nhelp: {help}"));
    let related = finding.related.iter().map(|part| {
        let place = part.source.place(part.source.clamp(part.span).start);
        format!("\nnote: {} at {}:{place}", part.label, part.source.name)
    });
    let text: String = std::iter::once(one_line(message).into_owned())
        .chain(related)
        .chain(notes)
        .chain(help)
        .collect();
    let command = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    format!(
        "::{command} file={},line={},col={},title={code}::{}",
        property(&source.name),
        place.line,
        place.column,
        data(&text),
    )
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
