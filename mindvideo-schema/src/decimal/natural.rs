use std::cmp::Ordering;

/// Digits a limb holds.
const LIMB_DIGITS: usize = 18;
/// One more than the largest limb.
const BASE: u64 = 1_000_000_000_000_000_000;

/// A natural number of any size in base 10¹⁸, least significant limb first.
///
/// A decimal base reads and writes digits in linear time, and leaves room in a `u64` limb for a
/// multiplication by ten and for the remainder of a division by two or five.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Natural {
    /// No most significant limb is zero; zero has no limbs.
    limbs: Vec<u64>,
}

impl Natural {
    pub(super) const ZERO: Self = Self { limbs: Vec::new() };

    /// Reads ASCII digits; any other byte counts as a zero digit.
    pub(super) fn from_digits(digits: &str) -> Self {
        let limb = |chunk: &[u8]| chunk.iter().fold(0, |limb, byte| limb * 10 + digit(*byte));
        let limbs = digits.as_bytes().rchunks(LIMB_DIGITS).map(limb).collect();
        Self { limbs }.trimmed()
    }

    /// The digits without leading zeros; zero is an empty text.
    pub(super) fn to_digits(&self) -> String {
        let limbs = self.limbs.iter().rev();
        let text = limbs.fold(String::new(), |text, limb| text + &format!("{limb:018}"));
        text.trim_start_matches('0').to_owned()
    }

    /// The number when it fits.
    pub(super) fn to_u64(&self) -> Option<u64> {
        let push = |value: u64, limb: &u64| value.checked_mul(BASE)?.checked_add(*limb);
        self.limbs.iter().rev().try_fold(0, push)
    }

    pub(super) fn is_zero(&self) -> bool {
        self.limbs.is_empty()
    }

    pub(super) fn add(mut self, other: &Self) -> Self {
        let length = self.limbs.len().max(other.limbs.len());
        self.limbs.resize(length, 0);
        let others = other.limbs.iter().copied().chain(std::iter::repeat(0));
        let mut carry = 0;
        for (limb, other) in self.limbs.iter_mut().zip(others) {
            let sum = *limb + other + carry;
            *limb = sum % BASE;
            carry = sum / BASE;
        }
        self.limbs.push(carry);
        self.trimmed()
    }

    /// `self - other`; `other` is not the larger one.
    pub(super) fn sub(mut self, other: &Self) -> Self {
        let others = other.limbs.iter().copied().chain(std::iter::repeat(0));
        let mut borrow = 0;
        for (limb, other) in self.limbs.iter_mut().zip(others) {
            let take = other + borrow;
            borrow = u64::from(*limb < take);
            *limb = *limb + borrow * BASE - take;
        }
        self.trimmed()
    }

    /// `self * 10 + digit`
    fn push_digit(mut self, digit: u64) -> Self {
        let mut carry = digit;
        for limb in &mut self.limbs {
            let product = *limb * 10 + carry;
            *limb = product % BASE;
            carry = product / BASE;
        }
        self.limbs.push(carry);
        self.trimmed()
    }

    /// `self / factor` when nothing remains; `factor` is 2 or 5.
    fn divided(&self, factor: u64) -> Option<Self> {
        let mut limbs = self.limbs.clone();
        let mut remainder = 0;
        for limb in limbs.iter_mut().rev() {
            let value = remainder * BASE + *limb;
            *limb = value / factor;
            remainder = value % factor;
        }
        (remainder == 0).then(|| Self { limbs }.trimmed())
    }

    /// Divides `factor` (2 or 5) out, `times` at most.
    pub(super) fn without_factor(mut self, factor: u64, times: i64) -> Self {
        for _ in 0..times {
            match self.divided(factor) {
                Some(quotient) if !self.is_zero() => self = quotient,
                _ => break,
            }
        }
        self
    }

    /// Whether `self`, not zero, divides the number with these digits.
    ///
    /// The time is the product of the two lengths.
    pub(super) fn divides(&self, digits: &str) -> bool {
        match self.to_u64() {
            Some(0) => false,
            Some(divisor) => remainder(digits, divisor) == 0,
            None => {
                let step = |rest: Self, byte| {
                    let mut rest = rest.push_digit(digit(byte));
                    while rest >= *self {
                        rest = rest.sub(self);
                    }
                    rest
                };
                digits.bytes().fold(Self::ZERO, step).is_zero()
            }
        }
    }

    fn trimmed(mut self) -> Self {
        while self.limbs.last() == Some(&0) {
            self.limbs.pop();
        }
        self
    }
}

impl Ord for Natural {
    fn cmp(&self, other: &Self) -> Ordering {
        let length = self.limbs.len().cmp(&other.limbs.len());
        length.then_with(|| self.limbs.iter().rev().cmp(other.limbs.iter().rev()))
    }
}

impl PartialOrd for Natural {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn digit(byte: u8) -> u64 {
    match byte {
        b'0'..=b'9' => u64::from(byte - b'0'),
        _ => 0,
    }
}

/// The remainder of the number with these digits; `divisor` is not zero.
fn remainder(digits: &str, divisor: u64) -> u128 {
    let divisor = u128::from(divisor);
    digits
        .as_bytes()
        .chunks(LIMB_DIGITS)
        .fold(0, |rest, chunk| {
            let push = |rest: u128, byte: &u8| rest * 10 + u128::from(digit(*byte));
            chunk.iter().fold(rest, push) % divisor
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn natural(value: u128) -> Natural {
        Natural::from_digits(&value.to_string())
    }

    #[test]
    fn agrees_with_u128() {
        let values = [
            0,
            1,
            9,
            10,
            u128::from(BASE) - 1,
            u128::from(BASE),
            u128::from(u64::MAX),
            u128::from(u64::MAX) + 1,
            10_u128.pow(36) - 1,
            10_u128.pow(37),
            u128::MAX / 11,
        ];
        for a in values {
            assert_eq!(
                natural(a).to_digits(),
                if a == 0 { String::new() } else { a.to_string() }
            );
            assert_eq!(natural(a).to_u64(), u64::try_from(a).ok());
            for b in values {
                assert_eq!(natural(a).cmp(&natural(b)), a.cmp(&b));
                assert_eq!(natural(a).add(&natural(b)), natural(a + b));
                assert_eq!(
                    natural(a.max(b)).sub(&natural(a.min(b))),
                    natural(a.abs_diff(b))
                );
                let divides = a != 0 && b % a == 0;
                assert_eq!(natural(a).divides(&b.to_string()), divides, "{a} {b}");
            }
        }
    }

    #[test]
    fn factors() {
        assert_eq!(natural(40).without_factor(2, 2), natural(10));
        assert_eq!(natural(40).without_factor(2, i64::MAX), natural(5));
        assert_eq!(natural(5_u128.pow(50)).without_factor(5, 49), natural(5));
        assert_eq!(natural(0).without_factor(5, i64::MAX), natural(0));
    }
}
