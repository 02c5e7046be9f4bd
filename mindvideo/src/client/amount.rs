//! Money, exactly.

use std::{fmt, iter::Sum, str::FromStr};

use serde_core::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::value::RawValue;

use super::members;
use crate::Decimal;

/// A cost as an exact decimal number.
///
/// It has no unit because the API names none (assumption A11). It is read from the JSON literal itself, a number or a
/// string holding one, and never passes through a float.
///
/// ```
/// use mindvideo::client::Amount;
///
/// let cost: Amount = serde_json::from_str("0.675")?;
/// let thousand: Amount = std::iter::repeat_n(&cost, 1000).sum();
/// assert_eq!(thousand.to_string(), "675"); // as f64: 674.9999999999951
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(Decimal);

/// Why a text is no [`Amount`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseAmountError {
    text: Box<str>,
}

/// No price needs more; it keeps `1e999999999` from becoming a gigabyte of zeros in a sum.
const LONGEST: usize = 128;
const LARGEST_EXPONENT: i32 = 256;

impl Amount {
    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        self.0 == Decimal::default()
    }

    /// The number.
    pub fn as_decimal(&self) -> &Decimal {
        &self.0
    }

    /// Reads a member of a reply; `None` for null and for what holds no number.
    pub(crate) fn of(raw: &RawValue) -> Option<Self> {
        let text = raw.get();
        if text.starts_with('"') {
            return members::text(raw)?.parse().ok();
        }
        text.parse().ok()
    }
}

impl FromStr for Amount {
    type Err = ParseAmountError;

    /// Reads the text of a JSON number.
    fn from_str(text: &str) -> Result<Self, ParseAmountError> {
        let refused = || ParseAmountError {
            text: text.chars().take(LONGEST).collect(),
        };
        let exponent = text
            .split(['e', 'E'])
            .nth(1)
            .map_or(Ok(0), str::parse::<i32>);
        let small = text.len() <= LONGEST && exponent.is_ok_and(|e| e.abs() <= LARGEST_EXPONENT);
        if !small {
            return Err(refused());
        }
        text.parse().map(Self).map_err(|_| refused())
    }
}

impl From<Amount> for Decimal {
    fn from(amount: Amount) -> Self {
        amount.0
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<'a> Sum<&'a Amount> for Amount {
    fn sum<I: Iterator<Item = &'a Amount>>(amounts: I) -> Self {
        // Amounts are short and their exponents small: they can always be added.
        Self(amounts.fold(Decimal::ZERO, |total, amount| {
            total.checked_add(&amount.0).unwrap_or(total)
        }))
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Amount>>(amounts: I) -> Self {
        amounts.collect::<Vec<_>>().iter().sum()
    }
}

impl Serialize for Amount {
    /// Writes a JSON number.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde_core::ser::Error as _;
        RawValue::from_string(self.0.to_string())
            .map_err(S::Error::custom)?
            .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <Box<RawValue>>::deserialize(deserializer)?;
        let text = members::text(&raw);
        text.as_deref()
            .unwrap_or_else(|| raw.get())
            .parse()
            .map_err(de::Error::custom)
    }
}

impl fmt::Display for ParseAmountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} is not a decimal number of at most {LONGEST} characters",
            self.text
        )
    }
}

impl std::error::Error for ParseAmountError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_literal() {
        for (json, shown) in [
            ("0.675", "0.675"),
            ("0.06426", "0.06426"),
            ("\"0.25875\"", "0.25875"),
            ("1e-3", "0.001"),
            (
                "0.1234567890123456789012345678",
                "0.1234567890123456789012345678",
            ),
            ("12", "12"),
            ("-0.5", "-0.5"),
        ] {
            let amount: Amount = serde_json::from_str(json).unwrap();
            assert_eq!(amount.to_string(), shown);
            assert_eq!(serde_json::to_string(&amount).unwrap(), shown);
        }
    }

    #[test]
    fn refuses_what_is_no_price() {
        let long = "1".repeat(200);
        for text in [
            "",
            " 1",
            "1 ",
            "NaN",
            "+1",
            ".5",
            "1.",
            "1_0",
            "1e999999999",
            "0x1",
            "true",
            &long,
            "1e9e9",
        ] {
            assert!(text.parse::<Amount>().is_err(), "{text}");
        }
        for json in ["null", "\"free\"", "[]", "{}", "true"] {
            assert!(serde_json::from_str::<Amount>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn adds_and_orders() {
        let of = |text: &str| text.parse::<Amount>().unwrap();
        assert_eq!([of("0.1"), of("0.2")].iter().sum::<Amount>(), of("0.3"));
        assert_eq!(
            [of("0.1"), of("0.2")].into_iter().sum::<Amount>(),
            of("0.30")
        );
        assert!(of("0.9") < of("0.10001e1"));
        assert!(Amount::default().is_zero() && of("-0.00").is_zero() && !of("0.01").is_zero());
    }
}
