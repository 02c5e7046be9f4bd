//! Literals judged while the compiler runs: what [`input!`](crate::input) expands to.
//!
//! Everything that can refuse is a `const fn`, called from a `const` item at the literal's own
//! place. A refusal is a panic of the compiler's evaluation, hence an error of rustc that names the
//! value, the rule and the rule's place in the schema. Nothing here runs later.

mod decimal;
mod message;
mod refuse;

use self::decimal::Decimal;
use self::message::Message;
use super::{Field, Literal, Number, Record, Rule, Valid, Validate, rule};

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
    /// The value at this place of an enum's table: what a literal for an enum is judged to be.
    Nth(usize),
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
    Literals(&'static [Literal], (u32, u32)),
    /// An array of literals.
    Array(&'static Takes),
    /// A struct, written as one.
    Object,
    /// `null`, or what is inside.
    Nullable(&'static Takes),
    /// None: a value of the type has to be built.
    Other,
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
    /// `None` for a field that does not exist, which rustc itself reports better.
    const fn find<R: Record>(name: &str, depth: usize) -> Option<Self> {
        let mut index = 0;
        while index < R::FIELDS.len() {
            let field = &R::FIELDS[index];
            if equal(field.name, name) {
                return Some(
                    Self {
                        file: R::FILE,
                        field,
                        takes: field.takes,
                        rules: field.rules,
                    }
                    .below(depth),
                );
            }
            index += 1;
        }
        None
    }

    const fn below(mut self, depth: usize) -> Self {
        let mut level = 0;
        while level < depth {
            self.takes = match self.takes {
                Takes::Array(items) => *items,
                Takes::Nullable(Takes::Array(items)) => **items,
                _ => Takes::Other,
            };
            self.rules = rule::items(self.rules);
            level += 1;
        }
        self
    }

    const fn message(&self) -> Message {
        Message::new().text("`").text(self.field.name).text("`: ")
    }

    /// Ends with the keyword and its place in the schema.
    const fn refuse(&self, message: Message, keyword: &str, (line, column): (u32, u32)) -> ! {
        message
            .text(" (")
            .text(keyword)
            .text(", ")
            .place(self.file, line, column)
            .text(")")
            .panic()
    }

    /// Ends with the place of the field in the schema.
    const fn refuse_type(&self, message: Message) -> ! {
        self.refuse(message, "type", self.field.at)
    }
}

/// Judges a literal for the field of that name, `depth` arrays deep.
pub const fn check<R: Record>(name: &str, depth: usize, given: Given) -> Given {
    match Place::find::<R>(name, depth) {
        Some(place) => refuse::literal(&place, place.takes, given),
        None => given,
    }
}

/// Judges how many items an array literal has, and that they differ where they must.
/// An item that is no literal is `None`.
pub const fn check_array<R: Record>(name: &str, depth: usize, given: &[Option<Given>]) {
    if let Some(place) = Place::find::<R>(name, depth) {
        refuse::array(&place, given);
    }
}

/// Refuses an expression where a rule could only be judged by a run.
pub const fn check_expression<R: Record>(name: &str, depth: usize) {
    if let Some(place) = Place::find::<R>(name, depth) {
        refuse::expression(&place);
    }
}

/// Refuses a struct that lacks a required field, or whose rules reach beyond single fields.
pub const fn check_struct<R: Record>(given: &[&str]) {
    let mut index = 0;
    while index < R::FIELDS.len() {
        let field = &R::FIELDS[index];
        if field.required && !contains(given, field.name) {
            let (line, column) = field.at;
            Message::new()
                .text("`")
                .text(field.name)
                .text("` is missing: it is required (")
                .place(R::FILE, line, column)
                .text(")")
                .panic()
        }
        index += 1;
    }
    refuse::rules(R::FILE, R::RULES);
}

/// The value of a field for a literal that was judged.
pub fn value<T: super::Typed>(given: Given) -> Option<T> {
    Some(T::from_literal(given))
}

/// The struct, all of whose required fields were found to be there.
pub fn finish<R: Record>(draft: R::Draft) -> R {
    match R::finish(draft) {
        Ok(record) => record,
        Err(_) => never(),
    }
}

/// The proof, after everything was judged.
pub fn proven<T: Validate>(value: T) -> Valid<T> {
    Valid::proven(value)
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
