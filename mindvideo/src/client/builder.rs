//! Making a client.

use std::{fmt, sync::Arc};

use http::HeaderValue;

#[cfg(feature = "hyper")]
use super::net::hyper::HyperTransport;
#[cfg(any(feature = "hyper", feature = "blocking"))]
use super::net::{proxies::Proxies, tls};
use super::{
    api_key::ApiKey,
    base_url::{self, BaseUrl},
    client::Client,
    config::{self, DownloadLimits, PollSchedule, RetryPolicy},
    config_error::ConfigError,
    connection::Settings,
    error::Error,
    journal::Journal,
    transport::Transport,
};
#[cfg(feature = "blocking")]
use super::{blocking, net::sockets::SocketTransport};

/// Makes a [`Client`]. Only an API key is required.
#[must_use = "a builder makes nothing until `build` is called"]
#[derive(Default)]
pub struct ClientBuilder {
    api_key: Option<Setting>,
    base_url: Option<Setting>,
    user_agent: Option<String>,
    allow_insecure_http: bool,
    retry: RetryPolicy,
    poll: PollSchedule,
    download: DownloadLimits,
    transport: Option<Arc<dyn Transport>>,
    journal: Option<Arc<dyn Journal>>,
    seed: Option<u64>,
    #[cfg(any(feature = "hyper", feature = "blocking"))]
    network: NetworkSettings,
}

/// What the transports of this crate are made with.
#[cfg(any(feature = "hyper", feature = "blocking"))]
#[derive(Default)]
struct NetworkSettings {
    proxies: Option<Proxies>,
    tls: Option<rustls::ClientConfig>,
}

#[cfg(any(feature = "hyper", feature = "blocking"))]
impl NetworkSettings {
    /// The settings for a client of this base URL. A proxy that cannot be used is told here, if it would be.
    fn read(self, base: &BaseUrl) -> Result<(rustls::ClientConfig, Proxies), ConfigError> {
        let tls = self.tls.map_or_else(tls::client_config, Ok)?;
        let proxies = self.proxies.unwrap_or_else(Proxies::from_env);
        if let Ok(url) = base.as_str().parse() {
            proxies.of(&url).map_err(Clone::clone)?;
        }
        Ok((tls, proxies))
    }
}

/// A text and the name under which errors speak of it.
struct Setting {
    name: &'static str,
    text: String,
}

const API_KEY: &str = "MINDVIDEO_API_KEY";
const BASE_URL: &str = "MINDVIDEO_BASE_URL";
const KEY_CURE: &str = "make a key in the dashboard and set the environment variable MINDVIDEO_API_KEY to it (mv_live_…)";

impl ClientBuilder {
    /// Takes `MINDVIDEO_API_KEY` and, if it is set, `MINDVIDEO_BASE_URL` from the environment.
    ///
    /// # Errors
    /// A configuration error when the key is missing or one of the two is not Unicode.
    pub fn from_env() -> Result<Self, Error> {
        let api_key =
            read_env(API_KEY)?.ok_or_else(|| ConfigError::new(API_KEY, "is not set", KEY_CURE))?;
        let base_url = read_env(BASE_URL)?;
        Ok(Self {
            api_key: Some(api_key),
            base_url,
            ..Self::default()
        })
    }

    /// The API key. It is checked in [`build`](Self::build).
    pub fn api_key(mut self, text: impl Into<String>) -> Self {
        self.api_key = Some(Setting {
            name: "api_key",
            text: text.into(),
        });
        self
    }

    /// Where the API lives, without `/api/v1`. Default `https://api.mindvideo.ai`. `http` only for loopback hosts.
    pub fn base_url(mut self, text: impl Into<String>) -> Self {
        self.base_url = Some(Setting {
            name: "base_url",
            text: text.into(),
        });
        self
    }

    /// Allows `http` to hosts that are not this machine, for the API and for files: the API key, prompts and results then
    /// cross the network in the clear. For test networks.
    pub fn allow_insecure_http(mut self, allow: bool) -> Self {
        self.allow_insecure_http = allow;
        self
    }

    /// Text to put behind this crate's name in the header `User-Agent`.
    pub fn user_agent(mut self, suffix: impl Into<String>) -> Self {
        self.user_agent = Some(suffix.into());
        self
    }

    /// How often and how long calls are tried again.
    pub fn retry_policy(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// When a waiting client asks.
    pub fn poll_schedule(mut self, schedule: PollSchedule) -> Self {
        self.poll = schedule;
        self
    }

    /// Bounds of downloads.
    pub fn download_limits(mut self, limits: DownloadLimits) -> Self {
        self.download = limits;
        self
    }

    /// The proxies to go through, instead of [those of the environment](Proxies::from_env). They are for the transports of
    /// this crate; one of your own has its own settings.
    #[cfg(any(feature = "hyper", feature = "blocking"))]
    pub fn proxies(mut self, proxies: Proxies) -> Self {
        self.network.proxies = Some(proxies);
        self
    }

    /// Settings of TLS for the transports of this crate, such as other authorities to trust or a certificate of the client.
    /// Default: the Mozilla roots, with the cryptography that the features name.
    ///
    /// The types are those of [`client::rustls`](super::rustls).
    #[cfg(any(feature = "hyper", feature = "blocking"))]
    pub fn tls(mut self, config: rustls::ClientConfig) -> Self {
        self.network.tls = Some(config);
        self
    }

    /// Another network than hyper and rustls on tokio. Clients share one through an `Arc`.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Where purchases are written down before they are made, so that a crash loses none: see [`journal`](super::journal).
    /// Default: nowhere. An `Arc` of a journal is one too: give it to several clients, or keep it for yourself.
    pub fn journal(mut self, journal: impl Journal) -> Self {
        self.journal = Some(Arc::new(journal));
        self
    }

    /// Seed of the chance in pauses, for tests that shall repeat. Default: from the operating system.
    pub fn jitter_seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Makes the client. Nothing is sent.
    ///
    /// Without the feature `hyper` there is no default [`transport`](Self::transport): set one.
    ///
    /// # Errors
    /// A configuration error that names the setting, what is wrong with it, and the cure. It never shows the key.
    pub fn build(mut self) -> Result<Client, Error> {
        let base = self.base()?;
        let transport = match self.transport.take() {
            Some(transport) => transport,
            None => self.default_transport(&base)?,
        };
        self.over(base, transport)
    }

    /// Makes a client whose calls return when they are done. Nothing is sent.
    ///
    /// It needs no [`transport`](Self::transport). Should one be set, it must be able to work while the calling thread waits.
    ///
    /// # Errors
    /// As [`build`](Self::build).
    #[cfg(feature = "blocking")]
    pub fn build_blocking(mut self) -> Result<blocking::Client, Error> {
        let base = self.base()?;
        let transport = if let Some(transport) = self.transport.take() {
            transport
        } else {
            let (tls, proxies) = std::mem::take(&mut self.network).read(&base)?;
            Arc::new(SocketTransport::new(tls, proxies))
        };
        self.over(base, transport).map(blocking::Client::new)
    }

    #[cfg(feature = "hyper")]
    fn default_transport(&mut self, base: &BaseUrl) -> Result<Arc<dyn Transport>, Error> {
        let (tls, proxies) = std::mem::take(&mut self.network).read(base)?;
        Ok(Arc::new(HyperTransport::over(tls, proxies)))
    }

    #[cfg(not(feature = "hyper"))]
    #[expect(
        clippy::unused_self,
        clippy::needless_pass_by_ref_mut,
        reason = "its twin uses it"
    )]
    fn default_transport(&mut self, _: &BaseUrl) -> Result<Arc<dyn Transport>, Error> {
        let cure = "set one, or enable the feature `hyper` of mindvideo";
        Err(ConfigError::new("transport", "is missing", cure).into())
    }

    fn base(&mut self) -> Result<BaseUrl, ConfigError> {
        let default = Setting {
            name: "base_url",
            text: base_url::DEFAULT.to_owned(),
        };
        let base = self.base_url.take().unwrap_or(default);
        BaseUrl::parse(base.name, &base.text, self.allow_insecure_http)
    }

    fn over(self, base: BaseUrl, transport: Arc<dyn Transport>) -> Result<Client, Error> {
        let Some(key) = self.api_key else {
            return Err(ConfigError::new("api_key", "is missing", KEY_CURE).into());
        };
        let api_key = ApiKey::named(key.name, &key.text)?;
        config::check(&self.retry, &self.poll, &self.download)?;
        Ok(Client::new(Settings {
            transport,
            api_key,
            base,
            user_agent: user_agent(self.user_agent.as_deref())?,
            allow_insecure_http: self.allow_insecure_http,
            retry: self.retry,
            poll: self.poll,
            download: self.download,
            journal: self.journal,
            // Chance in pauses keeps clients apart; without an operating system's help they may march in step.
            seed: self
                .seed
                .or_else(|| getrandom::u64().ok())
                .unwrap_or_default(),
        }))
    }
}

fn read_env(name: &'static str) -> Result<Option<Setting>, Error> {
    match std::env::var(name) {
        Ok(text) => Ok(Some(Setting { name, text })),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => Err(ConfigError::new(
            name,
            "is not valid Unicode (value hidden)",
            "set it anew, as plain text",
        )
        .into()),
    }
}

fn user_agent(suffix: Option<&str>) -> Result<HeaderValue, Error> {
    const OWN: &str = concat!("mindvideo-rs/", env!("CARGO_PKG_VERSION"));
    let text = suffix.map_or_else(|| OWN.to_owned(), |suffix| format!("{OWN} {suffix}"));
    HeaderValue::try_from(&text).map_err(|_| {
        ConfigError::new(
            "user_agent",
            format!("is {suffix:?}, which no header can hold"),
            "use printable ASCII",
        )
        .into()
    })
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("api_key", &self.api_key.as_ref().map(|_| "****"))
            .field(
                "base_url",
                &self
                    .base_url
                    .as_ref()
                    .map(|setting| base_url::shown(&setting.text)),
            )
            .field("retry", &self.retry)
            .field("poll", &self.poll)
            .field("download", &self.download)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_is_missing() {
        let error = Client::builder().build().unwrap_err().to_string();
        assert!(
            error.contains("api_key is missing") && error.contains("MINDVIDEO_API_KEY"),
            "{error}"
        );
        let error = Client::builder()
            .api_key("k")
            .user_agent("a\nb")
            .build()
            .unwrap_err()
            .to_string();
        assert!(error.contains("user_agent"), "{error}");
        let poll = PollSchedule {
            interval: std::time::Duration::ZERO,
            ..PollSchedule::default()
        };
        let error = Client::builder()
            .api_key("k")
            .poll_schedule(poll)
            .build()
            .unwrap_err()
            .to_string();
        assert!(error.contains("PollSchedule::interval"), "{error}");
    }

    #[test]
    fn debug_hides_the_key() {
        let builder = Client::builder().api_key("canary");
        assert!(!format!("{builder:?}").contains("canary"));
        assert!(!format!("{:?}", builder.build().unwrap()).contains("canary"));
    }
}
