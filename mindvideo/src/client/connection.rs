//! What every call of a client needs.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use bytes::Bytes;
use http::{HeaderValue, Method, Request, header};

use super::{
    api_key::ApiKey,
    base_url::BaseUrl,
    config::{DownloadLimits, PollSchedule, RetryPolicy},
    config_error::ConfigError,
    error::Error,
    fetch_rules::FetchRules,
    transport::Transport,
};

/// The settings and the transport of a client. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Connection {
    shared: Arc<Shared>,
}

struct Shared {
    settings: Settings,
    seeds: AtomicU64,
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
    pub(crate) seed: u64,
}

impl Connection {
    pub(crate) fn new(settings: Settings) -> Self {
        let seeds = AtomicU64::new(settings.seed);
        Self {
            shared: Arc::new(Shared { settings, seeds }),
        }
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    pub(crate) fn transport(&self) -> &dyn Transport {
        &*self.shared.settings.transport
    }

    /// A seed for one call.
    pub(crate) fn seed(&self) -> u64 {
        self.shared
            .seeds
            .fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed)
    }

    /// A request to the API: the one place where the key is attached, and only below the base URL.
    pub(crate) fn api_request(
        &self,
        method: Method,
        below_tasks: &str,
        body: Bytes,
    ) -> Result<Request<Bytes>, Error> {
        let settings = self.settings();
        let request = Request::builder()
            .method(method)
            .uri(settings.base.tasks(below_tasks))
            .header(header::AUTHORIZATION, settings.api_key.authorization())
            .header(header::USER_AGENT, settings.user_agent.clone())
            .header(header::ACCEPT, "application/json")
            .body(body);
        request.map_err(|fault| {
            ConfigError::new("request", fault.to_string(), "check the base URL").into()
        })
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
