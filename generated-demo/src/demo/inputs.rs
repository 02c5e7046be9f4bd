//! Three inputs: one that the compiler judged, one that the run judges, one that is wrong.

use generated_demo::{models::veo3_1_quality as built, veo};
use mindvideo::{Report, Valid};

/// A JSON text with a mistake in each line.
pub(crate) const WRONG: &str = r#"{
  "prompt": "",
  "duration": 7,
  "resolution": "8k",
  "sed": 42
}"#;

/// This file, of which the run shows what it does.
const OWN_TEXT: &str = include_str!("inputs.rs");

/// Of the attribute's model. A wrong literal here would not compile.
pub(crate) fn literal() -> Valid<veo::Input> {
    mindvideo::input!(veo::Input {
        prompt: "A red car at sunset",
        duration: 8,
        resolution: "1080p",
    })
}

/// Of build.rs's model. The prompt comes from outside, so it is judged now.
pub(crate) fn checked(prompt: &str) -> Result<Valid<built::Input>, Report> {
    built::Input::new(prompt)
        .resolution(built::Resolution::_720p)
        .aspect_ratio(built::AspectRatio::_16x9)
        .validate()
}

/// The body of one of the functions here, as it is compiled.
pub(crate) fn source(function: &str) -> String {
    let signature = format!("pub(crate) fn {function}(");
    let lines = OWN_TEXT.lines();
    let body = lines.skip_while(|line| !line.starts_with(&signature));
    let body = body.skip(1).take_while(|line| *line != "}");
    let outdented = body.map(|line| line.strip_prefix("    ").unwrap_or(line));
    outdented.collect::<Vec<_>>().join("\n")
}

/// Reads [`WRONG`].
pub(crate) fn wrong() -> Result<Valid<built::Input>, Report> {
    built::Input::from_json(WRONG)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_is_found() {
        let report = wrong().unwrap_err();
        let lines = report.violations().iter().map(|v| v.place.unwrap().line);
        assert_eq!(lines.collect::<Vec<_>>(), [2, 3, 4, 5]);
        assert!(checked("").is_err());
        assert!(checked("x").is_ok());
    }

    #[test]
    fn shows_its_own_source() {
        assert!(source("literal").starts_with("mindvideo::input!(veo::Input {\n    prompt"));
        assert!(source("checked").ends_with("    .validate()"));
        assert_eq!(source("wrong"), "built::Input::from_json(WRONG)");
        assert_eq!(source("no_such"), "");
    }
}
