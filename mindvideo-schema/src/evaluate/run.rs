use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::marks::Marks;
use super::scope::{Scope, Scopes};
use super::{array, general, logic, number, object, string};
use crate::json::{Lines, Node, Pointer, Span, Value};
use crate::link::Linked;
use crate::report::{Report, Violation};
use crate::schema::{At, Body, Keywords, Schema, SchemaId};

/// One walk over an instance.
///
/// A run that asks stops at the first violation; one that explains collects them all.
pub(super) struct Run<'a> {
    linked: &'a Linked,
    scope: Scope,
    scopes: Scopes,
    memory: Memory,
    explanation: Option<Explanation<'a>>,
}

/// What is wrong so far.
struct Explanation<'a> {
    lines: Option<&'a Lines>,
    pointer: Pointer,
    violations: Vec<Violation>,
    /// The hashes of the violations: none is listed twice.
    listed: HashSet<u64>,
    /// What was explained already. It needs no second explanation.
    explained: HashSet<Key>,
}

/// What was found out about a value on the way: branches that come back to the same schema and the
/// same value are judged once, so that no instance takes exponential time.
///
/// A value is known by its place, which no other value of the instance has.
#[derive(Default)]
struct Memory {
    /// How many schemas may be met again before it is worth remembering them. No instance comes so
    /// far unless it is judged by the same schemas over and over.
    patience: u64,
    verdicts: HashMap<Key, Verdict>,
    reasons: HashMap<Key, Vec<Violation>>,
}

/// A schema, a value, and the scope if the schema means something else in another one.
type Key = (SchemaId, Span, Scope);

struct Verdict {
    holds: bool,
    /// What was spoken of, if that was asked for.
    marks: Option<Marks>,
}

impl<'a> Run<'a> {
    pub(super) fn asking(linked: &'a Linked, instance: &Node) -> Self {
        let length = instance.span.end.saturating_sub(instance.span.start);
        Self {
            linked,
            scope: Scope::default(),
            scopes: Scopes::default(),
            memory: Memory {
                patience: 1024 + 8 * u64::from(length),
                ..Memory::default()
            },
            explanation: None,
        }
    }

    pub(super) fn explaining(
        linked: &'a Linked,
        instance: &Node,
        lines: Option<&'a Lines>,
    ) -> Self {
        Self {
            explanation: Some(Explanation::new(lines, Pointer::root())),
            ..Self::asking(linked, instance)
        }
    }

    pub(super) fn finish(self) -> Result<(), Report> {
        let violations = self.explanation.map(|explanation| explanation.violations);
        Report::new(violations.unwrap_or_default()).map_or(Ok(()), Err)
    }

    /// Whether the instance fulfils the schema. A run that explains records why not.
    ///
    /// What the schema speaks of is added to `marks`, if it fulfils it.
    pub(super) fn apply(
        &mut self,
        id: SchemaId,
        instance: &Node,
        marks: Option<&mut Marks>,
    ) -> bool {
        let linked = self.linked;
        let schema = linked.schema(id);
        let keywords = match &schema.body {
            Body::Boolean(true) => return true,
            Body::Boolean(false) => {
                self.refuse(schema, instance);
                return false;
            }
            Body::Keywords(keywords) => keywords,
        };
        if !linked.is_met_again(id) {
            return self.judge(id, schema, keywords, instance, marks);
        }
        let key = self.key(id, instance);
        if let Some(explanation) = &mut self.explanation {
            if explanation.explained.insert(key) {
                return self.judge(id, schema, keywords, instance, marks);
            }
            return self.asks(id, instance, marks);
        }
        if self.memory.patience > 0 {
            self.memory.patience -= 1;
            return self.judge(id, schema, keywords, instance, marks);
        }
        self.remember(key, schema, keywords, instance, marks)
    }

    fn key(&self, id: SchemaId, instance: &Node) -> Key {
        let scope = if self.linked.is_dynamic(id) {
            self.scope
        } else {
            Scope::default()
        };
        (id, instance.span, scope)
    }

    /// Judges unless that was done before.
    fn remember(
        &mut self,
        key: Key,
        schema: &'a Schema,
        keywords: &'a Keywords,
        instance: &Node,
        marks: Option<&mut Marks>,
    ) -> bool {
        match (self.memory.verdicts.get(&key), marks.is_some()) {
            (Some(known), false) => return known.holds,
            (Some(Verdict { holds: false, .. }), _) => return false,
            (
                Some(Verdict {
                    marks: Some(known), ..
                }),
                true,
            ) => {
                if let Some(marks) = marks {
                    marks.add(known);
                }
                return true;
            }
            _ => {}
        }
        let mut own = marks.is_some().then(Marks::default);
        let holds = self.judge(key.0, schema, keywords, instance, own.as_mut());
        if let (true, Some(marks), Some(own)) = (holds, marks, &own) {
            marks.add(own);
        }
        let verdict = Verdict { holds, marks: own };
        self.memory.verdicts.insert(key, verdict);
        holds
    }

    fn judge(
        &mut self,
        id: SchemaId,
        schema: &'a Schema,
        keywords: &'a Keywords,
        instance: &Node,
        marks: Option<&mut Marks>,
    ) -> bool {
        let outer = self.scope;
        let bindings = self.linked.bindings(schema.resource);
        if !bindings.is_empty() {
            self.scope = self.scopes.enter(outer, bindings);
        }
        let asks_for_the_rest = match &instance.value {
            Value::Object(_) => keywords.object.unevaluated.is_some(),
            Value::Array(_) => keywords.array.unevaluated.is_some(),
            _ => false,
        };
        let holds = if asks_for_the_rest {
            // Marks made outside of the schema are none of its business, and it leaves no rest.
            let mut own = Marks::default();
            let holds = self.check(id, schema, keywords, instance, Some(&mut own));
            if let Some(marks) = marks {
                marks.mark_all();
            }
            holds
        } else {
            self.check(id, schema, keywords, instance, marks)
        };
        self.scope = outer;
        holds
    }

    fn check(
        &mut self,
        id: SchemaId,
        schema: &'a Schema,
        keywords: &'a Keywords,
        instance: &Node,
        marks: Option<&mut Marks>,
    ) -> bool {
        let dialect = schema.language.dialect;
        let mut rules = Rules {
            run: self,
            schema,
            instance,
            holds: true,
            marks,
        };
        general::check(&keywords.general, dialect, &mut rules);
        if rules.goes_on() {
            match &instance.value {
                Value::Null | Value::Bool(_) => {}
                Value::Number(value) => number::check(&keywords.number, value, &mut rules),
                Value::String(text) => string::check(&keywords.string, text, &mut rules),
                Value::Array(items) => array::check(&keywords.array, items, dialect, &mut rules),
                Value::Object(members) => object::check(&keywords.object, members, &mut rules),
            }
        }
        if rules.goes_on() {
            logic::check(&keywords.logic, &mut rules);
        }
        if rules.goes_on() {
            rules.refer(id);
        }
        if rules.goes_on() {
            match &instance.value {
                Value::Array(items) => array::check_rest(&keywords.array, items, &mut rules),
                Value::Object(members) => object::check_rest(&keywords.object, members, &mut rules),
                _ => {}
            }
        }
        rules.holds
    }

    /// Whether the instance fulfils the schema, without a word about why not.
    fn asks(&mut self, id: SchemaId, instance: &Node, marks: Option<&mut Marks>) -> bool {
        let explanation = self.explanation.take();
        let holds = self.apply(id, instance, marks);
        self.explanation = explanation;
        holds
    }

    /// Why the instance does not fulfil the schema, in a run that explains.
    fn reasons(&mut self, id: SchemaId, instance: &Node) -> Vec<Violation> {
        let Some(explanation) = &self.explanation else {
            return Vec::new();
        };
        let key = self.key(id, instance);
        if let Some(reasons) = self.memory.reasons.get(&key) {
            return reasons.clone();
        }
        let inner = Explanation::new(explanation.lines, explanation.pointer.clone());
        let outer = self.explanation.replace(inner);
        self.apply(id, instance, None);
        let inner = std::mem::replace(&mut self.explanation, outer);
        let reasons = inner.map(|inner| inner.violations).unwrap_or_default();
        self.memory.reasons.insert(key, reasons.clone());
        reasons
    }

    /// Records that a schema allows no value.
    fn refuse(&mut self, schema: &Schema, instance: &Node) {
        let location = self.located(schema, &schema.pointer);
        if let Some(explanation) = &mut self.explanation {
            let pointer = explanation.pointer.to_string();
            let message = "no value is allowed here";
            let violation = Violation::new("false", pointer, location, message);
            explanation.record(violation, instance.span);
        }
    }

    /// Where a schema stands: a fragment, after the document's URI if it is another document.
    fn located(&self, schema: &Schema, pointer: &Pointer) -> String {
        if self.explanation.is_none() {
            return String::new();
        }
        let home = self.linked.schema(self.linked.root()).document;
        if schema.document == home {
            return format!("#{pointer}");
        }
        format!("{}#{pointer}", self.linked.document(schema.document).uri)
    }
}

impl<'a> Explanation<'a> {
    fn new(lines: Option<&'a Lines>, pointer: Pointer) -> Self {
        Self {
            lines,
            pointer,
            violations: Vec::new(),
            listed: HashSet::new(),
            explained: HashSet::new(),
        }
    }

    fn record(&mut self, violation: Violation, span: Span) {
        let place = self.lines.map(|lines| lines.place(span.start));
        self.list(match place {
            Some(place) => violation.at(place),
            None => violation,
        });
    }

    fn list(&mut self, violation: Violation) {
        let mut hasher = DefaultHasher::new();
        let Violation {
            instance,
            schema,
            message,
            ..
        } = &violation;
        (instance, schema, message).hash(&mut hasher);
        if self.listed.insert(hasher.finish()) {
            self.violations.push(violation);
        }
    }
}

/// One schema's rules over one value.
pub(super) struct Rules<'r, 'a> {
    run: &'r mut Run<'a>,
    schema: &'a Schema,
    pub(super) instance: &'r Node,
    holds: bool,
    marks: Option<&'r mut Marks>,
}

impl Rules<'_, '_> {
    /// Whether there is something left to find out.
    pub(super) fn goes_on(&self) -> bool {
        self.holds || self.explains()
    }

    pub(super) fn explains(&self) -> bool {
        self.run.explanation.is_some()
    }

    /// The marks, if somebody asks what was spoken of.
    pub(super) fn marks(&mut self) -> Option<&mut Marks> {
        self.marks.as_deref_mut()
    }

    /// Applies another schema to the same value.
    pub(super) fn apply(&mut self, id: SchemaId) {
        let marks = self.marks.as_deref_mut();
        self.holds &= self.run.apply(id, self.instance, marks);
    }

    /// Applies what the schema refers to.
    fn refer(&mut self, id: SchemaId) {
        let linked = self.run.linked;
        if let Some(target) = linked.reference(id) {
            self.apply(target);
        }
        let (scope, scopes) = (self.run.scope, &self.run.scopes);
        let target = linked.dynamic_reference(id, |name| scopes.find(scope, name));
        if let Some(target) = target.filter(|_| self.goes_on()) {
            self.apply(target);
        }
    }

    /// Applies another schema to a member or item.
    pub(super) fn apply_below(
        &mut self,
        step: impl FnOnce(&mut Pointer),
        id: SchemaId,
        below: &Node,
    ) {
        if let Some(explanation) = &mut self.run.explanation {
            step(&mut explanation.pointer);
        }
        self.holds &= self.run.apply(id, below, None);
        if let Some(explanation) = &mut self.run.explanation {
            explanation.pointer.pop();
        }
    }

    /// Whether a member or item fulfils a schema, without a word about why not.
    pub(super) fn asks_below(&mut self, id: SchemaId, below: &Node) -> bool {
        self.run.asks(id, below, None)
    }

    /// Whether the value fulfils another schema, without a word about why not. If it does, what
    /// that one speaks of is marked.
    pub(super) fn asks(&mut self, id: SchemaId) -> bool {
        let Some(marks) = self.marks.as_deref_mut() else {
            return self.run.asks(id, self.instance, None);
        };
        let mut own = Marks::default();
        let holds = self.run.asks(id, self.instance, Some(&mut own));
        if holds {
            marks.add(&own);
        }
        holds
    }

    /// Whether the value fulfils another schema, whatever that one speaks of.
    pub(super) fn asks_only(&mut self, id: SchemaId) -> bool {
        self.run.asks(id, self.instance, None)
    }

    /// Why the value does not fulfil another schema.
    pub(super) fn reasons(&mut self, id: SchemaId) -> Vec<Violation> {
        self.run.reasons(id, self.instance)
    }

    /// The instance's place.
    pub(super) fn pointer(&self) -> &str {
        let explanation = self.run.explanation.as_ref();
        explanation.map_or("", |explanation| explanation.pointer.as_str())
    }

    /// Adds what another schema found.
    pub(super) fn extend(&mut self, violations: Vec<Violation>) {
        if let Some(explanation) = &mut self.run.explanation {
            for violation in violations {
                explanation.list(violation);
            }
        }
    }

    /// Whether a schema allows everything, or nothing.
    pub(super) fn constant(&self, id: SchemaId) -> Option<bool> {
        match self.run.linked.schema(id).body {
            Body::Boolean(allows) => Some(allows),
            Body::Keywords(_) => None,
        }
    }

    /// Records that the value breaks a keyword, unless it `holds`.
    pub(super) fn expect<T>(
        &mut self,
        holds: bool,
        keyword: &At<T>,
        message: impl FnOnce(&Node) -> String,
    ) {
        if !holds {
            let message = |rules: &Self| message(rules.instance);
            self.broken(keyword, |_| {}, self.instance.span, message);
        }
    }

    /// Records that a member or item breaks a keyword of this schema.
    pub(super) fn broken<T>(
        &mut self,
        keyword: &At<T>,
        step: impl FnOnce(&mut Pointer),
        span: Span,
        message: impl FnOnce(&Self) -> String,
    ) {
        self.holds = false;
        let Some(explanation) = &self.run.explanation else {
            return;
        };
        let mut pointer = explanation.pointer.clone();
        step(&mut pointer);
        let location = self.schema.pointer.join(keyword.keyword);
        let violation = Violation::new(
            keyword.keyword,
            pointer.to_string(),
            self.run.located(self.schema, &location),
            message(self),
        );
        if let Some(explanation) = &mut self.run.explanation {
            explanation.record(violation, span);
        }
    }
}
