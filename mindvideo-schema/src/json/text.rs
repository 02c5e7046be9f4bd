use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

use super::Span;

/// A piece of a text, which it keeps alive together with all other pieces: a clone takes no room.
///
/// ```
/// use mindvideo_schema::json::Text;
///
/// let text = Text::from("a red car");
/// assert_eq!(text, "a red car");
/// assert_eq!(text.clone().len(), 9);
/// ```
#[derive(Clone)]
pub struct Text {
    whole: Arc<str>,
    span: Span,
}

impl Text {
    /// The piece of a text that a span marks; empty where the text has no such piece.
    pub(super) fn of(whole: &Arc<str>, span: Span) -> Self {
        let whole = Arc::clone(whole);
        Self { whole, span }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        self.span.text(&self.whole)
    }

    /// Its bytes, without a look at where characters begin.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        let Span { start, end } = self.span;
        let bytes = self.whole.as_bytes();
        bytes.get(start as usize..end as usize).unwrap_or_default()
    }
}

/// What lies beyond `u32::MAX` bytes is left out.
impl From<&str> for Text {
    fn from(text: &str) -> Self {
        let end = text.floor_char_boundary(u32::MAX as usize);
        let whole = Arc::from(text.get(..end).unwrap_or_default());
        let span = Span::of(0..end);
        Self { whole, span }
    }
}

impl Default for Text {
    fn default() -> Self {
        Self::from("")
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        self
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        self
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for Text {}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// As texts are ordered.
impl Ord for Text {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.as_str(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Value, parse_shared};

    #[test]
    fn texts_are_pieces_of_what_was_read() {
        let whole: Arc<str> = Arc::from(r#"["äb", "\u0061b", 1.50, ""]"#);
        let node = parse_shared(&whole).unwrap();
        let items = node.value.as_array().unwrap();
        let text = |at: usize| match &items[at].value {
            Value::String(text) => text.clone(),
            Value::Number(number) => Text::from(number.text()),
            _ => panic!("no text"),
        };
        assert_eq!(
            [text(0), text(1), text(2), text(3)],
            ["äb", "ab", "1.50", ""]
        );
        assert!(Arc::ptr_eq(&text(0).whole, &whole) && !Arc::ptr_eq(&text(1).whole, &whole));
        drop(whole);
        assert_eq!(text(0).as_str(), "äb");
    }

    #[test]
    fn texts_are_compared_as_their_characters_are() {
        let mut texts = ["b", "", "äb", "a", "ab"].map(Text::from);
        texts.sort();
        assert_eq!(texts, ["", "a", "ab", "b", "äb"]);
        let known = std::collections::HashSet::from(texts);
        assert!(known.contains("ab") && !known.contains("ba"));
        assert_eq!(Text::default(), "");
    }
}
