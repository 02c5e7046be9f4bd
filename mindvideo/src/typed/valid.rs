use std::fmt;
use std::ops::Deref;

use mindvideo_schema::Report;
use serde_core::de::Error as _;

use super::reader::Text;
use super::{Deserialize, Deserializer, Part, Serialize, Serializer, Typed, exact, foreign};

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
        let mut value = None;
        read_to(json, &mut value);
        value.map(Valid).ok_or_else(|| explain(Self::PART, json))
    }
}

/// Reads a text that is right. Of any other it finds out no more than that it is not.
pub(super) fn read<T: Typed>(json: &[u8]) -> Option<T> {
    let mut value = None;
    read_to(json, &mut value);
    value
}

/// The same to the place where it will stay, which is empty otherwise.
fn read_to<T: Typed>(json: &[u8], place: &mut Option<T>) {
    let is_right = str::from_utf8(json).is_ok_and(|json| {
        let text = Text::new(json);
        let mut reader = text.reader().judging();
        T::fill(&mut reader, &[], place).is_some() && reader.end()
    });
    if !is_right {
        *place = None;
    }
}

#[cold]
fn explain(part: Part, json: &[u8]) -> Report {
    match exact::check(json) {
        Ok(()) => part.explain_text(json),
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

/// Refuses what [`from_json`](Validate::from_json) refuses, and says as much, save for lines and
/// columns, which serde does not tell. Numbers are those that the deserializer makes of them, which
/// may have rounded them.
impl<'de, T: Validate> Deserialize<'de> for Valid<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = foreign::transcript(from)?;
        let value = read(text.as_bytes());
        value
            .map(Self)
            .ok_or_else(|| D::Error::custom(T::explain(&text)))
    }
}
