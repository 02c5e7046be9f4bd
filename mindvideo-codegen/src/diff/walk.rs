use std::collections::{HashSet, VecDeque};

use mindvideo_schema::Evaluator;
use mindvideo_schema::diagnostic::Code;
use mindvideo_schema::json;
use mindvideo_schema::link::Linked;
use mindvideo_schema::schema::{Body, Keywords, SchemaId};

use super::finding::Finding;
use super::overlay::overlay;
use super::reference::meant;
use super::side::Side;
use super::witness::{Blame, Crumb, Search, Step};
use super::{Change, Direction, Place, Verdict};

/// How many pairs of schemas are compared at most.
const MOST_PAIRS: usize = 20_000;
/// How many changes an instance is looked for.
const MOST_SEARCHES: usize = 300;
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
        let old = self.linked(Side::Old).root();
        let new = self.linked(Side::New).root();
        let root = Pair {
            old,
            new,
            path: Vec::new(),
            turns: false,
        };
        self.drafts(&root);
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
        let old = meant(self.linked(Side::Old), old);
        let new = meant(self.linked(Side::New), new);
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
        let was = self.keywords(Side::Old, old);
        let is = self.keywords(Side::New, new);
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
            &self.linked(Side::Old).schema(pair.old).body,
            &self.linked(Side::New).schema(pair.new).body,
        );
        let (old, new) = match bodies {
            (Body::Boolean(false), Body::Boolean(false))
            | (Body::Boolean(true), Body::Boolean(true)) => return,
            (_, Body::Boolean(false)) => return self.closed(&pair),
            (Body::Boolean(false), _) => return self.opened(&pair),
            (Body::Keywords(old), Body::Keywords(new)) => (old, new),
            (Body::Keywords(old), Body::Boolean(true)) => (old, &nothing),
            (Body::Boolean(true), Body::Keywords(new)) => (&nothing, new),
        };
        // Where only one side refers to a schema and says more, what it refers to counts as said.
        let references = (
            self.reference(Side::Old, pair.old),
            self.reference(Side::New, pair.new),
        );
        let laid_over;
        let (old, new) = match references {
            (Some(target), None) => {
                laid_over = self.laid_over(Side::Old, old, target);
                (&laid_over, new)
            }
            (None, Some(target)) => {
                laid_over = self.laid_over(Side::New, new, target);
                (old, &laid_over)
            }
            _ => (old, new),
        };
        self.keyword_by_keyword(&Both { pair, old, new });
    }

    fn keyword_by_keyword(&mut self, both: &Both<'_>) {
        self.general(both);
        self.bounds(both);
        self.strings(both);
        self.arrays(both);
        self.objects(both);
        self.logic(both);
        self.annotations(both);
    }

    /// Keywords beside a reference together with those that it leads to.
    fn laid_over(&self, side: Side, keywords: &Keywords, target: SchemaId) -> Keywords {
        let target = self.keywords(side, meant(self.linked(side), target));
        let mut all = keywords.clone();
        all.core.reference = None;
        match target {
            Some(target) => overlay(all, target),
            None => all,
        }
    }

    fn closed(&mut self, pair: &Pair) {
        let message = "nothing is allowed here any more";
        let finding = Finding::new(Code::RULE_ADDED, Direction::Narrowed, message);
        self.say(pair, finding);
    }

    fn opened(&mut self, pair: &Pair) {
        let message = "nothing was allowed here";
        let finding = Finding::new(Code::RULE_REMOVED, Direction::Widened, message);
        self.say(pair, finding);
    }

    /// Another draft changes what the same keywords mean.
    fn drafts(&mut self, root: &Pair) {
        let dialect = |linked: &Linked, id| linked.document(linked.schema(id).document).dialect;
        let before = dialect(self.linked(Side::Old), root.old);
        let after = dialect(self.linked(Side::New), root.new);
        if before == after {
            return;
        }
        let named = |side, id| self.keywords(side, id)?.core.schema.as_ref();
        let message = format!("the schema was read by draft {before} and is by draft {after}");
        let finding = Finding::new(Code::DRAFT_CHANGED, Direction::Open, message)
            .at(named(Side::Old, root.old), named(Side::New, root.new));
        self.say(root, finding);
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
    pub(super) fn say(&mut self, pair: &Pair, finding: Finding<'_>) {
        let change = self.found(pair, finding);
        self.changes.push(change);
    }

    /// The same for a change that is about an entry of the keyword on one side.
    pub(super) fn say_of_entry(
        &mut self,
        pair: &Pair,
        finding: Finding<'_>,
        side: Side,
        name: &str,
    ) {
        let mut change = self.found(pair, finding);
        let place = side.of(&mut change.old, &mut change.new);
        if let Some(place) = place {
            place.enter(name);
        }
        self.changes.push(change);
    }

    fn found(&mut self, pair: &Pair, finding: Finding<'_>) -> Change {
        let turned = pair.turns && finding.direction != Direction::Neutral;
        let (direction, blame) = if turned {
            let turns = true;
            let blame = Blame {
                turns,
                ..Blame::default()
            };
            (Direction::Open, blame)
        } else {
            (finding.direction, finding.blame)
        };
        let mut change = self.change(pair, finding.code, direction);
        change.message = finding.message;
        for (place, at) in [
            (&mut change.old, &finding.old),
            (&mut change.new, &finding.new),
        ] {
            if let (Some(place), Some(at)) = (place, at) {
                place.point(at);
            }
        }
        self.shown(pair, &mut change, blame);
        change
    }

    /// Adds the instances that show the change.
    fn shown(&mut self, pair: &Pair, change: &mut Change, blame: Blame<'_>) {
        if change.direction == Direction::Neutral || self.searches == MOST_SEARCHES {
            return;
        }
        self.searches += 1;
        let parts = (pair.old, pair.new);
        let mut find = |direction| self.search.find(&pair.path, parts, direction, blame);
        if change.direction != Direction::Widened {
            change.narrowed = find(Direction::Narrowed);
        }
        if change.direction != Direction::Narrowed {
            change.widened = find(Direction::Widened);
        }
    }

    fn change(&self, pair: &Pair, code: Code, direction: Direction) -> Change {
        Change {
            code,
            direction,
            verdict: Verdict::of(code, direction),
            message: String::new(),
            old: Some(Place::of(self.linked(Side::Old), pair.old)),
            new: Some(Place::of(self.linked(Side::New), pair.new)),
            narrowed: None,
            widened: None,
        }
    }

    fn linked(&self, side: Side) -> &'a Linked {
        side.of(self.old, self.new).linked()
    }

    fn keywords(&self, side: Side, id: SchemaId) -> Option<&'a Keywords> {
        self.linked(side).schema(id).keywords()
    }

    /// The text of a schema as it stands in its file, for comparing what is not looked into.
    pub(super) fn text(&self, side: Side, id: SchemaId) -> String {
        let linked = self.linked(side);
        let schema = linked.schema(id);
        let source = &linked.document(schema.document).source;
        let text = schema.span.text(&source.text);
        json::parse(text).map_or_else(|_| text.to_owned(), |n| n.to_string())
    }

    /// Whether a schema allows everything, or nothing.
    pub(super) fn constant(&self, side: Side, id: SchemaId) -> Option<bool> {
        match &self.linked(side).schema(id).body {
            Body::Boolean(allows) => Some(*allows),
            Body::Keywords(_) => (self.text(side, id) == "{}").then_some(true),
        }
    }

    /// What the reference of a schema refers to.
    pub(super) fn reference(&self, side: Side, id: SchemaId) -> Option<SchemaId> {
        self.linked(side).reference(id)
    }
}
