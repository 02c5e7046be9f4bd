//! Bytes that mean something, in long runs of others.

/// So many bytes are looked at together: what asks all of them alike becomes a few instructions of the processor.
const TOGETHER: usize = 32;
/// Most words are shorter; those are looked at byte by byte.
const WORD: usize = 12;

/// Where the first mark stands.
pub(crate) fn find(bytes: &[u8], is_mark: impl Fn(u8) -> bool) -> Option<usize> {
    let (word, run) = bytes.split_at(bytes.len().min(WORD));
    if let Some(at) = word.iter().position(|&byte| is_mark(byte)) {
        return Some(at);
    }
    let (blocks, rest) = run.as_chunks::<TOGETHER>();
    let marked = |block: &[u8; TOGETHER]| block.iter().fold(false, |any, &b| any | is_mark(b));
    let block = blocks.iter().position(marked);
    let from = block.map_or(run.len() - rest.len(), |block| block * TOGETHER);
    let tail = run.get(from..).unwrap_or_default();
    let within = tail.iter().position(|&byte| is_mark(byte));
    within.map(|at| word.len() + from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_one_wherever_it_stands() {
        for length in 0..100 {
            let mut bytes = vec![b'.'; length];
            assert_eq!(find(&bytes, |byte| byte == b'x'), None);
            for at in (0..length).rev() {
                bytes[at] = b'x';
                assert_eq!(find(&bytes, |byte| byte == b'x'), Some(at), "{length}");
            }
        }
    }
}
