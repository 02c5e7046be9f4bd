//! The spelled form: every character that is not part of a lower case word has a word of its own.

use super::letters::{
    capitalize, cut, is_caseless, is_kept, is_lower, is_upper, lowercase, starts, uncapitalize,
    uppercase,
};
use super::{Part, Space};

/// The words for characters. No word may hold a digit, and none may read as the `u` of a code
/// point with its digits.
const SYMBOLS: &[(char, &str)] = &[
    ('_', "under"),
    ('-', "dash"),
    (' ', "space"),
    ('.', "dot"),
    (',', "comma"),
    (':', "colon"),
    (';', "semi"),
    ('+', "plus"),
    ('*', "star"),
    ('/', "slash"),
    ('\\', "backslash"),
    ('|', "bar"),
    ('&', "amp"),
    ('@', "at"),
    ('#', "hash"),
    ('$', "dollar"),
    ('%', "percent"),
    ('^', "caret"),
    ('~', "tilde"),
    ('!', "bang"),
    ('?', "query"),
    ('=', "eq"),
    ('<', "lt"),
    ('>', "gt"),
    ('≤', "le"),
    ('≥', "ge"),
    ('≠', "ne"),
    ('×', "times"),
    ('°', "degree"),
    ('(', "lparen"),
    (')', "rparen"),
    ('[', "lbracket"),
    (']', "rbracket"),
    ('{', "lbrace"),
    ('}', "rbrace"),
    ('"', "quote"),
    ('\'', "apos"),
    ('`', "tick"),
    ('\t', "tab"),
    ('\n', "newline"),
    ('\r', "return"),
];

/// The next literal begins with a capital.
const CAP: &str = "cap";
/// The next literal is all capitals.
const UPPER: &str = "upper";
/// The next literal is one, whatever it looks like.
const WORD: &str = "word";
/// The name without characters.
const EMPTY: &str = "empty";
/// The path without parts.
const ROOT: &str = "root";
/// The end of a variant that is no string's.
const JSON: &str = "json";
/// A code point follows, in hexadecimal.
const CODE: &str = "u";

fn symbol(c: char) -> Option<&'static str> {
    let found = SYMBOLS.iter().find(|(symbol, _)| *symbol == c);
    found.map(|(_, word)| *word)
}

fn meaning(word: &str) -> Option<char> {
    let found = SYMBOLS.iter().find(|(_, symbol)| *symbol == word);
    found.map(|(c, _)| *c)
}

/// Spells a path out. Total: there is a spelling for every path.
pub(super) fn spell(space: Space, path: &[Part<String>]) -> String {
    let mut speller = Speller::new(space);
    if path.is_empty() {
        speller.token(ROOT);
    }
    for (at, part) in path.iter().enumerate() {
        match part {
            Part::Name(name) => {
                if matches!(
                    at.checked_sub(1).and_then(|at| path.get(at)),
                    Some(Part::Name(_) | Part::Below(_))
                ) {
                    speller.joint(super::path::FIELD);
                }
                speller.name(name);
            }
            Part::Below(step) => {
                speller.joint(&lowercase(&super::path::joint_word(part)));
                speller.name(step);
            }
            joint => speller.joint(&lowercase(&super::path::joint_word(joint))),
        }
    }
    format!("{}__", speller.finish())
}

/// What the last word was, as far as the next one depends on it.
#[derive(Clone, Copy, PartialEq)]
enum Last {
    Nothing,
    Token,
    /// A word that digits could be taken for a part of.
    Open,
    Literal,
}

struct Speller {
    space: Space,
    words: Vec<String>,
    last: Last,
}

impl Speller {
    fn new(space: Space) -> Self {
        Self {
            space,
            words: Vec::new(),
            last: Last::Nothing,
        }
    }

    fn token(&mut self, word: &str) {
        self.words.push(word.to_owned());
        self.last = Last::Token;
    }

    fn joint(&mut self, word: &str) {
        self.words.push(word.to_owned());
        self.last = Last::Open;
    }

    fn name(&mut self, name: &str) {
        if name.is_empty() {
            self.token(EMPTY);
        }
        let chars: Vec<char> = name.chars().collect();
        let mut rest = chars.as_slice();
        while let Some((&c, tail)) = rest.split_first() {
            let length = rest.iter().take_while(|&&c| is_kept(c)).count();
            let (chunk, after) = rest.split_at(length.max(1));
            rest = after;
            if length > 0 {
                self.chunk(&chunk.iter().collect::<String>());
            } else if !self.implies(c, tail) {
                self.character(c);
            }
        }
    }

    /// The separator of the namespace needs no word between two literals.
    fn implies(&self, c: char, tail: &[char]) -> bool {
        c == self.space.separator()
            && self.last == Last::Literal
            && tail.first().is_some_and(|&c| self.shows(c))
    }

    /// Whether a literal that begins with this character cannot be taken for a part of the word
    /// in front of it.
    fn shows(&self, c: char) -> bool {
        is_lower(c) || !self.space.is_camel() && is_caseless(c)
    }

    fn character(&mut self, c: char) {
        match symbol(c) {
            Some(word) => self.token(word),
            None => self.joint(&format!("{CODE}{:x}", u32::from(c))),
        }
    }

    /// Letters and digits without a gap: a lower case word, then words with capitals.
    fn chunk(&mut self, chunk: &str) {
        let mut capitals = String::new();
        for word in cut(chunk) {
            if !starts(word, is_upper) {
                self.literal(word);
            } else if word.chars().skip(1).any(is_lower) {
                self.raised(&std::mem::take(&mut capitals));
                self.raised(word);
            } else {
                capitals.push_str(word);
            }
        }
        self.raised(&capitals);
    }

    /// A word in capitals, or with its first letter one.
    fn raised(&mut self, word: &str) {
        if word.is_empty() {
            return;
        }
        let several = word.chars().filter(|&c| is_upper(c)).count() > 1;
        self.token(if several { UPPER } else { CAP });
        self.literal(&lowercase(word));
    }

    fn literal(&mut self, word: &str) {
        let clear = matches!(self.last, Last::Nothing | Last::Token)
            || word.chars().next().is_some_and(|c| self.shows(c));
        if !clear || code(word).is_some() || is_token(self.space, stem(word)) {
            self.token(WORD);
        }
        self.words.push(word.to_owned());
        self.last = Last::Literal;
    }

    fn finish(self) -> String {
        let text = if self.space.is_camel() {
            let words = self.words.iter().map(|word| capitalize(word));
            words.collect::<String>()
        } else {
            self.words.join("_")
        };
        super::style::shield(text)
    }
}

/// The letters of ASCII a word begins with.
fn stem(word: &str) -> &str {
    let end = word.find(|c: char| !c.is_ascii_lowercase());
    end.map_or(word, |end| &word[..end])
}

fn is_token(space: Space, word: &str) -> bool {
    [CAP, UPPER, WORD, EMPTY, ROOT].contains(&word)
        || meaning(word).is_some()
        || space.has_paths() && super::path::is_joint(word)
        || space == Space::Variant && word == JSON
}

/// The code point that `u` and hexadecimal digits stand for.
fn code(word: &str) -> Option<u32> {
    let digits = word.strip_prefix(CODE)?;
    let sound = digits.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'));
    sound.then(|| u32::from_str_radix(digits, 16).ok())?
}

/// Reads a spelling back.
pub(super) fn read(space: Space, text: &str) -> Option<Vec<Part<String>>> {
    let text = super::style::unshield(text);
    let words: Vec<String> = if space.is_camel() {
        cut(text).into_iter().map(uncapitalize).collect()
    } else {
        text.split('_').map(String::from).collect()
    };
    let mut reader = Reader::new(space);
    for word in &words {
        reader.word(word)?;
    }
    Some(reader.path)
}

/// What a token said about the literal to come.
#[derive(Clone, Copy, Default)]
struct Next {
    cap: bool,
    upper: bool,
    word: bool,
}

struct Reader {
    space: Space,
    path: Vec<Part<String>>,
    next: Next,
    /// The last word was a literal: another one follows a separator.
    literal: bool,
}

impl Reader {
    fn new(space: Space) -> Self {
        Self {
            space,
            path: Vec::new(),
            next: Next::default(),
            literal: false,
        }
    }

    fn word(&mut self, word: &str) -> Option<()> {
        let (stem, rest) = word.split_at(stem(word).len());
        let code = code(word);
        if self.next.word || code.is_none() && !is_token(self.space, stem) {
            self.literal(word);
            return Some(());
        }
        self.literal &= stem == WORD;
        match stem {
            CAP => self.next.cap = true,
            UPPER => self.next.upper = true,
            WORD => self.next.word = true,
            EMPTY => self.push(""),
            ROOT => {}
            JSON => return None,
            _ => match code.map_or_else(|| meaning(stem), char::from_u32) {
                Some(c) => self.push(c.encode_utf8(&mut [0; 4])),
                None => return self.joint(stem, rest),
            },
        }
        if !rest.is_empty() && code.is_none() {
            self.literal(rest);
        }
        Some(())
    }

    fn joint(&mut self, stem: &str, rest: &str) -> Option<()> {
        let part = super::path::joint(stem, rest)?;
        self.path.push(part);
        Some(())
    }

    fn literal(&mut self, word: &str) {
        let next = std::mem::take(&mut self.next);
        if self.literal {
            self.push(self.space.separator().encode_utf8(&mut [0; 4]));
        }
        match next {
            Next { upper: true, .. } => self.push(&uppercase(word)),
            Next { cap: true, .. } => self.push(&capitalize(word)),
            _ => self.push(word),
        }
        self.literal = true;
    }

    fn push(&mut self, text: &str) {
        if let Some(Part::Name(name) | Part::Below(name)) = self.path.last_mut() {
            name.push_str(text);
        } else {
            self.path.push(Part::Name(text.to_owned()));
        }
    }
}
