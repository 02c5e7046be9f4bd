use super::scope::Scope;
use crate::hashed::{Hashed, Spread};
use crate::json::Span;

/// What judges, by its number, a value, which is known by its place, and the scope if that means
/// something else in another one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Key {
    judge: u32,
    value: Span,
    scope: Scope,
}

impl Key {
    pub(super) fn new(judge: u32, value: Span, scope: Scope) -> Self {
        Self {
            judge,
            value,
            scope,
        }
    }

    fn hash(self) -> u64 {
        let word = |high: u32, low: u32| u64::from(high) << 32 | u64::from(low);
        let Span { start, end } = self.value;
        Spread::of([word(self.judge, self.scope.number()), word(start, end)])
    }
}

/// What was found out on the way about values and what judges them.
pub(super) struct Met<T> {
    entries: Vec<(Key, T)>,
    places: Hashed,
}

impl<T> Default for Met<T> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            places: Hashed::default(),
        }
    }
}

impl<T> Met<T> {
    pub(super) fn get(&self, key: Key) -> Option<&T> {
        let place = self
            .places
            .find(key.hash(), &|place| is_at(&self.entries, place, key))?;
        self.entries.get(place as usize).map(|(_, known)| known)
    }

    /// Puts in what is known from now on. Whether nothing was.
    pub(super) fn set(&mut self, key: Key, new: T) -> bool {
        let fresh = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        let is_it = |place| is_at(&self.entries, place, key);
        let place = self.places.add(key.hash(), fresh, &is_it);
        match place.and_then(|place| self.entries.get_mut(place as usize)) {
            Some((_, known)) => *known = new,
            None => self.entries.push((key, new)),
        }
        place.is_none()
    }
}

fn is_at<T>(entries: &[(Key, T)], place: u32, key: Key) -> bool {
    (entries.get(place as usize)).is_some_and(|(known, _)| *known == key)
}
