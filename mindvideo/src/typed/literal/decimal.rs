/// A decimal number that the compiler can compare: `digits * 10^-scale`.
///
/// The crate's own [`Decimal`](mindvideo_schema::Decimal) has any size and cannot run there. Here a
/// number that does not fit is `None`, and its literal is refused as one that only a run can judge.
#[derive(Clone, Copy)]
pub(super) struct Decimal {
    digits: i128,
    scale: u32,
}

impl Decimal {
    /// Reads the text of a JSON number or of a Rust literal.
    pub(super) const fn read(text: &str) -> Option<Self> {
        let text = text.as_bytes();
        let negative = !text.is_empty() && text[0] == b'-';
        let mut at = if negative { 1 } else { 0 };
        let (mut digits, mut scale, mut fraction) = (0_i128, 0_i64, false);
        while at < text.len() && text[at] != b'e' && text[at] != b'E' {
            if text[at] == b'.' {
                fraction = true;
            } else {
                digits = match push(digits, text[at]) {
                    Some(digits) => digits,
                    None => return None,
                };
                scale += fraction as i64;
            }
            at += 1;
        }
        if at < text.len() {
            scale = match exponent(text, at + 1) {
                Some(exponent) => scale - exponent,
                None => return None,
            };
        }
        Self::scaled(if negative { -digits } else { digits }, scale)
    }

    /// Whether a reader of JSON keeps the number of this text exactly: as an integer of 64 bits, or
    /// by the fifteen digits that every `f64` has.
    pub(super) const fn is_kept(text: &str) -> bool {
        let Some(number) = Self::read(text) else {
            return false;
        };
        if is_digits(text) && number.digits >= i64::MIN as i128 && number.digits <= u64::MAX as i128
        {
            return true;
        }
        let mut digits = number.digits.unsigned_abs();
        while digits != 0 && digits.is_multiple_of(10) {
            digits /= 10;
        }
        digits < 10_u128.pow(15)
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 to 38 when it is cast"
    )]
    const fn scaled(mut digits: i128, mut scale: i64) -> Option<Self> {
        while scale < 0 {
            digits = match digits.checked_mul(10) {
                Some(digits) => digits,
                None => return None,
            };
            scale += 1;
        }
        while scale > 0 && digits % 10 == 0 {
            digits /= 10;
            scale -= 1;
        }
        if scale > 38 {
            return None;
        }
        Some(Self {
            digits,
            scale: scale as u32,
        })
    }

    /// Both as integers of the same scale.
    const fn aligned(self, other: Self) -> Option<(i128, i128)> {
        let scale = if self.scale > other.scale {
            self.scale
        } else {
            other.scale
        };
        match (self.at(scale), other.at(scale)) {
            (Some(a), Some(b)) => Some((a, b)),
            _ => None,
        }
    }

    const fn at(self, scale: u32) -> Option<i128> {
        match 10_i128.checked_pow(scale - self.scale) {
            Some(factor) => self.digits.checked_mul(factor),
            None => None,
        }
    }

    pub(super) const fn is_integer(self) -> bool {
        self.scale == 0
    }

    pub(super) const fn is(self, value: i64) -> bool {
        self.scale == 0 && self.digits == value as i128
    }

    /// -1, 0 or 1.
    pub(super) const fn compare(self, other: Self) -> Option<i8> {
        match self.aligned(other) {
            Some((a, b)) => Some((a > b) as i8 - (a < b) as i8),
            None => None,
        }
    }

    pub(super) const fn is_multiple_of(self, divisor: Self) -> Option<bool> {
        match self.aligned(divisor) {
            Some((a, b)) if b != 0 => Some(a % b == 0),
            _ => None,
        }
    }
}

const fn push(digits: i128, digit: u8) -> Option<i128> {
    if !digit.is_ascii_digit() {
        return None;
    }
    match digits.checked_mul(10) {
        Some(digits) => digits.checked_add((digit - b'0') as i128),
        None => None,
    }
}

/// Digits and no more, but for a sign.
pub(super) const fn is_digits(text: &str) -> bool {
    let text = text.as_bytes();
    let mut at = 0;
    if text.is_empty() || text[0] == b'-' && text.len() == 1 {
        return false;
    }
    while at < text.len() {
        if !(text[at].is_ascii_digit() || at == 0 && text[at] == b'-') {
            return false;
        }
        at += 1;
    }
    true
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "less than 10,000 when it is cast"
)]
const fn exponent(text: &[u8], mut at: usize) -> Option<i64> {
    let negative = at < text.len() && text[at] == b'-';
    if at < text.len() && (text[at] == b'-' || text[at] == b'+') {
        at += 1;
    }
    let mut value = 0_i128;
    while at < text.len() {
        value = match push(value, text[at]) {
            Some(value) if value < 10_000 => value,
            _ => return None,
        };
        at += 1;
    }
    let value = value as i64;
    Some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    #[test]
    fn agrees_with_the_exact_decimals_of_the_schema() {
        let texts = [
            "0",
            "-0",
            "1",
            "-1",
            "0.1",
            "0.3",
            "0.30",
            "3e-1",
            "1e3",
            "1000",
            "-2.5",
            "4294967295",
            "9007199254740993",
            "1E2",
            "12.5e+1",
            "0.000001",
        ];
        for a in texts {
            let exact: mindvideo_schema::Decimal = a.parse().unwrap();
            let read = Decimal::read(a).unwrap();
            assert_eq!(read.is_integer(), exact.is_integer(), "{a}");
            for b in texts {
                let other: mindvideo_schema::Decimal = b.parse().unwrap();
                let with = Decimal::read(b).unwrap();
                let order = exact.cmp(&other) as i8;
                assert_eq!(read.compare(with), Some(order), "{a} {b}");
                if !other.is_zero() {
                    let multiple = exact.is_multiple_of(&other);
                    assert_eq!(read.is_multiple_of(with), Some(multiple), "{a} {b}");
                }
            }
        }
    }

    #[test]
    fn what_a_reader_keeps() {
        for (text, kept) in [
            ("0", true),
            ("-0.0", true),
            ("18446744073709551615", true),
            ("18446744073709551617", false),
            ("-9223372036854775808", true),
            ("100000000000000000000", true),
            ("0.1", true),
            ("123456.789012345", true),
            ("0.99999999999999999999", false),
            ("9007199254740993.0", false),
            ("1e20", true),
            ("1e400", false),
        ] {
            assert_eq!(Decimal::is_kept(text), kept, "{text}");
            let read: Option<serde_json::Number> = serde_json::from_str(text).ok();
            let exact: Option<mindvideo_schema::Decimal> = text.parse().ok();
            let read = read.and_then(|number| number.to_string().parse().ok());
            assert!(!kept || read == exact, "{text} is read as {read:?}");
        }
    }

    #[test]
    fn what_does_not_fit_is_not_judged() {
        assert!(Decimal::read("1e400").is_none());
        assert!(Decimal::read(&"9".repeat(60)).is_none());
        assert!(Decimal::read("1e-60").is_none());
    }
}
