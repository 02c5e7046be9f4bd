use mindvideo_schema::schema::{ArrayKeywords, JsonType, Keywords, Schema, SchemaId};

use super::all::{All, apart};
use super::facts::Made;
use super::{Lowering, Use, asserts, fall};
use crate::model::{Check, Rule, TypeRef};
use crate::names::Part;

/// A schema that says something, and its keywords.
type Spoken<'a> = (SchemaId, &'a Schema, &'a Keywords);

/// The longest of Rust's tuples that do what all types do, such as `Debug`.
const LONGEST: u64 = 12;

impl Lowering<'_> {
    /// A tuple where the length is fixed, else a `Vec`.
    pub(super) fn array(&mut self, all: &All) -> Use {
        let spoken = self.spoken(all);
        let says = |keywords: &Keywords| {
            let array = &keywords.array;
            array.prefix.is_some() || asserts::refuses(self.linked, array.items.as_ref())
        };
        let lists: Vec<_> = spoken
            .iter()
            .filter(|(.., keywords)| says(keywords))
            .collect();
        let chosen = lists
            .iter()
            .find(|(.., keywords)| keywords.array.prefix.is_some());
        let length = self.length(&spoken);
        let mut used = match chosen {
            Some((_, schema, keywords)) => {
                let mut used = self.places(all, schema, keywords, length);
                if lists.len() > 1 {
                    self.leave(all, &mut used.rules);
                }
                used
            }
            None => self.list(all, &lists),
        };
        let is_tuple = matches!(used.of, TypeRef::Tuple(_));
        for (_, schema, keywords) in &spoken {
            let mut counts = self.array_counts(schema, &keywords.array);
            counts.retain(|rule| !is_tuple || matches!(rule.check, Check::UniqueItems));
            counts.append(&mut used.rules);
            used.rules = counts;
        }
        used
    }

    /// Items that are all alike.
    fn list(&mut self, all: &All, lists: &[&Spoken<'_>]) -> Use {
        let Some((_, schema, keywords)) = lists.first() else {
            return Use::of(TypeRef::List(Box::new(TypeRef::Value)));
        };
        let mut ids: Vec<SchemaId> = Vec::new();
        for (.., keywords) in lists {
            let id = keywords.array.items.as_ref().map(|at| at.value);
            let is_new = |id: &SchemaId| !ids.iter().any(|known| self.is_same(*known, *id));
            ids.extend(id.filter(is_new));
        }
        let whole = self.whole(all, &ids);
        let items = match (&whole, ids.first()) {
            (Some(whole), _) => self.deeper(|lowering| lowering.all(whole)),
            (None, Some(first)) => self.value(*first),
            (None, None) => Use::of(TypeRef::Value),
        };
        let key = keywords
            .array
            .items
            .as_ref()
            .map_or(schema.span, |at| at.key);
        let rule =
            (!items.rules.is_empty()).then(|| self.rule(schema, Check::Items(items.rules), key));
        let mut used = Use {
            of: TypeRef::List(Box::new(items.of)),
            rules: rule.into_iter().collect(),
        };
        if ids.len() > 1 && whole.is_none() {
            self.leave(all, &mut used.rules);
        }
        used
    }

    /// All that several lists say of an item, if these are objects: what lists are within one
    /// another would go on without end.
    fn whole(&self, all: &All, ids: &[SchemaId]) -> Option<All> {
        if ids.len() < 2 || ids.iter().any(|id| self.is_too_deep(*id)) {
            return None;
        }
        let path = all.path.with(Part::Item).with(Part::Whole);
        let whole = All::together(&self.facts, path, ids)?;
        let mut kinds = apart(whole.kinds);
        kinds.retain(|json_type| *json_type != JsonType::Null);
        (kinds == [JsonType::Object]).then_some(whole)
    }

    /// Items by their places: a tuple where there is a fixed number, and a `Vec` otherwise.
    fn places(
        &mut self,
        all: &All,
        schema: &Schema,
        keywords: &Keywords,
        (least, most): (u64, Option<u64>),
    ) -> Use {
        let array = &keywords.array;
        let prefix: &[SchemaId] = array.prefix.as_ref().map_or(&[], |at| &at.value);
        let rest = array.items.as_ref().map(|at| at.value);
        if most == Some(0) {
            return Use::of(TypeRef::List(Box::new(TypeRef::Never)));
        }
        let is_fixed = most == Some(least);
        if is_fixed && least <= LONGEST {
            let key = array.prefix.as_ref().map_or(schema.span, |at| at.key);
            let count = usize::try_from(least).unwrap_or_default();
            let each = (0..count).map(|place| prefix.get(place).copied().or(rest));
            return self.tuple(each, |lowering, check| lowering.rule(schema, check, key));
        }
        let is_closed =
            most.is_some_and(|most| usize::try_from(most).is_ok_and(|most| most <= prefix.len()));
        let rest = rest.filter(|_| !is_closed);
        let elements: Vec<SchemaId> = prefix.iter().copied().chain(rest).collect();
        let of = match &elements[..] {
            [first, others @ ..]
                if (is_closed || rest.is_some())
                    && others.iter().all(|other| self.is_alike(*first, *other)) =>
            {
                self.value(*first).of
            }
            _ => {
                self.fallen_places(&elements, is_fixed);
                TypeRef::Value
            }
        };
        let mut used = Use::of(TypeRef::List(Box::new(of)));
        self.leave(all, &mut used.rules);
        used
    }

    /// One type a place; a place without a schema may have any value.
    fn tuple(
        &mut self,
        each: impl Iterator<Item = Option<SchemaId>>,
        rule: impl FnOnce(&Self, Check) -> Rule,
    ) -> Use {
        let any = || Use::of(TypeRef::Value);
        let each = each.map(|id| id.map_or_else(any, |id| self.value(id)));
        let (of, rules): (Vec<TypeRef>, Vec<Vec<Rule>>) =
            each.map(|used| (used.of, used.rules)).unzip();
        let obeys = rules.iter().any(|rules| !rules.is_empty());
        let rule = obeys.then(|| rule(self, Check::Elements(rules)));
        Use {
            of: TypeRef::Tuple(of),
            rules: rule.into_iter().collect(),
        }
    }

    fn fallen_places(&mut self, elements: &[SchemaId], is_long: bool) {
        let reason = if is_long {
            fall::LONG_TUPLE
        } else {
            fall::OPEN_TUPLE
        };
        for id in elements {
            if !matches!(self.facts.made(*id), Made::Anything) {
                self.fall(*id, reason);
            }
        }
    }

    /// Whether both schemas allow the same values, as far as that is seen at a glance.
    pub(super) fn is_same(&self, a: SchemaId, b: SchemaId) -> bool {
        let (a, b) = (self.facts.resolved(a), self.facts.resolved(b));
        let is_free = |id: SchemaId| {
            let parts = self.facts.parts(id);
            parts
                .iter()
                .all(|part| !self.facts.speaks(*part) && !self.facts.decides(*part))
        };
        a == b || self.is_alike(a, b) && is_free(a) && is_free(b)
    }

    /// Whether the values of both schemas have one type for sure.
    pub(super) fn is_alike(&self, a: SchemaId, b: SchemaId) -> bool {
        let (a, b) = (self.facts.resolved(a), self.facts.resolved(b));
        a == b
            || self
                .facts
                .scalar(a)
                .is_some_and(|of| Some(of) == self.facts.scalar(b))
    }

    fn array_counts(&self, schema: &Schema, array: &ArrayKeywords) -> Vec<Rule> {
        let mut rules = Vec::new();
        let mut rule = |check, span| rules.push(self.rule(schema, check, span));
        if let Some(limit) = &array.min_items {
            rule(Check::MinItems(limit.value), limit.key);
        }
        if let Some(limit) = &array.max_items {
            rule(Check::MaxItems(limit.value), limit.key);
        }
        if let Some(unique) = array.unique.as_ref().filter(|unique| unique.value) {
            rule(Check::UniqueItems, unique.key);
        }
        rules
    }

    /// How many items there are at least and at most.
    fn length(&self, spoken: &[(SchemaId, &Schema, &Keywords)]) -> (u64, Option<u64>) {
        let arrays = || spoken.iter().map(|(.., keywords)| &keywords.array);
        let least = arrays().filter_map(|array| Some(array.min_items.as_ref()?.value));
        let most = arrays().filter_map(|array| Some(array.max_items.as_ref()?.value));
        let closed = arrays().filter(|array| asserts::forbids(self.linked, array.items.as_ref()));
        let ends =
            closed.filter_map(|array| u64::try_from(array.prefix.as_ref()?.value.len()).ok());
        (least.max().unwrap_or_default(), most.chain(ends).min())
    }
}
