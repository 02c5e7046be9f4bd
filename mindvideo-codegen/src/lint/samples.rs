use std::sync::Arc;

use mindvideo_schema::Report;
use mindvideo_schema::diagnostic::{Code, Diagnostic};
use mindvideo_schema::json::Node;

use super::Lint;
use crate::place::Places;

impl Lint<'_> {
    /// Defaults and examples that the rules beside them refuse.
    pub(super) fn samples(&mut self) {
        let annotation = &self.keywords.annotation;
        if let Some(default) = &annotation.default {
            self.sample(Code::BAD_DEFAULT, default.keyword, &default.value);
        }
        let examples = annotation.examples.iter();
        for (examples, example) in examples.flat_map(|at| at.value.iter().map(move |e| (at, e))) {
            self.sample(Code::BAD_EXAMPLE, examples.keyword, example);
        }
    }

    fn sample(&mut self, code: Code, keyword: &str, node: &Node) {
        let Some(report) = self.refusal(node) else {
            return;
        };
        let noun = keyword.trim_end_matches('s');
        let message = format!("this {noun} breaks the rules beside it");
        let finding = self.finding(code, keyword, node.span, message);
        let finding = self.with_rules(finding, &report);
        let help = match noun {
            "default" => "change the default, or the rule that it breaks",
            _ => "change the example, or the rule that it breaks",
        };
        self.found
            .push(finding.with_label("refused by this schema").with_help(help));
    }

    /// Values of `enum` and `const` that the rules beside them refuse.
    pub(super) fn values(&mut self) {
        let general = &self.keywords.general;
        let several = general.values.iter().flat_map(|at| at.value.iter());
        let several = several.map(|value| ("enum", value));
        let single = general.constant.iter().map(|at| ("const", &at.value));
        for (keyword, value) in several.chain(single) {
            let Some(report) = self.refusal(value) else {
                continue;
            };
            let message = "this value is listed, and refused by the rules beside the list";
            let finding =
                self.finding(Code::CONTRADICTION, keyword, value.span, message.to_owned());
            let finding = self.with_rules(finding, &report);
            self.found.push(
                finding
                    .with_label("never valid")
                    .with_help("remove the value, or change the rule that it breaks"),
            );
        }
    }

    /// Why the schema refuses a value, if it does: it is asked first, as that is quick even where
    /// thousands of values are listed.
    fn refusal(&self, node: &Node) -> Option<Report> {
        if self.evaluator.is_valid_part(self.id, node) {
            return None;
        }
        self.evaluator.check_part(self.id, node).err()
    }

    /// The finding with each rule that a value breaks, and the places of those beside it.
    fn with_rules(&self, mut finding: Diagnostic, report: &Report) -> Diagnostic {
        let places = self.places.get_or_init(|| Places::of(self.linked));
        for violation in report {
            finding = finding.with_note(violation.to_string());
            let Some((source, span)) = places.find(&violation.schema) else {
                continue;
            };
            if Arc::ptr_eq(source, &finding.source) {
                let known = finding.secondary.iter().any(|(other, _)| *other == span);
                if !known {
                    finding = finding.with_secondary(span, "by this rule");
                }
            }
        }
        finding
    }
}

#[cfg(test)]
mod tests {
    use mindvideo_schema::Evaluator;
    use mindvideo_schema::diagnostic::Diagnostics;

    use crate::lint::lint;

    #[test]
    fn a_long_list_of_values_is_looked_up_not_gone_through() {
        let values: Vec<String> = (0..100_000)
            .map(|number| format!("\"v{number}\""))
            .collect();
        let mut found = Diagnostics::new();
        let schema = format!(r#"{{"type": "string", "enum": [{}]}}"#, values.join(","));
        lint(
            &Evaluator::new(&schema).expect("it is a schema"),
            &mut found,
        );
        assert!(found.is_empty());
    }
}
