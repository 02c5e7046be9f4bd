//! What a download has brought.

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
