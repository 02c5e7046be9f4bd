//! Where the API lives.

use std::{fmt, sync::Arc};

use http::{Uri, uri::Scheme};

use super::{
    config_error::ConfigError,
    fetch_rules::{bare, is_loopback},
};

/// The origin that gets the API key, with a path in front of `/api/v1` if there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BaseUrl {
    text: Arc<str>,
    host: String,
}

pub(crate) const DEFAULT: &str = "https://api.mindvideo.ai";

/// A base URL that was not looked at yet, for an error or a log. What stands before an @ may be a password.
pub(crate) fn shown(text: &str) -> &str {
    if text.contains('@') {
        "(value hidden)"
    } else {
        text
    }
}

impl BaseUrl {
    pub(crate) fn parse(
        setting: &str,
        text: &str,
        allow_insecure_http: bool,
    ) -> Result<Self, ConfigError> {
        let refuse = |problem: &str, cure: &str| {
            let shown: String = shown(text).chars().take(200).collect();
            Err(ConfigError::new(
                setting,
                format!("is {shown:?}, which {problem}"),
                cure,
            ))
        };
        let form = format!("write https://host, such as {DEFAULT}");
        let Ok(url) = text.parse::<Uri>() else {
            return refuse("is no URL", &form);
        };
        let (Some(scheme), Some(authority)) = (url.scheme(), url.authority()) else {
            return refuse("has no scheme or no host", &form);
        };
        if authority.as_str().contains('@') {
            return refuse(
                "holds credentials",
                "put the API key into MINDVIDEO_API_KEY and nothing into the URL",
            );
        }
        if url.query().is_some() || text.contains('#') {
            return refuse("has a query or a fragment", &form);
        }
        if url.path().trim_end_matches('/').ends_with("/api/v1") {
            return refuse("ends in /api/v1, which is added to it", "leave /api/v1 out");
        }
        let host = bare(authority.host()).to_ascii_lowercase();
        let secure = *scheme == Scheme::HTTPS;
        if !secure && *scheme != Scheme::HTTP {
            return refuse("is not http or https", &form);
        }
        if !(secure || allow_insecure_http || is_loopback(&host)) {
            let cure = "use https; or call allow_insecure_http(true) if the API key may cross the network in the clear";
            return refuse("would send the API key unencrypted", cure);
        }
        Ok(Self {
            text: format!("{scheme}://{authority}{}", url.path().trim_end_matches('/')).into(),
            host,
        })
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The same, to keep.
    pub(crate) fn text(&self) -> Arc<str> {
        Arc::clone(&self.text)
    }

    /// The host, when it is this machine.
    pub(crate) fn loopback_host(&self) -> Option<String> {
        is_loopback(&self.host).then(|| self.host.clone())
    }

    /// The address of the tasks, or of what stands below them.
    pub(crate) fn tasks(&self, below: &str) -> String {
        [&*self.text, "/api/v1/tasks", below].concat()
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_and_refuses() {
        for (text, tasks) in [
            (DEFAULT, "https://api.mindvideo.ai/api/v1/tasks"),
            ("https://h.example/", "https://h.example/api/v1/tasks"),
            (
                "https://h.example/proxy/",
                "https://h.example/proxy/api/v1/tasks",
            ),
            (
                "http://127.0.0.1:8080",
                "http://127.0.0.1:8080/api/v1/tasks",
            ),
            ("http://[::1]:8080", "http://[::1]:8080/api/v1/tasks"),
            ("http://localhost:1", "http://localhost:1/api/v1/tasks"),
        ] {
            assert_eq!(BaseUrl::parse("x", text, false).unwrap().tasks(""), tasks);
        }
        for (text, said) in [
            ("", "is no URL"),
            ("api.mindvideo.ai", "has no scheme"),
            ("https://api.mindvideo.ai/api/v1/", "ends in /api/v1"),
            ("/x", "has no scheme"),
            ("ftp://h", "is not http"),
            ("http://h.example", "unencrypted"),
            ("https://h?x=1", "a query"),
            ("https://h/#x", "a query or a fragment"),
            ("https://user:canary@h", "holds credentials"),
        ] {
            let error = BaseUrl::parse("MINDVIDEO_BASE_URL", text, false)
                .unwrap_err()
                .to_string();
            assert!(
                error.starts_with("MINDVIDEO_BASE_URL is ") && error.contains(said),
                "{error}"
            );
            assert!(!error.contains("canary"));
        }
        assert!(BaseUrl::parse("x", "http://h.example", true).is_ok());
    }
}
