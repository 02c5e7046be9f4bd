//! Connections that wait for the next request.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Instant,
};

use super::{super::POOL_IDLE, connection::Connection, place::Place};

/// Idle connections kept for one host.
const MOST_IDLE: usize = 8;

/// Idle connections, by what they are good for.
#[derive(Default)]
pub(super) struct Pool(Mutex<HashMap<Place, Vec<(Connection, Instant)>>>);

impl Pool {
    /// An idle connection that is still open.
    pub(super) fn take(&self, place: &Place) -> Option<Connection> {
        loop {
            let mut idle = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let (connection, since) = idle.get_mut(place)?.pop()?;
            drop(idle);
            if since.elapsed() < POOL_IDLE && connection.is_quiet() {
                return Some(connection);
            }
        }
    }

    pub(super) fn keep(&self, place: Place, connection: Connection) {
        let mut idle = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|_, kept| {
            kept.retain(|(_, since)| since.elapsed() < POOL_IDLE);
            !kept.is_empty()
        });
        let kept = idle.entry(place).or_default();
        if kept.len() < MOST_IDLE {
            kept.push((connection, Instant::now()));
        }
    }
}
