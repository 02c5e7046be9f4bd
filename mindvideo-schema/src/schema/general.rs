use super::{At, JsonType, Reading, TypeSet};
use crate::json::{Member, Node, Value};

/// The keywords that speak of values of any type.
#[derive(Clone, Debug, Default)]
pub struct GeneralKeywords {
    /// `type`: one name or several.
    pub types: Option<At<TypeSet>>,
    /// `enum`: the values allowed, each once.
    pub values: Option<At<Vec<Node>>>,
    /// `const`: the one value allowed.
    pub constant: Option<At<Node>>,
}

impl GeneralKeywords {
    pub(super) fn read<'a>(
        &mut self,
        name: &'static str,
        member: &'a Member,
        to: &mut Reading<'a>,
    ) -> bool {
        match name {
            "type" => self.types = read_types(name, member, to),
            "enum" => self.values = read_values(name, member, to),
            "const" => self.constant = Some(to.at(name, member, member.value.clone())),
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
            if types.is_empty() {
                to.wrong_value(
                    member,
                    "`type` lists no type, so nothing is valid",
                    "name a type",
                );
                return None;
            }
            if types.len() < names.len() {
                to.repeated(name, &member.value);
            }
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
    Some(to.at(name, member, types))
}

fn read_type(node: &Node, to: &mut Reading<'_>) -> Option<TypeSet> {
    let Value::String(name) = &node.value else {
        to.unknown_type(node, &node.to_string());
        return None;
    };
    let found = JsonType::from_name(name);
    if found.is_none() {
        to.unknown_type(node, name);
    }
    found.map(TypeSet::of)
}

/// Equal values count once: `[1, 1.0]` has one.
fn read_values(name: &'static str, member: &Member, to: &mut Reading<'_>) -> Option<At<Vec<Node>>> {
    let Value::Array(values) = &member.value.value else {
        to.wrong_value(
            member,
            "`enum` takes an array of the values allowed",
            "write the values in brackets, or use `const` for a single one",
        );
        return None;
    };
    let distinct = crate::json::distinct(values);
    if distinct.len() < values.len() {
        to.repeated(name, &member.value);
    }
    Some(to.at(name, member, distinct.into_iter().cloned().collect()))
}
