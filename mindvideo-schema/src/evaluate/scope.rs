use crate::hashed::{Hashed, Spread};
use crate::schema::SchemaId;

/// What dynamic references lead to, as far as evaluation has come. The default one has nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Scope(u32);

/// Every scope that a run came into, each once.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    bound: Vec<Vec<(u32, SchemaId)>>,
    /// Their places by the hashes of their bindings, which are in order.
    places: Hashed,
}

impl Scope {
    pub(super) fn number(self) -> u32 {
        self.0
    }
}

impl Scopes {
    /// The scope inside a resource with these bindings: what is bound further out stays.
    pub(super) fn enter(&mut self, outer: Scope, bindings: &[(u32, SchemaId)]) -> Scope {
        let mut inner = self.bindings(outer).to_vec();
        let known = inner.len();
        for binding in bindings {
            let place = inner.partition_point(|(name, _)| *name < binding.0);
            if inner.get(place).is_none_or(|(name, _)| *name != binding.0) {
                inner.insert(place, *binding);
            }
        }
        if inner.len() == known {
            return outer;
        }
        let words = |(name, id): &(u32, SchemaId)| u64::from(*name) << 32 | u64::from(id.0);
        let hash = Spread::of(inner.iter().map(words));
        let is_it = |place: u32| self.bound.get(place as usize) == Some(&inner);
        let fresh = u32::try_from(self.bound.len()).unwrap_or(u32::MAX);
        let place = self.places.add(hash, fresh, &is_it).unwrap_or_else(|| {
            self.bound.push(inner);
            fresh
        });
        Scope(place.saturating_add(1))
    }

    /// What a name is bound to.
    pub(super) fn find(&self, scope: Scope, name: u32) -> Option<SchemaId> {
        let bindings = self.bindings(scope);
        let found = bindings.iter().find(|(bound, _)| *bound == name);
        found.map(|(_, target)| *target)
    }

    fn bindings(&self, scope: Scope) -> &[(u32, SchemaId)] {
        let index = (scope.0 as usize).checked_sub(1);
        index
            .and_then(|index| self.bound.get(index))
            .map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outermost_binding_stays() {
        let mut scopes = Scopes::default();
        let start = Scope::default();
        let outer = scopes.enter(start, &[(0, SchemaId(1))]);
        assert_eq!(scopes.enter(outer, &[(0, SchemaId(2))]), outer);
        let inner = scopes.enter(outer, &[(0, SchemaId(2)), (1, SchemaId(3))]);
        assert_eq!(scopes.find(inner, 0), Some(SchemaId(1)));
        assert_eq!(scopes.find(inner, 1), Some(SchemaId(3)));
        assert_eq!(scopes.find(outer, 1), None);
        // By whichever way it is reached.
        let other = scopes.enter(start, &[(1, SchemaId(3))]);
        assert_eq!(scopes.enter(other, &[(0, SchemaId(1))]), inner);
    }
}
