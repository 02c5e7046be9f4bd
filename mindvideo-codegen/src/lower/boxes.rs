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
    let mut walk = Walk {
        index,
        state: vec![State::New; types.len()],
    };
    for start in 0..types.len() {
        walk.visit(types, start);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

struct Walk {
    index: HashMap<TypeName, usize>,
    state: Vec<State>,
}

impl Walk {
    /// Depth first, on a stack of its own: schemas nest deeper than programs may.
    fn visit(&mut self, types: &mut [Type], start: usize) {
        if self.state[start] != State::New {
            return;
        }
        self.state[start] = State::Open;
        let mut path = vec![(start, 0)];
        while let Some((at, edge)) = path.last_mut() {
            let Some(name) = edges(&mut types[*at].shape).into_iter().nth(*edge) else {
                self.state[*at] = State::Done;
                path.pop();
                continue;
            };
            *edge += 1;
            let TypeRef::Named(to) = name else { continue };
            let Some(to) = self.index.get(to).copied() else {
                continue;
            };
            match self.state[to] {
                State::Open => *name = TypeRef::Boxed(Box::new(name.clone())),
                State::New => {
                    self.state[to] = State::Open;
                    path.push((to, 0));
                }
                State::Done => {}
            }
        }
    }
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
