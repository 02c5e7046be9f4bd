use std::collections::HashMap;

use mindvideo_schema::diagnostic::Code;
use mindvideo_schema::json::{Node, same, same_hash};
use mindvideo_schema::schema::{At, JsonType, Keywords, TypeSet};

use super::Direction;
use super::finding::Finding;
use super::walk::{Both, Walk};

/// How many values a message lists.
const SHOWN: usize = 6;

impl Walk<'_> {
    /// `type`, `enum` and `const`.
    pub(super) fn general(&mut self, both: &Both<'_>) {
        self.types(both);
        self.values(both);
    }

    fn types(&mut self, both: &Both<'_>) {
        let (old, new) = (types(both.old), types(both.new));
        let mut say = |direction, message: String| {
            let finding = Finding::new(Code::TYPES_CHANGED, direction, message).at(
                both.old.general.types.as_ref(),
                both.new.general.types.as_ref(),
            );
            self.say(&both.pair, finding.blaming(&["type"]));
        };
        let lost = without(old, new);
        let gained = without(new, old);
        if !lost.is_empty() {
            say(Direction::Narrowed, format!("{lost} is no longer allowed"));
        }
        if !gained.is_empty() {
            say(Direction::Widened, format!("{gained} is allowed, too"));
        }
    }

    fn values(&mut self, both: &Both<'_>) {
        let (old, new) = (listed(both.old), listed(both.new));
        let (old, new) = (old.as_ref(), new.as_ref());
        let mut say = |code, direction, message: String| {
            let at = Finding::new(code, direction, message).at(old, new);
            self.say(&both.pair, at.blaming(&["enum", "const"]));
        };
        let mut removed = |message| say(Code::VALUE_REMOVED, Direction::Narrowed, message);
        match (old, new) {
            (None, None) => {}
            (None, Some(after)) => removed(format!("only {} is allowed now", shown(&after.value))),
            (Some(_), None) => {
                let message = "any value of the type is allowed now".to_owned();
                say(Code::VALUE_ADDED, Direction::Widened, message);
            }
            (Some(before), Some(after)) => {
                let lost = missing(&before.value, &after.value);
                let gained = missing(&after.value, &before.value);
                if !lost.is_empty() {
                    removed(format!("{} is no longer listed", shown(&lost)));
                }
                if !gained.is_empty() {
                    let message = format!("{} is newly listed", shown(&gained));
                    say(Code::VALUE_ADDED, Direction::Widened, message);
                }
            }
        }
    }
}

/// The types allowed, with `integer` wherever `number` is.
fn types(keywords: &Keywords) -> TypeSet {
    let types = keywords.general.types.as_ref();
    let types = types.map_or(TypeSet::ANY, |at| at.value);
    if types.names(JsonType::Number) {
        types.union(TypeSet::of(JsonType::Integer))
    } else {
        types
    }
}

fn without(from: TypeSet, other: TypeSet) -> TypeSet {
    from.iter().filter(|name| !other.names(*name)).collect()
}

/// The values that `enum` or else `const` lists.
fn listed(keywords: &Keywords) -> Option<At<Vec<&Node>>> {
    let general = &keywords.general;
    let several = general.values.as_ref();
    let several = several.map(|at| at.with(at.value.iter().collect()));
    let single = || general.constant.as_ref().map(|at| at.with(vec![&at.value]));
    several.or_else(single)
}

fn missing<'n>(from: &[&'n Node], other: &[&Node]) -> Vec<&'n Node> {
    let mut known: HashMap<u64, Vec<&Node>> = HashMap::new();
    for node in other {
        known.entry(same_hash(node)).or_default().push(node);
    }
    let has = |node: &Node| {
        let alike = known.get(&same_hash(node));
        alike.is_some_and(|alike| alike.iter().any(|other| same(node, other)))
    };
    from.iter().copied().filter(|node| !has(node)).collect()
}

fn shown(values: &[&Node]) -> String {
    let texts = values.iter().take(SHOWN).map(|value| format!("`{value}`"));
    let more = values.len().saturating_sub(SHOWN);
    let more = (more > 0).then(|| format!("{more} more"));
    texts.chain(more).collect::<Vec<_>>().join(", ")
}
