//! `Range: bytes=…` of one range (RFC 9110, section 14).

use std::ops::Range;

/// What a range header asks of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Slice {
    /// The whole file: no header, another unit, several ranges or a syntax error, all of which a server may ignore.
    Whole,
    /// These bytes.
    Part(Range<usize>),
    /// Bytes that the file does not have.
    Unsatisfiable,
}

/// The two forms of a range.
enum Asked {
    From { first: usize, last: usize },
    Suffix { length: usize },
}

/// Reads a range header for a file of `length` bytes.
pub(super) fn slice(header: Option<&str>, length: usize) -> Slice {
    match header.and_then(asked) {
        None => Slice::Whole,
        Some(Asked::From { first, last }) if last < first => Slice::Whole,
        Some(Asked::From { first, .. }) if first >= length => Slice::Unsatisfiable,
        Some(Asked::From { first, last }) => Slice::Part(first..last.saturating_add(1).min(length)),
        Some(Asked::Suffix { length: suffix }) if suffix.min(length) == 0 => Slice::Unsatisfiable,
        Some(Asked::Suffix { length: suffix }) => {
            Slice::Part(length.saturating_sub(suffix)..length)
        }
    }
}

fn asked(header: &str) -> Option<Asked> {
    let (unit, set) = header.split_once('=')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    match set.trim().split_once('-')? {
        ("", suffix) => Some(Asked::Suffix {
            length: number(suffix)?,
        }),
        (first, "") => Some(Asked::From {
            first: number(first)?,
            last: usize::MAX,
        }),
        (first, last) => Some(Asked::From {
            first: number(first)?,
            last: number(last)?,
        }),
    }
}

/// Digits. A number past all files counts as the largest one.
fn number(digits: &str) -> Option<usize> {
    let valid = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    valid.then(|| digits.parse().unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        let cases = [
            (None, Slice::Whole),
            (Some("bytes=0-0"), Slice::Part(0..1)),
            (Some("bytes=2-5"), Slice::Part(2..6)),
            (Some("Bytes = 2-5"), Slice::Part(2..6)),
            (Some("bytes=7-"), Slice::Part(7..10)),
            (Some("bytes=0-999999999999999999999999"), Slice::Part(0..10)),
            (Some("bytes=-3"), Slice::Part(7..10)),
            (Some("bytes=-99"), Slice::Part(0..10)),
            (Some("bytes=-0"), Slice::Unsatisfiable),
            (Some("bytes=10-"), Slice::Unsatisfiable),
            (Some("bytes=99999999999999999999999-"), Slice::Unsatisfiable),
            (Some("bytes=5-2"), Slice::Whole),
            (Some("bytes=-"), Slice::Whole),
            (Some("bytes=a-b"), Slice::Whole),
            (Some("bytes=0-1,3-4"), Slice::Whole),
            (Some("lines=0-1"), Slice::Whole),
            (Some("bytes"), Slice::Whole),
            (Some(""), Slice::Whole),
            (Some("bytes=+1-2"), Slice::Whole),
        ];
        for (header, wanted) in cases {
            assert_eq!(slice(header, 10), wanted, "{header:?}");
        }
        assert_eq!(slice(Some("bytes=-1"), 0), Slice::Unsatisfiable);
        assert_eq!(slice(Some("bytes=0-"), 0), Slice::Unsatisfiable);
    }
}
