use mindvideo_schema::diagnostic::Code;
use mindvideo_schema::json::{Node, Text, same};
use mindvideo_schema::schema::{AnnotationKeywords, At};

use super::Direction;
use super::finding::Finding;
use super::walk::{Both, Walk};

/// A text for people among the annotations.
type Words = fn(&AnnotationKeywords) -> Option<&At<Text>>;

impl Walk<'_> {
    /// What only speaks to people.
    pub(super) fn annotations(&mut self, both: &Both<'_>) {
        let words: [Words; 2] = [|a| a.title.as_ref(), |a| a.description.as_ref()];
        for of in words {
            self.words(both, of(&both.old.annotation), of(&both.new.annotation));
        }
        self.default(both);
        self.deprecation(both);
    }

    fn words(&mut self, both: &Both<'_>, old: Option<&At<Text>>, new: Option<&At<Text>>) {
        if old.map(|at| &at.value) != new.map(|at| &at.value) {
            let keyword = old.or(new).map_or("", |at| at.keyword);
            let message = format!("`{keyword}` {}", verb(old.is_some(), new.is_some()));
            let finding = Finding::new(Code::WORDS_CHANGED, Direction::Neutral, message);
            self.say(&both.pair, finding.at(old, new));
        }
    }

    fn default(&mut self, both: &Both<'_>) {
        let old = both.old.annotation.default.as_ref();
        let new = both.new.annotation.default.as_ref();
        let equal = match (old, new) {
            (Some(old), Some(new)) => same(&old.value, &new.value),
            (old, new) => old.is_none() && new.is_none(),
        };
        if !equal {
            let text = |at: Option<&At<Node>>| {
                at.map_or_else(|| "none".to_owned(), |at| format!("`{}`", at.value))
            };
            let message = format!("the default was {} and is {}", text(old), text(new));
            let finding = Finding::new(Code::DEFAULT_CHANGED, Direction::Neutral, message);
            self.say(&both.pair, finding.at(old, new));
        }
    }

    fn deprecation(&mut self, both: &Both<'_>) {
        let old = both.old.annotation.deprecated.as_ref();
        let new = both.new.annotation.deprecated.as_ref();
        let flag = |at: Option<&At<bool>>| at.is_some_and(|at| at.value);
        if flag(old) != flag(new) {
            let message = if flag(new) {
                "this is deprecated now"
            } else {
                "this is no longer deprecated"
            };
            let finding = Finding::new(Code::DEPRECATION_CHANGED, Direction::Neutral, message);
            self.say(&both.pair, finding.at(old, new));
        }
    }
}

fn verb(was: bool, is: bool) -> &'static str {
    match (was, is) {
        (false, _) => "came",
        (_, false) => "is gone",
        _ => "changed",
    }
}
