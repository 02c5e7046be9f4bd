//! A task that succeeded, and its files.

use std::{fmt, ops::Deref, path::Path};

use super::drive::to_end;
use crate::client::{self, Amount, Downloaded, Error, MediaFile, Output, TaskSnapshot};

/// A task that succeeded.
pub struct Succeeded<M> {
    pub(super) inner: client::Succeeded<M>,
}

/// A file of a task: a [`MediaFile`] that can be fetched, and whose URL can be renewed.
pub struct TaskFile<'a> {
    inner: client::TaskFile<'a>,
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
    pub fn videos(&self) -> Vec<TaskFile<'_>> {
        wrapped(self.inner.videos())
    }

    /// The files under `images`.
    pub fn images(&self) -> Vec<TaskFile<'_>> {
        wrapped(self.inner.images())
    }

    /// Every file, wherever it stands in the output.
    pub fn files(&self) -> Vec<TaskFile<'_>> {
        wrapped(self.inner.files())
    }
}

fn wrapped(files: Vec<client::TaskFile<'_>>) -> Vec<TaskFile<'_>> {
    files.into_iter().map(|inner| TaskFile { inner }).collect()
}

impl TaskFile<'_> {
    /// Fetches the file to `path`, where nothing may stand yet. See [`TaskFile::download_to`](client::TaskFile::download_to).
    ///
    /// # Errors
    /// [`ErrorKind::Download`](client::ErrorKind::Download).
    pub fn download_to(&self, path: impl AsRef<Path>) -> Result<Downloaded, Error> {
        to_end(self.inner.download_to(path))
    }
}

impl Deref for TaskFile<'_> {
    type Target = MediaFile;

    fn deref(&self) -> &MediaFile {
        &self.inner
    }
}

impl fmt::Debug for TaskFile<'_> {
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
