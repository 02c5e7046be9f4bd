//! Costs: plain decimal text, checked once, added without rounding.

use crate::Decimal;

/// Digits that a cost may have before the point, and after it.
const DIGITS: usize = 12;

/// One cost: the text as given, which goes on the wire unchanged, and its value.
#[derive(Clone, Debug)]
pub(super) struct Cost {
    text: String,
    value: Decimal,
}

impl Cost {
    /// Reads a JSON number without sign and exponent: up to 12 digits before and 12 after the point.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        if whole.len() > DIGITS || fraction.len() > DIGITS || text.contains(['-', 'e', 'E']) {
            return None;
        }
        Some(Self {
            text: text.to_owned(),
            value: text.parse().ok()?,
        })
    }

    pub(super) fn zero() -> Self {
        Self {
            text: "0".to_owned(),
            value: Decimal::ZERO,
        }
    }

    /// A JSON number.
    pub(super) fn as_json(&self) -> &str {
        &self.text
    }

    pub(super) fn to_decimal(&self) -> Decimal {
        self.value.clone()
    }
}

/// The exact sum. Costs of so few digits can always be added.
pub(super) fn total<'a>(costs: impl IntoIterator<Item = &'a Cost>) -> Decimal {
    costs.into_iter().fold(Decimal::ZERO, |sum, cost| {
        sum.checked_add(&cost.value).unwrap_or(sum)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_json_calls_a_number_and_nothing_else() {
        for good in [
            "0",
            "0.675",
            "0.06426",
            "12",
            "999999999999.999999999999",
            "1.50",
        ] {
            assert_eq!(Cost::parse(good).unwrap().as_json(), good);
        }
        for bad in [
            "",
            ".",
            "1.",
            ".5",
            "01",
            "00",
            "-1",
            "+1",
            "1e3",
            "1,5",
            " 1",
            "1.2.3",
            "NaN",
            "1234567890123",
            "0.1234567890123",
            "٣",
        ] {
            assert!(Cost::parse(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn sums_are_exact() {
        let cost = Cost::parse("0.675").unwrap();
        let thousand: Vec<&Cost> = std::iter::repeat_n(&cost, 1_000).collect();
        assert_eq!(total(thousand).to_string(), "675");
        assert_eq!(total([]).to_string(), "0");
        let (tenth, fifth) = (Cost::parse("0.1").unwrap(), Cost::parse("0.20").unwrap());
        assert_eq!(total([&tenth, &fifth]).to_string(), "0.3");
    }
}
