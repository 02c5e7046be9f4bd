use std::fmt;
use std::str::FromStr;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It has no meaning, or cannot be kept exactly: nothing is generated.
    Error,
    /// It has a meaning, though hardly the one that was meant.
    Warning,
    /// It is good to know.
    Note,
}

impl Severity {
    /// `error`, `warning` or `note`
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The number of a kind of finding, written `MV0107`, or of a change between two schemas, written
/// `D0101`. [`explain`](super::explain) tells more.
///
/// ```
/// use mindvideo_schema::diagnostic::Code;
///
/// assert_eq!(Code(107).to_string(), "MV0107");
/// assert_eq!("mv0107".parse(), Ok(Code(107)));
/// assert_eq!("D0101".parse(), Ok(Code(Code::CHANGES + 101)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub u16);

impl Code {
    /// The numbers of changes begin here: what is left above it is written behind a `D`.
    pub const CHANGES: u16 = 10_000;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.checked_sub(Self::CHANGES) {
            Some(change) => write!(f, "D{change:04}"),
            None => write!(f, "MV{:04}", self.0),
        }
    }
}

impl FromStr for Code {
    type Err = ParseCodeError;

    /// Reads `MV0107` and `D0101`; the letters may be small, leading zeros may be missing, and so
    /// may the letters `MV`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let first = match text.strip_suffix(digits).unwrap_or_default() {
            letters if letters.eq_ignore_ascii_case("D") => Self::CHANGES,
            letters if letters.is_empty() || letters.eq_ignore_ascii_case("MV") => 0,
            _ => return Err(ParseCodeError),
        };
        let only_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
        let number: Option<u16> = only_digits.then(|| digits.parse().ok()).flatten();
        let number = number.filter(|number| *number < Self::CHANGES);
        number
            .map(|number| Self(first + number))
            .ok_or(ParseCodeError)
    }
}

/// A text that is not a [`Code`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseCodeError;

impl fmt::Display for ParseCodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a code is `MV` or `D` and four digits, as in `MV0107`")
    }
}

impl std::error::Error for ParseCodeError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts() {
        for (text, code) in [
            ("MV0001", Ok(Code(1))),
            ("mv0107", Ok(Code(107))),
            ("Mv107", Ok(Code(107))),
            ("0107", Ok(Code(107))),
            ("107", Ok(Code(107))),
            ("", Err(ParseCodeError)),
            ("MV", Err(ParseCodeError)),
            ("MV+1", Err(ParseCodeError)),
            ("-1", Err(ParseCodeError)),
            ("E0107", Err(ParseCodeError)),
            ("MV99999", Err(ParseCodeError)),
            ("d0101", Ok(Code::TYPES_CHANGED)),
            ("D10101", Err(ParseCodeError)),
            ("é", Err(ParseCodeError)),
        ] {
            assert_eq!(text.parse(), code, "{text}");
        }
        assert_eq!(Code(12345).to_string(), "D2345");
        assert_eq!(format!("{:>9}", Severity::Warning), "  warning");
    }
}
