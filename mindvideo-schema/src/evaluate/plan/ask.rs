use super::kinds::Kind;
use super::{Care, Part, PartId, Plan, Rule, array, general, logic, number, object};
use crate::evaluate::marks::Marks;
use crate::evaluate::met::{Key, Met};
use crate::evaluate::scope::{Scope, Scopes};
use crate::evaluate::stack::Depth;
use crate::json::{Node, Text, Value, are_distinct, same};
use crate::link::Linked;
use crate::pattern::Pattern;
use crate::rules;
use crate::schema::SchemaId;

/// One walk over an instance that stops at the first thing that is wrong.
pub(in crate::evaluate) struct Asking<'a> {
    linked: &'a Linked,
    plan: &'a Plan,
    pub(in crate::evaluate) scope: Scope,
    pub(in crate::evaluate) scopes: Scopes,
    pub(in crate::evaluate) depth: Depth,
    /// Whether a pattern has given up a text: then the instance is refused, whatever else is found.
    pub(in crate::evaluate) gave_up: bool,
    memory: Memory,
}

/// What was found out about a value on the way: branches that come back to the same schema and the
/// same value are judged once, so that no instance takes exponential time.
///
/// A value is known by its place, which no other value of the instance has.
struct Memory {
    /// How many schemas may be met again before it is worth remembering them. No instance comes so
    /// far unless it is judged by the same schemas over and over.
    patience: u64,
    verdicts: Met<Verdict>,
}

/// A text of so many bytes or more has as many values as are looked at without remembering. Longer
/// ones may be long strings, which are no reason for more patience.
const LONG: u32 = 8 * 1024;

struct Verdict {
    holds: bool,
    /// What was spoken of, if that was asked for.
    marks: Option<Marks>,
}

impl<'a> Asking<'a> {
    pub(in crate::evaluate) fn new(
        linked: &'a Linked,
        plan: &'a Plan,
        instance: &Node,
        depth: Depth,
    ) -> Self {
        let length = instance.span.end.saturating_sub(instance.span.start);
        Self {
            linked,
            plan,
            scope: Scope::default(),
            scopes: Scopes::default(),
            depth,
            gave_up: false,
            memory: Memory {
                patience: 1024 + 8 * u64::from(length.min(LONG)),
                verdicts: Met::default(),
            },
        }
    }

    /// Whether the instance fulfils the schema. What the schema speaks of is added to `marks`, if
    /// it fulfils it.
    pub(in crate::evaluate) fn asks(
        &mut self,
        schema: SchemaId,
        instance: &Node,
        marks: Option<&mut Marks>,
    ) -> bool {
        self.fits_apart(self.plan.part_of(schema), instance, marks)
    }

    /// Whether the value fits a part. If it does not, `marks` may have too many.
    #[inline]
    pub(super) fn fits(&mut self, id: PartId, instance: &Node, marks: Option<&mut Marks>) -> bool {
        let Some(part) = self.plan.part(id) else {
            return false;
        };
        let kind = Kind::of(&instance.value);
        part.open.has(kind) || part.kinds.has(kind) && self.keeps(id, part, instance, marks)
    }

    /// Whether the value keeps the rules that a part has for its kind.
    fn keeps(
        &mut self,
        id: PartId,
        part: &Part,
        instance: &Node,
        marks: Option<&mut Marks>,
    ) -> bool {
        match part.care {
            None => {
                let rules = self.plan.rules(part, Kind::of(&instance.value));
                self.deeper(rules, instance, marks)
            }
            Some(care) => self.keeps_with_care(id, part, care, instance, marks),
        }
    }

    /// Whether the value fits a part. If it does not, `marks` stay as they are.
    fn fits_apart(&mut self, id: PartId, instance: &Node, marks: Option<&mut Marks>) -> bool {
        let Some(marks) = marks else {
            return self.fits(id, instance, None);
        };
        let mut own = Marks::default();
        let holds = self.fits(id, instance, Some(&mut own));
        if holds {
            marks.add(&own);
        }
        holds
    }

    fn keeps_with_care(
        &mut self,
        id: PartId,
        part: &Part,
        care: Care,
        instance: &Node,
        marks: Option<&mut Marks>,
    ) -> bool {
        if !care.is_met_again {
            return self.judge(part, care, instance, marks);
        }
        if self.memory.patience > 0 {
            self.memory.patience -= 1;
            return self.judge(part, care, instance, marks);
        }
        let scope = if care.is_dynamic {
            self.scope
        } else {
            Scope::default()
        };
        let key = Key::new(id.0, instance.span, scope);
        if let Some(known) = self.memory.verdicts.get(key) {
            match (known, marks.is_some()) {
                (Verdict { holds, .. }, false) => return *holds,
                (Verdict { holds: false, .. }, _) => return false,
                (
                    Verdict {
                        marks: Some(known), ..
                    },
                    true,
                ) => {
                    if let Some(marks) = marks {
                        marks.add(known);
                    }
                    return true;
                }
                _ => {}
            }
        }
        let mut own = marks.is_some().then(Marks::default);
        let holds = self.judge(part, care, instance, own.as_mut());
        if let (true, Some(marks), Some(own)) = (holds, marks, &own) {
            marks.add(own);
        }
        let verdict = Verdict { holds, marks: own };
        self.memory.verdicts.set(key, verdict);
        holds
    }

    fn judge(
        &mut self,
        part: &Part,
        care: Care,
        instance: &Node,
        marks: Option<&mut Marks>,
    ) -> bool {
        let kind = Kind::of(&instance.value);
        let rules = self.plan.rules(part, kind);
        let outer = self.scope;
        if care.is_dynamic {
            let bindings = self.linked.bindings(care.resource);
            self.scope = self.scopes.enter(outer, bindings);
        }
        let holds = if care.asks_for_rest.has(kind) {
            // Marks made outside of the schema are none of its business, and it leaves no rest.
            if let Some(marks) = marks {
                marks.mark_all();
            }
            self.deeper(rules, instance, Some(&mut Marks::default()))
        } else {
            self.deeper(rules, instance, marks)
        };
        self.scope = outer;
        holds
    }

    /// Asks the rules, if there is room to go one step deeper.
    fn deeper(&mut self, rules: &[Rule], instance: &Node, mut marks: Option<&mut Marks>) -> bool {
        if !self.depth.enter() {
            return false;
        }
        let mut rules = rules.iter();
        let holds = rules.all(|rule| self.holds(rule, instance, marks.as_deref_mut()));
        self.depth.leave();
        holds
    }

    /// Whether a rule holds, as one for values of another kind does.
    fn holds(&mut self, rule: &Rule, instance: &Node, marks: Option<&mut Marks>) -> bool {
        match (rule, &instance.value) {
            (Rule::Apply(part), _) => self.fits(*part, instance, marks),
            (Rule::Values(values), _) => values.iter().any(|value| same(value, instance)),
            (Rule::Format(format), value) => general::has_format(*format, value),
            (Rule::AnyOf(branches), _) => self.some_fit(branches, instance, marks),
            (Rule::OneOf(branches), _) => self.one_fits(branches, instance, marks),
            (Rule::Not(part), _) => !self.fits(*part, instance, None),
            (Rule::If(condition), _) => self.decide(condition, instance, marks),
            (Rule::Dynamic(schema), _) => self.follow(*schema, instance, marks),
            (Rule::Bool(only), Value::Bool(value)) => value == only,
            (Rule::Integer { by_value }, Value::Number(number)) => {
                rules::general::is_integer(number, *by_value)
            }
            (Rule::Number(bounds), Value::Number(number)) => number::fits(bounds, number),
            (Rule::Pattern(pattern), Value::String(text)) => self.matches(pattern, text),
            (rule, Value::String(text)) => holds_of_text(rule, text),
            (rule, Value::Array(items)) => self.holds_of_array(rule, items, marks),
            (Rule::Members(rule), Value::Object(members)) => rule.fit(members, marks, self),
            (Rule::MinProperties(limit), Value::Object(members)) => {
                rules::object::min_properties(members.len(), *limit)
            }
            (Rule::MaxProperties(limit), Value::Object(members)) => {
                rules::object::max_properties(members.len(), *limit)
            }
            (Rule::Dependents(rule), Value::Object(members)) => {
                rule.fit(instance, members, marks, self)
            }
            (Rule::RestOfMembers(rest), Value::Object(members)) => {
                object::rest_fits(*rest, members, marks, self)
            }
            _ => true,
        }
    }

    fn holds_of_array(&mut self, rule: &Rule, items: &[Node], marks: Option<&mut Marks>) -> bool {
        match rule {
            Rule::Items(rule) => rule.fit(items, marks, self),
            Rule::Contains(rule) => rule.fits(items, marks, self),
            Rule::MinItems(limit) => rules::array::min_items(items.len(), *limit),
            Rule::MaxItems(limit) => rules::array::max_items(items.len(), *limit),
            Rule::Unique => are_distinct(items),
            Rule::RestOfItems(rest) => array::rest_fits(*rest, items, marks, self),
            _ => true,
        }
    }

    fn some_fit(
        &mut self,
        branches: &[PartId],
        instance: &Node,
        marks: Option<&mut Marks>,
    ) -> bool {
        let Some(marks) = marks else {
            return branches.iter().any(|part| self.fits(*part, instance, None));
        };
        // Every branch that fits speaks of members and items.
        let fits = |fits, part: &PartId| self.fits_apart(*part, instance, Some(marks)) || fits;
        branches.iter().fold(false, fits)
    }

    fn one_fits(
        &mut self,
        branches: &[PartId],
        instance: &Node,
        mut marks: Option<&mut Marks>,
    ) -> bool {
        let mut fits = |part: &PartId| self.fits_apart(*part, instance, marks.as_deref_mut());
        let mut branches = branches.iter();
        branches.any(&mut fits) && !branches.any(&mut fits)
    }

    fn decide(
        &mut self,
        rule: &logic::Condition,
        instance: &Node,
        mut marks: Option<&mut Marks>,
    ) -> bool {
        let holds = self.fits_apart(rule.test, instance, marks.as_deref_mut());
        let branch = if holds { rule.then } else { rule.otherwise };
        self.fits(branch, instance, marks)
    }

    /// Whether a text matches a pattern.
    pub(in crate::evaluate) fn matches(&mut self, pattern: &Pattern, text: &str) -> bool {
        if self.gave_up {
            return false;
        }
        let found = rules::string::pattern(text, pattern);
        self.gave_up = found.is_none();
        found == Some(true)
    }

    fn follow(&mut self, schema: SchemaId, instance: &Node, marks: Option<&mut Marks>) -> bool {
        let (scope, scopes) = (self.scope, &self.scopes);
        let bound = |name| scopes.find(scope, name);
        let target = self.linked.dynamic_reference(schema, bound);
        target.is_none_or(|target| self.fits(self.plan.part_of(target), instance, marks))
    }
}

fn holds_of_text(rule: &Rule, text: &Text) -> bool {
    match rule {
        Rule::Texts(texts) => texts.find(text.as_bytes()).is_some(),
        Rule::MinLength(limit) => rules::string::min_length(text, *limit),
        Rule::MaxLength(limit) => rules::string::max_length(text, *limit),
        _ => true,
    }
}
