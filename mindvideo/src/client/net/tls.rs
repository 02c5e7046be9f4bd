//! The settings of TLS, the same for every transport of this crate.

use std::sync::Arc;

use rustls::{
    ClientConfig, RootCertStore, SupportedCipherSuite,
    crypto::{CryptoProvider, hash},
};

use crate::client::config_error::ConfigError;

/// TLS with the Mozilla roots. The provider is given to rustls explicitly: no process-wide default is read or set.
pub(crate) fn client_config() -> Result<ClientConfig, ConfigError> {
    let refuse = |problem: String, cure: &str| Err(ConfigError::new("TLS", problem, cure));
    let Some(provider) = PROVIDER else {
        let cure =
            "enable the feature `ring` or `aws-lc-rs`, or give the client a transport of your own";
        return refuse("has no cryptography".to_owned(), cure);
    };
    let builder = ClientConfig::builder_with_provider(Arc::new(provider()))
        .with_safe_default_protocol_versions();
    let builder = match builder {
        Ok(builder) => builder,
        Err(fault) => return refuse(fault.to_string(), "give the client a transport of your own"),
    };
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

/// SHA-256 by the provider.
pub(crate) fn sha256() -> Option<Box<dyn hash::Context>> {
    let suites = PROVIDER?().cipher_suites;
    let mut hashes = suites.iter().filter_map(|suite| match suite {
        SupportedCipherSuite::Tls13(suite) => Some(suite.common.hash_provider),
        SupportedCipherSuite::Tls12(_) => None,
    });
    let sha256 = hashes.find(|hash| hash.algorithm() == hash::HashAlgorithm::SHA256)?;
    Some(sha256.start())
}

/// Whoever switches aws-lc-rs on wants it, while ring may be on by default.
#[cfg(feature = "aws-lc-rs")]
const PROVIDER: Option<fn() -> CryptoProvider> = Some(rustls::crypto::aws_lc_rs::default_provider);

#[cfg(all(feature = "ring", not(feature = "aws-lc-rs")))]
const PROVIDER: Option<fn() -> CryptoProvider> = Some(rustls::crypto::ring::default_provider);

#[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))]
const PROVIDER: Option<fn() -> CryptoProvider> = None;
