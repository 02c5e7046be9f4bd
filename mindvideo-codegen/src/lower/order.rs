use std::collections::HashMap;

use crate::model::{Shape, Type, TypeName, TypeRef};

/// The types in the order in which a reader of the first one comes to them: what a type uses
/// follows it, before whatever is used after it.
pub(super) fn by_use(types: Vec<Type>) -> Vec<Type> {
    let places = types.iter().enumerate();
    let places: HashMap<&TypeName, usize> = places.map(|(at, made)| (&made.name, at)).collect();
    let inputs = types.iter().filter(|made| made.is_input());
    let others = types.iter().filter(|made| !made.is_input());
    let mut open: Vec<&Type> = inputs.chain(others).collect();
    open.reverse();
    let mut is_met = vec![false; types.len()];
    let mut order = Vec::with_capacity(types.len());
    while let Some(next) = open.pop() {
        let Some(place) = places.get(&next.name).copied() else {
            continue;
        };
        let Some(is_met @ false) = is_met.get_mut(place) else {
            continue;
        };
        *is_met = true;
        order.push(place);
        let used = used(&next.shape).into_iter().rev();
        let used = used.filter_map(|name| types.get(*places.get(name)?));
        open.extend(used);
    }
    // What nobody comes to stands first.
    let unused = (0..types.len()).filter(|at| is_met.get(*at) == Some(&false));
    let order: Vec<usize> = unused.chain(order).collect();
    let mut types: Vec<Option<Type>> = types.into_iter().map(Some).collect();
    let take = |at: usize| types.get_mut(at).and_then(Option::take);
    order.into_iter().filter_map(take).collect()
}

/// The types that one names, in its order.
fn used(shape: &Shape) -> Vec<&TypeName> {
    let mut names = Vec::new();
    match shape {
        Shape::Record(record) => {
            let fields = record.fields.iter().map(|field| &field.of);
            let rest = record.rest.iter().map(|rest| &rest.of);
            fields.chain(rest).for_each(|of| named(of, &mut names));
        }
        Shape::Union(union) => {
            let payloads = union.branches.iter().map(|branch| &branch.of);
            payloads.for_each(|of| named(of, &mut names));
        }
        Shape::Newtype { inner, .. } => named(inner, &mut names),
        Shape::Alias(to) => names.push(to),
        Shape::Literals(_) | Shape::Untyped => {}
    }
    names
}

fn named<'a>(of: &'a TypeRef, names: &mut Vec<&'a TypeName>) {
    match of {
        TypeRef::Named(name) => names.push(name),
        TypeRef::List(inner)
        | TypeRef::Map(inner)
        | TypeRef::Nullable(inner)
        | TypeRef::Boxed(inner) => named(inner, names),
        TypeRef::Tuple(elements) => elements.iter().for_each(|of| named(of, names)),
        TypeRef::Never
        | TypeRef::Null
        | TypeRef::Boolean
        | TypeRef::I64
        | TypeRef::Integer
        | TypeRef::Number
        | TypeRef::String
        | TypeRef::Value => {}
    }
}
