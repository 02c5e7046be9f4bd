//! The members of a JSON object, each value as the text it came in.

use std::{collections::HashMap, fmt};

use serde_core::{Deserialize, Deserializer, Serialize, Serializer, de, ser::SerializeMap as _};
use serde_json::value::RawValue;

use super::redact;

/// The members of a JSON object in their order, each value as it was written: no number is rounded.
///
/// A name that comes twice keeps its place and takes the later value. Reading and writing work with `serde_json` (the
/// values are [`RawValue`]s); other formats have no such thing.
///
/// ```
/// use mindvideo::client::Members;
///
/// let text = r#"{"seed":18446744073709551616,"note":null}"#;
/// let members: Members = serde_json::from_str(text)?;
/// assert_eq!(members.get("seed").map(|raw| raw.get()), Some("18446744073709551616"));
/// assert_eq!(serde_json::to_string(&members)?, text);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct Members(Vec<(Box<str>, Box<RawValue>)>);

impl Members {
    /// The value of a member.
    pub fn get(&self, name: &str) -> Option<&RawValue> {
        self.0
            .iter()
            .find(|(known, _)| **known == *name)
            .map(|(_, value)| &**value)
    }

    /// Names and values, in the order of the text.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &RawValue)> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes a member out; the order of the others stays.
    pub(crate) fn take(&mut self, name: &str) -> Option<Box<RawValue>> {
        let at = self.0.iter().position(|(known, _)| **known == *name)?;
        Some(self.0.remove(at).1)
    }

    /// The members of an object; `None` when the text is anything else.
    pub(crate) fn of(raw: &RawValue) -> Option<Self> {
        serde_json::from_str(raw.get()).ok()
    }

    /// A member's value when it is a string.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        text(self.get(name)?)
    }
}

/// The strings among the members of these names, without keeping the others. None where the text is no object.
pub(crate) fn texts<const N: usize>(json: &str, names: [&'static str; N]) -> [Option<String>; N] {
    find(json, names).map_or([const { None }; N], strings)
}

/// The same of a text that must be JSON.
pub(crate) fn texts_of<const N: usize>(
    json: &str,
    names: [&'static str; N],
) -> serde_json::Result<[Option<String>; N]> {
    match find(json, names) {
        Some(found) => Ok(strings(found)),
        None => serde_json::from_str::<&RawValue>(json).map(|_| [const { None }; N]),
    }
}

fn find<'a, const N: usize>(
    json: &'a str,
    names: [&'static str; N],
) -> Option<[Option<&'a RawValue>; N]> {
    // What is no object is told at once: an error says at length what it is instead.
    if !json.trim_ascii_start().starts_with('{') {
        return None;
    }
    let mut reader = serde_json::Deserializer::from_str(json);
    let found = reader.deserialize_map(TextsVisitor(names)).ok()?;
    reader.end().ok().map(|()| found)
}

fn strings<const N: usize>(found: [Option<&RawValue>; N]) -> [Option<String>; N] {
    found.map(|raw| raw.and_then(text))
}

struct TextsVisitor<const N: usize>([&'static str; N]);

impl<'de, const N: usize> de::Visitor<'de> for TextsVisitor<N> {
    type Value = [Option<&'de RawValue>; N];

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = [None; N];
        while let Some(place) = map.next_key_seed(Place(&self.0))? {
            match place.and_then(|at| found.get_mut(at)) {
                Some(slot) => *slot = Some(map.next_value()?),
                None => {
                    map.next_value::<de::IgnoredAny>()?;
                }
            }
        }
        Ok(found)
    }
}

/// Where among the names a name stands.
struct Place<'a>(&'a [&'static str]);

impl<'de> de::DeserializeSeed<'de> for Place<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl de::Visitor<'_> for Place<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.iter().position(|known| *known == name))
    }
}

/// The string that a raw value is, if it is one.
pub(crate) fn text(raw: &RawValue) -> Option<String> {
    if !raw.get().starts_with('"') {
        return None;
    }
    serde_json::from_str(raw.get()).ok()
}

/// Without what opens the URLs in it.
impl fmt::Debug for Members {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map()
            .entries(
                self.iter()
                    .map(|(name, value)| (name, redact::urls(value.get()))),
            )
            .finish()
    }
}

impl PartialEq for Members {
    fn eq(&self, other: &Self) -> bool {
        self.iter()
            .map(|(n, v)| (n, v.get()))
            .eq(other.iter().map(|(n, v)| (n, v.get())))
    }
}

impl Serialize for Members {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

/// So many names are found by looking at each.
const SHORT: usize = 16;

impl<'de> de::Visitor<'de> for MembersVisitor {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let mut members: Vec<(Box<str>, Box<RawValue>)> = Vec::new();
        // An index beside a long list, so that a hostile object of a million names costs no quadratic search.
        let mut places = HashMap::new();
        while let Some((name, value)) = map.next_entry::<Box<str>, Box<RawValue>>()? {
            let place = if members.len() <= SHORT {
                members.iter().position(|(known, _)| *known == name)
            } else {
                if places.is_empty() {
                    let known = members.iter().enumerate();
                    places.extend(known.map(|(at, (name, _))| (name.clone(), at)));
                }
                places.get(&name).copied()
            };
            if let Some(member) = place.and_then(|at| members.get_mut(at)) {
                member.1 = value;
            } else {
                if !places.is_empty() {
                    places.insert(name.clone(), members.len());
                }
                members.push((name, value));
            }
        }
        Ok(Members(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_text_and_order() {
        let text = r#"{"z":1.10,"a":[ 1e400 ],"\u00e9":"x"}"#;
        let members: Members = serde_json::from_str(text).unwrap();
        assert_eq!(
            serde_json::to_string(&members).unwrap(),
            r#"{"z":1.10,"a":[ 1e400 ],"é":"x"}"#
        );
        assert_eq!(members.text("é").as_deref(), Some("x"));
        assert_eq!(members.text("z"), None);
    }

    #[test]
    fn the_later_of_two_wins() {
        let members: Members = serde_json::from_str(r#"{"a":1,"b":2,"a":3}"#).unwrap();
        assert_eq!(serde_json::to_string(&members).unwrap(), r#"{"a":3,"b":2}"#);
    }
}
