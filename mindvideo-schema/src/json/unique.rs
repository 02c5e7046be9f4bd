use super::{Node, same, same_hash};
use std::collections::HashMap;

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
    let mut seen = Seen::default();
    items
        .iter()
        .enumerate()
        .find_map(|(index, item)| seen.add(index, item).map(|first| (first, index)))
}

/// The items, without those that repeat an earlier one.
pub fn distinct(items: &[Node]) -> Vec<&Node> {
    let mut seen = Seen::default();
    items
        .iter()
        .enumerate()
        .filter(|(index, item)| seen.add(*index, item).is_none())
        .map(|(_, item)| item)
        .collect()
}

/// Values by hash, so that many items cost no more than few.
#[derive(Default)]
struct Seen<'a>(HashMap<u64, Vec<(usize, &'a Node)>>);

impl<'a> Seen<'a> {
    /// The place of an earlier item that is the same; otherwise remembers this one.
    fn add(&mut self, index: usize, item: &'a Node) -> Option<usize> {
        let alike = self.0.entry(same_hash(item)).or_default();
        let earlier = alike.iter().find(|(_, other)| same(item, other));
        if let Some((first, _)) = earlier {
            return Some(*first);
        }
        alike.push((index, item));
        None
    }
}
