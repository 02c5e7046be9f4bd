//! Where a task stands.

use std::fmt;

/// The state of a task, open to words the documents do not name yet.
///
/// Read without regard to case, `canceled` is `cancelled`, and the server's own text is kept: [`as_str`](Self::as_str)
/// and serialization give it back. Two statuses are equal when their [`kind`](Self::kind) is.
///
/// ```
/// use mindvideo::client::{StatusKind, TaskStatus};
///
/// let status = TaskStatus::new("Canceled");
/// assert_eq!(status.kind(), StatusKind::Cancelled);
/// assert_eq!(status.as_str(), "Canceled");
/// assert_eq!(TaskStatus::new("moderating").is_terminal(), None);
/// ```
#[derive(Clone)]
pub struct TaskStatus {
    text: Box<str>,
}

/// What a [`TaskStatus`] means.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StatusKind<'a> {
    /// Accepted, not begun.
    Queued,
    /// Being made.
    Processing,
    /// Done; there is an output.
    Succeeded,
    /// Ended without a result.
    Failed,
    /// Ended because somebody stopped it.
    Cancelled,
    /// A word that this version does not know: neither failed nor finished, as far as anyone can tell.
    Unknown(&'a str),
}

impl TaskStatus {
    /// The status with this text.
    pub fn new(text: impl Into<Box<str>>) -> Self {
        Self { text: text.into() }
    }

    /// The server's text, unchanged. Empty when the reply had no status.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The same with another text.
    pub(crate) fn map(self, change: impl FnOnce(Box<str>) -> Box<str>) -> Self {
        Self::new(change(self.text))
    }

    /// The meaning, to match on.
    pub fn kind(&self) -> StatusKind<'_> {
        const WORDS: [(&str, StatusKind<'static>); 6] = [
            ("queued", StatusKind::Queued),
            ("processing", StatusKind::Processing),
            ("succeeded", StatusKind::Succeeded),
            ("failed", StatusKind::Failed),
            ("cancelled", StatusKind::Cancelled),
            ("canceled", StatusKind::Cancelled),
        ];
        let known = WORDS
            .into_iter()
            .find(|(word, _)| self.text.eq_ignore_ascii_case(word));
        known.map_or(StatusKind::Unknown(&self.text), |(_, kind)| kind)
    }

    /// Whether the task has ended. `None` for an unknown word: nobody can say.
    pub fn is_terminal(&self) -> Option<bool> {
        match self.kind() {
            StatusKind::Queued | StatusKind::Processing => Some(false),
            StatusKind::Succeeded | StatusKind::Failed | StatusKind::Cancelled => Some(true),
            StatusKind::Unknown(_) => None,
        }
    }
}

impl PartialEq for TaskStatus {
    fn eq(&self, other: &Self) -> bool {
        self.kind() == other.kind()
    }
}

impl Eq for TaskStatus {}

impl fmt::Debug for TaskStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TaskStatus({:?})", self.as_str())
    }
}

impl fmt::Display for TaskStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl serde_core::Serialize for TaskStatus {
    fn serialize<S: serde_core::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> serde_core::Deserialize<'de> for TaskStatus {
    fn deserialize<D: serde_core::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <Box<str>>::deserialize(deserializer).map(Self::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        for (text, kind, terminal) in [
            ("queued", StatusKind::Queued, Some(false)),
            ("PROCESSING", StatusKind::Processing, Some(false)),
            ("Succeeded", StatusKind::Succeeded, Some(true)),
            ("failed", StatusKind::Failed, Some(true)),
            ("cancelled", StatusKind::Cancelled, Some(true)),
            ("CANCELED", StatusKind::Cancelled, Some(true)),
            ("aborted", StatusKind::Unknown("aborted"), None),
            (" queued", StatusKind::Unknown(" queued"), None),
            ("", StatusKind::Unknown(""), None),
        ] {
            let status = TaskStatus::new(text);
            assert_eq!(status.kind(), kind);
            assert_eq!(status.is_terminal(), terminal);
            let json = serde_json::to_string(&status).unwrap();
            assert_eq!(json, format!("{text:?}"));
            assert_eq!(
                serde_json::from_str::<TaskStatus>(&json).unwrap().as_str(),
                text
            );
        }
        assert_eq!(TaskStatus::new("canceled"), TaskStatus::new("Cancelled"));
        assert_ne!(TaskStatus::new("aborted"), TaskStatus::new("Aborted"));
    }
}
