use std::fmt::{self, Display};
use std::ops::Deref;

use mindvideo_schema::Report;
use serde_core::de::Error as _;

use super::{Deserialize, Deserializer, Part, Serialize, Serializer, Typed, exact};

/// A type made from a schema, and therefore able to say whether a value of it is valid.
pub trait Validate: Typed {
    /// The schema it is made from.
    const PART: Part;

    /// Proves that every rule of the schema holds.
    ///
    /// # Errors
    /// Every rule that does not hold, in one [`Report`].
    fn validate(self) -> Result<Valid<Self>, Report> {
        match self.check() {
            Ok(()) => Ok(Valid(self)),
            Err(report) => Err(report),
        }
    }

    /// The same, keeping the value.
    ///
    /// # Errors
    /// Every rule that does not hold, in one [`Report`].
    fn check(&self) -> Result<(), Report> {
        if self.obeys(&[]) {
            Ok(())
        } else {
            Err(Self::PART.explain(self))
        }
    }

    /// Reads a JSON text and proves that it fulfils the schema, in one pass.
    ///
    /// # Errors
    /// Everything that is wrong with the text, each violation with JSON pointer, line and column.
    /// A number that could not be kept exactly is refused, too.
    fn from_json(json: impl AsRef<[u8]>) -> Result<Valid<Self>, Report> {
        let json = json.as_ref();
        read(json)
            .map(Valid)
            .map_err(|refusal| explain(Self::PART, json, &refusal))
    }
}

/// Reads a text that is right. Of any other it finds out little more than that it is not.
fn read<T: Typed>(json: &[u8]) -> Result<T, String> {
    let text = str::from_utf8(json).map_err(|error| error.to_string())?;
    exact::forget();
    let mut reader = serde_json::Deserializer::from_str(text);
    let read = T::read(&mut reader).and_then(|value| reader.end().map(|()| value));
    let value = read.map_err(|error| error.to_string())?;
    if !value.obeys(&[]) {
        return Err("a rule does not hold".to_owned());
    }
    if exact::is_in_doubt() && exact::check(json).is_err() {
        return Err("a number cannot be kept exactly".to_owned());
    }
    Ok(value)
}

#[cold]
fn explain(part: Part, json: &[u8], refusal: &dyn Display) -> Report {
    match exact::check(json) {
        Ok(()) => part.explain_text(json, refusal),
        Err(inexact) => part.explain_beside(json, inexact),
    }
}

/// A value whose schema's rules all hold.
///
/// It comes from [`Validate::validate`], [`Validate::from_json`], `Deserialize` or
/// [`input!`](crate::input), which all run the same checks, and from nowhere else; there is no way to change it without giving up
/// the proof by [`into_inner`](Self::into_inner).
#[derive(Clone, PartialEq)]
pub struct Valid<T>(T);

impl<T> Valid<T> {
    /// The value without its proof.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Valid<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> AsRef<T> for Valid<T> {
    fn as_ref(&self) -> &T {
        &self.0
    }
}

impl<T: fmt::Debug> fmt::Debug for Valid<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Valid").field(&self.0).finish()
    }
}

impl<T: Typed> Serialize for Valid<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.write(to)
    }
}

/// Refuses values that break a rule. The error lists all rules that a value of the right shape
/// breaks; a wrong shape ends reading at its first fault, as everywhere in serde.
/// [`from_json`](Validate::from_json) reports everything with its place, and keeps numbers exactly
/// where a deserializer may round them.
impl<'de, T: Validate> Deserialize<'de> for Valid<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        T::read(from)?.validate().map_err(D::Error::custom)
    }
}
