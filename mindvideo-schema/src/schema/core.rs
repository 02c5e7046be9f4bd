use super::object::Property;
use super::{At, Reading};
use crate::json::Member;

/// The keywords that name schemas and refer to them.
#[derive(Clone, Debug, Default)]
pub struct CoreKeywords {
    /// `$schema`: the dialect, as a URI.
    pub schema: Option<At<String>>,
    /// `$id`, in draft 4 `id`: the URI of this schema.
    pub id: Option<At<String>>,
    /// `$ref`: a reference to another schema.
    pub reference: Option<At<String>>,
    /// `$anchor`: a name for this schema, to be used as a fragment.
    pub anchor: Option<At<String>>,
    /// `$dynamicAnchor`: a name that a dynamic reference may find further out.
    pub dynamic_anchor: Option<At<String>>,
    /// `$dynamicRef`: a reference that the path of evaluation may redirect.
    pub dynamic_ref: Option<At<String>>,
    /// `$recursiveAnchor` of draft 2019-09.
    pub recursive_anchor: Option<At<bool>>,
    /// `$recursiveRef` of draft 2019-09.
    pub recursive_ref: Option<At<String>>,
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
                if let Some(found) = to.properties(name, member) {
                    self.definitions.extend(found.value);
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
