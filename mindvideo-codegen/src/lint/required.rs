use std::collections::HashSet;

use mindvideo_schema::diagnostic::{Code, suggest};
use mindvideo_schema::schema::Body;

use super::Lint;

impl Lint<'_> {
    /// Names that `required` asks for and `additionalProperties: false` forbids.
    pub(super) fn required(&mut self) {
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
        let known: HashSet<&str> = declared.iter().copied().collect();
        for name in object.required.iter().flat_map(|at| &at.value) {
            if known.contains(name.text.as_str()) {
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
            let finding = self.finding(Code::REQUIRED_UNDECLARED, "required", name.span, message);
            self.found
                .push(finding.with_label("no such property").with_help(help));
        }
    }
}
