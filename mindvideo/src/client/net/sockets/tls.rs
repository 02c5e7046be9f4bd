//! TLS over a socket, a step at a time.

use std::{io, net::TcpStream};

use rustls::ClientConnection;

pub(super) struct Tls {
    pub(super) session: ClientConnection,
    pub(super) tcp: TcpStream,
}

/// A step is done, and another one is needed.
pub(super) const AGAIN: io::ErrorKind = io::ErrorKind::Interrupted;

impl Tls {
    pub(super) fn send(&mut self) -> io::Result<()> {
        match self.session.write_tls(&mut self.tcp)? {
            0 => Err(io::ErrorKind::WriteZero.into()),
            _ => Err(AGAIN.into()),
        }
    }

    pub(super) fn receive(&mut self) -> io::Result<()> {
        let handshaking = self.session.is_handshaking();
        let read = self.session.read_tls(&mut self.tcp)?;
        if let Err(fault) = self.session.process_new_packets() {
            // The alert tells the peer why; whether it arrives does not matter.
            let _ = self.session.write_tls(&mut self.tcp);
            return Err(io::Error::new(io::ErrorKind::InvalidData, fault));
        }
        // Without a handshake, the reader knows whether this end is a clean one.
        match read {
            0 if handshaking => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Err(AGAIN.into()),
        }
    }
}
