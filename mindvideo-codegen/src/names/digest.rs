//! A name of bounded length for a wire name without bound.

use super::letters::{capitalize, lowercase};

/// FNV-1a, 128 bits: <http://www.isthe.com/chongo/tech/comp/fnv/>.
const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

fn fnv1a(text: &str) -> u128 {
    text.bytes().fold(OFFSET, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(PRIME)
    })
}

/// How much of a name is for the reader.
const HEAD: usize = 40;

/// The first words of `head`, then the digest of `whole`.
pub(super) fn bounded(camel: bool, head: &str, whole: &str) -> String {
    let words = head
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    let mut name = String::from(if camel { "Long" } else { "long" });
    for word in words {
        let room = HEAD.saturating_sub(name.len());
        let word = lowercase(word.get(..room).unwrap_or(word));
        if word.is_empty() {
            break;
        }
        if camel {
            name.push_str(&capitalize(&word));
        } else {
            name.push('_');
            name.push_str(&word);
        }
    }
    let joint = if camel { "X" } else { "_x" };
    format!("{name}{joint}{:032x}___", fnv1a(whole))
}

#[cfg(test)]
mod tests {
    use super::fnv1a;

    #[test]
    fn digest_is_fnv1a_of_128_bits() {
        assert_eq!(fnv1a(""), 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
        assert_eq!(fnv1a("a"), 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964);
        assert_eq!(fnv1a("foobar"), 0x343e_1662_793c_64bf_6f0d_3597_ba44_6f18);
    }
}
