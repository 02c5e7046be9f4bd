//! From linked schemas to the [`Model`]: the most specific Rust type that is exactly right.
//!
//! What no type holds becomes a rule on the typed value; what no rule says is left to the
//! evaluator, as a rule that names the schema itself. So each step here may be plain: nothing is
//! lost by not being clever.
//!
//! A schema is taken apart into all that is fulfilled at once (`all.rs`: its keywords, its `$ref`, its
//! `allOf`), then it is asked which JSON types are left, and one type is made a JSON type:
//!
//! | what is left | becomes |
//! |---|---|
//! | listed values | an enum of them; a struct around any JSON value if readers would round one |
//! | a union that says more than what stands beside it | an enum with a payload a branch (`union.rs`); `apart.rs` finds what tells them apart |
//! | one JSON type | a struct of all fields, a map, a tuple, a `Vec`, a scalar, with the rules of all |
//! | several, or those that keywords speak of | an enum with a payload a type, and `Other` for the rest |
//! | with `null` | an `Option` of it |
//! | nothing | `Never` |
//! | no hint at a type | a struct around any JSON value; `check --untyped` lists it with the reason |
//!
//! A type is named before it is made, and made when no other one is: references may go on for as long
//! as they like. A variant is named by what its branch says: the key of the definition it refers to,
//! the value it lists, that of its tag, or its JSON type; a later branch of the same name by its place.
//! What a branch becomes beside other schemas is named after the schema that puts them together, so a
//! union met in two places has names of its own in each. Unions side by side multiply: there is a
//! struct for each way through them, up to 32, and beyond that one struct for all with a rule beside it.
//! What several lists under `allOf` say of an item becomes one struct if items are objects.
//!
//! Inlined schemas fall to the last rung where rustc would give up: below 48 objects or 24 arrays
//! within one another. A chain of references is cut by a `Box` every 24 structs; whoever needs `Send`
//! of more than 60 in a row raises the `recursion_limit` of their crate, as rustc says.

mod all;
mod apart;
mod array;
mod asserts;
mod boxes;
mod docs;
mod facts;
mod fall;
mod literals;
mod name;
mod object;
mod order;
mod scalar;
mod union;

use std::collections::{HashMap, HashSet, VecDeque};

use mindvideo_schema::Evaluator;
use mindvideo_schema::json::Span;
use mindvideo_schema::link::Linked;
use mindvideo_schema::schema::{Body, Schema, SchemaId};

use self::all::All;
use self::facts::{Facts, Made};
pub(crate) use self::fall::{Fall, Untyped};
use self::name::Path;
use crate::model::{Check, Location, Place, Rule, Shape, Type, TypeName, TypeRef};
use crate::names::Part;

/// What became of a schema.
pub(crate) struct Lowered {
    /// The types, those that are used first first. The root is `Input`.
    pub types: Vec<Type>,
    /// What no type holds.
    pub untyped: Untyped,
}

/// The types for the schema of the model that requests call `slug`.
pub(crate) fn lower(evaluator: &Evaluator, slug: &str) -> Lowered {
    let mut lowering = Lowering::new(evaluator, slug);
    lowering.root();
    while let Some(next) = lowering.open.pop_front() {
        lowering.make(next);
    }
    let mut types = order::by_use(lowering.types);
    boxes::insert(&mut types);
    mark_unions(&mut types);
    let untyped = fall::count(evaluator.linked(), lowering.falls, &lowering.held);
    Lowered { types, untyped }
}

/// What is a variant's payload may be given where its union is meant.
fn mark_unions(types: &mut [Type]) {
    let is_union = |made: &&Type| matches!(made.shape, Shape::Union(_));
    let unions = types.iter().filter(is_union);
    let unions: HashSet<TypeName> = unions.map(|made| made.name.clone()).collect();
    for made in types {
        let Shape::Record(record) = &mut made.shape else {
            continue;
        };
        for field in &mut record.fields {
            field.converts = matches!(&field.of, TypeRef::Named(name) if unions.contains(name));
        }
    }
}

/// A type and what a value of it obeys where it is used.
#[derive(Clone)]
pub(crate) struct Use {
    of: TypeRef,
    rules: Vec<Rule>,
}

impl Use {
    fn of(of: TypeRef) -> Self {
        Self {
            of,
            rules: Vec::new(),
        }
    }

    /// With `null`, unless that is among its values already.
    fn or_null(self) -> Self {
        let of = match self.of {
            TypeRef::Null | TypeRef::Nullable(_) | TypeRef::Value => self.of,
            TypeRef::Never => TypeRef::Null,
            other => TypeRef::Nullable(Box::new(other)),
        };
        Self { of, ..self }
    }
}

/// How much of a schema a type of its own stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Own {
    /// All of it: wherever the schema is referred to, it is this type.
    All,
    /// The values that are not `null`. A type for all of it has the schema's name, if there is one.
    Part,
}

/// A type that has a name and no shape yet. Types may refer to one another without end, so none is
/// made while another one is.
struct Named<'a> {
    name: TypeName,
    id: SchemaId,
    /// What the type stands for at once with the schema.
    beside: Vec<SchemaId>,
    shape: Box<dyn FnOnce(&mut Lowering<'a>) -> Shape + 'a>,
}

struct Lowering<'a> {
    slug: &'a str,
    evaluator: &'a Evaluator,
    linked: &'a Linked,
    facts: Facts<'a>,
    types: Vec<Type>,
    /// Those to be made.
    open: VecDeque<Named<'a>>,
    /// What values of a schema are, as soon as that is known: for a type with a name, before the
    /// type itself is made.
    known: HashMap<SchemaId, Use>,
    /// The schemas whose values are being told, innermost last: those without a name.
    inlining: Vec<SchemaId>,
    /// Those among them that contain themselves, and so need a name.
    recursive: HashSet<SchemaId>,
    /// The schemas whose own name stands for all of their values, whatever these are.
    whole: HashSet<SchemaId>,
    /// Those of them whose newtype is being filled: a type within it has a name of its own.
    filled: HashSet<SchemaId>,
    /// How many schemas are being looked into, one within another.
    depth: usize,
    /// The schemas that a type stands for.
    held: HashSet<SchemaId>,
    falls: Vec<Fall>,
}

/// How deep a schema may be within its document before it falls to the last rung: rustc gives up
/// at 128. That is 48 objects within one another, or 24 arrays.
const DEEPEST: usize = 96;

/// How many types without a name may be within one another before clippy calls them complex.
const MOST_NESTED: usize = 4;

/// How many schemas without a name of their own may be looked into, one within another, before the
/// next one gets a name, and is looked into when it has its turn.
const MOST_INLINED: usize = 100;

impl<'a> Lowering<'a> {
    fn new(evaluator: &'a Evaluator, slug: &'a str) -> Self {
        let linked = evaluator.linked();
        Self {
            slug,
            evaluator,
            linked,
            facts: Facts::new(linked),
            types: Vec::new(),
            open: VecDeque::new(),
            known: HashMap::new(),
            inlining: Vec::new(),
            recursive: HashSet::new(),
            whole: HashSet::from([linked.root()]),
            filled: HashSet::new(),
            depth: 0,
            held: HashSet::new(),
            falls: Vec::new(),
        }
    }

    /// The root always has a name, whatever it is.
    fn root(&mut self) {
        let root = self.linked.root();
        // Where references depend on the way to them, no part means anything alone.
        let used = if self.linked.is_dynamic(root) {
            self.untyped(root, fall::DYNAMIC)
        } else {
            self.value(root)
        };
        let name = Path::of(self.linked, root).name();
        match used.of {
            TypeRef::Named(own) if own == name => {}
            TypeRef::Named(other) if used.rules.is_empty() => {
                self.define(root, Own::All, |_| Shape::Alias(other));
            }
            inner => {
                let rules = used.rules;
                self.define(root, Own::All, |_| Shape::Newtype { inner, rules });
            }
        }
    }

    /// What values of a schema are.
    fn value(&mut self, id: SchemaId) -> Use {
        match self.linked.schema(id).body {
            Body::Boolean(true) => return Use::of(TypeRef::Value),
            Body::Boolean(false) => return Use::of(TypeRef::Never),
            Body::Keywords(_) => {}
        }
        if let Some(known) = self.known.get(&id) {
            return known.clone();
        }
        self.held.insert(id);
        if self.inlining.contains(&id) {
            self.recursive.insert(id);
            return Use::of(TypeRef::Named(Path::of(self.linked, id).name()));
        }
        if self.is_too_deep(id) {
            return self.untyped(id, fall::TOO_DEEP);
        }
        if self.depth >= MOST_INLINED {
            return self.newtype(id);
        }
        self.inlining.push(id);
        let used = self.deeper(|lowering| lowering.unnamed(id));
        self.inlining.pop();
        if self.recursive.contains(&id) || nesting(&used.of) > MOST_NESTED {
            let Use { of: inner, rules } = used;
            return self.define(id, Own::All, |_| Shape::Newtype { inner, rules });
        }
        self.known.insert(id, used.clone());
        used
    }

    fn deeper<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        self.depth += 1;
        let made = work(self);
        self.depth -= 1;
        made
    }

    /// Whether a schema is too deep in its document, or among schemas without a name, for a type.
    fn is_too_deep(&self, id: SchemaId) -> bool {
        name::depth(self.linked, id) > DEEPEST || self.depth > 2 * MOST_INLINED
    }

    fn unnamed(&mut self, id: SchemaId) -> Use {
        match self.facts.made(id) {
            Made::Anything => Use::of(TypeRef::Value),
            Made::Of(target) => self.value(target),
            Made::Itself => {
                let all = All::of(&self.facts, id);
                self.all(&all)
            }
        }
    }

    fn newtype(&mut self, id: SchemaId) -> Use {
        self.whole.insert(id);
        self.define(id, Own::All, move |lowering| {
            lowering.filled.insert(id);
            let Use { of: inner, rules } = lowering.unnamed(id);
            Shape::Newtype { inner, rules }
        })
    }

    fn untyped(&mut self, id: SchemaId, reason: &'static str) -> Use {
        self.fall(id, reason);
        self.define(id, Own::All, |_| Shape::Untyped)
    }

    fn fall(&mut self, schema: SchemaId, reason: &'static str) {
        self.falls.push(Fall { schema, reason });
    }

    /// Gives a schema a type of its own, which can be referred to from now on.
    fn define(
        &mut self,
        id: SchemaId,
        own: Own,
        shape: impl FnOnce(&mut Self) -> Shape + 'a,
    ) -> Use {
        let path = Path::of(self.linked, id);
        let is_within = match own {
            Own::All => self.filled.contains(&id),
            Own::Part => self.whole.contains(&id),
        };
        let path = if is_within {
            path.with(Part::Some)
        } else {
            path
        };
        let used = self.define_as(path.name(), id, &[], shape);
        if own == Own::All && !is_within {
            self.known.insert(id, used.clone());
        }
        used
    }

    fn define_as(
        &mut self,
        name: TypeName,
        id: SchemaId,
        beside: &[SchemaId],
        shape: impl FnOnce(&mut Self) -> Shape + 'a,
    ) -> Use {
        self.open.push_back(Named {
            name: name.clone(),
            id,
            beside: beside.to_vec(),
            shape: Box::new(shape),
        });
        Use::of(TypeRef::Named(name))
    }

    fn make(&mut self, named: Named<'a>) {
        let Named {
            name,
            id,
            beside,
            shape,
        } = named;
        let shape = shape(self);
        let schema = self.linked.schema(id);
        self.types.push(Type {
            docs: docs::of_type(self.slug, self.linked, &name, schema, &shape),
            name,
            deprecated: docs::deprecated(schema),
            location: self.location(id),
            beside: beside.into_iter().map(|id| self.location(id)).collect(),
            shape,
        });
    }

    /// A rule that leaves a value to the evaluator.
    fn judged(&self, id: SchemaId) -> Rule {
        let check = Check::Schema(self.location(id));
        let schema = self.linked.schema(id);
        self.rule(schema, check, schema.span)
    }

    fn rule(&self, schema: &Schema, check: Check, span: Span) -> Rule {
        Rule {
            check,
            at: self.place(schema, span),
        }
    }

    fn place(&self, schema: &Schema, span: Span) -> Place {
        let source = &self.linked.document(schema.document).source;
        let place = source.place(span.start);
        (place.line, place.column)
    }

    fn location(&self, id: SchemaId) -> Location {
        let schema = self.linked.schema(id);
        let document = (schema.document.index() > 0)
            .then(|| self.linked.document(schema.document).uri.clone());
        Location {
            document,
            pointer: self.linked.pointer(schema).to_string(),
        }
    }
}

/// How many types without a name are within one another.
fn nesting(of: &TypeRef) -> usize {
    match of {
        TypeRef::List(inner)
        | TypeRef::Map(inner)
        | TypeRef::Nullable(inner)
        | TypeRef::Boxed(inner) => 1 + nesting(inner),
        TypeRef::Tuple(elements) => 1 + elements.iter().map(nesting).max().unwrap_or_default(),
        _ => 0,
    }
}
