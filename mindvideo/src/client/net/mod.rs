//! Networks: what stands between the drivers and a wire.
//!
//! | file | what |
//! |---|---|
//! | `proxies.rs` | which proxy a URL goes through, if any |
//! | `head.rs` | the head of a reply as bytes |
//! | `http1.rs` | HTTP/1.1 as bytes, without sockets |
//! | `tunnel.rs` | the words with which a proxy is asked for a way through |
//! | `tls.rs` | the settings of TLS |
//! | `resolver.rs` | names to addresses, without those of the own network |
//! | `tokio.rs` | time and threads from tokio |
//! | `hyper.rs` | the transport over hyper, on tokio |
//! | `reqwest.rs` | the transport over a client of reqwest |
//! | `sockets/` | the transport over sockets of the standard library, for threads |
//!
//! Proxies are matched here for both of our transports, by one set of rules. HTTP/1.1 for threads is our own: an HTTP library
//! would bring its own pool, redirects and retries, and would not tell whether a byte of a request has left, on which the
//! promise about money rests.

#[cfg(any(feature = "hyper", feature = "blocking"))]
pub(crate) mod head;
#[cfg(feature = "blocking")]
pub(crate) mod http1;
#[cfg(feature = "hyper")]
pub(crate) mod hyper;
#[cfg(any(feature = "hyper", feature = "blocking"))]
pub(crate) mod proxies;
#[cfg(feature = "reqwest")]
pub(crate) mod reqwest;
#[cfg(any(feature = "hyper", feature = "blocking", feature = "reqwest"))]
pub(crate) mod resolver;
#[cfg(feature = "blocking")]
pub(crate) mod sockets;
#[cfg(any(feature = "hyper", feature = "blocking"))]
pub(crate) mod tls;
#[cfg(any(feature = "hyper", feature = "reqwest"))]
pub(crate) mod tokio;
#[cfg(any(feature = "hyper", feature = "blocking"))]
pub(crate) mod tunnel;

/// Largest head of a reply, in bytes.
#[cfg(any(feature = "hyper", feature = "blocking"))]
pub(crate) const LARGEST_HEAD: usize = 64 * 1024;
/// For name resolution, TCP, a proxy and TLS together.
#[cfg(any(feature = "hyper", feature = "blocking"))]
pub(crate) const CONNECT_LIMIT: std::time::Duration = std::time::Duration::from_secs(10);
/// Below the idle timeout of common load balancers, so that few requests meet a connection that is just closing.
#[cfg(any(feature = "hyper", feature = "blocking"))]
pub(crate) const POOL_IDLE: std::time::Duration = std::time::Duration::from_secs(50);
