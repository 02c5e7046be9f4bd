use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState};

/// Numbers of things that are kept elsewhere, by their hashes.
///
/// The crate has no other table: each type of one would be compiled anew, in every build.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hashed(HashMap<u64, u32, BuildHasherDefault<Spread>>);

impl Hashed {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn reserve(&mut self, more: usize) {
        self.0.reserve(more);
    }

    /// The number under a key that nothing else has.
    pub(crate) fn get(&self, key: u64) -> Option<u32> {
        self.0.get(&key).copied()
    }

    /// Puts a number under a key that nothing else has.
    pub(crate) fn set(&mut self, key: u64, number: u32) {
        self.0.insert(key, number);
    }

    /// The number of what has this hash and is the one that is sought.
    pub(crate) fn find(&self, mut hash: u64, is_it: &dyn Fn(u32) -> bool) -> Option<u32> {
        while let Some(number) = self.get(hash) {
            if is_it(number) {
                return Some(number);
            }
            hash = hash.wrapping_add(1);
        }
        None
    }

    /// The same; what is not known yet gets the number, and the answer is `None`.
    pub(crate) fn add(
        &mut self,
        mut hash: u64,
        number: u32,
        is_it: &dyn Fn(u32) -> bool,
    ) -> Option<u32> {
        while let Some(known) = self.get(hash) {
            if is_it(known) {
                return Some(known);
            }
            hash = hash.wrapping_add(1);
        }
        self.set(hash, number);
        None
    }
}

/// Places and ids are spread well enough by one multiplication each.
#[derive(Default)]
pub(crate) struct Spread(u64);

impl Spread {
    pub(crate) fn of(words: impl IntoIterator<Item = u64>) -> u64 {
        let mut hasher = Self::default();
        for word in words {
            hasher.write_u64(word);
        }
        hasher.0
    }
}

impl Hasher for Spread {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, word: u64) {
        // The halves of a product are as good as random, and together depend on each bit.
        let spread = (self.0 ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = spread ^ spread >> 32;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Texts, what is known of each, and the order in which they came.
#[derive(Clone, Debug)]
pub(crate) struct Known<T> {
    entries: Vec<(String, T)>,
    places: Hashed,
    /// No choice of texts makes looking for them slow.
    state: RandomState,
}

impl<T> Default for Known<T> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            places: Hashed::default(),
            state: RandomState::new(),
        }
    }
}

impl<T> Known<T> {
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|(text, _)| text.as_str())
    }

    pub(crate) fn get(&self, text: &str) -> Option<&T> {
        let place = self.place(text)?;
        self.entries.get(place).map(|(_, known)| known)
    }

    pub(crate) fn get_mut(&mut self, text: &str) -> Option<&mut T> {
        let place = self.place(text)?;
        self.entries.get_mut(place).map(|(_, known)| known)
    }

    /// Puts in what is known of a text from now on.
    pub(crate) fn set(&mut self, text: String, new: T) {
        match self.get_mut(&text) {
            Some(known) => *known = new,
            None => {
                let fresh = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
                let hash = self.state.hash_one(text.as_str());
                self.places.add(hash, fresh, &|_| false);
                self.entries.push((text, new));
            }
        }
    }

    fn place(&self, text: &str) -> Option<usize> {
        let known = |place: u32| self.entries.get(place as usize);
        let is_it = |place| known(place).is_some_and(|(known, _)| known == text);
        let place = self.places.find(self.state.hash_one(text), &is_it)?;
        Some(place as usize)
    }
}
