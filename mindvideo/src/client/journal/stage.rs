//! Where a purchase stands.

/// Where a purchase stands. See [`Entry::stage`](super::Entry::stage).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// Written down, never sent.
    Prepared,
    /// Sent, and no reply that names a task is known: it may be charged.
    InDoubt,
    /// The server named the task: it is charged, and not known to have ended.
    Accepted,
    /// The task ended.
    Ended,
    /// Nothing was made, and nobody goes on with it: its key is free.
    Closed,
}
