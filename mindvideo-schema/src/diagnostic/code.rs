use std::fmt;
use std::str::FromStr;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It has no meaning, or cannot be kept exactly: nothing is generated.
    Error,
    /// It has a meaning, though hardly the one that was meant.
    Warning,
}

impl Severity {
    /// `error` or `warning`
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The number of a kind of finding, written `MV0107`. [`explain`](super::explain) tells more.
///
/// ```
/// use mindvideo_schema::diagnostic::Code;
///
/// assert_eq!(Code(107).to_string(), "MV0107");
/// assert_eq!("mv0107".parse(), Ok(Code(107)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub u16);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MV{:04}", self.0)
    }
}

impl FromStr for Code {
    type Err = ParseCodeError;

    /// Reads `MV0107`; the letters may be small, and they and leading zeros may be missing.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = match text.split_at_checked(2) {
            Some((letters, digits)) if letters.eq_ignore_ascii_case("MV") => digits,
            _ => text,
        };
        let only_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
        let number = only_digits.then(|| digits.parse().ok());
        number.flatten().map(Self).ok_or(ParseCodeError)
    }
}

/// A text that is not a [`Code`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseCodeError;

impl fmt::Display for ParseCodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a code is `MV` and four digits, as in `MV0107`")
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
            ("é", Err(ParseCodeError)),
        ] {
            assert_eq!(text.parse(), code, "{text}");
        }
        assert_eq!(Code(12345).to_string(), "MV12345");
        assert_eq!(format!("{:>9}", Severity::Warning), "  warning");
    }
}
