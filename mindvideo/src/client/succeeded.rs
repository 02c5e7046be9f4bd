//! A task that succeeded, and its files.

use std::{fmt, marker::PhantomData, path::Path};

use super::{
    amount::Amount,
    connection::Connection,
    download::{self, Renewal},
    downloaded::Downloaded,
    error::Error,
    idempotency_key::IdempotencyKey,
    journal::{SavedFile, Step},
    media_file::MediaFile,
    members::Members,
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
///
/// It borrows nothing, so several can be fetched at once, each in a task of its own:
///
/// ```no_run
/// # async fn run(done: mindvideo::Succeeded<()>) -> Result<(), Box<dyn std::error::Error>> {
/// let mut fetching = tokio::task::JoinSet::new();
/// for (number, file) in done.files().into_iter().enumerate() {
///     fetching.spawn(async move { file.download_to(format!("{number}.mp4")).await });
/// }
/// while let Some(saved) = fetching.join_next().await {
///     println!("{} bytes", saved??.size());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct TaskFile {
    connection: Connection,
    key: Option<IdempotencyKey>,
    snapshot: TaskSnapshot,
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
    pub fn videos(&self) -> Vec<TaskFile> {
        self.with_task(Output::videos)
    }

    /// The files under `images`.
    pub fn images(&self) -> Vec<TaskFile> {
        self.with_task(Output::images)
    }

    /// Every file, wherever it stands in the output.
    pub fn files(&self) -> Vec<TaskFile> {
        self.with_task(Output::files)
    }

    fn with_task(&self, find: impl FnOnce(&Output) -> Vec<MediaFile>) -> Vec<TaskFile> {
        let files = self.output().map(find).unwrap_or_default();
        let with_task = |file| TaskFile {
            connection: self.connection.clone(),
            key: self.key.clone(),
            snapshot: self.snapshot.clone(),
            file,
        };
        files.into_iter().map(with_task).collect()
    }
}

impl TaskFile {
    /// The file as the task describes it.
    pub fn media(&self) -> &MediaFile {
        &self.file
    }

    /// Where the file is. See [`MediaFile::url`].
    pub fn url(&self) -> &str {
        self.file.url()
    }

    /// Where in the task's output the file stands: `/videos/0`.
    pub fn pointer(&self) -> &str {
        self.file.pointer()
    }

    /// The other members of its object.
    pub fn extra(&self) -> &Members {
        self.file.extra()
    }

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
        let downloaded = download::fetch(&self.connection, url, path, Some(renewal)).await?;
        let saved = SavedFile {
            pointer: self.file.pointer().into(),
            path: path.to_string_lossy().into(),
            size: downloaded.size(),
        };
        let step = Step::Saved(saved);
        self.connection.note(self.key.as_ref(), step).await;
        Ok(downloaded)
    }

    /// The URL that the task gives now for the file at the same place.
    async fn fresh_url(&self) -> Option<String> {
        let now = refresh(&self.connection, self.snapshot.task_id())
            .await
            .ok()?;
        let files = now.output()?.files();
        let same = files
            .iter()
            .find(|file| file.pointer() == self.file.pointer())?;
        Some(same.url().to_owned())
    }
}

impl fmt::Debug for TaskFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.file.fmt(f)
    }
}

impl<M> Clone for Succeeded<M> {
    fn clone(&self) -> Self {
        Self {
            connection: self.connection.clone(),
            key: self.key.clone(),
            snapshot: self.snapshot.clone(),
            model: PhantomData,
        }
    }
}

impl<M> fmt::Debug for Succeeded<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Succeeded")
            .field("snapshot", &self.snapshot)
            .finish_non_exhaustive()
    }
}
