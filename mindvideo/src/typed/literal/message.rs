use super::{Given, Literal, Wire};

/// The most bytes that a message has; longer ones are cut.
const CAPACITY: usize = 1024;

/// The most bytes of a user's string that a message quotes.
const QUOTED: usize = 60;

/// A text built by the compiler, since `format!` does not run there.
#[derive(Clone, Copy)]
pub(super) struct Message {
    bytes: [u8; CAPACITY],
    length: usize,
}

impl Message {
    pub(super) const fn new() -> Self {
        Self {
            bytes: [0; CAPACITY],
            length: 0,
        }
    }

    pub(super) const fn text(self, text: &str) -> Self {
        self.cut(text, text.len())
    }

    /// At most `most` bytes of a text, cut between characters.
    const fn cut(mut self, text: &str, most: usize) -> Self {
        let text = text.as_bytes();
        let mut end = text.len();
        let room = CAPACITY - self.length;
        let limit = if most < room { most } else { room };
        if end > limit {
            end = limit;
            while end > 0 && text[end] & 0xc0 == 0x80 {
                end -= 1;
            }
        }
        let mut at = 0;
        while at < end {
            self.bytes[self.length] = text[at];
            self.length += 1;
            at += 1;
        }
        self
    }

    pub(super) const fn quoted(self, text: &str) -> Self {
        let cut = self.text("\"").cut(text, QUOTED);
        if text.len() > QUOTED {
            cut.text("…\"")
        } else {
            cut.text("\"")
        }
    }

    pub(super) const fn number(mut self, value: u64) -> Self {
        if value >= 10 {
            self = self.number(value / 10);
        }
        if self.length < CAPACITY {
            self.bytes[self.length] = b'0' + (value % 10) as u8;
            self.length += 1;
        }
        self
    }

    pub(super) const fn integer(self, value: i64) -> Self {
        if value < 0 {
            self.text("-").number(value.unsigned_abs())
        } else {
            self.number(value.unsigned_abs())
        }
    }

    /// `1 item`, `2 items`
    pub(super) const fn counted(self, count: u64, noun: &str) -> Self {
        let counted = self.number(count).text(" ").text(noun);
        if count == 1 {
            counted
        } else {
            counted.text("s")
        }
    }

    pub(super) const fn given(self, given: Given) -> Self {
        match given {
            Given::Null => self.text("null"),
            Given::Boolean(true) => self.text("true"),
            Given::Boolean(false) => self.text("false"),
            Given::Number(text) => self.text(text),
            Given::Text(text) => self.quoted(text),
        }
    }

    pub(super) const fn literal(self, literal: Literal) -> Self {
        match literal {
            Literal::Null => self.text("null"),
            Literal::Boolean(true) => self.text("true"),
            Literal::Boolean(false) => self.text("false"),
            Literal::Integer(value) => self.integer(value),
            Literal::Number(text) | Literal::Json(text) => self.text(text),
            Literal::Text(text) => self.quoted(text),
        }
    }

    /// `one of "a", "b", "c"`
    pub(super) const fn literals(mut self, literals: Wire) -> Self {
        const MOST: usize = 20;
        if literals.len() > 1 {
            self = self.text("one of ");
        }
        let mut index = 0;
        while index < literals.len() && index < MOST {
            if index > 0 {
                self = self.text(", ");
            }
            self = self.literal(literals.at(index));
            index += 1;
        }
        if literals.len() > MOST {
            self = self.text(", …");
        }
        self
    }

    /// `schemas/veo3-1-quality.json:13:7`
    pub(super) const fn place(self, file: &str, line: u32, column: u32) -> Self {
        self.text(file)
            .text(":")
            .number(line as u64)
            .text(":")
            .number(column as u64)
    }

    const fn as_str(&self) -> &str {
        match core::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => "a rule of the schema does not hold",
        }
    }

    /// Ends the compiler's evaluation with this text.
    #[track_caller]
    #[expect(
        clippy::panic,
        reason = "it stops the compiler, never a running program"
    )]
    pub(super) const fn panic(&self) -> ! {
        panic!("{}", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_between_characters() {
        let long = "海".repeat(100);
        let message = Message::new().quoted(&long);
        assert_eq!(message.as_str(), format!("\"{}…\"", "海".repeat(20)));
        let message = (0..2000).fold(Message::new(), |m, _| m.text("海"));
        assert_eq!(message.as_str(), "海".repeat(CAPACITY / 3));
    }

    #[test]
    fn numbers_and_places() {
        let message = Message::new()
            .integer(i64::MIN)
            .text(" ")
            .counted(1, "item")
            .text(" ")
            .counted(10, "item")
            .text(" ")
            .place("a.json", 13, 7);
        assert_eq!(
            message.as_str(),
            "-9223372036854775808 1 item 10 items a.json:13:7"
        );
    }

    #[test]
    fn lists_of_values() {
        let values = &[Literal::Text("16:9"), Literal::Integer(8), Literal::Null];
        let message = Message::new().literals(Wire::Mixed(values));
        assert_eq!(message.as_str(), "one of \"16:9\", 8, null");
        assert_eq!(Message::new().literals(Wire::Integers(&[8])).as_str(), "8");
    }
}
