//! The client itself.

use std::{fmt, path::Path};

use super::{
    builder::ClientBuilder,
    config_error::ConfigError,
    connection::{Connection, Settings},
    core::Persist,
    download,
    downloaded::Downloaded,
    error::{Error, ErrorKind, Trace},
    idempotency_key::IdempotencyKey,
    journal::{Entry, JournalError, Step},
    media_file::MediaFile,
    prepared::Prepared,
    recover::{self, Recover},
    subject::Subject,
    submit::{self, Submit, unresumed},
    task::Task,
    token::{SubmissionToken, TaskToken},
    wait_all::WaitAll,
};
use crate::{AnyInput, Model, Valid};

/// A client of the MindVideo API. Cheap to clone; clones share connections.
#[derive(Clone)]
pub struct Client {
    connection: Connection,
}

impl Client {
    /// A client with the API key in `MINDVIDEO_API_KEY`, and at `MINDVIDEO_BASE_URL` if that is set.
    ///
    /// # Errors
    /// A configuration error that names the variable and the cure.
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build()
    }

    /// A client with other settings than the environment's.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Where requests go, without `/api/v1`.
    pub fn base_url(&self) -> &str {
        self.connection.settings().base.as_str()
    }

    /// Creates a task: await what this returns.
    ///
    /// The request is made once, here, and every attempt sends the same bytes under the same idempotency key: a random one
    /// unless [`Submit::idempotency_key`] gives a better. So a task is paid once however often the network breaks; when
    /// its fate stays unknown the error holds a [`SubmissionToken`] to go on with.
    ///
    /// Dropping the future does not take back a request that is out. A [journal](super::journal) finds such a task again;
    /// without one keep [`Submit::token`] before awaiting, or use a key made from a business id.
    pub fn submit<M: Model>(&self, input: &Valid<M>) -> Submit<M> {
        let token = submit::freeze(&self.connection, input);
        Submit::new(self.connection.clone(), token)
    }

    /// As [`submit`](Self::submit), for a model that only the run knows.
    ///
    /// ```
    /// # #[cfg(feature = "sandbox")]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use mindvideo::{ModelInfo, client::Client};
    /// # #[mindvideo::mindvideo_model("../schemas/veo3-1-quality.json")]
    /// # mod veo {}
    /// # let sandbox = mindvideo::sandbox::Sandbox::builder()
    /// #     .model::<veo::Input>()
    /// #     .pace(std::time::Duration::ZERO)
    /// #     .start()?;
    /// # let poll = mindvideo::PollSchedule { first: std::time::Duration::ZERO, ..Default::default() };
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// # let client = Client::builder().api_key(sandbox.api_key()).base_url(sandbox.base_url()).poll_schedule(poll).build()?;
    /// let model = ModelInfo::of::<veo::Input>(); // from `MODELS`, by its slug
    /// let input = model.from_json(r#"{"prompt": "Waves"}"#)?;
    /// let task = client.submit_any(&input).label("order-1234").await?;
    /// let same = client.resume_any(task.token())?;
    /// assert_eq!(same.wait().await?.videos().len(), 1);
    /// # Ok(())
    /// # })
    /// # }
    /// # #[cfg(not(feature = "sandbox"))]
    /// # fn main() {}
    /// ```
    pub fn submit_any(&self, input: &AnyInput) -> Submit<()> {
        let token = submit::freeze_any(&self.connection, input);
        Submit::new(self.connection.clone(), token)
    }

    /// Writes a purchase down and sends nothing: its key and its bytes are in the journal when this returns.
    ///
    /// [`Prepared::send`] makes the purchase; should the process end before, [`recover`](Self::recover) does. Without a
    /// journal this freezes the request and no more.
    ///
    /// ```
    /// # #[cfg(feature = "sandbox")]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use mindvideo::client::{Attempt, Client, IdempotencyKey, journal::MemoryJournal};
    /// # #[mindvideo::mindvideo_model("../schemas/veo3-1-quality.json")]
    /// # mod veo {}
    /// # let sandbox = mindvideo::sandbox::Sandbox::builder().model::<veo::Input>().start()?;
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// let client = Client::builder()
    ///     .api_key(sandbox.api_key())
    ///     .base_url(sandbox.base_url())
    ///     .journal(MemoryJournal::default())
    ///     .build()?;
    /// let input = veo::Input::new("Waves").validate()?;
    /// let key = IdempotencyKey::for_business_id("orders", "order-1234", Attempt::FIRST)?;
    /// let prepared = client.prepare(&input, key).await?;
    /// assert!(sandbox.ledger().tasks().is_empty());
    /// let task = prepared.send().await?;
    /// assert_eq!(prepared.send().await?.id(), task.id());
    /// assert_eq!(sandbox.ledger().tasks().len(), 1);
    /// # Ok(())
    /// # })
    /// # }
    /// # #[cfg(not(feature = "sandbox"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::IdempotencyConflict`] when the journal has the key for another input. When it took nothing in, nobody
    /// knows whether an earlier process has sent the key: [`ErrorKind::OutcomeUnknown`] after [`ErrorKind::Journal`].
    pub async fn prepare<M: Model>(
        &self,
        input: &Valid<M>,
        key: IdempotencyKey,
    ) -> Result<Prepared<M>, Error> {
        let mut token = submit::freeze(&self.connection, input)?;
        token.key = key;
        Prepared::new(self.connection.clone(), token).await
    }

    /// Finishes what the journal has open: await what this returns.
    ///
    /// First it sends what was prepared or is in doubt (the same key, the same bytes, so nothing is paid twice); then it
    /// waits for every task and gives the end of each, oldest first. Nothing is open without a journal, and what was
    /// [given up](Self::abandon) is not, were it while this is at work. Purchases of another base URL are left alone.
    ///
    /// Call it at the start of a process, before new submissions.
    ///
    /// ```
    /// # use mindvideo::client::{Client, Error, Update};
    /// # async fn start(client: Client) -> Result<(), Error> {
    /// let recovered = client
    ///     .recover()
    ///     .deadline(std::time::Duration::from_secs(600))
    ///     .on_update(|entry, update| {
    ///         if let Update::Status(task) = update {
    ///             println!("{:?}: {}", entry.label(), task.status());
    ///         }
    ///     })
    ///     .await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Awaiting it: [`ErrorKind::Journal`] when the journal cannot be read; what it has open may have been charged. What came
    /// of each purchase is in its [`Recovered`](super::Recovered).
    pub fn recover(&self) -> Recover {
        Recover::new(&self.connection)
    }

    /// Everything that the journal knows, oldest first: with [`Entry::task_token`] the files of a task are found again long
    /// after it ended. Empty without a journal.
    ///
    /// # Errors
    /// [`ErrorKind::Journal`] when it cannot be read.
    pub async fn journal_entries(&self) -> Result<Vec<Entry>, Error> {
        Ok(recover::entries(&self.connection).await?)
    }

    /// Gives a purchase up: [`recover`](Self::recover) passes it over. Nothing is sent or cancelled: if it was accepted it is
    /// charged all the same, and the journal still knows its task. Its key still cannot pay twice: submitting the same input
    /// under it gives that task, or sends it again.
    ///
    /// # Errors
    /// [`ErrorKind::Journal`] when the journal did not take it.
    pub async fn abandon(&self, key: &IdempotencyKey) -> Result<(), Error> {
        let step = Persist::Step(Step::Abandoned);
        let done = self.connection.persist(key, step).await;
        let failed = |fault| {
            let trace = Trace {
                doubt: true,
                ..Subject::Purchase(key).trace()
            };
            Error::new(ErrorKind::Journal(fault), trace)
        };
        done.map(|_| ()).map_err(failed)
    }

    /// The latest fault of the journal that came too late to stop anything: the request had left, and the work went on
    /// without the record. Taken by this call.
    pub fn journal_fault(&self) -> Option<JournalError> {
        self.connection.fault().take()
    }

    /// Waits for many tasks at once: await what this returns. Their requests share one rate.
    ///
    /// ```
    /// # #[cfg(feature = "sandbox")]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use mindvideo::client::{Client, Update};
    /// # #[mindvideo::mindvideo_model("../schemas/veo3-1-quality.json")]
    /// # mod veo {}
    /// # let sandbox = mindvideo::sandbox::Sandbox::builder()
    /// #     .model::<veo::Input>()
    /// #     .pace(std::time::Duration::ZERO)
    /// #     .start()?;
    /// # let poll = mindvideo::PollSchedule { first: std::time::Duration::ZERO, ..Default::default() };
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// # let client = Client::builder().api_key(sandbox.api_key()).base_url(sandbox.base_url()).poll_schedule(poll).build()?;
    /// let mut tasks = Vec::new();
    /// for prompt in ["Waves", "Dunes", "Snow"] {
    ///     tasks.push(client.submit(&veo::Input::new(prompt).validate()?).await?);
    /// }
    /// let ends = client
    ///     .wait_all(tasks)
    ///     .at_once(100)
    ///     .on_update(|number, update| {
    ///         if let Update::Status(task) = update {
    ///             println!("{number}: {}", task.status());
    ///         }
    ///     })
    ///     .await;
    /// assert!(ends.iter().all(Result::is_ok));
    /// # Ok(())
    /// # })
    /// # }
    /// # #[cfg(not(feature = "sandbox"))]
    /// # fn main() {}
    /// ```
    pub fn wait_all<M>(&self, tasks: impl IntoIterator<Item = Task<M>>) -> WaitAll<M> {
        WaitAll::new(&self.connection, tasks.into_iter().collect())
    }

    /// Goes on with a create request whose outcome is unknown: the same key, the same bytes, so no second charge.
    ///
    /// # Errors
    /// When the token is of another model or another base URL, where the key would mean nothing. What came of the first
    /// sending is then still unknown: [`ErrorKind::OutcomeUnknown`] after a configuration error, with the token.
    pub fn resume_submission<M: Model>(&self, token: SubmissionToken) -> Result<Submit<M>, Error> {
        match self.check_origin::<M>(&token.model, Some(&token.base)) {
            Ok(()) => Ok(Submit::resume(self.connection.clone(), token)),
            Err(fault) => Err(unresumed(&token, fault)),
        }
    }

    /// The task that a token names. Nothing is sent.
    ///
    /// # Errors
    /// A configuration error when the token is of another model or another base URL. It names the task, which is charged.
    pub fn resume<M: Model>(&self, token: TaskToken) -> Result<Task<M>, Error> {
        match self.check_origin::<M>(&token.model, token.base.as_deref()) {
            Ok(()) => Ok(Task::resumed(self.connection.clone(), token)),
            Err(fault) => Err(unfound(&token, fault)),
        }
    }

    /// As [`resume_submission`](Self::resume_submission), whatever the model.
    ///
    /// # Errors
    /// As for `resume_submission`, but for the model.
    pub fn resume_submission_any(&self, token: SubmissionToken) -> Result<Submit<()>, Error> {
        match self.check_base(Some(&token.base)) {
            Ok(()) => Ok(Submit::resume(self.connection.clone(), token)),
            Err(fault) => Err(unresumed(&token, fault)),
        }
    }

    /// As [`resume`](Self::resume), whatever the model: tasks of several models can be [waited for](Self::wait_all) at once.
    ///
    /// # Errors
    /// As for `resume`, but for the model.
    pub fn resume_any(&self, token: TaskToken) -> Result<Task<()>, Error> {
        match self.check_base(token.base.as_deref()) {
            Ok(()) => Ok(Task::resumed(self.connection.clone(), token)),
            Err(fault) => Err(unfound(&token, fault)),
        }
    }

    /// Fetches a file to `path`, where nothing may stand yet.
    ///
    /// The file grows as `PATH.part` and appears under `path` when it is whole. Breaks are resumed, and so is what an earlier
    /// call has left, in another process too: when the server gives the file a strong entity tag, an interrupted download
    /// keeps its part, with a note beside it (`PATH.part.json`) that proves which bytes it has. Two downloads to one path at
    /// the same time exclude each other.
    ///
    /// The API key is not sent. [`TaskFile::download_to`](super::TaskFile::download_to) does the same and also survives a
    /// URL that has expired.
    ///
    /// # Errors
    /// [`ErrorKind::Download`](super::ErrorKind::Download).
    pub async fn download(
        &self,
        file: &MediaFile,
        path: impl AsRef<Path>,
    ) -> Result<Downloaded, Error> {
        download::fetch(&self.connection, file.url(), path.as_ref(), None).await
    }

    pub(crate) fn new(settings: Settings) -> Self {
        Self {
            connection: Connection::new(settings),
        }
    }

    fn check_origin<M: Model>(&self, model: &str, base: Option<&str>) -> Result<(), ConfigError> {
        if model != M::SLUG {
            let problem = format!("is of the model `{model}`, not `{}`", M::SLUG);
            let cure = "resume it with the input type of its model";
            return Err(ConfigError::new("token", problem, cure));
        }
        self.check_base(base)
    }

    fn check_base(&self, base: Option<&str>) -> Result<(), ConfigError> {
        let own = self.base_url();
        if let Some(base) = base.filter(|base| *base != own) {
            let problem = format!("is of {base}, while this client talks to {own}");
            let cure = "resume it with a client of that base URL";
            return Err(ConfigError::new("token", problem, cure));
        }
        Ok(())
    }
}

/// Why a task that the server has named is not gone on with.
fn unfound(token: &TaskToken, fault: ConfigError) -> Error {
    let trace = Trace {
        key: token.key.clone(),
        ..Subject::Task(&token.task_id).trace()
    };
    Error::new(fault.into(), trace)
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Settings { api_key, base, .. } = self.connection.settings();
        f.debug_struct("Client")
            .field("api_key", api_key)
            .field("base_url", &base.as_str())
            .finish_non_exhaustive()
    }
}
