//! Why an exchange got no further.

use std::error::Error as StdError;

use crate::client::{blocking::alarm, transport::TransportError};

/// Why an exchange got no further.
pub(super) enum Fault {
    Broken(TransportError),
    /// An alarm is due.
    Due,
}

impl Fault {
    pub(super) fn not_sent(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Broken(TransportError::not_sent(cause))
    }

    pub(super) fn unknown(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Broken(TransportError::unknown(cause))
    }
}

impl From<alarm::Due> for Fault {
    fn from(_: alarm::Due) -> Self {
        Self::Due
    }
}
