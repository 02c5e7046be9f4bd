//! Findings that leave the types exact: what a schema says and hardly means.

use std::collections::HashSet;

use mindvideo_schema::diagnostic::{Code, Diagnostic, Diagnostics, suggest};
use mindvideo_schema::json::{Node, Span};
use mindvideo_schema::link::Linked;
use mindvideo_schema::schema::{At, Body, Keywords, Schema, SchemaId};
use mindvideo_schema::{Decimal, Evaluator};

/// Looks at every schema that is applied.
pub(crate) fn lint(evaluator: &Evaluator, found: &mut Diagnostics) {
    let linked = evaluator.linked();
    // Schemas within one that states a type, for the same value: it is stated for them, too.
    let mut typed = HashSet::new();
    for id in linked.reachable() {
        let schema = linked.schema(id);
        let Some(keywords) = schema.keywords() else {
            continue;
        };
        let mut lint = Lint {
            evaluator,
            linked,
            schema,
            keywords,
            id,
            found,
        };
        lint.samples();
        lint.required();
        lint.bounds();
        if typed.contains(&id) || lint.states_type() {
            typed.extend(keywords.applied_in_place());
        } else {
            lint.untyped();
        }
    }
}

struct Lint<'a> {
    evaluator: &'a Evaluator,
    linked: &'a Linked,
    schema: &'a Schema,
    keywords: &'a Keywords,
    id: SchemaId,
    found: &'a mut Diagnostics,
}

impl Lint<'_> {
    fn samples(&mut self) {
        let annotation = &self.keywords.annotation;
        if let Some(default) = &annotation.default {
            self.sample(Code::BAD_DEFAULT, "default", &default.value);
        }
        for example in annotation.examples.iter().flat_map(|at| &at.value) {
            self.sample(Code::BAD_EXAMPLE, "example", example);
        }
    }

    fn sample(&mut self, code: Code, noun: &str, node: &Node) {
        let Err(report) = self.evaluator.check_part(self.id, node) else {
            return;
        };
        let message = format!("this {noun} breaks the rules beside it");
        let mut finding = self.finding(code, node.span, message);
        for violation in &report {
            finding = finding.with_note(violation.to_string());
        }
        let help = match noun {
            "default" => "change the default, or the rule that it breaks",
            _ => "change the example, or the rule that it breaks",
        };
        self.found
            .push(finding.with_label("refused by this schema").with_help(help));
    }

    fn required(&mut self) {
        let object = &self.keywords.object;
        let closed = object
            .additional
            .as_ref()
            .is_some_and(|at| matches!(self.linked.schema(at.value).body, Body::Boolean(false)));
        if !closed || object.pattern_properties.is_some() {
            return;
        }
        let declared: Vec<&str> = object
            .properties
            .iter()
            .flat_map(|at| &at.value)
            .map(|property| property.name.text.as_str())
            .collect();
        for name in object.required.iter().flat_map(|at| &at.value) {
            if declared.contains(&name.text.as_str()) {
                continue;
            }
            let help = match suggest(&name.text, declared.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "declare it in `properties`, or remove it from `required`".to_owned(),
            };
            let message = format!(
                "`required` names `{}`, which `additionalProperties: false` forbids: \
                 no object can be valid",
                name.text
            );
            let finding = self.finding(Code::REQUIRED_UNDECLARED, name.span, message);
            self.found
                .push(finding.with_label("no such property").with_help(help));
        }
    }

    fn bounds(&mut self) {
        let (string, array) = (&self.keywords.string, &self.keywords.array);
        let (object, number) = (&self.keywords.object, &self.keywords.number);
        let above = |least: &u64, most: &u64| least > most;
        let over = |least: &Decimal, most: &Decimal| least > most;
        let meets = |least: &Decimal, most: &Decimal| least >= most;
        let (from, to) = (number.minimum.as_ref(), number.maximum.as_ref());
        let after = number.exclusive_minimum.as_ref();
        let before = number.exclusive_maximum.as_ref();
        let empty = [
            pair(
                string.min_length.as_ref(),
                string.max_length.as_ref(),
                above,
            ),
            pair(array.min_items.as_ref(), array.max_items.as_ref(), above),
            pair(
                array.min_contains.as_ref(),
                array.max_contains.as_ref(),
                above,
            ),
            pair(
                object.min_properties.as_ref(),
                object.max_properties.as_ref(),
                above,
            ),
            pair(from, to, over),
            pair(after, to, meets),
            pair(from, before, meets),
            pair(after, before, meets),
        ];
        for (least, most) in empty.into_iter().flatten() {
            let message = "these bounds leave no value";
            let finding = self
                .finding(Code::CONTRADICTION, least, message.to_owned())
                .with_label("the lower bound")
                .with_secondary(most, "the upper bound")
                .with_help("exchange or correct the bounds");
            self.found.push(finding);
        }
    }

    fn untyped(&mut self) {
        let Some((keyword, span, meant)) = first_of_a_type(self.keywords) else {
            return;
        };
        let message = format!("`{keyword}` stands without `type`: other JSON types are valid too");
        let finding = self
            .finding(Code::UNTYPED_KEYWORD, span, message)
            .with_label(format!("speaks of a value only if it is of type {meant}"))
            .with_help(format!(
                "add `\"type\": \"{meant}\"` if nothing else is meant"
            ));
        self.found.push(finding);
    }

    /// Whether it is said which values are meant: here, or in what is applied to them as well.
    fn states_type(&self) -> bool {
        let states = |keywords: &Keywords| {
            let general = &keywords.general;
            general.types.is_some() || general.values.is_some() || general.constant.is_some()
        };
        let all_of = self.keywords.logic.all_of.iter().flat_map(|at| &at.value);
        let beside = all_of.copied().chain(self.linked.reference(self.id));
        let mut beside = beside.filter_map(|id| self.linked.schema(id).keywords());
        states(self.keywords) || beside.any(states)
    }

    fn finding(&self, code: Code, span: Span, message: String) -> Diagnostic {
        let source = &self.linked.document(self.schema.document).source;
        Diagnostic::warning(code, source, span, message).with_pointer(self.schema.pointer.as_str())
    }
}

/// The places of two bounds, if they leave nothing between them.
fn pair<T>(
    least: Option<&At<T>>,
    most: Option<&At<T>>,
    empty: fn(&T, &T) -> bool,
) -> Option<(Span, Span)> {
    let (least, most) = least.zip(most)?;
    empty(&least.value, &most.value).then_some((least.span, most.span))
}

/// The first keyword that speaks only of values of one type: its name, its place, the type.
fn first_of_a_type(keywords: &Keywords) -> Option<(&'static str, Span, &'static str)> {
    fn one<T>(
        at: Option<&At<T>>,
        meant: &'static str,
    ) -> Option<(&'static str, Span, &'static str)> {
        at.map(|at| (at.keyword, at.key, meant))
    }
    let (array, object) = (&keywords.array, &keywords.object);
    let (string, number) = (&keywords.string, &keywords.number);
    [
        one(object.properties.as_ref(), "object"),
        one(object.required.as_ref(), "object"),
        one(object.additional.as_ref(), "object"),
        one(object.pattern_properties.as_ref(), "object"),
        one(object.property_names.as_ref(), "object"),
        one(object.min_properties.as_ref(), "object"),
        one(object.max_properties.as_ref(), "object"),
        one(array.prefix.as_ref(), "array"),
        one(array.items.as_ref(), "array"),
        one(array.contains.as_ref(), "array"),
        one(array.min_items.as_ref(), "array"),
        one(array.max_items.as_ref(), "array"),
        one(array.unique.as_ref(), "array"),
        one(string.min_length.as_ref(), "string"),
        one(string.max_length.as_ref(), "string"),
        one(string.pattern.as_ref(), "string"),
        one(number.minimum.as_ref(), "number"),
        one(number.maximum.as_ref(), "number"),
        one(number.exclusive_minimum.as_ref(), "number"),
        one(number.exclusive_maximum.as_ref(), "number"),
        one(number.multiple_of.as_ref(), "number"),
    ]
    .into_iter()
    .flatten()
    .min_by_key(|(_, span, _)| span.start)
}
