use std::borrow::Cow;

use super::error::{JsonError, JsonErrorKind};

/// The bytes that stand for themselves in a string.
const PLAIN: [bool; 256] = {
    let mut plain = [true; 256];
    let mut byte = 0;
    while byte < 0x20 {
        plain[byte] = false;
        byte += 1;
    }
    plain[b'"' as usize] = false;
    plain[b'\\' as usize] = false;
    plain
};

/// Room for what follows an escape, so that most texts with escapes grow once.
const LIKELY_REST: usize = 32;

/// How many of the bytes, from the first one on, stand for themselves.
#[inline]
fn plain(bytes: &[u8]) -> usize {
    match bytes
        .first_chunk()
        .map(|word| special(u64::from_le_bytes(*word)))
    {
        None | Some(0) => plain_of_many(bytes),
        Some(special) => special.trailing_zeros() as usize / 8,
    }
}

/// The same for texts that are longer than most names.
fn plain_of_many(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(block) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let plain = plain_of_block(block);
        if plain < BLOCK {
            return at + plain;
        }
        // Not `plain`, which would have to be known before the next block is looked at.
        at += BLOCK;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    let plain = rest.iter().position(|byte| !PLAIN[usize::from(*byte)]);
    at + plain.unwrap_or(rest.len())
}

/// As many bytes are looked at in a few steps.
const BLOCK: usize = 32;

/// Compilers know how to take the least of many bytes at once: of those that are 0 where a byte is
/// special, and of the places of these.
fn plain_of_block(block: &[u8; BLOCK]) -> usize {
    let mut first = 32;
    for (place, byte) in (0..).zip(block) {
        let least = (byte ^ b'"')
            .min(byte ^ b'\\')
            .min(byte.saturating_sub(0x1F));
        first = first.min(if least == 0 { place } else { 32_u8 });
    }
    usize::from(first)
}

/// Sets the highest bit of the first byte of a word that does not stand for itself. What it sets
/// behind that one means nothing.
fn special(word: u64) -> u64 {
    const EACH: u64 = u64::MAX / 0xFF;
    let all = |byte: u8| EACH * u64::from(byte);
    let below = |word: u64, limit| word.wrapping_sub(all(limit)) & !word & all(0x80);
    below(word, 0x20) | below(word ^ all(b'"'), 1) | below(word ^ all(b'\\'), 1)
}

/// Reads the string whose opening quote is at `start`: what it says, and where the text goes on.
///
/// # Errors
/// The first thing that is wrong with the string.
#[inline]
pub(super) fn string(text: &str, start: usize) -> Result<(Cow<'_, str>, usize), JsonError> {
    let first = start + 1;
    let end = first + plain(text.as_bytes().get(first..).unwrap_or_default());
    if text.as_bytes().get(end) == Some(&b'"') {
        let chunk = text.get(first..end).unwrap_or_default();
        return Ok((Cow::Borrowed(chunk), end + 1));
    }
    let mut escapes = Escapes {
        text,
        bytes: text.as_bytes(),
        at: first,
    };
    let unescaped = escapes.resolve(start)?;
    Ok((Cow::Owned(unescaped), escapes.at))
}

/// Where the text goes on behind a string that begins at `start`, whose escapes may be any.
pub(super) fn behind_string(text: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        at += plain(text.get(at..)?);
        match text.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => return None,
        }
    }
}

/// Reads a string with escapes, or one that is wrong.
struct Escapes<'a> {
    text: &'a str,
    bytes: &'a [u8],
    /// Offset of the next byte.
    at: usize,
}

impl Escapes<'_> {
    /// Reads to behind the closing quote; `start` is where the opening one is.
    fn resolve(&mut self, start: usize) -> Result<String, JsonError> {
        let mut unescaped = String::new();
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let end = self.at + plain(rest);
            let chunk = self.text.get(self.at..end).unwrap_or_default();
            unescaped.reserve(chunk.len() + LIKELY_REST);
            unescaped.push_str(chunk);
            self.at = end;
            match self.bytes.get(end) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(unescaped);
                }
                Some(b'\\') => unescaped.push(self.escape()?),
                None | Some(b'\n' | b'\r') => {
                    return Err(JsonError::new(
                        start..end,
                        JsonErrorKind::UnterminatedString,
                    ));
                }
                Some(byte) => {
                    let kind = JsonErrorKind::ControlCharacter(char::from(*byte));
                    return Err(JsonError::new(end..end + 1, kind));
                }
            }
        }
    }

    /// Reads the escape whose backslash is next.
    fn escape(&mut self) -> Result<char, JsonError> {
        let start = self.at;
        let character = match self.bytes.get(start + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(),
            _ => {
                let escaped = self.text.get(start + 1..).unwrap_or_default();
                let length = escaped.chars().next().map_or(0, char::len_utf8);
                let end = start + 1 + length;
                return Err(JsonError::new(start..end, JsonErrorKind::InvalidEscape));
            }
        };
        self.at += 2;
        Ok(character)
    }

    /// Reads `\uXXXX`, and a second one where the first is half a surrogate pair.
    fn unicode_escape(&mut self) -> Result<char, JsonError> {
        let start = self.at;
        let first = self.code_unit()?;
        let code = match first {
            0xD800..=0xDBFF if self.bytes.get(self.at..self.at + 2) == Some(b"\\u") => {
                match self.code_unit()? {
                    second @ 0xDC00..=0xDFFF => {
                        0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00)
                    }
                    _ => first,
                }
            }
            _ => first,
        };
        let lone = || JsonError::new(start..start + 6, JsonErrorKind::LoneSurrogate);
        char::from_u32(code).ok_or_else(lone)
    }

    /// Reads one `\uXXXX`.
    fn code_unit(&mut self) -> Result<u32, JsonError> {
        let start = self.at;
        let digits = self.bytes.get(start + 2..).unwrap_or_default();
        let values = digits
            .iter()
            .take(4)
            .map_while(|byte| char::from(*byte).to_digit(16));
        let (count, code) = values.fold((0, 0), |(count, code), digit| {
            (count + 1, code * 16 + digit)
        });
        self.at = start + 2 + count;
        if count == 4 {
            Ok(code)
        } else {
            Err(JsonError::new(
                start..self.at,
                JsonErrorKind::InvalidUnicodeEscape,
            ))
        }
    }
}
