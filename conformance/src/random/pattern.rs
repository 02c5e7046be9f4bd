use super::Random;

/// Patterns that mean the same to every validator, with texts that match and texts that nearly do.
const PATTERNS: [(&str, &[&str]); 10] = [
    ("^a", &["a", "ab", "abc", "ba", ""]),
    ("b$", &["b", "ab", "abb", "ba", "b\n"]),
    ("^[a-z]+$", &["a", "abc", "A", "a1", ""]),
    ("^.{2}$", &["ab", "\u{1F600}a", "\u{1F600}", "a", "abc"]),
    ("a|^$", &["", "a", "xax", "b", " "]),
    ("^(ab|c)*$", &["", "ab", "cab", "abc", "a"]),
    ("^[^a-c]?$", &["", "d", "\u{e9}", "a", "dd"]),
    ("[0-9]{2,3}", &["12", "x123", "1234", "1", "1a2"]),
    ("^a.c$", &["abc", "a\u{1F600}c", "a\nc", "ac", "abbc"]),
    ("\\.", &[".", "a.b", "a", "", "\\"]),
];

pub(super) fn pattern(random: &mut Random) -> &'static str {
    random.one(&PATTERNS).0
}

/// A text at the edge of what a pattern matches.
pub(super) fn text(random: &mut Random, pattern: &str) -> Option<&'static str> {
    let (_, texts) = PATTERNS.iter().find(|(known, _)| *known == pattern)?;
    Some(random.one(texts))
}
