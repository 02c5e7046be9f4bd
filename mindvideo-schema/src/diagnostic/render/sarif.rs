use super::json::array;
use crate::diagnostic::{Code, Diagnostic, Severity, Source, explain};
use crate::json::{Span, quote};
use std::fmt::Write;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// A SARIF 2.1.0 log with one run, as code scanning services read it ([specification]).
///
/// [specification]: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
pub fn sarif(findings: &[Diagnostic]) -> String {
    let mut codes: Vec<Code> = Vec::new();
    for Diagnostic { code, .. } in findings {
        let place = codes.partition_point(|before| before < code);
        if codes.get(place) != Some(code) {
            codes.insert(place, *code);
        }
    }
    let rules = array(codes.into_iter().map(rule));
    let results = array(findings.iter().map(result));
    format!(
        "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{\
         \"tool\":{{\"driver\":{{\"name\":\"mindvideo\",\"rules\":{rules}}}}},\
         \"columnKind\":\"unicodeCodePoints\",\"results\":{results}}}]}}"
    )
}

fn rule(code: Code) -> String {
    let texts = explain(code).map(|entry| {
        let (title, help) = (quote(entry.title), quote(entry.explain));
        format!(",\"shortDescription\":{{\"text\":{title}}},\"help\":{{\"text\":{help}}}")
    });
    format!("{{\"id\":\"{code}\"{}}}", texts.unwrap_or_default())
}

fn result(finding: &Diagnostic) -> String {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let mut text = finding.message.clone();
    for note in &finding.notes {
        text = text + "\nnote: " + note;
    }
    if let Some(help) = &finding.help {
        text = text + "\nhelp: " + help;
    }
    let place = physical(&finding.source, finding.span);
    let logical = match finding.pointer.as_str() {
        "" => String::new(),
        pointer => format!(
            ",\"logicalLocations\":[{{\"fullyQualifiedName\":{}}}]",
            quote(pointer)
        ),
    };
    let here = finding
        .secondary
        .iter()
        .map(|(span, label)| (&finding.source, *span, label));
    let elsewhere = finding
        .related
        .iter()
        .map(|part| (&part.source, part.span, &part.label));
    let related = here.chain(elsewhere).map(|(source, span, label)| {
        let place = physical(source, span);
        format!("{{{place},\"message\":{{\"text\":{}}}}}", quote(label))
    });
    format!(
        "{{\"ruleId\":\"{}\",\"level\":\"{level}\",\"message\":{{\"text\":{}}},\
         \"locations\":[{{{place}{logical}}}],\"relatedLocations\":{}}}",
        finding.code,
        quote(&text),
        array(related),
    )
}

fn physical(source: &Source, span: Span) -> String {
    let span = source.clamp(span);
    let (start, end) = (source.place(span.start), source.place(span.end));
    format!(
        "\"physicalLocation\":{{\"artifactLocation\":{{\"uri\":{}}},\"region\":{{\
         \"startLine\":{},\"startColumn\":{},\"endLine\":{},\"endColumn\":{}}}}}",
        quote(&uri(&source.name)),
        start.line,
        start.column,
        end.line,
        end.column,
    )
}

/// A path as a URI reference.
fn uri(path: &str) -> String {
    let mut text = String::new();
    for byte in path.bytes() {
        match byte {
            b'\\' => text.push('/'),
            b'/' | b'-' | b'.' | b'_' | b'~' => text.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => text.push(char::from(byte)),
            // Writing into a string cannot fail.
            byte => _ = write!(text, "%{byte:02X}"),
        }
    }
    text
}
