//! What exactly is wrong, once the parser knows that something is. Speed does not matter here.

use super::Span;
use super::error::{JsonError, JsonErrorKind as Kind, code_point};
use super::parse::Parser;

impl Parser<'_> {
    /// No value starts at the next byte.
    pub(super) fn no_value(&self) -> JsonError {
        if let Some(error) = self.end("a value").or_else(|| self.not_json()) {
            return error;
        }
        let end = self.word_end(self.at);
        let word = self.text.get(self.at..end).unwrap_or_default();
        if word
            .trim_start_matches(['+', '.'])
            .starts_with(|c: char| c.is_ascii_digit())
        {
            return self.bad_number(self.at);
        }
        if word.chars().any(char::is_alphanumeric) {
            let word = word.to_owned();
            return JsonError::new(self.at..end, Kind::UnknownWord { word });
        }
        self.unexpected("a value")
    }

    /// No name starts at the next byte, which belongs to the object that starts at `open`.
    pub(super) fn no_name(&self, open: usize) -> JsonError {
        const EXPECTED: &str = "a name in quotes or `}`";
        if let Some(error) = self.end_within(open, EXPECTED).or_else(|| self.not_json()) {
            return error;
        }
        match self.text.get(self.at..self.word_end(self.at)) {
            None | Some("") => self.unexpected(EXPECTED),
            Some(word) => {
                let name = word.to_owned();
                JsonError::new(self.at..self.at + word.len(), Kind::UnquotedName { name })
            }
        }
    }

    /// No colon follows the name.
    pub(super) fn no_colon(&self, open: usize) -> JsonError {
        const EXPECTED: &str = "`:`";
        let end = self.end_within(open, EXPECTED).or_else(|| self.comment());
        end.unwrap_or_else(|| self.unexpected(EXPECTED))
    }

    /// Neither a comma nor the closing bracket follows a value.
    pub(super) fn no_separator(&self, open: usize, closing: u8) -> JsonError {
        let expected = if closing == b']' {
            "`,` or `]`"
        } else {
            "`,` or `}`"
        };
        if let Some(error) = self.end_within(open, expected).or_else(|| self.comment()) {
            return error;
        }
        match self.peek() {
            Some(b']' | b'}') => {
                let expected = char::from(closing);
                let open = Span::of(open..open + 1);
                JsonError::new(
                    self.at..self.at + 1,
                    Kind::MismatchedBracket { open, expected },
                )
            }
            Some(b'"' | b'\'' | b'[' | b'{' | b'-') => self.missing_comma(),
            Some(byte) if byte.is_ascii_alphanumeric() => self.missing_comma(),
            _ => self.unexpected(expected),
        }
    }

    /// The text goes on after its value.
    pub(super) fn trailing_text(&self) -> JsonError {
        let error = || JsonError::new(self.at..self.token_end(), Kind::TrailingText);
        self.comment().unwrap_or_else(error)
    }

    /// A number starts at `start`, but not one of JSON's.
    pub(super) fn bad_number(&self, start: usize) -> JsonError {
        let end = self.word_end(start);
        let text = self.text.get(start..end).unwrap_or_default().to_owned();
        let kind = if text.contains(|c: char| c.is_ascii_digit()) || text == "-" {
            Kind::BadNumber { text }
        } else {
            Kind::UnknownWord { word: text }
        };
        JsonError::new(start..end, kind)
    }

    fn missing_comma(&self) -> JsonError {
        JsonError::new(self.at..self.token_end(), Kind::MissingComma)
    }

    fn unexpected(&self, expected: &'static str) -> JsonError {
        let character = self.next_char().unwrap_or_default();
        let found =
            if character.is_control() || (character.is_whitespace()) || character == '\u{FEFF}' {
                code_point(character)
            } else {
                format!("`{character}`")
            };
        let end = self.at + character.len_utf8();
        JsonError::new(self.at..end, Kind::Unexpected { found, expected })
    }

    /// The text is over.
    fn end(&self, expected: &'static str) -> Option<JsonError> {
        match self.innermost() {
            Some(open) => self.end_within(open, expected),
            None => self.at_end(Kind::Empty),
        }
    }

    /// The text is over before the array or object that starts at `open` is.
    fn end_within(&self, open: usize, expected: &'static str) -> Option<JsonError> {
        let open = Span::of(open..open + 1);
        self.at_end(Kind::UnexpectedEnd { expected, open })
    }

    fn at_end(&self, kind: Kind) -> Option<JsonError> {
        (self.at >= self.bytes.len()).then(|| JsonError::new(self.at..self.at, kind))
    }

    /// What other notations have and JSON has not.
    fn not_json(&self) -> Option<JsonError> {
        if self.peek() == Some(b'\'') {
            return Some(JsonError::new(
                self.at..self.token_end(),
                Kind::SingleQuotes,
            ));
        }
        self.comment()
    }

    fn comment(&self) -> Option<JsonError> {
        let rest = self.text.get(self.at..)?;
        let line = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let length = if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if rest.starts_with("//") || rest.starts_with('#') {
            line
        } else {
            return None;
        };
        Some(JsonError::new(self.at..self.at + length, Kind::Comment))
    }

    fn next_char(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    /// The end of what a reader would take for one thing: a string, a word, a character.
    fn token_end(&self) -> usize {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let Some(quote @ (b'"' | b'\'')) = self.peek() else {
            let character = self.next_char().map_or(0, char::len_utf8);
            return self.word_end(self.at).max(self.at + character);
        };
        let mut escaped = false;
        for (offset, byte) in rest.iter().enumerate().skip(1) {
            match byte {
                b'\n' | b'\r' => return self.at + offset,
                byte if *byte == quote && !escaped => return self.at + offset + 1,
                byte => escaped = *byte == b'\\' && !escaped,
            }
        }
        self.bytes.len()
    }
}
