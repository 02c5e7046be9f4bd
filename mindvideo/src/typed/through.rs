use super::{Serialize, Serializer, Typed};

/// Writes any [`Typed`] through serde.
pub(super) struct Written<'a, T>(pub(super) &'a T);

impl<T: Typed> Serialize for Written<'_, T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.write(to)
    }
}
