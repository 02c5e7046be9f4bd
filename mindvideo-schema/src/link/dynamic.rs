use crate::schema::{Keywords, ResourceId, Schema, SchemaId};

/// The references that the path of evaluation may redirect: `$dynamicRef`, `$recursiveRef`.
///
/// Each looks for a name in the resources that evaluation came through, outermost first. A
/// `$recursiveRef` looks for the empty one.
#[derive(Clone, Debug, Default)]
pub(super) struct Dynamic {
    /// The names looked for. A name's number is its place here.
    names: Vec<String>,
    /// In the order of the schemas that have them.
    references: Vec<(usize, Reference)>,
    /// What each resource has under these names, as far as there are any.
    bindings: Vec<Vec<(u32, SchemaId)>>,
    /// For each schema, whether judging by it comes to one of the references; empty without any.
    reachable: Vec<bool>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Reference {
    /// The number of the name.
    pub(super) name: u32,
    /// Where it leads if no resource that evaluation came through has the name.
    pub(super) initial: SchemaId,
}

/// A number that no resource binds.
const NAMELESS: u32 = u32::MAX;

impl Dynamic {
    /// Adds a schema's reference. Without a name it is one like any other.
    pub(super) fn add(&mut self, schema: usize, initial: SchemaId, name: Option<String>) {
        let name = name.map_or(NAMELESS, |name| {
            let known = self.names.iter().position(|known| *known == name);
            let number = known.unwrap_or_else(|| {
                self.names.push(name);
                self.names.len() - 1
            });
            u32::try_from(number).unwrap_or(NAMELESS)
        });
        let place = self.place(schema).unwrap_or_else(|place| place);
        let reference = Reference { name, initial };
        self.references.insert(place, (schema, reference));
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.references.is_empty()
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    pub(super) fn bind(&mut self, resource: ResourceId, name: u32, target: SchemaId) {
        while self.bindings.len() <= resource.index() {
            self.bindings.push(Vec::new());
        }
        if let Some(bindings) = self.bindings.get_mut(resource.index())
            && !bindings.iter().any(|(known, _)| *known == name)
        {
            bindings.push((name, target));
        }
    }

    /// Makes those that can lead to one place only plain references, unless the schema has a plain
    /// one already, and finds out what comes to the others.
    pub(super) fn settle(&mut self, schemas: &[Schema], references: &mut [Option<SchemaId>]) {
        let mut kept = Vec::new();
        for (schema, reference) in std::mem::take(&mut self.references) {
            let leads_on = self.bound(reference.name).any(|to| to != reference.initial);
            match references.get_mut(schema) {
                Some(plain @ None) if !leads_on => *plain = Some(reference.initial),
                _ => kept.push((schema, reference)),
            }
        }
        let is_used = |name: u32| kept.iter().any(|(_, reference)| reference.name == name);
        for bindings in &mut self.bindings {
            bindings.retain(|(name, _)| is_used(*name));
        }
        self.references = kept;
        if !self.references.is_empty() {
            self.reachable = self.comes_to(schemas, references);
        }
    }

    /// Goes backwards from the references to every schema that comes to one.
    fn comes_to(&self, schemas: &[Schema], references: &[Option<SchemaId>]) -> Vec<bool> {
        let mut users: Vec<Vec<usize>> = vec![Vec::new(); schemas.len()];
        for (index, schema) in schemas.iter().enumerate() {
            let mut targets = schema.keywords().map_or_else(Vec::new, Keywords::applied);
            targets.extend(references.get(index).copied().flatten());
            targets.append(&mut self.targets_at(index));
            for target in targets {
                if let Some(users) = users.get_mut(target.index()) {
                    users.push(index);
                }
            }
        }
        let mut reachable = vec![false; schemas.len()];
        let mut open: Vec<usize> = self.references.iter().map(|(schema, _)| *schema).collect();
        while let Some(schema) = open.pop() {
            let known = reachable.get_mut(schema);
            if known.is_some_and(|known| !std::mem::replace(known, true)) {
                open.extend(users.get(schema).into_iter().flatten());
            }
        }
        reachable
    }

    fn bound(&self, name: u32) -> impl Iterator<Item = SchemaId> {
        let all = self.bindings.iter().flatten();
        all.filter(move |(bound, _)| *bound == name)
            .map(|(_, target)| *target)
    }

    /// Every place that a schema's dynamic reference may lead to.
    pub(super) fn targets_at(&self, schema: usize) -> Vec<SchemaId> {
        let Some(reference) = self.at(schema) else {
            return Vec::new();
        };
        let mut targets = vec![reference.initial];
        targets.extend(self.bound(reference.name));
        targets
    }

    pub(super) fn targets(&self, id: SchemaId) -> Vec<SchemaId> {
        self.targets_at(id.index())
    }

    pub(super) fn reference(&self, id: SchemaId) -> Option<&Reference> {
        if self.references.is_empty() {
            return None;
        }
        self.at(id.index())
    }

    fn at(&self, schema: usize) -> Option<&Reference> {
        let place = self.place(schema).ok()?;
        self.references.get(place).map(|(_, reference)| reference)
    }

    /// The place of a schema's reference, or the one where it belongs.
    fn place(&self, schema: usize) -> Result<usize, usize> {
        (self.references).binary_search_by_key(&schema, |(schema, _)| *schema)
    }

    pub(super) fn bindings(&self, resource: ResourceId) -> &[(u32, SchemaId)] {
        (self.bindings.get(resource.index())).map_or(&[], Vec::as_slice)
    }

    pub(super) fn is_reachable_from(&self, id: SchemaId) -> bool {
        self.reachable.get(id.index()).copied().unwrap_or(false)
    }
}
