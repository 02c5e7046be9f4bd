use std::fmt;

use crate::json::Place;

/// One rule that an instance breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The value at fault, as a JSON pointer into the instance; empty for the whole of it.
    pub instance: String,
    /// Where the value stands in the instance's text, if it was read from a text.
    pub place: Option<Place>,
    /// The keyword that says so; empty where the text is not JSON at all.
    pub keyword: &'static str,
    /// The keyword's place in the schema, as a URI fragment: `#/properties/prompt/minLength`.
    pub schema: String,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl Violation {
    /// A violation of `keyword` by the value at `instance`.
    pub fn new(
        keyword: &'static str,
        instance: impl Into<String>,
        schema: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            instance: instance.into(),
            place: None,
            keyword,
            schema: schema.into(),
            message: message.into(),
        }
    }

    /// The same, with the place of the value in its text.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }
}

/// `3:15: /duration: 7 is not 8 (#/properties/duration/enum)`
impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = self.place {
            write!(f, "{place}: ")?;
        }
        if !self.instance.is_empty() {
            write!(f, "{}: ", self.instance)?;
        }
        f.write_str(&self.message)?;
        if !self.schema.is_empty() {
            write!(f, " ({})", self.schema)?;
        }
        Ok(())
    }
}
