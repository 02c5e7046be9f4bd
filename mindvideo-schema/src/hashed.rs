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

/// Texts, what is known of each, and the order in which they came. A few are looked through,
/// many found by their hashes.
#[derive(Clone, Debug)]
pub(crate) struct Known<T> {
    entries: Vec<(String, T)>,
    /// With a state of its own no choice of texts makes it slow.
    places: Option<(Hashed, RandomState)>,
}

impl<T> Default for Known<T> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            places: None,
        }
    }
}

impl<T> Known<T> {
    const FEW: usize = 8;

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
        if let Some(known) = self.get_mut(&text) {
            *known = new;
            return;
        }
        self.entries.push((text, new));
        let first = match &self.places {
            None if self.entries.len() <= Self::FEW => return,
            None => 0,
            Some(_) => self.entries.len() - 1,
        };
        let (places, state) = self.places.get_or_insert_default();
        for (place, (text, _)) in (0..).zip(&self.entries).skip(first) {
            places.add(state.hash_one(text), place, &|_| false);
        }
    }

    fn place(&self, text: &str) -> Option<usize> {
        let Some((places, state)) = &self.places else {
            return self.texts().position(|known| known == text);
        };
        let known = |place: u32| self.entries.get(place as usize);
        let is_it = |place| known(place).is_some_and(|(known, _)| known == text);
        let place = places.find(state.hash_one(text), &is_it)?;
        Some(place as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_many_texts_are_found() {
        let mut known = Known::default();
        for count in 0..40 {
            for number in 0..count {
                assert_eq!(known.get(&format!("k{number}")), Some(&(number * 2)));
            }
            assert_eq!(known.get(&format!("k{count}")), None);
            known.set(format!("k{count}"), count);
            known.set(format!("k{count}"), count * 2);
            assert_eq!(known.len(), count + 1);
        }
        let first: Vec<&str> = known.texts().take(3).collect();
        assert_eq!(first, ["k0", "k1", "k2"]);
    }

    #[test]
    fn what_shares_a_hash_is_told_apart() {
        let names = ["a", "b", "c"];
        let mut hashed = Hashed::default();
        let is = |name: &'static str| move |place: u32| names[place as usize] == name;
        for round in 0..2 {
            for (place, name) in (0..).zip(names) {
                let known = hashed.add(7, place, &is(name));
                assert_eq!(known, (round > 0).then_some(place));
            }
        }
        assert_eq!(hashed.find(7, &is("c")), Some(2));
        assert_eq!(hashed.find(7, &is("d")), None);
        assert_eq!(hashed.find(11, &is("a")), None);
    }
}
