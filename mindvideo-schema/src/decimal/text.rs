use super::{Decimal, Repr};
use std::fmt;
use std::str::FromStr;

/// Zeros that are written out after the digits before the exponent form is shorter to read.
const MAX_ZEROS_AFTER: i64 = 20;
/// Zeros that are written out between the point and the first digit.
const MAX_ZEROS_BEFORE: i64 = 6;

/// Why a text is not a JSON number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A digit has to stand here.
    DigitExpected,
    /// A zero stands before another digit.
    LeadingZero,
    /// The number is over, the text is not.
    TextAfter,
}

/// A text that is not a JSON number ([RFC 8259, section 6]).
///
/// [RFC 8259, section 6]: https://www.rfc-editor.org/rfc/rfc8259#section-6
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseDecimalError {
    pub(crate) at: usize,
    pub(crate) fault: Fault,
}

impl ParseDecimalError {
    /// Byte offset of the first byte that cannot be part of a number.
    pub fn offset(&self) -> usize {
        self.at
    }
}

impl fmt::Display for ParseDecimalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.fault {
            Fault::DigitExpected => "a digit is missing",
            Fault::LeadingZero => "a number does not start with a zero and another digit",
            Fault::TextAfter => "the text goes on after the number",
        };
        write!(f, "{what} (at byte {})", self.at)
    }
}

impl std::error::Error for ParseDecimalError {}

/// The length of the JSON number at the start of `bytes`.
pub(crate) fn scan(bytes: &[u8]) -> Result<usize, ParseDecimalError> {
    let fail = |at, fault| Err(ParseDecimalError { at, fault });
    let byte = |at: usize| bytes.get(at).copied();
    let digits = |at: usize| {
        let rest = bytes.get(at..).unwrap_or_default();
        rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    };

    let mut at = usize::from(byte(0) == Some(b'-'));
    match digits(at) {
        0 => return fail(at, Fault::DigitExpected),
        1 => at += 1,
        _ if byte(at) == Some(b'0') => return fail(at, Fault::LeadingZero),
        count => at += count,
    }
    if byte(at) == Some(b'.') {
        at += 1;
        match digits(at) {
            0 => return fail(at, Fault::DigitExpected),
            count => at += count,
        }
    }
    if matches!(byte(at), Some(b'e' | b'E')) {
        at += 1;
        at += usize::from(matches!(byte(at), Some(b'+' | b'-')));
        match digits(at) {
            0 => return fail(at, Fault::DigitExpected),
            count => at += count,
        }
    }
    Ok(at)
}

impl FromStr for Decimal {
    type Err = ParseDecimalError;

    /// Reads the text of a JSON number, all of it.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match scan(text.as_bytes())? {
            at if at < text.len() => Err(ParseDecimalError {
                at,
                fault: Fault::TextAfter,
            }),
            _ => Ok(Self::from_scanned(text)),
        }
    }
}

impl Decimal {
    /// The value of a text that [`scan`] has accepted as a whole.
    pub(crate) fn from_scanned(text: &str) -> Self {
        let unsigned = text.strip_prefix('-');
        let (mantissa, exponent) = match unsigned.unwrap_or(text).split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, read_exponent(exponent)),
            None => (unsigned.unwrap_or(text), 0),
        };
        let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        Self::from_digits(unsigned.is_some(), integer, fraction, exponent)
    }
}

/// Saturates: no text that fits into memory can bring such an exponent back into range.
fn read_exponent(text: &str) -> i64 {
    let digits = text.trim_start_matches(['+', '-']).bytes();
    let push = |value: i64, byte: u8| {
        value
            .saturating_mul(10)
            .saturating_add(i64::from(byte.wrapping_sub(b'0')))
    };
    let value = digits.fold(0, push);
    if text.starts_with('-') { -value } else { value }
}

impl fmt::Display for Decimal {
    /// Writes the one text that equal numbers share: all digits, at most twenty zeros after and
    /// six zeros before them (`0.0000001` has six after the point), beyond that `1.5e300`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.digits();
        let exponent = self.exponent();
        let text = plain(&digits, exponent).unwrap_or_else(|| {
            let (first, rest) = digits.split_at_checked(1).unwrap_or((&digits, ""));
            let point = if rest.is_empty() { "" } else { "." };
            format!("{first}{point}{rest}e{}", self.magnitude() - 1)
        });
        f.pad_integral(!self.is_negative(), "", &text)
    }
}

/// The digits with a point or zeros; `None` when that takes too many zeros.
fn plain(digits: &str, exponent: i64) -> Option<String> {
    let count = i64::try_from(digits.len()).ok()?;
    if exponent >= 0 {
        let zeros = (exponent <= MAX_ZEROS_AFTER).then_some(exponent)?;
        return Some(format!(
            "{digits}{}",
            "0".repeat(usize::try_from(zeros).ok()?)
        ));
    }
    let before = count + exponent;
    if before > 0 {
        let (integer, fraction) = digits.split_at_checked(usize::try_from(before).ok()?)?;
        return Some(format!("{integer}.{fraction}"));
    }
    let zeros = (-before <= MAX_ZEROS_BEFORE).then_some(-before)?;
    Some(format!(
        "0.{}{digits}",
        "0".repeat(usize::try_from(zeros).ok()?)
    ))
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = match self.repr {
            Repr::Small { .. } => "",
            Repr::Big(_) => "big ",
        };
        write!(f, "Decimal({size}{self})")
    }
}
