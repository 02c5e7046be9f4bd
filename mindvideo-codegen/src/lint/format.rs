use mindvideo_schema::diagnostic::{Code, suggest};

use super::Lint;

/// The formats of drafts 4 to 2020-12.
const FORMATS: [&str; 19] = [
    "date",
    "date-time",
    "duration",
    "email",
    "hostname",
    "idn-email",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "iri",
    "iri-reference",
    "json-pointer",
    "regex",
    "relative-json-pointer",
    "time",
    "uri",
    "uri-reference",
    "uri-template",
    "uuid",
];

impl Lint<'_> {
    /// A format that is a slip away from one that is known.
    pub(super) fn format(&mut self) {
        let Some(format) = &self.keywords.string.format else {
            return;
        };
        let name = format.value.as_str();
        if FORMATS.contains(&name) {
            return;
        }
        if let Some(meant) = suggest(name, FORMATS) {
            let message = format!("`{name}` is not a format of JSON Schema");
            let finding = self
                .finding(Code::UNKNOWN_FORMAT, format.keyword, format.span, message)
                .with_label("asserts nothing")
                .with_help(format!("did you mean `{meant}`?"));
            self.found.push(finding);
        }
    }
}
