use std::collections::HashMap;

use mindvideo_schema::diagnostic::Code;
use mindvideo_schema::schema::{At, ObjectKeywords, Property, SchemaId};

use super::Direction;
use super::logic::Applied;
use super::walk::{Both, Finding, Walk};
use super::witness::{Blame, Step};

/// A name that no schema declares.
const UNDECLARED: &str = "x_undeclared";

impl Walk<'_> {
    /// The members of objects.
    pub(super) fn objects(&mut self, both: &Both<'_>) {
        self.required(both);
        self.properties(both);
        self.additional(both);
        self.patterns(both);
        let names = |object: &ObjectKeywords| {
            let names = object.property_names.as_ref();
            names.map(|at| (at.value, at.with(())))
        };
        let (old, new) = (names(&both.old.object), names(&both.new.object));
        self.applied(both, Step::Name, old, new);
        self.dependents(both);
    }

    fn required(&mut self, both: &Both<'_>) {
        let (old, new) = (&both.old.object.required, &both.new.object.required);
        let has = |list: &Option<At<Vec<_>>>, name: &str| {
            let names = list.iter().flat_map(|at| &at.value);
            names
                .into_iter()
                .any(|known: &mindvideo_schema::schema::Name| known.text == name)
        };
        let at = |list: &Option<At<Vec<mindvideo_schema::schema::Name>>>| {
            list.as_ref().map(|at| at.with(()))
        };
        for name in new
            .iter()
            .flat_map(|at| &at.value)
            .filter(|name| !has(old, &name.text))
        {
            let finding = Finding {
                code: Code::REQUIRED_ADDED,
                direction: Direction::Narrowed,
                message: format!("`{}` is newly required", name.text),
                old: at(old),
                new: at(new),
                blame: Blame {
                    keywords: &["required"],
                    member: Some(&name.text),
                    turns: false,
                },
            };
            self.say(&both.pair, &finding);
        }
        for name in old
            .iter()
            .flat_map(|at| &at.value)
            .filter(|name| !has(new, &name.text))
        {
            let finding = Finding {
                code: Code::REQUIRED_REMOVED,
                direction: Direction::Widened,
                message: format!("`{}` is no longer required", name.text),
                old: at(old),
                new: at(new),
                blame: Blame {
                    keywords: &["required"],
                    member: Some(&name.text),
                    turns: false,
                },
            };
            self.say(&both.pair, &finding);
        }
    }

    fn properties(&mut self, both: &Both<'_>) {
        let by_name = |object: &ObjectKeywords| -> Vec<(Property, At<()>)> {
            let at = object.properties.iter();
            at.flat_map(|at| {
                at.value
                    .iter()
                    .map(|property| (property.clone(), at.with(())))
            })
            .collect()
        };
        let (old, new) = (by_name(&both.old.object), by_name(&both.new.object));
        let index: HashMap<&str, SchemaId> = new
            .iter()
            .map(|(p, _)| (p.name.text.as_str(), p.schema))
            .collect();
        let known: HashMap<&str, SchemaId> = old
            .iter()
            .map(|(p, _)| (p.name.text.as_str(), p.schema))
            .collect();
        for (property, at) in &old {
            let name = &property.name.text;
            match index.get(name.as_str()) {
                Some(is) => {
                    let step = Step::Member(name.clone());
                    self.enter(&both.pair, step, property.schema, *is);
                }
                None => self.property(both, Code::PROPERTY_REMOVED, property, at),
            }
        }
        for (property, at) in new
            .iter()
            .filter(|(p, _)| !known.contains_key(&*p.name.text))
        {
            self.property(both, Code::PROPERTY_ADDED, property, at);
        }
    }

    fn property(&mut self, both: &Both<'_>, code: Code, property: &Property, at: &At<()>) {
        let added = code == Code::PROPERTY_ADDED;
        // What judged members of this name while they were not declared.
        let other = if added {
            &both.old.object
        } else {
            &both.new.object
        };
        let other = other.additional.as_ref().map(|at| at.value);
        let closed = other.is_some_and(|id| self.constant(added, id) == Some(false));
        let free = self.constant(!added, property.schema) == Some(true);
        let direction = match (closed, added, free) {
            (true, true, _) => Direction::Widened,
            (true, false, _) => Direction::Narrowed,
            (false, _, true) => Direction::Neutral,
            (false, true, false) if other.is_none() => Direction::Narrowed,
            (false, false, false) if other.is_none() => Direction::Widened,
            _ => Direction::Open,
        };
        let name = &property.name.text;
        let here = At {
            key: property.name.span,
            ..at.clone()
        };
        let message = match code {
            Code::PROPERTY_ADDED => format!("the member `{name}` is newly declared"),
            _ => format!("the member `{name}` is no longer declared"),
        };
        let beside = |object: &ObjectKeywords| object.properties.as_ref().map(|at| at.with(()));
        let (old, new) = if added {
            (beside(&both.old.object), Some(here))
        } else {
            (Some(here), beside(&both.new.object))
        };
        let finding = Finding {
            code,
            direction,
            message,
            old,
            new,
            blame: Blame {
                keywords: &[],
                member: Some(name),
                turns: false,
            },
        };
        self.say(&both.pair, &finding);
        self.point_at_entry(!added, name);
    }

    fn additional(&mut self, both: &Both<'_>) {
        let part = |object: &ObjectKeywords| -> Option<Applied> {
            let at = object.additional.as_ref();
            at.map(|at| (at.value, at.with(())))
        };
        let (old, new) = (part(&both.old.object), part(&both.new.object));
        let closed = |old: bool, part: &Option<Applied>, walk: &Self| {
            part.as_ref()
                .is_some_and(|(id, _)| walk.constant(old, *id) == Some(false))
        };
        let (was, is) = (closed(true, &old, self), closed(false, &new, self));
        if was == is {
            if !is {
                self.applied(both, Step::Member(UNDECLARED.to_owned()), old, new);
            }
            return;
        }
        let (code, direction, message) = if is {
            (
                Code::CLOSED,
                Direction::Narrowed,
                "members that are not declared are forbidden now",
            )
        } else {
            (
                Code::OPENED,
                Direction::Widened,
                "members that are not declared are allowed now",
            )
        };
        let finding = Finding {
            code,
            direction,
            message: message.to_owned(),
            old: old.map(|(_, at)| at),
            new: new.map(|(_, at)| at),
            blame: Blame {
                keywords: &["additionalProperties"],
                member: None,
                turns: false,
            },
        };
        self.say(&both.pair, &finding);
    }

    /// Rules for names that match: paired by the text of their pattern.
    fn patterns(&mut self, both: &Both<'_>) {
        let by_text = |object: &ObjectKeywords| -> Vec<(String, Applied)> {
            let all = object.pattern_properties.iter();
            all.flat_map(|at| {
                at.value.iter().map(|(pattern, id)| {
                    let at = At {
                        key: pattern.key,
                        ..at.with(())
                    };
                    (pattern.value.as_str().to_owned(), (*id, at))
                })
            })
            .collect()
        };
        let (old, mut new) = (by_text(&both.old.object), by_text(&both.new.object));
        for (pattern, was) in old {
            let is = new.iter().position(|(other, _)| *other == pattern);
            let is = is.map(|index| new.remove(index).1);
            self.applied(both, Step::Member(sample(&pattern)), Some(was), is);
        }
        for (pattern, is) in new {
            self.applied(both, Step::Member(sample(&pattern)), None, Some(is));
        }
    }

    fn dependents(&mut self, both: &Both<'_>) {
        let (old, new) = (&both.old.object, &both.new.object);
        let called_for = |object: &ObjectKeywords| {
            let all = object.dependent_required.iter();
            let pairs = all.flat_map(|(name, others)| {
                let at = others.with(());
                let others = others.value.iter();
                others.map(move |other| ((name.text.clone(), other.text.clone()), at.clone()))
            });
            pairs.collect::<Vec<((String, String), At<()>)>>()
        };
        let (before, after) = (called_for(old), called_for(new));
        let has = |list: &[((String, String), At<()>)], pair: &(String, String)| {
            list.iter().any(|(known, _)| known == pair)
        };
        for (pair, at) in after.iter().filter(|(pair, _)| !has(&before, pair)) {
            let message = format!("`{}` calls for `{}` now", pair.0, pair.1);
            self.called_for(both, Direction::Narrowed, message, None, Some(at.clone()));
        }
        for (pair, at) in before.iter().filter(|(pair, _)| !has(&after, pair)) {
            let message = format!("`{}` no longer calls for `{}`", pair.0, pair.1);
            self.called_for(both, Direction::Widened, message, Some(at.clone()), None);
        }
        let schema = |object: &ObjectKeywords, name: &str| -> Option<Applied> {
            let mut all = object.dependent_schemas.iter();
            let found = all.find(|(known, _)| known.text == name);
            found.map(|(_, at)| (at.value, at.with(())))
        };
        for (name, at) in &old.dependent_schemas {
            let is = schema(new, &name.text);
            self.applied(both, Step::Here, Some((at.value, at.with(()))), is);
        }
        for (name, at) in &new.dependent_schemas {
            if schema(old, &name.text).is_none() {
                self.applied(both, Step::Here, None, Some((at.value, at.with(()))));
            }
        }
    }

    fn called_for(
        &mut self,
        both: &Both<'_>,
        direction: Direction,
        message: String,
        old: Option<At<()>>,
        new: Option<At<()>>,
    ) {
        let finding = Finding {
            code: Code::CALLED_FOR_CHANGED,
            direction,
            message,
            old,
            new,
            blame: Blame {
                keywords: &["dependentRequired", "dependencies"],
                member: None,
                turns: false,
            },
        };
        self.say(&both.pair, &finding);
    }
}

/// A name that most likely matches: the pattern's letters.
fn sample(pattern: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let name: String = pattern.chars().filter(kept).collect();
    if name.is_empty() {
        "a".to_owned()
    } else {
        name
    }
}
