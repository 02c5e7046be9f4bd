//! What a download has brought.

use std::fmt::Write as _;

/// A file that was fetched whole and stands under its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Downloaded {
    size: u64,
    sha256: [u8; 32],
}

impl Downloaded {
    pub(crate) fn new(size: u64, sha256: [u8; 32]) -> Self {
        Self { size, sha256 }
    }

    /// Its size in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The SHA-256 of its bytes, made while they came. If the server announced one (`Repr-Digest`, RFC 9530), it is equal.
    pub fn sha256(&self) -> &[u8; 32] {
        &self.sha256
    }
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
            // Writing to a String does not fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}
