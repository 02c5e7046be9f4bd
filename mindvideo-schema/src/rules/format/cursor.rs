/// A reader of ASCII that takes what is wanted and stays where it is otherwise.
pub(super) struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self(text.as_bytes())
    }

    /// Takes one byte, if it is among these.
    pub(super) fn eat(&mut self, wanted: &[u8]) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        if !wanted.contains(&first) {
            return None;
        }
        self.0 = rest;
        Some(first)
    }

    /// Takes exactly that many digits, which make a number.
    pub(super) fn number(&mut self, digits: usize) -> Option<u32> {
        let (number, rest) = self.0.split_at_checked(digits)?;
        if !number.iter().all(u8::is_ascii_digit) {
            return None;
        }
        self.0 = rest;
        std::str::from_utf8(number).ok()?.parse().ok()
    }

    /// Takes all digits that follow; whether there are any.
    pub(super) fn digits(&mut self) -> bool {
        let count = self.0.iter().take_while(|b| b.is_ascii_digit()).count();
        self.0 = self.0.get(count..).unwrap_or_default();
        count > 0
    }

    /// Whether everything was taken.
    pub(super) fn is_done(&self) -> bool {
        self.0.is_empty()
    }
}
