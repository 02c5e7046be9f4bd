use mindvideo_schema::diagnostic::Code;
use mindvideo_schema::json::{Node, same};
use mindvideo_schema::schema::{AnnotationKeywords, At};

use super::Direction;
use super::walk::{Both, Finding, Walk};
use super::witness::Blame;

/// A text for people among the annotations.
type Words = fn(&AnnotationKeywords) -> Option<&At<String>>;

impl Walk<'_> {
    /// What only speaks to people.
    pub(super) fn annotations(&mut self, both: &Both<'_>) {
        let (old, new) = (&both.old.annotation, &both.new.annotation);
        let words: [Words; 2] = [|a| a.title.as_ref(), |a| a.description.as_ref()];
        for of in words {
            let (was, is) = (of(old), of(new));
            if was.map(|at| &at.value) != is.map(|at| &at.value) {
                let keyword = was.or(is).map_or("", |at| at.keyword);
                let message = format!("`{keyword}` {}", verb(was.is_some(), is.is_some()));
                self.told(both, Code::WORDS_CHANGED, message, mark(was), mark(is));
            }
        }
        let (was, is) = (old.default.as_ref(), new.default.as_ref());
        let equal = match (was, is) {
            (Some(was), Some(is)) => same(&was.value, &is.value),
            (was, is) => was.is_none() && is.is_none(),
        };
        if !equal {
            let text = |at: Option<&At<Node>>| {
                at.map_or_else(|| "none".to_owned(), |at| format!("`{}`", at.value))
            };
            let message = format!("the default was {} and is {}", text(was), text(is));
            self.told(both, Code::DEFAULT_CHANGED, message, mark(was), mark(is));
        }
        let (was, is) = (old.deprecated.as_ref(), new.deprecated.as_ref());
        let flag = |at: Option<&At<bool>>| at.is_some_and(|at| at.value);
        if flag(was) != flag(is) {
            let message = if flag(is) {
                "this is deprecated now"
            } else {
                "this is no longer deprecated"
            };
            let message = message.to_owned();
            self.told(
                both,
                Code::DEPRECATION_CHANGED,
                message,
                mark(was),
                mark(is),
            );
        }
    }

    fn told(
        &mut self,
        both: &Both<'_>,
        code: Code,
        message: String,
        old: Option<At<()>>,
        new: Option<At<()>>,
    ) {
        let finding = Finding {
            code,
            direction: Direction::Neutral,
            message,
            old,
            new,
            blame: Blame::default(),
        };
        self.say(&both.pair, &finding);
    }
}

fn mark<T>(at: Option<&At<T>>) -> Option<At<()>> {
    at.map(|at| at.with(()))
}

fn verb(was: bool, is: bool) -> &'static str {
    match (was, is) {
        (false, _) => "came",
        (_, false) => "is gone",
        _ => "changed",
    }
}
