//! Rules for strings.

use crate::pattern::Pattern;

/// How long a string is: in Unicode scalar values, as RFC 8259 counts characters.
///
/// ```
/// assert_eq!(mindvideo_schema::rules::string::length("海🎬"), 2);
/// ```
pub const fn length(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut length = 0;
    let mut at = 0;
    while at < bytes.len() {
        // Every character has one byte that does not continue another.
        if bytes[at] & 0xc0 != 0x80 {
            length += 1;
        }
        at += 1;
    }
    length
}

/// `minLength`
pub const fn min_length(text: &str, limit: u64) -> bool {
    // Most limits are 1 or 0, and a character has four bytes at most.
    text.len() as u64 / 4 >= limit || length(text) >= limit
}

/// `maxLength`
pub const fn max_length(text: &str, limit: u64) -> bool {
    text.len() as u64 <= limit || length(text) <= limit
}

/// `pattern`: matches anywhere in the text. `None` if the text was [given up](Pattern::try_match).
pub fn pattern(text: &str, pattern: &Pattern) -> Option<bool> {
    pattern.try_match(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_counts_scalar_values() {
        for text in ["", "a", "é", "e\u{301}", "海边日落", "🎬🎬", "a🎬海é"] {
            let count = text.chars().count() as u64;
            assert_eq!(length(text), count, "{text}");
            for limit in 0..12 {
                assert_eq!(min_length(text, limit), count >= limit, "{text} {limit}");
                assert_eq!(max_length(text, limit), count <= limit, "{text} {limit}");
            }
        }
    }
}
