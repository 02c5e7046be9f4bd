//! The same calls through both drivers.

use std::path::PathBuf;

use mindvideo::{
    Valid,
    client::{
        ClientBuilder, Downloaded, Error, IdempotencyKey, MediaFile, SubmissionToken, TaskSnapshot,
        TaskToken, Update,
    },
};

use crate::model::Input;

/// Who drives the machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Driver {
    /// hyper on tokio.
    Async,
    /// Sockets of the standard library, on a thread of their own.
    Blocking,
    /// A client of reqwest on tokio.
    #[cfg(feature = "reqwest")]
    Reqwest,
}

pub(crate) const BOTH: [Driver; 2] = [Driver::Async, Driver::Blocking];

/// Every way over a wire that this build has.
pub(crate) const ALL: &[Driver] = &[
    Driver::Async,
    Driver::Blocking,
    #[cfg(feature = "reqwest")]
    Driver::Reqwest,
];

/// A client of either kind.
#[derive(Clone)]
pub(crate) enum AnyClient {
    Async(mindvideo::Client),
    Blocking(mindvideo::client::blocking::Client),
}

impl Driver {
    pub(crate) fn build(self, builder: ClientBuilder) -> AnyClient {
        match self {
            Self::Async => AnyClient::Async(builder.build().unwrap()),
            Self::Blocking => AnyClient::Blocking(builder.build_blocking().unwrap()),
            #[cfg(feature = "reqwest")]
            Self::Reqwest => AnyClient::Async(builder.transport(over_reqwest()).build().unwrap()),
        }
    }
}

#[cfg(feature = "reqwest")]
fn over_reqwest() -> mindvideo::client::ReqwestTransport {
    let own = || reqwest::Client::builder().no_proxy();
    let client = own()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .build()
        .unwrap();
    let transport = mindvideo::client::ReqwestTransport::new(client);
    transport.downloads(own()).unwrap()
}

/// Runs what waits off the test's own thread, where its server lives.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.unwrap()
}

impl AnyClient {
    pub(crate) async fn submit(&self, input: Valid<Input>) -> Result<TaskToken, Error> {
        let key = IdempotencyKey::random().unwrap();
        self.submit_as(input, key).await
    }

    pub(crate) async fn submit_as(
        &self,
        input: Valid<Input>,
        key: IdempotencyKey,
    ) -> Result<TaskToken, Error> {
        match self.clone() {
            Self::Async(client) => {
                let task = client.submit(&input).idempotency_key(key).await?;
                Ok(task.token())
            }
            Self::Blocking(client) => {
                let send = move || client.submit(&input).idempotency_key(key).send();
                Ok(aside(send).await?.token())
            }
        }
    }

    pub(crate) async fn resume_submission(
        &self,
        token: SubmissionToken,
    ) -> Result<TaskToken, Error> {
        match self.clone() {
            Self::Async(client) => {
                let task = client.resume_submission::<Input>(token)?.await?;
                Ok(task.token())
            }
            Self::Blocking(client) => {
                let send = move || client.resume_submission::<Input>(token)?.send();
                Ok(aside(send).await?.token())
            }
        }
    }

    pub(crate) async fn wait(&self, token: TaskToken) -> Result<TaskSnapshot, Error> {
        match self.clone() {
            Self::Async(client) => {
                let done = client.resume::<Input>(token)?.wait().await?;
                Ok(done.snapshot().clone())
            }
            Self::Blocking(client) => {
                let done = aside(move || client.resume::<Input>(token)?.wait()).await?;
                Ok(done.snapshot().clone())
            }
        }
    }

    pub(crate) async fn updates(&self, token: TaskToken) -> Vec<Result<Update, Error>> {
        let mut told = Vec::new();
        match self.clone() {
            Self::Async(client) => {
                let mut updates = client.resume::<Input>(token).unwrap().updates();
                while let Some(update) = updates.next().await {
                    told.push(update);
                }
                told
            }
            Self::Blocking(client) => {
                let all = move || client.resume::<Input>(token).unwrap().updates().collect();
                aside(all).await
            }
        }
    }

    /// The data of each event, or an error as text; and the framing.
    pub(crate) async fn events(&self, token: TaskToken) -> Result<(Vec<String>, String), Error> {
        let words = |event: Result<mindvideo::client::TaskEvent, Error>| match event {
            Ok(event) => event.data().to_owned(),
            Err(error) => format!("error: {error}"),
        };
        match self.clone() {
            Self::Async(client) => {
                let mut events = client.resume::<Input>(token)?.events().await?;
                let mut told = Vec::new();
                while let Some(event) = events.next().await {
                    told.push(words(event));
                }
                Ok((told, format!("{:?}", events.framing())))
            }
            Self::Blocking(client) => {
                aside(move || {
                    let mut events = client.resume::<Input>(token)?.events()?;
                    let told = events.by_ref().map(words).collect();
                    Ok((told, format!("{:?}", events.framing())))
                })
                .await
            }
        }
    }

    pub(crate) async fn download(&self, url: String, path: PathBuf) -> Result<Downloaded, Error> {
        let file = MediaFile::new(url);
        match self.clone() {
            Self::Async(client) => client.download(&file, path).await,
            Self::Blocking(client) => aside(move || client.download(&file, path)).await,
        }
    }
}

/// The address of task `t`.
pub(crate) fn task() -> TaskToken {
    serde_json::from_str(r#"{"model":"veo3-1-quality","task_id":"t"}"#).unwrap()
}
