use std::collections::{HashMap, HashSet};

use mindvideo_schema::json::Span;
use mindvideo_schema::schema::{JsonType, Keywords, Name, ObjectKeywords, Schema, SchemaId};

use super::all::All;
use super::facts::Made;
use super::{Lowering, Use, asserts, docs, fall};
use crate::model::{Check, Field, Record, Rest, Rule, Shape, TypeRef};
use crate::names;

/// The field for members that no other field stands for.
const REST: &str = "additional_properties";

/// A member that `properties` declares.
struct Declared<'a> {
    name: &'a Name,
    /// The schema whose keyword it is.
    by: &'a Schema,
    /// What its value is.
    of: SchemaId,
}

/// The members that are not declared.
struct Others {
    /// What one of them is.
    of: SchemaId,
    /// The keyword that says so.
    key: Span,
    /// Whether all are under the rules of that schema, and not of others of the same type.
    are_one: bool,
}

impl<'a> Lowering<'a> {
    /// A struct where names are known, else a map.
    pub(super) fn object(&mut self, all: &All) -> Use {
        let spoken = self.spoken(all);
        let declares = spoken
            .iter()
            .any(|(.., keywords)| asserts::declares(keywords));
        if declares || self.is_closed(all) {
            let beside = all.clone();
            return self.define_all(all, all.own(), move |lowering| {
                Shape::Record(lowering.record(&beside))
            });
        }
        let (values, key) = self.rest(all);
        let mut rules = self.counts(all);
        if !values.rules.is_empty()
            && let Some((schema, key)) = key
        {
            rules.push(self.rule(schema, Check::Members(values.rules), key));
        }
        self.judge_object(all, &mut rules);
        Use {
            of: TypeRef::Map(Box::new(values.of)),
            rules,
        }
    }

    fn record(&mut self, all: &All) -> Record {
        let mut fields: Vec<Field> = Vec::new();
        let required = self.required(all);
        for Declared { name, by, of } in self.declared(all) {
            let is_required = required.contains_key(name.text.as_str());
            let used = self.value(of);
            let described = self.facts.schema(of);
            fields.push(self.field(by, Some(described), name, is_required, used));
        }
        let declared: HashSet<String> = fields.iter().map(|field| field.wire.clone()).collect();
        let is_closed = self.is_closed(all);
        for (name, by) in self.required_in_order(all) {
            if !declared.contains(name.text.as_str()) {
                let used = if is_closed {
                    Use::of(TypeRef::Never)
                } else {
                    self.rest(all).0
                };
                fields.push(self.field(by, None, name, true, used));
            }
        }
        let rest = (!is_closed).then(|| {
            let Use { of, rules } = self.rest(all).0;
            let ident = rest_ident(&fields);
            Rest { ident, of, rules }
        });
        let mut rules = self.counts(all);
        self.judge_object(all, &mut rules);
        self.miss_branches(all, &declared);
        Record {
            fields,
            rest,
            rules,
        }
    }

    /// The members that are declared, each once: where several schemas declare it, as the one does
    /// that leaves the least.
    fn declared(&self, all: &All) -> Vec<Declared<'a>> {
        let mut declared: Vec<Declared<'a>> = Vec::new();
        let mut places: HashMap<&str, usize> = HashMap::new();
        for (_, by, keywords) in self.spoken(all) {
            for property in keywords.object.properties.iter().flat_map(|at| &at.value) {
                let (name, of) = (&property.name, property.schema);
                let member = Declared { name, by, of };
                let place = places.get(name.text.as_str()).copied();
                match place.and_then(|place| declared.get_mut(place)) {
                    Some(earlier) if self.facts.is_narrower(of, earlier.of) => *earlier = member,
                    Some(_) => {}
                    None => {
                        places.insert(&name.text, declared.len());
                        declared.push(member);
                    }
                }
            }
        }
        declared
    }

    fn required(&self, all: &All) -> HashMap<&'a str, &'a Name> {
        let required = self.required_in_order(all).into_iter();
        required
            .map(|(name, _)| (name.text.as_str(), name))
            .collect()
    }

    /// The names that must be there, each once.
    fn required_in_order(&self, all: &All) -> Vec<(&'a Name, &'a Schema)> {
        let (mut seen, mut names) = (HashSet::new(), Vec::new());
        for (_, schema, keywords) in self.spoken(all) {
            for name in keywords.object.required.iter().flat_map(|at| &at.value) {
                if seen.insert(name.text.as_str()) {
                    names.push((name, schema));
                }
            }
        }
        names
    }

    fn field(
        &self,
        by: &Schema,
        described: Option<&Schema>,
        name: &Name,
        required: bool,
        used: Use,
    ) -> Field {
        let docs::OfField { docs, brief } =
            docs::of_field(self.linked, &name.text, described, &used);
        Field {
            wire: name.text.to_string(),
            ident: names::field(&name.text),
            setter: names::setter(&name.text),
            docs,
            brief,
            deprecated: described.is_some_and(docs::deprecated),
            of: used.of,
            converts: false,
            required,
            rules: used.rules,
            at: self.place(by, name.span),
        }
    }

    /// What members without a declaration are, and the keyword that says so.
    fn rest(&mut self, all: &All) -> (Use, Option<(&'a Schema, Span)>) {
        let spoken = self.spoken(all);
        for (_, schema, keywords) in &spoken {
            if let Some(Others { of, key, are_one }) = self.others_of(&keywords.object) {
                let mut used = self.value(of);
                used.rules.retain(|_| are_one);
                return (used, Some((*schema, key)));
            }
        }
        for (.., keywords) in spoken {
            for (_, of) in keywords
                .object
                .pattern_properties
                .iter()
                .flat_map(|at| &at.value)
            {
                if !matches!(self.facts.made(*of), Made::Anything) {
                    self.fall(*of, fall::SEVERAL_PATTERNS);
                }
            }
        }
        (Use::of(TypeRef::Value), None)
    }

    /// What all members have in common that are not declared.
    fn others_of(&self, object: &ObjectKeywords) -> Option<Others> {
        let patterns = object.pattern_properties.as_ref();
        let additional = object.additional.as_ref();
        let Some(patterns) = patterns.filter(|at| !at.value.is_empty()) else {
            let at = additional.filter(|_| asserts::refuses(self.linked, additional))?;
            return Some(Others {
                of: at.value,
                key: at.key,
                are_one: true,
            });
        };
        // Without `additionalProperties` a name that matches nothing may have any value.
        let additional = additional.map(|at| at.value)?;
        let others = patterns.value.iter().map(|(_, of)| *of);
        let others = others.chain([additional]);
        let others: Vec<_> = others.filter(|of| !self.facts.is_never(*of)).collect();
        let (first, rest) = others.split_first()?;
        let are_alike = rest.iter().all(|other| self.is_alike(*first, *other));
        are_alike.then_some(Others {
            of: *first,
            key: patterns.key,
            are_one: rest.is_empty(),
        })
    }

    /// Whether members without a declaration are refused.
    fn is_closed(&self, all: &All) -> bool {
        let mut spoken = self.spoken(all).into_iter();
        spoken.any(|(.., keywords)| is_closed(self, keywords))
    }

    fn counts(&self, all: &All) -> Vec<Rule> {
        let mut rules = Vec::new();
        for (_, schema, keywords) in self.spoken(all) {
            let object = &keywords.object;
            let least = object.min_properties.as_ref();
            let most = object.max_properties.as_ref();
            rules.extend(least.map(|at| self.rule(schema, Check::MinProperties(at.value), at.key)));
            rules.extend(most.map(|at| self.rule(schema, Check::MaxProperties(at.value), at.key)));
        }
        rules
    }

    /// What neither fields nor rules of their own say is left to the evaluator.
    fn judge_object(&self, all: &All, rules: &mut Vec<Rule>) {
        if self.is_beyond(all, JsonType::Object) || self.is_entangled(all) {
            self.leave(all, rules);
        }
    }

    /// Whether several schemas speak of the same members: one declares what another one declares,
    /// too, or what it counts among its additional ones.
    fn is_entangled(&self, all: &All) -> bool {
        let spoken = self.spoken(all);
        let names = |keywords: &Keywords| {
            asserts::declares(keywords)
                || asserts::refuses(self.linked, keywords.object.additional.as_ref())
        };
        let speaking: Vec<_> = spoken
            .iter()
            .filter(|(.., keywords)| names(keywords))
            .collect();
        if speaking.len() < 2 {
            return false;
        }
        let mut seen = HashSet::new();
        let properties =
            |keywords: &'a Keywords| keywords.object.properties.iter().flat_map(|at| &at.value);
        speaking.iter().any(|(.., keywords)| {
            asserts::refuses(self.linked, keywords.object.additional.as_ref())
                || properties(keywords).any(|property| !seen.insert(property.name.text.as_str()))
        })
    }

    /// What only the branches of a union declare is kept among the other members.
    fn miss_branches(&mut self, all: &All, declared: &HashSet<String>) {
        for union in all.unions(&self.facts) {
            let reason = if self.is_too_much(all, union) {
                fall::TOO_MANY
            } else {
                fall::BRANCH_MEMBER
            };
            for branch in self.facts.branches(union) {
                let missed = self.facts.properties(&self.facts.parts(*branch));
                for (name, of) in missed {
                    if !declared.contains(name) && !matches!(self.facts.made(of), Made::Anything) {
                        self.fall(of, reason);
                    }
                }
            }
        }
    }
}

fn is_closed(lowering: &Lowering<'_>, keywords: &Keywords) -> bool {
    let object = &keywords.object;
    object.pattern_properties.is_none()
        && asserts::forbids(lowering.linked, object.additional.as_ref())
}

/// The name of the field for the rest: no name of a field ends in three underscores.
fn rest_ident(fields: &[Field]) -> String {
    if fields.iter().any(|field| field.ident == REST) {
        format!("{REST}___")
    } else {
        REST.to_owned()
    }
}
