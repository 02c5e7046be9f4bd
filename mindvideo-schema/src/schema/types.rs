use std::fmt;

/// The seven type names of JSON Schema. `Integer` is a subset of `Number`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum JsonType {
    /// `null`
    Null,
    /// `true` and `false`
    Boolean,
    /// A number without a fractional part; `8.0` is one from draft 6 on.
    Integer,
    /// Any number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl JsonType {
    /// All seven, in the order in which they are listed to people.
    pub const ALL: [Self; 7] = [
        Self::Null,
        Self::Boolean,
        Self::Integer,
        Self::Number,
        Self::String,
        Self::Array,
        Self::Object,
    ];

    /// The name that `type` gives it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }

    /// The type of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.as_str() == name)
    }
}

impl fmt::Display for JsonType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A set of [`JsonType`]s: what `type` allows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct TypeSet(u8);

impl TypeSet {
    /// No type at all.
    pub const NONE: Self = Self(0);
    /// Every type.
    pub const ANY: Self = Self(0x7f);

    /// The set of one type.
    pub const fn of(json_type: JsonType) -> Self {
        Self(1 << json_type as u8)
    }

    /// Both sets together.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the name itself is in the set; `number` does not count as `integer` here.
    pub const fn names(self, json_type: JsonType) -> bool {
        self.0 & (1 << json_type as u8) != 0
    }

    /// Whether nothing is in the set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many names the set has.
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// The types named, in the order of [`JsonType::ALL`].
    pub fn iter(self) -> impl Iterator<Item = JsonType> {
        JsonType::ALL.into_iter().filter(move |t| self.names(*t))
    }
}

impl FromIterator<JsonType> for TypeSet {
    fn from_iter<I: IntoIterator<Item = JsonType>>(types: I) -> Self {
        types
            .into_iter()
            .fold(Self::NONE, |set, t| set.union(Self::of(t)))
    }
}

impl fmt::Debug for TypeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// `string`, `string or null`, `string, integer or null`.
impl fmt::Display for TypeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, json_type) in self.iter().enumerate() {
            match i {
                0 => {}
                _ if i + 1 == self.len() => f.write_str(" or ")?,
                _ => f.write_str(", ")?,
            }
            f.write_str(json_type.as_str())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_read_as_people_say_them() {
        let set: TypeSet = [JsonType::String, JsonType::Null, JsonType::Integer]
            .into_iter()
            .collect();
        assert_eq!(set.to_string(), "null, integer or string");
        assert_eq!(TypeSet::of(JsonType::Array).to_string(), "array");
        assert_eq!(TypeSet::ANY.len(), 7);
        assert!(TypeSet::NONE.is_empty());
        assert!(!TypeSet::of(JsonType::Number).names(JsonType::Integer));
    }

    #[test]
    fn names_are_exact() {
        assert_eq!(JsonType::from_name("integer"), Some(JsonType::Integer));
        assert_eq!(JsonType::from_name("Integer"), None);
        assert_eq!(JsonType::from_name("interger"), None);
    }
}
