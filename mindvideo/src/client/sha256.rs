//! SHA-256 of what grows.

/// SHA-256 of what has come so far: computed by the cryptography of TLS where there is one, which uses the processor's own
/// instructions and is several times as fast.
pub(crate) enum Sha256 {
    Plain(hmac_sha256::Hash),
    #[cfg(any(feature = "hyper", feature = "blocking"))]
    Tls(Box<dyn rustls::crypto::hash::Context>),
}

impl Sha256 {
    #[cfg(any(feature = "hyper", feature = "blocking"))]
    pub(crate) fn new() -> Self {
        super::net::tls::sha256().map_or_else(|| Self::Plain(hmac_sha256::Hash::new()), Self::Tls)
    }

    #[cfg(not(any(feature = "hyper", feature = "blocking")))]
    pub(crate) fn new() -> Self {
        Self::Plain(hmac_sha256::Hash::new())
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Plain(hash) => hash.update(bytes),
            #[cfg(any(feature = "hyper", feature = "blocking"))]
            Self::Tls(hash) => hash.update(bytes),
        }
    }

    /// The digest of all so far; more may come.
    pub(crate) fn value(&self) -> [u8; 32] {
        match self {
            Self::Plain(hash) => hash.finalize(),
            #[cfg(any(feature = "hyper", feature = "blocking"))]
            Self::Tls(hash) => {
                let digest = hash.fork_finish();
                // It is of that length, as it was chosen by its algorithm.
                digest.as_ref().try_into().unwrap_or_default()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_say_the_same_at_every_length() {
        let bytes: Vec<u8> = (0..=255).cycle().take(1000).collect();
        let mut grown = Sha256::new();
        for (length, byte) in bytes.iter().enumerate() {
            let whole = hmac_sha256::Hash::hash(&bytes[..length]);
            assert_eq!(grown.value(), whole, "{length}");
            grown.update(&[*byte]);
        }
    }
}
