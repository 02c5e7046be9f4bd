use std::sync::Arc;

use super::{At, Reading};
use crate::json::{Member, Node, Text, Value};

/// The keywords that speak to people and change nothing about what is valid.
#[derive(Clone, Debug, Default)]
pub struct AnnotationKeywords {
    /// `title`
    pub title: Option<At<Text>>,
    /// `description`
    pub description: Option<At<Text>>,
    /// `default`: what an absent value means to the server. Never filled in for the user.
    pub default: Option<At<Node>>,
    /// `examples`
    pub examples: Option<At<Arc<[Node]>>>,
    /// `deprecated`
    pub deprecated: Option<At<bool>>,
    /// `readOnly`
    pub read_only: Option<At<bool>>,
    /// `writeOnly`
    pub write_only: Option<At<bool>>,
}

impl AnnotationKeywords {
    pub(super) fn read<'a>(
        &mut self,
        name: &'static str,
        member: &'a Member,
        to: &mut Reading<'a>,
    ) -> bool {
        match name {
            "title" => self.title = to.string(name, member),
            "description" => self.description = to.string(name, member),
            "default" => self.default = Some(At::new(name, member, member.value.clone())),
            "examples" => self.examples = read_examples(name, member, to),
            "deprecated" => self.deprecated = to.boolean(name, member),
            "readOnly" => self.read_only = to.boolean(name, member),
            "writeOnly" => self.write_only = to.boolean(name, member),
            _ => return false,
        }
        true
    }
}

fn read_examples(
    name: &'static str,
    member: &Member,
    to: &mut Reading<'_>,
) -> Option<At<Arc<[Node]>>> {
    let Value::Array(examples) = &member.value.value else {
        to.wrong_value(
            member,
            "`examples` takes an array",
            "write the example in brackets",
        );
        return None;
    };
    Some(At::new(name, member, examples.clone()))
}

impl AnnotationKeywords {
    /// Whether the keyword of that name only annotates.
    pub(super) fn has(name: &str) -> bool {
        matches!(
            name,
            "title"
                | "description"
                | "default"
                | "examples"
                | "deprecated"
                | "readOnly"
                | "writeOnly"
        )
    }
}
