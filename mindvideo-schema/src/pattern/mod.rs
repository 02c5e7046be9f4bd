//! Regular expressions of ECMA-262, as the keywords `pattern` and `patternProperties` mean them.
//!
//! [`Pattern`] answers one question, that of `new RegExp(source, "u").test(text)`: does the pattern match
//! anywhere in the text? It does not backtrack. The time is at most the product of the two lengths, so no text
//! of a stranger makes a pattern hang; lookarounds are included in that promise, each costs one more reading
//! of the text. Back-references are the one construct that admits no such promise: with them one way after the
//! other is tried, and after [so many steps](Pattern::MAX_STEPS) the text is given up, which is said.
//!
//! | construct | here |
//! |---|---|
//! | alternation, groups, named groups, quantifiers, lazy quantifiers | as ECMA-262; groups capture only where something refers back |
//! | `\1` `\k<name>` | as ECMA-262, in bounded time |
//! | `.` `[…]` `[^…]` `\d` `\w` `\s` `\b` and their opposites | as ECMA-262: `\d` and `\w` are ASCII, `\s` is not |
//! | `^` and `$` | the start and the end of the text; a trailing line feed is part of the text |
//! | `(?=…)` `(?!…)` `(?<=…)` `(?<!…)` | in linear time |
//! | `\p{…}` `\P{…}` | general categories, `Script=`, `Script_Extensions=`, binary properties (Unicode 18; all but `Changes_When_NFKC_Casefolded`) |
//! | `\-`, a lone `{` `}` `]`, `[\w-.]`, `(?=a)*`, `\012` | taken as the grammar without the flag `u` (Annex B) takes them |
//! | a letter without a meaning (`\Z`), `(?i)`, `(?i:…)`, `\1` without a group | refused with the cure |

mod backtrack;
mod dfa;
mod error;
mod escape;
mod group;
mod limits;
mod machine;
mod parse;
mod program;
mod route;
mod set;
mod shortcut;
mod syntax;
pub(crate) mod unicode;
#[expect(clippy::unreadable_literal, reason = "written by a script")]
mod unicode_tables;

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::{Arc, OnceLock};

use self::backtrack::Backtrack;
use self::dfa::Dfa;
pub use self::error::{PatternError, PatternFault};
use self::program::Program;
use self::set::CharSet;
use self::shortcut::Shortcut;
use self::syntax::{Look, Node, Syntax};

/// A compiled pattern: an ECMA-262 regular expression that may match anywhere in a text.
///
/// ```
/// # use mindvideo_schema::pattern::Pattern;
/// let slug = Pattern::new("^[a-z][a-z0-9-]*$")?;
/// assert!(slug.is_match("veo3-1-quality"));
/// assert!(!slug.is_match("veo3-1-quality\n"));
/// # Ok::<(), mindvideo_schema::pattern::PatternError>(())
/// ```
#[derive(Clone)]
pub struct Pattern(Arc<Inner>);

struct Inner {
    source: Box<str>,
    syntax: Syntax,
    /// Made by the first match: many patterns are read and never asked.
    engine: OnceLock<Engine>,
}

enum Engine {
    Shortcut(Shortcut),
    Automaton(Box<Automaton>),
    Backtrack(Box<Backtrack>),
    /// Each of these matches, or does not, as it is expected.
    Several(Box<[(bool, Engine)]>),
}

struct Automaton {
    sets: Box<[CharSet]>,
    program: Program,
    looks: Box<[Program]>,
    /// Built by the first match; `None` when it would be too large.
    dfa: OnceLock<Option<Dfa>>,
}

impl Pattern {
    /// How deep groups may nest.
    pub const MAX_DEPTH: usize = limits::MAX_DEPTH;

    /// How many states a pattern may have, counted repetitions written out: `(ab){3}` has six.
    ///
    /// The sets of a pattern, all together, may have four times as many ranges of characters.
    pub const MAX_STATES: usize = limits::MAX_STATES;

    /// How many lookarounds a pattern may have.
    pub const MAX_LOOKAROUNDS: usize = limits::MAX_LOOKAROUNDS;

    /// How many steps are tried to match a text with a pattern that has back-references, besides some for each
    /// byte of the text.
    pub const MAX_STEPS: usize = limits::MAX_STEPS;

    /// Compiles a pattern.
    ///
    /// # Errors
    ///
    /// When the source is no ECMA-262 regular expression, has inline flags, or is beyond one of the limits above. The error says where, and what to write instead.
    pub fn new(source: &str) -> Result<Self, PatternError> {
        let (syntax, refused) = parse::parse(source)?;
        if let Some(error) = refused {
            return Err(error);
        }
        Ok(Self(Arc::new(Inner {
            source: source.into(),
            syntax,
            engine: OnceLock::new(),
        })))
    }

    /// Whether the source is an ECMA-262 regular expression at all, the question of `"format": "regex"`.
    ///
    /// That is more than [`Pattern::new`] compiles: inline flags are valid, and so is a pattern beyond the
    /// limits on states and lookarounds.
    ///
    /// ```
    /// # use mindvideo_schema::pattern::Pattern;
    /// assert!(Pattern::is_regex(r"(a)\1"));
    /// assert!(!Pattern::is_regex(r"(a)\2"));
    /// ```
    pub fn is_regex(source: &str) -> bool {
        parse::parse(source).is_ok()
    }

    /// Whether the pattern matches anywhere in the text.
    ///
    /// The time is at most proportional to the size of the pattern times the length of the text, and for most
    /// patterns to the length of the text alone; with back-references it is bounded. `false` also if the text was [given up](Self::try_match).
    pub fn is_match(&self, text: &str) -> bool {
        self.try_match(text) == Some(true)
    }

    /// The same, but `None` if the pattern has back-references and the text was given up after
    /// [`MAX_STEPS`](Self::MAX_STEPS) steps and some for each byte.
    ///
    /// ```
    /// # use mindvideo_schema::pattern::Pattern;
    /// let twice = Pattern::new(r"^(.+)-\1$")?;
    /// assert_eq!(twice.try_match("aha-aha"), Some(true));
    /// assert_eq!(twice.try_match("aha-oho"), Some(false));
    /// let endless = Pattern::new(r"^(a*)*\1b$")?;
    /// assert_eq!(endless.try_match(&"a".repeat(64)), None);
    /// # Ok::<(), mindvideo_schema::pattern::PatternError>(())
    /// ```
    pub fn try_match(&self, text: &str) -> Option<bool> {
        let Inner { syntax, engine, .. } = &*self.0;
        engine.get_or_init(|| Engine::of(syntax)).is_match(text)
    }

    /// The source of the pattern, as given.
    pub fn as_str(&self) -> &str {
        &self.0.source
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pattern").field(&self.0.source).finish()
    }
}

impl Engine {
    fn of(syntax: &Syntax) -> Self {
        if syntax.groups > 0 {
            return Self::Backtrack(Box::new(Backtrack::new(syntax)));
        }
        let Syntax {
            root, sets, looks, ..
        } = syntax;
        match syntax.split_at_start() {
            Some(parts) => {
                let parts = parts.into_iter();
                let engine = |(expected, node)| (expected, Self::of_node(&node, sets, &[]));
                Self::Several(parts.map(engine).collect())
            }
            None => Self::of_node(root, sets, looks),
        }
    }

    fn of_node(node: &Node, sets: &[CharSet], looks: &[Look]) -> Self {
        match Shortcut::of(node, sets) {
            Some(shortcut) => Self::Shortcut(shortcut),
            None => Self::Automaton(Box::new(Automaton::new(node, sets, looks))),
        }
    }

    fn is_match(&self, text: &str) -> Option<bool> {
        Some(match self {
            Self::Shortcut(shortcut) => shortcut.is_match(text),
            Self::Automaton(automaton) => automaton.is_match(text),
            Self::Backtrack(backtrack) => {
                let by_length = text.len().saturating_mul(limits::STEPS_OF_BYTE);
                return backtrack.is_match(text, by_length.saturating_add(limits::MAX_STEPS));
            }
            Self::Several(parts) => {
                let mut parts = parts.iter();
                parts.all(|(expected, part)| part.is_match(text) == Some(*expected))
            }
        })
    }
}

impl Automaton {
    fn new(node: &Node, sets: &[CharSet], looks: &[Look]) -> Self {
        let looks = looks.iter();
        Self {
            program: Program::forward(node),
            looks: looks
                .map(|look| Program::of_look(&look.body, look.behind))
                .collect(),
            sets: sets.into(),
            dfa: OnceLock::new(),
        }
    }

    fn is_match(&self, text: &str) -> bool {
        let build = || {
            if self.looks.is_empty() {
                Dfa::build(&self.program, &self.sets)
            } else {
                None
            }
        };
        match self.dfa.get_or_init(build) {
            Some(dfa) => dfa.is_match(text),
            None => machine::is_match(&self.program, &self.looks, &self.sets, text),
        }
    }
}
