use super::{Verdict, expect};

/// `uuid`: RFC 4122, section 3, of any version and variant.
///
/// # Errors
/// What is wrong with it.
pub fn uuid(text: &str) -> Verdict {
    if text.len() != 36 {
        return Err("it has not 36 characters".into());
    }
    let right = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    expect(
        text.bytes().enumerate().all(right),
        "it is not made of hexadecimal digits in groups of 8, 4, 4, 4 and 12",
    )
}
