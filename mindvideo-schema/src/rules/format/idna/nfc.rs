use super::property::combining_class;
use super::tables::COMPOSITIONS;
use crate::order::order;

/// Whether characters that a label may hold are in Unicode's normal form C. Syllables of Hangul
/// are whole already: their parts are not allowed.
pub(super) fn is_normal(label: &[char]) -> bool {
    let mut apart = Vec::with_capacity(label.len());
    for c in label {
        decompose(*c, &mut apart);
    }
    order_marks(&mut apart);
    compose(&apart) == label
}

/// No character is made of more than four.
fn decompose(c: char, to: &mut Vec<char>) {
    let code = u32::from(c);
    let found = COMPOSITIONS.binary_search_by_key(&code, |entry| entry.2);
    let parts = found.ok().and_then(|index| COMPOSITIONS.get(index));
    let parts = parts.and_then(|(a, b, _)| char::from_u32(*a).zip(char::from_u32(*b)));
    match parts {
        None => to.push(c),
        Some((first, second)) => {
            decompose(first, to);
            to.push(second);
        }
    }
}

/// Marks between two other characters stand by their class.
fn order_marks(characters: &mut [char]) {
    for run in characters.chunk_by_mut(|_, next| combining_class(*next) > 0) {
        // The first is what the marks belong to, or a mark without anything.
        let marks = match run.first() {
            Some(first) if combining_class(*first) == 0 => run.get_mut(1..),
            _ => Some(run),
        };
        if let Some(marks) = marks {
            let class = |at: usize| marks.get(at).map(|c| combining_class(*c));
            let by_class = order(marks.len(), &|a, b| class(a).cmp(&class(b)));
            let before = marks.to_vec();
            for (slot, from) in marks.iter_mut().zip(by_class) {
                *slot = before.get(from).copied().unwrap_or(*slot);
            }
        }
    }
}

fn compose(apart: &[char]) -> Vec<char> {
    let mut out: Vec<char> = Vec::with_capacity(apart.len());
    let mut base = None;
    // The class of what stands between the base and here; `None` if nothing does.
    let mut between = None;
    for &c in apart {
        let class = combining_class(c);
        if between.is_none_or(|last| last < class)
            && let Some(slot) = base.and_then(|index: usize| out.get_mut(index))
            && let Some(composed) = pair(*slot, c)
        {
            *slot = composed;
            continue;
        }
        if class == 0 {
            base = Some(out.len());
            between = None;
        } else {
            between = Some(class);
        }
        out.push(c);
    }
    out
}

fn pair(first: char, second: char) -> Option<char> {
    let wanted = (u32::from(first), u32::from(second));
    let found = COMPOSITIONS.iter().find(|(a, b, _)| (*a, *b) == wanted)?;
    char::from_u32(found.2)
}
