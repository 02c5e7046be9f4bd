//! Why a pattern cannot be used.

use std::error::Error;
use std::fmt;

/// A pattern that cannot be compiled: where it goes wrong, and how.
///
/// `Display` says what is wrong, where, and what to write instead.
///
/// ```
/// # use mindvideo_schema::pattern::{Pattern, PatternFault};
/// let error = Pattern::new(r"^ab\Z").unwrap_err();
/// assert_eq!(error.offset(), 3);
/// assert_eq!(*error.what(), PatternFault::UnknownEscape('Z'));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError {
    offset: usize,
    what: PatternFault,
}

impl PatternError {
    pub(super) fn new(offset: usize, what: PatternFault) -> Self {
        Self { offset, what }
    }

    /// Where the faulty construct begins: a byte offset into the source of the pattern, at most its length.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// What is wrong there.
    pub fn what(&self) -> &PatternFault {
        &self.what
    }
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at byte {} of the pattern: {}", self.offset, self.what)
    }
}

impl Error for PatternError {}

/// What is wrong with a pattern; `Display` says it in words, with the cure.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PatternFault {
    /// `(` without its `)`.
    UnclosedGroup,
    /// `)` without its `(`.
    UnmatchedParenthesis,
    /// `[` without its `]`.
    UnclosedClass,
    /// A quantifier after nothing, after an assertion, or after another quantifier.
    NothingToRepeat,
    /// `{n,m}` with `n` above `m`.
    QuantifierOutOfOrder,
    /// A range in a class whose first character comes after its last.
    RangeOutOfOrder,
    /// The pattern ends in a single `\`.
    TrailingBackslash,
    /// `\` before an ASCII letter or digit that has no meaning there.
    UnknownEscape(char),
    /// `\x` without two hexadecimal digits.
    BadHexEscape,
    /// `\u` without four hexadecimal digits, or without a code point in braces.
    BadUnicodeEscape,
    /// `\c` without an ASCII letter.
    BadControlEscape,
    /// `\p` or `\P` without `{name}` or `{name=value}`.
    BadProperty,
    /// A Unicode property, or a value of one, that ECMA-262 does not name.
    UnknownProperty(String),
    /// A back-reference, `\1` or `\k<name>`, to a group that is not there.
    BackReference,
    /// `(?` followed by something that ECMA-262 does not know.
    UnknownGroup,
    /// `(?i)` and the like.
    InlineFlags,
    /// `(?<` without an identifier and `>`.
    BadGroupName,
    /// Two groups of one name that can both take part in a match.
    DuplicateGroupName(String),
    /// Groups nested deeper than [`Pattern::MAX_DEPTH`](super::Pattern::MAX_DEPTH).
    TooDeep,
    /// More states than [`Pattern::MAX_STATES`](super::Pattern::MAX_STATES), counted repetitions written out.
    TooLarge,
    /// More lookarounds than [`Pattern::MAX_LOOKAROUNDS`](super::Pattern::MAX_LOOKAROUNDS).
    TooManyLookarounds,
}

impl fmt::Display for PatternFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::UnclosedGroup => {
                r"this group is never closed; add `)`, or write `\(` for the character"
            }
            Self::UnmatchedParenthesis => {
                r"this `)` closes nothing; remove it, or write `\)` for the character"
            }
            Self::UnclosedClass => {
                r"this class is never closed; add `]`, or write `\[` for the character"
            }
            Self::NothingToRepeat => {
                r"this quantifier has nothing to repeat (ECMA-262 has no possessive ones); remove it, or put `\` before it for the character"
            }
            Self::QuantifierOutOfOrder => "the least count is above the greatest; swap the two",
            Self::RangeOutOfOrder => {
                r"this range runs backwards; swap its ends, or write `\-` for the character"
            }
            Self::TrailingBackslash => {
                r"the pattern ends in a single `\`; write `\\` for the character"
            }
            Self::UnknownEscape(letter) => return unknown_escape(*letter, f),
            Self::BadHexEscape => r"`\x` needs two hexadecimal digits, as in `\x2D`",
            Self::BadUnicodeEscape => {
                r"`\u` needs four hexadecimal digits or a code point up to 10FFFF in braces, as in `\u002D` or `\u{1F600}`"
            }
            Self::BadControlEscape => r"`\c` needs an ASCII letter, as in `\cJ`",
            Self::BadProperty => {
                r"`\p` and `\P` need a property in braces, as in `\p{L}` or `\p{Script=Greek}`"
            }
            Self::UnknownProperty(name) => {
                return write!(
                    f,
                    "ECMA-262 knows no Unicode property `{name}`; names are case-sensitive, as in `L`, `Letter`, `Script=Greek` or `Alphabetic`"
                );
            }
            Self::BackReference => {
                r"this refers back to a group that is not there; count the groups that capture, or write `\x01` for the character with the code 1"
            }
            Self::UnknownGroup => {
                "ECMA-262 knows no such group; write `(?:…)`, `(?<name>…)`, `(?=…)`, `(?!…)`, `(?<=…)` or `(?<!…)`"
            }
            Self::InlineFlags => {
                "inline flags are not supported; for `(?i)a` write `[aA]`, for `(?s).` write `[^]`"
            }
            Self::BadGroupName => "a group name is an identifier closed by `>`, as in `(?<year>…)`",
            Self::DuplicateGroupName(name) => {
                return write!(
                    f,
                    "another group is named `{name}` already; rename this one, or write `(?:…)`"
                );
            }
            Self::TooDeep => {
                return write!(
                    f,
                    "groups are nested more than {} deep; flatten them",
                    super::Pattern::MAX_DEPTH
                );
            }
            Self::TooLarge => {
                return write!(
                    f,
                    "with its repetitions written out the pattern has more than {} states; lower the counts, or bound the length with `maxLength`",
                    super::Pattern::MAX_STATES
                );
            }
            Self::TooManyLookarounds => {
                return write!(
                    f,
                    "the pattern has more than {} lookarounds; join them, or split the pattern with `allOf`",
                    super::Pattern::MAX_LOOKAROUNDS
                );
            }
        };
        f.write_str(text)
    }
}

/// The cure for an escape of another dialect.
fn unknown_escape(letter: char, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, r"ECMA-262 has no escape `\{letter}`; ")?;
    match letter {
        'A' => f.write_str("write `^` for the start of the text"),
        'Z' | 'z' => f.write_str("write `$` for the end of the text"),
        'a' => f.write_str(r"write `\x07` for the bell"),
        'e' => f.write_str(r"write `\x1B` for escape"),
        'h' => f.write_str(r"write `[ \t]` for horizontal space"),
        'R' => f.write_str(r"write `\r?\n` for a line break"),
        'Q' | 'E' => f.write_str(r"put `\` before each character that is meant literally"),
        '0'..='9' => f.write_str(r"write the code in hexadecimal, as in `\x01`"),
        _ => write!(f, "write `{letter}` for the character"),
    }
}
