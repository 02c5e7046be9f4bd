use super::marks::Marks;
use super::met::{Key, Met};
use super::plan::Asking;
use super::reasons::{AllReasons, Found, Reasons, ReasonsId};
use super::scope::Scope;
use super::{array, branch, general, logic, number, object, string};
use crate::json::{Lines, Node, Pointer, Span, Value};
use crate::link::Linked;
use crate::pattern::Pattern;
use crate::report::{Report, Violation};
use crate::schema::{At, Body, Keywords, Schema, SchemaId};

/// One walk over an instance that collects everything that is wrong with it. Where one violation
/// decides, in a union, it asks.
pub(super) struct Run<'a> {
    linked: &'a Linked,
    asking: Asking<'a>,
    explanation: Explanation<'a>,
    /// What was found out about branches of unions on the way.
    reasons: Met<ReasonsId>,
    all_reasons: AllReasons,
}

/// What is wrong so far.
struct Explanation<'a> {
    lines: Option<&'a Lines>,
    pointer: Pointer,
    reasons: Reasons,
    /// What was explained already. It needs no second explanation.
    explained: Met<()>,
}

impl<'a> Run<'a> {
    pub(super) fn new(linked: &'a Linked, asking: Asking<'a>, lines: Option<&'a Lines>) -> Self {
        Self {
            linked,
            asking,
            explanation: Explanation::new(lines, Pointer::root()),
            reasons: Met::default(),
            all_reasons: AllReasons::default(),
        }
    }

    /// What was found; `None` if the stack had not room enough to find it.
    pub(super) fn finish(self) -> Option<Result<(), Report>> {
        let mut report =
            Report::from_violations(self.all_reasons.violations(&self.explanation.reasons));
        if report.is_none() && self.asking.gave_up {
            let message = "a pattern with back-references takes too long to judge this";
            report = Some(Report::of(Violation::new("pattern", "", "", message)));
        }
        self.asking.depth.result(report.map_or(Ok(()), Err))
    }

    /// Whether the instance fulfils the schema. Records why not.
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
        if linked.is_met_again(id) {
            let key = self.key(id, instance);
            if !self.explanation.explained.set(key, ()) {
                return self.asking.asks(id, instance, marks);
            }
        }
        if !self.asking.depth.enter() {
            return false;
        }
        let holds = self.judge(id, schema, keywords, instance, marks);
        self.asking.depth.leave();
        holds
    }

    fn key(&self, id: SchemaId, instance: &Node) -> Key {
        let scope = if self.linked.is_dynamic(id) {
            self.asking.scope
        } else {
            Scope::default()
        };
        Key::new(id.0, instance.span, scope)
    }

    fn judge(
        &mut self,
        id: SchemaId,
        schema: &'a Schema,
        keywords: &'a Keywords,
        instance: &Node,
        marks: Option<&mut Marks>,
    ) -> bool {
        let outer = self.asking.scope;
        let bindings = self.linked.bindings(schema.resource);
        if !bindings.is_empty() {
            self.asking.scope = self.asking.scopes.enter(outer, bindings);
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
        self.asking.scope = outer;
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
        match &instance.value {
            Value::Null | Value::Bool(_) => {}
            Value::Number(value) => number::check(&keywords.number, value, &mut rules),
            Value::String(text) => string::check(&keywords.string, text, &mut rules),
            Value::Array(items) => array::check(&keywords.array, items, dialect, &mut rules),
            Value::Object(members) => object::check(&keywords.object, members, &mut rules),
        }
        logic::check(&keywords.logic, &mut rules);
        rules.refer(id);
        match &instance.value {
            Value::Array(items) => array::check_rest(&keywords.array, items, &mut rules),
            Value::Object(members) => object::check_rest(&keywords.object, members, &mut rules),
            _ => {}
        }
        rules.holds
    }

    /// Why the instance does not fulfil the schema.
    fn reasons(&mut self, id: SchemaId, instance: &Node) -> ReasonsId {
        let key = self.key(id, instance);
        if let Some(reasons) = self.reasons.get(key) {
            return *reasons;
        }
        let Explanation { lines, pointer, .. } = &self.explanation;
        let inner = Explanation::new(*lines, pointer.clone());
        let outer = std::mem::replace(&mut self.explanation, inner);
        self.apply(id, instance, None);
        let inner = std::mem::replace(&mut self.explanation, outer);
        let reasons = self.all_reasons.keep(inner.reasons);
        self.reasons.set(key, reasons);
        reasons
    }

    /// What was found out about branches of unions so far.
    pub(super) fn all_reasons(&self) -> &AllReasons {
        &self.all_reasons
    }

    /// Records that a schema allows no value.
    fn refuse(&mut self, schema: &Schema, instance: &Node) {
        let location = self.located(schema, &self.linked.pointer(schema));
        let pointer = self.explanation.pointer.to_string();
        let message = "no value is allowed here";
        let violation = Violation::new("false", pointer, location, message);
        self.explanation.record(violation, instance.span);
    }

    /// Where a schema stands: a fragment, after the document's URI if it is another document.
    fn located(&self, schema: &Schema, pointer: &Pointer) -> String {
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
            reasons: Reasons::new(pointer.clone()),
            pointer,
            explained: Met::default(),
        }
    }

    fn record(&mut self, violation: Violation, span: Span) {
        let place = self.lines.map(|lines| lines.place(span.start));
        self.reasons.list(match place {
            Some(place) => violation.at(place),
            None => violation,
        });
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
    /// The marks, if somebody asks what was spoken of.
    pub(super) fn marks(&mut self) -> Option<&mut Marks> {
        self.marks.as_deref_mut()
    }

    /// Whether a text matches a pattern.
    pub(super) fn matches(&mut self, pattern: &Pattern, text: &str) -> bool {
        self.run.asking.matches(pattern, text)
    }

    /// Whether a pattern has given up a text.
    pub(super) fn gave_up(&self) -> bool {
        self.run.asking.gave_up
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
        let Asking { scope, scopes, .. } = &self.run.asking;
        let target = linked.dynamic_reference(id, |name| scopes.find(*scope, name));
        if let Some(target) = target {
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
        step(&mut self.run.explanation.pointer);
        self.holds &= self.run.apply(id, below, None);
        self.run.explanation.pointer.pop();
    }

    /// Whether a member or item fulfils a schema, without a word about why not.
    pub(super) fn asks_below(&mut self, id: SchemaId, below: &Node) -> bool {
        self.run.asking.asks(id, below, None)
    }

    /// Whether the value fulfils another schema, without a word about why not. If it does, what
    /// that one speaks of is marked.
    pub(super) fn asks(&mut self, id: SchemaId) -> bool {
        let marks = self.marks.as_deref_mut();
        self.run.asking.asks(id, self.instance, marks)
    }

    /// Whether the value fulfils another schema, whatever that one speaks of.
    pub(super) fn asks_only(&mut self, id: SchemaId) -> bool {
        self.run.asking.asks(id, self.instance, None)
    }

    /// Why the value does not fulfil another schema.
    pub(super) fn reasons(&mut self, id: SchemaId) -> ReasonsId {
        self.run.reasons(id, self.instance)
    }

    /// What was found out about branches of unions so far.
    pub(super) fn all_reasons(&self) -> &AllReasons {
        self.run.all_reasons()
    }

    /// What people call a branch of a union: `#/oneOf/0 (kind: "video")`.
    pub(super) fn branch(&self, id: SchemaId) -> String {
        let schema = self.run.linked.schema(id);
        let place = self.run.located(schema, &self.run.linked.pointer(schema));
        match branch::hint(self.run.linked, id) {
            Some(hint) => format!("{place} ({hint})"),
            None => place,
        }
    }

    /// Adds what other schemas found.
    pub(super) fn extend(&mut self, found: Vec<Found>) {
        let Run {
            explanation,
            all_reasons,
            ..
        } = &mut *self.run;
        all_reasons.extend(&mut explanation.reasons, found);
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
        let mut pointer = self.run.explanation.pointer.clone();
        step(&mut pointer);
        let location = self.run.linked.pointer(self.schema).join(keyword.keyword);
        let violation = Violation::new(
            keyword.keyword,
            pointer.to_string(),
            self.run.located(self.schema, &location),
            message(self),
        );
        self.run.explanation.record(violation, span);
    }
}
