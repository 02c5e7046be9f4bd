//! Opening a TCP connection.

use std::{
    io,
    net::{SocketAddr, TcpStream, ToSocketAddrs as _},
    time::Duration,
};

use super::fault::Fault;
use crate::client::{
    blocking::alarm,
    fetch_rules::bare,
    net::{CONNECT_LIMIT, resolver::public_only},
};

/// A TCP connection to the first address of a host that takes it.
pub(super) fn open(host: &str, port: u16, guarded: bool) -> Result<TcpStream, Fault> {
    let found: Vec<SocketAddr> = (bare(host), port)
        .to_socket_addrs()
        .map_err(Fault::not_sent)?
        .collect();
    let addresses = if guarded {
        public_only(found).map_err(Fault::not_sent)?
    } else {
        found
    };
    first_of(
        &addresses,
        || Ok(alarm::left()?.min(CONNECT_LIMIT)),
        |address, limit| TcpStream::connect_timeout(&address, limit),
    )
}

/// The first of these addresses that can be reached. Each gets its share of the time that is left, so that a dead one does not
/// take the others' time.
fn first_of<T>(
    addresses: &[SocketAddr],
    left: impl Fn() -> Result<Duration, Fault>,
    mut connect: impl FnMut(SocketAddr, Duration) -> io::Result<T>,
) -> Result<T, Fault> {
    let mut last = io::Error::new(
        io::ErrorKind::NotFound,
        "the host's name leads to no address",
    );
    for (address, rest) in addresses.iter().zip((1..=addresses.len()).rev()) {
        let share = left()? / u32::try_from(rest).unwrap_or(u32::MAX);
        // The operating system takes no timeout of zero.
        match connect(*address, share.max(Duration::from_millis(1))) {
            Ok(connected) => return Ok(connected),
            Err(fault) => last = fault,
        }
    }
    left()?;
    Err(Fault::not_sent(last))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn a_dead_address_leaves_time_for_the_next_one() {
        let addresses: Vec<SocketAddr> = (1..=4)
            .map(|last| SocketAddr::from(([192, 0, 2, last], 443)))
            .collect();
        let left = Cell::new(Duration::from_secs(10));
        let mut tried = Vec::new();
        let found = first_of(
            &addresses,
            || Ok(left.get()),
            |address, limit| {
                tried.push(limit.as_millis());
                // The first is dead, the second refuses at once, the third takes a second.
                let (took, end) = match address.ip().to_string().as_str() {
                    "192.0.2.1" => (limit, Err(io::ErrorKind::TimedOut.into())),
                    "192.0.2.2" => (Duration::ZERO, Err(io::ErrorKind::ConnectionRefused.into())),
                    _ => (Duration::from_secs(1), Ok(address)),
                };
                left.set(left.get().saturating_sub(took));
                end
            },
        );
        assert!(found.is_ok_and(|address| address == addresses[2]));
        assert_eq!(tried, [2_500, 2_500, 3_750]);
    }

    #[test]
    fn when_none_answers_the_last_word_counts() {
        let address = [SocketAddr::from(([192, 0, 2, 1], 443))];
        let refused = |_, _| io::Result::<()>::Err(io::ErrorKind::ConnectionRefused.into());
        let long = || Ok(Duration::from_secs(10));
        assert!(matches!(
            first_of(&address, long, refused),
            Err(Fault::Broken(fault)) if fault.to_string() == "connection refused"
        ));
        let nobody = first_of(&[], long, refused);
        assert!(
            matches!(nobody, Err(Fault::Broken(fault)) if fault.to_string().contains("no address"))
        );
        assert!(matches!(
            first_of(&address, || Err(Fault::Due), refused),
            Err(Fault::Due)
        ));
    }
}
