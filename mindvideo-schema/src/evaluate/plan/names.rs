use crate::json::{TOLD_BY_ENDS, ends, hash_around};

/// As many names are compared one by one; more are found by their hashes.
const FEW: usize = 6;

/// Texts, each once, found by hash.
#[derive(Clone, Debug)]
pub(super) struct Names {
    names: Box<[Name]>,
    /// The hash of a name and its place, at the slot that the hash asks for or the next free one. A
    /// power of two, at least half of them free; none when there are few names.
    slots: Box<[Option<Slot>]>,
}

/// A name and what tells it from most others without a look at the whole of it.
#[derive(Clone, Debug)]
struct Name {
    ends: (u64, u64),
    text: Box<str>,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    hash: u32,
    place: u32,
}

impl Names {
    pub(super) fn new(names: impl IntoIterator<Item = Box<str>>) -> Self {
        let name = |text: Box<str>| Name {
            ends: ends(text.as_bytes()),
            text,
        };
        let names: Box<[Name]> = names.into_iter().map(name).collect();
        let mut slots = Vec::new();
        if names.len() > FEW {
            slots.resize((names.len() * 2).next_power_of_two(), None);
            for (place, name) in (0..).zip(&names) {
                let hash = hash_around(name.text.as_bytes(), name.ends);
                let slot = Slot { hash, place };
                if let Some(free) = around(&slots, hash).find(|at| slots[*at].is_none()) {
                    slots[free] = Some(slot);
                }
            }
        }
        Self {
            names,
            slots: slots.into(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// The place of a name.
    pub(super) fn find(&self, text: &[u8]) -> Option<usize> {
        let ends = ends(text);
        if self.slots.is_empty() {
            return self.names.iter().position(|name| name.is(text, ends));
        }
        let hash = hash_around(text, ends);
        for at in around(&self.slots, hash) {
            let slot = (*self.slots.get(at)?)?;
            let place = slot.place as usize;
            if slot.hash == hash
                && self
                    .names
                    .get(place)
                    .is_some_and(|name| name.is(text, ends))
            {
                return Some(place);
            }
        }
        None
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|name| &*name.text)
    }
}

impl Name {
    fn is(&self, text: &[u8], ends: (u64, u64)) -> bool {
        self.ends == ends
            && self.text.len() == text.len()
            && (text.len() <= TOLD_BY_ENDS || self.text.as_bytes() == text)
    }
}

/// The slots where a name may be, first the one that its hash asks for.
fn around(slots: &[Option<Slot>], hash: u32) -> impl Iterator<Item = usize> + use<> {
    let last = slots.len().wrapping_sub(1);
    let first = hash as usize;
    (0..slots.len()).map(move |step| first.wrapping_add(step) & last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_size_finds_every_name() {
        for size in 0..70 {
            let names: Vec<String> = (0..size)
                .map(|n| "ab".repeat(n % 13) + &n.to_string())
                .collect();
            let table = Names::new(names.iter().map(|name| name.as_str().into()));
            assert_eq!(table.len(), size);
            for (place, name) in names.iter().enumerate() {
                assert_eq!(
                    table.find(name.as_bytes()),
                    Some(place),
                    "{name} among {size}"
                );
            }
            for absent in ["", "x", "ab", "abababab", "ababababababababx", "70"] {
                assert_eq!(table.find(absent.as_bytes()), None);
            }
        }
    }
}
