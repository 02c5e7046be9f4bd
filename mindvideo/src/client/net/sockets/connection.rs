//! A connection over which requests follow each other.

use std::io;

use bytes::BytesMut;
use http::Request;

use super::{
    fault::Fault,
    socket::{Socket, is_timeout, wait_for},
};
use crate::client::net::http1::{self, ReplyHead};

/// So much is read at once.
const READ_SIZE: usize = 64 * 1024;

/// A connection, and what was read from it but not used yet.
pub(super) struct Connection {
    pub(super) socket: Socket,
    pub(super) buffer: BytesMut,
}

impl Connection {
    pub(super) fn new(socket: Socket) -> Self {
        Self {
            socket,
            buffer: BytesMut::new(),
        }
    }

    pub(super) fn shake_hands(&mut self) -> Result<(), Fault> {
        loop {
            wait_for(self.socket.tcp())?;
            match self.socket.shake_hands() {
                Ok(()) => return Ok(()),
                Err(fault) if is_timeout(&fault) => {}
                Err(fault) => return Err(Fault::not_sent(fault)),
            }
        }
    }

    /// Writes everything. From the first call on bytes may have left.
    pub(super) fn write(&mut self, mut bytes: &[u8]) -> Result<(), Fault> {
        loop {
            wait_for(self.socket.tcp())?;
            let done = if bytes.is_empty() {
                self.socket.flush().map(|()| None)
            } else {
                self.socket.write(bytes).map(Some)
            };
            match done {
                Ok(None) => return Ok(()),
                Ok(Some(0)) => return Err(Fault::unknown("the connection takes no more bytes")),
                Ok(Some(size)) => bytes = bytes.get(size..).unwrap_or_default(),
                Err(fault) if is_timeout(&fault) => {}
                Err(fault) => return Err(Fault::unknown(fault)),
            }
        }
    }

    pub(super) fn read_head(
        &mut self,
        request: &Request<bytes::Bytes>,
    ) -> Result<ReplyHead, Fault> {
        loop {
            match http1::read_head(&mut self.buffer, request.method()) {
                Ok(Some(head)) => return Ok(head),
                Ok(None) => self.fill()?,
                Err(problem) => return Err(Fault::unknown(problem)),
            }
        }
    }

    /// Reads some bytes; that there are no more is an error.
    pub(super) fn fill(&mut self) -> Result<(), Fault> {
        if self.read_some()? == 0 {
            return Err(Fault::unknown(
                "the connection closed before the reply was whole",
            ));
        }
        Ok(())
    }

    pub(super) fn read_some(&mut self) -> Result<usize, Fault> {
        let start = self.buffer.len();
        loop {
            wait_for(self.socket.tcp())?;
            self.buffer.resize(start + READ_SIZE, 0);
            let room = self.buffer.get_mut(start..).unwrap_or_default();
            let read = self.socket.read(room);
            self.buffer.truncate(start + *read.as_ref().unwrap_or(&0));
            match read {
                Ok(size) => return Ok(size),
                Err(fault) if is_timeout(&fault) => {}
                Err(fault) => return Err(Fault::unknown(fault)),
            }
        }
    }

    /// Whether an idle connection is open and silent: one that has said something is closing or confused.
    pub(super) fn is_quiet(&self) -> bool {
        let tcp = self.socket.tcp();
        let silent = tcp.set_nonblocking(true).is_ok()
            && tcp
                .peek(&mut [0])
                .is_err_and(|fault| fault.kind() == io::ErrorKind::WouldBlock);
        tcp.set_nonblocking(false).is_ok() && silent && self.buffer.is_empty()
    }
}
