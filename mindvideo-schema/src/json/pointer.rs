use super::{Node, Value};
use std::borrow::Cow;
use std::fmt;

/// A JSON Pointer ([RFC 6901]) under construction: `/properties/aspect_ratio/enum/0`.
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
/// assert_eq!(Pointer::parse("/a~1b/0")?, ["a/b", "0"]);
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
        self.join_all(&[name])
    }

    /// The same, several steps further down.
    pub(crate) fn join_all(&self, names: &[&str]) -> Self {
        let length = names.iter().map(|name| name.len() + 1).sum::<usize>();
        let mut text = String::with_capacity(self.text.len() + length);
        text.push_str(&self.text);
        let mut below = Self { text };
        for name in names {
            below.push(name);
        }
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

    /// Splits the text of a pointer into its unescaped steps. Percent-encoding, as in the fragment
    /// of a URI, is not undone here.
    pub fn parse(text: &str) -> Result<Vec<String>, PointerError> {
        let steps = steps(text)?;
        steps.map(|step| step.map(Cow::into_owned)).collect()
    }

    /// The one spelling of a pointer.
    pub(crate) fn spelled(text: &str) -> Result<Self, PointerError> {
        steps(text)?.try_fold(Self::root(), |mut pointer, step| {
            pointer.push(&step?);
            Ok(pointer)
        })
    }
}

type Step<'t> = Result<Cow<'t, str>, PointerError>;

fn steps(text: &str) -> Result<impl Iterator<Item = Step<'_>>, PointerError> {
    let mut steps = text.split('/');
    match steps.next() {
        Some("") | None => Ok(steps.map(unescape)),
        Some(_) => Err(PointerError::NoSlash),
    }
}

fn unescape(step: &str) -> Step<'_> {
    if !step.contains('~') {
        return Ok(Cow::Borrowed(step));
    }
    let mut parts = step.split('~');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (character, rest) = if let Some(rest) = part.strip_prefix('0') {
            ('~', rest)
        } else if let Some(rest) = part.strip_prefix('1') {
            ('/', rest)
        } else {
            return Err(PointerError::BadEscape);
        };
        text.push(character);
        text.push_str(rest);
    }
    Ok(Cow::Owned(text))
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
        steps(pointer).ok()?.try_fold(self, |node, step| {
            let step = step.ok()?;
            match &node.value {
                Value::Object(object) => object.get(&step),
                Value::Array(items) => items.get(array_index(&step)?),
                _ => None,
            }
        })
    }
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
            assert_eq!(Pointer::parse(pointer.as_str()).unwrap(), steps);
            for _ in &steps {
                pointer.pop();
            }
            assert_eq!(pointer, Pointer::root());
            pointer.pop();
            assert_eq!(pointer, Pointer::root());
        }
        assert_eq!(Pointer::parse("a"), Err(PointerError::NoSlash));
        assert_eq!(Pointer::parse("/a~"), Err(PointerError::BadEscape));
    }
}
