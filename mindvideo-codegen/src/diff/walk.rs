use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use mindvideo_schema::Evaluator;
use mindvideo_schema::diagnostic::Code;
use mindvideo_schema::json::{self, Pointer, Span};
use mindvideo_schema::link::Linked;
use mindvideo_schema::schema::{At, Body, Keywords, SchemaId};

use super::overlay::overlay;
use super::witness::{Blame, Crumb, Search, Step};
use super::{Change, Direction, Place, Verdict};

/// How many pairs of schemas are compared at most.
const MOST_PAIRS: usize = 20_000;
/// How many changes an instance is looked for.
const MOST_SEARCHES: usize = 300;
/// How many references are followed to the schema that they stand for.
const MOST_STEPS: usize = 256;

/// What may stand beside a reference and asks nothing of a value.
const SILENT: [&str; 13] = [
    "$ref",
    "$comment",
    "$defs",
    "$id",
    "$schema",
    "default",
    "definitions",
    "deprecated",
    "description",
    "examples",
    "readOnly",
    "title",
    "writeOnly",
];

/// Two schemas side by side.
pub(super) struct Walk<'a> {
    old: &'a Evaluator,
    new: &'a Evaluator,
    /// Whether `format` is judged.
    pub(super) judges_format: bool,
    search: Search<'a>,
    searches: usize,
    seen: HashSet<(SchemaId, SchemaId)>,
    open: VecDeque<Pair>,
    changes: Vec<Change>,
}

/// Two schemas for the same values.
#[derive(Clone)]
pub(super) struct Pair {
    pub(super) old: SchemaId,
    pub(super) new: SchemaId,
    /// The way from the roots.
    path: Vec<Crumb>,
    /// Whether a tighter rule here may be a looser one for the whole, as below `not`.
    turns: bool,
}

/// The keywords of both schemas of a pair.
pub(super) struct Both<'a> {
    pub(super) pair: Pair,
    pub(super) old: &'a Keywords,
    pub(super) new: &'a Keywords,
}

/// What is said about a pair.
pub(super) struct Finding<'s> {
    pub(super) code: Code,
    pub(super) direction: Direction,
    pub(super) message: String,
    /// The keyword in either file.
    pub(super) old: Option<At<()>>,
    pub(super) new: Option<At<()>>,
    /// What a refusal has to say to show it.
    pub(super) blame: Blame<'s>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(old: &'a Evaluator, new: &'a Evaluator, judges_format: bool) -> Self {
        Self {
            old,
            new,
            judges_format,
            search: Search::new(old, new),
            searches: 0,
            seen: HashSet::new(),
            open: VecDeque::new(),
            changes: Vec::new(),
        }
    }

    /// Every change, in the order in which the walk meets it.
    pub(super) fn run(mut self) -> Vec<Change> {
        let (old, new) = (self.old.linked().root(), self.new.linked().root());
        self.drafts(old, new);
        let root = Pair {
            old,
            new,
            path: Vec::new(),
            turns: false,
        };
        self.open.push_back(root.clone());
        while let Some(pair) = self.open.pop_front() {
            self.compare(pair);
        }
        self.unexplained(&root);
        self.changes
    }

    /// Compares two parts later, unless they were before.
    pub(super) fn enter(&mut self, from: &Pair, step: Step, old: SchemaId, new: SchemaId) {
        self.push(from, step, old, new, from.turns);
    }

    /// The same for parts whose rules may turn around.
    pub(super) fn enter_turned(&mut self, from: &Pair, old: SchemaId, new: SchemaId) {
        self.push(from, Step::Here, old, new, true);
    }

    fn push(&mut self, from: &Pair, step: Step, old: SchemaId, new: SchemaId, turns: bool) {
        let mut path = from.path.clone();
        path.push(Crumb {
            old: from.old,
            new: from.new,
            step,
        });
        let written = (old, new);
        let (old, new) = (meant(self.old.linked(), old), meant(self.new.linked(), new));
        if written != (old, new) {
            self.beside_references(written, &path);
        }
        if self.seen.len() < MOST_PAIRS && self.seen.insert((old, new)) {
            self.open.push_back(Pair {
                old,
                new,
                path,
                turns,
            });
        }
    }

    /// What is said to people beside references.
    fn beside_references(&mut self, (old, new): (SchemaId, SchemaId), path: &[Crumb]) {
        let (was, is) = (self.keywords(true, old), self.keywords(false, new));
        if let (Some(was), Some(is)) = (was, is)
            && self.seen.insert((old, new))
        {
            let pair = Pair {
                old,
                new,
                path: path.to_vec(),
                turns: false,
            };
            self.annotations(&Both {
                pair,
                old: was,
                new: is,
            });
        }
    }

    fn compare(&mut self, pair: Pair) {
        let nothing = Keywords::default();
        let bodies = (
            &self.old.linked().schema(pair.old).body,
            &self.new.linked().schema(pair.new).body,
        );
        let (old, new) = match bodies {
            (Body::Boolean(false), Body::Boolean(false))
            | (Body::Boolean(true), Body::Boolean(true)) => return,
            (_, Body::Boolean(false)) => {
                return self.whole(&pair, Code::RULE_ADDED, "nothing is allowed here any more");
            }
            (Body::Boolean(false), _) => {
                return self.whole(&pair, Code::RULE_REMOVED, "nothing was allowed here");
            }
            (Body::Keywords(old), Body::Keywords(new)) => (&**old, &**new),
            (Body::Keywords(old), Body::Boolean(true)) => (&**old, &nothing),
            (Body::Boolean(true), Body::Keywords(new)) => (&nothing, &**new),
        };
        // Where only one side refers to a schema and says more, what it refers to counts as said.
        let (was, is) = (
            self.reference(true, pair.old),
            self.reference(false, pair.new),
        );
        let (above, below);
        let (old, new) = match (was, is) {
            (Some(target), None) => {
                above = self.laid_over(true, old, target);
                (&above, new)
            }
            (None, Some(target)) => {
                below = self.laid_over(false, new, target);
                (old, &below)
            }
            _ => (old, new),
        };
        let both = Both { pair, old, new };
        self.general(&both);
        self.bounds(&both);
        self.strings(&both);
        self.arrays(&both);
        self.objects(&both);
        self.logic(&both);
        self.annotations(&both);
    }

    /// Keywords beside a reference together with those that it leads to.
    fn laid_over(&self, old: bool, keywords: &Keywords, target: SchemaId) -> Keywords {
        let linked = if old {
            self.old.linked()
        } else {
            self.new.linked()
        };
        let target = self.keywords(old, meant(linked, target));
        let mut all = keywords.clone();
        all.core.reference = None;
        match target {
            Some(target) => overlay(all, target),
            None => all,
        }
    }

    fn whole(&mut self, pair: &Pair, code: Code, message: &str) {
        let direction = match code {
            Code::RULE_ADDED => Direction::Narrowed,
            _ => Direction::Widened,
        };
        self.say(
            pair,
            &Finding {
                code,
                direction,
                message: message.to_owned(),
                old: None,
                new: None,
                blame: Blame::default(),
            },
        );
    }

    /// Another draft changes what the same keywords mean.
    fn drafts(&mut self, old: SchemaId, new: SchemaId) {
        let dialect = |linked: &Linked, id| linked.document(linked.schema(id).document).dialect;
        let before = dialect(self.old.linked(), old);
        let after = dialect(self.new.linked(), new);
        if before != after {
            let pair = Pair {
                old,
                new,
                path: Vec::new(),
                turns: false,
            };
            let message = format!("the schema was read by draft {before} and is by draft {after}");
            let (was, is) = (self.keywords(true, old), self.keywords(false, new));
            let at = |keywords: Option<&Keywords>| {
                let schema = keywords.and_then(|keywords| keywords.core.schema.as_ref());
                schema.map(|at| at.with(()))
            };
            let finding = Finding {
                code: Code::DRAFT_CHANGED,
                direction: Direction::Open,
                message,
                old: at(was),
                new: at(is),
                blame: Blame::default(),
            };
            self.say(&pair, &finding);
        }
    }

    fn keywords(&self, old: bool, id: SchemaId) -> Option<&'a Keywords> {
        let judge = if old { self.old } else { self.new };
        judge.linked().schema(id).keywords()
    }

    /// An instance that tells the schemas apart in a way that no change accounts for.
    fn unexplained(&mut self, root: &Pair) {
        for direction in [Direction::Narrowed, Direction::Widened] {
            let explains = |change: &Change| {
                change.direction == direction || change.direction == Direction::Open
            };
            if self.changes.iter().any(explains) {
                continue;
            }
            let roots = (root.old, root.new);
            if let Some(witness) = self.search.find(&[], roots, direction, Blame::default()) {
                let mut change = self.change(root, Code::ACCEPTED_CHANGED, direction);
                change
                    .message
                    .push_str("the schemas do not accept the same instances");
                match direction {
                    Direction::Narrowed => change.narrowed = Some(witness),
                    _ => change.widened = Some(witness),
                }
                self.changes.push(change);
            }
        }
    }

    /// Records a change, with an instance that shows it where one is found.
    pub(super) fn say(&mut self, pair: &Pair, finding: &Finding<'_>) {
        let turned = pair.turns && finding.direction != Direction::Neutral;
        let direction = if turned {
            Direction::Open
        } else {
            finding.direction
        };
        let mut change = self.change(pair, finding.code, direction);
        change.message.clone_from(&finding.message);
        if let (Some(place), Some(at)) = (&mut change.old, &finding.old) {
            place.point(at);
        }
        if let (Some(place), Some(at)) = (&mut change.new, &finding.new) {
            place.point(at);
        }
        let blame = Blame {
            turns: turned,
            ..if turned {
                Blame::default()
            } else {
                finding.blame
            }
        };
        let narrows = matches!(direction, Direction::Narrowed | Direction::Open);
        let widens = matches!(direction, Direction::Widened | Direction::Open);
        if (narrows || widens) && self.searches < MOST_SEARCHES {
            self.searches += 1;
            let parts = (pair.old, pair.new);
            if narrows {
                let found = self
                    .search
                    .find(&pair.path, parts, Direction::Narrowed, blame);
                change.narrowed = found;
            }
            if widens {
                let found = self
                    .search
                    .find(&pair.path, parts, Direction::Widened, blame);
                change.widened = found;
            }
        }
        self.changes.push(change);
    }

    /// Goes on from the place of the last change to an entry of its keyword.
    pub(super) fn point_at_entry(&mut self, old: bool, name: &str) {
        let change = self.changes.last_mut();
        let place = change.and_then(|change| {
            if old {
                change.old.as_mut()
            } else {
                change.new.as_mut()
            }
        });
        if let Some(place) = place {
            place.pointer = format!("{}{}", place.pointer, Pointer::root().join(name));
        }
    }

    fn change(&self, pair: &Pair, code: Code, direction: Direction) -> Change {
        Change {
            code,
            direction,
            verdict: verdict(code, direction),
            message: String::new(),
            old: Some(Place::of(self.old.linked(), pair.old)),
            new: Some(Place::of(self.new.linked(), pair.new)),
            narrowed: None,
            widened: None,
        }
    }

    /// The text of a schema as it stands in its file, for comparing what is not looked into.
    pub(super) fn text(&self, old: bool, id: SchemaId) -> String {
        let linked = if old {
            self.old.linked()
        } else {
            self.new.linked()
        };
        let schema = linked.schema(id);
        let source = &linked.document(schema.document).source;
        let text = schema.span.text(&source.text);
        json::parse(text).map_or_else(|_| text.to_owned(), |n| n.to_string())
    }

    /// Whether a schema allows everything, or nothing.
    pub(super) fn constant(&self, old: bool, id: SchemaId) -> Option<bool> {
        let linked = if old {
            self.old.linked()
        } else {
            self.new.linked()
        };
        match &linked.schema(id).body {
            Body::Boolean(allows) => Some(*allows),
            Body::Keywords(_) => (self.text(old, id) == "{}").then_some(true),
        }
    }

    /// What the reference of a schema refers to.
    pub(super) fn reference(&self, old: bool, id: SchemaId) -> Option<SchemaId> {
        let linked = if old {
            self.old.linked()
        } else {
            self.new.linked()
        };
        linked.reference(id)
    }
}

impl Place {
    /// The start of a schema: its first character stands for all of it.
    pub(super) fn of(linked: &Linked, id: SchemaId) -> Self {
        let schema = linked.schema(id);
        let start = schema.span.start;
        Self {
            source: Arc::clone(&linked.document(schema.document).source),
            span: Span::new(start, schema.span.end.min(start.saturating_add(1))),
            pointer: schema.pointer.to_string(),
        }
    }

    /// Points at a keyword of the schema.
    fn point(&mut self, at: &At<()>) {
        self.span = at.key;
        self.pointer = format!("{}/{}", self.pointer, at.keyword);
    }
}

/// The schema that one which is nothing but a reference stands for.
fn meant(linked: &Linked, id: SchemaId) -> SchemaId {
    let mut at = id;
    for _ in 0..MOST_STEPS {
        let schema = linked.schema(at);
        let dialect = linked.document(schema.document).dialect;
        let text = schema
            .span
            .text(&linked.document(schema.document).source.text);
        let is_alone = dialect.ref_replaces_siblings() || only_refers(text);
        match linked.reference(at) {
            Some(target) if is_alone => at = target,
            _ => break,
        }
    }
    at
}

/// Whether nothing beside a reference says what is valid.
fn only_refers(text: &str) -> bool {
    let node = json::parse(text).ok();
    let members = node.as_ref().and_then(|node| node.value.as_object());
    members.into_iter().flatten().all(|member| {
        let name = &*member.key.text;
        SILENT.contains(&name) || name.starts_with("x-")
    })
}

/// See the table on top of the module.
fn verdict(code: Code, direction: Direction) -> Verdict {
    match (code, direction) {
        (Code::WORDS_CHANGED | Code::FORMAT_CHANGED, Direction::Neutral) => Verdict::Patch,
        (Code::PROPERTY_ADDED, _) => Verdict::Minor,
        (Code::PROPERTY_REMOVED, _) | (_, Direction::Narrowed | Direction::Open) => Verdict::Major,
        (_, Direction::Widened | Direction::Neutral) => Verdict::Minor,
    }
}
