use std::path::Path;
use std::sync::Arc;

use mindvideo_schema::diagnostic::{Code, Diagnostic, Diagnostics, Source, read};
use mindvideo_schema::json::{Node, Span};
use mindvideo_schema::{Evaluator, Violation};

use crate::generate::{Refused, evaluator};
use crate::place::Places;
use crate::settings::Settings;

/// A schema's file, ready to judge instances: every violation with its place in the instance and
/// the place of the rule in the schema.
///
/// ```no_run
/// use mindvideo_codegen::{Settings, Validator, diagnostic::human};
///
/// let path = std::path::Path::new("schemas/veo3-1-quality.json");
/// let validator = Validator::load(path, "schemas/veo3-1-quality.json", &Settings::new())
///     .map_err(|refused| refused.findings)?;
/// for finding in &validator.check("input.json", b"{\"duration\": 7}".to_vec()) {
///     println!("{}", human(finding));
/// }
/// # Ok::<(), mindvideo_codegen::diagnostic::Diagnostics>(())
/// ```
#[derive(Debug)]
pub struct Validator {
    evaluator: Evaluator,
    places: Places,
}

impl Validator {
    /// Reads a schema's file. `name` is what messages call it.
    ///
    /// # Errors
    /// Everything that is wrong with the schema, in one run.
    pub fn load(path: &Path, name: &str, settings: &Settings) -> Result<Self, Refused> {
        let evaluator = evaluator(path, name, settings)?;
        Ok(Self {
            places: Places::of(evaluator.linked()),
            evaluator,
        })
    }

    /// Judges a JSON text, which messages call `name`: every violation, or that it is not JSON.
    pub fn check(&self, name: &str, text: Vec<u8>) -> Diagnostics {
        let (source, instance) = match read(name, text) {
            Ok(read) => read,
            Err(finding) => return Diagnostics::from(*finding),
        };
        let Err(report) = self.evaluator.check_json(source.text.as_bytes()) else {
            return Diagnostics::new();
        };
        let findings = report
            .iter()
            .map(|violation| self.finding(&source, &instance, violation));
        findings.collect::<Diagnostics>().into_sorted()
    }

    fn finding(&self, source: &Arc<Source>, instance: &Node, violation: &Violation) -> Diagnostic {
        let span = value_or_name(source, instance, violation);
        let finding = Diagnostic::error(Code::INVALID, source, span, &violation.message)
            .with_pointer(&violation.instance);
        let label = match violation.keyword {
            "false" => "the schema is `false` here".to_owned(),
            keyword => format!("breaks `{keyword}`"),
        };
        let finding = finding.with_label(label);
        match self.places.find(&violation.schema) {
            Some((text, span)) => {
                let label = format!("the rule {}", violation.schema);
                finding.with_related(text, span, label)
            }
            None => finding.with_note(format!("the rule is {}", violation.schema)),
        }
    }
}

/// The value at fault, or the name of its member where that is what is wrong.
fn value_or_name(source: &Source, instance: &Node, violation: &Violation) -> Span {
    let Some(value) = instance.pointer(&violation.instance) else {
        return instance.span;
    };
    let is_at = |span: Span| Some(source.place(span.start)) == violation.place;
    if is_at(value.span) {
        return value.span;
    }
    let (parent, _) = violation.instance.rsplit_once('/').unwrap_or_default();
    let parent = instance.pointer(parent);
    let members = parent.and_then(|parent| parent.value.as_object());
    let name = members
        .into_iter()
        .flatten()
        .find(|member| is_at(member.key.span));
    name.map_or(value.span, |member| member.key.span)
}
