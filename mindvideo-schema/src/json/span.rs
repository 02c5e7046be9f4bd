use std::ops::Range;

/// A stretch of a text: byte offsets, `end` not included.
///
/// A span with `start == end` is the place between two bytes.
///
/// ```
/// use mindvideo_schema::json::Span;
///
/// let span = Span::new(1, 4);
/// assert_eq!(span.text("[123]"), "123");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset of the byte after the last one.
    pub end: u32,
}

impl Span {
    /// The bytes from `start` to before `end`.
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The same for offsets into a text; offsets that a `u32` cannot hold become the largest.
    pub(crate) fn of(range: Range<usize>) -> Self {
        let offset = |value| u32::try_from(value).unwrap_or(u32::MAX);
        Self::new(offset(range.start), offset(range.end))
    }

    /// The part of `text` it marks; empty when `text` has no such part.
    pub fn text(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize)
            .unwrap_or_default()
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }
}
