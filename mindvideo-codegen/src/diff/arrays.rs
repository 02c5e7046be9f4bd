use mindvideo_schema::diagnostic::Code;
use mindvideo_schema::schema::{At, Keywords, SchemaId};

use super::Direction;
use super::walk::{Both, Finding, Walk};
use super::witness::{Blame, Step};

impl Walk<'_> {
    /// `pattern` and `format`.
    pub(super) fn strings(&mut self, both: &Both<'_>) {
        let pattern = |keywords: &Keywords| {
            let pattern = keywords.string.pattern.as_ref();
            pattern.map(|at| at.with(at.value.as_str().to_owned()))
        };
        let (old, new) = (pattern(both.old), pattern(both.new));
        self.text_rule(
            both,
            Code::PATTERN_CHANGED,
            Direction::Open,
            old.as_ref(),
            new.as_ref(),
        );
        let format = |keywords: &Keywords| keywords.string.format.clone();
        let (old, new) = (format(both.old), format(both.new));
        let direction = if self.judges_format {
            Direction::Open
        } else {
            Direction::Neutral
        };
        self.text_rule(
            both,
            Code::FORMAT_CHANGED,
            direction,
            old.as_ref(),
            new.as_ref(),
        );
    }

    /// A keyword whose texts cannot be compared beyond being the same.
    fn text_rule(
        &mut self,
        both: &Both<'_>,
        code: Code,
        undecided: Direction,
        old: Option<&At<String>>,
        new: Option<&At<String>>,
    ) {
        let text = |at: Option<&At<String>>| at.map(|at| at.value.clone());
        if text(old) == text(new) {
            return;
        }
        let direction = match (undecided, old, new) {
            (Direction::Open, None, Some(_)) => Direction::Narrowed,
            (Direction::Open, Some(_), None) => Direction::Widened,
            _ => undecided,
        };
        let keyword = old.or(new).map_or("", |at| at.keyword);
        let quoted = |at| text(at).map_or_else(|| "none".to_owned(), |text| format!("`{text}`"));
        let finding = Finding {
            code,
            direction,
            message: format!("`{keyword}` was {} and is {}", quoted(old), quoted(new)),
            old: old.map(|at| at.with(())),
            new: new.map(|at| at.with(())),
            blame: Blame {
                keywords: &[keyword],
                member: None,
                turns: false,
            },
        };
        self.say(&both.pair, &finding);
    }

    /// The items of arrays.
    pub(super) fn arrays(&mut self, both: &Both<'_>) {
        let (old, new) = (&both.old.array, &both.new.array);
        let prefix = |at: &Option<At<Vec<SchemaId>>>| {
            at.as_ref().map(|at| at.value.clone()).unwrap_or_default()
        };
        let (before, after) = (prefix(&old.prefix), prefix(&new.prefix));
        for index in 0..before.len().max(after.len()) {
            // Behind its prefix an array has what `items` says.
            let was = before
                .get(index)
                .copied()
                .or(old.items.as_ref().map(|at| at.value));
            let is = after
                .get(index)
                .copied()
                .or(new.items.as_ref().map(|at| at.value));
            let at = |at: &Option<At<Vec<SchemaId>>>, items: &Option<At<SchemaId>>| {
                at.as_ref()
                    .map(|at| at.with(()))
                    .or(items.as_ref().map(|at| at.with(())))
            };
            let was = was.zip(at(&old.prefix, &old.items));
            let is = is.zip(at(&new.prefix, &new.items));
            self.applied(both, Step::Item(index), was, is);
        }
        let rest = before.len().max(after.len());
        let part = |at: &Option<At<SchemaId>>| at.as_ref().map(|at| (at.value, at.with(())));
        self.applied(both, Step::Item(rest), part(&old.items), part(&new.items));
        self.contained(both);
        let flag = |at: &Option<At<bool>>| at.as_ref().is_some_and(|at| at.value);
        let (was, is) = (flag(&old.unique), flag(&new.unique));
        if was != is {
            let (direction, message) = if is {
                (Direction::Narrowed, "no item may stand twice any more")
            } else {
                (Direction::Widened, "items may stand twice now")
            };
            let finding = Finding {
                code: Code::UNIQUE_CHANGED,
                direction,
                message: message.to_owned(),
                old: old.unique.as_ref().map(|at| at.with(())),
                new: new.unique.as_ref().map(|at| at.with(())),
                blame: Blame {
                    keywords: &["uniqueItems"],
                    member: None,
                    turns: false,
                },
            };
            self.say(&both.pair, &finding);
        }
    }

    /// `contains` turns around where `maxContains` limits it.
    fn contained(&mut self, both: &Both<'_>) {
        let (old, new) = (&both.old.array, &both.new.array);
        let limited = old.max_contains.is_some() || new.max_contains.is_some();
        match (&old.contains, &new.contains) {
            (Some(was), Some(is)) if limited => self.opaque(both, was, is),
            (was, is) => {
                let part = |at: &Option<At<SchemaId>>| at.as_ref().map(|a| (a.value, a.with(())));
                self.applied(both, Step::Item(0), part(was), part(is));
            }
        }
    }
}
