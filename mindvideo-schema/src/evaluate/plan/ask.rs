use super::instance::Instance;
use super::{Care, Part, PartId, Plan, Rule, array, general, logic, number, object};
use crate::evaluate::marks::Marks;
use crate::evaluate::met::{Key, Met};
use crate::evaluate::scope::{Scope, Scopes};
use crate::evaluate::stack::Depth;
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
        instance: &impl Instance,
        depth: Depth,
    ) -> Self {
        let span = instance.span();
        let length = span.end.saturating_sub(span.start);
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
        instance: &impl Instance,
        marks: Option<&mut Marks>,
    ) -> bool {
        self.fits_apart(self.plan.part_of(schema), instance, marks)
    }

    /// Whether the value fits a part. If it does not, `marks` may have too many.
    #[inline]
    pub(super) fn fits(
        &mut self,
        id: PartId,
        instance: &impl Instance,
        marks: Option<&mut Marks>,
    ) -> bool {
        let Some(part) = self.plan.part(id) else {
            return false;
        };
        let kind = instance.kind();
        part.open.has(kind) || part.kinds.has(kind) && self.keeps(id, part, instance, marks)
    }

    /// Whether the value keeps the rules that a part has for its kind.
    fn keeps(
        &mut self,
        id: PartId,
        part: &Part,
        instance: &impl Instance,
        marks: Option<&mut Marks>,
    ) -> bool {
        match part.care {
            None => {
                let rules = self.plan.rules(part, instance.kind());
                self.deeper(rules, instance, marks)
            }
            Some(care) => self.keeps_with_care(id, part, care, instance, marks),
        }
    }

    /// Whether the value fits a part. If it does not, `marks` stay as they are.
    fn fits_apart(
        &mut self,
        id: PartId,
        instance: &impl Instance,
        marks: Option<&mut Marks>,
    ) -> bool {
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
        instance: &impl Instance,
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
        let key = Key::new(id.0, instance.span(), scope);
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
        instance: &impl Instance,
        marks: Option<&mut Marks>,
    ) -> bool {
        let kind = instance.kind();
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
    fn deeper(
        &mut self,
        rules: &[Rule],
        instance: &impl Instance,
        mut marks: Option<&mut Marks>,
    ) -> bool {
        if !self.depth.enter() {
            return false;
        }
        let mut rules = rules.iter();
        let holds = rules.all(|rule| self.holds(rule, instance, marks.as_deref_mut()));
        self.depth.leave();
        holds
    }

    /// Whether a rule holds. Rules stand under the kind of values that they are for.
    fn holds<I: Instance>(&mut self, rule: &Rule, instance: &I, marks: Option<&mut Marks>) -> bool {
        match rule {
            Rule::Apply(part) => self.fits(*part, instance, marks),
            Rule::Members(rule) => rule.fit(instance, marks, self),
            Rule::Items(rule) => rule.fit(instance, marks, self),
            Rule::AnyOf(branches) => self.some_fit(branches, instance, marks),
            Rule::OneOf(branches) => self.one_fits(branches, instance, marks),
            Rule::Not(part) => !self.fits(*part, instance, None),
            Rule::If(condition) => self.decide(condition, instance, marks),
            Rule::Dynamic(schema) => self.follow(*schema, instance, marks),
            Rule::Contains(rule) => rule.fits(instance, marks, self),
            Rule::Dependents(rule) => rule.fit(instance, marks, self),
            Rule::RestOfItems(rest) => array::rest_fits(*rest, instance, marks, self),
            Rule::RestOfMembers(rest) => object::rest_fits(*rest, instance, marks, self),
            Rule::Values(values) => values.iter().any(|value| instance.is(value)),
            Rule::Format(format) => general::has_format(*format, instance),
            Rule::Bool(only) => instance.as_bool().is_none_or(|value| value == *only),
            Rule::MinItems(limit) => rules::array::min_items(instance.count(), *limit),
            Rule::MaxItems(limit) => rules::array::max_items(instance.count(), *limit),
            Rule::Unique => instance.has_distinct_items(),
            Rule::MinProperties(limit) => rules::object::min_properties(instance.count(), *limit),
            Rule::MaxProperties(limit) => rules::object::max_properties(instance.count(), *limit),
            Rule::Integer { .. } | Rule::Number(_) => {
                let number = instance.as_number();
                number.is_none_or(|number| holds_of_number(rule, number))
            }
            Rule::Pattern(pattern) => {
                let text = instance.as_text();
                text.is_none_or(|text| self.matches(pattern, text))
            }
            Rule::Texts(_) | Rule::MinLength(_) | Rule::MaxLength(_) => {
                let text = instance.as_text();
                text.is_none_or(|text| holds_of_text(rule, text))
            }
        }
    }

    fn some_fit(
        &mut self,
        branches: &[PartId],
        instance: &impl Instance,
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
        instance: &impl Instance,
        mut marks: Option<&mut Marks>,
    ) -> bool {
        let mut fits = |part: &PartId| self.fits_apart(*part, instance, marks.as_deref_mut());
        let mut branches = branches.iter();
        branches.any(&mut fits) && !branches.any(&mut fits)
    }

    fn decide(
        &mut self,
        rule: &logic::Condition,
        instance: &impl Instance,
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

    fn follow(
        &mut self,
        schema: SchemaId,
        instance: &impl Instance,
        marks: Option<&mut Marks>,
    ) -> bool {
        let (scope, scopes) = (self.scope, &self.scopes);
        let bound = |name| scopes.find(scope, name);
        let target = self.linked.dynamic_reference(schema, bound);
        target.is_none_or(|target| self.fits(self.plan.part_of(target), instance, marks))
    }
}

fn holds_of_number(rule: &Rule, number: &str) -> bool {
    match rule {
        Rule::Integer { by_value } => rules::general::is_written_integer(number, *by_value),
        Rule::Number(bounds) => number::fit(bounds, number),
        _ => true,
    }
}

fn holds_of_text(rule: &Rule, text: &str) -> bool {
    match rule {
        Rule::Texts(texts) => texts.find(text.as_bytes()).is_some(),
        Rule::MinLength(limit) => rules::string::min_length(text, *limit),
        Rule::MaxLength(limit) => rules::string::max_length(text, *limit),
        _ => true,
    }
}
