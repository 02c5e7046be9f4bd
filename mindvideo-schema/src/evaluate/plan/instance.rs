use std::borrow::Borrow;

use super::kinds::Kind;
use crate::json::{Node, Number, Span, TapeValue, Value, are_distinct, same};

/// A JSON value as the plan looks at it, in whatever form somebody has it.
pub(in crate::evaluate) trait Instance {
    /// Whether a member of many is found by its name without a look at the others.
    const FINDS_NAMES: bool;

    fn kind(&self) -> Kind;

    /// Which no other value has.
    fn span(&self) -> Span;

    fn as_bool(&self) -> Option<bool>;

    /// A number as it is written.
    fn as_number(&self) -> Option<&str>;

    fn as_text(&self) -> Option<&str>;

    /// How many items or members there are.
    fn count(&self) -> usize;

    /// The items of an array.
    fn items(&self) -> impl Iterator<Item = impl Borrow<Self>>;

    /// The members of an object.
    fn members(&self) -> impl Iterator<Item = (&str, impl Borrow<Self>)>;

    /// The names of the members as values.
    fn names(&self) -> impl Iterator<Item = impl Borrow<Self>>;

    /// The member of that name.
    fn member(&self, name: &str) -> Option<impl Borrow<Self>>;

    /// Whether it is the same JSON value.
    fn is(&self, value: &Node) -> bool;

    /// Whether no two items are the same JSON value.
    fn has_distinct_items(&self) -> bool;
}

impl Instance for Node {
    const FINDS_NAMES: bool = true;

    #[inline]
    fn kind(&self) -> Kind {
        Kind::of(&self.value)
    }

    fn span(&self) -> Span {
        self.span
    }

    fn as_bool(&self) -> Option<bool> {
        self.value.as_bool()
    }

    fn as_number(&self) -> Option<&str> {
        self.value.as_number().map(Number::text)
    }

    fn as_text(&self) -> Option<&str> {
        self.value.as_str()
    }

    fn count(&self) -> usize {
        match &self.value {
            Value::Array(items) => items.len(),
            Value::Object(members) => members.len(),
            _ => 0,
        }
    }

    fn items(&self) -> impl Iterator<Item = impl Borrow<Self>> {
        self.value.as_array().unwrap_or_default().iter()
    }

    fn members(&self) -> impl Iterator<Item = (&str, impl Borrow<Self>)> {
        let members = self.value.as_object().into_iter().flatten();
        members.map(|member| (member.key.text.as_str(), &member.value))
    }

    fn names(&self) -> impl Iterator<Item = impl Borrow<Self>> {
        let members = self.value.as_object().into_iter().flatten();
        members.map(|member| Self {
            value: Value::String(member.key.text.clone()),
            span: member.key.span,
        })
    }

    fn member(&self, name: &str) -> Option<impl Borrow<Self>> {
        self.value.as_object()?.get(name)
    }

    fn is(&self, value: &Node) -> bool {
        same(self, value)
    }

    fn has_distinct_items(&self) -> bool {
        self.value.as_array().is_none_or(are_distinct)
    }
}

impl Instance for TapeValue<'_> {
    const FINDS_NAMES: bool = false;

    #[inline]
    fn kind(&self) -> Kind {
        if self.is_string() {
            Kind::String
        } else if self.is_number() {
            Kind::Number
        } else if self.is_bool() {
            Kind::Bool
        } else if self.is_null() {
            Kind::Null
        } else if self.is_array() {
            Kind::Array
        } else {
            Kind::Object
        }
    }

    fn span(&self) -> Span {
        self.span()
    }

    fn as_bool(&self) -> Option<bool> {
        self.as_bool()
    }

    fn as_number(&self) -> Option<&str> {
        self.as_number()
    }

    fn as_text(&self) -> Option<&str> {
        self.as_str()
    }

    fn count(&self) -> usize {
        self.count()
    }

    fn items(&self) -> impl Iterator<Item = impl Borrow<Self>> {
        self.items()
    }

    fn members(&self) -> impl Iterator<Item = (&str, impl Borrow<Self>)> {
        let members = self.members();
        members.map(|(name, value)| (name.as_str().unwrap_or_default(), value))
    }

    fn names(&self) -> impl Iterator<Item = impl Borrow<Self>> {
        self.members().map(|(name, _)| name)
    }

    fn member(&self, name: &str) -> Option<impl Borrow<Self>> {
        let mut members = self.members();
        let found = members.find(|(key, _)| key.as_str() == Some(name));
        found.map(|(_, value)| value)
    }

    fn is(&self, value: &Node) -> bool {
        self.is(value)
    }

    fn has_distinct_items(&self) -> bool {
        self.has_distinct_items()
    }
}
