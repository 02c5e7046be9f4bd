use super::*;
use std::hash::{DefaultHasher, Hash, Hasher};

fn number(text: &str) -> Decimal {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn hash(value: &Decimal) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// In rising order; what stands in one row is one number, and its first text is the canonical one.
#[rustfmt::skip] // One row, one line.
const ORDER: &[&[&str]] = &[
    &["-1e1000000000000000000", "-1e99999999999999999999999999", "-10e9999999999999999999999"],
    &["-1e1000000001"],
    &["-9e1000000000"],
    &["-1e400", "-1000e397"],
    &["-170141183460469231731687303715884105729"],
    &["-170141183460469231731687303715884105728"],
    &["-99999999999999999999999999999999999999"],
    &["-18446744073709551616"],
    &["-9223372036854775809"],
    &["-9223372036854775808", "-9223372036854775808.0"],
    &["-10", "-1e1", "-10.0"],
    &["-9.99"],
    &["-1"],
    &["-0.1", "-1e-1"],
    &["-1e-1000000000"],
    &["-1e-1000000000000000000", "-1e-99999999999999999999999999"],
    &["0", "-0", "0.0", "-0.000", "0e5", "0E-99999999999999999999", "0e99999999999999999999"],
    &["1e-1000000000000000000", "1e-99999999999999999999999999"],
    &["1e-1000000000", "0.1e-999999999"],
    &["1.5e-324"],
    &["1e-8", "0.00000001"],
    &["0.0000001", "1e-7"],
    &["0.0000001000000000000000000000000000000000000000001", "0.00000010000000000000000000000000000000000000000010"],
    &["0.000001"],
    &["0.00123"],
    &["0.1", "1e-1", "0.10", "100e-3"],
    &["0.30000000000000000000000000000000000000000000000001"],
    &["1", "1.0", "1e0", "10e-1", "0.001E+3"],
    &["1.00000000000000000000000000000000000001"],
    &["1.000000000000000000000000000000000000011"],
    &["1.5", "15e-1"],
    &["2"],
    &["9007199254740992"],
    &["9007199254740993", "9007199254740993.000"],
    &["9223372036854775807"],
    &["9223372036854775808"],
    &["18446744073709551615"],
    &["18446744073709551616"],
    &["100000000000000000000", "1e20"],
    &["123400000000000000000000", "1234e20"],
    &["9.9e23", "99e22"],
    &["1e24", "1000000000000000000000000"],
    &["99999999999999999999999999999999999999"],
    &["1e38", "100000000000000000000000000000000000000"],
    &["100000000000000000000000000000000000001", "100000000000000000000000000000000000001.0"],
    &["340282366920938463463374607431768211456"],
    &["1e308"],
    &["1e2147483647"],
    &["1e2147483648", "10e2147483647"],
    &["1e1000000000000"],
    &["1e999999999999999999"],
    &["1e1000000000000000000", "1e99999999999999999999999999", "1e9223372036854775808"],
];

#[test]
fn order() {
    for (row, left) in ORDER.iter().enumerate() {
        for (other, right) in ORDER.iter().enumerate() {
            for (a, b) in left.iter().flat_map(|a| right.iter().map(move |b| (a, b))) {
                let (x, y) = (number(a), number(b));
                assert_eq!(x.cmp(&y), row.cmp(&other), "{a} {b}");
                assert_eq!(x == y, row == other, "{a} {b}");
                assert_eq!(hash(&x) == hash(&y), row == other, "{a} {b}");
            }
        }
    }
}

#[test]
fn display() {
    for row in ORDER {
        for text in *row {
            let shown = number(text).to_string();
            assert_eq!(number(&shown), number(text), "{text}");
            assert_eq!(shown, row[0], "{text}");
        }
    }
    assert_eq!(
        format!(
            "[{:>6}|{:+}|{:<5}]",
            number("-1.5"),
            number("2"),
            number("0")
        ),
        "[  -1.5|+2|0    ]"
    );
    assert_eq!(format!("{:?}", number("1e3")), "Decimal(1000)");
}

#[test]
#[rustfmt::skip] // One row, one line.
fn texts_that_are_no_numbers() {
    for (text, offset) in [
        ("", 0), ("-", 1), ("+1", 0), (" 1", 0), ("1 ", 1), (".5", 0), ("1.", 2), ("1.e5", 2),
        ("1e", 2), ("1e+", 3), ("1e1.5", 3), ("01", 0), ("-01", 1), ("00.1", 0), ("0x10", 1),
        ("1_000", 1), ("1,5", 1), ("--1", 1), ("NaN", 0), ("inf", 0), ("-Infinity", 1), ("１", 0),
        ("1e５", 2), ("1e1e1", 3), ("1.2.3", 3),
    ] {
        let error = text.parse::<Decimal>().expect_err(text);
        assert_eq!(error.offset(), offset, "{text}");
        assert!(error.to_string().contains("byte"));
    }
}

#[test]
#[rustfmt::skip] // One row, one line.
fn integers() {
    for (text, signed, unsigned) in [
        ("0", Some(0), Some(0)),
        ("-0.0", Some(0), Some(0)),
        ("8.0", Some(8), Some(8)),
        ("1e3", Some(1000), Some(1000)),
        ("1500e-2", Some(15), Some(15)),
        ("-7", Some(-7), None),
        ("9223372036854775807", Some(i64::MAX), Some(i64::MAX.unsigned_abs())),
        ("9223372036854775808", None, Some(1 << 63)),
        ("-9223372036854775808", Some(i64::MIN), None),
        ("-9223372036854775809", None, None),
        ("18446744073709551615", None, Some(u64::MAX)),
        ("18446744073709551616", None, None),
        ("1e18", Some(1_000_000_000_000_000_000), Some(1_000_000_000_000_000_000)),
        ("1e19", None, Some(10_000_000_000_000_000_000)),
        ("1e20", None, None),
        ("1e38", None, None),
        ("1e39", None, None),
        ("1e1000000000", None, None),
        ("123456789012345678901234567890123456789012345678901234567890", None, None),
    ] {
        let value = number(text);
        assert!(value.is_integer(), "{text}");
        assert_eq!((value.to_i64(), value.to_u64()), (signed, unsigned), "{text}");
    }
    for text in [
        "0.5", "-1.5", "1e-1", "15e-2", "1e-1000000000", "1e-99999999999999999999",
        "1.00000000000000000000000000000000000000000000000000001", "12345678901234567890.1",
    ] {
        let value = number(text);
        assert!(!value.is_integer(), "{text}");
        assert_eq!((value.to_i64(), value.to_u64()), (None, None), "{text}");
    }
}

#[test]
#[rustfmt::skip] // One row, one line.
fn from_machine_numbers() {
    for value in [0, 1, -1, 10, -10, 1_000_000, 123_456, i64::MAX, i64::MIN] {
        assert_eq!(Decimal::from(value), number(&value.to_string()));
        assert_eq!(Decimal::from(value).to_i64(), Some(value));
    }
    for value in [0, 1, 10, 100_500, u64::MAX] {
        assert_eq!(Decimal::from(value), number(&value.to_string()));
        assert_eq!(Decimal::from(value).to_u64(), Some(value));
    }
    for (value, text) in [
        (0.1, "0.1"),
        (-0.0, "0"),
        (1.0, "1"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e23, "1e23"),
        (f64::MAX, "1.7976931348623157e308"),
        (5e-324, "5e-324"),
        (f64::EPSILON, "2.220446049250313e-16"),
    ] {
        assert_eq!(Decimal::try_from(value).unwrap(), number(text));
        assert_eq!(Decimal::try_from(value).unwrap().to_f64().to_bits(), (value + 0.0).to_bits());
    }
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(Decimal::try_from(value), Err(NotFiniteError));
    }
}

#[test]
#[rustfmt::skip] // One row, one line.
fn to_f64_is_the_nearest() {
    for (text, nearest) in [
        ("9007199254740993", 9_007_199_254_740_992.0_f64),
        ("9007199254740993.0000000000000000000000000000000000000000001", 9_007_199_254_740_994.0),
        ("1e400", f64::INFINITY),
        ("-1e1000000000000000000", f64::NEG_INFINITY),
        ("1e-400", 0.0),
        ("1e-1000000000000000000", 0.0),
        ("0.1", 0.1),
    ] {
        assert_eq!(number(text).to_f64().to_bits(), nearest.to_bits(), "{text}");
    }
}

#[test]
#[rustfmt::skip] // One row, one line.
fn multiples() {
    for (value, divisor, expected) in [
        ("0.3", "0.1", true),
        ("0.35", "0.01", true),
        ("4.5", "1.5", true),
        ("35", "1.5", false),
        ("0.0075", "0.0001", true),
        ("0.00751", "0.0001", false),
        ("1e308", "0.123456789", false),
        ("1e308", "0.5", true),
        ("12391239123", "1e-8", true),
        ("9007199254740993", "2", false),
        ("9007199254740993", "3", true),
        ("-9", "3", true),
        ("9", "-3", true),
        ("0", "7", true),
        ("0", "0", true),
        ("7", "0", false),
        ("1", "1e1", false),
        ("10", "4", false),
        ("100", "4", true),
        ("100", "16", false),
        ("1e4", "16", true),
        ("1e4", "625", true),
        ("1e3", "625", false),
        ("1e1000000000", "16", true),
        ("1e1000000000", "7", false),
        ("7e1000000000", "7", true),
        ("7e1000000000", "1e1000000000", true),
        ("7e1000000000", "1e1000000001", false),
        ("7e1000000000", "3.5e1000000000", true),
        ("7e1000000000", "3.5e999999999", true),
        ("1e-1000000000", "1e-1000000000", true),
        ("1e-1000000000", "2e-1000000000", false),
        ("1e-1000000000", "5e-1000000001", true),
        ("1e-1000000000", "1", false),
        ("1", "1e-1000000000", true),
        ("1", "3e-1000000000", false),
        ("1e99999999999999999999", "1e-99999999999999999999", true),
        ("3e99999999999999999999", "6", true),
        ("1e99999999999999999999", "6", false),
        ("123456789012345678901234567890123456789012345678901234567890", "10", true),
        ("123456789012345678901234567890123456789012345678901234567890", "3", true),
        ("123456789012345678901234567890123456789012345678901234567891", "3", false),
        ("123456789012345678901234567890123456789012345678901234567890", "18446744073709551629", false),
        ("340282366920938463463374607431768211456", "18446744073709551616", true),
        ("340282366920938463463374607431768211457", "18446744073709551616", false),
        ("340282366920938463463374607431768211456", "36893488147419103232", true),
        ("1000000000000000000000000000000000000000", "1125899906842624", false),
        ("1e50", "1125899906842624", true),
        ("1e49", "1125899906842624", false),
        ("1e60", "1267650600228229401496703205376", false),
        ("1e100", "1267650600228229401496703205376", true),
        ("1e100", "7888609052210118054117285652827862296732064351090230047702789306640625", true),
        ("1e99", "7888609052210118054117285652827862296732064351090230047702789306640625", false),
    ] {
        assert_eq!(number(value).is_multiple_of(&number(divisor)), expected, "{value} {divisor}");
    }
}

#[test]
#[rustfmt::skip] // One row, one line.
fn sums() {
    for (a, b, sum) in [
        ("0.1", "0.2", "0.3"),
        ("1", "-1", "0"),
        ("0", "-0.50", "-0.5"),
        ("99999999999999999999999999999999999999", "1", "1e38"),
        ("1e38", "-1", "99999999999999999999999999999999999999"),
        ("1e20", "-1e-20", "99999999999999999999.99999999999999999999"),
        ("-1e20", "1e-20", "-99999999999999999999.99999999999999999999"),
        ("170141183460469231731687303715884105727", "1", "170141183460469231731687303715884105728"),
        ("1e1000000000", "1e1000000000", "2e1000000000"),
        ("1e1000000001", "-1e1000000000", "9e1000000000"),
        ("1e1000000000", "0", "1e1000000000"),
        ("5e-1000000001", "5e-1000000001", "1e-1000000000"),
    ] {
        assert_eq!(number(a).checked_add(&number(b)), Some(number(sum)), "{a} {b}");
        assert_eq!(number(b).checked_add(&number(a)), Some(number(sum)), "{b} {a}");
    }
    assert!(number("1e4096").checked_add(&number("1")).is_some());
    assert_eq!(number("1e4097").checked_add(&number("1")), None);
    assert_eq!(number("1e1000000000").checked_add(&number("1e-1000000000")), None);
}

/// Numbers of a million digits take time that grows with their length only.
#[test]
fn long_numbers() {
    let nines = "9".repeat(1_000_000);
    let long = number(&nines);
    assert!(long.is_integer() && long.is_multiple_of(&number("9")));
    assert!(!long.is_multiple_of(&number("2")));
    assert!(long.is_multiple_of(&number("0.0000000000000000000000000001")));
    assert_eq!(long.checked_add(&number("1")), Some(number("1e1000000")));
    assert_eq!(long.to_string(), nines);
    assert_eq!(number(&format!("{nines}.{}", "0".repeat(1_000_000))), long);
    assert_eq!(
        number(&format!("0.{}{nines}e2000000", "0".repeat(1_000_000))),
        long
    );
    assert_eq!(
        number(&format!("1e{nines}")),
        number("1e1000000000000000000")
    );
    assert_eq!(
        number(&format!("1e-{nines}")),
        number("1e-1000000000000000000")
    );
}

/// A small generator of pseudo-random numbers (xorshift).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// An integer of up to 39 bits, more often a short one, and how many digits stand behind its
    /// point.
    fn scaled(&mut self) -> (i128, usize) {
        let bits = self.next() % 40;
        let size = i128::from(self.next() & ((1 << bits) - 1));
        let sign = if self.next() & 1 == 0 { 1 } else { -1 };
        (sign * size, usize::try_from(self.next() % 13).unwrap())
    }
}

/// One of the many texts of `mantissa / 10^scale`.
fn spell(mantissa: i128, scale: usize, style: u64) -> String {
    let sign = if mantissa < 0 { "-" } else { "" };
    let digits = mantissa.unsigned_abs().to_string();
    match style % 4 {
        0 => format!("{sign}{digits}e-{scale}"),
        1 if mantissa != 0 => format!("{sign}{digits}000E-0{}", scale + 3),
        2 => format!(
            "{sign}0.{digits}e{}",
            digits.len().cast_signed() - scale.cast_signed()
        ),
        _ => {
            let padded = format!("{digits:0>width$}", width = scale + 1);
            let (integer, fraction) = padded.split_at(padded.len() - scale);
            let fraction = if scale == 0 { "0" } else { fraction };
            format!("{sign}{integer}.{fraction}")
        }
    }
}

#[test]
fn agrees_with_integer_arithmetic() {
    const COMMON: usize = 12;
    const ONE: i128 = 10_i128.pow(12);
    let mut random = Random(0x2545_F491_4F6C_DD1D);
    for _ in 0..20_000 {
        let (one, other) = (random.scaled(), random.scaled());
        let [(text_a, p), (text_b, q)] = [one, other].map(|(mantissa, scale)| {
            let power = 10_i128.pow(u32::try_from(COMMON - scale).unwrap());
            (spell(mantissa, scale, random.next()), mantissa * power)
        });
        let (a, b) = (number(&text_a), number(&text_b));
        assert_eq!(a.cmp(&b), p.cmp(&q), "{text_a} {text_b}");
        assert_eq!(a == b, p == q);
        let integer = (p % ONE == 0).then(|| i64::try_from(p / ONE).unwrap());
        assert_eq!(
            (a.is_integer(), a.to_i64()),
            (integer.is_some(), integer),
            "{text_a}"
        );
        let multiple = if q == 0 { p == 0 } else { p % q == 0 };
        assert_eq!(a.is_multiple_of(&b), multiple, "{text_a} {text_b}");
        let sum = number(&spell(p + q, COMMON, 0));
        assert_eq!(a.checked_add(&b), Some(sum), "{text_a} {text_b}");
        assert_eq!(number(&a.to_string()), a);
        assert_eq!(hash(&number(&spell(one.0, one.1, random.next()))), hash(&a));
    }
}

/// The long form of the same questions: factors that no machine integer holds.
#[test]
fn products_are_multiples() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for _ in 0..300 {
        let (mut product, factor) = (Natural::ZERO, random.next() >> (random.next() % 50));
        let divisor: String = (0..3).map(|_| random.next().to_string()).collect();
        for _ in 0..(factor % 100) {
            product = product.add(&Natural::from_digits(&divisor));
        }
        let product = Decimal::from_digits(false, &product.to_digits(), "", 5);
        let divisor = number(&format!("{divisor}e5"));
        assert!(product.is_multiple_of(&divisor));
        let more = product.checked_add(&number("1e5")).unwrap();
        assert!(!more.is_multiple_of(&divisor));
    }
}
