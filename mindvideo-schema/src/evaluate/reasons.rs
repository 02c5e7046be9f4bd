//! Why values break schemas. What a branch of a union says is kept once and shared by all that
//! mention it, so that unions within unions take no more room and time than their own words.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::hashed::Hashed;
use crate::json::Pointer;
use crate::report::Violation;

/// The place of reasons among [`AllReasons`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct ReasonsId(usize);

/// Why a value breaks a schema.
#[derive(Debug)]
pub(super) struct Reasons {
    /// The value's place.
    pointer: Pointer,
    found: Vec<Found>,
    /// The hashes of what was found: nothing is listed twice.
    listed: Hashed,
    pub(super) summary: Summary,
}

#[derive(Debug)]
pub(super) enum Found {
    Violation(Violation),
    /// Why a branch of a union does not fit the value or one below it.
    Branch(ReasonsId),
}

/// What is known of reasons without going through them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Summary {
    /// Whether the value is of a wrong type.
    pub(super) wrong_type: bool,
    /// Whether the value is not the one, or none of those, that the schema asks for.
    wrong_value: bool,
    /// Whether that is true of a member of it.
    pub(super) wrong_tag: bool,
    /// How many there are.
    pub(super) count: usize,
    /// How many steps down the deepest one is.
    pub(super) depth: usize,
}

impl Reasons {
    pub(super) fn new(pointer: Pointer) -> Self {
        Self {
            pointer,
            found: Vec::new(),
            listed: Hashed::default(),
            summary: Summary::default(),
        }
    }

    pub(super) fn list(&mut self, violation: Violation) {
        if !is_new(&mut self.listed, hash(&violation)) {
            return;
        }
        let wrong_value = matches!(violation.keyword, "const" | "enum");
        let steps = |pointer: &str| pointer.matches('/').count();
        let depth = steps(&violation.instance);
        self.add(Summary {
            wrong_type: is_wrong_type(&violation, &self.pointer),
            wrong_value: wrong_value && violation.instance == self.pointer.as_str(),
            wrong_tag: wrong_value && depth == steps(self.pointer.as_str()) + 1,
            count: 1,
            depth,
        });
        self.found.push(Found::Violation(violation));
    }

    /// Lists what a branch says about the value or one below it.
    fn list_branch(&mut self, id: ReasonsId, branch: &Self) {
        let mut hasher = DefaultHasher::new();
        id.hash(&mut hasher);
        if !is_new(&mut self.listed, hasher.finish()) {
            return;
        }
        let inner = branch.summary;
        let below = branch.pointer.as_str().strip_prefix(self.pointer.as_str());
        let below = below.map_or(0, |below| below.matches('/').count());
        self.add(Summary {
            wrong_type: below == 0 && inner.wrong_type,
            wrong_value: below == 0 && inner.wrong_value,
            wrong_tag: below == 0 && inner.wrong_tag || below == 1 && inner.wrong_value,
            ..inner
        });
        self.found.push(Found::Branch(id));
    }

    fn add(&mut self, other: Summary) {
        let summary = &mut self.summary;
        summary.wrong_type |= other.wrong_type;
        summary.wrong_value |= other.wrong_value;
        summary.wrong_tag |= other.wrong_tag;
        summary.count = summary.count.saturating_add(other.count);
        summary.depth = summary.depth.max(other.depth);
    }
}

/// The reasons of all branches that a run came to.
#[derive(Debug, Default)]
pub(super) struct AllReasons(Vec<Reasons>);

impl AllReasons {
    pub(super) fn keep(&mut self, reasons: Reasons) -> ReasonsId {
        self.0.push(reasons);
        ReasonsId(self.0.len() - 1)
    }

    pub(super) fn get(&self, id: ReasonsId) -> Option<&Reasons> {
        self.0.get(id.0)
    }

    pub(super) fn extend(&self, reasons: &mut Reasons, found: Vec<Found>) {
        for found in found {
            match found {
                Found::Violation(violation) => reasons.list(violation),
                Found::Branch(id) => {
                    if let Some(branch) = self.get(id) {
                        reasons.list_branch(id, branch);
                    }
                }
            }
        }
    }

    /// Every violation among them, once.
    pub(super) fn violations(&self, of: &Reasons) -> Vec<Violation> {
        let mut listed = Hashed::default();
        let mut violations = Vec::new();
        self.walk(
            of,
            |_| true,
            |violation| {
                if is_new(&mut listed, hash(violation)) {
                    violations.push(violation.clone());
                }
            },
        );
        violations
    }

    /// What says of the value itself that it is of a wrong type.
    pub(super) fn wrong_types(&self, of: ReasonsId) -> Vec<Violation> {
        let mut violations = Vec::new();
        let Some(of) = self.get(of) else {
            return violations;
        };
        let enters = |branch: &Reasons| branch.summary.wrong_type && branch.pointer == of.pointer;
        self.walk(of, enters, |violation| {
            if is_wrong_type(violation, &of.pointer) {
                violations.push(violation.clone());
            }
        });
        violations
    }

    /// Goes through reasons in the order in which they were found, and through those of a branch
    /// once.
    fn walk(
        &self,
        of: &Reasons,
        enters: impl Fn(&Reasons) -> bool,
        mut says: impl FnMut(&Violation),
    ) {
        let mut entered = Hashed::default();
        let mut open = vec![of.found.iter()];
        while let Some(found) = open.last_mut() {
            match found.next() {
                None => drop(open.pop()),
                Some(Found::Violation(violation)) => says(violation),
                Some(Found::Branch(id)) => {
                    let branch = self.get(*id).filter(|branch| enters(branch));
                    if let Some(branch) = branch.filter(|_| is_new(&mut entered, id.0 as u64)) {
                        open.push(branch.found.iter());
                    }
                }
            }
        }
    }
}

/// Notes a hash; whether it was not noted before.
fn is_new(listed: &mut Hashed, hash: u64) -> bool {
    listed.add(hash, 0, &|_| true).is_none()
}

fn is_wrong_type(violation: &Violation, pointer: &Pointer) -> bool {
    violation.instance == pointer.as_str() && matches!(violation.keyword, "type" | "false")
}

fn hash(violation: &Violation) -> u64 {
    let mut hasher = DefaultHasher::new();
    let Violation {
        instance,
        schema,
        message,
        ..
    } = violation;
    (instance, schema, message).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use crate::evaluate::plan::Asking;
    use crate::evaluate::run::Run;
    use crate::evaluate::stack;
    use crate::{Evaluator, json};

    /// How many things were found on the way, and how many of them are told in the end.
    fn found(schema: &str, instance: &str) -> (usize, usize) {
        let evaluator = Evaluator::new(schema).unwrap();
        let instance = json::parse(instance).unwrap();
        let counted = stack::with_room(|depth| {
            let asking = Asking::new(&evaluator.linked, evaluator.plan(), &instance, depth);
            let mut run = Run::new(&evaluator.linked, asking, None);
            run.apply(evaluator.linked.root(), &instance, None);
            let all: usize = run
                .all_reasons()
                .0
                .iter()
                .map(|each| each.found.len())
                .sum();
            let report = run.finish()?.unwrap_err();
            Some((all, report.violations().len()))
        });
        counted.unwrap()
    }

    fn nested(depth: usize) -> String {
        format!("{}7{}", "{\"a\":".repeat(depth), "}".repeat(depth))
    }

    /// Unions of one branch, one within the other, the last of which goes to a member by the first.
    fn tower(keyword: &str, height: usize) -> String {
        let open = format!(r#"{{"{keyword}": [{{"type": "null"}}, "#).repeat(height);
        let core = r##"{"properties": {"a": {"$ref": "#"}}, "type": "object"}"##;
        format!("{open}{core}{}", "]}".repeat(height))
    }

    #[test]
    fn towers_of_unions_take_as_many_steps_as_they_have_things_to_say() {
        for keyword in ["anyOf", "oneOf"] {
            for (height, depth) in [(10, 10), (20, 20), (40, 20), (20, 40)] {
                let (all, left) = found(&tower(keyword, height), &nested(depth));
                assert!(left >= height * depth, "{left} of {height} {depth}");
                assert!(all <= 6 * left, "{all} for {left} of {height} {depth}");
            }
        }
    }
}
