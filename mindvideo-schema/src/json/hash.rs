/// A hash of a name, made in a few steps. Strangers can find names that share one, so whoever looks
/// names up by it must not be slow then.
///
/// It reads eight bytes at a time; the last ones may be read twice.
pub(crate) fn hash(name: &str) -> u32 {
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
