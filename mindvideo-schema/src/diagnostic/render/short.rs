use super::one_line;
use crate::diagnostic::Diagnostic;

/// One line: `schemas/a.json:23:18: error[MV0107]: default is not allowed`.
pub fn short(finding: &Diagnostic) -> String {
    let Diagnostic {
        code,
        severity,
        message,
        source,
        span,
        ..
    } = finding;
    let place = source.place(source.clamp(*span).start);
    format!(
        "{}:{place}: {severity}[{code}]: {}",
        one_line(&source.name),
        one_line(message)
    )
}
