//! What changed for callers between two versions of a schema.
//!
//! Two schemas are walked side by side through their references. Each difference is a [`Change`]:
//! a rule of the [list](mindvideo_schema::diagnostic::CHANGES), a place in both files, whether it
//! narrows or widens what is accepted, and what it means for a version number. An instance that
//! shows it is looked for, and kept only when both evaluators agree that it does. What changes in
//! the generated Rust is compared in the generated code itself.
//!
//! | what | version |
//! |---|---|
//! | an input that used to pass fails, or may fail and nobody can tell | major |
//! | an item of the generated code is gone, or has another type | major |
//! | more inputs pass; a new member, field, variant, item or model; a default, a deprecation | minor |
//! | titles, descriptions, formats that are not judged | patch |
//!
//! A new member of an open object is minor although a value that used to be passed on is now
//! judged: what was not declared had no meaning. A new field or variant is minor although it breaks
//! struct literals and a `match` without `_`: generated types are exhaustive on purpose, and `new`,
//! setters and `input!` are the way to build them.

mod annotations;
mod api;
mod arrays;
mod bounds;
mod finding;
mod general;
mod instance;
mod logic;
mod models;
mod objects;
mod overlay;
mod place;
mod pool;
mod reference;
mod show;
mod side;
mod walk;
mod witness;

use mindvideo_schema::diagnostic::Code;
use mindvideo_schema::json::{Node, Span, Value};

pub use self::models::{DiffError, Differences, diff};
pub use self::place::Place;

/// What a change does to the inputs that are accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Inputs that used to pass now fail.
    Narrowed,
    /// Inputs that used to fail now pass.
    Widened,
    /// The same inputs pass.
    Neutral,
    /// Either of the first two; it is not decided which.
    Open,
}

impl Direction {
    /// `narrowed`, `widened`, `neutral` or `may have changed`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Narrowed => "narrowed",
            Self::Widened => "widened",
            Self::Neutral => "neutral",
            Self::Open => "may have changed",
        }
    }
}

/// What a change means for the version of what holds the generated code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Nothing that a caller's program can see.
    Patch,
    /// More is possible; what was possible still is.
    Minor,
    /// Something that worked may fail.
    Major,
}

impl Verdict {
    /// `patch`, `minor` or `major`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// See the table on top of the module.
    fn of(code: Code, direction: Direction) -> Self {
        match (code, direction) {
            (Code::WORDS_CHANGED | Code::FORMAT_CHANGED, Direction::Neutral) => Self::Patch,
            (Code::PROPERTY_ADDED, _) => Self::Minor,
            (Code::PROPERTY_REMOVED, _) | (_, Direction::Narrowed | Direction::Open) => Self::Major,
            (_, Direction::Widened | Direction::Neutral) => Self::Minor,
        }
    }
}

/// An instance that one of the schemas accepts and the other refuses; both were asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// The JSON text.
    pub instance: String,
    /// The first thing that the refusing schema says about it.
    pub refusal: String,
}

/// One difference between two schemas.
#[derive(Clone, Debug)]
pub struct Change {
    /// Which kind of change it is.
    pub code: Code,
    /// What it does to the inputs that are accepted.
    pub direction: Direction,
    /// What it means for a version number.
    pub verdict: Verdict,
    /// What changed, in one line.
    pub message: String,
    /// The place in the old file, if it has one.
    pub old: Option<Place>,
    /// The place in the new file, if it has one.
    pub new: Option<Place>,
    /// An instance that used to pass and now fails.
    pub narrowed: Option<Witness>,
    /// An instance that used to fail and now passes.
    pub widened: Option<Witness>,
}

/// The text as a JSON string.
fn quoted(text: &str) -> String {
    let value = Value::String(text.into());
    let span = Span::default();
    Node { value, span }.to_string()
}
