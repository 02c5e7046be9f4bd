//! The client itself.

use std::{fmt, path::Path};

use super::{
    builder::ClientBuilder,
    config_error::ConfigError,
    connection::{Connection, Settings},
    download,
    error::Error,
    media_file::MediaFile,
    submit::Submit,
    task::Task,
    token::{SubmissionToken, TaskToken},
};
use crate::{Model, Valid};

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
    /// Dropping the future does not take back a request that is out. To find such a task again, keep
    /// [`Submit::token`] before awaiting, or use a key made from a business id.
    pub fn submit<M: Model>(&self, input: &Valid<M>) -> Submit<M> {
        Submit::new(self.connection.clone(), input)
    }

    /// Goes on with a create request whose outcome is unknown: the same key, the same bytes, so no second charge.
    ///
    /// # Errors
    /// A configuration error when the token is of another model or another base URL: there the key would mean nothing.
    pub fn resume_submission<M: Model>(&self, token: SubmissionToken) -> Result<Submit<M>, Error> {
        self.check_origin::<M>(&token.model, Some(&token.base))?;
        Ok(Submit::resume(self.connection.clone(), token))
    }

    /// The task that a token names. Nothing is sent.
    ///
    /// # Errors
    /// A configuration error when the token is of another model or another base URL.
    pub fn resume<M: Model>(&self, token: TaskToken) -> Result<Task<M>, Error> {
        self.check_origin::<M>(&token.model, token.base.as_deref())?;
        Ok(Task::resumed(self.connection.clone(), token))
    }

    /// Fetches a file to `path`, where nothing may stand yet. Gives the size in bytes.
    ///
    /// The file grows under another name in the same folder and appears under `path` when it is whole; breaks are resumed.
    /// The API key is not sent. [`TaskFile::download_to`](super::TaskFile::download_to) does the same and also survives a
    /// URL that has expired.
    ///
    /// # Errors
    /// [`ErrorKind::Download`](super::ErrorKind::Download). What was fetched is then removed.
    pub async fn download(&self, file: &MediaFile, path: impl AsRef<Path>) -> Result<u64, Error> {
        download::fetch(&self.connection, file.url(), path.as_ref(), None).await
    }

    pub(crate) fn new(settings: Settings) -> Self {
        Self {
            connection: Connection::new(settings),
        }
    }

    fn check_origin<M: Model>(&self, model: &str, base: Option<&str>) -> Result<(), Error> {
        if model != M::SLUG {
            let problem = format!("is of the model `{model}`, not `{}`", M::SLUG);
            return Err(ConfigError::new(
                "token",
                problem,
                "resume it with the input type of its model",
            )
            .into());
        }
        let own = self.base_url();
        if let Some(base) = base.filter(|base| *base != own) {
            let problem = format!("is of {base}, while this client talks to {own}");
            return Err(ConfigError::new(
                "token",
                problem,
                "resume it with a client of that base URL",
            )
            .into());
        }
        Ok(())
    }
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
