use super::{MAX_DEPTH, Span};
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

/// Characters of the source that a message quotes at most.
const LONGEST_QUOTE: usize = 60;

/// Why a text is not JSON, and where.
///
/// `Display` says what is wrong, without the place; [`help`](Self::help) says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// The bytes that are wrong; empty at the end of the text when something is missing there.
    pub span: Span,
    /// What is wrong with them.
    pub kind: JsonErrorKind,
}

/// The ways in which a text fails to be JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JsonErrorKind {
    /// There is nothing in the text, or white space only.
    Empty,
    /// The text ends too early.
    UnexpectedEnd {
        /// What should have come.
        expected: &'static str,
        /// The bracket that is still open.
        open: Span,
    },
    /// Something stands where something else should.
    Unexpected {
        /// The character, readable: `` `=` `` or `U+00A0`.
        found: String,
        /// What should stand there.
        expected: &'static str,
    },
    /// A word that is not `true`, `false` or `null`.
    UnknownWord {
        /// The word.
        word: String,
    },
    /// The name of a member without quotes.
    UnquotedName {
        /// The name.
        name: String,
    },
    /// A string in single quotes.
    SingleQuotes,
    /// A comment, which JSON does not have.
    Comment,
    /// A comma with no value or member behind it.
    TrailingComma,
    /// Two values or members with no comma between them.
    MissingComma,
    /// An array closed with `}`, or an object with `]`.
    MismatchedBracket {
        /// The bracket that was opened.
        open: Span,
        /// The bracket that closes it.
        expected: char,
    },
    /// Something follows the value that is the whole text.
    TrailingText,
    /// A number in a form that JSON does not have.
    BadNumber {
        /// What stands there.
        text: String,
    },
    /// A number with zeros before its first digit.
    LeadingZero,
    /// A string that does not end in its line.
    UnterminatedString,
    /// A control character in a string.
    ControlCharacter(char),
    /// A backslash before a character that cannot be escaped.
    InvalidEscape,
    /// A `\u` without four hexadecimal digits behind it.
    InvalidUnicodeEscape,
    /// Half of a surrogate pair, which is no character.
    LoneSurrogate,
    /// Arrays and objects nested deeper than [`MAX_DEPTH`].
    TooDeep,
    /// More bytes than a `u32` can count.
    TooLong,
    /// An object with two members of one name.
    DuplicateMember {
        /// The name.
        name: String,
        /// Where it stands first.
        first: Span,
    },
    /// Bytes that are not UTF-8.
    NotUtf8,
    /// A byte order mark.
    ByteOrderMark,
}

impl JsonError {
    pub(super) fn new(range: Range<usize>, kind: JsonErrorKind) -> Self {
        let span = Span::of(range);
        Self { span, kind }
    }

    /// A second place that explains the error, and what is there.
    pub fn related(&self) -> Option<(Span, &'static str)> {
        match &self.kind {
            JsonErrorKind::UnexpectedEnd { open, .. }
            | JsonErrorKind::MismatchedBracket { open, .. } => Some((*open, "opened here")),
            JsonErrorKind::DuplicateMember { first, .. } => Some((*first, "first named here")),
            _ => None,
        }
    }

    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        use JsonErrorKind as Kind;
        let help = match &self.kind {
            Kind::Empty => "write a value; the smallest object is `{}`",
            Kind::Unexpected { .. } => return None,
            Kind::UnexpectedEnd { .. } => "close the bracket, or restore the lost end of the text",
            Kind::UnknownWord { word } => return Some(help_with_word(word)),
            Kind::UnquotedName { name } => {
                return Some(format!("put the name in quotes: `\"{}\"`", brief(name)));
            }
            Kind::SingleQuotes => "write the string in double quotes",
            Kind::Comment => {
                "remove the comment; a member such as \"description\" or \"$comment\" can keep what it says"
            }
            Kind::TrailingComma => "remove the comma",
            Kind::MissingComma => "put a comma before it",
            Kind::MismatchedBracket { expected, .. } => {
                return Some(format!(
                    "close with `{expected}` what was opened, or remove this bracket"
                ));
            }
            Kind::TrailingText => "remove what follows, or put several values into an array",
            Kind::BadNumber { text } => return Some(help_with_number(text)),
            Kind::LeadingZero => "remove the zeros before the first digit",
            Kind::UnterminatedString => {
                "end the string with `\"`; a line break within a string is written `\\n`"
            }
            Kind::ControlCharacter(character) => return Some(help_with_control(*character)),
            Kind::InvalidEscape => {
                "a backslash is followed by one of `\"` `\\` `/` `b` `f` `n` `r` `t` `u`; a backslash itself is written `\\\\`"
            }
            Kind::InvalidUnicodeEscape => {
                "write four hexadecimal digits after `\\u`, as in `\\u00e4`"
            }
            Kind::LoneSurrogate => {
                "write the character itself, or both halves: first `\\ud800` to `\\udbff`, then `\\udc00` to `\\udfff`"
            }
            Kind::TooDeep => "nest less; repeated structure belongs into \"$defs\" and \"$ref\"",
            Kind::TooLong => "split the text into several files",
            Kind::DuplicateMember { .. } => {
                "remove or rename one of them; readers disagree about which one counts"
            }
            Kind::NotUtf8 => "save the file as UTF-8",
            Kind::ByteOrderMark => "save the file as UTF-8 without a byte order mark",
        };
        Some(help.to_owned())
    }
}

fn help_with_word(word: &str) -> String {
    let lower = word.to_ascii_lowercase();
    match lower.trim_start_matches(['+', '-']) {
        "true" | "yes" => "write `true`".to_owned(),
        "false" | "no" => "write `false`".to_owned(),
        "null" | "none" | "nil" | "undefined" => "write `null`".to_owned(),
        "nan" | "inf" | "infinity" => {
            "JSON has no such number; leave the value out, or write `null`".to_owned()
        }
        _ => format!("if it is a string, put it in quotes: `\"{}\"`", brief(word)),
    }
}

fn help_with_number(text: &str) -> String {
    let unsigned = text.trim_start_matches(['+', '-']);
    if unsigned.starts_with("0x") || unsigned.starts_with("0X") {
        "write the number in base ten".to_owned()
    } else if text.starts_with('+') {
        "remove the `+`".to_owned()
    } else if unsigned.starts_with('.') {
        "write a `0` before the point".to_owned()
    } else if unsigned.contains('_') {
        "remove the `_`".to_owned()
    } else {
        "write it as in `-12`, `0.5` or `1.5e-3`, or in quotes if it is a string".to_owned()
    }
}

fn help_with_control(character: char) -> String {
    let escape = match character {
        '\t' => "\\t".to_owned(),
        other => format!("\\u{:04x}", u32::from(other)),
    };
    format!("write it as `{escape}`")
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl fmt::Display for JsonErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the text is empty"),
            Self::UnexpectedEnd { expected, .. } => write!(f, "the text ends, expected {expected}"),
            Self::Unexpected { found, expected } => write!(f, "expected {expected}, found {found}"),
            Self::UnknownWord { word } => write!(f, "`{}` is not a JSON value", brief(word)),
            Self::UnquotedName { name } => write!(f, "the name `{}` is not in quotes", brief(name)),
            Self::SingleQuotes => f.write_str("JSON strings do not stand in single quotes"),
            Self::Comment => f.write_str("JSON has no comments"),
            Self::TrailingComma => f.write_str("nothing follows this comma"),
            Self::MissingComma => f.write_str("a comma is missing"),
            Self::MismatchedBracket { expected, .. } => {
                write!(
                    f,
                    "this bracket does not close what was opened, expected `{expected}`"
                )
            }
            Self::TrailingText => f.write_str("the text goes on after its value"),
            Self::BadNumber { text } => write!(f, "`{}` is not a JSON number", brief(text)),
            Self::LeadingZero => {
                f.write_str("a number does not start with a zero and another digit")
            }
            Self::UnterminatedString => f.write_str("this string does not end in its line"),
            Self::ControlCharacter(character) => {
                write!(
                    f,
                    "control character {} in a string",
                    code_point(*character)
                )
            }
            Self::InvalidEscape => f.write_str("this character cannot be escaped"),
            Self::InvalidUnicodeEscape => {
                f.write_str("four hexadecimal digits have to follow `\\u`")
            }
            Self::LoneSurrogate => f.write_str("half of a surrogate pair is not a character"),
            Self::TooDeep => write!(f, "nested deeper than {MAX_DEPTH} arrays and objects"),
            Self::TooLong => write!(f, "the text has more than {} bytes", u32::MAX),
            Self::DuplicateMember { name, .. } => {
                write!(f, "the object has two members `{}`", brief(name))
            }
            Self::NotUtf8 => f.write_str("the text is not UTF-8"),
            Self::ByteOrderMark => f.write_str("the text starts with a byte order mark"),
        }
    }
}

impl std::error::Error for JsonError {}

/// As much of a text as a message can bear: a lost quote may make a name of half a file.
fn brief(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST_QUOTE) {
        Some((end, _)) => Cow::Owned(format!("{}…", text.get(..end).unwrap_or_default())),
        None => Cow::Borrowed(text),
    }
}

/// `U+00A0`
pub(super) fn code_point(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}
