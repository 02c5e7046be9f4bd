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
    let mut ranks = vec![None; types.len()];
    let mut met = 0;
    while let Some(next) = open.pop() {
        let place = places.get(&next.name);
        let Some(rank @ None) = place.and_then(|at| ranks.get_mut(*at)) else {
            continue;
        };
        *rank = Some(met);
        met += 1;
        let used = used(&next.shape).into_iter().rev();
        let used = used.filter_map(|name| types.get(*places.get(name)?));
        open.extend(used);
    }
    let mut ranked: Vec<(Option<usize>, Type)> = ranks.into_iter().zip(types).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, made)| made).collect()
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
