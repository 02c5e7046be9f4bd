use std::fmt;

use serde_core::{Serialize, Serializer};
use serde_json::Value;

use super::valid::read;
use super::{ModelInfo, exact};
use crate::Report;

/// A valid input of a model that only a run knows: what a command line or a queue gets from
/// [`ModelInfo::from_json`].
///
/// As with [`Valid`](crate::Valid) there is no other way to one, and none to change it. What the
/// schema leaves out is left out here, too; members are written in the order of their names.
///
/// ```
/// # #[mindvideo::mindvideo_model("../schemas/veo3-1-quality.json")]
/// # pub mod veo {}
/// use mindvideo::ModelInfo;
///
/// let models = [ModelInfo::of::<veo::Input>()]; // `include_models!` makes such a list, `MODELS`
/// let model = models.iter().find(|model| model.slug == "veo3-1-quality").unwrap();
/// let input = model.from_json(r#"{"prompt": "Waves", "duration": 8.0}"#)?;
/// assert_eq!(input.model(), "veo3-1-quality");
/// assert_eq!(input.get()["prompt"], "Waves");
///
/// let report = model.from_json(r#"{"prompt": "Waves", "duration": 7}"#).unwrap_err();
/// assert!(report.to_string().contains("/duration: 7 is not 8"));
/// # Ok::<(), mindvideo::Report>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct AnyInput {
    slug: &'static str,
    json: Value,
}

impl AnyInput {
    /// The slug of the model whose schema it fulfils.
    pub fn model(&self) -> &'static str {
        self.slug
    }

    /// The input itself.
    pub fn get(&self) -> &Value {
        &self.json
    }
}

impl ModelInfo {
    /// Reads a JSON text and proves that it fulfils the model's schema, without the model's type.
    ///
    /// # Errors
    /// As [`Validate::from_json`](crate::Validate::from_json): everything that is wrong with the text.
    pub fn from_json(&self, json: impl AsRef<[u8]>) -> Result<AnyInput, Report> {
        let text = json.as_ref();
        if let Err(inexact) = exact::check(text) {
            return Err(self.part.explain_beside(text, inexact));
        }
        self.part.check_text(text)?;
        match read(text) {
            Some(json) => Ok(AnyInput {
                slug: self.judged,
                json,
            }),
            None => Err(self.part.explain_text(text)),
        }
    }
}

impl fmt::Debug for AnyInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AnyInput({}, {})", self.slug, self.json)
    }
}

impl Serialize for AnyInput {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.json.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Part, Source};
    use super::*;

    static CLIP: Source = Source::new(
        "schemas/clip.json",
        r#"{"type": "object", "required": ["n"], "properties": {"n": {"type": "integer", "maximum": 9}}}"#,
    );

    fn clip() -> ModelInfo {
        let part: Part = CLIP.root();
        ModelInfo {
            slug: "clip",
            schema: "{}",
            part,
            judged: "clip",
        }
    }

    #[test]
    fn an_input_is_one_of_the_model_that_judged_it() {
        let other = ModelInfo {
            slug: "other",
            ..clip()
        };
        assert_eq!(other.from_json(r#"{"n": 1}"#).unwrap().model(), "clip");
    }

    #[test]
    fn only_what_the_schema_allows_gets_in() {
        let input = clip()
            .from_json(r#" {"n": 8.0, "b": 1, "a": null} "#)
            .unwrap();
        assert_eq!(
            serde_json::to_string(&input).unwrap(),
            r#"{"a":null,"b":1,"n":8.0}"#
        );
        for (text, said) in [
            ("{}", "n"),
            (r#"{"n": 10, "m": 1}"#, "1:7: /n: 10"),
            (r#"{"n": 1, "n": 2}"#, "n"),
            (r#"{"n": 1"#, "1:"),
            (
                r#"{"n": 1, "x": 12345678901234567890123}"#,
                "cannot be kept exactly",
            ),
            ("\u{feff}{}", ""),
        ] {
            let report = clip().from_json(text).unwrap_err().to_string();
            assert!(report.contains(said), "{text}: {report}");
        }
    }
}
