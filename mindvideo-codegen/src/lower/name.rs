use std::borrow::Cow;

use mindvideo_schema::json::Pointer;
use mindvideo_schema::link::Linked;
use mindvideo_schema::schema::{Dialect, SchemaId};

use crate::model::{Scope, TypeName};
use crate::names::{self, Part};

/// What a type is named after: the way to a schema, and from there to the part of its values that
/// the type stands for.
#[derive(Clone, Debug)]
pub(super) struct Path {
    scope: Scope,
    parts: Vec<Part<String>>,
}

impl Path {
    /// The way to a schema: a pure function of where it stands. A `title` names nothing, so two
    /// places never merge.
    ///
    /// A branch of a union that something else refers to is alone there. In its union it is a step
    /// from the schema that makes a type of the union, which may have more beside it, or another
    /// way to the same branches.
    pub(super) fn of(linked: &Linked, id: SchemaId) -> Self {
        let schema = linked.schema(id);
        let document = linked.document(schema.document);
        let pointer = linked.pointer(schema);
        let steps = steps(&pointer);
        let (scope, mut parts) = match &steps[..] {
            _ if schema.document.index() > 0 => {
                // A schema of another document is named after both, and no definition like it.
                let places = [document.uri.clone(), pointer.to_string()];
                (Scope::Defs, places.map(Part::Below).into())
            }
            [keyword, key, rest @ ..] if keyword == "$defs" => {
                (Scope::Defs, below(key, rest, document.dialect))
            }
            [keyword, key, rest @ ..] if keyword == "definitions" => {
                (Scope::Definitions, below(key, rest, document.dialect))
            }
            all => (Scope::Root, parts(all, document.dialect)),
        };
        let is_branch = matches!(parts.last(), Some(Part::Case(_) | Part::Choice(_)));
        parts.extend(is_branch.then_some(Part::Alone));
        Self { scope, parts }
    }

    /// One step further.
    pub(super) fn with(&self, part: Part<String>) -> Self {
        let mut path = self.clone();
        path.parts.push(part);
        path
    }

    /// The name of the type.
    pub(super) fn name(&self) -> TypeName {
        let ident = match self.scope {
            Scope::Root if self.parts.is_empty() => "Input".to_owned(),
            Scope::Root => names::type_path(&self.parts),
            Scope::Defs | Scope::Definitions => names::definition_path(&self.parts),
        };
        TypeName {
            scope: self.scope,
            ident,
        }
    }
}

/// How deep a schema is within its document, as rustc counts when it looks for `Send`: through a
/// `Vec` and a map it goes by several steps.
pub(super) fn depth(linked: &Linked, id: SchemaId) -> usize {
    let pointer = linked.pointer(linked.schema(id));
    let steps = pointer.as_str().split('/').skip(1);
    let weight = |step| match step {
        "items" | "prefixItems" => 4,
        "additionalProperties" | "patternProperties" => 8,
        _ => 1,
    };
    steps.map(weight).sum()
}

fn steps(pointer: &Pointer) -> Vec<String> {
    pointer.steps().map(Cow::into_owned).collect()
}

/// The key of the definition that a schema is.
pub(super) fn key(linked: &Linked, id: SchemaId) -> Option<String> {
    let steps = steps(&linked.pointer(linked.schema(id)));
    match &steps[..] {
        [.., keyword, key] if keyword == "$defs" || keyword == "definitions" => Some(key.clone()),
        _ => None,
    }
}

fn below(key: &str, steps: &[String], dialect: Dialect) -> Vec<Part<String>> {
    let first = Part::Name(key.to_owned());
    [first].into_iter().chain(parts(steps, dialect)).collect()
}

/// The steps of a pointer as the steps of a name, no two pointers alike.
fn parts(steps: &[String], dialect: Dialect) -> Vec<Part<String>> {
    let mut parts = Vec::new();
    let mut rest = steps;
    while let [step, after @ ..] = rest {
        // Only one of the two has elements in a draft.
        let elements = match dialect {
            Dialect::Draft2020 => "prefixItems",
            _ => "items",
        };
        let index = after.first().and_then(|step| index(step));
        let (part, taken) = match (step.as_str(), after.first(), index) {
            ("properties", Some(name), _) => (Part::Name(name.clone()), 2),
            (step, _, Some(index)) if step == elements => (Part::Element(index), 2),
            ("oneOf", _, Some(index)) => (Part::Case(index), 2),
            ("anyOf", _, Some(index)) => (Part::Choice(index), 2),
            ("allOf", _, Some(index)) => (Part::Share(index), 2),
            ("items", _, None) => (Part::Item, 1),
            ("additionalProperties", ..) => (Part::Entry, 1),
            _ => (Part::Below(step.clone()), 1),
        };
        parts.push(part);
        rest = rest.get(taken..).unwrap_or_default();
    }
    parts
}

/// An index as JSON pointers spell it: `01` is the name of a member.
fn index(step: &str) -> Option<usize> {
    let index = step.parse().ok()?;
    (usize::to_string(&index) == step).then_some(index)
}
