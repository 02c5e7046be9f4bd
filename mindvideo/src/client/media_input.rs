//! A file that goes into an input.

use std::{error::Error as StdError, fmt, fs::File, io::Read as _, path::Path, sync::Arc};

use http::Uri;

use super::{base64, media_kind};

/// A file that goes into an input: a URL, or the file itself as a data URI (RFC 2397).
///
/// The fields of an input that take files are texts to the schema, and stay [`String`]s here. A `MediaInput` is how such a text
/// is made without mistakes; setters and `new` take it as it is, for it turns into a `String`. Which fields take files, and
/// which files, [`Upload`](super::Upload) knows.
///
/// Whether a model takes data URIs at all is its own affair: the API's documents say that inputs are hosted files or compact
/// data URIs "depending on model constraints", and no schema says which (assumption A18). Prefer a URL that stays reachable
/// until the task has ended.
///
/// `Debug` and `Display` never show the bytes of a file: `data:image/png;base64,… (1.2 MiB)`.
///
/// ```
/// # #[mindvideo::mindvideo_model("../schemas/veo3-1-quality.json")]
/// # pub mod veo {}
/// use mindvideo::client::MediaInput;
///
/// let first = MediaInput::url("https://example.com/first.png")?;
/// let last = MediaInput::from_bytes(b"\x89PNG\r\n\x1a\n...")?;
/// assert_eq!(last.kind(), Some("image/png"));
/// let input = veo::Input::new("Waves").image_urls([first, last]).validate();
/// assert!(input.is_ok());
/// # Ok::<(), mindvideo::client::MediaInputError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct MediaInput {
    text: String,
    file: Option<FileFacts>,
}

/// What is known of a file that is carried along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct FileFacts {
    kind: &'static str,
    size: usize,
}

/// Why something cannot be an input file.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum MediaInputError {
    /// It is no absolute `https` or `http` URL of a host.
    NotAUrl,
    /// The bytes begin no kind of image, video or sound that is known here.
    UnknownKind,
    /// The file is of another kind than the field takes.
    NotAccepted {
        /// What the file is.
        kind: Box<str>,
        /// The field's `accept`.
        accept: Box<str>,
    },
    /// The file is larger than the limit in bytes.
    TooLarge {
        /// The limit; see [`Upload::largest`](super::Upload::largest).
        limit: usize,
    },
    /// The file cannot be read.
    Io(Box<Path>, Arc<std::io::Error>),
    /// The model has no such field for files; these it has.
    NotAFileField {
        /// The name that was asked for.
        field: Box<str>,
        /// The paths of the fields that take files.
        known: Vec<Box<str>>,
    },
}

/// Largest file that becomes a data URI unless an [`Upload`](super::Upload) allows more, in bytes: 5 MiB. No document names
/// a limit.
pub(crate) const LARGEST: usize = 5 * 1024 * 1024;

impl MediaInput {
    /// A file at an absolute `https` or `http` URL. It is read as a URL and not fetched.
    ///
    /// # Errors
    /// [`MediaInputError::NotAUrl`].
    pub fn url(text: impl Into<String>) -> Result<Self, MediaInputError> {
        let text = text.into();
        let parsed = text
            .split('#')
            .next()
            .and_then(|text| text.parse::<Uri>().ok());
        let of_a_host = parsed.is_some_and(|url| {
            matches!(url.scheme_str(), Some("https" | "http"))
                && url.host().is_some_and(|host| !host.is_empty())
        });
        if of_a_host {
            Ok(Self { text, file: None })
        } else {
            Err(MediaInputError::NotAUrl)
        }
    }

    /// The file at `path` as a data URI, of at most 5 MiB. Its kind is told by its first bytes, not by its name.
    ///
    /// # Errors
    /// When it cannot be read, is too large, or is of no known kind.
    pub fn from_path(path: impl AsRef<Path>) -> Result<Self, MediaInputError> {
        Self::read(path.as_ref(), LARGEST)
    }

    /// A file's bytes as a data URI, of at most 5 MiB.
    ///
    /// # Errors
    /// When they are too many or of no known kind.
    pub fn from_bytes(bytes: impl AsRef<[u8]>) -> Result<Self, MediaInputError> {
        Self::encode(bytes.as_ref(), LARGEST)
    }

    /// The media type of a file that is carried along; `None` for a URL.
    pub fn kind(&self) -> Option<&'static str> {
        self.file.map(|file| file.kind)
    }

    /// The size in bytes of a file that is carried along; `None` for a URL.
    pub fn size(&self) -> Option<usize> {
        self.file.map(|file| file.size)
    }

    /// The text for the field.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn read(path: &Path, limit: usize) -> Result<Self, MediaInputError> {
        let failed = |fault| MediaInputError::Io(path.into(), Arc::new(fault));
        let file = File::open(path).map_err(failed)?;
        let mut bytes = Vec::new();
        // One more than allowed tells a file that is too large from one that just fits.
        let most = (limit as u64).saturating_add(1);
        file.take(most).read_to_end(&mut bytes).map_err(failed)?;
        Self::encode(&bytes, limit)
    }

    pub(crate) fn encode(bytes: &[u8], limit: usize) -> Result<Self, MediaInputError> {
        if bytes.len() > limit {
            return Err(MediaInputError::TooLarge { limit });
        }
        let kind = media_kind::sniff(bytes).ok_or(MediaInputError::UnknownKind)?;
        let mut text = format!("data:{kind};base64,");
        base64::encode(bytes, &mut text);
        let size = bytes.len();
        Ok(Self {
            text,
            file: Some(FileFacts { kind, size }),
        })
    }
}

impl From<MediaInput> for String {
    fn from(input: MediaInput) -> Self {
        input.text
    }
}

impl AsRef<str> for MediaInput {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for MediaInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.file {
            None => f.write_str(&self.text),
            Some(FileFacts { kind, size }) => write!(f, "data:{kind};base64,… ({})", Size(size)),
        }
    }
}

impl fmt::Debug for MediaInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MediaInput({self})")
    }
}

/// A size for people.
pub(crate) struct Size(pub(crate) usize);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenths = |unit: usize| (self.0 / unit, self.0 % unit * 10 / unit);
        match self.0 {
            0..1024 => write!(f, "{} bytes", self.0),
            1024..1_048_576 => {
                let (whole, tenth) = tenths(1024);
                write!(f, "{whole}.{tenth} KiB")
            }
            _ => {
                let (whole, tenth) = tenths(1_048_576);
                write!(f, "{whole}.{tenth} MiB")
            }
        }
    }
}

impl fmt::Display for MediaInputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAUrl => f.write_str(
                "no absolute https or http URL; a file of this machine goes in by `from_path`",
            ),
            Self::UnknownKind => {
                f.write_str("its first bytes are those of no known image, video or sound")
            }
            Self::NotAccepted { kind, accept } => {
                write!(f, "the file is {kind}, and the field takes {accept}")
            }
            Self::TooLarge { limit } => {
                write!(
                    f,
                    "larger than {}; give a URL, or raise the limit with `Upload::largest`",
                    Size(*limit)
                )
            }
            Self::Io(path, fault) => write!(f, "{}: {fault}", path.display()),
            Self::NotAFileField { field, known } if known.is_empty() => {
                write!(
                    f,
                    "the schema marks no field as one for files, so not `{field}`"
                )
            }
            Self::NotAFileField { field, known } => {
                write!(
                    f,
                    "`{field}` is no field for files; these are: {}",
                    known.join(", ")
                )
            }
        }
    }
}

impl StdError for MediaInputError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Io(_, fault) => Some(&**fault),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

    #[test]
    fn urls() {
        for url in [
            "https://h.example/a.png?x#y",
            "http://h.example",
            "HTTPS://H/a",
        ] {
            assert_eq!(String::from(MediaInput::url(url).unwrap()), url);
        }
        for text in [
            "",
            "a.png",
            "/a.png",
            "file:///a.png",
            "data:image/png;base64,AA",
            "https://",
            "ftp://h/a",
            "C:\\a.png",
        ] {
            assert!(
                matches!(MediaInput::url(text), Err(MediaInputError::NotAUrl)),
                "{text}"
            );
        }
    }

    #[test]
    fn files_become_data_uris_and_are_not_shown() {
        let input = MediaInput::from_bytes(PNG).unwrap();
        assert_eq!(input.as_str(), "data:image/png;base64,iVBORw0KGgo=");
        assert_eq!((input.kind(), input.size()), (Some("image/png"), Some(8)));
        assert_eq!(
            format!("{input} {input:?}"),
            "data:image/png;base64,… (8 bytes) MediaInput(data:image/png;base64,… (8 bytes))"
        );
        let large = MediaInput {
            text: String::new(),
            file: Some(FileFacts {
                kind: "video/mp4",
                size: 1_300_000,
            }),
        };
        assert_eq!(large.to_string(), "data:video/mp4;base64,… (1.2 MiB)");
        assert!(matches!(
            MediaInput::from_bytes("text"),
            Err(MediaInputError::UnknownKind)
        ));
        assert!(matches!(
            MediaInput::encode(PNG, 7),
            Err(MediaInputError::TooLarge { limit: 7 })
        ));
        assert!(MediaInput::encode(PNG, 8).is_ok());
        let missing = MediaInput::from_path("/does/not/exist.png").unwrap_err();
        assert!(
            matches!(missing, MediaInputError::Io(..)) && missing.to_string().contains("exist.png")
        );
    }
}
