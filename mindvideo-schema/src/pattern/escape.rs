//! Escapes and classes: the parts of a pattern that stand for one character of the text.

use super::error::{PatternError, PatternFault};
use super::parse::Parser;
use super::set::{DIGIT, Ranges, SPACE, WORD};
use super::unicode;

type Result<T> = std::result::Result<T, PatternError>;

/// One member of a class: a single code point can be the end of a range, a set cannot.
enum Member {
    Code(u32),
    Set(Ranges),
}

impl Member {
    fn add_to(self, ranges: &mut Ranges) {
        match self {
            Self::Code(code) => ranges.push(code, code),
            Self::Set(set) => ranges.union(&set),
        }
    }
}

impl Parser<'_> {
    /// What follows a `\` outside of a class; `start` is where the `\` stands.
    pub(super) fn escape(&mut self, start: usize) -> Result<Ranges> {
        if let Some(set) = self.set_escape(start)? {
            return Ok(set);
        }
        let code = self.character(start)?;
        Ok(Ranges::of(&[(code, code)]))
    }

    /// A class after its `[`, which stands at `start`.
    pub(super) fn class(&mut self, start: usize) -> Result<Ranges> {
        let negated = self.eat("^");
        let mut ranges = Ranges::default();
        let mut compact = 1 << 10;
        while !self.eat("]") {
            let from = self.at();
            let first = self.member(start)?;
            let range = self.rest().starts_with('-') && !self.rest().starts_with("-]");
            if !range || !self.eat("-") {
                first.add_to(&mut ranges);
            } else {
                match (first, self.member(start)?) {
                    (Member::Code(first), Member::Code(last)) if first > last => {
                        return Err(PatternError::new(from, PatternFault::RangeOutOfOrder));
                    }
                    (Member::Code(first), Member::Code(last)) => ranges.push(first, last),
                    (first, last) => {
                        first.add_to(&mut ranges);
                        ranges.push('-'.into(), '-'.into());
                        last.add_to(&mut ranges);
                    }
                }
            }
            if ranges.len() > compact {
                ranges.sort();
                compact = 2 * ranges.len() + (1 << 10);
            }
        }
        Ok(if negated { ranges.complement() } else { ranges })
    }

    fn member(&mut self, class: usize) -> Result<Member> {
        let start = self.at();
        match self.next() {
            None => Err(PatternError::new(class, PatternFault::UnclosedClass)),
            Some('\\') if self.eat("b") => Ok(Member::Code(0x08)),
            Some('\\') => match self.set_escape(start)? {
                Some(set) => Ok(Member::Set(set)),
                None => self.character(start).map(Member::Code),
            },
            Some(c) => Ok(Member::Code(c.into())),
        }
    }

    /// An escape that stands for a set of characters.
    fn set_escape(&mut self, start: usize) -> Result<Option<Ranges>> {
        let Some(letter @ ('d' | 'D' | 's' | 'S' | 'w' | 'W' | 'p' | 'P')) = self.peek() else {
            return Ok(None);
        };
        self.next();
        let set = match letter {
            'd' | 'D' => Ranges::of(DIGIT),
            's' | 'S' => Ranges::of(SPACE),
            'w' | 'W' => Ranges::of(WORD),
            _ => self.property(start)?,
        };
        Ok(Some(if letter.is_ascii_uppercase() {
            set.complement()
        } else {
            set
        }))
    }

    fn property(&mut self, start: usize) -> Result<Ranges> {
        let name = self
            .rest()
            .strip_prefix('{')
            .and_then(|rest| rest.split_once('}'))
            .map(|(name, _)| name)
            .filter(|name| {
                name.bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'=')
            })
            .ok_or_else(|| PatternError::new(start, PatternFault::BadProperty))?;
        self.back_to(self.at() + name.len() + 2);
        unicode::property(name)
            .ok_or_else(|| PatternError::new(start, PatternFault::UnknownProperty(name.to_owned())))
    }

    /// An escape that stands for one code point; the `\` at `start` has been read.
    pub(super) fn character(&mut self, start: usize) -> Result<u32> {
        let fault = |what| Err(PatternError::new(start, what));
        let Some(c) = self.next() else {
            return fault(PatternFault::TrailingBackslash);
        };
        match c {
            't' => Ok(0x09),
            'n' => Ok(0x0A),
            'v' => Ok(0x0B),
            'f' => Ok(0x0C),
            'r' => Ok(0x0D),
            'c' => match self.next() {
                Some(letter) if letter.is_ascii_alphabetic() => Ok(u32::from(letter) % 32),
                _ => fault(PatternFault::BadControlEscape),
            },
            'x' => match self.hex(2) {
                Some(code) => Ok(code),
                None => fault(PatternFault::BadHexEscape),
            },
            'u' => match self.unicode_escape() {
                Some(code) => Ok(code),
                None => fault(PatternFault::BadUnicodeEscape),
            },
            '0' => self.octal(start),
            c if c.is_ascii_alphanumeric() => fault(PatternFault::UnknownEscape(c)),
            c => Ok(c.into()),
        }
    }

    /// After `\0`: U+0000, or up to two more octal digits.
    fn octal(&mut self, start: usize) -> Result<u32> {
        if matches!(self.peek(), Some('8' | '9')) {
            return Err(PatternError::new(start, PatternFault::UnknownEscape('0')));
        }
        let mut code = 0;
        for _ in 0..2 {
            let Some(digit) = self.peek().and_then(|c| c.to_digit(8)) else {
                break;
            };
            self.next();
            code = code * 8 + digit;
        }
        Ok(code)
    }

    /// After `\u`: four digits, twice for a surrogate pair, or any number in braces.
    fn unicode_escape(&mut self) -> Option<u32> {
        if self.eat("{") {
            let (digits, _) = self.rest().split_once('}')?;
            let hex = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            let digits = digits.trim_start_matches('0');
            let code = match digits {
                "" => Some(0),
                digits => u32::from_str_radix(digits, 16).ok(),
            };
            let code = code.filter(|&code| hex && code <= 0x10_FFFF)?;
            while self.next()? != '}' {}
            return Some(code);
        }
        let high = self.hex(4)?;
        let after = self.at();
        if (0xD800..0xDC00).contains(&high) && self.eat("\\u") {
            match self.hex(4) {
                Some(low @ 0xDC00..0xE000) => {
                    return Some(0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00));
                }
                _ => self.back_to(after),
            }
        }
        Some(high)
    }

    fn hex(&mut self, digits: usize) -> Option<u32> {
        let text = self.rest().get(..digits)?;
        if !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.back_to(self.at() + digits);
        u32::from_str_radix(text, 16).ok()
    }
}
