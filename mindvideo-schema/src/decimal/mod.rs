//! Exact decimal numbers of any size.
//!
//! JSON numbers are decimal texts. Limits such as `maximum` and `multipleOf` speak of the numbers
//! those texts stand for, not of the nearest binary fraction: `0.3` is a multiple of `0.1`, and
//! `9007199254740993` is not `9007199254740992`.

mod natural;
#[cfg(test)]
mod tests;
mod text;

pub use text::ParseDecimalError;
pub(crate) use text::{Fault, scan};

use natural::Natural;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

/// Digits that always fit into an `i128`.
const SMALL_DIGITS: usize = 38;
/// The largest mantissa of a small number is one less.
const SMALL_LIMIT: u128 = 10_u128.pow(38);
/// Exponents are kept between minus and plus this.
const EXPONENT_LIMIT: i64 = 1_000_000_000_000_000_000;
/// Zeros that a sum may have to write out between its two terms.
const MAX_ADD_SHIFT: i64 = 4_096;

/// An exact decimal number.
///
/// Equality, order and hash are those of the number, not of its text: `1`, `1.0` and `10e-1` are
/// one number, and so are `0` and `-0`. Nothing is rounded, and no operation takes space or time
/// that grows with an exponent, so `1e1000000000` is as cheap as `1`.
///
/// Up to 38 digits are stored inline; longer numbers take one allocation.
///
/// An exponent beyond ±10¹⁸ counts as ±10¹⁸. Such a number is still ordered rightly against every
/// other one, is an integer or not, and is a multiple or not; only two of them may be taken for
/// equal although their exponents differ.
///
/// ```
/// use mindvideo_schema::decimal::Decimal;
///
/// let price: Decimal = "0.30".parse()?;
/// assert_eq!(price, "3e-1".parse()?);
/// assert!(price.is_multiple_of(&"0.1".parse()?));
/// assert!(price < Decimal::from(1));
/// assert_eq!(price.to_string(), "0.3");
/// # Ok::<(), mindvideo_schema::decimal::ParseDecimalError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Decimal {
    repr: Repr,
}

/// Every number has exactly one form, so that comparing forms compares numbers: no digits end in
/// zero, zero has the exponent 0, and what fits `Small` is never `Big`.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    /// At most [`SMALL_DIGITS`] digits.
    Small {
        mantissa: i128,
        exponent: i32,
    },
    Big(Box<Big>),
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Big {
    negative: bool,
    digits: Box<str>,
    exponent: i64,
}

impl Decimal {
    /// The number 0.
    pub const ZERO: Self = Self {
        repr: Repr::Small {
            mantissa: 0,
            exponent: 0,
        },
    };

    /// Whether this is 0.
    pub fn is_zero(&self) -> bool {
        *self == Self::ZERO
    }

    /// Whether this is less than 0.
    pub fn is_negative(&self) -> bool {
        match &self.repr {
            Repr::Small { mantissa, .. } => *mantissa < 0,
            Repr::Big(big) => big.negative,
        }
    }

    /// Whether there is nothing behind the point: true of `8`, `8.0` and `8e2`.
    pub fn is_integer(&self) -> bool {
        self.exponent() >= 0
    }

    /// The number, when it is an integer an `i64` holds.
    pub fn to_i64(&self) -> Option<i64> {
        self.to_i128().and_then(|value| value.try_into().ok())
    }

    /// The number, when it is an integer a `u64` holds.
    pub fn to_u64(&self) -> Option<u64> {
        self.to_i128().and_then(|value| value.try_into().ok())
    }

    fn to_i128(&self) -> Option<i128> {
        match self.repr {
            Repr::Small { mantissa, exponent } => {
                let exponent = u32::try_from(exponent).ok()?;
                mantissa.checked_mul(10_i128.checked_pow(exponent)?)
            }
            Repr::Big(_) => None,
        }
    }

    /// The nearest `f64`; infinite when the number is beyond its range.
    pub fn to_f64(&self) -> f64 {
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// Whether this is a whole number of times `divisor`, exactly. The signs do not matter; zero
    /// is a multiple of everything, and nothing else is a multiple of zero.
    ///
    /// ```
    /// # use mindvideo_schema::decimal::{Decimal, ParseDecimalError};
    /// let huge: Decimal = "1e1000000000".parse()?;
    /// assert!(huge.is_multiple_of(&"0.0625".parse()?));
    /// assert!(!huge.is_multiple_of(&"0.3".parse()?));
    /// # Ok::<(), ParseDecimalError>(())
    /// ```
    pub fn is_multiple_of(&self, divisor: &Self) -> bool {
        if self.is_zero() || divisor.is_zero() {
            return self.is_zero();
        }
        // With n, d free of trailing zeros, the question is whether d divides n × 10^shift.
        let shift = self.exponent() - divisor.exponent();
        if shift < 0 {
            return false;
        }
        // What d has in common with 10^shift is divided out of d; the rest shares no factor with
        // what is left of 10^shift, so it has to divide n.
        if let (Repr::Small { mantissa: n, .. }, Repr::Small { mantissa: d, .. }) =
            (&self.repr, &divisor.repr)
        {
            let d = without_factor(without_factor(d.unsigned_abs(), 2, shift), 5, shift);
            return n.unsigned_abs().is_multiple_of(d);
        }
        let d = Natural::from_digits(&divisor.digits());
        let d = d.without_factor(2, shift).without_factor(5, shift);
        d.divides(&self.digits())
    }

    /// The exact sum, or `None` when writing it down would take more than 4,096 zeros that neither
    /// term has, as in `1e1000000000 + 1`.
    ///
    /// ```
    /// # use mindvideo_schema::decimal::{Decimal, ParseDecimalError};
    /// let sum = "0.1".parse::<Decimal>()?.checked_add(&"0.2".parse()?);
    /// assert_eq!(sum, Some("0.3".parse()?));
    /// # Ok::<(), ParseDecimalError>(())
    /// ```
    pub fn checked_add(&self, other: &Self) -> Option<Self> {
        if self.is_zero() {
            return Some(other.clone());
        }
        if other.is_zero() {
            return Some(self.clone());
        }
        let exponent = self.exponent().min(other.exponent());
        let a = self.shifted_to(exponent)?;
        let b = other.shifted_to(exponent)?;
        let (negative, sum) = if self.is_negative() == other.is_negative() {
            (self.is_negative(), a.add(&b))
        } else if a >= b {
            (self.is_negative(), a.sub(&b))
        } else {
            (other.is_negative(), b.sub(&a))
        };
        Some(Self::from_digits(negative, &sum.to_digits(), "", exponent))
    }

    /// The digits as a number, with zeros put behind them to lower the exponent to this one.
    fn shifted_to(&self, exponent: i64) -> Option<Natural> {
        let shift = self.exponent() - exponent;
        let shift = (shift <= MAX_ADD_SHIFT).then(|| usize::try_from(shift).ok())??;
        Some(Natural::from_digits(&format!(
            "{}{}",
            self.digits(),
            "0".repeat(shift)
        )))
    }

    /// The one form of `±integer.fraction × 10^exponent`; both parts are ASCII digits.
    fn from_digits(negative: bool, integer: &str, fraction: &str, exponent: i64) -> Self {
        let integer = integer.trim_start_matches('0');
        let fraction = fraction.trim_end_matches('0');
        let kept = if fraction.is_empty() {
            integer.trim_end_matches('0')
        } else {
            integer
        };
        let exponent = exponent
            .saturating_add_unsigned((integer.len() - kept.len()) as u64)
            .saturating_sub_unsigned(fraction.len() as u64)
            .clamp(-EXPONENT_LIMIT, EXPONENT_LIMIT);
        let (integer, fraction) = match kept {
            "" => ("", fraction.trim_start_matches('0')),
            _ => (kept, fraction),
        };
        match (integer.len() + fraction.len(), i32::try_from(exponent)) {
            (0, _) => Self::ZERO,
            (1..=SMALL_DIGITS, Ok(exponent)) => {
                let digits = integer.bytes().chain(fraction.bytes());
                let push = |value, byte: u8| value * 10 + i128::from(byte.wrapping_sub(b'0'));
                let value = digits.fold(0, push);
                let mantissa = if negative { -value } else { value };
                Self {
                    repr: Repr::Small { mantissa, exponent },
                }
            }
            _ => {
                let digits = [integer, fraction].concat().into_boxed_str();
                Self {
                    repr: Repr::Big(Box::new(Big {
                        negative,
                        digits,
                        exponent,
                    })),
                }
            }
        }
    }

    /// The one form of an integer below [`SMALL_LIMIT`].
    fn from_integer(mut mantissa: i128) -> Self {
        debug_assert!(mantissa.unsigned_abs() < SMALL_LIMIT, "too many digits");
        let mut exponent = 0;
        while mantissa != 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            exponent += 1;
        }
        Self {
            repr: Repr::Small { mantissa, exponent },
        }
    }

    fn digits(&self) -> Cow<'_, str> {
        match &self.repr {
            Repr::Small { mantissa, .. } => Cow::Owned(mantissa.unsigned_abs().to_string()),
            Repr::Big(big) => Cow::Borrowed(&big.digits),
        }
    }

    fn exponent(&self) -> i64 {
        match &self.repr {
            Repr::Small { exponent, .. } => i64::from(*exponent),
            Repr::Big(big) => big.exponent,
        }
    }

    /// How many digits stand before the point; negative for zeros behind it.
    fn magnitude(&self) -> i64 {
        let digits = match &self.repr {
            Repr::Small { mantissa, .. } => i64::from(digit_count(*mantissa)),
            Repr::Big(big) => i64::try_from(big.digits.len()).unwrap_or(i64::MAX),
        };
        self.exponent().saturating_add(digits)
    }

    /// Minus one, zero, or one.
    fn sign(&self) -> i8 {
        match (self.is_negative(), self.is_zero()) {
            (true, _) => -1,
            (_, true) => 0,
            _ => 1,
        }
    }

    fn cmp_absolute(&self, other: &Self) -> Ordering {
        let magnitude = self.magnitude().cmp(&other.magnitude());
        magnitude.then_with(|| match (&self.repr, &other.repr) {
            (Repr::Small { mantissa: a, .. }, Repr::Small { mantissa: b, .. }) => {
                let digits = digit_count(*a).max(digit_count(*b));
                aligned(*a, digits).cmp(&aligned(*b, digits))
            }
            // The first digits stand at the same place, and a missing digit is less than any
            // last one.
            _ => self.digits().cmp(&other.digits()),
        })
    }
}

fn digit_count(mantissa: i128) -> u32 {
    mantissa
        .unsigned_abs()
        .checked_ilog10()
        .map_or(1, |log| log + 1)
}

/// The mantissa with zeros put behind it until it has this many digits.
fn aligned(mantissa: i128, digits: u32) -> u128 {
    let zeros = digits.saturating_sub(digit_count(mantissa));
    mantissa
        .unsigned_abs()
        .saturating_mul(10_u128.saturating_pow(zeros))
}

/// Divides `factor` out of `value`, which is not zero, `times` at most.
fn without_factor(mut value: u128, factor: u128, mut times: i64) -> u128 {
    while times > 0 && value.is_multiple_of(factor) {
        value /= factor;
        times -= 1;
    }
    value
}

impl Default for Decimal {
    fn default() -> Self {
        Self::ZERO
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        self.sign()
            .cmp(&other.sign())
            .then_with(|| match self.sign() {
                -1 => other.cmp_absolute(self),
                0 => Ordering::Equal,
                _ => self.cmp_absolute(other),
            })
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<i32> for Decimal {
    fn from(value: i32) -> Self {
        Self::from_integer(i128::from(value))
    }
}

impl From<u32> for Decimal {
    fn from(value: u32) -> Self {
        Self::from_integer(i128::from(value))
    }
}

impl From<i64> for Decimal {
    fn from(value: i64) -> Self {
        Self::from_integer(i128::from(value))
    }
}

impl From<u64> for Decimal {
    fn from(value: u64) -> Self {
        Self::from_integer(i128::from(value))
    }
}

impl TryFrom<f64> for Decimal {
    type Error = NotFiniteError;

    /// The number that the shortest text which reads back as `value` stands for: `0.1_f64` is 0.1.
    fn try_from(value: f64) -> Result<Self, Self::Error> {
        format!("{value:e}").parse().map_err(|_| NotFiniteError)
    }
}

/// A NaN or an infinity, which no decimal number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotFiniteError;

impl fmt::Display for NotFiniteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NaN and infinity are not decimal numbers")
    }
}

impl std::error::Error for NotFiniteError {}
