use mindvideo_schema::diagnostic::Code;
use mindvideo_schema::schema::{At, Keywords, SchemaId};

use super::Direction;
use super::finding::Finding;
use super::side::Side;
use super::walk::{Both, Walk};
use super::witness::Step;

/// A schema and the keyword that applies it.
pub(super) type Applied = (SchemaId, At<()>);

/// The schema under a keyword.
pub(super) fn part(at: Option<&At<SchemaId>>) -> Option<Applied> {
    at.map(|at| (at.value, at.with(())))
}

impl Walk<'_> {
    /// References, combinations and conditions.
    pub(super) fn logic(&mut self, both: &Both<'_>) {
        self.references(both);
        let (old, new) = (&both.old.logic, &both.new.logic);
        self.branches(both, old.all_of.as_ref(), new.all_of.as_ref());
        self.branches(both, old.any_of.as_ref(), new.any_of.as_ref());
        self.branches(both, old.one_of.as_ref(), new.one_of.as_ref());
        self.condition(both, old.not.as_ref(), new.not.as_ref());
        self.condition(both, old.condition.as_ref(), new.condition.as_ref());
        self.condition(both, old.then.as_ref(), new.then.as_ref());
        self.condition(both, old.otherwise.as_ref(), new.otherwise.as_ref());
        let (array, object) = (&both.old.array, &both.old.object);
        let after = (&both.new.array, &both.new.object);
        self.condition(
            both,
            array.unevaluated.as_ref(),
            after.0.unevaluated.as_ref(),
        );
        self.condition(
            both,
            object.unevaluated.as_ref(),
            after.1.unevaluated.as_ref(),
        );
    }

    fn references(&mut self, both: &Both<'_>) {
        let at = |keywords: &Keywords| keywords.core.reference.as_ref().map(|at| at.with(()));
        let old = self.reference(Side::Old, both.pair.old).zip(at(both.old));
        let new = self.reference(Side::New, both.pair.new).zip(at(both.new));
        self.applied(both, Step::Here, old, new);
    }

    /// A schema that every value it speaks of must fulfil.
    pub(super) fn applied(
        &mut self,
        both: &Both<'_>,
        step: Step,
        old: Option<Applied>,
        new: Option<Applied>,
    ) {
        let (code, direction) = match (&old, &new) {
            (None, None) => return,
            (Some((old, _)), Some((new, _))) => return self.enter(&both.pair, step, *old, *new),
            (None, Some((new, _))) if self.constant(Side::New, *new) == Some(true) => return,
            (Some((old, _)), None) if self.constant(Side::Old, *old) == Some(true) => return,
            (None, Some(_)) => (Code::RULE_ADDED, Direction::Narrowed),
            (Some(_), None) => (Code::RULE_REMOVED, Direction::Widened),
        };
        let at = old.as_ref().or(new.as_ref()).map(|(_, at)| at.keyword);
        let keyword = at.unwrap_or_default();
        let message = match code {
            Code::RULE_ADDED => format!("`{keyword}` judges what was free before"),
            _ => format!("`{keyword}` no longer judges what it did"),
        };
        let (old, new) = (old.map(|(_, at)| at), new.map(|(_, at)| at));
        let finding = Finding::new(code, direction, message).at(old.as_ref(), new.as_ref());
        self.say(&both.pair, finding);
    }

    /// Branches that say the same are paired wherever they stand, the others by their order.
    fn branches(
        &mut self,
        both: &Both<'_>,
        old: Option<&At<Vec<SchemaId>>>,
        new: Option<&At<Vec<SchemaId>>>,
    ) {
        let list =
            |at: Option<&At<Vec<SchemaId>>>| at.map(|at| at.value.clone()).unwrap_or_default();
        let (mut before, mut after) = (list(old), list(new));
        let keyword = old.or(new).map_or("", |at| at.keyword);
        let has_union = |at: Option<&At<Vec<SchemaId>>>| keyword != "allOf" && at.is_some();
        if keyword != "allOf" && has_union(old) != has_union(new) {
            let code = if has_union(new) {
                Code::RULE_ADDED
            } else {
                Code::RULE_REMOVED
            };
            return self.branch(both, code, keyword, old, new);
        }
        before.retain(|was| {
            let text = self.text(Side::Old, *was);
            let same = after
                .iter()
                .position(|is| self.text(Side::New, *is) == text);
            if let Some(index) = same {
                let is = after.remove(index);
                self.enter(&both.pair, Step::Here, *was, is);
            }
            same.is_none()
        });
        for (was, is) in before.iter().zip(&after) {
            self.enter(&both.pair, Step::Here, *was, *is);
        }
        let paired = before.len().min(after.len());
        let gone = before.len() - paired;
        let come = after.len() - paired;
        let (added, removed) = match keyword {
            "allOf" => (Code::RULE_ADDED, Code::RULE_REMOVED),
            _ => (Code::BRANCH_ADDED, Code::BRANCH_REMOVED),
        };
        for code in std::iter::repeat_n(added, come).chain(std::iter::repeat_n(removed, gone)) {
            self.branch(both, code, keyword, old, new);
        }
    }

    fn branch(
        &mut self,
        both: &Both<'_>,
        code: Code,
        keyword: &'static str,
        old: Option<&At<Vec<SchemaId>>>,
        new: Option<&At<Vec<SchemaId>>>,
    ) {
        let direction = match (code, keyword) {
            (Code::RULE_ADDED, _) => Direction::Narrowed,
            (Code::RULE_REMOVED, _) => Direction::Widened,
            (_, "oneOf") => Direction::Open,
            (Code::BRANCH_ADDED, _) => Direction::Widened,
            _ => Direction::Narrowed,
        };
        let count = |at: Option<&At<Vec<SchemaId>>>| match at.map_or(0, |at| at.value.len()) {
            1 => "1 schema".to_owned(),
            several => format!("{several} schemas"),
        };
        let message = format!("`{keyword}` listed {} and lists {}", count(old), count(new));
        let finding = Finding::new(code, direction, message).at(old, new);
        self.say(&both.pair, finding);
    }

    /// A schema whose tightening may loosen the whole, or the other way round.
    fn condition(
        &mut self,
        both: &Both<'_>,
        old: Option<&At<SchemaId>>,
        new: Option<&At<SchemaId>>,
    ) {
        match (old, new) {
            (None, None) => {}
            (Some(was), Some(is)) => self.enter_turned(&both.pair, was.value, is.value),
            (was, is) => {
                let keyword = was.or(is).map_or("", |at| at.keyword);
                let verb = if was.is_none() { "came" } else { "is gone" };
                let message = format!("`{keyword}` {verb}");
                let finding = Finding::new(Code::CONDITION_CHANGED, Direction::Open, message);
                self.say(&both.pair, finding.at(was, is));
            }
        }
    }

    /// Two schemas that are not looked into.
    pub(super) fn opaque(&mut self, both: &Both<'_>, old: &At<SchemaId>, new: &At<SchemaId>) {
        if self.text(Side::Old, old.value) == self.text(Side::New, new.value) {
            return self.enter_turned(&both.pair, old.value, new.value);
        }
        let message = format!("what stands under `{}` changed", old.keyword);
        let finding = Finding::new(Code::CONDITION_CHANGED, Direction::Open, message);
        self.say(&both.pair, finding.at(Some(old), Some(new)));
    }
}
