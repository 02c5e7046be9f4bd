//! Which fields of a model take files, and which files.

use std::path::Path;

use serde_json::{Map, Value};

use mindvideo_schema::link::percent_decode;

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

    /// Every field of a model's input that takes files, ordered by their paths: those of its properties, items, branches, and
    /// of what it refers to within its document (`#/$defs/…`). A type that holds itself is looked at once.
    pub fn all<M: Model>() -> Vec<Self> {
        Self::all_of(&ModelInfo::of::<M>())
    }

    /// As [`all`](Self::all), for a model that only the run knows.
    pub fn all_of(model: &ModelInfo) -> Vec<Self> {
        let schema: Value = serde_json::from_str(model.schema).unwrap_or_default();
        let mut found = Search::over(&schema);
        found.sort_by(|one, other| one.path.cmp(&other.path));
        found
    }

    /// Takes files of up to so many bytes as data URIs. Default 5 MiB, of this crate's own choice: no document names a limit.
    #[must_use]
    pub fn largest(mut self, bytes: usize) -> Self {
        self.largest = bytes;
        self
    }

    /// The field's path in the input: names, `[]` for the items of a list, and `[0]`, `[1]` … for those that have each a schema
    /// of their own.
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

/// Schemas within schemas are looked at down to this level; references count as levels.
const DEEPEST: usize = 256;
/// So many are looked at. Definitions that refer to each other can be of more shapes than anybody fills in.
const MOST: usize = 10_000;

/// A walk over a schema, in search of fields that take files.
struct Search<'a> {
    root: &'a Value,
    found: Vec<Upload>,
    /// The references on the way to where it stands: what refers to itself is looked at once.
    open: Vec<&'a str>,
    left: usize,
}

impl<'a> Search<'a> {
    fn over(root: &'a Value) -> Vec<Upload> {
        let mut search = Self {
            root,
            found: Vec::new(),
            open: Vec::new(),
            left: MOST,
        };
        search.visit(root, "", DEEPEST);
        search.found
    }

    /// Looks at a schema and at those below it.
    fn visit(&mut self, schema: &'a Value, path: &str, levels: usize) {
        let bounds = (levels.checked_sub(1), self.left.checked_sub(1));
        let (Some(members), (Some(levels), Some(left))) = (schema.as_object(), bounds) else {
            return;
        };
        self.left = left;
        let new = Upload::read(members, path);
        let new = new.filter(|new| self.found.iter().all(|known| known.path != new.path));
        self.found.extend(new);
        self.follow(members, path, levels);
        if let Some(Value::Object(properties)) = members.get("properties") {
            for (name, below) in properties {
                let path = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                self.visit(below, &path, levels);
            }
        }
        for keyword in ["prefixItems", "items"] {
            match members.get(keyword) {
                Some(Value::Array(items)) => {
                    for (at, item) in items.iter().enumerate() {
                        self.visit(item, &format!("{path}[{at}]"), levels);
                    }
                }
                Some(items) => self.visit(items, &format!("{path}[]"), levels),
                None => {}
            }
        }
        for keyword in ["allOf", "anyOf", "oneOf"] {
            if let Some(Value::Array(branches)) = members.get(keyword) {
                for branch in branches {
                    self.visit(branch, path, levels);
                }
            }
        }
    }

    /// Goes where a reference into the same document leads.
    fn follow(&mut self, members: &'a Map<String, Value>, path: &str, levels: usize) {
        let Some(target) = members.get("$ref").and_then(Value::as_str) else {
            return;
        };
        let pointer = target.strip_prefix('#').and_then(percent_decode);
        let there = pointer.and_then(|pointer| self.root.pointer(&pointer));
        if let Some(there) = there.filter(|_| !self.open.contains(&target)) {
            self.open.push(target);
            self.visit(there, path, levels);
            self.open.pop();
        }
    }
}

/// Whether a list in the form of HTML's `accept` takes a media type.
fn accepts(accept: &str, kind: &str) -> bool {
    accept.split(',').map(str::trim).any(|word| {
        let word = word.to_ascii_lowercase();
        let word = media_kind::registered(&word);
        match word.strip_suffix("/*") {
            _ if word == "*/*" || word == "*" || word == kind => true,
            Some(family) => kind.split('/').next() == Some(family),
            None => media_kind::endings(kind).contains(&word),
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
            ("image/jpg", "image/jpeg", true),
            ("image/JPG", "image/png", false),
            ("video/mov, audio/mp3", "audio/mpeg", true),
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
        let found = Search::over(&schema);
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

    #[test]
    fn references_and_tuples_are_followed() {
        let file = serde_json::json!({"x-playground": {"widget": "file-upload"}});
        let schema = serde_json::json!({
            "properties": {
                "direct": {"$ref": "#/$defs/file"},
                "list": {"items": {"$ref": "#/definitions/shot%20of~0it"}},
                "pair": {"prefixItems": [true, {"$ref": "#/$defs/file"}], "items": file},
                "old": {"items": [file, {}]},
                "elsewhere": {"$ref": "https://example.com/schema"},
                "nowhere": {"$ref": "#/$defs/none"},
                "tree": {"$ref": "#/$defs/tree"},
            },
            "$defs": {
                "file": {"allOf": [{"$ref": "#/definitions/really"}]},
                "tree": {"properties": {"leaf": file, "left": {"$ref": "#/$defs/tree"}, "root": {"$ref": "#"}}},
            },
            "definitions": {
                "really": file,
                "shot of~it": {"properties": {"url": {"$ref": "#/$defs/file"}}},
            },
        });
        let mut paths: Vec<_> = Search::over(&schema)
            .iter()
            .map(|upload| upload.path().to_owned())
            .collect();
        paths.retain(|path| !path.starts_with("tree.root"));
        paths.sort();
        let expected = [
            "direct",
            "list[].url",
            "old[0]",
            "pair[1]",
            "pair[]",
            "tree.leaf",
        ];
        assert_eq!(paths, expected);
    }

    #[test]
    fn schemas_that_unfold_without_end_end() {
        // Each definition holds the next one twice, so there are 2^200 ways to the last.
        let mut defs = Map::new();
        for number in 0..200 {
            let next = serde_json::json!({"$ref": format!("#/$defs/{}", number + 1)});
            let twice = serde_json::json!({"properties": {"a": next, "b": next}});
            defs.insert(number.to_string(), twice);
        }
        defs.insert(
            "200".to_owned(),
            serde_json::json!({"x-playground": {"widget": "file-upload"}}),
        );
        let schema = serde_json::json!({"$ref": "#/$defs/0", "$defs": defs});
        assert!(Search::over(&schema).len() <= MOST);
    }
}
