/// As many names are compared one by one; more are found by their hashes.
const FEW: usize = 3;

/// Texts, each once, found by hash.
#[derive(Clone, Debug)]
pub(super) struct Names {
    names: Box<[Box<str>]>,
    /// Some bits of a name's hash and the name's place, at the slot that the hash asks for or the
    /// next free one. A power of two, at least half of them free; none when there are few names.
    slots: Box<[Option<Slot>]>,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    hash: u32,
    place: u32,
}

impl Names {
    pub(super) fn new(names: Vec<Box<str>>) -> Self {
        let mut slots = Vec::new();
        if names.len() > FEW {
            slots.resize((names.len() * 2).next_power_of_two(), None);
            for (place, name) in (0..).zip(&names) {
                let hash = hash(name);
                let slot = Slot { hash, place };
                if let Some(free) = around(&slots, hash).find(|at| slots[*at].is_none()) {
                    slots[free] = Some(slot);
                }
            }
        }
        Self {
            names: names.into(),
            slots: slots.into(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// The place of a name.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        if self.slots.is_empty() {
            return self.names.iter().position(|known| **known == *name);
        }
        let hash = hash(name);
        for at in around(&self.slots, hash) {
            let slot = (*self.slots.get(at)?)?;
            let place = slot.place as usize;
            if slot.hash == hash && self.names.get(place).is_some_and(|known| **known == *name) {
                return Some(place);
            }
        }
        None
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|name| &**name)
    }
}

/// The slots where a name may be, first the one that its hash asks for.
fn around(slots: &[Option<Slot>], hash: u32) -> impl Iterator<Item = usize> + use<> {
    let last = slots.len().wrapping_sub(1);
    let first = hash as usize;
    (0..slots.len()).map(move |step| first.wrapping_add(step) & last)
}

/// Reads eight bytes at a time; the last ones may be read twice.
fn hash(name: &str) -> u32 {
    let bytes = name.as_bytes();
    let mut hash = Mix(bytes.len() as u64);
    if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        hash.add(u64::from_le_bytes(*first));
        for chunk in bytes.get(8..).unwrap_or_default().chunks_exact(8) {
            if let Some(chunk) = chunk.first_chunk::<8>() {
                hash.add(u64::from_le_bytes(*chunk));
            }
        }
        hash.add(u64::from_le_bytes(*last));
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        hash.add(u64::from(first) << 32 | u64::from(last));
    } else {
        let word = bytes
            .iter()
            .fold(0, |word, byte| word << 8 | u64::from(*byte));
        hash.add(word);
    }
    // The higher half is mixed best.
    u32::try_from(hash.0 >> 32).unwrap_or(0)
}

struct Mix(u64);

impl Mix {
    fn add(&mut self, word: u64) {
        // An odd number without a pattern: the fraction of the golden ratio.
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
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
            let table = Names::new(names.iter().map(|name| name.as_str().into()).collect());
            assert_eq!(table.len(), size);
            for (place, name) in names.iter().enumerate() {
                assert_eq!(table.find(name), Some(place), "{name} among {size}");
            }
            for absent in ["", "x", "ab", "abababab", "ababababababababx", "70"] {
                assert_eq!(table.find(absent), None);
            }
        }
    }
}
