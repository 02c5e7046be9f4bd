//! One file of a result.

use std::fmt;

use serde_json::value::RawValue;

use super::{members::Members, redact};

/// One file of a task's output: an object that has a `url`.
///
/// A URL may be signed, and then opens the file to whoever reads it: `Debug` shows none of its query.
///
/// ```
/// # use mindvideo::client::MediaFile;
/// let file = MediaFile::new("https://h.example/a.mp4?signature=s3cret");
/// assert!(format!("{file:?}").contains("https://h.example/a.mp4?REDACTED"));
/// ```
#[derive(Clone, PartialEq)]
pub struct MediaFile {
    url: Box<str>,
    pointer: Box<str>,
    extra: Members,
}

impl MediaFile {
    /// A file at a URL that was kept from elsewhere. Its pointer is empty.
    pub fn new(url: impl Into<Box<str>>) -> Self {
        Self {
            url: url.into(),
            pointer: Box::default(),
            extra: Members::default(),
        }
    }

    /// The file that `raw`, found at `pointer`, describes, if it does.
    pub(crate) fn of(raw: &RawValue, pointer: &str) -> Option<Self> {
        let mut extra = Members::of(raw)?;
        let url = extra.text("url")?;
        extra.take("url");
        Some(Self {
            url: url.into(),
            pointer: pointer.into(),
            extra,
        })
    }

    /// Where the file is, as the server wrote it. Such URLs may expire (assumption A12); a download through
    /// [`Succeeded`](super::Succeeded) asks for a fresh one.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where in the `output` the object stands, as a JSON pointer: `/videos/0`.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The other members of the object.
    pub fn extra(&self) -> &Members {
        &self.extra
    }
}

impl fmt::Debug for MediaFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MediaFile")
            .field("url", &redact::urls(&self.url))
            .field("pointer", &self.pointer)
            .field("extra", &self.extra)
            .finish()
    }
}
