use std::sync::Arc;

use super::{At, JsonType, Reading, TypeSet};
use crate::json::{Member, Node, Value, are_distinct, distinct, first_repeated};
use crate::rules::format::Format;

/// The keywords that speak of values of any type.
#[derive(Clone, Debug, Default)]
pub struct GeneralKeywords {
    /// `type`: one name or several.
    pub types: Option<At<TypeSet>>,
    /// `enum`: the values allowed, each once.
    pub values: Option<At<Arc<[Node]>>>,
    /// `const`: the one value allowed.
    pub constant: Option<At<Node>>,
    /// `format`, where it is asserted and the draft knows it; see
    /// [`Linked::assert_formats`](crate::link::Linked::assert_formats).
    pub format: Option<At<Format>>,
}

impl GeneralKeywords {
    /// Whether one of them judges.
    pub(crate) fn says_something(&self) -> bool {
        let Self {
            types,
            values,
            constant,
            format,
        } = self;
        types.is_some() || values.is_some() || constant.is_some() || format.is_some()
    }

    pub(super) fn read<'a>(
        &mut self,
        name: &'static str,
        member: &'a Member,
        to: &mut Reading<'a>,
    ) -> bool {
        match name {
            "type" => self.types = read_types(name, member, to),
            "enum" => self.values = read_values(name, member, to),
            "const" => self.constant = Some(At::new(name, member, member.value.clone())),
            _ => return false,
        }
        true
    }
}

fn read_types(name: &'static str, member: &Member, to: &mut Reading<'_>) -> Option<At<TypeSet>> {
    let types = match &member.value.value {
        Value::String(_) => read_type(&member.value, to)?,
        Value::Array(names) => {
            // Every name is read before any is given up on: all faults in one run.
            let read: Vec<_> = names.iter().map(|n| read_type(n, to)).collect();
            let types: TypeSet = read
                .into_iter()
                .collect::<Option<Vec<_>>>()?
                .into_iter()
                .fold(TypeSet::NONE, TypeSet::union);
            to.say_empty(name, &member.value);
            say_repeated(name, names, to);
            types
        }
        _ => {
            to.wrong_value(
                member,
                "`type` takes the name of a type, or an array of names",
                "write one of null, boolean, integer, number, string, array, object",
            );
            return None;
        }
    };
    Some(At::new(name, member, types))
}

fn read_type(node: &Node, to: &mut Reading<'_>) -> Option<TypeSet> {
    let Value::String(name) = &node.value else {
        to.refuse(
            "type",
            node.span,
            "`type` names types, and a name is a string",
            &format!("this is {}", node.value.kind()),
            "write the name in quotes",
        );
        return None;
    };
    let found = JsonType::from_name(name);
    if found.is_none() {
        to.unknown_type(node, name);
    }
    found.map(TypeSet::of)
}

/// Equal values count once: `[1, 1.0]` has one.
fn read_values(
    name: &'static str,
    member: &Member,
    to: &mut Reading<'_>,
) -> Option<At<Arc<[Node]>>> {
    let Value::Array(values) = &member.value.value else {
        to.wrong_value(
            member,
            "`enum` takes an array of the values allowed",
            "write the values in brackets, or use `const` for a single one",
        );
        return None;
    };
    to.say_empty(name, &member.value);
    if are_distinct(values) {
        return Some(At::new(name, member, values.clone()));
    }
    say_repeated(name, values, to);
    let distinct = distinct(values).into_iter().cloned().collect();
    Some(At::new(name, member, distinct))
}

fn say_repeated(name: &str, entries: &[Node], to: &mut Reading<'_>) {
    let pair = first_repeated(entries);
    let nodes = pair.and_then(|(first, again)| entries.get(first).zip(entries.get(again)));
    if let Some((first, again)) = nodes {
        to.repeated(name, first.span, again.span);
    }
}
