use mindvideo_schema::json::Pointer;
use mindvideo_schema::link::Linked;
use mindvideo_schema::schema::SchemaId;

use crate::model::{Scope, TypeName};
use crate::names::{self, Part};

/// The name of a schema's type: a pure function of where the schema stands. A `title` names
/// nothing, so two places never merge.
pub(super) fn of(linked: &Linked, id: SchemaId) -> TypeName {
    named(linked, id, None)
}

/// The name of the type for a schema's values that are not `null`, where the schema's own name
/// stands for all of them.
pub(super) fn of_part(linked: &Linked, id: SchemaId) -> TypeName {
    named(linked, id, Some(Part::Case(0)))
}

fn named(linked: &Linked, id: SchemaId, last: Option<Part<String>>) -> TypeName {
    let schema = linked.schema(id);
    let steps = Pointer::parse(schema.pointer.as_str()).unwrap_or_default();
    let (scope, steps) = match &steps[..] {
        [keyword, rest @ ..] if keyword == "$defs" && !rest.is_empty() => (Scope::Defs, rest),
        [keyword, rest @ ..] if keyword == "definitions" && !rest.is_empty() => {
            (Scope::Definitions, rest)
        }
        all => (Scope::Root, all),
    };
    if schema.document.index() > 0 {
        let uri = &linked.document(schema.document).uri;
        return elsewhere(uri, schema.pointer.as_str(), last);
    }
    let ident = match (scope, steps) {
        (Scope::Root, []) if last.is_none() => "Input".to_owned(),
        (Scope::Root, steps) => {
            let mut path = parts(steps);
            path.extend(last);
            names::type_path(&path)
        }
        (Scope::Defs | Scope::Definitions, steps) => {
            let (first, rest) = steps.split_first().map_or(("", steps), |(f, r)| (f, r));
            let mut path = vec![Part::Name(first.to_owned())];
            path.extend(parts(rest));
            path.extend(last);
            names::definition_path(&path)
        }
    };
    TypeName { scope, ident }
}

/// A schema of another document is named after both.
fn elsewhere(uri: &str, pointer: &str, last: Option<Part<String>>) -> TypeName {
    let mut path = vec![Part::Name(format!("{uri}#{pointer}"))];
    path.extend(last);
    let ident = names::definition_path(&path);
    TypeName {
        scope: Scope::Defs,
        ident,
    }
}

/// The steps of a pointer as the steps of a name. A step that is no keyword's stands for itself.
fn parts(steps: &[String]) -> Vec<Part<String>> {
    let mut parts = Vec::new();
    let mut rest = steps;
    while let [step, after @ ..] = rest {
        rest = after;
        let index = |after: &[String]| after.first().and_then(|step| step.parse::<usize>().ok());
        let part = match step.as_str() {
            "properties" if !after.is_empty() => {
                rest = &after[1..];
                Part::Name(after[0].clone())
            }
            "prefixItems" | "items" if index(after).is_some() => {
                rest = &after[1..];
                Part::Element(index(after).unwrap_or_default())
            }
            "anyOf" | "oneOf" if index(after).is_some() => {
                rest = &after[1..];
                Part::Case(index(after).unwrap_or_default())
            }
            "items" => Part::Item,
            "additionalProperties" => Part::Entry,
            _ => Part::Name(format!("#{step}")),
        };
        parts.push(part);
    }
    parts
}
