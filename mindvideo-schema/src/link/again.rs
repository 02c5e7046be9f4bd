use super::dynamic::Dynamic;
use crate::schema::{Schema, SchemaId};

/// For each schema, whether evaluation may come to it on more than one way: it is referred to and
/// applied where it stands, or referred to twice.
///
/// Any other schema is applied to a value as often as the one around it at most, so only these are
/// worth remembering.
pub(super) fn met(
    schemas: &[Schema],
    references: &[Option<SchemaId>],
    dynamic: &Dynamic,
    root: SchemaId,
) -> Vec<bool> {
    let mut ways: Vec<u8> = schemas
        .iter()
        .map(|schema| schema.is_applied.into())
        .collect();
    let mut count = |id: SchemaId| {
        if let Some(ways) = ways.get_mut(id.index()) {
            *ways = ways.saturating_add(1);
        }
    };
    count(root);
    for (index, reference) in references.iter().enumerate() {
        reference.iter().copied().for_each(&mut count);
        if !dynamic.is_empty() {
            dynamic.targets_at(index).into_iter().for_each(&mut count);
        }
    }
    ways.into_iter().map(|ways| ways > 1).collect()
}
