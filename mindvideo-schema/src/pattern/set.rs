//! Sets of code points.

/// The last code point there is.
const LAST: u32 = 0x10_FFFF;

/// A set under construction: ranges of code points, both ends included, in any order.
#[derive(Clone, Debug, Default)]
pub(super) struct Ranges(Vec<(u32, u32)>);

impl Ranges {
    pub(super) fn of(ranges: &[(u32, u32)]) -> Self {
        Self(ranges.to_vec())
    }

    pub(super) fn push(&mut self, first: u32, last: u32) {
        self.0.push((first, last));
    }

    pub(super) fn union(&mut self, other: &Self) {
        self.0.extend_from_slice(&other.0);
    }

    pub(super) fn as_slice(&self) -> &[(u32, u32)] {
        &self.0
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The same set in its one canonical form: sorted, and no two ranges touch.
    pub(super) fn sort(&mut self) {
        self.0.sort_unstable();
        self.0.dedup_by(|next, kept| {
            let touches = next.0 <= kept.1.saturating_add(1);
            if touches {
                kept.1 = kept.1.max(next.1);
            }
            touches
        });
    }

    pub(super) fn complement(mut self) -> Self {
        self.sort();
        let mut out = Vec::with_capacity(self.0.len() + 1);
        let mut from = 0;
        for &(first, last) in &self.0 {
            if from < first {
                out.push((from, first - 1));
            }
            from = last + 1;
        }
        if from <= LAST {
            out.push((from, LAST));
        }
        Self(out)
    }

    pub(super) fn without(self, other: &Self) -> Self {
        let mut outside = self.complement();
        outside.union(other);
        outside.complement()
    }

    pub(super) fn freeze(mut self) -> CharSet {
        self.sort();
        CharSet::new(self.0.into_boxed_slice())
    }
}

/// A finished set; asking is one look-up for ASCII and a binary search for the rest.
#[derive(Clone, Debug)]
pub(super) struct CharSet {
    /// A bit for each ASCII character.
    ascii: [u64; 2],
    ranges: Box<[(u32, u32)]>,
}

impl CharSet {
    /// Takes ranges in their canonical form.
    pub(super) fn new(ranges: Box<[(u32, u32)]>) -> Self {
        let word = |least: u32| {
            ranges.iter().fold(0, |bits, &(first, last)| {
                let (first, last) = (first.max(least), last.min(least + 63));
                match last.checked_sub(first) {
                    Some(more) => bits | u64::MAX >> (63 - more) << (first - least),
                    None => bits,
                }
            })
        };
        let ascii = [word(0), word(64)];
        Self { ascii, ranges }
    }

    pub(super) fn contains(&self, c: char) -> bool {
        let code = u32::from(c);
        if let Ok(byte @ 0..128) = u8::try_from(code) {
            return self.contains_byte(byte);
        }
        let after = self.ranges.partition_point(|&(_, last)| last < code);
        self.ranges
            .get(after)
            .is_some_and(|&(first, _)| first <= code)
    }

    /// Whether a byte of a text is an ASCII character of the set.
    pub(super) fn contains_byte(&self, byte: u8) -> bool {
        let word = self.ascii.get(usize::from(byte >> 6));
        word.is_some_and(|word| word >> (byte & 63) & 1 == 1)
    }

    pub(super) fn is_ascii(&self) -> bool {
        self.ranges.last().is_none_or(|&(_, last)| last < 128)
    }

    /// The one character of the set, when it has just one.
    pub(super) fn single(&self) -> Option<char> {
        match *self.ranges {
            [(first, last)] if first == last => char::from_u32(first),
            _ => None,
        }
    }

    pub(super) fn ranges(&self) -> &[(u32, u32)] {
        &self.ranges
    }
}

/// `\d`: ASCII digits alone.
pub(super) const DIGIT: &[(u32, u32)] = &[(0x30, 0x39)];

/// `\w`: ASCII letters, digits and the low line.
pub(super) const WORD: &[(u32, u32)] = &[(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)];

/// `\s`: the `WhiteSpace` and `LineTerminator` of ECMA-262.
pub(super) const SPACE: &[(u32, u32)] = &[
    (0x09, 0x0D),
    (0x20, 0x20),
    (0xA0, 0xA0),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x2028, 0x2029),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x3000, 0x3000),
    (0xFEFF, 0xFEFF),
];

/// What `.` leaves out.
pub(super) const LINE_END: &[(u32, u32)] = &[(0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029)];

pub(super) fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_form_merges_what_touches() {
        let mut ranges = Ranges::of(&[(5, 9), (1, 2), (3, 4), (20, 30), (22, 25)]);
        ranges.sort();
        assert_eq!(ranges.0, [(1, 9), (20, 30)]);
    }

    #[test]
    fn complement_and_difference() {
        assert_eq!(Ranges::default().complement().0, [(0, LAST)]);
        assert_eq!(Ranges::of(&[(0, LAST)]).complement().0, []);
        assert_eq!(Ranges::of(&[(3, 5)]).complement().0, [(0, 2), (6, LAST)]);
        let difference = Ranges::of(&[(0, 9)]).without(&Ranges::of(&[(3, 4), (9, 12)]));
        assert_eq!(difference.0, [(0, 2), (5, 8)]);
    }

    #[test]
    fn membership_at_the_edges() {
        let set = Ranges::of(&[(0x7F, 0x80), (0x1F600, 0x1F600)]).freeze();
        for (c, expected) in [
            ('~', false),
            ('\u{7F}', true),
            ('\u{80}', true),
            ('\u{81}', false),
            ('\u{1F5FF}', false),
            ('😀', true),
            ('\u{10FFFF}', false),
        ] {
            assert_eq!(set.contains(c), expected, "{c:?}");
        }
        assert!(!set.is_ascii());
        assert_eq!(Ranges::of(&[(0x61, 0x61)]).freeze().single(), Some('a'));
    }
}
