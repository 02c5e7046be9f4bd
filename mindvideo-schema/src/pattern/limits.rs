//! How large a pattern may be. Real ones are far below; what is above would be slow, not useful.

/// Groups within groups.
pub(super) const MAX_DEPTH: usize = 200;

/// States of all programs together, repetitions written out.
pub(super) const MAX_STATES: usize = 1 << 18;

/// Lookarounds: each takes a bit for every byte of the text.
pub(super) const MAX_LOOKAROUNDS: usize = 128;

/// Ranges of all distinct sets together: eight bytes each.
pub(super) const MAX_RANGES: usize = 1 << 20;

/// Steps that are tried where there are back-references, besides those for each byte of the text: about a hundredth of
/// a second.
pub(super) const MAX_STEPS: usize = 1 << 20;

/// The same for each byte of the text: a match may begin anywhere.
pub(super) const STEPS_OF_BYTE: usize = 16;
