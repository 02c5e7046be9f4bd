use crate::link::Linked;
use crate::schema::{Keywords, SchemaId};
use crate::text::shown;

/// How many references are followed to what a branch says.
const MOST_STEPS: usize = 8;

/// What tells people which branch of a union is meant, besides its place: the value that it asks
/// for in a member, or what it refers to.
pub(super) fn hint(linked: &Linked, branch: SchemaId) -> Option<String> {
    let mut at = branch;
    for _ in 0..MOST_STEPS {
        if let Some(tag) = linked
            .schema(at)
            .keywords()
            .and_then(|keywords| tag(linked, keywords))
        {
            return Some(tag);
        }
        let Some(target) = linked.reference(at) else {
            break;
        };
        at = target;
    }
    let target = linked.reference(branch)?;
    let pointer = linked.pointer(linked.schema(target));
    let (_, name) = pointer.as_str().rsplit_once('/')?;
    Some(name.to_owned())
}

/// The first member that may have one value only.
fn tag(linked: &Linked, keywords: &Keywords) -> Option<String> {
    let properties = keywords.object.properties.iter();
    properties.flat_map(|at| &at.value).find_map(|property| {
        let general = &linked.schema(property.schema).keywords()?.general;
        let value = match (&general.constant, &general.values) {
            (Some(constant), _) => &constant.value,
            (None, Some(values)) => match &values.value[..] {
                [only] => only,
                _ => return None,
            },
            (None, None) => return None,
        };
        Some(format!("{}: {}", property.name.text, shown(value)))
    })
}
