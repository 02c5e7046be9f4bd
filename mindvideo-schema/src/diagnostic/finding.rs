use super::{Code, Severity, Source};
use crate::json::{JsonError, JsonErrorKind, Span};
use std::fmt;
use std::sync::Arc;

/// One finding: what is wrong, where, and what to do.
///
/// Texts start in lower case and end without a period, as rustc's do. Code and names from the
/// source stand in backticks.
///
/// ```
/// use mindvideo_schema::diagnostic::{Code, Diagnostic, Source, short};
/// use mindvideo_schema::json::Span;
/// use std::sync::Arc;
///
/// let source = Arc::new(Source::new("schemas/a.json", r#"{"default": 9, "enum": [8]}"#));
/// let finding = Diagnostic::warning(Code(107), &source, Span::new(12, 13), "not in `enum`")
///     .with_label("not one of the allowed values")
///     .with_secondary(Span::new(23, 26), "allowed here")
///     .with_pointer("/default")
///     .with_help("change the default to `8`");
/// assert_eq!(short(&finding), "schemas/a.json:1:13: warning[MV0107]: not in `enum`");
/// ```
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// Which kind of finding it is.
    pub code: Code,
    /// How much it weighs.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub message: String,
    /// The text it is about.
    pub source: Arc<Source>,
    /// The part of the text that is wrong.
    pub span: Span,
    /// What to say at that part; may be empty.
    pub label: String,
    /// Other parts of the same text that explain the finding, and what to say there.
    pub secondary: Vec<(Span, String)>,
    /// Parts of other texts that explain the finding.
    pub related: Vec<Related>,
    /// JSON Pointer to the value that is wrong; empty when there is none, or it is the whole text.
    pub pointer: String,
    /// What else helps to understand it.
    pub notes: Vec<String>,
    /// What to do about it.
    pub help: Option<String>,
}

/// A part of another text than the one that a finding is about.
#[derive(Clone, Debug)]
pub struct Related {
    /// The text.
    pub source: Arc<Source>,
    /// The part.
    pub span: Span,
    /// What to say there; may be empty.
    pub label: String,
}

impl Diagnostic {
    /// An error without label, notes and help.
    pub fn error(code: Code, source: &Arc<Source>, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            source: Arc::clone(source),
            span,
            label: String::new(),
            secondary: Vec::new(),
            related: Vec::new(),
            pointer: String::new(),
            notes: Vec::new(),
            help: None,
        }
    }

    /// A warning without label, notes and help.
    pub fn warning(
        code: Code,
        source: &Arc<Source>,
        span: Span,
        message: impl Into<String>,
    ) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, source, span, message)
        }
    }

    /// What a text that is not JSON is told.
    pub fn not_json(error: &JsonError, source: &Arc<Source>) -> Self {
        let code = match &error.kind {
            JsonErrorKind::DuplicateMember { .. } => Code::DUPLICATE_MEMBER,
            JsonErrorKind::TooDeep | JsonErrorKind::TooLong => Code::TOO_LARGE,
            JsonErrorKind::NotUtf8 | JsonErrorKind::ByteOrderMark => Code::NOT_UTF8,
            _ => Code::NOT_JSON,
        };
        let label = match &error.kind {
            JsonErrorKind::Unexpected { expected, .. }
            | JsonErrorKind::UnexpectedEnd { expected, .. } => format!("expected {expected}"),
            JsonErrorKind::DuplicateMember { .. } => "named again here".to_owned(),
            _ => String::new(),
        };
        let related = error.related().into_iter();
        Self {
            label,
            secondary: related
                .map(|(span, label)| (span, label.to_owned()))
                .collect(),
            help: error.help(),
            ..Self::error(code, source, error.span, error.to_string())
        }
    }

    /// Says something at the part that is wrong.
    #[must_use]
    pub fn with_label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Says something at another part of the same text.
    #[must_use]
    pub fn with_secondary(mut self, span: Span, label: impl Into<String>) -> Self {
        self.secondary.push((span, label.into()));
        self
    }

    /// Says something at a part of another text.
    #[must_use]
    pub fn with_related(
        mut self,
        source: &Arc<Source>,
        span: Span,
        label: impl Into<String>,
    ) -> Self {
        self.related.push(Related {
            source: Arc::clone(source),
            span,
            label: label.into(),
        });
        self
    }

    /// Names the value that is wrong by a JSON Pointer.
    #[must_use]
    pub fn with_pointer(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = pointer.into();
        self
    }

    /// Adds a note.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Says what to do about it.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Whether it is an error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Diagnostic {
    /// One line, as [`short`](super::short) writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&super::short(self))
    }
}

impl std::error::Error for Diagnostic {}
