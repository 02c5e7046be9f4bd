use super::{Node, same, same_hash};
use crate::hashed::Hashed;

/// As many items are compared with one another; more go through a table of hashes.
const FEW: usize = 16;

/// The places of the first two items that are the same JSON value, if any are.
///
/// ```
/// use mindvideo_schema::json::{first_repeated, parse};
///
/// let node = parse("[1, true, 1.0]")?;
/// assert_eq!(first_repeated(node.value.as_array().unwrap_or_default()), Some((0, 2)));
/// # Ok::<(), mindvideo_schema::json::JsonError>(())
/// ```
pub fn first_repeated(items: &[Node]) -> Option<(usize, usize)> {
    if items.len() <= FEW {
        return items.iter().enumerate().find_map(|(again, item)| {
            let mut before = items.iter().take(again);
            before
                .position(|first| same(first, item))
                .map(|first| (first, again))
        });
    }
    let mut seen = Seen::new(items);
    let firsts = (0..items.len()).map(|index| Some((seen.add(index)?, index)));
    firsts.flatten().next()
}

/// Whether no two items are the same JSON value.
///
/// ```
/// use mindvideo_schema::json::{are_distinct, parse};
///
/// let node = parse(r#"[1, "1", [1]]"#)?;
/// assert!(are_distinct(node.value.as_array().unwrap_or_default()));
/// # Ok::<(), mindvideo_schema::json::JsonError>(())
/// ```
pub fn are_distinct(items: &[Node]) -> bool {
    if items.len() <= FEW {
        return first_repeated(items).is_none();
    }
    let texts: Option<Vec<&str>> = items.iter().map(|item| item.value.as_str()).collect();
    match texts {
        // Sorted texts stand beside what they repeat, and no choice of them makes sorting slow.
        Some(mut texts) => {
            texts.sort_unstable_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
            texts.windows(2).all(|pair| pair.first() != pair.last())
        }
        None => first_repeated(items).is_none(),
    }
}

/// The items, without those that repeat an earlier one.
pub fn distinct(items: &[Node]) -> Vec<&Node> {
    let mut seen = Seen::new(items);
    let mut distinct = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        if seen.add(index).is_none() {
            distinct.push(item);
        }
    }
    distinct
}

/// Values by hash, so that many items cost no more than few.
struct Seen<'a> {
    items: &'a [Node],
    places: Hashed,
}

impl<'a> Seen<'a> {
    fn new(items: &'a [Node]) -> Self {
        let places = Hashed::default();
        Self { items, places }
    }

    /// The place of an earlier item that is the same; otherwise remembers this one.
    fn add(&mut self, index: usize) -> Option<usize> {
        let item = self.items.get(index)?;
        let at = |place: u32| self.items.get(place as usize);
        let is_it = |place| at(place).is_some_and(|other| same(item, other));
        let fresh = u32::try_from(index).unwrap_or(u32::MAX);
        let earlier = self.places.add(same_hash(item), fresh, &is_it);
        earlier.map(|place| place as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;

    #[test]
    fn few_and_many_items_are_judged_alike() {
        for length in 2..30 {
            for (first, again) in [(0, 1), (0, length - 1), (length - 2, length - 1)] {
                let mut items: Vec<String> = (0..length).map(|n| format!("[{n}]")).collect();
                items[again] = format!("[{first}.0]");
                let node = parse(&format!("[{}]", items.join(","))).unwrap();
                let items = node.value.as_array().unwrap();
                assert_eq!(first_repeated(items), Some((first, again)), "{length}");
                assert_eq!(first_repeated(&items[..again]), None);
                assert!(!are_distinct(items) && are_distinct(&items[..again]));
            }
        }
    }

    #[test]
    fn texts_are_judged_as_other_values_are() {
        for length in 2..50 {
            let names = |again: usize| {
                let name = |n: usize| format!("\"{}\"", "ab".repeat(n % 5) + &n.to_string());
                let names: Vec<String> = (0..length).map(|n| name(n.min(again))).collect();
                parse(&format!("[{}]", names.join(","))).unwrap()
            };
            for again in 0..length {
                let node = names(again);
                let items = node.value.as_array().unwrap();
                assert_eq!(are_distinct(items), again == length - 1);
                assert_eq!(are_distinct(items), first_repeated(items).is_none());
            }
        }
    }
}
