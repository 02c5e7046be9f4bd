//! A socket, in the clear or under TLS, that waits no longer than the next alarm.

use std::{
    io::{self, Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

use super::{fault::Fault, tls::Tls};
use crate::client::blocking::alarm;

pub(super) enum Socket {
    Plain(TcpStream),
    Tls(Box<Tls>),
}

/// Each call makes one step at most that may wait; [`AGAIN`](super::tls::AGAIN) asks for the next one.
impl Socket {
    pub(super) fn tcp(&self) -> &TcpStream {
        match self {
            Self::Plain(tcp) => tcp,
            Self::Tls(tls) => &tls.tcp,
        }
    }

    pub(super) fn shake_hands(&mut self) -> io::Result<()> {
        match self {
            Self::Tls(tls) if tls.session.wants_write() => tls.send(),
            Self::Tls(tls) if tls.session.is_handshaking() => tls.receive(),
            Self::Tls(_) | Self::Plain(_) => Ok(()),
        }
    }

    pub(super) fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(tcp) => tcp.read(room),
            Self::Tls(tls) => match tls.session.reader().read(room) {
                Err(fault) if fault.kind() == io::ErrorKind::WouldBlock => {
                    tls.receive().map(|()| 0)
                }
                read => read,
            },
        }
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(tcp) => tcp.write(bytes),
            Self::Tls(tls) if tls.session.wants_write() => tls.send().map(|()| 0),
            Self::Tls(tls) => tls.session.writer().write(bytes),
        }
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(tcp) => tcp.flush(),
            Self::Tls(tls) if tls.session.wants_write() => tls.send(),
            Self::Tls(tls) => tls.tcp.flush(),
        }
    }
}

/// Lets the next read or write wait until the next alarm, if that is still to come.
pub(super) fn wait_for(tcp: &TcpStream) -> Result<(), Fault> {
    // The operating system takes no timeout of zero.
    let left = alarm::left()?.max(Duration::from_millis(1));
    tcp.set_read_timeout(Some(left))
        .and_then(|()| tcp.set_write_timeout(Some(left)))
        .map_err(Fault::unknown)
}

pub(super) fn is_timeout(fault: &io::Error) -> bool {
    matches!(
        fault.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted
    )
}
