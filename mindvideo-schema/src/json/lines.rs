use super::Span;
use std::fmt;

/// Where an offset is for a person: line and column, both counted from 1.
///
/// Columns count characters (Unicode scalar values), as rustc's do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Number of the line.
    pub line: u32,
    /// Number of the character in its line.
    pub column: u32,
}

impl fmt::Display for Place {
    /// `line:column`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Where the lines of a text start: turns byte offsets into lines and columns.
///
/// A line ends at `\n`; a `\r` before it is part of the line's end.
///
/// ```
/// use mindvideo_schema::json::{Lines, Place};
///
/// let lines = Lines::new("{\n  \"ä\": 1\n}");
/// assert_eq!(lines.place(9), Place { line: 2, column: 7 });
/// ```
#[derive(Clone, Debug)]
pub struct Lines {
    /// Offsets of the first byte of each line but the first.
    starts: Vec<u32>,
    /// The characters of more than one byte.
    wide: Vec<Wide>,
    /// Length of the text in bytes.
    length: u32,
}

/// A character of more than one byte.
#[derive(Clone, Copy, Debug)]
struct Wide {
    start: u32,
    /// Bytes in the text up to and with this character that start no character.
    continued: u32,
}

impl Lines {
    /// Finds the lines of `text`. What lies beyond `u32::MAX` bytes is left out.
    pub fn new(text: &str) -> Self {
        let mut lines = Self {
            starts: Vec::new(),
            wide: Vec::new(),
            length: u32::try_from(text.len()).unwrap_or(u32::MAX),
        };
        let mut continued = 0;
        for (offset, byte) in (0..lines.length).zip(text.bytes()) {
            match byte {
                b'\n' => lines.starts.push(offset + 1),
                0x80..=0xBF => {
                    continued += 1;
                    if let Some(wide) = lines.wide.last_mut() {
                        wide.continued = continued;
                    }
                }
                0xC0.. => lines.wide.push(Wide {
                    start: offset,
                    continued,
                }),
                _ => {}
            }
        }
        lines
    }

    /// The place of a byte offset. An offset inside a character is that character's place, one
    /// behind the text is the place after its last character.
    pub fn place(&self, offset: u32) -> Place {
        let offset = offset.min(self.length);
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.line_start(line);
        let skipped = self.continued_before(offset) - self.continued_before(start);
        Place {
            line: number(line),
            column: (offset - start - skipped).saturating_add(1),
        }
    }

    /// The span of a line, counted from 1, without its end; `None` when there is no such line.
    pub fn span(&self, line: u32, text: &str) -> Option<Span> {
        let index = line.checked_sub(1)? as usize;
        if index > self.starts.len() {
            return None;
        }
        let start = self.line_start(index);
        let end = self.starts.get(index).map_or(self.length, |next| next - 1);
        let body = Span::new(start, end).text(text);
        let cut = u32::from(body.ends_with('\r'));
        Some(Span::new(start, end.saturating_sub(cut)))
    }

    fn line_start(&self, index: usize) -> u32 {
        let before = index.checked_sub(1);
        before
            .and_then(|before| self.starts.get(before))
            .map_or(0, |start| *start)
    }

    /// Bytes before `offset` that start no character. When `offset` is within a character, the one
    /// that starts it counts too, so that all its bytes have the character's column.
    fn continued_before(&self, offset: u32) -> u32 {
        let count = self.wide.partition_point(|wide| wide.start < offset);
        let mut last = self.wide.iter().take(count).rev();
        let Some(wide) = last.next() else { return 0 };
        let before = last.next().map_or(0, |wide| wide.continued);
        (before + (offset - wide.start)).min(wide.continued)
    }
}

fn number(index: usize) -> u32 {
    u32::try_from(index).map_or(u32::MAX, |index| index.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_agree_with_counting_characters() {
        for text in [
            "",
            "a",
            "\n",
            "a\n",
            "a\nb",
            "\r\n\r\n",
            "ä\n日本x\n\n🎬z🎬",
            "é",
            "\u{FEFF}{",
        ] {
            let lines = Lines::new(text);
            for offset in 0..=text.len() + 2 {
                let floor = (0..=offset.min(text.len()))
                    .rev()
                    .find(|at| text.is_char_boundary(*at))
                    .unwrap();
                let before = &text[..floor];
                let line = before.matches('\n').count() + 1;
                let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
                let place = lines.place(u32::try_from(offset).unwrap());
                assert_eq!(
                    (place.line as usize, place.column as usize),
                    (line, column),
                    "{text:?} {offset}"
                );
            }
        }
    }

    #[test]
    fn spans_of_lines() {
        let text = "ab\r\n\nc";
        let lines = Lines::new(text);
        let line = |line| lines.span(line, text).map(|span| span.text(text));
        assert_eq!(line(0), None);
        assert_eq!(line(1), Some("ab"));
        assert_eq!(line(2), Some(""));
        assert_eq!(line(3), Some("c"));
        assert_eq!(line(4), None);
        assert_eq!(Lines::new("").span(1, ""), Some(Span::new(0, 0)));
    }
}
