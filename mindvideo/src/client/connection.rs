//! What every call of a client needs.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Uri, header};

use super::{
    api_key::ApiKey,
    base_url::BaseUrl,
    config::{DownloadLimits, PollSchedule, RetryPolicy},
    config_error::ConfigError,
    core::{Budget, Effort, Limit, Persist},
    error::Error,
    fetch_rules::FetchRules,
    idempotency_key::IdempotencyKey,
    journal::{Entry, Journal, JournalError, Step},
    subject::Subject,
    transport::{Transport, blocking},
};

/// The settings and the transport of a client. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Connection {
    shared: Arc<Shared>,
}

struct Shared {
    settings: Settings,
    seeds: AtomicU64,
    budget: Budget,
    polls: Limit,
    journal_fault: Mutex<Option<JournalError>>,
}

/// What the builder has checked.
pub(crate) struct Settings {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) api_key: ApiKey,
    pub(crate) base: BaseUrl,
    pub(crate) user_agent: HeaderValue,
    pub(crate) allow_insecure_http: bool,
    pub(crate) retry: RetryPolicy,
    pub(crate) poll: PollSchedule,
    pub(crate) download: DownloadLimits,
    pub(crate) journal: Option<Arc<dyn Journal>>,
    pub(crate) seed: u64,
}

/// Room for the headers of a request: those of this crate, and those that a transport adds.
const HEADERS: usize = 8;

impl Connection {
    pub(crate) fn new(settings: Settings) -> Self {
        let shared = Shared {
            seeds: AtomicU64::new(settings.seed),
            budget: Budget::new(settings.retry.shared_retries),
            polls: Limit::new(settings.poll.most_per_second, settings.poll.burst),
            journal_fault: Mutex::default(),
            settings,
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    pub(crate) fn transport(&self) -> &dyn Transport {
        &*self.shared.settings.transport
    }

    /// The time of this client's clock.
    pub(crate) fn now(&self) -> Duration {
        self.transport().now()
    }

    /// The effort that one call may make.
    pub(crate) fn effort(&self) -> Effort {
        let retry = self.settings().retry.clone();
        Effort::new(retry, self.shared.budget.clone(), self.seed())
    }

    /// The places in time for the requests of all waits.
    pub(crate) fn polls(&self) -> Limit {
        self.shared.polls.clone()
    }

    pub(crate) fn journal(&self) -> Option<&Arc<dyn Journal>> {
        self.settings().journal.as_ref()
    }

    /// Works with the journal where blocking is allowed. `None` without a journal.
    pub(crate) async fn with_journal<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Journal) -> Result<T, JournalError> + Send + 'static,
    ) -> Option<Result<T, JournalError>> {
        let journal = Arc::clone(self.journal()?);
        let done = blocking(self.transport(), move || work(&*journal)).await;
        Some(done.unwrap_or_else(|| {
            Err(JournalError::new(
                "the runtime shut down before the journal was written",
            ))
        }))
    }

    /// Puts what a machine asks for into the journal. It gives what was known of the key before an intent, or is known after a
    /// step.
    pub(crate) async fn persist(
        &self,
        key: &IdempotencyKey,
        what: Persist,
    ) -> Result<Option<Entry>, JournalError> {
        let key = key.clone();
        let done = self.with_journal(move |journal| match what {
            Persist::Begin(intent) => journal.begin(&intent),
            Persist::Step(step) => journal.record(&key, &step),
        });
        done.await.unwrap_or(Ok(None))
    }

    /// Notes what happened to a purchase; the work goes on when the journal fails.
    pub(crate) async fn note(&self, key: Option<&IdempotencyKey>, step: Step) {
        let Some(key) = key.filter(|_| self.journal().is_some()) else {
            return;
        };
        if let Err(fault) = self.persist(key, Persist::Step(step)).await {
            self.report(fault);
        }
    }

    /// Keeps a fault of the journal that could not stop the work.
    pub(crate) fn report(&self, fault: JournalError) {
        *self.fault() = Some(fault);
    }

    pub(crate) fn fault(&self) -> std::sync::MutexGuard<'_, Option<JournalError>> {
        let fault = &self.shared.journal_fault;
        fault.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A seed for one call.
    pub(crate) fn seed(&self) -> u64 {
        self.shared
            .seeds
            .fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed)
    }

    /// A request to the API, to where its subject is or `more` below that: the one place where the key is attached, and only
    /// below the base URL.
    pub(crate) fn api_request(
        &self,
        method: Method,
        subject: Subject<'_>,
        more: &str,
        body: Bytes,
    ) -> Result<Request<Bytes>, Error> {
        const JSON: HeaderValue = HeaderValue::from_static("application/json");
        let settings = self.settings();
        let url = settings.base.tasks(&subject.path(more));
        let url = Uri::try_from(url).map_err(|fault| {
            let fault = ConfigError::new("request", fault.to_string(), "check the base URL");
            Error::new(fault.into(), subject.trace())
        })?;
        let mut request = Request::new(body);
        *request.method_mut() = method;
        *request.uri_mut() = url;
        let headers = request.headers_mut();
        headers.reserve(HEADERS);
        headers.insert(header::AUTHORIZATION, settings.api_key.authorization());
        headers.insert(header::USER_AGENT, settings.user_agent.clone());
        headers.insert(header::ACCEPT, JSON);
        Ok(request)
    }

    pub(crate) fn fetch_rules(&self) -> FetchRules {
        let settings = self.settings();
        FetchRules {
            allow_private_hosts: settings.download.allow_private_hosts,
            allow_insecure_http: settings.allow_insecure_http,
            own_loopback: settings.base.loopback_host(),
        }
    }
}
