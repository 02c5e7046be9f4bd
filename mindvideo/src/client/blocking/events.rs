//! The events of a task: advisory.

use super::drive::to_end;
use crate::client::{self, Error, Framing, TaskEvent};

/// The events of a task, as they come. An error is the last item. See [`Events`](client::Events).
#[derive(Debug)]
pub struct Events {
    pub(super) inner: client::Events,
}

impl Events {
    /// The framing; `None` until the first bytes have told it.
    pub fn framing(&self) -> Option<Framing> {
        self.inner.framing()
    }
}

impl Iterator for Events {
    type Item = Result<TaskEvent, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        to_end(self.inner.next())
    }
}
