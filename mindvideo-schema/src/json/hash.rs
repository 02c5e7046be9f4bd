/// The first and the last bytes of a name, eight of each; of a short name all of them. Names of one
/// length up to [`TOLD_BY_ENDS`] are the same if their ends are.
///
/// ```
/// use mindvideo_schema::json::ends;
///
/// assert_eq!(ends(b"size"), ends(b"size"));
/// assert_ne!(ends(b"size"), ends(b"side"));
/// ```
#[inline]
pub const fn ends(bytes: &[u8]) -> (u64, u64) {
    if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        (u64::from_le_bytes(*first), u64::from_le_bytes(*last))
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        (first as u64, last as u64)
    } else {
        let (mut word, mut rest) = (0, bytes);
        while let [byte, others @ ..] = rest {
            word = word << 8 | *byte as u64;
            rest = others;
        }
        (word, 0)
    }
}

/// As long are names at most that their [`ends`] cover.
pub const TOLD_BY_ENDS: usize = 16;

/// A hash of a name, made in a few steps. Strangers can find names that share one, so whoever looks
/// names up by it must not be slow then.
pub(crate) fn hash(name: &[u8]) -> u32 {
    hash_around(name, ends(name))
}

/// The same where the ends of the name are known.
pub(crate) fn hash_around(bytes: &[u8], (first, last): (u64, u64)) -> u32 {
    let mut hash = Mix(bytes.len() as u64);
    hash.add(first);
    if bytes.len() > TOLD_BY_ENDS {
        for chunk in bytes.get(8..).unwrap_or_default().chunks_exact(8) {
            if let Some(chunk) = chunk.first_chunk() {
                hash.add(u64::from_le_bytes(*chunk));
            }
        }
    }
    hash.add(last);
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
    fn ends_tell_short_names_apart() {
        let text = "abcdefghijklmnopqrstuvwxyz";
        for length in 0..=TOLD_BY_ENDS {
            let name = &text[..length];
            for changed in 0..length {
                let mut other = name.to_owned();
                other.replace_range(changed..=changed, "_");
                assert_ne!(ends(name.as_bytes()), ends(other.as_bytes()), "{other}");
            }
        }
    }

    #[test]
    fn each_byte_of_a_name_matters_to_its_hash() {
        let name = "additional_properties_of_an_object";
        for changed in 0..name.len() {
            let mut other = name.to_owned();
            other.replace_range(changed..=changed, "+");
            assert_ne!(hash(name.as_bytes()), hash(other.as_bytes()), "{other}");
        }
    }
}
