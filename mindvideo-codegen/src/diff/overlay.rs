use mindvideo_schema::schema::Keywords;

/// The keywords of one schema, and those of another one that it does not have itself.
pub(super) fn overlay(mut top: Keywords, base: &Keywords) -> Keywords {
    let (to, from) = (&mut top.general, &base.general);
    fill(&mut to.types, from.types.as_ref());
    fill(&mut to.values, from.values.as_ref());
    fill(&mut to.constant, from.constant.as_ref());
    let (to, from) = (&mut top.number, &base.number);
    fill(&mut to.minimum, from.minimum.as_ref());
    fill(&mut to.maximum, from.maximum.as_ref());
    fill(&mut to.exclusive_minimum, from.exclusive_minimum.as_ref());
    fill(&mut to.exclusive_maximum, from.exclusive_maximum.as_ref());
    fill(&mut to.multiple_of, from.multiple_of.as_ref());
    let (to, from) = (&mut top.string, &base.string);
    fill(&mut to.min_length, from.min_length.as_ref());
    fill(&mut to.max_length, from.max_length.as_ref());
    fill(&mut to.pattern, from.pattern.as_ref());
    fill(&mut to.format, from.format.as_ref());
    let (to, from) = (&mut top.array, &base.array);
    fill(&mut to.prefix, from.prefix.as_ref());
    fill(&mut to.items, from.items.as_ref());
    fill(&mut to.min_items, from.min_items.as_ref());
    fill(&mut to.max_items, from.max_items.as_ref());
    fill(&mut to.unique, from.unique.as_ref());
    fill(&mut to.contains, from.contains.as_ref());
    fill(&mut to.min_contains, from.min_contains.as_ref());
    fill(&mut to.max_contains, from.max_contains.as_ref());
    fill(&mut to.unevaluated, from.unevaluated.as_ref());
    let (to, from) = (&mut top.object, &base.object);
    fill(&mut to.properties, from.properties.as_ref());
    fill(&mut to.required, from.required.as_ref());
    fill(&mut to.additional, from.additional.as_ref());
    fill(&mut to.pattern_properties, from.pattern_properties.as_ref());
    fill(&mut to.property_names, from.property_names.as_ref());
    fill(&mut to.min_properties, from.min_properties.as_ref());
    fill(&mut to.max_properties, from.max_properties.as_ref());
    fill(&mut to.unevaluated, from.unevaluated.as_ref());
    to.dependent_required
        .extend(from.dependent_required.iter().cloned());
    to.dependent_schemas
        .extend(from.dependent_schemas.iter().cloned());
    let (to, from) = (&mut top.logic, &base.logic);
    fill(&mut to.all_of, from.all_of.as_ref());
    fill(&mut to.any_of, from.any_of.as_ref());
    fill(&mut to.one_of, from.one_of.as_ref());
    fill(&mut to.not, from.not.as_ref());
    fill(&mut to.condition, from.condition.as_ref());
    fill(&mut to.then, from.then.as_ref());
    fill(&mut to.otherwise, from.otherwise.as_ref());
    top
}

fn fill<T: Clone>(slot: &mut Option<T>, from: Option<&T>) {
    if slot.is_none() {
        *slot = from.cloned();
    }
}
