//! What a task made.

use std::fmt;

use serde_core::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::{media_file::MediaFile, members::Members, redact};

/// The `output` of a task: a map from a kind of media (`videos`, `images`, …) to files.
///
/// Nothing of it is dropped: it serializes back to the text it came as. Only `Debug` leaves out the queries of URLs, which may
/// be signatures.
///
/// ```
/// use mindvideo::client::Output;
///
/// let output: Output = serde_json::from_str(r#"{"videos":[{"url":"https://h/a.mp4","gif":{"url":"https://h/a.gif"}}]}"#)?;
/// assert_eq!(output.videos()[0].url(), "https://h/a.mp4");
/// assert_eq!(output.files()[1].pointer(), "/videos/0/gif");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone)]
pub struct Output {
    raw: Box<RawValue>,
    kinds: Members,
}

/// No documented output is deeper than two levels.
const DEEPEST: usize = 32;

impl Output {
    /// The files under `videos`.
    pub fn videos(&self) -> Vec<MediaFile> {
        self.kind("videos")
    }

    /// The files under `images`.
    pub fn images(&self) -> Vec<MediaFile> {
        self.kind("images")
    }

    /// The files under a kind of media: the elements of the array there that have a `url`, or the one object there.
    pub fn kind(&self, name: &str) -> Vec<MediaFile> {
        let Some(raw) = self.kinds.get(name) else {
            return Vec::new();
        };
        let pointer = format!("/{}", escaped(name));
        match elements(raw) {
            Some(items) => numbered(&items, &pointer)
                .filter_map(|(raw, at)| MediaFile::of(raw, &at))
                .collect(),
            None => MediaFile::of(raw, &pointer).into_iter().collect(),
        }
    }

    /// The names of the members: the kinds of media, and whatever else the server put there.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        self.kinds.iter().map(|(name, _)| name)
    }

    /// Every object with a string `url`, wherever it stands (down to 32 levels), in the order of the text.
    pub fn files(&self) -> Vec<MediaFile> {
        let mut found = Vec::new();
        collect(&self.raw, "", DEEPEST, &mut found);
        found
    }

    /// The members as they came, to read what this version does not know.
    pub fn members(&self) -> &Members {
        &self.kinds
    }

    /// The whole value as it came.
    pub fn raw(&self) -> &RawValue {
        &self.raw
    }

    pub(crate) fn of(raw: Box<RawValue>) -> Option<Self> {
        if raw.get() == "null" {
            return None;
        }
        let kinds = Members::of(&raw).unwrap_or_default();
        Some(Self { raw, kinds })
    }
}

fn collect(raw: &RawValue, pointer: &str, levels: usize, found: &mut Vec<MediaFile>) {
    let Some(levels) = levels.checked_sub(1) else {
        return;
    };
    if let Some(items) = elements(raw) {
        for (item, at) in numbered(&items, pointer) {
            collect(item, &at, levels, found);
        }
    } else if let Some(members) = Members::of(raw) {
        found.extend(MediaFile::of(raw, pointer));
        for (name, value) in members.iter() {
            collect(
                value,
                &format!("{pointer}/{}", escaped(name)),
                levels,
                found,
            );
        }
    }
}

fn elements(raw: &RawValue) -> Option<Vec<&RawValue>> {
    serde_json::from_str(raw.get()).ok()
}

fn numbered<'a>(
    items: &'a [&'a RawValue],
    pointer: &'a str,
) -> impl Iterator<Item = (&'a RawValue, String)> {
    items
        .iter()
        .enumerate()
        .map(move |(at, raw)| (*raw, format!("{pointer}/{at}")))
}

/// RFC 6901.
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Output({})", redact::urls(self.raw.get()))
    }
}

impl PartialEq for Output {
    fn eq(&self, other: &Self) -> bool {
        self.raw.get() == other.raw.get()
    }
}

impl Serialize for Output {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.raw.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Output {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <Box<RawValue>>::deserialize(deserializer)?;
        let kinds = Members::of(&raw).unwrap_or_default();
        Ok(Self { raw, kinds })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(json: &str) -> Output {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn finds_files_wherever_they_are() {
        let json = r#"{"videos":[{"url":"a","w":1.10},{"id":2},"s"],"x/y":{"url":"b"},"images":{"deep":[[{"url":"c"}]]},"n":{"url":7}}"#;
        let output = output(json);
        let at = |files: Vec<MediaFile>| {
            files
                .iter()
                .map(|f| format!("{} {}", f.pointer(), f.url()))
                .collect::<Vec<_>>()
        };
        assert_eq!(at(output.videos()), ["/videos/0 a"]);
        assert_eq!(at(output.images()), Vec::<String>::new());
        assert_eq!(at(output.kind("x/y")), ["/x~1y b"]);
        assert_eq!(
            at(output.files()),
            ["/videos/0 a", "/x~1y b", "/images/deep/0/0 c"]
        );
        assert_eq!(output.videos()[0].extra().get("w").unwrap().get(), "1.10");
        assert_eq!(
            output.kinds().collect::<Vec<_>>(),
            ["videos", "x/y", "images", "n"]
        );
        assert_eq!(serde_json::to_string(&output).unwrap(), json);
    }

    #[test]
    fn other_shapes_are_kept() {
        for json in ["[]", "\"later\"", "[{\"url\":\"a\"}]", "7"] {
            assert_eq!(serde_json::to_string(&output(json)).unwrap(), json);
        }
        assert_eq!(output(r#"[{"url":"a"}]"#).files()[0].pointer(), "/0");
    }

    #[test]
    fn depth_is_bounded() {
        let deep = format!("{}{{\"url\":\"a\"}}{}", "[".repeat(100), "]".repeat(100));
        assert!(output(&deep).files().is_empty());
    }
}
