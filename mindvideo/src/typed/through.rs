use std::marker::PhantomData;

use serde_core::de::DeserializeSeed;

use super::{Deserializer, Serialize, Serializer, Typed};

/// Writes any [`Typed`] through serde.
pub(super) struct Written<'a, T>(pub(super) &'a T);

impl<T: Typed> Serialize for Written<'_, T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.write(to)
    }
}

/// Reads any [`Typed`] through serde.
pub(super) struct Reading<T>(PhantomData<T>);

impl<T> Reading<T> {
    pub(super) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T: Typed> DeserializeSeed<'de> for Reading<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<T, D::Error> {
        T::read(from)
    }
}
