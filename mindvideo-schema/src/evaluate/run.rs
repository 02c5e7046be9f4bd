use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::{array, general, logic, number, object, string};
use crate::json::{Lines, Node, Pointer, Span};
use crate::link::Linked;
use crate::report::{Report, Violation};
use crate::schema::{At, Body, Schema, SchemaId};

/// One walk over an instance.
///
/// A run that asks stops at the first violation; one that explains collects them all.
pub(super) struct Run<'a> {
    pub(super) linked: &'a Linked,
    lines: Option<&'a Lines>,
    pointer: Pointer,
    explains: bool,
    violations: Vec<Violation>,
    memory: Rc<Memory>,
}

/// What was found out about a value on the way: branches that come back to the same schema and the
/// same value are judged once, so that no instance takes exponential time.
///
/// A value is known by its place, which no other value of the instance has.
#[derive(Default)]
struct Memory {
    verdicts: RefCell<HashMap<(SchemaId, Span), bool>>,
    reasons: RefCell<HashMap<(SchemaId, Span), Vec<Violation>>>,
}

impl<'a> Run<'a> {
    pub(super) fn asking(linked: &'a Linked) -> Self {
        Self {
            linked,
            lines: None,
            pointer: Pointer::root(),
            explains: false,
            violations: Vec::new(),
            memory: Rc::default(),
        }
    }

    pub(super) fn explaining(linked: &'a Linked, lines: Option<&'a Lines>) -> Self {
        Self {
            explains: true,
            lines,
            ..Self::asking(linked)
        }
    }

    pub(super) fn finish(self) -> Result<(), Report> {
        Report::new(self.violations).map_or(Ok(()), Err)
    }

    /// Whether the instance fulfils the schema. A run that explains records why not.
    pub(super) fn apply(&mut self, id: SchemaId, instance: &Node) -> bool {
        let linked = self.linked;
        let schema = linked.schema(id);
        let keywords = match &schema.body {
            Body::Boolean(true) => return true,
            Body::Boolean(false) => {
                self.record(
                    Violation::new(
                        "false",
                        self.pointer.to_string(),
                        self.location(schema),
                        "no value is allowed here",
                    ),
                    instance.span,
                );
                return false;
            }
            Body::Keywords(keywords) => keywords,
        };
        let dialect = linked.document(schema.document).dialect;
        let referred = linked.reference(id);
        if referred.is_some() && dialect.ref_replaces_siblings() {
            return referred.is_none_or(|target| self.apply(target, instance));
        }
        let mut rules = Rules {
            run: self,
            schema,
            instance,
            holds: true,
        };
        let checks: [&mut dyn FnMut(&mut Rules<'_, '_>); 7] = [
            &mut |rules| general::check(&keywords.general, dialect, rules),
            &mut |rules| number::check(&keywords.number, rules),
            &mut |rules| string::check(&keywords.string, rules),
            &mut |rules| array::check(&keywords.array, rules),
            &mut |rules| object::check(&keywords.object, rules),
            &mut |rules| logic::check(&keywords.logic, rules),
            &mut |rules| {
                if let Some(target) = referred {
                    rules.apply(target);
                }
            },
        ];
        for check in checks {
            if rules.goes_on() {
                check(&mut rules);
            }
        }
        rules.holds
    }

    /// The same for a member or item of the instance.
    pub(super) fn apply_below(
        &mut self,
        step: impl FnOnce(&mut Pointer),
        id: SchemaId,
        instance: &Node,
    ) -> bool {
        step(&mut self.pointer);
        let holds = self.apply(id, instance);
        self.pointer.pop();
        holds
    }

    /// Whether the instance fulfils the schema, without a word about why not.
    fn asks(&mut self, id: SchemaId, instance: &Node) -> bool {
        let known = (id, instance.span);
        if let Some(verdict) = self.memory.verdicts.borrow().get(&known) {
            return *verdict;
        }
        let mut run = Run {
            memory: Rc::clone(&self.memory),
            ..Run::asking(self.linked)
        };
        let verdict = run.apply(id, instance);
        self.memory.verdicts.borrow_mut().insert(known, verdict);
        verdict
    }

    fn record(&mut self, violation: Violation, span: Span) {
        if self.explains {
            let place = self.lines.map(|lines| lines.place(span.start));
            self.violations.push(match place {
                Some(place) => violation.at(place),
                None => violation,
            });
        }
    }

    /// Where a schema stands: a fragment, after the document's URI if it is another document.
    fn location(&self, schema: &Schema) -> String {
        self.located(schema, &schema.pointer)
    }

    fn located(&self, schema: &Schema, pointer: &Pointer) -> String {
        let home = self.linked.schema(self.linked.root()).document;
        if schema.document == home {
            return format!("#{pointer}");
        }
        format!("{}#{pointer}", self.linked.document(schema.document).uri)
    }
}

/// One schema's rules over one value.
pub(super) struct Rules<'r, 'a> {
    run: &'r mut Run<'a>,
    schema: &'a Schema,
    pub(super) instance: &'r Node,
    holds: bool,
}

impl Rules<'_, '_> {
    /// Whether there is something left to find out.
    pub(super) fn goes_on(&self) -> bool {
        self.holds || self.run.explains
    }

    /// Applies another schema to the same value.
    pub(super) fn apply(&mut self, id: SchemaId) {
        self.holds &= self.run.apply(id, self.instance);
    }

    /// Applies another schema to a member or item.
    pub(super) fn apply_below(
        &mut self,
        step: impl FnOnce(&mut Pointer),
        id: SchemaId,
        below: &Node,
    ) {
        self.holds &= self.run.apply_below(step, id, below);
    }

    /// Whether another schema is fulfilled by a value, without a word about why not.
    pub(super) fn asks(&mut self, id: SchemaId, instance: &Node) -> bool {
        self.run.asks(id, instance)
    }

    /// Why the value does not fulfil another schema.
    pub(super) fn explains(&mut self, id: SchemaId) -> Vec<Violation> {
        if !self.run.explains {
            return Vec::new();
        }
        let known = (id, self.instance.span);
        if let Some(reasons) = self.run.memory.reasons.borrow().get(&known) {
            return reasons.clone();
        }
        let mut run = Run {
            pointer: self.run.pointer.clone(),
            memory: Rc::clone(&self.run.memory),
            ..Run::explaining(self.run.linked, self.run.lines)
        };
        run.apply(id, self.instance);
        let reasons = run.violations;
        let memory = &self.run.memory.reasons;
        memory.borrow_mut().insert(known, reasons.clone());
        reasons
    }

    /// Adds what another schema found.
    pub(super) fn extend(&mut self, violations: Vec<Violation>) {
        self.run.violations.extend(violations);
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
        if !self.run.explains {
            return;
        }
        let mut pointer = self.run.pointer.clone();
        step(&mut pointer);
        let location = self.schema.pointer.join(keyword.keyword);
        let violation = Violation::new(
            keyword.keyword,
            pointer.to_string(),
            self.run.located(self.schema, &location),
            message(self),
        );
        self.run.record(violation, span);
    }
}
