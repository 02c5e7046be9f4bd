//! The forms a name may take, from the plainest to the fullest, and how to read each back.

use super::letters::{capitalize, is_digit, is_kept, starts};
use super::style::{Style, camel_body, read_camel_body, read_snake_body, snake_body};
use super::{Part, Space, path, plain, spell};

/// A form of a name that shows the words of the wire name as they are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Mark {
    /// No mark: the first style of the namespace.
    Plain,
    /// `_`: the second style of the namespace, or a reserved word in the first.
    Bare,
    /// `Upper_`, `UpperSplit_`, `Split_`, `UpperPath_`: as the words say.
    Styled {
        style: Style,
        split: bool,
        path: bool,
    },
}

const SPLIT: &str = "Split";
const PATH: &str = "Path";

/// The marks of a namespace in the order in which a name tries them.
pub(super) fn marks(space: Space) -> Vec<Mark> {
    let forms: &[(bool, bool)] = match (space.is_camel(), space.has_paths()) {
        (false, _) => &[(false, false)],
        (true, false) => &[(false, false), (true, false)],
        (true, true) => &[(false, false), (true, false), (false, true), (true, true)],
    };
    let mut marks = vec![Mark::Plain, Mark::Bare];
    for &(split, path) in forms {
        for style in Style::ALL {
            marks.push(Mark::Styled { style, split, path });
        }
    }
    marks
}

impl Mark {
    fn suffix(self, space: Space) -> String {
        match self {
            Self::Plain => String::new(),
            Self::Bare => "_".to_owned(),
            Self::Styled { style, .. } if !space.is_camel() => format!("_{}_", style.word()),
            Self::Styled { style, split, path } => {
                // With `Split` alone the style is the first one.
                let implied = split && !path && style == space.first();
                let style = if implied {
                    String::new()
                } else {
                    capitalize(style.word())
                };
                let split = if split { SPLIT } else { "" };
                let path = if path { PATH } else { "" };
                format!("{style}{split}{path}_")
            }
        }
    }

    /// The name of `path` in this form, if the form has a place for it.
    pub(super) fn write(self, space: Space, path: &[Part<String>]) -> Option<String> {
        let body = match self {
            Self::Plain => plain_body(space, path).filter(|body| !space.reserves(body))?,
            Self::Bare => plain_body(space, path)
                .filter(|body| space.reserves(body))
                .or_else(|| second_body(space, path))?,
            Self::Styled {
                style, path: false, ..
            } => match path {
                [Part::Name(wire)] => body(space, style, wire)?,
                _ => return None,
            },
            Self::Styled { style, .. } => each(path, |_, wire| body(space, style, wire))?,
        };
        Some(body + &self.suffix(space))
    }
}

/// Takes a name back to the path it was made from.
pub(super) fn read(space: Space, name: &str) -> Option<Vec<Part<String>>> {
    let text = name.trim_end_matches('_');
    match name.len() - text.len() {
        0 => (!space.reserves(text)).then(|| read_plain(space, text)),
        1 => (!is_of_no_string(space, text)).then(|| read_marked(space, text)),
        2 => spell::read(space, text),
        _ => None,
    }
}

fn read_marked(space: Space, text: &str) -> Vec<Part<String>> {
    let (text, path) = cut_word(text, space.has_paths(), PATH);
    let (text, split) = cut_word(text, space.is_camel(), SPLIT);
    let styled = Style::ALL.into_iter().find_map(|style| {
        let body = if space.is_camel() {
            text.strip_suffix(&capitalize(style.word()))
        } else {
            text.strip_suffix(style.word())?.strip_suffix('_')
        };
        Some((style, body?))
    });
    let implied = split.then_some((space.first(), text));
    match styled.or(implied) {
        Some((style, body)) if path => {
            read_each(body, |_, body| read_body(space, style, split, body))
        }
        Some((style, body)) => vec![Part::Name(read_body(space, style, split, body))],
        None if space.reserves(text) => read_plain(space, text),
        None => read_second(space, text),
    }
}

/// Whether the name belongs to a value that is no string.
fn is_of_no_string(space: Space, text: &str) -> bool {
    space == Space::Variant && text.ends_with(super::JSON)
}

fn cut_word<'a>(text: &'a str, allowed: bool, word: &str) -> (&'a str, bool) {
    match text.strip_suffix(word) {
        Some(rest) if allowed => (rest, true),
        _ => (text, false),
    }
}

fn body(space: Space, style: Style, wire: &str) -> Option<String> {
    if space.is_camel() {
        camel_body(style, wire)
    } else {
        snake_body(style, wire)
    }
}

fn read_body(space: Space, style: Style, split: bool, body: &str) -> String {
    if space.is_camel() {
        read_camel_body(style, split, body)
    } else {
        read_snake_body(style, body)
    }
}

fn plain_body(space: Space, path: &[Part<String>]) -> Option<String> {
    each(path, |first, wire| match space {
        Space::Field | Space::Setter => plain::field(wire),
        Space::Module => snake_body(Style::Kebab, wire),
        Space::Definition if first => camel_body(Style::Pascal, wire),
        Space::Variant | Space::Type | Space::Definition => plain::camel(wire),
    })
}

fn read_plain(space: Space, text: &str) -> Vec<Part<String>> {
    let name = |first, body: &str| match space {
        Space::Field | Space::Setter => plain::read_field(body),
        Space::Module => read_snake_body(Style::Kebab, body),
        Space::Definition if first => body.to_owned(),
        Space::Variant | Space::Type | Space::Definition => plain::read_camel(body),
    };
    read_names(space, text, name)
}

/// In the second style stands the first name of a path; the others are plain.
fn second_body(space: Space, path: &[Part<String>]) -> Option<String> {
    each(path, |first, wire| match space {
        Space::Field | Space::Setter => snake_body(Style::Camel, wire),
        Space::Module => snake_body(Style::Snake, wire),
        Space::Variant if starts(wire, is_digit) && wire.chars().all(is_kept) => {
            camel_body(Style::Kebab, wire)
        }
        Space::Variant => camel_body(Style::Kebab, wire)
            .filter(|_| wire.contains('-'))
            .or_else(|| camel_body(Style::Pascal, wire)),
        Space::Type if first => camel_body(Style::Pascal, wire),
        Space::Type | Space::Definition => plain::camel(wire),
    })
}

fn read_second(space: Space, text: &str) -> Vec<Part<String>> {
    let name = |first, body: &str| match space {
        Space::Field | Space::Setter => read_snake_body(Style::Camel, body),
        Space::Module => read_snake_body(Style::Snake, body),
        Space::Variant => read_second_variant(body),
        Space::Type if first => body.to_owned(),
        Space::Type | Space::Definition => plain::read_camel(body),
    };
    read_names(space, text, name)
}

/// Several words are joined by `-`; one word is capitalized, or begins with a digit.
fn read_second_variant(body: &str) -> String {
    let kebab = read_camel_body(Style::Kebab, false, body);
    if kebab.contains('-') || body.starts_with('_') {
        kebab
    } else {
        body.to_owned()
    }
}

/// Writes each name of a path, then joins them. The flag tells the first part from the others.
fn each(path: &[Part<String>], write: impl Fn(bool, &str) -> Option<String>) -> Option<String> {
    let parts = path.iter().enumerate().map(|(at, part)| match part {
        Part::Name(wire) => write(at == 0, wire).map(Part::Name),
        Part::Below(step) => write(false, step).map(Part::Below),
        joint => Some(joint.clone()),
    });
    path::join(&parts.collect::<Option<Vec<_>>>()?)
}

fn read_each(text: &str, read: impl Fn(bool, &str) -> String) -> Vec<Part<String>> {
    let parts = path::split(text).into_iter().enumerate();
    let read = parts.map(|(at, part)| match part {
        Part::Name(body) => Part::Name(read(at == 0, &body)),
        Part::Below(body) => Part::Below(read(false, &body)),
        joint => joint,
    });
    read.collect()
}

fn read_names(space: Space, text: &str, read: impl Fn(bool, &str) -> String) -> Vec<Part<String>> {
    if space.has_paths() {
        read_each(text, read)
    } else {
        vec![Part::Name(read(true, text))]
    }
}
