//! Findings that leave the types exact: what a schema says and hardly means.

use mindvideo_schema::Evaluator;
use mindvideo_schema::diagnostic::{Code, Diagnostic, Diagnostics, suggest};
use mindvideo_schema::json::{Node, Span};
use mindvideo_schema::link::Linked;
use mindvideo_schema::schema::{Body, Keywords, Schema, SchemaId};

/// Looks at every schema that is applied.
pub(crate) fn lint(evaluator: &Evaluator, found: &mut Diagnostics) {
    let linked = evaluator.linked();
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
        lint.untyped();
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
                 no input can ever be valid",
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
        let counts = [
            (&string.min_length, &string.max_length),
            (&array.min_items, &array.max_items),
            (&object.min_properties, &object.max_properties),
        ];
        let contradictory = counts
            .into_iter()
            .filter_map(|(least, most)| least.as_ref().zip(most.as_ref()))
            .find(|(least, most)| least.value > most.value)
            .map(|(least, most)| (least.span, most.span));
        let numbers = number.minimum.as_ref().zip(number.maximum.as_ref());
        let numbers = numbers
            .filter(|(least, most)| least.value > most.value)
            .map(|(least, most)| (least.span, most.span));
        if let Some((least, most)) = contradictory.or(numbers) {
            let message = "these bounds leave no value";
            let finding = self
                .finding(Code::CONTRADICTION, least, message.to_owned())
                .with_label("more than the most allowed")
                .with_secondary(most, "the most allowed")
                .with_help("exchange or correct the bounds");
            self.found.push(finding);
        }
    }

    fn untyped(&mut self) {
        let general = &self.keywords.general;
        if general.types.is_some() || general.values.is_some() || general.constant.is_some() {
            return;
        }
        let (object, array) = (&self.keywords.object, &self.keywords.array);
        let (string, number) = (&self.keywords.string, &self.keywords.number);
        let first = [
            object
                .properties
                .as_ref()
                .map(|at| ("properties", at.key, "object")),
            array.items.as_ref().map(|at| ("items", at.key, "array")),
            string
                .min_length
                .as_ref()
                .map(|at| ("minLength", at.key, "string")),
            string
                .pattern
                .as_ref()
                .map(|at| ("pattern", at.key, "string")),
            number
                .minimum
                .as_ref()
                .map(|at| ("minimum", at.key, "number")),
            number
                .maximum
                .as_ref()
                .map(|at| ("maximum", at.key, "number")),
        ];
        if let Some((keyword, span, meant)) = first.into_iter().flatten().next() {
            let message =
                format!("`{keyword}` stands without `type`: other JSON types are valid too");
            let finding = self
                .finding(Code::UNTYPED_KEYWORD, span, message)
                .with_label(format!("speaks of a value only if it is of type {meant}"))
                .with_help(format!(
                    "add `\"type\": \"{meant}\"` if nothing else is meant"
                ));
            self.found.push(finding);
        }
    }

    fn finding(&self, code: Code, span: Span, message: String) -> Diagnostic {
        let source = &self.linked.document(self.schema.document).source;
        Diagnostic::warning(code, source, span, message).with_pointer(self.schema.pointer.as_str())
    }
}
