//! The words between the names of a path.

use super::letters::{capitalize, cut, uncapitalize};

/// One step from the root of a schema to the place a type is made for.
///
/// ```
/// use mindvideo_codegen::names::{Part, type_path};
///
/// let role = [Part::Name("image_with_roles"), Part::Item, Part::Name("role")];
/// assert_eq!(type_path(&role), "ImageWithRolesItemRole");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part<S> {
    /// The value of a property, by the wire name of the property; or, in front of a
    /// [`definition_path`](super::definition_path), the key of a definition.
    Name(S),
    /// Any element of an array: `items`.
    Item,
    /// One element of a tuple, counted from 0: `prefixItems`.
    Element(usize),
    /// Any value of a map: `additionalProperties`.
    Entry,
    /// One branch of a union, counted from 0: `oneOf`.
    Case(usize),
    /// The same for `anyOf`.
    Choice(usize),
    /// One of the schemas that are fulfilled at once, counted from 0: `allOf`.
    Share(usize),
    /// What stands under any other step of a pointer, by the step.
    Below(S),
    /// A branch of a union that something else refers to.
    Alone,
    /// What several schemas say of one value at once.
    Whole,
    /// The values that are not `null`.
    Some,
    /// The objects among values of several types.
    Struct,
}

const ITEM: &str = "item";
const ENTRY: &str = "entry";
const CASE: &str = "case";
const CHOICE: &str = "choice";
const SHARE: &str = "share";
const ALONE: &str = "alone";
const WHOLE: &str = "whole";
const SOME: &str = "some";
const STRUCT: &str = "struct";
/// Stands in front of a step that is no name.
const BELOW: &str = "below";
/// Stands in front of a path that does not begin with a name.
const ROOT: &str = "Root";
/// Stands between two names only, where nothing else tells where the second begins.
pub(super) const FIELD: &str = "field";

pub(super) fn is_joint(word: &str) -> bool {
    [
        ITEM, ENTRY, CASE, CHOICE, SHARE, ALONE, WHOLE, SOME, STRUCT, BELOW, FIELD,
    ]
    .contains(&word)
}

/// The word for a part, in camel case; none for a name.
pub(super) fn joint_word<S>(part: &Part<S>) -> String {
    match part {
        Part::Name(_) => String::new(),
        Part::Item => capitalize(ITEM),
        Part::Element(index) => format!("{}{index}", capitalize(ITEM)),
        Part::Entry => capitalize(ENTRY),
        Part::Case(index) => format!("{}{index}", capitalize(CASE)),
        Part::Choice(index) => format!("{}{index}", capitalize(CHOICE)),
        Part::Share(index) => format!("{}{index}", capitalize(SHARE)),
        Part::Below(_) => capitalize(BELOW),
        Part::Alone => capitalize(ALONE),
        Part::Whole => capitalize(WHOLE),
        Part::Some => capitalize(SOME),
        Part::Struct => capitalize(STRUCT),
    }
}

/// The part that a word stands for; with an empty name for [`FIELD`] and [`BELOW`], which begin
/// one.
pub(super) fn joint(stem: &str, digits: &str) -> Option<Part<String>> {
    match (stem, digits) {
        (ITEM, "") => Some(Part::Item),
        (ENTRY, "") => Some(Part::Entry),
        (ALONE, "") => Some(Part::Alone),
        (WHOLE, "") => Some(Part::Whole),
        (SOME, "") => Some(Part::Some),
        (STRUCT, "") => Some(Part::Struct),
        (FIELD, "") => Some(Part::Name(String::new())),
        (BELOW, "") => Some(Part::Below(String::new())),
        (ITEM, digits) => Some(Part::Element(digits.parse().ok()?)),
        (CASE, digits) => Some(Part::Case(digits.parse().ok()?)),
        (CHOICE, digits) => Some(Part::Choice(digits.parse().ok()?)),
        (SHARE, digits) => Some(Part::Share(digits.parse().ok()?)),
        _ => None,
    }
}

/// Joins names, already in camel case, and the words between them.
pub(super) fn join(path: &[Part<String>]) -> Option<String> {
    let mut text = String::new();
    let mut named = false;
    if !matches!(path.first(), Some(Part::Name(_)) | None) {
        text.push_str(ROOT);
    }
    for part in path {
        let joint = match part {
            Part::Name(_) if named => capitalize(FIELD),
            part => joint_word(part),
        };
        text.push_str(&joint);
        if let Part::Name(name) | Part::Below(name) = part {
            // Rust's lint on camel case allows `_` in front of the whole only.
            if !text.is_empty() && name.starts_with('_') {
                return None;
            }
            text.push_str(name);
        }
        named = matches!(part, Part::Name(_) | Part::Below(_));
    }
    Some(text)
}

/// Cuts a camel case text at the words that may stand between names. The first word is always one
/// of a name.
pub(super) fn split(text: &str) -> Vec<Part<String>> {
    let mut path = Vec::new();
    for (at, word) in cut(text).into_iter().enumerate() {
        let part = if at > 0 { whole_joint(word) } else { None };
        match (part, path.last_mut()) {
            (Some(part), Some(Part::Name(name))) if at == 1 && name == ROOT && !is_name(&part) => {
                path = vec![part];
            }
            (Some(part), _) => path.push(part),
            (None, Some(Part::Name(name) | Part::Below(name))) => name.push_str(word),
            (None, _) => path.push(Part::Name(word.to_owned())),
        }
    }
    path
}

fn is_name(part: &Part<String>) -> bool {
    matches!(part, Part::Name(_))
}

fn whole_joint(word: &str) -> Option<Part<String>> {
    let word = uncapitalize(word);
    let end = word.find(|c: char| c.is_ascii_digit());
    let (stem, digits) = word.split_at(end.unwrap_or(word.len()));
    joint(stem, digits)
}
