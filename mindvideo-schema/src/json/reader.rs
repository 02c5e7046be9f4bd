use std::borrow::Cow;
use std::num::NonZero;

use super::hash;
use super::parse::MAX_DEPTH;
use super::string::{behind_string, string};
use crate::decimal::{self, Decimal};

/// Reads a JSON text value by value and builds nothing, for whoever knows what should come.
///
/// It takes the texts that [`parse`](super::parse) takes, and leaves it to the caller to notice
/// members that are there twice. Every method is `None` when the text has something else at this
/// place; what it is, `parse` says.
///
/// A clone reads on from the same place, so whoever has to look ahead reads with one.
///
/// ```
/// use mindvideo_schema::json::Reader;
///
/// fn sum(text: &str) -> Option<i64> {
///     let mut reader = Reader::new(text);
///     let mut sum = 0;
///     let mut is_next = reader.array()?;
///     while is_next {
///         sum += reader.integer()?;
///         is_next = reader.next_item()?;
///     }
///     reader.end().then_some(sum)
/// }
/// assert_eq!(sum("[1, 2, 3]"), Some(6));
/// assert_eq!(sum("[1, true]"), None);
/// assert_eq!(sum("[1] 2"), None);
/// ```
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    text: &'a str,
    /// Offset of the next byte.
    at: usize,
    /// How many arrays and objects are around it.
    depth: usize,
}

/// An integer of so many digits always fits 64 bits.
const SAFE_DIGITS: usize = 18;

impl<'a> Reader<'a> {
    /// Begins with a text.
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
        }
    }

    /// The next byte that is no white space: the first one of a value where one follows.
    #[inline]
    pub fn peek(&mut self) -> Option<u8> {
        loop {
            match self.byte(self.at)? {
                b' ' | b'\n' | b'\r' | b'\t' => self.at += 1,
                byte => return Some(byte),
            }
        }
    }

    /// How many bytes were read.
    pub fn offset(&self) -> usize {
        self.at
    }

    /// Whether nothing follows.
    pub fn end(&mut self) -> bool {
        self.peek().is_none()
    }

    /// Reads `null`.
    pub fn null(&mut self) -> Option<()> {
        self.word(b"null")
    }

    /// Reads `true` or `false`.
    pub fn boolean(&mut self) -> Option<bool> {
        match self.peek()? {
            b't' => self.word(b"true").map(|()| true),
            _ => self.word(b"false").map(|()| false),
        }
    }

    /// Reads an integer that is written as one and of at most eighteen digits. Anything else stays
    /// to be read.
    ///
    /// `-0` is left to [`number`](Self::number), too, since no integer remembers its sign.
    #[inline]
    pub fn integer(&mut self) -> Option<i64> {
        let negative = self.peek()? == b'-';
        let first = self.at + usize::from(negative);
        let (mut at, mut value) = (first, 0);
        while let Some(byte @ b'0'..=b'9') = self.byte(at) {
            if at - first == SAFE_DIGITS {
                return None;
            }
            value = value * 10 + i64::from(byte - b'0');
            at += 1;
        }
        let is_zero = self.byte(first) == Some(b'0');
        let is_plain = if is_zero {
            at == first + 1 && !negative
        } else {
            at > first
        };
        if !is_plain || matches!(self.byte(at), Some(b'.' | b'e' | b'E')) {
            return None;
        }
        self.at = at;
        Some(if negative { -value } else { value })
    }

    /// Reads a number: its text.
    pub fn number(&mut self) -> Option<&'a str> {
        self.peek()?;
        let rest = self.text.as_bytes().get(self.at..)?;
        let end = self.at + decimal::scan(rest).ok()?;
        let number = self.text.get(self.at..end);
        self.at = end;
        number
    }

    /// Reads a string.
    #[inline]
    pub fn string(&mut self) -> Option<Cow<'a, str>> {
        if self.peek()? != b'"' {
            return None;
        }
        let (text, end) = string(self.text, self.at).ok()?;
        self.at = end;
        Some(text)
    }

    /// Begins to read an array: whether an item comes.
    #[inline]
    pub fn array(&mut self) -> Option<bool> {
        self.open(b'[', b']')
    }

    /// After an item: whether another one comes.
    #[inline]
    pub fn next_item(&mut self) -> Option<bool> {
        self.go_on(b']')
    }

    /// Begins to read an object: whether a member comes.
    #[inline]
    pub fn object(&mut self) -> Option<bool> {
        self.open(b'{', b'}')
    }

    /// Reads the name of a member; its value comes next.
    #[inline]
    pub fn name(&mut self) -> Option<Cow<'a, str>> {
        let name = self.string()?;
        self.colon()?;
        Some(name)
    }

    /// Reads what is between the name of a member and its value.
    #[inline]
    pub(super) fn colon(&mut self) -> Option<()> {
        if self.peek()? != b':' {
            return None;
        }
        self.at += 1;
        Some(())
    }

    /// Reads the name of a member if it is this one; otherwise, and if it is written in an unusual
    /// way, it stays to be read.
    ///
    /// Whoever knows which member likely comes need not look for the end of its name. The name must
    /// have no quotes, backslashes and control characters, which JSON writes in another way.
    #[inline]
    pub fn is_name(&mut self, name: &str) -> bool {
        if self.peek() != Some(b'"') {
            return false;
        }
        let rest = self.text.as_bytes().get(self.at + 1..);
        let Some((given, after)) = rest.and_then(|rest| rest.split_at_checked(name.len())) else {
            return false;
        };
        let is_name = after.starts_with(b"\":") && same(given, name.as_bytes());
        if is_name {
            self.at += name.len() + 3;
        }
        is_name
    }

    /// After a member: whether another one comes.
    #[inline]
    pub fn next_member(&mut self) -> Option<bool> {
        self.go_on(b'}')
    }

    /// Passes over a value: a hash that is equal for values that are the [same](super::same).
    ///
    /// Strangers can find values that share one, so it only proves that values differ.
    ///
    /// ```
    /// use mindvideo_schema::json::Reader;
    ///
    /// let hash = |text| Reader::new(text).hash();
    /// assert_eq!(hash(r#"{"a": 1, "b": []}"#), hash(r#"{"b": [], "a": 1.0}"#));
    /// assert_ne!(hash("[1, 2]"), hash("[2, 1]"));
    /// ```
    pub fn hash(&mut self) -> Option<u64> {
        let first = self.peek()?;
        let start = self.at;
        match first {
            b'"' => Some(mix(u64::from(hash(self.string()?.as_bytes())), 1)),
            b'[' => {
                let mut sum = 2;
                let mut is_next = self.array()?;
                while is_next {
                    sum = mix(sum, self.hash()?);
                    is_next = self.next_item()?;
                }
                Some(sum)
            }
            b'{' => {
                // A sum does not depend on the order of its terms.
                let mut sum = 3_u64;
                let mut is_next = self.object()?;
                while is_next {
                    let name = u64::from(hash(self.name()?.as_bytes()));
                    sum = sum.wrapping_add(mix(name, self.hash()?));
                    is_next = self.next_member()?;
                }
                Some(mix(sum, 3))
            }
            b'-' | b'0'..=b'9' => self.hash_of_number(),
            _ => {
                self.pass()?;
                let word = self.text.get(start..self.at)?;
                Some(mix(u64::from(hash(word.as_bytes())), 4))
            }
        }
    }

    fn hash_of_number(&mut self) -> Option<u64> {
        if let Some(small) = self.integer() {
            return Some(mix(small.cast_unsigned(), 5));
        }
        let decimal: Decimal = self.number()?.parse().ok()?;
        Some(match decimal.to_i64() {
            Some(small) => mix(small.cast_unsigned(), 5),
            None => mix(u64::from(hash(decimal.to_string().as_bytes())), 6),
        })
    }

    /// Passes over a value: its text.
    pub fn value(&mut self) -> Option<&'a str> {
        self.peek()?;
        let start = self.at;
        self.pass()?;
        self.text.get(start..self.at)
    }

    /// Goes behind a value without a look at whether it is one: quicker than
    /// [`value`](Self::value), for whoever looks ahead and reads what was skipped later.
    ///
    /// ```
    /// use mindvideo_schema::json::Reader;
    ///
    /// let mut reader = Reader::new(r#"[{"a": ["]"]}, nul, 3]"#);
    /// assert_eq!(reader.array(), Some(true));
    /// assert!(reader.skip().is_some() && reader.next_item() == Some(true));
    /// assert!(reader.skip().is_some() && reader.next_item() == Some(true));
    /// assert_eq!(reader.integer(), Some(3));
    /// ```
    pub fn skip(&mut self) -> Option<()> {
        let mut open = 0_usize;
        loop {
            match self.peek()? {
                b'"' => self.at = behind_string(self.text.as_bytes(), self.at)?,
                b'[' | b'{' => {
                    open += 1;
                    self.at += 1;
                    continue;
                }
                b']' | b'}' => {
                    open = open.checked_sub(1)?;
                    self.at += 1;
                }
                b',' | b':' if open > 0 => {
                    self.at += 1;
                    continue;
                }
                b',' | b':' => return None,
                _ => self.at += self.bare()?.get(),
            }
            if open == 0 {
                return Some(());
            }
        }
    }

    /// How long what comes next is that is no string, array or object. Nothing begins with a control
    /// character.
    fn bare(&self) -> Option<NonZero<usize>> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let ends = |byte: &u8| {
            matches!(
                byte,
                b',' | b':' | b']' | b'}' | b'[' | b'{' | b'"' | ..=b' '
            )
        };
        NonZero::new(rest.iter().position(ends).unwrap_or(rest.len()))
    }

    /// Goes no deeper than `open` lets it.
    fn pass(&mut self) -> Option<()> {
        match self.peek()? {
            b'"' => self.string().map(drop),
            b'-' | b'0'..=b'9' => self.number().map(drop),
            b'[' => {
                let mut is_next = self.array()?;
                while is_next {
                    self.pass()?;
                    is_next = self.next_item()?;
                }
                Some(())
            }
            b'{' => {
                let mut is_next = self.object()?;
                while is_next {
                    self.name()?;
                    self.pass()?;
                    is_next = self.next_member()?;
                }
                Some(())
            }
            b'n' => self.null(),
            _ => self.boolean().map(drop),
        }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn word(&mut self, word: &[u8]) -> Option<()> {
        self.peek()?;
        let rest = self.text.as_bytes().get(self.at..)?;
        if !rest.starts_with(word) {
            return None;
        }
        self.at += word.len();
        Some(())
    }

    #[inline]
    fn open(&mut self, opening: u8, closing: u8) -> Option<bool> {
        if self.peek()? != opening || self.depth == MAX_DEPTH {
            return None;
        }
        self.at += 1;
        let is_empty = self.peek()? == closing;
        self.at += usize::from(is_empty);
        self.depth += usize::from(!is_empty);
        Some(!is_empty)
    }

    /// A value has to follow a comma, so a closing bracket does not: whoever reads the value sees.
    #[inline]
    fn go_on(&mut self, closing: u8) -> Option<bool> {
        let byte = self.peek()?;
        let is_next = byte == b',';
        if !is_next && byte != closing {
            return None;
        }
        self.at += 1;
        self.depth = self.depth.saturating_sub(usize::from(!is_next));
        Some(is_next)
    }
}

/// Makes one hash of two; which is which matters.
const fn mix(hash: u64, other: u64) -> u64 {
    let mixed = (hash.rotate_left(23) ^ other).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ mixed >> 32
}

/// Whether names of one length are the same; most are short.
#[inline]
fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() < 8 {
        return match (a.first_chunk::<4>(), b.first_chunk::<4>()) {
            (Some(first), Some(other)) => first == other && a.last_chunk::<4>() == b.last_chunk(),
            _ => a.iter().eq(b),
        };
    }
    let ends = a.first_chunk::<8>() == b.first_chunk() && a.last_chunk::<8>() == b.last_chunk();
    ends && (a.len() <= 16 || a == b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{JsonErrorKind, parse};

    /// Whether a text is one value and nothing else.
    fn is_json(text: &str) -> bool {
        let mut reader = Reader::new(text);
        reader.value().is_some() && reader.end()
    }

    #[test]
    fn the_parser_takes_the_same_texts() {
        let mut deep = "[".repeat(MAX_DEPTH) + &"]".repeat(MAX_DEPTH);
        for text in [
            "null",
            "true",
            "false",
            "nul",
            "tru",
            "truefalse",
            "0",
            "-0",
            "01",
            "-",
            "1.",
            "1.5",
            "1e",
            "1e+5",
            "1E-5",
            ".5",
            "+1",
            "1a",
            "\"\"",
            "\"a",
            "\"\\u0041\\n\"",
            "\"\\x\"",
            "\"\\ud800\"",
            "\"\\ud834\\udd1e\"",
            "\"\n\"",
            "\"\u{1}\"",
            "\"é\"",
            "[]",
            "[ ]",
            "[1]",
            "[1,]",
            "[,1]",
            "[1 2]",
            "[1",
            "[1}",
            "{}",
            "{ }",
            "{\"a\":1}",
            "{\"a\" : 1 , \"b\":[{}]}",
            "{\"a\":1,}",
            "{\"a\"}",
            "{\"a\":}",
            "{a:1}",
            "{1:1}",
            "{\"a\":1",
            "{\"a\":1]",
            "",
            " ",
            " 1 ",
            "1 2",
            "\u{feff}1",
            "//1",
            "é",
            &deep,
        ] {
            assert_eq!(is_json(text), parse(text).is_ok(), "{text}");
        }
        deep = format!("[{deep}]");
        assert!(!is_json(&deep));
    }

    #[test]
    fn any_text_is_taken_as_the_parser_takes_it() {
        let mut seed = 1_u64;
        let mut next = |most: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            usize::try_from(seed >> 33).unwrap() % most
        };
        let parts = [
            "[", "]", "{", "}", ",", ":", "\"a\"", "\"b\"", "\"", "\\n", "1", "-", "0", ".", "e",
            "true", "null", " ", "\u{1}",
        ];
        for _ in 0..200_000 {
            let length = 1 + next(9);
            let text: String = (0..length).map(|_| parts[next(parts.len())]).collect();
            let parsed = parse(&text);
            let repeats = matches!(&parsed, Err(error)
                if matches!(error.kind, JsonErrorKind::DuplicateMember { .. }));
            assert!(repeats || is_json(&text) == parsed.is_ok(), "{text}");
            let mut skipping = Reader::new(&text);
            let is_skipped = skipping.skip().is_some() && skipping.end();
            assert!(is_skipped || !is_json(&text), "{text}");
        }
    }

    #[test]
    fn values_are_skipped_to_where_they_end() {
        for text in [
            "null",
            "-1.5e3",
            "\"\"",
            "\"a, ]}\\\"b\\\\\"",
            "[]",
            "[ ]",
            "{ }",
            "[1, [2, {\"a]\": \"}\", \"b\" : [null]}], true ]",
            "\"\u{e9}\\u00e9\"",
        ] {
            for after in [", 1", "]", " }", ""] {
                let whole = format!("{text}{after}");
                let mut reader = Reader::new(&whole);
                assert_eq!(reader.skip(), Some(()), "{whole}");
                assert_eq!(reader.offset(), text.len(), "{whole}");
            }
        }
        for text in [
            "",
            " ",
            "]",
            ",",
            ": 1",
            "\"a",
            "\"a\\",
            "[1",
            "[{}",
            "{\"a\": [}",
            "\"\n\"",
            "\u{1}",
            "[\u{1}",
            "{\"a\": \u{1}}",
        ] {
            assert_eq!(Reader::new(text).skip(), None, "{text}");
        }
    }

    #[test]
    fn a_name_that_is_likely_is_read_at_once() {
        let text = "abcdefghijklmnopqrstuvwxyz";
        for length in 0..=text.len() {
            let name = &text[..length];
            let json = format!("{{ \"{name}\": 1}}");
            let reader = Reader {
                at: 1,
                ..Reader::new(&json)
            };
            let mut right = reader.clone();
            assert!(right.is_name(name), "{name}");
            assert_eq!(right.integer(), Some(1));
            for changed in 0..length {
                let mut other = name.to_owned();
                other.replace_range(changed..=changed, "_");
                assert!(!reader.clone().is_name(&other), "{other}");
            }
            assert!(!reader.clone().is_name(&text[..length.saturating_sub(1)]) || length == 0);
        }
        for json in ["\"a\" : 1", "\"\\u0061\":1", "\"a", "a\":1", ""] {
            let mut reader = Reader::new(json);
            assert!(!reader.is_name("a") && reader.offset() == 0, "{json}");
        }
    }

    #[test]
    fn values_that_are_the_same_share_a_hash() {
        let texts = [
            "null",
            "true",
            "false",
            "0",
            "-0",
            "0.0",
            "1",
            "1.0",
            "10e-1",
            "-1",
            "1e400",
            "10e399",
            "0.5",
            "5e-1",
            "\"\"",
            "\"a\"",
            "\"\\u0061\"",
            "\"1\"",
            "[]",
            "[[]]",
            "[1,2]",
            "[2,1]",
            "[1.0,2e0]",
            "{}",
            "[{}]",
            "{\"a\":1,\"b\":2}",
            "{\"b\":2.0,\"a\":1}",
            "{\"a\":2,\"b\":1}",
            "{\"a\":[1]}",
            "{\"a\":null}",
            "{\"b\":null}",
            "18446744073709551616",
            "1.8446744073709551616e19",
        ];
        for a in texts {
            for b in texts {
                let same = super::super::same(&parse(a).unwrap(), &parse(b).unwrap());
                let hashes = [a, b].map(|text| Reader::new(text).hash().unwrap());
                assert_eq!(hashes[0] == hashes[1], same, "{a} {b}");
            }
        }
    }

    #[test]
    fn short_integers_are_read_and_others_stay() {
        for (text, value) in [
            ("0", Some(0)),
            ("-7", Some(-7)),
            ("999999999999999999", Some(999_999_999_999_999_999)),
            ("1000000000000000000", None),
            ("-0", None),
            ("01", None),
            ("1.0", None),
            ("1e3", None),
            ("-", None),
            ("", None),
        ] {
            let mut reader = Reader::new(text);
            assert_eq!(reader.integer(), value, "{text}");
            assert_eq!(reader.at > 0, value.is_some(), "{text}");
        }
    }
}
