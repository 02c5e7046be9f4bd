//! Which URLs of a stranger may be fetched.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use http::Uri;

use super::download_error::DownloadError;

/// Which URLs of a stranger may be fetched: https ones, to hosts outside the own network.
///
/// A host is judged here by its name or literal address. What a name resolves to is judged by the transport, which is asked
/// to by [`is_guarded`](Self::is_guarded).
#[derive(Clone, Debug, Default)]
pub(crate) struct FetchRules {
    pub(crate) allow_private_hosts: bool,
    pub(crate) allow_insecure_http: bool,
    /// The base URL's host when that is loopback: a sandbox serves its files itself.
    pub(crate) own_loopback: Option<String>,
}

impl FetchRules {
    pub(crate) fn check(&self, text: &str) -> Result<Uri, DownloadError> {
        let bad = |problem: &str| Err(DownloadError::BadUrl(problem.to_owned()));
        let Ok(url) = text.split('#').next().unwrap_or_default().parse::<Uri>() else {
            return bad("it cannot be read as a URL");
        };
        let (Some(scheme), Some(authority)) = (url.scheme_str(), url.authority()) else {
            return bad("it is not absolute");
        };
        if authority.as_str().contains('@') {
            return bad("it holds credentials");
        }
        let host = bare(authority.host()).to_ascii_lowercase();
        match scheme {
            "https" => {}
            "http" if self.allow_insecure_http || is_loopback(&host) => {}
            "http" => return bad("it is not https"),
            _ => return bad("its scheme is not https"),
        }
        if self.is_guarded(&url) && !is_public(&host) {
            return Err(DownloadError::BlockedHost(host));
        }
        Ok(url)
    }

    /// Whether the host must be outside the own network.
    pub(crate) fn is_guarded(&self, url: &Uri) -> bool {
        let host = url.host().map(|host| bare(host).to_ascii_lowercase());
        let own = self.own_loopback.is_some() && self.own_loopback == host;
        !(own || self.allow_private_hosts)
    }
}

/// An IPv6 literal stands in brackets in a URL.
pub(crate) fn bare(host: &str) -> &str {
    host.strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host)
}

/// Whether a host is this machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    let name = host.trim_end_matches('.');
    match bare(host).parse::<IpAddr>() {
        Ok(address) => unmapped(address).is_loopback(),
        Err(_) => name == "localhost" || name.ends_with(".localhost"),
    }
}

fn is_public(host: &str) -> bool {
    let name = host.trim_end_matches('.');
    match host.parse::<IpAddr>() {
        Ok(address) => is_public_address(address),
        // Old resolvers read `127.1`, `0x7f000001` and `2130706433` as addresses.
        Err(_) if name.rsplit('.').next().is_some_and(looks_numeric) => false,
        Err(_) => {
            !is_loopback(host)
                && name.contains('.')
                && ![".local", ".internal", ".home.arpa"]
                    .iter()
                    .any(|end| name.ends_with(end))
        }
    }
}

/// Whether an address is outside every own network.
pub(crate) fn is_public_address(address: IpAddr) -> bool {
    match unmapped(address) {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match translated(address) {
            Some(address) => is_public_v4(address),
            None => is_public_v6(address),
        },
    }
}

/// The IPv4 address that `64:ff9b::/96` leads to: where there is IPv6 only, names of IPv4 hosts resolve into it (RFC 6052).
fn translated(address: Ipv6Addr) -> Option<Ipv4Addr> {
    match address.segments() {
        [0x64, 0xff9b, 0, 0, 0, 0, ..] => {
            let [.., a, b, c, d] = address.octets();
            Some(Ipv4Addr::new(a, b, c, d))
        }
        _ => None,
    }
}

fn looks_numeric(label: &str) -> bool {
    let hex = label
        .strip_prefix("0x")
        .is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
    hex || (!label.is_empty() && label.bytes().all(|b| b.is_ascii_digit()))
}

fn unmapped(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let benchmark = a == 198 && (18..20).contains(&b);
    let protocol = (a, b, c) == (192, 0, 0);
    let special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation();
    !(special || shared || benchmark || protocol || a == 0 || a >= 224)
}

/// Global unicast is `2000::/3`; 6to4 and Teredo in it carry IPv4 addresses along.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    let carries_v4 = first == 0x2002 || (first == 0x2001 && second == 0);
    let documentation = first == 0x2001 && second == 0x0db8;
    first >> 13 == 1 && !carries_v4 && !documentation
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_urls() {
        let strict = FetchRules::default();
        for url in [
            "https://example.com/a.mp4?sig=1#t",
            "https://8.8.8.8/a",
            "https://[2606:4700::1111]:8443/a",
            "https://[64:ff9b::808:808]/a",
            "https://example.com./a",
        ] {
            assert!(strict.check(url).is_ok(), "{url}");
        }
        for url in [
            "http://example.com/a",
            "ftp://example.com/a",
            "file:///etc/passwd",
            "/a",
            "",
            "a b",
            "https://user:pw@example.com/",
            "https://user@10.0.0.1/",
            "data:video/mp4;base64,AA",
        ] {
            assert!(
                matches!(strict.check(url), Err(DownloadError::BadUrl(_))),
                "{url}"
            );
        }
        for host in [
            "localhost",
            "LOCALHOST",
            "a.localhost",
            "localhost.",
            "127.0.0.1",
            "127.1.2.3",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "[::1]",
            "[::]",
            "[fe80::1]",
            "[fc00::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:10.0.0.1]",
            "[2002:7f00:1::]",
            "[64:ff9b::7f00:1]",
            "[64:ff9b::a9fe:a9fe]",
            "[64:ff9b::a01:203]",
            "[64:ff9b:1::808:808]",
            "[64:ff9b:0:0:0:1:808:808]",
            "127.1",
            "2130706433",
            "0x7f000001",
            "intranet",
            "nas.local",
            "metadata.google.internal",
            "192.0.0.8",
            "198.18.0.1",
        ] {
            assert!(
                matches!(
                    strict.check(&format!("https://{host}/a")),
                    Err(DownloadError::BlockedHost(_))
                ),
                "{host}"
            );
        }
    }

    #[test]
    fn exceptions_are_narrow() {
        let own = FetchRules {
            own_loopback: Some("127.0.0.1".to_owned()),
            ..FetchRules::default()
        };
        assert!(own.check("http://127.0.0.1:8080/a").is_ok());
        assert!(own.check("http://127.0.0.2/a").is_err());
        assert!(own.check("http://example.com/a").is_err());
        let open = FetchRules {
            allow_private_hosts: true,
            ..FetchRules::default()
        };
        assert!(open.check("https://10.0.0.1/a").is_ok());
        assert!(open.check("http://10.0.0.1/a").is_err());
        assert!(open.check("http://localhost/a").is_ok());
        assert!(
            !is_loopback("[64:ff9b::7f00:1]"),
            "a translator is another machine"
        );
    }
}
