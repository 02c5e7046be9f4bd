use std::cmp::Ordering;

use mindvideo_schema::Decimal;
use mindvideo_schema::diagnostic::Code;
use mindvideo_schema::schema::{At, Keywords};

use super::Direction;
use super::finding::Finding;
use super::walk::{Both, Walk};

/// A bound, and whether it is excluded itself.
#[derive(Clone)]
struct Bound {
    at: At<()>,
    value: Decimal,
    excluded: bool,
}

/// Which side of it a bound leaves.
#[derive(Clone, Copy)]
enum End {
    Least,
    Most,
}

/// A limit on a count: what it leaves, what it is called, and where it is.
type Count = (End, &'static str, fn(&Keywords) -> Option<&At<u64>>);

const COUNTS: [Count; 8] = [
    (End::Least, "the least length", |all| {
        all.string.min_length.as_ref()
    }),
    (End::Most, "the greatest length", |all| {
        all.string.max_length.as_ref()
    }),
    (End::Least, "the least number of items", |all| {
        all.array.min_items.as_ref()
    }),
    (End::Most, "the greatest number of items", |all| {
        all.array.max_items.as_ref()
    }),
    (
        End::Least,
        "the least number of items that fit `contains`",
        |all| all.array.min_contains.as_ref(),
    ),
    (
        End::Most,
        "the greatest number of items that fit `contains`",
        |all| all.array.max_contains.as_ref(),
    ),
    (End::Least, "the least number of members", |all| {
        all.object.min_properties.as_ref()
    }),
    (End::Most, "the greatest number of members", |all| {
        all.object.max_properties.as_ref()
    }),
];

impl Walk<'_> {
    /// Bounds on numbers and counts.
    pub(super) fn bounds(&mut self, both: &Both<'_>) {
        let (old, new) = (lower(both.old), lower(both.new));
        self.bound(both, End::Least, "the least value", old, new);
        let (old, new) = (upper(both.old), upper(both.new));
        self.bound(both, End::Most, "the greatest value", old, new);
        for (end, noun, of) in COUNTS {
            let (old, new) = (of(both.old).map(count), of(both.new).map(count));
            self.bound(both, end, noun, old, new);
        }
        self.divisor(both);
    }

    fn bound(
        &mut self,
        both: &Both<'_>,
        end: End,
        noun: &str,
        old: Option<Bound>,
        new: Option<Bound>,
    ) {
        let (code, direction) = match tightened(end, old.as_ref(), new.as_ref()) {
            Ordering::Equal => return,
            Ordering::Greater => (Code::BOUND_TIGHTENED, Direction::Narrowed),
            Ordering::Less => (Code::BOUND_LOOSENED, Direction::Widened),
        };
        let text = |bound: &Option<Bound>| match bound {
            None => "none".to_owned(),
            Some(bound) => bound.text(end),
        };
        let message = format!("{noun} was {} and is {}", text(&old), text(&new));
        let keywords = [&old, &new].map(|bound| bound.as_ref().map_or("", |b| b.at.keyword));
        let (old, new) = (old.map(|bound| bound.at), new.map(|bound| bound.at));
        let finding = Finding::new(code, direction, message).at(old.as_ref(), new.as_ref());
        self.say(&both.pair, finding.blaming(&keywords));
    }

    fn divisor(&mut self, both: &Both<'_>) {
        let old = both.old.number.multiple_of.as_ref();
        let new = both.new.number.multiple_of.as_ref();
        let direction = match (old, new) {
            (None, None) => return,
            (None, Some(_)) => Direction::Narrowed,
            (Some(_), None) => Direction::Widened,
            (Some(old), Some(new)) => {
                let narrows = new.value.is_multiple_of(&old.value);
                match (narrows, old.value.is_multiple_of(&new.value)) {
                    (true, true) => return,
                    (true, false) => Direction::Narrowed,
                    (false, true) => Direction::Widened,
                    (false, false) => Direction::Open,
                }
            }
        };
        let text = |at: Option<&At<Decimal>>| {
            at.map_or_else(|| "none".to_owned(), |at| at.value.to_string())
        };
        let message = format!("`multipleOf` was {} and is {}", text(old), text(new));
        let finding = Finding::new(Code::DIVISOR_CHANGED, direction, message).at(old, new);
        self.say(&both.pair, finding.blaming(&["multipleOf"]));
    }
}

impl Bound {
    fn text(&self, end: End) -> String {
        let value = &self.value;
        match (end, self.excluded) {
            (_, false) => value.to_string(),
            (End::Least, true) => format!("above {value}"),
            (End::Most, true) => format!("below {value}"),
        }
    }
}

/// `Greater` if the new bound leaves less than the old one.
fn tightened(end: End, old: Option<&Bound>, new: Option<&Bound>) -> Ordering {
    let (Some(old), Some(new)) = (old, new) else {
        return new.is_some().cmp(&old.is_some());
    };
    let by_value = match end {
        End::Least => new.value.cmp(&old.value),
        End::Most => old.value.cmp(&new.value),
    };
    by_value.then(new.excluded.cmp(&old.excluded))
}

fn count(at: &At<u64>) -> Bound {
    Bound {
        at: at.with(()),
        value: Decimal::from(at.value),
        excluded: false,
    }
}

fn bound(at: Option<&At<Decimal>>, excluded: bool) -> Option<Bound> {
    at.map(|at| Bound {
        at: at.with(()),
        value: at.value.clone(),
        excluded,
    })
}

/// The greater one of `minimum` and `exclusiveMinimum`.
fn lower(keywords: &Keywords) -> Option<Bound> {
    let number = &keywords.number;
    let bounds = [
        bound(number.minimum.as_ref(), false),
        bound(number.exclusive_minimum.as_ref(), true),
    ];
    let order = |a: &Bound, b: &Bound| a.value.cmp(&b.value).then(a.excluded.cmp(&b.excluded));
    bounds.into_iter().flatten().max_by(order)
}

/// The lesser one of `maximum` and `exclusiveMaximum`.
fn upper(keywords: &Keywords) -> Option<Bound> {
    let number = &keywords.number;
    let bounds = [
        bound(number.maximum.as_ref(), false),
        bound(number.exclusive_maximum.as_ref(), true),
    ];
    let order = |a: &Bound, b: &Bound| a.value.cmp(&b.value).then(b.excluded.cmp(&a.excluded));
    bounds.into_iter().flatten().min_by(order)
}
