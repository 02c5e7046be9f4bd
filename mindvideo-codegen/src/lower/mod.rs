//! From linked schemas to the [`Model`]: the most specific Rust type that is exactly right.
//!
//! What no type holds becomes a rule on the typed value; what no rule says is left to the
//! evaluator, as a rule that names the schema itself. So each step here may be plain: nothing is
//! lost by not being clever.

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
mod scalar;
mod union;

use std::collections::{HashMap, HashSet};

use mindvideo_schema::Evaluator;
use mindvideo_schema::json::Span;
use mindvideo_schema::link::Linked;
use mindvideo_schema::schema::{Body, Schema, SchemaId};

use self::all::All;
use self::facts::{Facts, Made};
pub(crate) use self::fall::{Fall, Untyped};
use crate::model::{Check, Location, Place, Rule, Shape, Type, TypeName, TypeRef};

/// What became of a schema.
pub(crate) struct Lowered {
    /// The types, those that are used first first. The root is `Input`.
    pub types: Vec<Type>,
    /// What no type holds.
    pub untyped: Untyped,
}

/// The types for a schema.
pub(crate) fn lower(evaluator: &Evaluator) -> Lowered {
    // A definition that contains itself through arrays only is inlined until that is found out;
    // then it needs a name, and everything is lowered anew.
    let mut recursive = HashSet::new();
    loop {
        let mut lowering = Lowering::new(evaluator, &recursive);
        lowering.root();
        if lowering.endless.is_subset(&recursive) {
            let mut types: Vec<Type> = lowering.types.into_iter().flatten().collect();
            boxes::insert(&mut types);
            mark_unions(&mut types);
            let untyped = fall::count(evaluator.linked(), lowering.falls, &lowering.held);
            return Lowered { types, untyped };
        }
        let endless = lowering.endless;
        recursive.extend(endless);
    }
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

struct Lowering<'a> {
    evaluator: &'a Evaluator,
    linked: &'a Linked,
    facts: Facts<'a>,
    /// In the order in which they were met; `None` while one is being made.
    types: Vec<Option<Type>>,
    /// What values of a schema are, as soon as that is known: for a type with a name, before the
    /// type itself is made.
    known: HashMap<SchemaId, Use>,
    /// The definitions that are being inlined, innermost last.
    inlining: Vec<SchemaId>,
    recursive: &'a HashSet<SchemaId>,
    /// Those that need a name: they contain themselves, or too many others without one.
    endless: HashSet<SchemaId>,
    /// The schemas that a type stands for.
    held: HashSet<SchemaId>,
    falls: Vec<Fall>,
}

/// How deep a schema may be within its document before it falls to the last rung: rustc gives up
/// at 128. That is 48 objects within one another, or 24 arrays.
const DEEPEST: usize = 96;

/// How many types without a name may be within one another before clippy calls them complex.
const MOST_NESTED: usize = 4;

impl<'a> Lowering<'a> {
    fn new(evaluator: &'a Evaluator, recursive: &'a HashSet<SchemaId>) -> Self {
        Self {
            evaluator,
            linked: evaluator.linked(),
            facts: Facts::new(evaluator.linked()),
            types: Vec::new(),
            known: HashMap::new(),
            inlining: Vec::new(),
            recursive,
            endless: HashSet::new(),
            held: HashSet::new(),
            falls: Vec::new(),
        }
    }

    /// The root always has a name, whatever it is.
    fn root(&mut self) {
        let root = self.linked.root();
        self.inlining.push(root);
        // Where references depend on the way to them, no part means anything alone.
        let used = if self.linked.is_dynamic(root) {
            self.untyped(root, fall::DYNAMIC)
        } else {
            self.value(root)
        };
        let name = name::of(self.linked, root);
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
        let used = if self.recursive.contains(&id) {
            self.newtype(id)
        } else {
            self.unnamed(id)
        };
        // The innermost comes first; what is around it is looked at again when it has a name.
        if self.endless.is_empty() && nesting(&used.of) > MOST_NESTED {
            self.endless.insert(id);
        }
        self.known.insert(id, used.clone());
        used
    }

    fn unnamed(&mut self, id: SchemaId) -> Use {
        if name::depth(self.linked.schema(id)) > DEEPEST {
            return self.untyped(id, fall::TOO_DEEP);
        }
        match self.facts.made(id) {
            Made::Anything => Use::of(TypeRef::Value),
            Made::Of(target) => self.referred(target),
            Made::Itself => {
                let all = All::of(&self.facts, id);
                self.all(&all)
            }
        }
    }

    fn referred(&mut self, target: SchemaId) -> Use {
        // What has a name may contain itself; what is inlined may not.
        if self.inlining.contains(&target) && !self.known.contains_key(&target) {
            self.endless.insert(target);
            return Use::of(TypeRef::Value);
        }
        self.inlining.push(target);
        let used = self.value(target);
        self.inlining.pop();
        used
    }

    fn newtype(&mut self, id: SchemaId) -> Use {
        self.define(id, Own::All, |lowering| {
            let Use { of: inner, rules } = lowering.unnamed(id);
            Shape::Newtype { inner, rules }
        })
    }

    fn untyped(&mut self, id: SchemaId, reason: &'static str) -> Use {
        self.fall(id, reason);
        match self.known.get(&id) {
            Some(known) => known.clone(),
            None => self.define(id, Own::All, |_| Shape::Untyped),
        }
    }

    fn fall(&mut self, schema: SchemaId, reason: &'static str) {
        self.falls.push(Fall { schema, reason });
    }

    /// Gives a schema a type of its own, which `shape` may already refer to if it is all of it.
    fn define(&mut self, id: SchemaId, own: Own, shape: impl FnOnce(&mut Self) -> Shape) -> Use {
        let has_whole = id == self.linked.root() || self.recursive.contains(&id);
        let name = match own {
            Own::Part if has_whole => name::of_some(self.linked, id),
            _ => name::of(self.linked, id),
        };
        if own == Own::All {
            let used = Use::of(TypeRef::Named(name.clone()));
            self.known.insert(id, used);
        }
        self.define_as(name, id, shape)
    }

    fn define_as(
        &mut self,
        name: TypeName,
        id: SchemaId,
        shape: impl FnOnce(&mut Self) -> Shape,
    ) -> Use {
        let index = self.types.len();
        self.types.push(None);
        let shape = shape(self);
        let schema = self.linked.schema(id);
        let made = Type {
            name: name.clone(),
            docs: docs::of_type(schema, &shape),
            deprecated: docs::deprecated(schema),
            location: self.location(id),
            shape,
        };
        if let Some(slot) = self.types.get_mut(index) {
            *slot = Some(made);
        }
        Use::of(TypeRef::Named(name))
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
            pointer: schema.pointer.to_string(),
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
