//! The course of a task, as it is seen.

use super::drive::to_end;
use crate::client::{self, Error, Update};

/// The changes of a task's status until it ends. See [`Updates`](client::Updates).
///
/// It asks only while it is iterated. An error is the last item; that a task failed or was cancelled is no error here but its
/// last status.
#[derive(Debug)]
#[must_use = "nothing is asked until this is iterated"]
pub struct Updates {
    pub(super) inner: client::Updates,
}

impl Iterator for Updates {
    type Item = Result<Update, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        to_end(self.inner.next())
    }
}
