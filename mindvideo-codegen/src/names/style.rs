//! The ways to write a name of several words.

use super::letters::{
    capitalize, cut, is_caseless, is_digit, is_kept, is_lower, is_upper, lowercase, starts,
    uncapitalize, uppercase,
};

/// How a wire name joins its words and which of their letters are capitals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// `text_to_video`
    Snake,
    /// `text-to-video`
    Kebab,
    /// `text to video`
    Spaced,
    /// `textToVideo`
    Camel,
    /// `TextToVideo`
    Pascal,
    /// `TEXT_TO_VIDEO`
    Upper,
    /// `Text-To-Video`
    Train,
    /// `Text To Video`
    Title,
    /// `Text to video`
    Sentence,
}

impl Style {
    pub(super) const ALL: [Self; 9] = [
        Self::Snake,
        Self::Kebab,
        Self::Spaced,
        Self::Camel,
        Self::Pascal,
        Self::Upper,
        Self::Train,
        Self::Title,
        Self::Sentence,
    ];

    /// The word that names the style at the end of a Rust name.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Snake => "snake",
            Self::Kebab => "kebab",
            Self::Spaced => "spaced",
            Self::Camel => "camel",
            Self::Pascal => "pascal",
            Self::Upper => "upper",
            Self::Train => "train",
            Self::Title => "title",
            Self::Sentence => "sentence",
        }
    }

    fn separator(self) -> Option<char> {
        match self {
            Self::Snake | Self::Upper => Some('_'),
            Self::Kebab | Self::Train => Some('-'),
            Self::Spaced | Self::Title | Self::Sentence => Some(' '),
            Self::Camel | Self::Pascal => None,
        }
    }

    /// The words of `wire` in lower case, if words are all there is in it. Whether the style can
    /// give the wire name back is for [`join`](Self::join) to tell.
    pub(super) fn split(self, wire: &str) -> Option<Vec<String>> {
        let words: Vec<&str> = match self.separator() {
            Some(separator) => wire.split(separator).collect(),
            None => cut(wire),
        };
        let sound = |word: &&str| !word.is_empty() && word.chars().all(is_kept);
        words
            .iter()
            .all(sound)
            .then(|| words.into_iter().map(lowercase).collect())
    }

    /// The wire name of these words.
    pub(super) fn join(self, words: &[String]) -> String {
        let words: Vec<String> = match self {
            Self::Snake | Self::Kebab | Self::Spaced | Self::Sentence => words.to_vec(),
            Self::Upper => words.iter().map(|word| uppercase(word)).collect(),
            Self::Camel | Self::Pascal | Self::Train | Self::Title => {
                words.iter().map(|word| capitalize(word)).collect()
            }
        };
        let text = words.join(self.separator().map_or("", separator_text));
        match self {
            Self::Camel => uncapitalize(&text),
            Self::Sentence => capitalize(&text),
            _ => text,
        }
    }
}

fn separator_text(separator: char) -> &'static str {
    match separator {
        '_' => "_",
        '-' => "-",
        _ => " ",
    }
}

/// `wire`, written in `style`, as the body of a snake case name.
pub(super) fn snake_body(style: Style, wire: &str) -> Option<String> {
    let sound = match style {
        Style::Camel => starts(wire, is_lower) && !has_acronym(wire),
        Style::Pascal => starts(wire, is_upper) && !has_acronym(wire),
        _ => true,
    };
    let words = style.split(wire).filter(|_| sound)?;
    Some(shield(words.join("_")))
}

/// Acronyms would fall apart into letters: `imageURL` is not `image_u_r_l_`.
fn has_acronym(wire: &str) -> bool {
    let capitals: Vec<bool> = wire.chars().map(is_upper).collect();
    capitals.windows(2).any(|pair| pair == [true, true])
}

/// The other way round.
pub(super) fn read_snake_body(style: Style, body: &str) -> String {
    let words: Vec<String> = unshield(body).split('_').map(String::from).collect();
    style.join(&words)
}

/// `wire`, written in `style`, as the body of a camel case name.
pub(super) fn camel_body(style: Style, wire: &str) -> Option<String> {
    match style {
        // Capitals say where words begin, so acronyms may stay: `imageURL`, `OpenUI5`.
        Style::Camel | Style::Pascal => (wire.chars().all(is_kept)
            && starts(
                wire,
                if style == Style::Camel {
                    is_lower
                } else {
                    is_upper
                },
            ))
        .then(|| capitalize(wire)),
        _ => Some(shield(camel_words(&style.split(wire)?))),
    }
}

/// The other way round. `split` tells whether a digit after a letter begins a word.
pub(super) fn read_camel_body(style: Style, split: bool, body: &str) -> String {
    match style {
        Style::Camel => uncapitalize(body),
        Style::Pascal => body.to_owned(),
        _ => style.join(&read_camel_words(split, unshield(body))),
    }
}

fn camel_words(words: &[String]) -> String {
    let mut text = String::new();
    for word in words {
        // Rust's lint on camel case allows `_` between two characters without case only.
        if starts(word, is_caseless) && text.chars().next_back().is_some_and(is_caseless) {
            text.push('_');
        }
        text.push_str(&capitalize(word));
    }
    text
}

fn read_camel_words(split: bool, text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut last = None;
    for c in text.chars() {
        let begins = is_upper(c) && last.is_some()
            || c == '_'
            || split && is_digit(c) && last.is_some_and(|c| is_lower(c) || is_upper(c));
        if begins {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut()
            && c != '_'
        {
            word.push(super::letters::lower(c));
        }
        last = Some(c);
    }
    words
}

/// Puts `_` before a digit that would begin the name.
pub(super) fn shield(text: String) -> String {
    if starts(&text, is_digit) {
        format!("_{text}")
    } else {
        text
    }
}

/// Takes the `_` before a first digit away.
pub(super) fn unshield(text: &str) -> &str {
    match text.strip_prefix('_') {
        Some(rest) if starts(rest, is_digit) => rest,
        _ => text,
    }
}
