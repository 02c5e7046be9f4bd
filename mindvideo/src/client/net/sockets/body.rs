//! The body of a reply, as it comes from its connection.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Body, Frame};

use super::{connection::Connection, fault::Fault, place::Place, pool::Pool};
use crate::client::{
    net::http1::{BodyReader, Piece},
    transport::TransportError,
};

/// A body that is read from its connection, which then goes back into the pool.
pub(super) struct SocketBody {
    pub(super) open: Option<(Connection, BodyReader)>,
    pub(super) home: Option<(Arc<Pool>, Place)>,
}

impl SocketBody {
    pub(super) fn next(&mut self) -> Result<Option<Bytes>, Fault> {
        while let Some((connection, reader)) = &mut self.open {
            match reader
                .read(&mut connection.buffer)
                .map_err(Fault::unknown)?
            {
                Piece::Data(data) => return Ok(Some(data)),
                Piece::End => self.finish(),
                Piece::More if connection.read_some()? > 0 => {}
                Piece::More if reader.may_close() => self.open = None,
                Piece::More => {
                    return Err(Fault::unknown(
                        "the connection closed before the body was whole",
                    ));
                }
            }
        }
        Ok(None)
    }

    pub(super) fn finish(&mut self) {
        if let (Some((connection, _)), Some((pool, place))) = (self.open.take(), self.home.take()) {
            pool.keep(place, connection);
        }
    }
}

impl Body for SocketBody {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        match self.next() {
            Ok(piece) => Poll::Ready(piece.map(|data| Ok(Frame::data(data)))),
            Err(Fault::Due) => Poll::Pending,
            Err(Fault::Broken(fault)) => {
                self.open = None;
                Poll::Ready(Some(Err(fault)))
            }
        }
    }
}
