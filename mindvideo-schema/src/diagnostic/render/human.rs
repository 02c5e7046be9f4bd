use super::one_line;
use super::snippet::Snippet;
use crate::diagnostic::Diagnostic;

/// The finding for people, laid out as rustc does, in plain text; the last line is not ended.
///
/// ```text
/// error[MV0107]: default value is not allowed by the same property's `enum`
///   --> schemas/veo3-1-quality.json:23:18
///    |
/// 18 | /       "enum": [
/// 19 | |         8
/// 20 | |       ],
///    | |_______- allowed here
/// ...
/// 23 |         "default": 9
///    |                    ^ not one of the allowed values
///    |
///    = note: at #/properties/duration/default
///    = help: change the default to `8`, or add `9` to `enum`
/// ```
///
/// Tabs take four columns, East Asian characters two; of a long line the part around the finding
/// is shown.
pub fn human(finding: &Diagnostic) -> String {
    let Diagnostic {
        code,
        severity,
        message,
        source,
        span,
        ..
    } = finding;
    let snippet = Snippet::new(finding);
    let related: Vec<_> = finding.related.iter().map(Snippet::related).collect();
    let widths = related.iter().chain([&snippet]).map(Snippet::number_width);
    let number_width = widths.max().unwrap_or_default();
    let margin = " ".repeat(number_width);
    let place = source.place(source.clamp(*span).start);
    let mut lines = vec![format!("{severity}[{code}]: {}", one_line(message))];
    if source.text.is_empty() {
        lines.push(format!("{margin}--> {}", one_line(&source.name)));
    } else {
        lines.push(format!("{margin}--> {}:{place}", one_line(&source.name)));
        lines.push(format!("{margin} |"));
        lines.extend(snippet.rows(number_width));
    }
    for (part, snippet) in finding.related.iter().zip(related) {
        let place = part.source.place(part.source.clamp(part.span).start);
        let name = one_line(&part.source.name);
        lines.push(format!("{margin} |"));
        lines.push(format!("{margin}::: {name}:{place}"));
        lines.push(format!("{margin} |"));
        lines.extend(snippet.rows(number_width));
    }

    let pointer = match finding.pointer.as_str() {
        "" => None,
        pointer => Some(format!("at #{}", one_line(pointer))),
    };
    let notes = pointer
        .iter()
        .chain(&finding.notes)
        .map(|note| ("note", note));
    let help = finding.help.iter().map(|help| ("help", help));
    let remarks: Vec<_> = notes.chain(help).collect();
    if !remarks.is_empty() && !source.text.is_empty() {
        lines.push(format!("{margin} |"));
    }
    for (kind, text) in remarks {
        let mut lead = format!("{margin} = {kind}: ");
        for line in text.split('\n') {
            lines.push(format!("{lead}{}", one_line(line)));
            lead = " ".repeat(lead.len());
        }
    }
    lines.join("\n")
}
