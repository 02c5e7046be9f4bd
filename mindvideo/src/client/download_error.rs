//! Why a file could not be fetched.

use std::{fmt, path::PathBuf, sync::Arc};

use super::api_error::{ApiError, one_line};

/// Why a file could not be fetched.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum DownloadError {
    /// The URL is none that the client fetches.
    BadUrl(String),
    /// The URL leads to a host inside the own network.
    BlockedHost(String),
    /// 401, 403, 404 or 410, and no fresh URL to be had: it has probably expired.
    Expired(ApiError),
    /// Another refusal.
    Refused(ApiError),
    /// More redirects than allowed, or one that cannot be followed.
    Redirect(String),
    /// A page of text or an encoded body, not a file.
    NotMedia(String),
    /// Larger than the limit in bytes.
    TooLarge(u64),
    /// It kept breaking without a new byte.
    Interrupted {
        /// Bytes that had arrived.
        received: u64,
        /// How it ended the last time.
        last: String,
    },
    /// Something stands where the file should go. It was not touched.
    TargetExists(PathBuf),
    /// Another download is writing to this file.
    Busy(PathBuf),
    /// The file system said no.
    Io(PathBuf, Arc<std::io::Error>),
}

impl DownloadError {
    /// What to do now.
    pub(crate) fn help(&self) -> &'static str {
        match self {
            DownloadError::BadUrl(_) => {
                "only https URLs are fetched, and http ones on loopback or with allow_insecure_http"
            }
            DownloadError::BlockedHost(_) => {
                "if the host is meant, set DownloadLimits::allow_private_hosts"
            }
            DownloadError::Expired(_) => {
                "fetch it through the task (Task::refresh or wait), which gives a fresh URL"
            }
            DownloadError::Refused(_) | DownloadError::Redirect(_) => {
                "open the URL by hand; the storage host refuses it"
            }
            DownloadError::NotMedia(_) => "open the URL by hand; it leads to a page",
            DownloadError::TooLarge(_) => "raise DownloadLimits::largest if the size is right",
            DownloadError::Interrupted { .. } => {
                "try again: the file still stands at the server, and what has come is gone on with"
            }
            DownloadError::Busy(_) => "wait for the other download to the same name",
            DownloadError::TargetExists(_) => "choose another name or move the file away",
            DownloadError::Io(..) => "check the folder, its permissions and the free space",
        }
    }
}

impl fmt::Display for DownloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadUrl(problem) => write!(f, "unusable URL: {}", one_line(problem)),
            Self::BlockedHost(host) => {
                write!(f, "host {} is inside the own network", one_line(host))
            }
            Self::Expired(reply) => write!(f, "{reply}; the URL has probably expired"),
            Self::Refused(reply) => reply.fmt(f),
            Self::Redirect(problem) => write!(f, "redirect: {}", one_line(problem)),
            Self::NotMedia(what) => write!(f, "not a media file but {}", one_line(what)),
            Self::TooLarge(limit) => write!(f, "larger than the limit of {limit} bytes"),
            Self::Interrupted { received, last } => {
                write!(f, "broke off after {received} bytes: {}", one_line(last))
            }
            Self::TargetExists(path) => write!(f, "{} exists already", path.display()),
            Self::Busy(path) => write!(
                f,
                "{} belongs to a download that is running",
                path.display()
            ),
            Self::Io(path, fault) => write!(f, "{}: {fault}", path.display()),
        }
    }
}
