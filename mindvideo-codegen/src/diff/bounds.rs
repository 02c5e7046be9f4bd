use std::cmp::Ordering;

use mindvideo_schema::Decimal;
use mindvideo_schema::diagnostic::Code;
use mindvideo_schema::schema::{At, Keywords};

use super::Direction;
use super::walk::{Both, Finding, Walk};
use super::witness::Blame;

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

impl Walk<'_> {
    /// Bounds on numbers and counts.
    pub(super) fn bounds(&mut self, both: &Both<'_>) {
        self.bound(
            both,
            End::Least,
            "the least value",
            lower(both.old),
            lower(both.new),
        );
        self.bound(
            both,
            End::Most,
            "the greatest value",
            upper(both.old),
            upper(both.new),
        );
        let counts: [Count; 8] = [
            (End::Least, "the least length", |k| {
                k.string.min_length.as_ref()
            }),
            (End::Most, "the greatest length", |k| {
                k.string.max_length.as_ref()
            }),
            (End::Least, "the least number of items", |k| {
                k.array.min_items.as_ref()
            }),
            (End::Most, "the greatest number of items", |k| {
                k.array.max_items.as_ref()
            }),
            (
                End::Least,
                "the least number of items that fit `contains`",
                |k| k.array.min_contains.as_ref(),
            ),
            (
                End::Most,
                "the greatest number of items that fit `contains`",
                |k| k.array.max_contains.as_ref(),
            ),
            (End::Least, "the least number of members", |k| {
                k.object.min_properties.as_ref()
            }),
            (End::Most, "the greatest number of members", |k| {
                k.object.max_properties.as_ref()
            }),
        ];
        for (end, noun, of) in counts {
            self.bound(
                both,
                end,
                noun,
                of(both.old).map(count),
                of(both.new).map(count),
            );
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
        let tighter = match (&old, &new) {
            (None, None) => return,
            (None, Some(_)) => true,
            (Some(_), None) => false,
            (Some(old), Some(new)) => {
                let order = new
                    .value
                    .cmp(&old.value)
                    .then(new.excluded.cmp(&old.excluded));
                let order = match (end, new.value == old.value) {
                    (End::Most, false) => order.reverse(),
                    _ => order,
                };
                match order {
                    Ordering::Equal => return,
                    order => order == Ordering::Greater,
                }
            }
        };
        let text = |bound: &Option<Bound>| match bound {
            None => "none".to_owned(),
            Some(Bound {
                value, excluded, ..
            }) => match (end, excluded) {
                (_, false) => value.to_string(),
                (End::Least, true) => format!("above {value}"),
                (End::Most, true) => format!("below {value}"),
            },
        };
        let (code, direction) = if tighter {
            (Code::BOUND_TIGHTENED, Direction::Narrowed)
        } else {
            (Code::BOUND_LOOSENED, Direction::Widened)
        };
        let message = format!("{noun} was {} and is {}", text(&old), text(&new));
        let keywords = [&old, &new].map(|bound| bound.as_ref().map_or("", |b| b.at.keyword));
        let finding = Finding {
            code,
            direction,
            message,
            old: old.map(|bound| bound.at),
            new: new.map(|bound| bound.at),
            blame: Blame {
                keywords: &keywords,
                member: None,
                turns: false,
            },
        };
        self.say(&both.pair, &finding);
    }

    fn divisor(&mut self, both: &Both<'_>) {
        let divisor = |keywords: &Keywords| keywords.number.multiple_of.clone();
        let (old, new) = (divisor(both.old), divisor(both.new));
        let direction = match (&old, &new) {
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
        let text = |at: &Option<At<Decimal>>| {
            at.as_ref()
                .map_or_else(|| "none".to_owned(), |at| at.value.to_string())
        };
        let finding = Finding {
            code: Code::DIVISOR_CHANGED,
            direction,
            message: format!("`multipleOf` was {} and is {}", text(&old), text(&new)),
            old: old.map(|at| at.with(())),
            new: new.map(|at| at.with(())),
            blame: Blame {
                keywords: &["multipleOf"],
                member: None,
                turns: false,
            },
        };
        self.say(&both.pair, &finding);
    }
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
