//! Words for people.

use crate::json::Node;

/// What is quoted of a value: enough to find it again.
const SHOWN: usize = 60;

/// A value as it is quoted in a message, cut short where it is long.
pub(crate) fn shown(node: &Node) -> String {
    let text = node.to_string();
    if text.chars().count() <= SHOWN {
        return text;
    }
    let head: String = text.chars().take(SHOWN - 1).collect();
    format!("{head}…")
}

/// `8`, `"16:9" or "9:16"`, `one of "a", "b", "c"`; long lists are cut.
pub(crate) fn list(nodes: &[Node]) -> String {
    const MOST: usize = 12;
    match nodes {
        [] => "allowed: nothing is".to_owned(),
        [only] => shown(only),
        [first, second] => format!("{} or {}", shown(first), shown(second)),
        _ => {
            let names: Vec<_> = nodes.iter().take(MOST).map(shown).collect();
            let more = match nodes.len().saturating_sub(MOST) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            format!("one of {}{more}", names.join(", "))
        }
    }
}

/// `1 item`, `2 items`
pub(crate) fn counted(count: u64, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    }
}
