use super::run::Rules;
use crate::diagnostic::suggest;
use crate::json::{Member, Node, Object, Value};
use crate::rules::object;
use crate::schema::{At, ObjectKeywords, SchemaId};
use crate::text::counted;

/// How many unknown members of an object are compared with the names that are known: whoever has
/// misspelt more than that did not misspell.
const MOST_GUESSES: usize = 8;

pub(super) fn check(keywords: &ObjectKeywords, members: &Object, rules: &mut Rules<'_, '_>) {
    if let Some(required) = &keywords.required {
        for name in &required.value {
            if !members.contains(&name.text) {
                rules.expect(false, required, |_| {
                    format!("the required member `{}` is missing", name.text)
                });
            }
        }
    }
    check_counts(keywords, members, rules);
    check_dependents(keywords, members, rules);
    let mut free = Free::new(keywords, members);
    for (position, member) in members.iter().enumerate() {
        let is_evaluated = check_member(keywords, member, &mut free, rules);
        if let Some(marks) = rules.marks().filter(|_| is_evaluated) {
            marks.mark(position);
        }
    }
}

/// Judges a member by whatever speaks of it. `false` if nothing does.
fn check_member(
    keywords: &ObjectKeywords,
    member: &Member,
    free: &mut Free<'_>,
    rules: &mut Rules<'_, '_>,
) -> bool {
    let name = &member.key.text;
    let properties = keywords.properties.as_ref();
    let declared = properties.and_then(|properties| properties.value.find(name));
    let mut additional = true;
    if let Some(property) = declared {
        rules.apply_below(|pointer| pointer.push(name), property.schema, &member.value);
        additional = false;
    }
    let patterns = keywords.pattern_properties.iter().flat_map(|at| &at.value);
    for (pattern, schema) in patterns {
        if rules.matches(&pattern.value, name) {
            rules.apply_below(|pointer| pointer.push(name), *schema, &member.value);
            additional = false;
        }
    }
    if let Some(keyword) = keywords.additional.as_ref().filter(|_| additional) {
        check_additional(keyword, member, free, rules);
    }
    if let Some(names) = &keywords.property_names {
        let node = Node {
            value: Value::String(name.clone()),
            span: member.key.span,
        };
        rules.apply_below(|pointer| pointer.push(name), names.value, &node);
    }
    !additional || keywords.additional.is_some()
}

/// `unevaluatedProperties`, after everything else.
pub(super) fn check_rest(keywords: &ObjectKeywords, members: &Object, rules: &mut Rules<'_, '_>) {
    let Some(unevaluated) = &keywords.unevaluated else {
        return;
    };
    let mut free = Free::new(keywords, members);
    for (position, member) in members.iter().enumerate() {
        if rules.marks().is_none_or(|m| m.is_open || m.has(position)) {
            continue;
        }
        check_additional(unevaluated, member, &mut free, rules);
    }
}

fn check_counts(keywords: &ObjectKeywords, members: &Object, rules: &mut Rules<'_, '_>) {
    let has = || format!("the object has {}", counted(members.len() as u64, "member"));
    if let Some(limit) = &keywords.min_properties {
        let holds = object::min_properties(members.len(), limit.value);
        rules.expect(holds, limit, |_| {
            let least = counted(limit.value, "member");
            format!("{}, but at least {least} must be there", has())
        });
    }
    if let Some(limit) = &keywords.max_properties {
        let holds = object::max_properties(members.len(), limit.value);
        rules.expect(holds, limit, |_| {
            let most = counted(limit.value, "member");
            format!("{}, but at most {most} may be there", has())
        });
    }
}

fn check_dependents(keywords: &ObjectKeywords, members: &Object, rules: &mut Rules<'_, '_>) {
    for (name, called_for) in &keywords.dependent_required {
        if !members.contains(&name.text) {
            continue;
        }
        for other in &called_for.value {
            rules.expect(members.contains(&other.text), called_for, |_| {
                format!(
                    "member `{}` calls for `{}`, which is missing",
                    name.text, other.text
                )
            });
        }
    }
    for (name, schema) in &keywords.dependent_schemas {
        if members.contains(&name.text) {
            rules.apply(schema.value);
        }
    }
}

fn check_additional(
    additional: &At<SchemaId>,
    member: &Member,
    free: &mut Free<'_>,
    rules: &mut Rules<'_, '_>,
) {
    let name = &member.key.text;
    if rules.constant(additional.value) != Some(false) {
        rules.apply_below(
            |pointer| pointer.push(name),
            additional.value,
            &member.value,
        );
        return;
    }
    let step = |pointer: &mut crate::json::Pointer| pointer.push(name);
    rules.broken(additional, step, member.key.span, |_| {
        match free.meant(name) {
            Some(meant) => format!("there is no member `{name}`; did you mean `{meant}`?"),
            None => format!("there is no member `{name}`"),
        }
    });
}

/// The declared names that an object does not have.
struct Free<'a> {
    keywords: &'a ObjectKeywords,
    members: &'a Object,
    guesses: usize,
}

impl<'a> Free<'a> {
    fn new(keywords: &'a ObjectKeywords, members: &'a Object) -> Self {
        Self {
            keywords,
            members,
            guesses: MOST_GUESSES,
        }
    }

    /// The one that an unknown name is a slip away from.
    fn meant(&mut self, name: &str) -> Option<&'a str> {
        self.guesses = self.guesses.checked_sub(1)?;
        let mut absent = Vec::new();
        for property in &self.keywords.properties.as_ref()?.value {
            let declared = property.name.text.as_str();
            if !self.members.contains(declared) {
                absent.push(declared);
            }
        }
        suggest(name, absent)
    }
}
