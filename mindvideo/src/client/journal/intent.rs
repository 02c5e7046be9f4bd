//! A purchase that is about to be made.

use std::time::{Duration, SystemTime};

use crate::client::token::SubmissionToken;

/// A purchase that is about to be made: what a journal takes in before the first byte of the request leaves.
#[derive(Clone, Debug, PartialEq)]
pub struct Intent {
    pub(crate) token: SubmissionToken,
    pub(crate) at: SystemTime,
    pub(crate) sends: bool,
    /// A doubt that is older than this is not joined; `None`: a person wants it sent, however old it is.
    pub(crate) memory: Option<Duration>,
    /// It only goes on with this very purchase while that is open, and begins none.
    pub(crate) only_open: bool,
}

impl Intent {
    /// The request, frozen: its key and its bytes.
    pub fn token(&self) -> &SubmissionToken {
        &self.token
    }

    /// When it was made, by this machine's clock. It tells a person how old an entry is; no key is made of it.
    pub fn at(&self) -> SystemTime {
        self.at
    }

    /// Whether the request follows at once. `false`: it is only prepared.
    pub fn sends(&self) -> bool {
        self.sends
    }
}
