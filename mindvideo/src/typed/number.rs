use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::LazyLock;

use mindvideo_schema::Decimal;
use mindvideo_schema::decimal::NotFiniteError;

/// A JSON number: an integer of 64 bits or a double, whichever was written. `8` stays `8`.
///
/// A float comes in by `try_from`, since JSON has no NaN; an integer by `into`.
///
/// Never NaN and never infinite, which JSON cannot write. Compares by value: `8 == 8.0`.
///
/// ```
/// use mindvideo::Number;
///
/// let half = Number::try_from(0.5)?;
/// assert_eq!(half.as_f64(), 0.5);
/// assert_eq!(Number::from(8), Number::try_from(8.0)?);
/// assert!(Number::try_from(f64::NAN).is_err());
/// # Ok::<(), mindvideo::NotFiniteError>(())
/// ```
#[derive(Clone)]
pub struct Number(serde_json::Number);

impl Number {
    /// The nearest `f64`.
    pub fn as_f64(&self) -> f64 {
        self.0.as_f64().unwrap_or_else(|| self.decimal().to_f64())
    }

    /// The value as an integer, if it is one and fits.
    pub fn as_i64(&self) -> Option<i64> {
        self.0.as_i64().or_else(|| self.decimal().to_i64())
    }

    pub(super) fn of(number: serde_json::Number) -> Self {
        Self(number)
    }

    /// The number of a JSON text, unless keeping it would change it: `serde_json` keeps integers
    /// of 64 bits and doubles.
    ///
    /// (With `serde_json`'s feature `arbitrary_precision` it keeps every number.)
    pub(super) fn kept(text: &str) -> Option<Self> {
        let number = if keeps_every_digit() {
            serde_json::from_str(text).ok()?
        } else {
            nearest(text)?
        };
        let is_short = text.len() <= SAFE_DIGITS && !text.contains(['e', 'E']);
        let number = Self(number);
        (is_short || text.parse() == Ok(number.decimal())).then_some(number)
    }

    pub(super) fn inner(&self) -> &serde_json::Number {
        &self.0
    }

    pub(super) fn into_inner(self) -> serde_json::Number {
        self.0
    }

    pub(super) fn is_integer(&self) -> bool {
        self.0.is_i64() || self.0.is_u64() || self.decimal().is_integer()
    }

    pub(super) fn decimal(&self) -> Decimal {
        if let Some(value) = self.0.as_i64() {
            return value.into();
        }
        if let Some(value) = self.0.as_u64() {
            return value.into();
        }
        // A JSON number always is a decimal one.
        self.0.to_string().parse().unwrap_or_default()
    }
}

/// Every double with so many significant digits or fewer is written as it was read.
pub(super) const SAFE_DIGITS: usize = 15;

/// Whether `serde_json`'s feature `arbitrary_precision` is on, in whatever crate asked for it.
pub(super) fn keeps_every_digit() -> bool {
    static KEEPS: LazyLock<bool> =
        LazyLock::new(|| serde_json::from_str::<serde_json::Number>("1e400").is_ok());
    *KEEPS
}

/// The integer or the double of a JSON number. Only a double remembers the sign of a zero.
fn nearest(text: &str) -> Option<serde_json::Number> {
    let is_zero = text == "-0";
    let integer = || text.parse::<i64>().ok().map(serde_json::Number::from);
    let positive = || text.parse::<u64>().ok().map(serde_json::Number::from);
    let double = || text.parse().ok().and_then(serde_json::Number::from_f64);
    let whole = (!is_zero).then(|| integer().or_else(positive)).flatten();
    whole.or_else(double)
}

/// An integer of JSON: of 64 bits, or a greater one that a double holds.
///
/// Used where the schema sets no bounds that an `i64` would hold; `8.0` is an integer, too (but not
/// in draft 4), and is written as it was read.
///
/// ```
/// use mindvideo::Integer;
///
/// let seed = Integer::try_from(42.0)?;
/// assert_eq!(seed, Integer::from(42));
/// assert_eq!(seed, 42);
/// assert_eq!(i64::try_from(seed)?, 42);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Integer(Number);

impl Integer {
    /// The value, if it fits.
    pub fn as_i64(&self) -> Option<i64> {
        self.0.as_i64()
    }

    /// The value, if it fits.
    pub fn as_u64(&self) -> Option<u64> {
        self.0.decimal().to_u64()
    }

    pub(super) fn of(number: Number) -> Result<Self, NotAnIntegerError> {
        if number.is_integer() {
            Ok(Self(number))
        } else {
            Err(NotAnIntegerError(number.to_string()))
        }
    }

    pub(super) fn number(&self) -> &Number {
        &self.0
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.0.as_i64(), other.0.as_i64()) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => self.decimal().cmp(&other.decimal()),
        }
    }
}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.decimal().hash(state);
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Debug for Integer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Display for Integer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

macro_rules! from_integers {
    ($($integer:ty),*) => {$(
        impl From<$integer> for Number {
            fn from(value: $integer) -> Self {
                Self(value.into())
            }
        }

        impl From<$integer> for Integer {
            fn from(value: $integer) -> Self {
                Self(value.into())
            }
        }
    )*};
}

from_integers!(i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);

/// Whether both are one number: `8.0` is `8`.
macro_rules! compared_with_integers {
    ($($number:ty),*) => {$(
        impl PartialEq<i64> for $number {
            fn eq(&self, other: &i64) -> bool {
                self.as_i64() == Some(*other)
            }
        }

        impl PartialEq<$number> for i64 {
            fn eq(&self, other: &$number) -> bool {
                other == self
            }
        }
    )*};
}

compared_with_integers!(Number, Integer);

impl TryFrom<Integer> for i64 {
    type Error = IntegerRangeError;

    fn try_from(value: Integer) -> Result<Self, IntegerRangeError> {
        value.as_i64().ok_or(IntegerRangeError(value))
    }
}

impl TryFrom<Integer> for u64 {
    type Error = IntegerRangeError;

    fn try_from(value: Integer) -> Result<Self, IntegerRangeError> {
        value.as_u64().ok_or(IntegerRangeError(value))
    }
}

impl From<Integer> for Number {
    fn from(value: Integer) -> Self {
        value.0
    }
}

impl TryFrom<f64> for Number {
    type Error = NotFiniteError;

    fn try_from(value: f64) -> Result<Self, NotFiniteError> {
        serde_json::Number::from_f64(value)
            .map(Self)
            .ok_or(NotFiniteError)
    }
}

impl TryFrom<f64> for Integer {
    type Error = NotAnIntegerError;

    fn try_from(value: f64) -> Result<Self, NotAnIntegerError> {
        match Number::try_from(value) {
            Ok(number) => Self::of(number),
            Err(NotFiniteError) => Err(NotAnIntegerError(value.to_string())),
        }
    }
}

/// A number that is no integer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAnIntegerError(String);

impl fmt::Display for NotAnIntegerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not an integer", self.0)
    }
}

impl std::error::Error for NotAnIntegerError {}

/// An integer that does not fit the type which was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntegerRangeError(Integer);

impl fmt::Display for IntegerRangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is out of the range of the type", self.0)
    }
}

impl std::error::Error for IntegerRangeError {}

#[cfg(test)]
mod tests {
    use crate::Integer;
    use crate::typed::valid;

    #[test]
    fn an_integer_has_no_sign_of_its_zero() {
        for (text, written) in [("-0", "0"), ("-0.0", "-0.0"), ("0", "0"), ("8.0", "8.0")] {
            let read: Integer = valid::read(text.as_bytes()).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), written);
        }
    }
}
