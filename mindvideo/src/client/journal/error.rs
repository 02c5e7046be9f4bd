//! Why a journal did not take something in.

use std::{error::Error as StdError, fmt, io, path::Path, sync::Arc};

/// A journal that could not be read or written.
///
/// Before the first byte of a request this refuses the submission and nothing is sent; later the work goes on without the
/// journal, see [`Client::journal_fault`](crate::client::Client::journal_fault). What each costs is in the
/// [module's text](crate::client::journal#when-the-journal-fails).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum JournalError {
    /// Another process, or another journal of this one, has it open.
    Locked(Arc<Path>),
    /// The file is something else. It was left as it is.
    NotAJournal(Arc<Path>),
    /// A line before the last is not as it was written. The file was left as it is.
    Corrupt {
        /// The file.
        path: Arc<Path>,
        /// The line, from 1.
        line: u64,
        /// What is wrong with it.
        problem: Box<str>,
    },
    /// The file system refused.
    Io(Arc<Path>, Arc<io::Error>),
    /// An earlier write may or may not be on disk, so nothing more is taken until the journal is opened anew.
    Broken(Arc<Path>),
    /// The journal is of another kind than this crate's, and says this.
    Other(Arc<dyn StdError + Send + Sync>),
}

impl JournalError {
    /// An error of a journal of your own.
    pub fn new(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Other(source.into().into())
    }

    /// Whether it may pass without anybody touching the journal: its other user ends, the disk has room again.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::Locked(_) | Self::Io(..) | Self::Other(_) => true,
            Self::NotAJournal(_) | Self::Corrupt { .. } | Self::Broken(_) => false,
        }
    }

    /// What to do now, in one sentence.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Locked(_) => {
                "one process at a time may use a journal; stop the other one, or give each its own"
            }
            Self::NotAJournal(_) => "give the journal a path of its own",
            Self::Corrupt { .. } => {
                "look at the line before anything else: it may be the only trace of a task that was paid"
            }
            Self::Io(..) => {
                "free disk space or rights, then submit again with the same idempotency key"
            }
            Self::Broken(_) => {
                "open the journal anew and call Client::recover; until then nothing is submitted"
            }
            Self::Other(_) => "see what the journal says, then submit again with the same key",
        }
    }
}

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Locked(path) => write!(f, "{} is in use by another process", path.display()),
            Self::NotAJournal(path) => write!(
                f,
                "{} is no journal and stays as it is; name another file",
                path.display()
            ),
            Self::Corrupt {
                path,
                line,
                problem,
            } => write!(f, "{}:{line}: {problem}", path.display()),
            Self::Io(path, fault) => write!(f, "{}: {fault}", path.display()),
            Self::Broken(path) => write!(
                f,
                "{}: an earlier write failed half-way, so it takes nothing more",
                path.display()
            ),
            Self::Other(fault) => fault.fmt(f),
        }
    }
}

/// `Display` tells the cause, so there is no `source` to be told again; the variants hold it.
impl StdError for JournalError {}
