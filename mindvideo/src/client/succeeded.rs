//! A task that succeeded, and its files.

use std::{fmt, marker::PhantomData, ops::Deref, path::Path};

use super::{
    amount::Amount,
    connection::Connection,
    download::{self, Renewal},
    downloaded::Downloaded,
    error::Error,
    idempotency_key::IdempotencyKey,
    journal::{SavedFile, Step},
    media_file::MediaFile,
    output::Output,
    refresh::refresh,
    snapshot::TaskSnapshot,
};

/// A task that succeeded.
pub struct Succeeded<M> {
    connection: Connection,
    key: Option<IdempotencyKey>,
    snapshot: TaskSnapshot,
    model: PhantomData<fn() -> M>,
}

/// A file of a task: a [`MediaFile`] that can be fetched, and whose URL can be renewed.
pub struct TaskFile<'a> {
    connection: &'a Connection,
    key: Option<&'a IdempotencyKey>,
    snapshot: &'a TaskSnapshot,
    file: MediaFile,
}

impl<M> Succeeded<M> {
    pub(crate) fn new(
        connection: Connection,
        key: Option<IdempotencyKey>,
        snapshot: TaskSnapshot,
    ) -> Self {
        Self {
            connection,
            key,
            snapshot,
            model: PhantomData,
        }
    }

    /// The server's last word on it.
    pub fn snapshot(&self) -> &TaskSnapshot {
        &self.snapshot
    }

    /// What it cost, if the server said so.
    pub fn cost(&self) -> Option<&Amount> {
        self.snapshot.cost_actual()
    }

    /// What it made. `None` when the reply had no output.
    pub fn output(&self) -> Option<&Output> {
        self.snapshot.output()
    }

    /// The files under `videos`.
    pub fn videos(&self) -> Vec<TaskFile<'_>> {
        self.with_task(Output::videos)
    }

    /// The files under `images`.
    pub fn images(&self) -> Vec<TaskFile<'_>> {
        self.with_task(Output::images)
    }

    /// Every file, wherever it stands in the output.
    pub fn files(&self) -> Vec<TaskFile<'_>> {
        self.with_task(Output::files)
    }

    fn with_task(&self, find: impl FnOnce(&Output) -> Vec<MediaFile>) -> Vec<TaskFile<'_>> {
        let files = self.output().map(find).unwrap_or_default();
        let with_task = |file| TaskFile {
            connection: &self.connection,
            key: self.key.as_ref(),
            snapshot: &self.snapshot,
            file,
        };
        files.into_iter().map(with_task).collect()
    }
}

impl TaskFile<'_> {
    /// Fetches the file to `path`, where nothing may stand yet.
    ///
    /// As [`Client::download`](super::Client::download); when the URL has expired, the task is asked for a fresh one, and again as long as
    /// each brings the file further.
    ///
    /// # Errors
    /// [`ErrorKind::Download`](super::ErrorKind::Download).
    pub async fn download_to(&self, path: impl AsRef<Path>) -> Result<Downloaded, Error> {
        let renewal = Renewal {
            task_id: self.snapshot.task_id(),
            pointer: self.file.pointer(),
            renew: Box::new(|| Box::pin(self.fresh_url())),
        };
        let path = path.as_ref();
        let url = self.file.url();
        let downloaded = download::fetch(self.connection, url, path, Some(renewal)).await?;
        let saved = SavedFile {
            pointer: self.file.pointer().into(),
            path: path.to_string_lossy().into(),
            size: downloaded.size(),
        };
        self.connection.note(self.key, Step::Saved(saved)).await;
        Ok(downloaded)
    }

    /// The URL that the task gives now for the file at the same place.
    async fn fresh_url(&self) -> Option<String> {
        let now = refresh(self.connection, self.snapshot.task_id())
            .await
            .ok()?;
        let files = now.output()?.files();
        let same = files
            .iter()
            .find(|file| file.pointer() == self.file.pointer())?;
        Some(same.url().to_owned())
    }
}

impl Deref for TaskFile<'_> {
    type Target = MediaFile;

    fn deref(&self) -> &MediaFile {
        &self.file
    }
}

impl fmt::Debug for TaskFile<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.file.fmt(f)
    }
}

impl<M> Clone for Succeeded<M> {
    fn clone(&self) -> Self {
        let (connection, key) = (self.connection.clone(), self.key.clone());
        Self::new(connection, key, self.snapshot.clone())
    }
}

impl<M> fmt::Debug for Succeeded<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Succeeded")
            .field("snapshot", &self.snapshot)
            .finish_non_exhaustive()
    }
}
