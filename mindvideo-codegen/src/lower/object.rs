use std::collections::{HashMap, HashSet};

use mindvideo_schema::json::Span;
use mindvideo_schema::schema::{
    At, JsonType, Keywords, Name, ObjectKeywords, PatternProperty, Schema, SchemaId,
};

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

/// What patterns say of the members whose names they match.
#[derive(Clone, Copy)]
struct ByName<'a> {
    /// The schema whose keyword it is.
    schema: &'a Schema,
    /// What else it says of members.
    object: &'a ObjectKeywords,
    at: &'a At<Vec<PatternProperty>>,
}

impl ByName<'_> {
    fn matches(&self, name: &str) -> bool {
        let mut patterns = self.at.value.iter();
        patterns.any(|(pattern, _)| pattern.value.is_match(name))
    }
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
                    self.undeclared(all, &name.text)
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

    /// What a member is that is required and not declared.
    fn undeclared(&mut self, all: &All, name: &str) -> Use {
        let Use { of, mut rules } = self.rest(all).0;
        let Some(named) = self.named(all) else {
            return Use { of, rules };
        };
        // Patterns that match it say nothing, or the evaluator would judge the object.
        if named.matches(name) {
            return Use::of(of);
        }
        match rules.pop().map(|rule| rule.check) {
            Some(Check::Named(_, None)) => Use::of(TypeRef::Never),
            Some(Check::Named(_, Some(rules))) => Use { of, rules },
            _ => Use::of(of),
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
                    Some(earlier) if self.says_more(of, earlier.of) => *earlier = member,
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

    fn says_more(&self, of: SchemaId, earlier: SchemaId) -> bool {
        let says_nothing = |id| matches!(self.facts.made(id), Made::Anything);
        self.facts.is_narrower(of, earlier) || says_nothing(earlier) && !says_nothing(of)
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
        if let Some(named) = self.named(all) {
            return self.rest_by_name(&named);
        }
        for (_, schema, keywords) in &spoken {
            if let Some(Others { of, key, are_one }) = self.others_of(&keywords.object) {
                let mut used = self.value(of);
                used.rules.retain(|_| are_one);
                return (used, Some((*schema, key)));
            }
        }
        for (.., keywords) in spoken {
            let patterns = keywords.object.pattern_properties.iter();
            self.several_patterns(patterns.flat_map(|at| &at.value));
        }
        (Use::of(TypeRef::Value), None)
    }

    /// The patterns decide between types, so that members are of none.
    fn several_patterns(&mut self, patterns: impl Iterator<Item = &'a PatternProperty>) {
        for (_, of) in patterns {
            if !matches!(self.facts.made(*of), Made::Anything) {
                self.fall(*of, fall::SEVERAL_PATTERNS);
            }
        }
    }

    /// The same where names decide: rules say what the values of members obey, by their names.
    fn rest_by_name(&mut self, named: &ByName<'a>) -> (Use, Option<(&'a Schema, Span)>) {
        let ByName { schema, object, at } = *named;
        let others = object.additional.as_ref().map(|at| at.value);
        let is_closed = asserts::forbids(self.linked, object.additional.as_ref());
        let one = self
            .others_of(object)
            .map(|others| self.value(others.of).of);
        let of = one.unwrap_or(TypeRef::Value);
        if of == TypeRef::Value {
            self.several_patterns(at.value.iter());
        }
        let patterns = at.value.iter();
        let patterns: Vec<(String, Vec<Rule>)> = patterns
            .map(|(pattern, id)| (pattern.value.as_str().to_owned(), self.rules_as(*id, &of)))
            .collect();
        let others = others.map_or_else(Vec::new, |id| self.rules_as(id, &of));
        let others = (!is_closed).then_some(others);
        let mut used = Use::of(of);
        let is_free = |rules: &Vec<Rule>| rules.is_empty();
        if !patterns.iter().all(|(_, rules)| is_free(rules))
            || !others.as_ref().is_some_and(is_free)
        {
            let check = Check::Named(patterns, others);
            used.rules.push(self.rule(schema, check, at.key));
        }
        (used, Some((schema, at.key)))
    }

    /// What values of a schema obey, given that they are of a type.
    fn rules_as(&mut self, id: SchemaId, of: &TypeRef) -> Vec<Rule> {
        if matches!(self.facts.made(id), Made::Anything) {
            return Vec::new();
        }
        if *of != TypeRef::Value {
            let used = self.value(id);
            if used.of == *of {
                return used.rules;
            }
        }
        vec![self.judged(id)]
    }

    /// Where only one schema says by patterns what members are, and none that a field stands for is
    /// among those of which they say anything.
    fn named(&self, all: &All) -> Option<ByName<'a>> {
        let spoken = self.spoken(all);
        let mut speaking = spoken.iter().filter_map(|(_, schema, keywords)| {
            let object = &keywords.object;
            let at = object.pattern_properties.as_ref()?;
            Some(ByName { schema, object, at })
        });
        let named = speaking.next()?;
        let others = spoken.iter().map(|(.., keywords)| &*keywords.object);
        let mut others = others.filter(|object| object.pattern_properties.is_none());
        let is_alone = speaking.next().is_none()
            && !others.any(|object| asserts::refuses(self.linked, object.additional.as_ref()));
        // What several patterns name is judged by each of their rules: where values nest, that would be done twice as often
        // on each level. The evaluator remembers.
        let nests = |others: Others| self.facts.scalar(others.of).is_none();
        let nests = named.at.value.len() > 1 && self.others_of(named.object).is_some_and(nests);
        let fields = self.names(all);
        // A pattern that gives up a name refuses the object.
        let speaks_of_field = |(pattern, of): &PatternProperty| {
            let says = !matches!(self.facts.made(*of), Made::Anything);
            fields
                .iter()
                .any(|name| match pattern.value.try_match(name) {
                    Some(matches) => says && matches,
                    None => true,
                })
        };
        let is_said = is_alone && !nests && !named.at.value.iter().any(speaks_of_field);
        is_said.then_some(named)
    }

    /// The members that are declared or required.
    fn names(&self, all: &All) -> HashSet<&'a str> {
        let spoken = self.spoken(all).into_iter();
        let names = spoken.flat_map(|(.., keywords)| names_of(&keywords.object));
        names.collect()
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
            let text = |name: &Name| name.text.to_string();
            let calls = object.dependent_required.iter();
            let calls: Vec<(String, Vec<String>)> = calls
                .map(|(name, called)| (text(name), called.value.iter().map(text).collect()))
                .collect();
            let first = object.dependent_required.first();
            rules.extend(first.map(|(_, at)| self.rule(schema, Check::Required(calls), at.key)));
        }
        rules
    }

    /// What neither fields nor rules of their own say is left to the evaluator.
    fn judge_object(&self, all: &All, rules: &mut Vec<Rule>) {
        let names = self.name_rules(all);
        let has_patterns = |(.., keywords): &(SchemaId, &Schema, &Keywords)| {
            keywords.object.pattern_properties.is_some()
        };
        let is_beyond_names =
            self.spoken(all).iter().any(has_patterns) && self.named(all).is_none();
        if self.is_beyond(all, JsonType::Object)
            || names.is_none()
            || is_beyond_names
            || self.is_entangled(all)
        {
            self.leave(all, rules);
        } else {
            rules.extend(names.into_iter().flatten());
        }
    }

    /// The rules on the names of members, if there are rules that say it all.
    fn name_rules(&self, all: &All) -> Option<Vec<Rule>> {
        let spoken = self.spoken(all).into_iter();
        let asked = spoken.filter_map(|(_, schema, keywords)| {
            let at = keywords.object.property_names.as_ref();
            at.filter(|_| asserts::refuses(self.linked, at))
                .map(|at| (schema, at))
        });
        let rules = asked.map(|(schema, at)| {
            let names = All::of(&self.facts, at.value);
            let is_said = names.kinds.names(JsonType::String)
                && self.facts.listed(&names.parts).is_none()
                && !self.is_beyond(&names, JsonType::String);
            let check = || Check::Names(self.string(&names).rules);
            is_said.then(|| self.rule(schema, check(), at.key))
        });
        let rules: Option<Vec<Rule>> = rules.collect();
        let says = |rule: &Rule| !matches!(&rule.check, Check::Names(rules) if rules.is_empty());
        rules.map(|rules| rules.into_iter().filter(says).collect())
    }

    /// Whether several schemas speak of the same members: more than one says something of a
    /// member, or of those that it does not declare.
    fn is_entangled(&self, all: &All) -> bool {
        let spoken = self.spoken(all);
        let objects: Vec<&ObjectKeywords> = (spoken.iter())
            .map(|(.., keywords)| &*keywords.object)
            .collect();
        let names = self.names(all);
        let closing =
            |object: &&&ObjectKeywords| asserts::refuses(self.linked, object.additional.as_ref());
        let forbids =
            |object: &&ObjectKeywords| asserts::forbids(self.linked, object.additional.as_ref());
        // What is declared elsewhere is additional here.
        let strays = |object: &&ObjectKeywords| {
            let own: HashSet<&str> = declared_by(object).collect();
            let patterns = || object.pattern_properties.iter().flat_map(|at| &at.value);
            let is_own = |name: &&str| {
                own.contains(name) || patterns().any(|(pattern, _)| pattern.value.is_match(name))
            };
            objects.len() > 1 && !names.iter().all(is_own)
        };
        let is_closed = objects.iter().any(forbids);
        objects.iter().filter(closing).any(strays)
            || !is_closed && objects.iter().filter(closing).count() > 1
            || self.is_declared_twice(&spoken)
    }

    /// Whether different things are said of one member.
    fn is_declared_twice(&self, spoken: &[(SchemaId, &'a Schema, &'a Keywords)]) -> bool {
        let mut said: HashMap<&str, SchemaId> = HashMap::new();
        let properties = spoken
            .iter()
            .flat_map(|(.., keywords)| &keywords.object.properties);
        let mut properties = properties.flat_map(|at| &at.value);
        properties.any(|property| {
            let of = self.facts.resolved(property.schema);
            let says = !matches!(self.facts.made(of), Made::Anything);
            let earlier = says.then(|| said.insert(&property.name.text, of)).flatten();
            earlier.is_some_and(|earlier| !self.is_same(earlier, of))
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

/// The members that keywords declare.
fn declared_by(object: &ObjectKeywords) -> impl Iterator<Item = &str> {
    let properties = object.properties.iter().flat_map(|at| &at.value);
    properties.map(|property| property.name.text.as_str())
}

/// The members that keywords declare or require.
fn names_of(object: &ObjectKeywords) -> impl Iterator<Item = &str> {
    let required = object.required.iter().flat_map(|at| &at.value);
    declared_by(object).chain(required.map(|name| name.text.as_str()))
}

/// The name of the field for the rest: no name of a field ends in three underscores.
fn rest_ident(fields: &[Field]) -> String {
    if fields.iter().any(|field| field.ident == REST) {
        format!("{REST}___")
    } else {
        REST.to_owned()
    }
}
