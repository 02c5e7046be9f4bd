use mindvideo_schema::diagnostic::{Code, suggest};
use mindvideo_schema::rules::format::Format;

use super::Lint;

impl Lint<'_> {
    /// A format that is a slip away from one that is known.
    pub(super) fn format(&mut self) {
        let Some(format) = &self.keywords.string.format else {
            return;
        };
        let name = format.value.as_str();
        if Format::ALL.iter().any(|known| known.as_str() == name) {
            return;
        }
        // Too many names are a slip away from the short ones of integers.
        let texts = Format::ALL
            .into_iter()
            .filter(|known| known.bounds().is_none());
        if let Some(meant) = suggest(name, texts.map(Format::as_str)) {
            let message = format!("`{name}` is not a format of JSON Schema");
            let finding = self
                .finding(Code::UNKNOWN_FORMAT, format.keyword, format.span, message)
                .with_label("asserts nothing")
                .with_help(format!("did you mean `{meant}`?"));
            self.found.push(finding);
        }
    }
}
