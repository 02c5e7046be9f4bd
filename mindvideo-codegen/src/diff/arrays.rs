use mindvideo_schema::diagnostic::Code;
use mindvideo_schema::schema::{ArrayKeywords, At, Keywords};

use super::Direction;
use super::finding::Finding;
use super::logic::{Applied, part};
use super::walk::{Both, Walk};
use super::witness::Step;

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
        let format = |keywords: &Keywords| {
            let format = keywords.string.format.as_ref();
            format.map(|at| at.with(at.value.to_string()))
        };
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
        let message = format!("`{keyword}` was {} and is {}", quoted(old), quoted(new));
        let finding = Finding::new(code, direction, message).at(old, new);
        self.say(&both.pair, finding.blaming(&[keyword]));
    }

    /// The items of arrays.
    pub(super) fn arrays(&mut self, both: &Both<'_>) {
        let (old, new) = (&both.old.array, &both.new.array);
        let rest = prefix(old).max(prefix(new));
        for index in 0..rest {
            let step = Step::Item(index);
            self.applied(both, step, item(old, index), item(new, index));
        }
        let (was, is) = (part(old.items.as_ref()), part(new.items.as_ref()));
        self.applied(both, Step::Item(rest), was, is);
        self.contained(both);
        self.unique(both);
    }

    fn unique(&mut self, both: &Both<'_>) {
        let (old, new) = (
            both.old.array.unique.as_ref(),
            both.new.array.unique.as_ref(),
        );
        let flag = |at: Option<&At<bool>>| at.is_some_and(|at| at.value);
        if flag(old) != flag(new) {
            let (direction, message) = if flag(new) {
                (Direction::Narrowed, "no item may stand twice any more")
            } else {
                (Direction::Widened, "items may stand twice now")
            };
            let finding = Finding::new(Code::UNIQUE_CHANGED, direction, message).at(old, new);
            self.say(&both.pair, finding.blaming(&["uniqueItems"]));
        }
    }

    /// `contains` turns around where `maxContains` limits it.
    fn contained(&mut self, both: &Both<'_>) {
        let (old, new) = (&both.old.array, &both.new.array);
        let limited = old.max_contains.is_some() || new.max_contains.is_some();
        match (&old.contains, &new.contains) {
            (Some(was), Some(is)) if limited => self.opaque(both, was, is),
            (was, is) => {
                let (was, is) = (part(was.as_ref()), part(is.as_ref()));
                self.applied(both, Step::Item(0), was, is);
            }
        }
    }
}

/// How many items have schemas of their own.
fn prefix(array: &ArrayKeywords) -> usize {
    array.prefix.as_ref().map_or(0, |at| at.value.len())
}

/// What judges an item: behind its prefix an array has what `items` says.
fn item(array: &ArrayKeywords, index: usize) -> Option<Applied> {
    let prefix = array.prefix.as_ref();
    let own = prefix.and_then(|at| Some((*at.value.get(index)?, at.with(()))));
    own.or_else(|| part(array.items.as_ref()))
}
