use mindvideo_schema::diagnostic::Code;
use mindvideo_schema::json::{Node, same};
use mindvideo_schema::schema::{At, JsonType, Keywords, TypeSet};

use super::Direction;
use super::walk::{Both, Finding, Walk};
use super::witness::Blame;

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
        let at = |keywords: &Keywords| keywords.general.types.as_ref().map(|at| at.with(()));
        let mut say = |direction, message| {
            let finding = Finding {
                code: Code::TYPES_CHANGED,
                direction,
                message,
                old: at(both.old),
                new: at(both.new),
                blame: Blame {
                    keywords: &["type"],
                    member: None,
                    turns: false,
                },
            };
            self.say(&both.pair, &finding);
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
        let at = |list: &Option<(At<()>, Vec<&Node>)>| list.as_ref().map(|(at, _)| at.clone());
        let (code, direction, message) = match (&old, &new) {
            (None, None) => return,
            (None, Some((_, values))) => (
                Code::VALUE_REMOVED,
                Direction::Narrowed,
                format!("only {} is allowed now", shown(values)),
            ),
            (Some(_), None) => (
                Code::VALUE_ADDED,
                Direction::Widened,
                "any value of the type is allowed now".to_owned(),
            ),
            (Some((_, before)), Some((_, after))) => {
                let lost = missing(before, after);
                let gained = missing(after, before);
                if !lost.is_empty() {
                    let message = format!("{} is no longer listed", shown(&lost));
                    self.listed(
                        both,
                        at(&old).as_ref(),
                        at(&new).as_ref(),
                        Code::VALUE_REMOVED,
                        message,
                    );
                }
                if !gained.is_empty() {
                    let message = format!("{} is newly listed", shown(&gained));
                    self.listed(
                        both,
                        at(&old).as_ref(),
                        at(&new).as_ref(),
                        Code::VALUE_ADDED,
                        message,
                    );
                }
                return;
            }
        };
        let finding = Finding {
            code,
            direction,
            message,
            old: at(&old),
            new: at(&new),
            blame: Blame {
                keywords: &["enum", "const"],
                member: None,
                turns: false,
            },
        };
        self.say(&both.pair, &finding);
    }

    fn listed(
        &mut self,
        both: &Both<'_>,
        old: Option<&At<()>>,
        new: Option<&At<()>>,
        code: Code,
        message: String,
    ) {
        let direction = match code {
            Code::VALUE_REMOVED => Direction::Narrowed,
            _ => Direction::Widened,
        };
        let finding = Finding {
            code,
            direction,
            message,
            old: old.cloned(),
            new: new.cloned(),
            blame: Blame {
                keywords: &["enum", "const"],
                member: None,
                turns: false,
            },
        };
        self.say(&both.pair, &finding);
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
fn listed(keywords: &Keywords) -> Option<(At<()>, Vec<&Node>)> {
    let general = &keywords.general;
    let several = general.values.as_ref();
    let several = several.map(|at| (at.with(()), at.value.iter().collect()));
    several.or_else(|| {
        let single = general.constant.as_ref()?;
        Some((single.with(()), vec![&single.value]))
    })
}

fn missing<'n>(from: &[&'n Node], other: &[&Node]) -> Vec<&'n Node> {
    let has = |node: &Node| other.iter().any(|other| same(node, other));
    from.iter().copied().filter(|node| !has(node)).collect()
}

fn shown(values: &[&Node]) -> String {
    let texts = values.iter().take(SHOWN).map(|value| format!("`{value}`"));
    let more = values.len().saturating_sub(SHOWN);
    let more = (more > 0).then(|| format!("{more} more"));
    texts.chain(more).collect::<Vec<_>>().join(", ")
}
