use std::sync::Arc;

use super::hash;

const SLOTS: usize = 64;

/// The last name of each slot that its hash asks for: most texts repeat a few dozen names, and no
/// name is looked for in more than one place.
///
/// There are no slots before the first name: many texts have none.
#[derive(Default)]
pub(super) struct Shared(Vec<Option<Arc<str>>>);

impl Shared {
    /// The name, which takes no room of its own if it was met a while ago.
    pub(super) fn share(&mut self, name: &str) -> Arc<str> {
        if self.0.is_empty() {
            self.0.resize(SLOTS, None);
        }
        match self.0.get_mut(hash(name) as usize % SLOTS) {
            Some(Some(known)) if **known == *name => Arc::clone(known),
            Some(slot) => Arc::clone(slot.insert(Arc::from(name))),
            None => Arc::from(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_repeat_are_shared() {
        let mut names = Shared::default();
        let first = names.share("type");
        assert!(Arc::ptr_eq(&first, &names.share("type")));
        for n in 0..1000 {
            let name = n.to_string();
            assert_eq!(*names.share(&name), *name);
        }
        assert_eq!(*names.share("type"), *first);
    }
}
