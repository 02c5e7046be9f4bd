use super::{Node, Value};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// A JSON Pointer ([RFC 6901]): `/properties/aspect_ratio/enum/0`.
///
/// The pointer to the whole text is empty.
///
/// ```
/// use mindvideo_schema::json::Pointer;
///
/// let mut pointer = Pointer::root();
/// pointer.push("a/b");
/// pointer.push_index(0);
/// assert_eq!(pointer.to_string(), "/a~1b/0");
/// assert_eq!(pointer, "/a~1b/0".parse()?);
/// assert!(pointer.steps().eq(["a/b", "0"]));
/// # Ok::<(), mindvideo_schema::json::PointerError>(())
/// ```
///
/// [RFC 6901]: https://www.rfc-editor.org/rfc/rfc6901
#[derive(Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer {
    text: String,
}

impl Clone for Pointer {
    fn clone(&self) -> Self {
        Self {
            text: self.text.clone(),
        }
    }

    /// Walks copy pointers into one that they have, which then takes no new room.
    fn clone_from(&mut self, source: &Self) {
        self.text.clone_from(&source.text);
    }
}

impl Pointer {
    /// The pointer to the whole text.
    pub const fn root() -> Self {
        Self {
            text: String::new(),
        }
    }

    /// The same, one step further down.
    #[must_use]
    pub fn join(&self, name: &str) -> Self {
        let mut below = self.clone();
        below.push(name);
        below
    }

    /// Goes down to the member with this name.
    pub fn push(&mut self, name: &str) {
        self.text.push('/');
        if !name.bytes().any(|byte| matches!(byte, b'~' | b'/')) {
            self.text.push_str(name);
            return;
        }
        for character in name.chars() {
            match character {
                '~' => self.text.push_str("~0"),
                '/' => self.text.push_str("~1"),
                other => self.text.push(other),
            }
        }
    }

    /// Goes down to the array element with this index, counted from 0.
    pub fn push_index(&mut self, index: usize) {
        self.push(&index.to_string());
    }

    /// Goes up one step; the root stays the root.
    pub fn pop(&mut self) {
        // Within a step a slash is spelled `~1`.
        let last = self.text.rfind('/').unwrap_or(0);
        self.text.truncate(last);
    }

    /// The text of the pointer.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The names and indexes on the way, from the root on. Percent-encoding, as in the fragment of a
    /// URI, is not undone here.
    pub fn steps(&self) -> impl DoubleEndedIterator<Item = Cow<'_, str>> {
        let mut steps = self.text.split('/');
        // Before the first slash there is nothing.
        steps.next();
        steps.map(unescape)
    }
}

fn unescape(step: &str) -> Cow<'_, str> {
    if step.contains('~') {
        step.replace("~1", "/").replace("~0", "~").into()
    } else {
        step.into()
    }
}

impl FromStr for Pointer {
    type Err = PointerError;

    fn from_str(text: &str) -> Result<Self, PointerError> {
        check(text)?;
        let text = text.to_owned();
        Ok(Self { text })
    }
}

/// Whether a text is a pointer.
fn check(text: &str) -> Result<(), PointerError> {
    if !text.is_empty() && !text.starts_with('/') {
        return Err(PointerError::NoSlash);
    }
    let mut escapes = text.split('~').skip(1);
    if escapes.any(|rest| !rest.starts_with(['0', '1'])) {
        return Err(PointerError::BadEscape);
    }
    Ok(())
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A text that is not a JSON Pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PointerError {
    /// It is not empty and does not start with `/`.
    NoSlash,
    /// A `~` that neither `0` nor `1` follows.
    BadEscape,
}

impl fmt::Display for PointerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoSlash => "a JSON pointer is empty or starts with `/`",
            Self::BadEscape => "in a JSON pointer `~` is written `~0`, and `/` in a name `~1`",
        })
    }
}

impl std::error::Error for PointerError {}

impl Node {
    /// The node a JSON Pointer leads to; `None` when there is none or the pointer is malformed.
    ///
    /// An array index is a number without leading zeros; `-` leads nowhere.
    ///
    /// ```
    /// let node = mindvideo_schema::json::parse(r#"{"a": [true]}"#)?;
    /// assert_eq!(node.pointer("/a/0").map(ToString::to_string), Some("true".to_owned()));
    /// assert!(node.pointer("/a/1").is_none());
    /// # Ok::<(), mindvideo_schema::json::JsonError>(())
    /// ```
    pub fn pointer(&self, pointer: &str) -> Option<&Self> {
        let mut node = self;
        let mut rest = pointer;
        let is_escaped = pointer.as_bytes().contains(&b'~');
        if is_escaped {
            check(pointer).ok()?;
        }
        while !rest.is_empty() {
            let below = rest.strip_prefix('/')?;
            let slash = below.bytes().position(|byte| byte == b'/');
            let (step, after) = below.split_at(slash.unwrap_or(below.len()));
            node = match &node.value {
                Value::Object(object) if is_escaped => object.get(&unescape(step))?,
                Value::Object(object) => object.get(step)?,
                Value::Array(items) => items.get(array_index(step)?)?,
                _ => return None,
            };
            rest = after;
        }
        Some(node)
    }

    /// The value in it that begins at an offset of the text.
    pub(crate) fn at(&self, offset: u32) -> Option<&Self> {
        let mut node = self;
        while node.span.start != offset {
            node = node.around(offset)?.1;
        }
        Some(node)
    }

    /// The way to the value in it that begins at an offset of the text, as far as there is one.
    pub(crate) fn pointer_to(&self, offset: u32) -> Pointer {
        let mut pointer = Pointer::root();
        let mut node = self;
        while node.span.start != offset
            && let Some((step, below)) = node.around(offset)
        {
            match step {
                Step::Name(name) => pointer.push(name),
                Step::Index(index) => pointer.push_index(index),
            }
            node = below;
        }
        pointer
    }

    /// The member or item that an offset of the text lies in.
    fn around(&self, offset: u32) -> Option<(Step<'_>, &Self)> {
        let starts = |node: &Self| node.span.start <= offset;
        let found = match &self.value {
            Value::Object(object) => {
                let members = object.as_slice();
                let after = members.partition_point(|member| starts(&member.value));
                let member = members.get(after.checked_sub(1)?)?;
                (Step::Name(&member.key.text), &member.value)
            }
            Value::Array(items) => {
                let index = items.partition_point(starts).checked_sub(1)?;
                (Step::Index(index), items.get(index)?)
            }
            _ => return None,
        };
        (offset < found.1.span.end).then_some(found)
    }
}

enum Step<'a> {
    Name(&'a str),
    Index(usize),
}

fn array_index(step: &str) -> Option<usize> {
    let digits = step.bytes().all(|byte| byte.is_ascii_digit());
    let canonical = digits && (step == "0" || !step.starts_with('0'));
    canonical.then(|| step.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;

    /// The table of RFC 6901, section 5, and what it leaves out.
    #[test]
    fn lookup() {
        let text = r#"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,
            "k\"l":6," ":7,"m~n":8,"01":9,"~1":10}"#;
        let node = parse(text).unwrap();
        let found = |pointer: &str| node.pointer(pointer).map(ToString::to_string);
        for (pointer, value) in [
            ("/foo", r#"["bar","baz"]"#),
            ("/foo/0", r#""bar""#),
            ("/", "0"),
            ("/a~1b", "1"),
            ("/c%d", "2"),
            ("/e^f", "3"),
            ("/g|h", "4"),
            ("/i\\j", "5"),
            ("/k\"l", "6"),
            ("/ ", "7"),
            ("/m~0n", "8"),
            ("/01", "9"),
            ("/~01", "10"),
        ] {
            assert_eq!(found(pointer).as_deref(), Some(value), "{pointer}");
        }
        assert_eq!(node.pointer("").unwrap().span, node.span);
        for pointer in ["", "/foo", "/foo/0", "/foo/1", "/", "/a~1b", "/~01"] {
            let start = node.pointer(pointer).unwrap().span.start;
            assert_eq!(node.pointer_to(start).as_str(), pointer);
            assert_eq!(node.at(start).unwrap().span.start, start);
        }
        // A name, the space before a value, the end.
        for offset in [1, 6, node.span.end] {
            assert!(node.at(offset).is_none(), "{offset}");
        }
        for pointer in [
            "foo",
            "/nope",
            "/foo/2",
            "/foo/-",
            "/foo/00",
            "/foo/01",
            "/foo/+1",
            "/foo/",
            "/~",
            "/~2",
            "//",
            "/foo/0/0",
            "/foo/99999999999999999999999",
        ] {
            assert_eq!(found(pointer), None, "{pointer}");
        }
    }

    #[test]
    fn steps_survive() {
        for steps in [
            vec![],
            vec![""],
            vec!["", ""],
            vec!["~", "/", "~1", "~01", "a/b~c"],
            vec!["日本", "0"],
        ] {
            let mut pointer = Pointer::root();
            for step in &steps {
                pointer.push(step);
            }
            assert_eq!(pointer.as_str().parse(), Ok(pointer.clone()));
            assert!(pointer.steps().eq(steps.iter().copied()), "{pointer}");
            for _ in &steps {
                pointer.pop();
            }
            assert_eq!(pointer, Pointer::root());
            pointer.pop();
            assert_eq!(pointer, Pointer::root());
        }
        let parse = |text: &str| text.parse::<Pointer>();
        assert_eq!(parse("a"), Err(PointerError::NoSlash));
        for text in ["/a~", "/~2", "/~~0", "/a~/0"] {
            assert_eq!(parse(text), Err(PointerError::BadEscape), "{text}");
        }
    }
}
