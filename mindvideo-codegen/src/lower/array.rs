use mindvideo_schema::schema::{ArrayKeywords, Keywords, Schema, SchemaId};

use super::all::All;
use super::facts::Made;
use super::{Lowering, Use, asserts, fall};
use crate::model::{Check, Rule, TypeRef};

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
        let mut used = match chosen.or(lists.first()) {
            None => Use::of(TypeRef::List(Box::new(TypeRef::Value))),
            Some((_, schema, keywords)) if keywords.array.prefix.is_some() => {
                self.places(all, schema, keywords, length)
            }
            Some((_, schema, keywords)) => self.list(schema, &keywords.array),
        };
        let is_tuple = matches!(used.of, TypeRef::Tuple(_));
        for (_, schema, keywords) in &spoken {
            let mut counts = self.array_counts(schema, &keywords.array);
            counts.retain(|rule| !is_tuple || matches!(rule.check, Check::UniqueItems));
            counts.append(&mut used.rules);
            used.rules = counts;
        }
        if lists.len() > 1 {
            self.leave(all, &mut used.rules);
        }
        used
    }

    /// Items that are all alike.
    fn list(&mut self, schema: &Schema, array: &ArrayKeywords) -> Use {
        let Some(at) = &array.items else {
            return Use::of(TypeRef::List(Box::new(TypeRef::Value)));
        };
        let items = self.value(at.value);
        let rule =
            (!items.rules.is_empty()).then(|| self.rule(schema, Check::Items(items.rules), at.key));
        Use {
            of: TypeRef::List(Box::new(items.of)),
            rules: rule.into_iter().collect(),
        }
    }

    /// Items by their places.
    fn places(
        &mut self,
        all: &All,
        schema: &Schema,
        keywords: &Keywords,
        (least, most): (u64, Option<u64>),
    ) -> Use {
        let array = &keywords.array;
        let prefix: &[SchemaId] = array.prefix.as_ref().map_or(&[], |at| &at.value);
        let key = array.prefix.as_ref().map_or(schema.span, |at| at.key);
        if most == Some(0) {
            return Use::of(TypeRef::List(Box::new(TypeRef::Never)));
        }
        if most == Some(least) && least <= LONGEST {
            let count = usize::try_from(least).unwrap_or_default();
            let rest = array.items.as_ref().map(|at| at.value);
            let each = (0..count).map(|place| match prefix.get(place).copied().or(rest) {
                Some(id) => self.value(id),
                None => Use::of(TypeRef::Value),
            });
            let (of, rules): (Vec<TypeRef>, Vec<Vec<Rule>>) =
                each.map(|used| (used.of, used.rules)).unzip();
            let obeys = rules.iter().any(|rules| !rules.is_empty());
            let rule = obeys.then(|| self.rule(schema, Check::Elements(rules), key));
            return Use {
                of: TypeRef::Tuple(of),
                rules: rule.into_iter().collect(),
            };
        }
        let is_closed =
            most.is_some_and(|most| usize::try_from(most).is_ok_and(|most| most <= prefix.len()));
        let rest = array.items.as_ref().filter(|_| !is_closed);
        let mut elements: Vec<SchemaId> = prefix.to_vec();
        elements.extend(rest.map(|at| at.value));
        let is_open = !is_closed && rest.is_none();
        if let [first, others @ ..] = &elements[..]
            && !is_open
            && others.iter().all(|other| self.is_alike(*first, *other))
        {
            let of = self.value(*first).of;
            let mut used = Use::of(TypeRef::List(Box::new(of)));
            self.leave(all, &mut used.rules);
            return used;
        }
        let reason = if most == Some(least) {
            fall::LONG_TUPLE
        } else {
            fall::OPEN_TUPLE
        };
        for id in elements {
            if !matches!(self.facts.made(id), Made::Anything) {
                self.fall(id, reason);
            }
        }
        let mut used = Use::of(TypeRef::List(Box::new(TypeRef::Value)));
        self.leave(all, &mut used.rules);
        used
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
