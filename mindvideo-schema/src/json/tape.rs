use std::borrow::Cow;

use super::{Node, Reader, Span, Value, are_distinct, parse, same};
use crate::decimal::Decimal;

/// A JSON value and all that is within it, one after another as the text has them: quicker to make
/// than [`Node`]s and quicker to drop, for whoever looks at it once.
///
/// It takes what a [`Reader`] takes, members that are there twice included: it is for those who
/// notice these by themselves.
///
/// ```
/// use mindvideo_schema::Evaluator;
/// use mindvideo_schema::json::{Reader, Tape};
///
/// let text = r#"{"size": [1, 2]}"#;
/// let tape = Tape::read(&mut Reader::new(text)).unwrap();
/// let size = tape.starting_at(9, text).unwrap();
/// assert_eq!(size.text(), "[1, 2]");
///
/// let evaluator = Evaluator::new(r#"{"properties": {"size": {"maxItems": 1}}}"#)?;
/// let root = evaluator.linked().root();
/// assert!(!evaluator.is_valid_on_tape(root, tape.starting_at(0, text).unwrap()));
/// # Ok::<(), mindvideo_schema::SchemaError>(())
/// ```
#[derive(Debug)]
pub struct Tape {
    entries: Vec<Entry>,
    /// The characters of strings with escapes.
    unescaped: Vec<Box<str>>,
}

/// Room for as many entries is made at first.
const FIRST: usize = 48;

/// A value or the name of a member.
#[derive(Debug)]
struct Entry {
    content: Content,
    span: Span,
}

#[derive(Debug)]
enum Content {
    Null,
    Bool(bool),
    Number,
    /// With the place of its characters and one more, if the text has others; else 0.
    String(u32),
    Array(Extent),
    Object(Extent),
}

/// How many items or members there are, and the place of the entry behind the last of them.
#[derive(Clone, Copy, Debug, Default)]
struct Extent {
    count: u32,
    after: u32,
}

impl Tape {
    /// Reads the value that comes next.
    pub fn read(from: &mut Reader<'_>) -> Option<Self> {
        let mut tape = Self {
            entries: Vec::with_capacity(FIRST),
            unescaped: Vec::new(),
        };
        tape.read_again(from)?;
        Some(tape)
    }

    /// Reads the value that comes next in the place of what it has, of which nothing is left.
    ///
    /// `None` if no value comes: then the tape is good for nothing but to be read again.
    pub fn read_again(&mut self, from: &mut Reader<'_>) -> Option<()> {
        self.entries.clear();
        self.unescaped.clear();
        self.push(from)
    }

    /// The value, among it and those within, that starts at an offset of the text that was read.
    pub fn starting_at<'t>(&'t self, offset: usize, whole: &'t str) -> Option<TapeValue<'t>> {
        let offset = u32::try_from(offset).ok()?;
        let found = (self.entries).binary_search_by_key(&offset, |entry| entry.span.start);
        let place = found.ok()?;
        let entry = self.entries.get(place)?;
        Some(TapeValue {
            whole,
            tape: self,
            entry,
            place,
        })
    }

    /// Goes no deeper than the reader does.
    fn push(&mut self, from: &mut Reader<'_>) -> Option<()> {
        let first = from.peek()?;
        let start = from.offset();
        let content = match first {
            b'"' => self.string(from.string()?)?,
            b'-' | b'0'..=b'9' => from.number().map(|_| Content::Number)?,
            b'[' => return self.push_array(from),
            b'{' => return self.push_object(from),
            b'n' => from.null().map(|()| Content::Null)?,
            _ => Content::Bool(from.boolean()?),
        };
        self.add(content, start..from.offset())
    }

    fn push_array(&mut self, from: &mut Reader<'_>) -> Option<()> {
        let (place, start) = (self.entries.len(), from.offset());
        self.add(Content::Array(Extent::default()), start..start)?;
        let mut count = 0;
        let mut is_next = from.array()?;
        while is_next {
            self.push(from)?;
            count += 1;
            is_next = from.next_item()?;
        }
        self.close(place, Content::Array, count, from.offset())
    }

    fn push_object(&mut self, from: &mut Reader<'_>) -> Option<()> {
        let (place, start) = (self.entries.len(), from.offset());
        self.add(Content::Object(Extent::default()), start..start)?;
        let mut count = 0;
        let mut is_next = from.object()?;
        while is_next {
            from.peek()?;
            let start = from.offset();
            let name = from.string()?;
            let name = self.string(name)?;
            self.add(name, start..from.offset())?;
            from.colon()?;
            self.push(from)?;
            count += 1;
            is_next = from.next_member()?;
        }
        self.close(place, Content::Object, count, from.offset())
    }

    fn string(&mut self, characters: Cow<'_, str>) -> Option<Content> {
        if let Cow::Owned(characters) = characters {
            self.unescaped.push(characters.into());
            return Some(Content::String(u32::try_from(self.unescaped.len()).ok()?));
        }
        Some(Content::String(0))
    }

    fn add(&mut self, content: Content, span: std::ops::Range<usize>) -> Option<()> {
        // What a `u32` cannot hold is no place.
        u32::try_from(span.end).ok()?;
        let span = Span::of(span);
        self.entries.push(Entry { content, span });
        Some(())
    }

    fn close(
        &mut self,
        place: usize,
        content: fn(Extent) -> Content,
        count: u32,
        end: usize,
    ) -> Option<()> {
        let after = u32::try_from(self.entries.len()).ok()?;
        let entry = self.entries.get_mut(place)?;
        entry.content = content(Extent { count, after });
        entry.span.end = u32::try_from(end).ok()?;
        Some(())
    }
}

/// A value on a [`Tape`].
#[derive(Clone, Copy, Debug)]
pub struct TapeValue<'t> {
    whole: &'t str,
    tape: &'t Tape,
    entry: &'t Entry,
    place: usize,
}

impl<'t> TapeValue<'t> {
    /// How the text writes it.
    pub fn text(&self) -> &'t str {
        self.entry.span.text(self.whole)
    }

    pub(crate) fn span(&self) -> Span {
        self.entry.span
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self.entry.content, Content::Null)
    }

    pub(crate) fn is_bool(&self) -> bool {
        matches!(self.entry.content, Content::Bool(_))
    }

    pub(crate) fn is_number(&self) -> bool {
        matches!(self.entry.content, Content::Number)
    }

    pub(crate) fn is_string(&self) -> bool {
        matches!(self.entry.content, Content::String(_))
    }

    pub(crate) fn is_array(&self) -> bool {
        matches!(self.entry.content, Content::Array(_))
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        match self.entry.content {
            Content::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// A number as it is written.
    pub(crate) fn as_number(&self) -> Option<&'t str> {
        match self.entry.content {
            Content::Number => Some(self.text()),
            _ => None,
        }
    }

    pub(crate) fn as_str(&self) -> Option<&'t str> {
        match &self.entry.content {
            Content::String(0) => {
                let Span { start, end } = self.entry.span;
                Some(Span::new(start + 1, end.saturating_sub(1)).text(self.whole))
            }
            Content::String(place) => {
                let characters = self.tape.unescaped.get(*place as usize - 1)?;
                Some(characters)
            }
            _ => None,
        }
    }

    /// How many items or members there are.
    pub(crate) fn count(&self) -> usize {
        match self.entry.content {
            Content::Array(Extent { count, .. }) | Content::Object(Extent { count, .. }) => {
                count as usize
            }
            _ => 0,
        }
    }

    pub(crate) fn items(&self) -> impl Iterator<Item = Self> + use<'t> {
        let first = self.next().filter(|_| self.is_array());
        std::iter::successors(first, Self::follower).take(self.count())
    }

    /// The members, names and values.
    pub(crate) fn members(&self) -> impl Iterator<Item = (Self, Self)> + use<'t> {
        let is_object = matches!(self.entry.content, Content::Object(_));
        let first = self.next().filter(|_| is_object);
        let pair = |name: Self| Some((name, name.next()?));
        let first = first.and_then(pair);
        let next = move |(_, value): &(Self, Self)| value.follower().and_then(pair);
        std::iter::successors(first, next).take(self.count())
    }

    fn at(&self, place: usize) -> Option<Self> {
        let entry = self.tape.entries.get(place)?;
        Some(Self {
            entry,
            place,
            ..*self
        })
    }

    /// What comes next on the tape.
    fn next(&self) -> Option<Self> {
        self.at(self.place + 1)
    }

    /// What comes next behind all that is within.
    fn follower(&self) -> Option<Self> {
        match self.entry.content {
            Content::Array(Extent { after, .. }) | Content::Object(Extent { after, .. }) => {
                self.at(after as usize)
            }
            _ => self.next(),
        }
    }

    /// Whether it is the same JSON value.
    pub(crate) fn is(&self, other: &Node) -> bool {
        match (&self.entry.content, &other.value) {
            (Content::Null, Value::Null) => true,
            (Content::Bool(a), Value::Bool(b)) => a == b,
            (Content::String(_), Value::String(text)) => self.as_str() == Some(text),
            (Content::Number, Value::Number(number)) => {
                self.text() == number.text()
                    || Decimal::from_scanned(self.text()) == number.decimal()
            }
            (Content::Array(extent), Value::Array(items)) => {
                let mut pairs = self.items().zip(items.iter());
                extent.count as usize == items.len() && pairs.all(|(item, other)| item.is(other))
            }
            (Content::Object(extent), Value::Object(members)) => {
                extent.count as usize == members.len()
                    && parse(self.text()).is_ok_and(|node| same(&node, other))
            }
            _ => false,
        }
    }

    /// Whether no two items are the same JSON value.
    pub(crate) fn has_distinct_items(&self) -> bool {
        let hashes = self.items().map(|item| Reader::new(item.text()).hash());
        let Some(mut hashes) = hashes.collect::<Option<Vec<u64>>>() else {
            return false;
        };
        hashes.sort_unstable();
        let differ = hashes.windows(2).all(|pair| pair.first() != pair.last());
        // Strangers can find values that share a hash.
        differ
            || parse(self.text()).is_ok_and(|node| node.value.as_array().is_some_and(are_distinct))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tape(text: &str) -> Tape {
        Tape::read(&mut Reader::new(text)).unwrap()
    }

    #[test]
    fn values_are_found_where_they_start() {
        let text = r#" {"a": [1, {"b": [2]}, []], "c": {}, "\u0064": "\u0064"} "#;
        let tape = tape(text);
        let at = |offset| tape.starting_at(offset, text).map(|value| value.text());
        for piece in [
            "[1, {",
            "1,",
            "{\"b",
            "[2]",
            "2]",
            "[]]",
            "{},",
            "\"\\u0064\"}",
        ] {
            let found = at(text.find(piece).unwrap()).unwrap();
            assert!(
                piece.starts_with(found) || found.starts_with(piece),
                "{piece}: {found}"
            );
        }
        assert_eq!(at(1), Some(text.trim()));
        assert_eq!(at(0), None);
        let root = tape.starting_at(1, text).unwrap();
        let names: Vec<_> = root.members().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, [Some("a"), Some("c"), Some("d")]);
        let values: Vec<_> = root.members().map(|(_, value)| value.text()).collect();
        assert_eq!(values, [r#"[1, {"b": [2]}, []]"#, "{}", r#""\u0064""#]);
        let (_, list) = root.members().next().unwrap();
        let items: Vec<_> = list.items().map(|item| item.text()).collect();
        assert_eq!(items, ["1", r#"{"b": [2]}"#, "[]"]);
        assert_eq!(list.members().count() + root.items().count(), 0);
    }

    #[test]
    fn what_a_reader_refuses_is_no_tape() {
        for text in [
            "",
            "[1",
            "{\"a\" 1}",
            "[1,]",
            "{\"a\": nul}",
            "\"\\x\"",
            "tru",
        ] {
            let mut reader = Reader::new(text);
            assert!(Tape::read(&mut reader).is_none(), "{text}");
        }
    }

    #[test]
    fn values_are_the_same_as_nodes_are() {
        let texts = [
            "null",
            "true",
            "false",
            "1",
            "1.0",
            "10e-1",
            "2",
            "\"1\"",
            "\"\\u0031\"",
            "[]",
            "[1]",
            "[1.0]",
            "{}",
            "{\"a\":1,\"b\":2}",
            "{\"b\":2.0,\"a\":1}",
        ];
        for a in texts {
            let tape = tape(a);
            let value = tape.starting_at(0, a).unwrap();
            for b in texts {
                let (node, other) = (parse(a).unwrap(), parse(b).unwrap());
                assert_eq!(value.is(&other), same(&node, &other), "{a} {b}");
            }
        }
    }

    #[test]
    fn items_are_distinct_as_those_of_nodes_are() {
        for text in [
            "[]",
            "[1]",
            "[1, 2, \"1\", [1], {\"a\": 1}]",
            "[1, 1.0]",
            "[\"a\", \"b\", \"\\u0061\"]",
            "[{\"a\": 1, \"b\": 2}, {\"b\": 2, \"a\": 1}]",
            "[0, -0]",
        ] {
            let node = parse(text).unwrap();
            let tape = tape(text);
            let expected = are_distinct(node.value.as_array().unwrap());
            assert_eq!(
                tape.starting_at(0, text).unwrap().has_distinct_items(),
                expected,
                "{text}"
            );
        }
    }
}
