//! Making a sandbox: models, costs, pace, and the answers to what the API leaves open.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{error, fmt, io};

use http::StatusCode;

use super::Sandbox;
use super::catalog::{Catalog, Offer};
use super::cost::Cost;
use super::judge::Judge;
use super::media::MediaKind;
use super::server::{self, Server};
use super::settings::{EventFraming, Outcome, Settings};
use super::state::State;
use crate::Model;

/// A sandbox in the making, by [`Sandbox::builder`]. Everything is checked by [`start`](Self::start).
///
/// ```
/// use std::time::Duration;
/// use mindvideo::sandbox::{EventFraming, Sandbox};
///
/// # fn main() -> Result<(), mindvideo::sandbox::StartError> {
/// let sandbox = Sandbox::builder()
///     .schema("veo3-1-quality", r#"{"type": "object", "required": ["prompt"]}"#)
///     .cost("veo3-1-quality", "0.675")
///     .pace(Duration::from_millis(10))
///     .events(EventFraming::Ndjson)
///     .start()?;
/// assert!(sandbox.base_url().starts_with("http://127.0.0.1:"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "a builder does nothing until it is started"]
pub struct Builder {
    schemas: Vec<(String, String)>,
    costs: BTreeMap<String, String>,
    kinds: BTreeMap<String, MediaKind>,
    port: u16,
    api_key: Option<Hidden>,
    create_status: Option<u16>,
    settings: Settings,
}

/// A key that `Debug` does not show: it may be somebody's real one.
#[derive(Clone)]
struct Hidden(String);

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("****")
    }
}

impl Builder {
    /// Serves a generated model: its slug, its schema.
    pub fn model<M: Model>(self) -> Self {
        self.schema(M::SLUG, M::SCHEMA)
    }

    /// Serves a model by its slug and the text of its JSON Schema.
    pub fn schema(mut self, slug: impl Into<String>, schema: impl Into<String>) -> Self {
        self.schemas.push((slug.into(), schema.into()));
        self
    }

    /// What a task of this model costs, as decimal text: up to 12 digits before and 12 after the point, no sign, no
    /// exponent. It is sent exactly as written. Unset: `0.675` for video, `0.0135` for images.
    pub fn cost(mut self, slug: impl Into<String>, amount: impl Into<String>) -> Self {
        self.costs.insert(slug.into(), amount.into());
        self
    }

    /// Whether a model makes videos or images. Unset: [`MediaKind::of`].
    pub fn kind(mut self, slug: impl Into<String>, kind: MediaKind) -> Self {
        self.kinds.insert(slug.into(), kind);
        self
    }

    /// How long a task stays `queued`, and then again `processing`. Unset: 150 ms. With zero it has ended by the first
    /// look at it; the answer to its making says `queued` all the same.
    pub fn pace(mut self, pace: Duration) -> Self {
        self.settings.pace = pace;
        self
    }

    /// How tasks end. Unset: they succeed. See also [`Sandbox::set_outcome`].
    pub fn outcome(mut self, outcome: Outcome) -> Self {
        self.settings.outcome = outcome;
        self
    }

    /// How events are written (assumption A4). Unset: server-sent events.
    pub fn events(mut self, framing: EventFraming) -> Self {
        self.settings.events = framing;
        self
    }

    /// The status code of an accepted create request (assumption A1): 200, 201 or 202. Unset: 200.
    pub fn create_status(mut self, status: u16) -> Self {
        self.create_status = Some(status);
        self
    }

    /// How long a key is remembered after its task was made (assumption A9). After that it is a new key, and using it
    /// makes and charges a new task. Unset: as long as the sandbox lives.
    pub fn key_memory(mut self, memory: Duration) -> Self {
        self.settings.key_memory = Some(memory);
        self
    }

    /// How long an output URL works, counted from the answer it stands in (assumption A12); every answer has a fresh
    /// one, signed in its query. After that it gives 403. Unset: URLs are plain and work as long as the sandbox lives.
    pub fn url_lifetime(mut self, lifetime: Duration) -> Self {
        self.settings.url_lifetime = Some(lifetime);
        self
    }

    /// Whether failed and cancelled tasks stay charged (assumption A15). Unset: no, their `cost_actual` is 0.
    pub fn charge_unsuccessful(mut self, charge: bool) -> Self {
        self.settings.charge_unsuccessful = charge;
        self
    }

    /// Whether a key is free again once its task failed or was cancelled (assumption A16). Unset: no, it leads to that
    /// task for good.
    pub fn free_unsuccessful_keys(mut self, free: bool) -> Self {
        self.settings.free_unsuccessful_keys = free;
        self
    }

    /// How many files a task's output has. Unset: 1.
    pub fn files_per_task(mut self, files: u8) -> Self {
        self.settings.files_per_task = files;
        self
    }

    /// The largest body taken, in bytes; a larger one gets 413. Unset: 24 MiB.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.settings.max_body = bytes;
        self
    }

    /// The one API key it takes, for a sandbox that other processes talk to. Unset: another one for each sandbox.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.api_key = Some(Hidden(key.into()));
        self
    }

    /// The port on 127.0.0.1. Unset or 0: any free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Checks everything, binds to 127.0.0.1 and serves on a thread of its own. May be called inside an async runtime
    /// or outside of one; returns when the sandbox is ready.
    ///
    /// # Errors
    ///
    /// See [`StartError`].
    pub fn start(mut self) -> Result<Sandbox, StartError> {
        if let Some(status) = self.create_status {
            self.settings.create_status = created(status)?;
        }
        let catalog = self.catalog()?;
        let listener = server::bind(self.port)?;
        let base_url = format!("http://{}", listener.local_addr()?);
        let key = self.api_key.map(|key| key.0);
        let state = Arc::new(State::new(self.settings, catalog, base_url, key));
        let started = Instant::now();
        let server = Server::start(listener, Arc::clone(&state), started)?;
        Ok(Sandbox {
            state,
            started,
            _server: server,
        })
    }

    fn catalog(&self) -> Result<Catalog, StartError> {
        let mut catalog = Catalog::default();
        for (slug, schema) in &self.schemas {
            if slug.is_empty() || catalog.get(slug).is_some() {
                return Err(StartError::Slug { slug: slug.clone() });
            }
            let judge = Judge::new(schema).map_err(|message| StartError::Schema {
                slug: slug.clone(),
                message,
            })?;
            let kind = self.kinds.get(slug).copied();
            let kind = kind.unwrap_or_else(|| MediaKind::of(slug));
            let amount = self
                .costs
                .get(slug)
                .map_or(kind.default_cost(), String::as_str);
            let cost = Cost::parse(amount).ok_or_else(|| StartError::Cost {
                slug: slug.clone(),
                amount: amount.to_owned(),
            })?;
            catalog.add(Offer {
                slug: slug.as_str().into(),
                kind,
                cost,
                judge,
            });
        }
        let named = self.costs.keys().chain(self.kinds.keys());
        match named.into_iter().find(|slug| catalog.get(slug).is_none()) {
            Some(slug) => Err(StartError::UnknownModel { slug: slug.clone() }),
            None => Ok(catalog),
        }
    }
}

fn created(status: u16) -> Result<StatusCode, StartError> {
    StatusCode::from_u16(status)
        .ok()
        .filter(|_| (200..=202).contains(&status))
        .ok_or(StartError::CreateStatus { status })
}

/// Why a sandbox did not start.
///
/// ```
/// use mindvideo::sandbox::Sandbox;
///
/// let fault = Sandbox::builder().cost("veo3-1-quality", "0.675").start().unwrap_err();
/// assert_eq!(
///     fault.to_string(),
///     "a cost or kind is set for `veo3-1-quality`, which has no schema: add it with `model` or `schema`",
/// );
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// A slug is empty, or has two schemas.
    Slug {
        /// The slug.
        slug: String,
    },
    /// A schema cannot be read.
    Schema {
        /// The slug it was given for.
        slug: String,
        /// What is wrong with it.
        message: String,
    },
    /// A cost is no plain decimal number.
    Cost {
        /// The slug it was given for.
        slug: String,
        /// The text given.
        amount: String,
    },
    /// A cost or a kind was given for a slug without a schema.
    UnknownModel {
        /// The slug.
        slug: String,
    },
    /// The status code for create requests is not 200, 201 or 202.
    CreateStatus {
        /// The code given.
        status: u16,
    },
    /// The port is taken, or the system gave no socket or thread.
    Io(io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Slug { slug } if slug.is_empty() => f.write_str("a model has an empty slug"),
            Self::Slug { slug } => write!(f, "the model `{slug}` has two schemas"),
            Self::Schema { slug, message } => {
                write!(f, "the schema of `{slug}` cannot be read: {message}")
            }
            Self::Cost { slug, amount } => write!(
                f,
                "the cost {amount:?} of `{slug}` is no plain decimal number such as 0.675"
            ),
            Self::UnknownModel { slug } => write!(
                f,
                "a cost or kind is set for `{slug}`, which has no schema: add it with `model` or `schema`"
            ),
            Self::CreateStatus { status } => {
                write!(f, "the create status {status} is none of 200, 201, 202")
            }
            Self::Io(_) => f.write_str("the sandbox could not open its socket or thread"),
        }
    }
}

impl error::Error for StartError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Io(fault) => Some(fault),
            _ => None,
        }
    }
}

impl From<io::Error> for StartError {
    fn from(fault: io::Error) -> Self {
        Self::Io(fault)
    }
}
