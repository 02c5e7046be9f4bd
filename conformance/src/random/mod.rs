//! Schemas and instances made up from a seed.

mod edit;
mod instance;
mod pattern;
mod schema;

pub use self::edit::edited;
pub use self::instance::instance;
pub use self::schema::schema;

/// A source of numbers that look random and are the same for the same seed (`SplitMix64`).
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The source of that seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Any number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below a limit; 0 if that is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        let limit = limit.max(1) as u64;
        usize::try_from(self.number() % limit).unwrap_or(0)
    }

    /// Whether something happens that happens so often in a hundred times.
    pub fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of some things. Panics if there are none.
    pub fn one<T: Copy>(&mut self, of: &[T]) -> T {
        *self.pick(of)
    }

    /// The same without copying it.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// Names of members: few, so that they meet, and some that are hard to spell in Rust.
const NAMES: [&str; 9] = ["a", "b", "c", "type", "a-b", "B", "\u{e9}", "", "$x/y~z"];

/// Texts of one to four characters and of one to eight UTF-16 units.
const TEXTS: [&str; 9] = [
    "",
    "a",
    "b",
    "ab",
    "abc",
    "\u{e9}\u{1F600}",
    "\u{1F600}",
    "2024-01-01",
    "e\u{301}",
];
