use std::collections::HashMap;

use crate::model::{Shape, Type, TypeName, TypeRef};

/// Puts on the heap what would otherwise contain itself: the references by value that lead back to
/// a type on the way to them, and no others.
pub(super) fn insert(types: &mut [Type]) {
    let index: HashMap<TypeName, usize> = types
        .iter()
        .enumerate()
        .map(|(index, made)| (made.name.clone(), index))
        .collect();
    let target = |of: &mut TypeRef| match of {
        TypeRef::Named(name) => index.get(name).copied(),
        _ => None,
    };
    let targets = types.iter_mut().map(|made| {
        let edges = edges(&mut made.shape).into_iter();
        edges.map(target).collect()
    });
    let targets: Vec<Vec<Option<usize>>> = targets.collect();
    for (from, edge) in back_edges(&targets) {
        let made = types.get_mut(from);
        let edge = made.and_then(|made| edges(&mut made.shape).into_iter().nth(edge));
        if let Some(of) = edge {
            *of = TypeRef::Boxed(Box::new(of.clone()));
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

/// The edges that lead back, as pairs of a type and the place of the edge in it. Depth first, on a
/// stack of its own: types nest deeper than programs may.
fn back_edges(targets: &[Vec<Option<usize>>]) -> Vec<(usize, usize)> {
    let mut state = vec![State::New; targets.len()];
    let mut back = Vec::new();
    for start in 0..targets.len() {
        if state[start] != State::New {
            continue;
        }
        state[start] = State::Open;
        let mut path = vec![(start, 0)];
        while let Some((at, next)) = path.last_mut() {
            let (from, edge) = (*at, *next);
            let Some(target) = targets[from].get(edge) else {
                state[from] = State::Done;
                path.pop();
                continue;
            };
            *next += 1;
            let Some(to) = *target else { continue };
            match state[to] {
                State::Open => back.push((from, edge)),
                State::New => {
                    state[to] = State::Open;
                    path.push((to, 0));
                }
                State::Done => {}
            }
        }
    }
    back
}

/// What a type holds by value.
fn edges(shape: &mut Shape) -> Vec<&mut TypeRef> {
    match shape {
        Shape::Record(record) => record
            .fields
            .iter_mut()
            .map(|field| held(&mut field.of))
            .collect(),
        Shape::Union(union) => union
            .branches
            .iter_mut()
            .map(|branch| held(&mut branch.of))
            .collect(),
        Shape::Newtype { inner, .. } => vec![held(inner)],
        Shape::Literals(_) | Shape::Untyped | Shape::Alias(_) => Vec::new(),
    }
}

fn held(of: &mut TypeRef) -> &mut TypeRef {
    match of {
        TypeRef::Nullable(inner) => held(inner),
        other => other,
    }
}
