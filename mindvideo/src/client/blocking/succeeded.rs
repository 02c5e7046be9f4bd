//! A task that succeeded, and its files.

use std::{fmt, path::Path};

use super::drive::to_end;
use crate::client::{self, Amount, Downloaded, Error, MediaFile, Members, Output, TaskSnapshot};

/// A task that succeeded.
pub struct Succeeded<M> {
    pub(super) inner: client::Succeeded<M>,
}

/// A file of a task: a [`MediaFile`] that can be fetched, and whose URL can be renewed.
#[derive(Clone)]
pub struct TaskFile {
    inner: client::TaskFile,
}

impl<M> Succeeded<M> {
    /// The server's last word on it.
    pub fn snapshot(&self) -> &TaskSnapshot {
        self.inner.snapshot()
    }

    /// What it cost, if the server said so.
    pub fn cost(&self) -> Option<&Amount> {
        self.inner.cost()
    }

    /// What it made. `None` when the reply had no output.
    pub fn output(&self) -> Option<&Output> {
        self.inner.output()
    }

    /// The files under `videos`.
    pub fn videos(&self) -> Vec<TaskFile> {
        wrapped(self.inner.videos())
    }

    /// The files under `images`.
    pub fn images(&self) -> Vec<TaskFile> {
        wrapped(self.inner.images())
    }

    /// Every file, wherever it stands in the output.
    pub fn files(&self) -> Vec<TaskFile> {
        wrapped(self.inner.files())
    }
}

fn wrapped(files: Vec<client::TaskFile>) -> Vec<TaskFile> {
    files.into_iter().map(|inner| TaskFile { inner }).collect()
}

impl TaskFile {
    /// The file as the task describes it.
    pub fn media(&self) -> &MediaFile {
        self.inner.media()
    }

    /// Where the file is. See [`MediaFile::url`].
    pub fn url(&self) -> &str {
        self.inner.url()
    }

    /// Where in the task's output the file stands: `/videos/0`.
    pub fn pointer(&self) -> &str {
        self.inner.pointer()
    }

    /// The other members of its object.
    pub fn extra(&self) -> &Members {
        self.inner.extra()
    }

    /// Fetches the file to `path`, where nothing may stand yet. See [`TaskFile::download_to`](client::TaskFile::download_to).
    ///
    /// # Errors
    /// [`ErrorKind::Download`](client::ErrorKind::Download).
    pub fn download_to(&self, path: impl AsRef<Path>) -> Result<Downloaded, Error> {
        to_end(self.inner.download_to(path))
    }
}

impl fmt::Debug for TaskFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl<M> Clone for Succeeded<M> {
    fn clone(&self) -> Self {
        Self {
            inner: self.inner.clone(),
        }
    }
}

impl<M> fmt::Debug for Succeeded<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}
