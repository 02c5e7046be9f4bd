//! The client against servers on loopback that break in every way the network knows.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper of a test fails the test"
)]

mod assumptions;
mod download;
mod driver;
mod events;
mod faults;
mod flow;
mod many;
mod matrix;
mod model;
mod proxies;
mod rarities;
mod secrets;
mod senders;
mod server;
mod tls;
mod transport;
mod wire;
