//! Which fields of a model take files, and which files.

use std::path::Path;

use serde_json::{Map, Value};

use super::{
    media_input::{LARGEST, MediaInput, MediaInputError},
    media_kind,
};
use crate::{Model, ModelInfo};

/// A field of an input that takes files, as its schema's `x-playground` describes it.
///
/// A schema marks such a field with `"x-playground": {"widget": "file-upload", "accept": …, "multiple": …, "uploadKind": …}`.
/// That is a hint for forms, not a rule of the schema: the field's type stays what the schema says, and what is checked here is
/// checked here alone.
///
/// ```
/// # #[mindvideo::mindvideo_model("../schemas/veo3-1-quality.json")]
/// # pub mod veo {}
/// use mindvideo::client::Upload;
///
/// let frames = Upload::of::<veo::Input>("image_urls")?;
/// assert_eq!((frames.accept(), frames.kind()), (Some("image/*"), Some("image")));
/// assert_eq!((frames.is_multiple(), frames.max_items()), (true, Some(2)));
/// assert!(frames.bytes(b"\0\0\0\x20ftypisom").is_err(), "a video is no image");
/// let first = frames.bytes(b"\x89PNG\r\n\x1a\n...")?;
/// let input = veo::Input::new("Waves").image_urls([first]);
/// # Ok::<(), mindvideo::client::MediaInputError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    path: Box<str>,
    accept: Option<Box<str>>,
    kind: Option<Box<str>>,
    multiple: bool,
    max_items: Option<u64>,
    largest: usize,
}

impl Upload {
    /// The field of a model's input. A field below others is named by its path, such as `image_with_roles[].url`.
    ///
    /// # Errors
    /// [`MediaInputError::NotAFileField`], which names the fields there are.
    pub fn of<M: Model>(field: &str) -> Result<Self, MediaInputError> {
        let all = Self::all::<M>();
        let known = all.iter().map(|upload| upload.path.clone()).collect();
        let found = all.into_iter().find(|upload| *upload.path == *field);
        found.ok_or_else(|| MediaInputError::NotAFileField {
            field: field.into(),
            known,
        })
    }

    /// Every field of a model's input that takes files, ordered by their paths.
    pub fn all<M: Model>() -> Vec<Self> {
        Self::all_of(&ModelInfo::of::<M>())
    }

    /// As [`all`](Self::all), for a model that only the run knows.
    pub fn all_of(model: &ModelInfo) -> Vec<Self> {
        let schema: Value = serde_json::from_str(model.schema).unwrap_or_default();
        let mut found = Vec::new();
        collect(&schema, "", &mut found);
        found.sort_by(|one, other| one.path.cmp(&other.path));
        found
    }

    /// Takes files of up to so many bytes as data URIs. Default 5 MiB, of this crate's own choice: no document names a limit.
    #[must_use]
    pub fn largest(mut self, bytes: usize) -> Self {
        self.largest = bytes;
        self
    }

    /// The field's path in the input: names, and `[]` for the items of a list.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Which files it takes, in the form of HTML's `accept`: `image/*`, `video/mp4, .mov`. `None` means any.
    pub fn accept(&self) -> Option<&str> {
        self.accept.as_deref()
    }

    /// The member `uploadKind`, such as `image`.
    pub fn kind(&self) -> Option<&str> {
        self.kind.as_deref()
    }

    /// Whether it takes several files.
    pub fn is_multiple(&self) -> bool {
        self.multiple
    }

    /// The schema's own `maxItems` of the field: at most so many files.
    pub fn max_items(&self) -> Option<u64> {
        self.max_items
    }

    /// The file at `path` as a data URI, if the field takes it.
    ///
    /// # Errors
    /// When it cannot be read, is too large, or is not of a kind that the field takes.
    pub fn file(&self, path: impl AsRef<Path>) -> Result<MediaInput, MediaInputError> {
        MediaInput::read(path.as_ref(), self.largest).and_then(|input| self.check(input))
    }

    /// A file's bytes as a data URI, if the field takes it.
    ///
    /// # Errors
    /// When they are too many, or not of a kind that the field takes.
    pub fn bytes(&self, bytes: impl AsRef<[u8]>) -> Result<MediaInput, MediaInputError> {
        MediaInput::encode(bytes.as_ref(), self.largest).and_then(|input| self.check(input))
    }

    /// A file at a URL. What it is cannot be known without fetching it, which is the server's business.
    ///
    /// # Errors
    /// [`MediaInputError::NotAUrl`].
    pub fn url(&self, text: impl Into<String>) -> Result<MediaInput, MediaInputError> {
        MediaInput::url(text)
    }

    fn check(&self, input: MediaInput) -> Result<MediaInput, MediaInputError> {
        match (&self.accept, input.kind()) {
            (Some(accept), Some(kind)) if !accepts(accept, kind) => {
                Err(MediaInputError::NotAccepted {
                    kind: kind.into(),
                    accept: accept.clone(),
                })
            }
            _ => Ok(input),
        }
    }

    fn read(schema: &Map<String, Value>, path: &str) -> Option<Self> {
        let hints = schema.get("x-playground")?.as_object()?;
        let text = |name: &str| {
            hints
                .get(name)?
                .as_str()
                .map(str::trim)
                .filter(|text| !text.is_empty())
                .map(Into::into)
        };
        (hints.get("widget")?.as_str()? == "file-upload").then(|| Self {
            path: path.into(),
            accept: text("accept"),
            kind: text("uploadKind"),
            multiple: hints
                .get("multiple")
                .and_then(Value::as_bool)
                .unwrap_or_default(),
            max_items: schema.get("maxItems").and_then(Value::as_u64),
            largest: LARGEST,
        })
    }
}

/// Looks at a schema and at those below it. Their depth is that of the JSON, which its reader bounds.
fn collect(schema: &Value, path: &str, found: &mut Vec<Upload>) {
    let Some(members) = schema.as_object() else {
        return;
    };
    let new = Upload::read(members, path);
    let new = new.filter(|new| found.iter().all(|known| known.path != new.path));
    found.extend(new);
    if let Some(Value::Object(properties)) = members.get("properties") {
        for (name, below) in properties {
            let path = if path.is_empty() {
                name.clone()
            } else {
                format!("{path}.{name}")
            };
            collect(below, &path, found);
        }
    }
    if let Some(items) = members.get("items") {
        collect(items, &format!("{path}[]"), found);
    }
    for keyword in ["allOf", "anyOf", "oneOf"] {
        if let Some(Value::Array(branches)) = members.get(keyword) {
            for branch in branches {
                collect(branch, path, found);
            }
        }
    }
}

/// Whether a list in the form of HTML's `accept` takes a media type.
fn accepts(accept: &str, kind: &str) -> bool {
    accept.split(',').map(str::trim).any(|word| {
        let word = word.to_ascii_lowercase();
        match word.strip_suffix("/*") {
            _ if word == "*/*" || word == "*" || word == kind => true,
            Some(family) => kind.split('/').next() == Some(family),
            None => media_kind::endings(kind).contains(&word.as_str()),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_accept() {
        for (accept, kind, taken) in [
            ("image/*", "image/png", true),
            ("image/*", "video/mp4", false),
            ("IMAGE/PNG", "image/png", true),
            ("image/png", "image/jpeg", false),
            (".jpg, .MP4", "video/mp4", true),
            (".jpg", "image/png", false),
            ("*/*", "audio/mpeg", true),
            ("image/jpeg,video/*", "video/webm", true),
        ] {
            assert_eq!(accepts(accept, kind), taken, "{accept} {kind}");
        }
    }

    #[test]
    fn fields_are_found_wherever_they_are() {
        let schema = serde_json::json!({"properties": {
            "a": {"x-playground": {"widget": "file-upload"}},
            "b": {"type": "array", "items": {"properties": {"url": {"x-playground": {"widget": "file-upload", "accept": "video/*", "multiple": "yes"}}}}},
            "c": {"anyOf": [{"type": "null"}, {"x-playground": {"widget": "file-upload", "multiple": true, "uploadKind": "image"}}]},
            "d": {"x-playground": {"widget": "textarea"}},
            "e": {"x-playground": []},
            "f": true,
        }});
        let mut found = Vec::new();
        collect(&schema, "", &mut found);
        let told: Vec<_> = found
            .iter()
            .map(|u| (u.path(), u.accept(), u.kind(), u.is_multiple()))
            .collect();
        let expected = [
            ("a", None, None, false),
            ("b[].url", Some("video/*"), None, false),
            ("c", None, Some("image"), true),
        ];
        assert_eq!(told, expected);
    }
}
