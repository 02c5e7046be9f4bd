//! How findings are written, one form per file.

mod github;
mod human;
mod json;
mod sarif;
mod short;
mod snippet;
#[cfg(test)]
mod tests;
mod width;

pub use github::github;
pub use human::human;
pub use json::json;
pub use sarif::sarif;
pub use short::short;

use super::Diagnostic;
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// The forms in which findings can be written.
///
/// ```
/// use mindvideo_schema::diagnostic::Format;
///
/// assert_eq!("github".parse(), Ok(Format::Github));
/// assert_eq!(Format::default(), Format::Human);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// For people: the place in the text, with notes and help; see [`human`].
    #[default]
    Human,
    /// For editors: one line each; see [`short`].
    Short,
    /// For programs: one JSON object a line; see [`json`].
    Json,
    /// For GitHub Actions: one workflow command a line; see [`github`].
    Github,
    /// For code scanning: one SARIF log; see [`sarif`].
    Sarif,
}

impl Format {
    /// Every form.
    pub const ALL: [Self; 5] = [
        Self::Human,
        Self::Short,
        Self::Json,
        Self::Github,
        Self::Sarif,
    ];

    /// The name of the form: `human`, `short`, `json`, `github` or `sarif`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Short => "short",
            Self::Json => "json",
            Self::Github => "github",
            Self::Sarif => "sarif",
        }
    }

    /// Writes all findings, each line ended; nothing for none, except that a SARIF log says so.
    pub fn render(self, findings: &[Diagnostic]) -> String {
        let lines = |write: fn(&Diagnostic) -> String, end: &str| -> String {
            findings
                .iter()
                .flat_map(|finding| [write(finding), end.to_owned()])
                .collect()
        };
        match self {
            Self::Human => lines(human, "\n\n"),
            Self::Short => lines(short, "\n"),
            Self::Json => lines(json, "\n"),
            Self::Github => lines(github, "\n"),
            Self::Sarif => sarif(findings) + "\n",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Format {
    type Err = UnknownFormatError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = |format: &Self| format.as_str() == text;
        Self::ALL.into_iter().find(named).ok_or(UnknownFormatError)
    }
}

/// A text that names no [`Format`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownFormatError;

impl fmt::Display for UnknownFormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the formats are human, short, json, github and sarif")
    }
}

impl std::error::Error for UnknownFormatError {}

/// The text with control characters escaped, so that a name from a file cannot break the line.
fn one_line(text: &str) -> Cow<'_, str> {
    if !text.contains(width::is_unprintable) {
        return Cow::Borrowed(text);
    }
    let escape = |c: char| match c {
        c if width::is_unprintable(c) => c.escape_default().to_string(),
        c => c.to_string(),
    };
    Cow::Owned(text.chars().map(escape).collect())
}
