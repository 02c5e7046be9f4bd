use super::object::Property;
use super::{At, Reading};
use crate::json::{Member, Text};

/// The keywords that name schemas and refer to them.
#[derive(Clone, Debug, Default)]
pub struct CoreKeywords {
    /// `$schema`: the dialect, as a URI.
    pub schema: Option<At<Text>>,
    /// `$id`, in draft 4 `id`: the URI of this schema.
    pub id: Option<At<Text>>,
    /// `$ref`: a reference to another schema.
    pub reference: Option<At<Text>>,
    /// `$anchor`: a name for this schema, to be used as a fragment.
    pub anchor: Option<At<Text>>,
    /// `$dynamicAnchor`: a name that a dynamic reference may find further out.
    pub dynamic_anchor: Option<At<Text>>,
    /// `$dynamicRef`: a reference that the path of evaluation may redirect.
    pub dynamic_ref: Option<At<Text>>,
    /// `$recursiveAnchor` of draft 2019-09.
    pub recursive_anchor: Option<At<bool>>,
    /// `$recursiveRef` of draft 2019-09.
    pub recursive_ref: Option<At<Text>>,
    /// `$defs` and `definitions`: schemas kept for reference.
    pub definitions: Vec<Property>,
}

impl CoreKeywords {
    pub(super) fn read<'a>(
        &mut self,
        name: &'static str,
        member: &'a Member,
        to: &mut Reading<'a>,
    ) -> bool {
        match name {
            "$schema" => self.schema = to.string(name, member),
            "$id" | "id" => self.id = to.string(name, member),
            "$ref" => self.reference = to.string(name, member),
            "$anchor" => self.anchor = to.string(name, member),
            "$dynamicAnchor" => self.dynamic_anchor = to.string(name, member),
            "$dynamicRef" => self.dynamic_ref = to.string(name, member),
            "$recursiveAnchor" => self.recursive_anchor = to.boolean(name, member),
            "$recursiveRef" => self.recursive_ref = to.string(name, member),
            "$defs" | "definitions" => {
                if let Some((found, _)) = to.properties(name, member) {
                    self.definitions.extend(found);
                }
            }
            // Says something to maintainers or to metaschemas, nothing about instances.
            "$comment" => {
                to.string(name, member);
            }
            "$vocabulary" => {
                to.object(name, member);
            }
            _ => return false,
        }
        true
    }
}
