use std::hash::{BuildHasher, RandomState};

use super::{At, Dialect, Name, Property, Reading, SchemaId};
use crate::decimal::Decimal;
use crate::diagnostic::Code;
use crate::hashed::Hashed;
use crate::json::{self, Member, Node, Object, Span, Text, Value};
use crate::pattern::Pattern;

/// Values of keywords, each with its place. What cannot be read is reported and gives `None`.
impl<'a> Reading<'a> {
    pub(super) fn string(&mut self, name: &'static str, member: &Member) -> Option<At<Text>> {
        if let Value::String(text) = &member.value.value {
            return Some(At::new(name, member, text.clone()));
        }
        self.wrong_value(
            member,
            &format!("`{name}` takes a string"),
            match member.value.value {
                Value::Array(_) | Value::Object(_) => "write one text, in quotes",
                _ => "write the value in quotes, or remove the keyword",
            },
        );
        None
    }

    pub(super) fn boolean(&mut self, name: &'static str, member: &Member) -> Option<At<bool>> {
        if let Value::Bool(value) = member.value.value {
            return Some(At::new(name, member, value));
        }
        self.wrong_value(
            member,
            &format!("`{name}` takes `true` or `false`"),
            &bare(&member.value, "one of them", |value| {
                value.as_bool().is_some()
            }),
        );
        None
    }

    pub(super) fn decimal(&mut self, name: &'static str, member: &Member) -> Option<At<Decimal>> {
        if let Value::Number(number) = &member.value.value {
            return Some(At::new(name, member, number.decimal()));
        }
        self.wrong_value(
            member,
            &format!("`{name}` takes a number"),
            &bare(&member.value, "a number", |value| {
                value.as_number().is_some()
            }),
        );
        None
    }

    /// A count is an integer from zero on. One too large for any instance is as good as the
    /// largest.
    pub(super) fn count(&mut self, name: &'static str, member: &Member) -> Option<At<u64>> {
        if let Some(count) = count_of(&member.value.value) {
            return Some(At::new(name, member, count));
        }
        let label = match &member.value.value {
            Value::Number(number) => format!("`{}` counts nothing", number.text()),
            other => format!("this is {}", other.kind()),
        };
        let help = bare(&member.value, "0 or more", |value| {
            count_of(value).is_some()
        });
        let finding = self
            .error(
                Code::NOT_A_COUNT,
                member.value.span,
                &format!("`{name}` takes an integer that is not negative"),
            )
            .with_pointer(self.pointer().join(name).as_str())
            .with_label(label)
            .with_help(help + "; to set no limit, remove the keyword");
        self.found.push(finding);
        None
    }

    pub(super) fn pattern(&mut self, name: &'static str, member: &Member) -> Option<At<Pattern>> {
        let text = self.string(name, member)?;
        self.pattern_text(name, &text.value, text.key, text.span)
    }

    pub(super) fn pattern_text(
        &mut self,
        keyword: &'static str,
        text: &str,
        key: Span,
        span: Span,
    ) -> Option<At<Pattern>> {
        match Pattern::new(text) {
            Ok(value) => Some(At {
                value,
                keyword,
                key,
                span,
            }),
            Err(error) => {
                let finding = self
                    .error(
                        Code::BAD_PATTERN,
                        span,
                        "this is not a regular expression of ECMA-262 that can be judged",
                    )
                    .with_pointer(self.pointer().join(keyword).as_str())
                    .with_label(error.to_string())
                    .with_help("mend the pattern; in JSON each backslash is written twice");
                self.found.push(finding);
                None
            }
        }
    }

    pub(super) fn object(&mut self, name: &'static str, member: &'a Member) -> Option<&'a Object> {
        if let Value::Object(members) = &member.value.value {
            return Some(members);
        }
        self.wrong_value(
            member,
            &format!("`{name}` takes an object"),
            "write its entries in braces",
        );
        None
    }

    pub(super) fn schema(&mut self, name: &'static str, member: &'a Member) -> At<SchemaId> {
        let id = self.enqueue(name, &member.value);
        At::new(name, member, id)
    }

    pub(super) fn schemas(
        &mut self,
        name: &'static str,
        member: &'a Member,
    ) -> Option<At<Vec<SchemaId>>> {
        let Value::Array(nodes) = &member.value.value else {
            self.wrong_value(
                member,
                &format!("`{name}` takes an array of schemas"),
                "write the schemas in brackets",
            );
            return None;
        };
        self.say_empty(name, &member.value);
        let mut ids = Vec::with_capacity(nodes.len());
        for node in nodes.iter() {
            ids.push(self.enqueue(name, node));
        }
        Some(At::new(name, member, ids))
    }

    /// The schemas under the names of an object, and the object.
    pub(super) fn properties(
        &mut self,
        name: &'static str,
        member: &'a Member,
    ) -> Option<(Vec<Property>, &'a Object)> {
        let entries = self.object(name, member)?;
        let mut properties = Vec::with_capacity(entries.len());
        for entry in entries {
            let schema = self.enqueue(name, &entry.value);
            properties.push(Property {
                name: Name {
                    text: entry.key.text.clone(),
                    span: entry.key.span,
                },
                schema,
            });
        }
        Some((properties, entries))
    }

    pub(super) fn names(
        &mut self,
        keyword: &'static str,
        member: &Member,
        list: &Node,
    ) -> Option<At<Vec<Name>>> {
        let Value::Array(items) = &list.value else {
            self.say_no_names(keyword, list);
            return None;
        };
        if self.dialect == Dialect::Draft4 {
            self.say_empty(keyword, list);
        }
        let mut all_are_names = true;
        let mut names: Vec<Name> = Vec::with_capacity(items.len());
        let mut first = First::default();
        for item in items.iter() {
            let Value::String(text) = &item.value else {
                self.say_no_name(keyword, item);
                all_are_names = false;
                continue;
            };
            match first.find(text, &names) {
                Some(first) => self.repeated(keyword, first, item.span),
                None => names.push(Name {
                    text: text.clone(),
                    span: item.span,
                }),
            }
        }
        all_are_names.then_some(At {
            value: names,
            keyword,
            key: member.key.span,
            span: list.span,
        })
    }
}

/// Where names stand first. Few of them are looked through, many found by their hashes.
#[derive(Default)]
struct First {
    places: Hashed,
    /// How many of them have their hashes there.
    known: u32,
    /// No choice of names makes this slow.
    state: RandomState,
}

impl First {
    const FEW: usize = 16;

    /// The place of a name among those that were met already.
    fn find(&mut self, name: &Text, met: &[Name]) -> Option<Span> {
        if met.len() <= Self::FEW {
            let first = met.iter().find(|first| first.text == *name);
            return first.map(|first| first.span);
        }
        while let Some(new) = met.get(self.known as usize) {
            let hash = self.state.hash_one(new.text.as_str());
            self.places.add(hash, self.known, &|_| false);
            self.known += 1;
        }
        let at = |place: u32| met.get(place as usize);
        let is_it = |place| at(place).is_some_and(|first| first.text == *name);
        let place = self
            .places
            .find(self.state.hash_one(name.as_str()), &is_it)?;
        at(place).map(|first| first.span)
    }
}

fn count_of(value: &Value) -> Option<u64> {
    let decimal = value.as_number()?.decimal();
    let counts = decimal.is_integer() && !decimal.is_negative();
    counts.then(|| decimal.to_u64().unwrap_or(u64::MAX))
}

/// What to write instead of a value; a string that holds it needs only lose its quotes.
fn bare(value: &Node, wanted: &str, fits: fn(&Value) -> bool) -> String {
    let holds = |text: &&str| json::parse(text).is_ok_and(|node| fits(&node.value));
    let held = value.value.as_str().filter(holds);
    match held {
        Some(text) => format!("write `{text}`, without quotes"),
        None => format!("write {wanted}, without quotes"),
    }
}
