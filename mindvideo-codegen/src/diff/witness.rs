//! Instances that tell two schemas apart, each checked by both evaluators.

use std::collections::HashMap;

use mindvideo_schema::json::Pointer;
use mindvideo_schema::schema::SchemaId;
use mindvideo_schema::{Evaluator, Violation};

use super::instance::Instance;
use super::pool::Pool;
use super::{Direction, Witness};

/// How many instances that differ for a part are tried as parts of a whole one.
const TRIES: usize = 24;

/// One step on the way from the root of two schemas to two of their parts.
#[derive(Clone, Debug)]
pub(super) struct Crumb {
    pub(super) old: SchemaId,
    pub(super) new: SchemaId,
    pub(super) step: Step,
}

/// How a part is reached from the schema that applies it.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// It judges the same value.
    Here,
    /// It judges the member of this name.
    Member(String),
    /// It judges the item at this index.
    Item(usize),
    /// It judges names of members.
    Name,
}

/// What a refusal has to say to show a change.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Blame<'s> {
    /// Keywords, one of which has to say it; any, if there are none.
    pub(super) keywords: &'s [&'s str],
    /// The member that it has to be about.
    pub(super) member: Option<&'s str>,
    /// Whether the part may turn what its schema says around, so that only the whole counts.
    pub(super) turns: bool,
}

impl Step {
    fn kind(&self) -> Kind {
        match self {
            Self::Here => Kind::Any,
            Self::Member(_) | Self::Name => Kind::Object,
            Self::Item(_) => Kind::Array,
        }
    }
}

impl Blame<'_> {
    fn is_it(&self, violation: &Violation) -> bool {
        let by_keyword = self.keywords.is_empty() || self.keywords.contains(&violation.keyword);
        let about = |name: &str| {
            let pointer: Pointer = violation.instance.parse().unwrap_or_default();
            pointer.steps().any(|step| step == name)
                || violation.message.contains(&format!("`{name}`"))
        };
        by_keyword && self.member.is_none_or(about)
    }
}

/// What both schemas can show.
pub(super) struct Search<'a> {
    old: &'a Evaluator,
    new: &'a Evaluator,
    old_pool: Pool<'a>,
    new_pool: Pool<'a>,
    /// What stands around parts, by the schemas and by the kind of value that holds the part.
    around: HashMap<(SchemaId, SchemaId, Kind, bool), Option<Instance>>,
}

/// What holds a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Any,
    Array,
    Object,
}

impl<'a> Search<'a> {
    pub(super) fn new(old: &'a Evaluator, new: &'a Evaluator) -> Self {
        Self {
            old,
            new,
            old_pool: Pool::new(old),
            new_pool: Pool::new(new),
            around: HashMap::new(),
        }
    }

    /// A whole instance that only one of the schemas accepts, because of the part that the path
    /// leads to, if the refusal says what is asked for.
    pub(super) fn find(
        &mut self,
        path: &[Crumb],
        (old, new): (SchemaId, SchemaId),
        direction: Direction,
        blame: Blame<'_>,
    ) -> Option<Witness> {
        let narrowed = direction == Direction::Narrowed;
        let (passes, fails) = if narrowed {
            ((self.old, old), (self.new, new))
        } else {
            ((self.new, new), (self.old, old))
        };
        let mut found = self.old_pool.near(old);
        found.extend(self.new_pool.near(new));
        found.retain(|instance| {
            let Some(node) = instance.node() else {
                return false;
            };
            if blame.turns {
                return true;
            }
            let report = fails.0.check_part(fails.1, &node).err();
            let is_blamed =
                report.is_some_and(|report| report.iter().any(|violation| blame.is_it(violation)));
            is_blamed && passes.0.is_valid_part(passes.1, &node)
        });
        found.sort_by_key(|instance| instance.to_string().len());
        found.dedup();
        let tries = if blame.turns { TRIES * 4 } else { TRIES };
        let mut found = found.into_iter().take(tries);
        found.find_map(|part| self.embedded(path, part, narrowed, blame))
    }

    /// The part within a whole instance, if that tells the schemas apart.
    fn embedded(
        &mut self,
        path: &[Crumb],
        part: Instance,
        narrowed: bool,
        blame: Blame<'_>,
    ) -> Option<Witness> {
        let mut whole = part;
        for crumb in path.iter().rev() {
            let around = self.around(crumb, narrowed);
            whole = placed(&crumb.step, whole, around)?;
        }
        let node = whole.node()?;
        let (passes, fails) = if narrowed {
            (self.old, self.new)
        } else {
            (self.new, self.old)
        };
        let report = fails
            .check(&node)
            .err()
            .filter(|_| passes.is_valid(&node))?;
        let blamed = report.iter().find(|violation| blame.is_it(violation));
        let violation = blamed.or_else(|| report.iter().next())?;
        Some(Witness {
            instance: whole.to_string(),
            refusal: violation.to_string(),
        })
    }

    /// An instance of a schema on the way, best one that both sides accept.
    fn around(&mut self, crumb: &Crumb, narrowed: bool) -> Option<Instance> {
        let key = (crumb.old, crumb.new, crumb.step.kind(), narrowed);
        if let Some(known) = self.around.get(&key) {
            return known.clone();
        }
        let found = self.find_around(key);
        self.around.insert(key, found.clone());
        found
    }

    fn find_around(
        &mut self,
        (old_id, new_id, kind, narrowed): (SchemaId, SchemaId, Kind, bool),
    ) -> Option<Instance> {
        let (old, new) = (self.old_pool.valid(old_id), self.new_pool.valid(new_id));
        let (mut bases, others) = if narrowed { (old, new) } else { (new, old) };
        if let (Some(base), Some(other)) = (bases.first(), others.first()) {
            let both = [other.merged(base), base.merged(other)];
            bases.splice(0..0, both);
        }
        // Beside the part only what stands beside it in a valid instance of the kind matters.
        bases.retain(|instance| match kind {
            Kind::Any => true,
            Kind::Array => matches!(instance, Instance::Array(_)),
            Kind::Object => matches!(instance, Instance::Object(_)),
        });
        let accepts = |judge: &Evaluator, id, instance: &Instance| {
            let node = instance.node();
            node.is_some_and(|node| judge.is_valid_part(id, &node))
        };
        let both_accept = |instance: &&Instance| {
            accepts(self.old, old_id, instance) && accepts(self.new, new_id, instance)
        };
        let (judge, id) = if narrowed {
            (self.old, old_id)
        } else {
            (self.new, new_id)
        };
        let best = bases.iter().find(both_accept);
        best.or_else(|| bases.iter().find(|instance| accepts(judge, id, instance)))
            .cloned()
    }
}

fn placed(step: &Step, part: Instance, around: Option<Instance>) -> Option<Instance> {
    Some(match step {
        Step::Here => match &around {
            Some(around) => part.merged(around),
            None => part,
        },
        Step::Member(name) => around
            .unwrap_or(Instance::Object(Vec::new()))
            .with(name, part),
        Step::Item(index) => {
            let mut items = match around {
                Some(Instance::Array(items)) => items,
                _ => Vec::new(),
            };
            while items.len() <= *index {
                items.push(part.clone());
            }
            if let Some(slot) = items.get_mut(*index) {
                *slot = part;
            }
            Instance::Array(items)
        }
        Step::Name => {
            let Instance::Text(name) = part else {
                return None;
            };
            around
                .unwrap_or(Instance::Object(Vec::new()))
                .with(&name, Instance::plain("1"))
        }
    })
}
