//! A name of bounded length for a wire name without bound.

use super::letters::{capitalize, lowercase};
use crate::digest::digest;

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
    format!("{name}{joint}{:032x}___", digest(whole.as_bytes()))
}
