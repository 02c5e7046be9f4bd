use std::collections::HashMap;

use crate::model::{Shape, Type, TypeName, TypeRef};

/// How many types at most are within one another by value: rustc gives up at about 60.
const DEEPEST: usize = 24;

/// Puts on the heap what would otherwise contain itself, or nest deeper than rustc goes: the
/// references by value that lead back to a type on the way to them, and those to a type that holds
/// as many within one another as may be.
pub(super) fn insert(types: &mut [Type]) {
    let index: HashMap<TypeName, usize> = types
        .iter()
        .enumerate()
        .map(|(index, made)| (made.name.clone(), index))
        .collect();
    // Whoever holds an alias holds what it names.
    let aliases: HashMap<TypeName, TypeName> = types
        .iter()
        .filter_map(|made| match &made.shape {
            Shape::Alias(to) => Some((made.name.clone(), to.clone())),
            _ => None,
        })
        .collect();
    let target = |of: &mut TypeRef| match of {
        TypeRef::Named(name) => index.get(aliases.get(name).unwrap_or(name)).copied(),
        _ => None,
    };
    let targets = types.iter_mut().map(|made| {
        let edges = edges(&mut made.shape).into_iter();
        edges.map(target).collect()
    });
    let targets: Vec<Vec<Option<usize>>> = targets.collect();
    for (from, edge) in boxed_edges(&targets) {
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

/// The edges to be boxed, as pairs of a type and the place of the edge in it. Depth first, on a
/// stack of its own: types nest deeper than programs may.
fn boxed_edges(targets: &[Vec<Option<usize>>]) -> Vec<(usize, usize)> {
    let mut state = vec![State::New; targets.len()];
    // How many types are within one another from each one on.
    let mut heights = vec![1_usize; targets.len()];
    let mut boxed = Vec::new();
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
            let Some(to) = *target else {
                *next += 1;
                continue;
            };
            match state[to] {
                // The same edge comes again when its target is done.
                State::New => {
                    state[to] = State::Open;
                    path.push((to, 0));
                    continue;
                }
                State::Done if heights[to] < DEEPEST => {
                    heights[from] = heights[from].max(heights[to] + 1);
                }
                State::Open | State::Done => boxed.push((from, edge)),
            }
            *next += 1;
        }
    }
    boxed
}

/// What a type holds by value.
fn edges(shape: &mut Shape) -> Vec<&mut TypeRef> {
    match shape {
        Shape::Record(record) => {
            let fields = record.fields.iter_mut();
            fields.flat_map(|field| held(&mut field.of)).collect()
        }
        Shape::Union(union) => {
            let branches = union.branches.iter_mut();
            branches.flat_map(|branch| held(&mut branch.of)).collect()
        }
        Shape::Newtype { inner, .. } => held(inner),
        Shape::Literals(_) | Shape::Untyped | Shape::Alias(_) => Vec::new(),
    }
}

fn held(of: &mut TypeRef) -> Vec<&mut TypeRef> {
    match of {
        TypeRef::Nullable(inner) => held(inner),
        TypeRef::Tuple(elements) => elements.iter_mut().flat_map(held).collect(),
        other => vec![other],
    }
}
