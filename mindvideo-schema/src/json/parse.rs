use std::borrow::Cow;
use std::sync::Arc;

use super::error::{JsonError, JsonErrorKind};
use super::string::string;
use super::{Key, Member, Node, Number, Object, Span, Text, Value};
use crate::decimal::{self, Fault};

/// How deep arrays and objects may be nested: `[[1]]` has depth 2.
///
/// Deeper texts are refused, so that whoever walks a value recursively stays within a small stack.
pub const MAX_DEPTH: usize = 127;

const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// Reads a JSON text.
///
/// The text is strict JSON as in [RFC 8259]; besides, no object may name a member twice, no string
/// may hold half a surrogate pair, nothing may be nested deeper than [`MAX_DEPTH`], and the text
/// may not be longer than `u32::MAX` bytes. The error is the first one in the text, but a member
/// repeated in an object is noticed when that object closes.
///
/// ```
/// use mindvideo_schema::json::{JsonErrorKind, parse};
///
/// let error = parse(r#"{"a": 1,}"#).unwrap_err();
/// assert_eq!(error.kind, JsonErrorKind::TrailingComma);
/// assert_eq!((error.span.start, error.span.end), (7, 8));
/// assert_eq!(error.help().as_deref(), Some("remove the comma"));
/// ```
///
/// [RFC 8259]: https://www.rfc-editor.org/rfc/rfc8259
pub fn parse(text: &str) -> Result<Node, JsonError> {
    parse_shared(&Arc::from(text))
}

/// The same for a text that is shared: its strings are pieces of it, not copies.
pub fn parse_shared(whole: &Arc<str>) -> Result<Node, JsonError> {
    let text: &str = whole;
    if u32::try_from(text.len()).is_err() {
        return Err(JsonError::new(0..0, JsonErrorKind::TooLong));
    }
    if text.starts_with(BYTE_ORDER_MARK) {
        return Err(JsonError::new(0..3, JsonErrorKind::ByteOrderMark));
    }
    let mut parser = Parser::new(whole);
    let root = parser.document()?;
    parser.nothing_follows().map(|()| root)
}

/// Reads a JSON text that should be UTF-8: as [`parse`], and other bytes are an error.
///
/// The error's span is right for the text that [`String::from_utf8_lossy`] makes of the bytes, too,
/// since everything before the first wrong byte stays in place.
pub fn parse_bytes(bytes: &[u8]) -> Result<Node, JsonError> {
    match str::from_utf8(bytes) {
        Ok(text) => parse(text),
        Err(_) if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) => {
            Err(JsonError::new(0..2, JsonErrorKind::ByteOrderMark))
        }
        Err(error) => {
            let start = error.valid_up_to();
            let end = error
                .error_len()
                .map_or(bytes.len(), |length| start + length);
            Err(JsonError::new(start..end, JsonErrorKind::NotUtf8))
        }
    }
}

/// Reads a text in one pass. Open arrays and objects wait on a stack of its own, not on that of
/// the thread.
pub(super) struct Parser<'a> {
    pub(super) text: &'a str,
    pub(super) bytes: &'a [u8],
    /// What the strings in it become pieces of.
    whole: &'a Arc<str>,
    /// Offset of the next byte.
    pub(super) at: usize,
    /// The arrays and objects around it, outermost first.
    open: Vec<Open>,
    /// The elements of all open arrays, outermost first.
    items: Vec<Node>,
    /// The members of all open objects, outermost first. Until the value of one is complete, `null`
    /// stands for it.
    members: Vec<Member>,
}

/// An array or object whose end has not been reached.
#[derive(Clone, Copy)]
struct Open {
    start: usize,
    content: Content,
}

#[derive(Clone, Copy)]
enum Content {
    /// Where its elements begin.
    Array(usize),
    /// Where its members begin.
    Object(usize),
}

/// What follows once a value is complete.
enum Next {
    /// Another value of the same array or object.
    Value,
    /// The array or object ended, which makes it a complete value.
    Closed(Node),
    /// The document ended.
    Root(Node),
}

impl<'a> Parser<'a> {
    fn new(whole: &'a Arc<str>) -> Self {
        Self {
            text: whole,
            whole,
            bytes: whole.as_bytes(),
            at: 0,
            open: Vec::with_capacity(16),
            items: Vec::with_capacity(16),
            members: Vec::with_capacity(32),
        }
    }

    /// Nothing follows the document.
    fn nothing_follows(&mut self) -> Result<(), JsonError> {
        self.skip_space();
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.trailing_text()),
        }
    }

    fn document(&mut self) -> Result<Node, JsonError> {
        loop {
            let Some(mut node) = self.begin()? else {
                continue;
            };
            loop {
                match self.finish(node)? {
                    Next::Value => break,
                    Next::Closed(closed) => node = closed,
                    Next::Root(root) => return Ok(root),
                }
            }
        }
    }

    /// Reads a value; `None` when it is an array or object whose first value comes next.
    fn begin(&mut self) -> Result<Option<Node>, JsonError> {
        let start = self.skip_space();
        let value = match self.peek() {
            Some(b'"') => Value::String(self.text()?),
            Some(b'-' | b'0'..=b'9') => Value::Number(self.number()?),
            Some(b'[') => match self.open_array()? {
                Some(array) => array,
                None => return Ok(None),
            },
            Some(b'{') => match self.open_object()? {
                Some(object) => object,
                None => return Ok(None),
            },
            _ => self.literal()?,
        };
        Ok(Some(self.node(start, value)))
    }

    /// Puts a complete value where it belongs and reads what separates it from the next.
    fn finish(&mut self, node: Node) -> Result<Next, JsonError> {
        let Some(open) = self.open.last().copied() else {
            return Ok(Next::Root(node));
        };
        self.skip_space();
        let closing = match open.content {
            Content::Array(_) => {
                self.items.push(node);
                b']'
            }
            Content::Object(_) => {
                if let Some(member) = self.members.last_mut() {
                    member.value = node;
                }
                b'}'
            }
        };
        match self.peek() {
            Some(b',') => {
                self.comma(open, closing)?;
                Ok(Next::Value)
            }
            Some(byte) if byte == closing => {
                self.at += 1;
                self.open.pop();
                let value = match open.content {
                    Content::Array(first) => Value::Array(self.items.drain(first..).collect()),
                    Content::Object(first) => {
                        Value::Object(object(self.members.drain(first..).collect())?)
                    }
                };
                Ok(Next::Closed(self.node(open.start, value)))
            }
            _ => Err(self.no_separator(open.start, closing)),
        }
    }

    /// Reads the comma, and in an object the name after it.
    fn comma(&mut self, open: Open, closing: u8) -> Result<(), JsonError> {
        let comma = self.at;
        self.at += 1;
        self.skip_space();
        if self.peek() == Some(closing) {
            return Err(JsonError::new(
                comma..comma + 1,
                JsonErrorKind::TrailingComma,
            ));
        }
        match open.content {
            Content::Array(_) => Ok(()),
            Content::Object(_) => self.key(open.start),
        }
    }

    /// Opens an array, or reads it when it is empty.
    fn open_array(&mut self) -> Result<Option<Value>, JsonError> {
        let start = self.descend()?;
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Some(Value::Array(Arc::default())));
        }
        let content = Content::Array(self.items.len());
        self.open.push(Open { start, content });
        Ok(None)
    }

    /// Opens an object and reads its first name, or reads all of it when it is empty.
    fn open_object(&mut self) -> Result<Option<Value>, JsonError> {
        let start = self.descend()?;
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Some(Value::Object(Object::default())));
        }
        let content = Content::Object(self.members.len());
        self.key(start)?;
        self.open.push(Open { start, content });
        Ok(None)
    }

    /// Reads an opening bracket and the space behind it, and returns its offset.
    fn descend(&mut self) -> Result<usize, JsonError> {
        let start = self.at;
        self.at += 1;
        if self.open.len() >= MAX_DEPTH {
            return Err(JsonError::new(start..self.at, JsonErrorKind::TooDeep));
        }
        self.skip_space();
        Ok(start)
    }

    /// Reads a name and the colon behind it; `open` is where its object starts.
    fn key(&mut self, open: usize) -> Result<(), JsonError> {
        let start = self.at;
        if self.peek() != Some(b'"') {
            return Err(self.no_name(open));
        }
        let text = self.text()?;
        let span = Span::of(start..self.at);
        self.skip_space();
        if self.peek() != Some(b':') {
            return Err(self.no_colon(open));
        }
        self.at += 1;
        self.members.push(Member {
            key: Key { text, span },
            value: Node {
                value: Value::Null,
                span,
            },
        });
        Ok(())
    }

    /// Reads the string whose opening quote is next.
    fn text(&mut self) -> Result<Text, JsonError> {
        let first = self.at + 1;
        let (text, end) = string(self.text, self.at)?;
        self.at = end;
        Ok(match text {
            Cow::Borrowed(_) => Text::of(self.whole, Span::of(first..end - 1)),
            Cow::Owned(text) => Text::from(&*text),
        })
    }

    fn number(&mut self) -> Result<Number, JsonError> {
        let start = self.at;
        match decimal::scan(self.bytes.get(start..).unwrap_or_default()) {
            Ok(length) => {
                self.at += length;
                // Letters, digits, points right behind it belong to something that is no number.
                if self.word_end(self.at) > self.at {
                    return Err(self.bad_number(start));
                }
                let text = Text::of(self.whole, Span::of(start..self.at));
                Ok(Number::from_scanned(text))
            }
            Err(error) if error.fault == Fault::LeadingZero => {
                let end = self.word_end(start);
                Err(JsonError::new(start..end, JsonErrorKind::LeadingZero))
            }
            Err(_) => Err(self.bad_number(start)),
        }
    }

    fn literal(&mut self) -> Result<Value, JsonError> {
        let end = self.word_end(self.at);
        let value = match self.bytes.get(self.at..end) {
            Some(b"true") => Value::Bool(true),
            Some(b"false") => Value::Bool(false),
            Some(b"null") => Value::Null,
            _ => return Err(self.no_value()),
        };
        self.at = end;
        Ok(value)
    }

    fn node(&self, start: usize, value: Value) -> Node {
        let span = Span::of(start..self.at);
        Node { value, span }
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Skips white space and returns the offset of what follows.
    fn skip_space(&mut self) -> usize {
        while let Some(byte @ (b' ' | b'\n' | b'\r' | b'\t')) = self.peek() {
            self.at += 1;
            if byte == b'\n' {
                self.skip_indentation();
            }
        }
        self.at
    }

    /// Skips the spaces that a line begins with, but for some at the end of the text.
    fn skip_indentation(&mut self) {
        const SPACES: u64 = u64::from_le_bytes(*b"        ");
        while let Some(word) = self.bytes.get(self.at..).and_then(<[u8]>::first_chunk) {
            let others = u64::from_le_bytes(*word) ^ SPACES;
            self.at += others.trailing_zeros() as usize / 8;
            if others != 0 {
                return;
            }
        }
    }

    /// Offset of the opening bracket that encloses the next byte.
    pub(super) fn innermost(&self) -> Option<usize> {
        self.open.last().map(|open| open.start)
    }

    /// The end of the run of bytes from `start` that words and numbers are made of.
    pub(super) fn word_end(&self, start: usize) -> usize {
        let rest = self.bytes.get(start..).unwrap_or_default();
        let in_word = |byte: &u8| {
            matches!(byte, b'+' | b'-' | b'.' | b'_' | b'$') || byte.is_ascii_alphanumeric()
        };
        start + rest.iter().take_while(|byte| in_word(byte)).count()
    }
}

fn object(members: Arc<[Member]>) -> Result<Object, JsonError> {
    Object::new(members).map_err(|duplicate| JsonError {
        span: duplicate.second,
        kind: JsonErrorKind::DuplicateMember {
            name: duplicate.name,
            first: duplicate.first,
        },
    })
}
