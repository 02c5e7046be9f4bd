use std::collections::HashSet;
use std::fmt;

use mindvideo_schema::json::{self, Node, Value};

/// A JSON value without a place, to be built and changed.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Instance {
    /// What is kept as its text: `null`, booleans and numbers.
    Plain(String),
    Text(String),
    Array(Vec<Self>),
    Object(Vec<(String, Self)>),
}

impl Instance {
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self::Plain(text.into())
    }

    pub(super) fn of(node: &Node) -> Self {
        match &node.value {
            Value::String(text) => Self::Text(text.to_string()),
            Value::Array(items) => Self::Array(items.iter().map(Self::of).collect()),
            Value::Object(members) => {
                let members = members.iter();
                Self::Object(
                    members
                        .map(|m| (m.key.text.to_string(), Self::of(&m.value)))
                        .collect(),
                )
            }
            _ => Self::Plain(node.to_string()),
        }
    }

    /// The value as an evaluator takes it; `None` if it nests too deep.
    pub(super) fn node(&self) -> Option<Node> {
        json::parse(&self.to_string()).ok()
    }

    /// The object with a member of that name; anything else becomes one.
    pub(super) fn with(&self, name: &str, value: Self) -> Self {
        let mut members = match self {
            Self::Object(members) => members.clone(),
            _ => Vec::new(),
        };
        match members.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => members.push((name.to_owned(), value)),
        }
        Self::Object(members)
    }

    /// The object with what the other one has besides.
    pub(super) fn merged(&self, other: &Self) -> Self {
        let (Self::Object(members), Self::Object(others)) = (self, other) else {
            return self.clone();
        };
        let known: HashSet<&str> = members.iter().map(|(name, _)| &**name).collect();
        let missing = others.iter().filter(|(name, _)| !known.contains(&**name));
        Self::Object(members.iter().chain(missing).cloned().collect())
    }
}

impl fmt::Display for Instance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(text) => f.write_str(text),
            Self::Text(text) => quote(f, text),
            Self::Array(items) => {
                f.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    f.write_str(if index == 0 { "" } else { ", " })?;
                    write!(f, "{item}")?;
                }
                f.write_str("]")
            }
            Self::Object(members) => {
                f.write_str("{")?;
                for (index, (name, value)) in members.iter().enumerate() {
                    f.write_str(if index == 0 { "" } else { ", " })?;
                    quote(f, name)?;
                    write!(f, ": {value}")?;
                }
                f.write_str("}")
            }
        }
    }
}

fn quote(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str(&super::quoted(text))
}
