//! Base64 (RFC 4648, section 4), as data URIs and `Proxy-Authorization` want it.

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The length of the text for so many bytes.
pub(crate) fn encoded_length(bytes: usize) -> usize {
    bytes.div_ceil(3).saturating_mul(4)
}

/// Appends `bytes` to `text`, with padding.
pub(crate) fn encode(bytes: &[u8], text: &mut String) {
    text.reserve(encoded_length(bytes.len()));
    for group in bytes.chunks(3) {
        let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let letter = LETTERS
                .get((bits >> (18 - 6 * place)) as usize & 63)
                .copied()
                .unwrap_or(b'=');
            text.push(if place > group.len() {
                '='
            } else {
                char::from(letter)
            });
        }
    }
}

/// The bytes of a text with padding; `None` when it is no base64.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=');
    if !text.len().is_multiple_of(4) || text.len() - digits.len() > 2 {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    for group in digits.as_bytes().chunks(4) {
        let mut bits = 0;
        for place in 0..4 {
            let digit = match group.get(place) {
                Some(letter) => LETTERS.iter().position(|known| known == letter)?,
                None => 0,
            };
            bits = bits << 6 | digit;
        }
        let [_, tail @ ..] = u32::try_from(bits).ok()?.to_be_bytes();
        bytes.extend(tail.get(..group.len().checked_sub(1)?)?);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_of_the_rfc() {
        for (bytes, text) in [
            (&b""[..], ""),
            (b"f", "Zg=="),
            (b"fo", "Zm8="),
            (b"foo", "Zm9v"),
            (b"foob", "Zm9vYg=="),
            (b"fooba", "Zm9vYmE="),
            (b"foobar", "Zm9vYmFy"),
            (b"\xff\xfe\xfd", "//79"),
        ] {
            let mut encoded = String::new();
            encode(bytes, &mut encoded);
            assert_eq!(encoded, text);
            assert_eq!(encoded.len(), encoded_length(bytes.len()));
            assert_eq!(decode(text).as_deref(), Some(bytes));
        }
        for text in ["Z", "Zg=", "Zg", "Z===", "Zm9v!Zg=", "Zm 9"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
