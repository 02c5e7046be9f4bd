//! Reading from any deserializer, by way of a JSON text.
//!
//! Types read JSON texts and nothing else, so that each is compiled once, however many formats a
//! program has, and may look ahead.

use std::fmt;

use mindvideo_schema::json::MAX_DEPTH;
use serde_core::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

use super::number::keeps_every_digit;
use super::reader::Text;
use super::{Deserializer, Typed};

/// Reads a type from a format that says what its values are, as JSON does.
pub fn deserialize<'de, T: Typed, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    let text = transcript(from)?;
    let read = T::read(&mut Text::new(&text).reader(), &[]);
    read.ok_or_else(|| D::Error::custom(T::explain(&text)))
}

/// The JSON text of a value.
pub(super) fn transcript<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let mut text = String::new();
    let transcript = Transcript {
        text: &mut text,
        depth: 0,
    };
    transcript.deserialize(from)?;
    Ok(text)
}

/// Where `serde_json`'s feature `arbitrary_precision` is on, numbers come as a map of this member.
const NUMBER: &str = "$serde_json::private::Number";

/// Writes a value down as JSON, with members that are there twice.
struct Transcript<'a> {
    text: &'a mut String,
    /// How many arrays and objects are around it.
    depth: usize,
}

impl Transcript<'_> {
    fn push(self, value: impl Into<Value>) {
        self.text.push_str(&value.into().to_string());
    }

    /// For what is inside.
    fn inner<E: Error>(&mut self) -> Result<Transcript<'_>, E> {
        if self.depth == MAX_DEPTH {
            return Err(E::custom("this is nested too deep"));
        }
        Ok(Transcript {
            text: self.text,
            depth: self.depth + 1,
        })
    }
}

impl<'de> DeserializeSeed<'de> for Transcript<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Transcript<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.push(Value::Null);
        Ok(())
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.push(Value::Null);
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.push(value);
        Ok(())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.push(value);
        Ok(())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.push(value);
        Ok(())
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<(), E> {
        match i64::try_from(value) {
            Ok(value) => self.visit_i64(value),
            Err(_) => Err(too_long(value)),
        }
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<(), E> {
        match u64::try_from(value) {
            Ok(value) => self.visit_u64(value),
            Err(_) => Err(too_long(value)),
        }
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        match Number::from_f64(value) {
            Some(number) => {
                self.push(number);
                Ok(())
            }
            None => Err(E::custom(format_args!("{value} is no number of JSON"))),
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.push(text);
        Ok(())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<(), E> {
        self.push(text);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        self.text.push('[');
        while items.next_element_seed(self.inner()?)?.is_some() {
            self.text.push(',');
        }
        close(self.text, ']');
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<(), A::Error> {
        let start = self.text.len();
        self.text.push('{');
        while let Some(name) = members.next_key::<String>()? {
            if name == NUMBER && self.text.len() == start + 1 && keeps_every_digit() {
                let number: String = members.next_value()?;
                let number: Number = serde_json::from_str(&number).map_err(A::Error::custom)?;
                self.text.truncate(start);
                self.push(number);
                return Ok(());
            }
            self.text.push_str(&Value::from(name).to_string());
            self.text.push(':');
            members.next_value_seed(self.inner()?)?;
            self.text.push(',');
        }
        close(self.text, '}');
        Ok(())
    }
}

fn too_long<E: Error>(value: impl fmt::Display) -> E {
    E::custom(format_args!(
        "{value} cannot be kept: integers have 64 bits here"
    ))
}

/// Ends an array or an object instead of going on behind its last comma.
fn close(text: &mut String, bracket: char) {
    if text.ends_with(',') {
        text.pop();
    }
    text.push(bracket);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Integer;

    fn transcript<'de>(from: impl Deserializer<'de>) -> Result<String, String> {
        super::transcript(from).map_err(|error| error.to_string())
    }

    #[test]
    fn values_are_written_down_as_they_were() {
        for text in [
            "null",
            "true",
            "-1",
            "18446744073709551615",
            "0.5",
            r#""a\n\"\\""#,
            "[]",
            "{}",
            "[1,[],{}]",
            r#"{"a":1,"a":[{}],"b,":","}"#,
            r#"{"a":1,"$serde_json::private::Number":"1"}"#,
        ] {
            let mut reader = serde_json::Deserializer::from_str(text);
            assert_eq!(transcript(&mut reader).as_deref(), Ok(text));
        }
    }

    #[test]
    fn what_is_nested_too_deep_is_refused() {
        let nested = |depth| (0..depth).fold(Value::Null, |value, _| Value::Array(vec![value]));
        assert!(transcript(nested(MAX_DEPTH)).is_ok());
        assert!(transcript(nested(MAX_DEPTH + 1)).is_err());
    }

    #[test]
    fn a_refusal_says_what_is_wrong() {
        let read: Result<Integer, _> = serde_json::from_str("1.5");
        let said = read.unwrap_err().to_string();
        assert!(said.contains("1.5 is not an integer"), "{said}");
        assert_eq!(serde_json::from_str::<Integer>("2.0").unwrap(), 2);
    }
}
