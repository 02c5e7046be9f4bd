//! Literals judged while the compiler runs: what [`input!`](crate::input) expands to.
//!
//! Everything that can refuse is a `const fn`, called from a `const` item at the literal's own
//! place. A refusal is a panic of the compiler's evaluation, hence an error of rustc that names the
//! value, the rule and the rule's place in the schema.
//!
//! Each of these functions tracks its caller, so that rustc shows the literal, not the functions.

mod decimal;
mod fit;
mod message;
mod refuse;

pub use self::fit::{Fits, Holds, List, Struct};

use self::decimal::Decimal;
use self::message::Message;
pub(super) use self::refuse::same;
use super::{Field, Literal, Number, Record, Rule, Valid, Wire, rule};

/// A literal, as the macro saw it.
#[derive(Clone, Copy, Debug)]
pub enum Given {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A number: its digits without `_` and suffix.
    Number(&'static str),
    /// A string.
    Text(&'static str),
}

impl Given {
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Text(text) => text,
            _ => never(),
        }
    }

    pub(super) fn number(self) -> Number {
        let Self::Number(text) = self else { never() };
        match serde_json::from_str(text) {
            Ok(number) => Number::of(number),
            Err(_) => never(),
        }
    }
}

/// What literals a type can be written as.
#[derive(Clone, Copy, Debug)]
pub enum Takes {
    /// Any.
    Any,
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A number without a fractional part.
    Integer,
    /// Any number.
    Number,
    /// A string.
    String,
    /// One of these values.
    Literals(Wire, (u32, u32)),
    /// An array of literals.
    Array(&'static Takes),
    /// A struct, written as one.
    Object,
    /// A map of such values, which has to be built.
    Map(&'static Takes),
    /// `null`, or what is inside.
    Nullable(&'static Takes),
    /// None: a value of the type has to be built, and judged by a run.
    Other,
}

impl Takes {
    /// Whether a value is valid because it is of the type: none breaks a rule of the type's own.
    const fn is_free(self) -> bool {
        match self {
            Self::Array(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.is_free(),
            Self::Object | Self::Other => false,
            _ => true,
        }
    }
}

/// Where a literal stands: in which field, and how many arrays deep.
#[derive(Clone, Copy)]
struct Place {
    file: &'static str,
    field: &'static Field,
    takes: Takes,
    rules: &'static [Rule],
}

impl Place {
    /// `None` for a field that does not exist, which rustc itself reports better, and in an array
    /// where none may stand, which is refused as a whole.
    #[track_caller]
    const fn find<R: Record>(ident: &str, depth: usize) -> Option<Self> {
        let mut index = 0;
        while index < R::FIELDS.len() {
            let field = &R::FIELDS[index];
            if equal(field.ident, ident) {
                let place = Self {
                    file: R::FILE,
                    field,
                    takes: field.takes,
                    rules: field.rules,
                };
                return place.below(depth);
            }
            index += 1;
        }
        match R::REST {
            Some(rest) if equal(ident, rest) => refuse::rest(R::FILE),
            _ => None,
        }
    }

    const fn below(mut self, depth: usize) -> Option<Self> {
        let mut level = 0;
        while level < depth {
            self.takes = match self.takes {
                Takes::Array(items) => *items,
                Takes::Nullable(Takes::Array(items)) => **items,
                _ => return None,
            };
            self.rules = rule::items(self.rules);
            level += 1;
        }
        Some(self)
    }

    const fn message(&self) -> Message {
        Message::new().text("`").text(self.field.ident).text("`: ")
    }

    /// Ends with the keyword and its place in the schema.
    #[track_caller]
    const fn refuse(&self, message: &Message, keyword: &str, (line, column): (u32, u32)) -> ! {
        message
            .text(" (")
            .text(keyword)
            .text(", ")
            .place(self.file, line, column)
            .text(")")
            .panic()
    }

    /// Ends with the place of the field in the schema.
    #[track_caller]
    const fn refuse_type(&self, message: &Message) -> ! {
        self.refuse(message, "type", self.field.at)
    }
}

/// Judges a literal for the field of that name in Rust, `depth` arrays deep.
#[track_caller]
pub const fn check<R: Struct>(ident: &str, depth: usize, given: Given) {
    if let Some(place) = Place::find::<R>(ident, depth) {
        refuse::literal(&place, place.takes, given);
    }
}

/// Judges how many items an array literal has, and that they differ where they must.
/// An item that is no literal is `None`.
#[track_caller]
pub const fn check_array<R: Struct>(ident: &str, depth: usize, given: &[Option<Given>]) {
    if let Some(place) = Place::find::<R>(ident, depth) {
        refuse::array(&place, given);
    }
}

/// Refuses a struct where none may stand, or a rule about it could only be judged by a run. Its own
/// fields are judged one by one.
#[track_caller]
pub const fn check_nested<R: Struct>(ident: &str, depth: usize) {
    if let Some(place) = Place::find::<R>(ident, depth) {
        refuse::nested(&place);
    }
}

/// Refuses an expression where a rule could only be judged by a run.
#[track_caller]
pub const fn check_expression<R: Struct>(ident: &str, depth: usize) {
    if let Some(place) = Place::find::<R>(ident, depth) {
        refuse::expression(&place);
    }
}

/// Refuses a struct that lacks required fields, or whose rules reach beyond single fields.
#[track_caller]
pub const fn check_struct<R: Struct>(given: &[&str]) {
    refuse::missing(R::FILE, R::FIELDS, given);
    refuse::rules(R::FILE, R::RULES);
}

/// The value of a field for a literal that was judged.
pub fn value<T: super::Typed>(given: Given) -> Option<T> {
    Some(T::from_literal(given))
}

/// The struct, all of whose required fields were found to be there.
pub fn finish<R: Struct>(written: R::Written) -> R {
    R::of(written)
}

/// The proof. What the compiler has judged is judged once more: for the macro that never fails, and
/// nobody else comes to a [`Valid`] by calling this.
///
/// # Panics
/// If the value breaks a rule, which the macro has asked the compiler to refuse.
pub fn proven<R: Struct>(record: R) -> Valid<R> {
    match record.validate() {
        Ok(valid) => valid,
        Err(report) => unreachable!("a value that was not judged while compiling: {report}"),
    }
}

/// Reached only if a literal came past the checks above, which the compiler has run.
pub fn never() -> ! {
    unreachable!("a literal that was not judged while compiling")
}

const fn equal(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

const fn contains(names: &[&str], name: &str) -> bool {
    let mut index = 0;
    while index < names.len() {
        if equal(names[index], name) {
            return true;
        }
        index += 1;
    }
    false
}
