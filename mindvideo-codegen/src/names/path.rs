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
    /// Any value of a map: `additionalProperties`, `patternProperties`.
    Entry,
    /// One branch of a union, counted from 0: `oneOf`, `anyOf`.
    Case(usize),
}

const ITEM: &str = "item";
const ENTRY: &str = "entry";
const CASE: &str = "case";
/// Stands between two names only, where nothing else tells where the second begins.
pub(super) const FIELD: &str = "field";

pub(super) fn is_joint(word: &str) -> bool {
    [ITEM, ENTRY, CASE, FIELD].contains(&word)
}

/// The word for a part, in camel case; none for a name.
pub(super) fn joint_word<S>(part: &Part<S>) -> String {
    match part {
        Part::Name(_) => String::new(),
        Part::Item => capitalize(ITEM),
        Part::Element(index) => format!("{}{index}", capitalize(ITEM)),
        Part::Entry => capitalize(ENTRY),
        Part::Case(index) => format!("{}{index}", capitalize(CASE)),
    }
}

/// The part that a word stands for; an empty name for [`FIELD`], which begins one.
pub(super) fn joint(stem: &str, digits: &str) -> Option<Part<String>> {
    match (stem, digits) {
        (ITEM, "") => Some(Part::Item),
        (ENTRY, "") => Some(Part::Entry),
        (FIELD, "") => Some(Part::Name(String::new())),
        (ITEM, digits) => Some(Part::Element(digits.parse().ok()?)),
        (CASE, digits) => Some(Part::Case(digits.parse().ok()?)),
        _ => None,
    }
}

/// Joins names, already in camel case, and the words between them.
pub(super) fn join(path: &[Part<String>]) -> Option<String> {
    let mut text = String::new();
    let mut named = false;
    for part in path {
        if let Part::Name(name) = part {
            if named {
                text.push_str(&capitalize(FIELD));
            }
            // Rust's lint on camel case allows `_` in front of the whole only.
            if !text.is_empty() && name.starts_with('_') {
                return None;
            }
            text.push_str(name);
        } else {
            text.push_str(&joint_word(part));
        }
        named = matches!(part, Part::Name(_));
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
            (Some(part), _) => path.push(part),
            (None, Some(Part::Name(name))) => name.push_str(word),
            (None, _) => path.push(Part::Name(word.to_owned())),
        }
    }
    path
}

fn whole_joint(word: &str) -> Option<Part<String>> {
    let word = uncapitalize(word);
    let end = word.find(|c: char| c.is_ascii_digit());
    let (stem, digits) = word.split_at(end.unwrap_or(word.len()));
    joint(stem, digits)
}
