use crate::json::{Lines, Place, Span};
use std::sync::{Arc, OnceLock};

/// A text that findings point into, and its name.
///
/// Findings share it through an [`Arc`](std::sync::Arc).
#[derive(Debug)]
pub struct Source {
    /// What people call it: `schemas/veo3-1-quality.json`.
    pub name: String,
    /// The text.
    pub text: Arc<str>,
    /// Found when the first place is asked for: most texts have no findings.
    lines: OnceLock<Lines>,
}

impl Source {
    /// A text with a name.
    pub fn new(name: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
            lines: OnceLock::new(),
        }
    }

    /// Line and column of a byte offset.
    pub fn place(&self, offset: u32) -> Place {
        self.lines().place(offset)
    }

    /// A line, counted from 1, without its end; empty when there is no such line.
    pub fn line(&self, number: u32) -> &str {
        let span = self.lines().span(number, &self.text);
        span.map_or("", |span| span.text(&self.text))
    }

    /// The nearest span that lies within the text and cuts no character apart.
    #[must_use]
    pub fn clamp(&self, span: Span) -> Span {
        let start = self.text.floor_char_boundary(span.start as usize);
        let end = self.text.ceil_char_boundary(span.end as usize);
        Span::of(start..end.max(start))
    }

    fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::new(&self.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clamps() {
        let source = Source::new("a", "xäy");
        for (start, end, expected) in [
            (0, 4, (0, 4)),
            (2, 2, (1, 3)),
            (1, 2, (1, 3)),
            (3, 99, (3, 4)),
            (99, 99, (4, 4)),
            (3, 1, (3, 3)),
        ] {
            let Span { start, end } = source.clamp(Span::new(start, end));
            assert_eq!((start, end), expected);
        }
        assert_eq!(
            (source.line(1), source.line(2), source.line(0)),
            ("xäy", "", "")
        );
    }
}
