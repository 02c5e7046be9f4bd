use super::{Code, Diagnostic, Severity, human};
use crate::json::Span;
use crate::order::order;
use std::fmt;

/// The findings of a phase.
///
/// A phase goes on after a finding, so that one run reports all of them; between two phases
/// [`propagate`](Self::propagate) stops when there are errors.
///
/// ```
/// use mindvideo_schema::diagnostic::{Code, Diagnostic, Diagnostics, Source};
/// use mindvideo_schema::json::Span;
/// use std::sync::Arc;
///
/// let source = Arc::new(Source::new("schemas/a.json", "{}"));
/// let mut findings = Diagnostics::new();
/// findings.push(Diagnostic::warning(Code(301), &source, Span::new(0, 2), "no `type`"));
/// assert!(findings.propagate().is_ok());
///
/// findings.push(Diagnostic::error(Code(101), &source, Span::new(0, 2), "no such type"));
/// let refused = findings.propagate().unwrap_err();
/// assert_eq!((refused.len(), refused.error_count(), findings.len()), (2, 1, 0));
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "findings are for somebody to read"]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    leaves_out_warnings: bool,
}

impl Diagnostics {
    /// No findings.
    pub const fn new() -> Self {
        Self {
            list: Vec::new(),
            leaves_out_warnings: false,
        }
    }

    /// No findings, and no place for warnings: for those who ask whether something is wrong, since
    /// working out what a slip was meant for takes its time.
    pub const fn of_errors() -> Self {
        Self {
            list: Vec::new(),
            leaves_out_warnings: true,
        }
    }

    /// Whether a warning would be kept.
    pub(crate) fn takes_warnings(&self) -> bool {
        !self.leaves_out_warnings
    }

    /// Adds a finding, unless it is a warning and these are left out.
    pub fn push(&mut self, finding: Diagnostic) {
        if finding.is_error() || self.takes_warnings() {
            self.list.push(finding);
        }
    }

    /// The findings, in the order in which they came until they are [sorted](Self::into_sorted).
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// The findings as a slice.
    pub fn as_slice(&self) -> &[Diagnostic] {
        &self.list
    }

    /// How many findings there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many of them are errors.
    pub fn error_count(&self) -> usize {
        self.list
            .iter()
            .filter(|finding| finding.is_error())
            .count()
    }

    /// Makes every warning an error.
    pub fn deny_warnings(&mut self) {
        let warns = |finding: &&mut Diagnostic| finding.severity == Severity::Warning;
        for finding in self.list.iter_mut().filter(warns) {
            finding.severity = Severity::Error;
        }
    }

    /// Ordered by source and place; of the same finding at the same place one is kept.
    pub fn into_sorted(mut self) -> Self {
        fn place(finding: &Diagnostic) -> (&str, Span, Severity, Code, &str) {
            let Diagnostic {
                code,
                severity,
                message,
                source,
                span,
                ..
            } = finding;
            (&source.name, *span, *severity, *code, message)
        }
        let place_at = |at: usize| self.list.get(at).map(place);
        let by_place = order(self.list.len(), &|a, b| place_at(a).cmp(&place_at(b)));
        let mut found: Vec<Option<Diagnostic>> = self.list.drain(..).map(Some).collect();
        for at in by_place {
            self.list.extend(found.get_mut(at).and_then(Option::take));
        }
        self.list.dedup_by(|a, b| place(a) == place(b));
        self
    }

    /// Ends a phase: when there are errors, gives up all findings, sorted, and keeps none.
    pub fn propagate(&mut self) -> Result<(), Self> {
        match self.error_count() {
            0 => Ok(()),
            _ => Err(std::mem::take(self).into_sorted()),
        }
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, findings: I) {
        findings.into_iter().for_each(|finding| self.push(finding));
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(findings: I) -> Self {
        Self {
            list: findings.into_iter().collect(),
            leaves_out_warnings: false,
        }
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(finding: Diagnostic) -> Self {
        Self {
            list: vec![finding],
            leaves_out_warnings: false,
        }
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Diagnostics {
    /// All findings for people, an empty line between two.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<_> = self.iter().map(human).collect();
        f.write_str(&texts.join("\n\n"))
    }
}

impl std::error::Error for Diagnostics {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;
    use std::sync::Arc;

    fn finding(name: &str, start: u32, severity: Severity, message: &str) -> Diagnostic {
        let source = Arc::new(Source::new(name, "0123456789"));
        let span = Span::new(start, start + 1);
        Diagnostic {
            severity,
            ..Diagnostic::error(Code(1), &source, span, message)
        }
    }

    #[test]
    fn sorts_and_keeps_one_of_each() {
        use Severity::{Error, Warning};
        let mut findings: Diagnostics = [
            finding("b", 0, Error, "x"),
            finding("a", 5, Warning, "x"),
            finding("a", 5, Error, "y"),
            finding("a", 2, Warning, "x"),
            finding("a", 5, Error, "y"),
        ]
        .into_iter()
        .collect();
        assert_eq!(findings.error_count(), 3);
        let sorted = findings.propagate().unwrap_err();
        let order: Vec<_> = sorted.iter().map(ToString::to_string).collect();
        assert_eq!(
            order,
            [
                "a:1:3: warning[MV0001]: x",
                "a:1:6: error[MV0001]: y",
                "a:1:6: warning[MV0001]: x",
                "b:1:1: error[MV0001]: x",
            ]
        );
        assert!(findings.is_empty());
    }

    #[test]
    fn warnings_are_left_out_where_nobody_reads_them() {
        let mut findings = Diagnostics::of_errors();
        assert!(!findings.takes_warnings() && Diagnostics::new().takes_warnings());
        findings.push(finding("a", 0, Severity::Warning, "x"));
        findings.extend([
            finding("a", 1, Severity::Error, "x"),
            finding("a", 2, Severity::Warning, "x"),
        ]);
        assert_eq!((findings.len(), findings.error_count()), (1, 1));
    }

    #[test]
    fn warnings_pass_unless_denied() {
        let mut findings = Diagnostics::from(finding("a", 0, Severity::Warning, "x"));
        assert!(findings.propagate().is_ok());
        assert_eq!(findings.len(), 1);
        findings.deny_warnings();
        assert_eq!(findings.propagate().unwrap_err().error_count(), 1);
    }
}
