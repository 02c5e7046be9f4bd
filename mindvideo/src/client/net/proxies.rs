//! Which proxy a URL goes through, if any.

use std::{ffi::OsString, fmt, net::IpAddr};

use http::{HeaderValue, Uri};

use crate::client::{
    base64,
    config_error::ConfigError,
    fetch_rules::{bare, is_loopback},
    port,
};

/// The HTTP proxies between this machine and the world.
///
/// A client that is not told otherwise takes them [from the environment](Self::from_env). A proxy is spoken to by HTTP; what
/// goes to an `https` URL goes through it in a tunnel (`CONNECT`) that it cannot read. Hosts of this machine (`localhost`,
/// 127.0.0.0/8, `::1`) are never asked for through a proxy. Credentials in a proxy's URL are sent to the proxy alone and
/// never printed.
///
/// Behind a proxy it is the proxy that resolves names, so of a stranger's file URL only the name itself is judged here, not
/// what it resolves to there.
///
/// ```
/// use mindvideo::client::{Client, Proxies};
///
/// let proxies = Proxies::none().https("http://user:secret@proxy.example:3128")?.except("internal.example, 10.0.0.0/8");
/// assert!(!format!("{proxies:?}").contains("secret"));
/// let client = Client::builder().api_key("mv_live_x").proxies(proxies).build()?;
/// # Ok::<(), mindvideo::client::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    http: Option<Setting>,
    https: Option<Setting>,
    exceptions: Vec<Exception>,
}

/// A proxy, or why it is none: a bad one in the environment matters only to who goes through it.
type Setting = Result<Proxy, ConfigError>;

/// One proxy.
#[derive(Clone)]
pub(crate) struct Proxy {
    /// `http://host:port`, without credentials.
    uri: Uri,
    authorization: Option<HeaderValue>,
}

const CURE: &str = "write http://host:port, or http://user:password@host:port with the signs of both percent-encoded";

impl Proxies {
    /// No proxy at all, whatever the environment says.
    pub fn none() -> Self {
        Self::default()
    }

    /// What `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` say, in capitals or not.
    ///
    /// The small form counts first. `ALL_PROXY` stands in for a missing one of the other two. Where `REQUEST_METHOD` is
    /// set, `HTTP_PROXY` in capitals is not read: in a CGI program a stranger's header could have set it.
    ///
    /// A variable that holds no proxy of a known form is an error of the client whose base URL would be asked for through it,
    /// and of no other. The error names the variable and hides the value.
    pub fn from_env() -> Self {
        Self::read(|name| std::env::var_os(name))
    }

    /// Sends what goes to `http` URLs through this proxy.
    ///
    /// # Errors
    /// A configuration error when the URL is not that of an HTTP proxy.
    pub fn http(mut self, url: &str) -> Result<Self, ConfigError> {
        self.http = Some(Ok(Proxy::parse("proxy", url)?));
        Ok(self)
    }

    /// Sends what goes to `https` URLs, as all of the API does, through this proxy.
    ///
    /// # Errors
    /// A configuration error when the URL is not that of an HTTP proxy.
    pub fn https(mut self, url: &str) -> Result<Self, ConfigError> {
        self.https = Some(Ok(Proxy::parse("proxy", url)?));
        Ok(self)
    }

    /// Hosts to reach without a proxy, in the form of `NO_PROXY`: separated by commas, each a name (which holds for the
    /// names below it as well), an address, a network such as `10.0.0.0/8`, any of the first two with a port, or `*`.
    #[must_use]
    pub fn except(mut self, list: &str) -> Self {
        let words = list
            .split(',')
            .map(str::trim)
            .filter(|word| !word.is_empty());
        self.exceptions.extend(words.map(Exception::parse));
        self
    }

    /// The proxy for a URL.
    pub(crate) fn of(&self, url: &Uri) -> Result<Option<&Proxy>, &ConfigError> {
        let secure = url.scheme_str() == Some("https");
        let setting = if secure { &self.https } else { &self.http };
        let (Some(setting), Some(host)) = (setting, url.host()) else {
            return Ok(None);
        };
        let host = bare(host).trim_end_matches('.').to_ascii_lowercase();
        let port = port::of(url);
        if is_loopback(&host)
            || self
                .exceptions
                .iter()
                .any(|exception| exception.matches(&host, port))
        {
            return Ok(None);
        }
        setting.as_ref().map(Some)
    }

    fn read(env: impl Fn(&str) -> Option<OsString>) -> Self {
        let text = |name: &'static str| {
            let value = env(name).map(|value| value.to_string_lossy().trim().to_owned());
            value
                .filter(|value| !value.is_empty())
                .map(|value| (name, value))
        };
        let either = |small, capital| text(small).or_else(|| text(capital));
        let in_cgi = env("REQUEST_METHOD").is_some();
        let http = if in_cgi {
            text("http_proxy")
        } else {
            either("http_proxy", "HTTP_PROXY")
        };
        let https = either("https_proxy", "HTTPS_PROXY");
        let setting = |found: Option<(&'static str, String)>| {
            let found = found.or_else(|| either("all_proxy", "ALL_PROXY"));
            found.map(|(name, url)| Proxy::parse(name, &url))
        };
        let proxies = Self {
            http: setting(http),
            https: setting(https),
            exceptions: Vec::new(),
        };
        let exceptions = either("no_proxy", "NO_PROXY");
        proxies.except(exceptions.as_ref().map_or("", |(_, list)| list))
    }
}

impl Proxy {
    pub(crate) fn uri(&self) -> &Uri {
        &self.uri
    }

    /// The value of `Proxy-Authorization`, marked sensitive.
    pub(crate) fn authorization(&self) -> Option<&HeaderValue> {
        self.authorization.as_ref()
    }

    fn parse(setting: &str, text: &str) -> Result<Self, ConfigError> {
        let refuse = |problem: &str| {
            Err(ConfigError::new(
                setting,
                format!("{problem} (value hidden)"),
                CURE,
            ))
        };
        let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
        if !scheme.eq_ignore_ascii_case("http") {
            return refuse("is not the URL of an HTTP proxy: its scheme is not http");
        }
        let rest = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let (credentials, authority) = match rest.rsplit_once('@') {
            Some((credentials, authority)) => (Some(credentials), authority),
            None => (None, rest),
        };
        let with_port = if has_port(authority) {
            authority.to_owned()
        } else {
            format!("{authority}:80")
        };
        let uri = Uri::builder()
            .scheme("http")
            .authority(with_port)
            .path_and_query("/")
            .build();
        let Ok(uri) = uri else {
            return refuse("names no proxy");
        };
        if uri.host().is_none_or(str::is_empty) || uri.port_u16().is_none() {
            return refuse("names no proxy");
        }
        let authorization = match credentials.map(basic) {
            None => None,
            Some(Some(value)) => Some(value),
            Some(None) => return refuse("holds credentials that no header can hold"),
        };
        Ok(Self { uri, authorization })
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hidden = if self.authorization.is_some() {
            "****@"
        } else {
            ""
        };
        let authority = self
            .uri
            .authority()
            .map_or("", |authority| authority.as_str());
        write!(f, "http://{hidden}{authority}")
    }
}

fn has_port(authority: &str) -> bool {
    authority
        .rsplit(']')
        .next()
        .is_some_and(|tail| tail.contains(':'))
}

/// RFC 7617.
fn basic(credentials: &str) -> Option<HeaderValue> {
    let (user, password) = credentials.split_once(':').unwrap_or((credentials, ""));
    let mut plain = percent_decoded(user)?;
    plain.push(b':');
    plain.extend(percent_decoded(password)?);
    let mut text = "Basic ".to_owned();
    base64::encode(&plain, &mut text);
    let mut value = HeaderValue::try_from(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

fn percent_decoded(text: &str) -> Option<Vec<u8>> {
    let mut parts = text.split('%');
    let mut decoded = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2)?;
        decoded.push(u8::from_str_radix(digits, 16).ok()?);
        decoded.extend_from_slice(rest.as_bytes());
    }
    Some(decoded)
}

/// One word of `NO_PROXY`.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Exception {
    Every,
    Network(IpAddr, u8),
    /// A name or an address, and perhaps a port.
    Host(String, Option<u16>),
}

impl Exception {
    fn parse(word: &str) -> Self {
        if word == "*" {
            return Self::Every;
        }
        if let Some((address, bits)) = word.split_once('/')
            && let (Ok(address), Ok(bits)) = (address.parse(), bits.parse())
        {
            return Self::Network(address, bits);
        }
        // `::1` has colons and no port.
        let (host, port) = match word.rsplit_once(':') {
            Some((host, port)) if word.parse::<IpAddr>().is_err() => match port.parse() {
                Ok(port) => (host, Some(port)),
                Err(_) => (word, None),
            },
            _ => (word, None),
        };
        let host = host
            .trim_start_matches('*')
            .trim_start_matches('.')
            .trim_end_matches('.');
        Self::Host(bare(host).to_ascii_lowercase(), port)
    }

    fn matches(&self, host: &str, port: u16) -> bool {
        match self {
            Self::Every => true,
            Self::Network(network, bits) => host
                .parse()
                .is_ok_and(|address| within(*network, *bits, address)),
            Self::Host(name, only) => {
                let below = host
                    .strip_suffix(name.as_str())
                    .is_some_and(|head| head.is_empty() || head.ends_with('.'));
                below && !name.is_empty() && only.is_none_or(|only| only == port)
            }
        }
    }
}

fn within(network: IpAddr, bits: u8, address: IpAddr) -> bool {
    let (network, address, size) = match (network, address) {
        (IpAddr::V4(n), IpAddr::V4(a)) => (u128::from(n.to_bits()), u128::from(a.to_bits()), 32),
        (IpAddr::V6(n), IpAddr::V6(a)) => (n.to_bits(), a.to_bits(), 128),
        _ => return false,
    };
    let Some(free) = u32::checked_sub(size, bits.into()) else {
        return false;
    };
    (network ^ address).checked_shr(free).unwrap_or_default() == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Proxies {
        Proxies::read(|name| {
            let found = pairs.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| OsString::from(value))
        })
    }

    fn of(proxies: &Proxies, url: &str) -> String {
        let proxy = proxies.of(&url.parse().unwrap()).unwrap();
        proxy.map_or_else(|| "direct".to_owned(), |proxy| format!("{proxy:?}"))
    }

    #[test]
    fn the_environment() {
        let (http, https) = ("http://h.example/a", "https://h.example/a");
        for (pairs, url, expected) in [
            (&[][..], https, "direct"),
            (&[("HTTPS_PROXY", "http://p:1")], https, "http://p:1"),
            (&[("HTTPS_PROXY", "http://p:1")], http, "direct"),
            (
                &[("https_proxy", "p:1"), ("HTTPS_PROXY", "http://q:1")],
                https,
                "http://p:1",
            ),
            (&[("HTTP_PROXY", "p")], http, "http://p:80"),
            (
                &[("HTTP_PROXY", "p"), ("REQUEST_METHOD", "GET")],
                http,
                "direct",
            ),
            (
                &[("http_proxy", "p"), ("REQUEST_METHOD", "GET")],
                http,
                "http://p:80",
            ),
            (&[("ALL_PROXY", "http://p:1/")], http, "http://p:1"),
            (
                &[("ALL_PROXY", "http://p:1"), ("HTTPS_PROXY", "http://q:1")],
                https,
                "http://q:1",
            ),
            (&[("HTTPS_PROXY", "  ")], https, "direct"),
            (
                &[("HTTPS_PROXY", "http://u:pw@[::1]:8")],
                https,
                "http://****@[::1]:8",
            ),
            (
                &[("HTTPS_PROXY", "p:1"), ("NO_PROXY", "*")],
                https,
                "direct",
            ),
            (
                &[("HTTPS_PROXY", "p:1"), ("no_proxy", "x, .example")],
                https,
                "direct",
            ),
        ] {
            assert_eq!(of(&read(pairs), url), expected, "{pairs:?}");
        }
        for value in [
            "socks5://user:canary@p:1",
            "https://canary@p",
            "http://canary@",
            "http://canary%zz@p:1",
            "http://canary@p:x",
        ] {
            let proxies = read(&[("HTTPS_PROXY", value)]);
            let error = proxies.of(&https.parse().unwrap()).unwrap_err().to_string();
            assert!(
                error.starts_with("HTTPS_PROXY ")
                    && !format!("{error}{proxies:?}").contains("canary"),
                "{error}"
            );
            assert_eq!(
                (of(&proxies, http), of(&proxies, "https://localhost/")),
                ("direct".into(), "direct".into())
            );
        }
    }

    #[test]
    fn exceptions() {
        for (list, url, direct) in [
            ("h.example", "https://h.example/", true),
            ("h.example", "https://a.H.EXAMPLE./", true),
            ("h.example", "https://ah.example/", false),
            (".h.example", "https://h.example/", true),
            ("*.h.example", "https://a.h.example/", true),
            ("h.example:443", "https://h.example/", true),
            ("h.example:8443", "https://h.example/", false),
            ("10.0.0.0/8", "https://10.1.2.3/", true),
            ("10.0.0.0/8", "https://11.1.2.3/", false),
            ("0.0.0.0/0", "https://11.1.2.3/", true),
            ("10.0.0.0/33", "https://10.0.0.0/", false),
            ("fd00::/8", "https://[fd12::1]/", true),
            ("fd12::1", "https://[fd12::1]/", true),
            ("[fd12::1]:443", "https://[fd12::1]/", true),
            ("8.8.8.8", "https://8.8.8.8:1/", true),
            ("", "https://h.example/", false),
            (" , .", "https://h.example/", false),
            ("", "https://localhost:8/", true),
            ("", "https://127.9.9.9/", true),
            ("", "https://[::1]/", true),
        ] {
            let proxies = Proxies::none().https("p:1").unwrap().except(list);
            assert_eq!(of(&proxies, url) == "direct", direct, "{list} {url}");
        }
    }

    #[test]
    fn credentials() {
        let proxies = Proxies::none().http("http://us%40er:p%3Aw@p:1").unwrap();
        let value = proxies
            .of(&"http://h/".parse().unwrap())
            .unwrap()
            .unwrap()
            .authorization()
            .unwrap();
        assert_eq!(value, "Basic dXNAZXI6cDp3");
        assert!(value.is_sensitive() && !format!("{proxies:?}{value:?}").contains("dXN"));
    }
}
