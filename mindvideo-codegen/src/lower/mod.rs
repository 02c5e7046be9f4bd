//! From linked schemas to the [`Model`]: the most specific Rust type that is exactly right.
//!
//! What no type holds becomes a rule on the typed value; what no rule says is left to the
//! evaluator, as a rule that names the schema itself. So each step here may be plain: nothing is
//! lost by not being clever.

mod boxes;
mod docs;
mod literals;
mod name;
mod object;
mod scalar;

use std::collections::{HashMap, HashSet};

use mindvideo_schema::Evaluator;
use mindvideo_schema::json::Span;
use mindvideo_schema::link::Linked;
use mindvideo_schema::schema::{Body, JsonType, Keywords, Schema, SchemaId, TypeSet};

use crate::model::{Branch, Check, Location, Place, Rule, Shape, Type, TypeRef, Union};

/// The types for a schema. The root is `Input`.
pub(crate) fn lower(evaluator: &Evaluator) -> Vec<Type> {
    // A definition that contains itself through arrays only is inlined until that is found out;
    // then it needs a name, and everything is lowered anew.
    let mut recursive = HashSet::new();
    loop {
        let mut lowering = Lowering::new(evaluator, &recursive);
        lowering.root();
        if lowering.endless.is_subset(&recursive) {
            let mut types: Vec<Type> = lowering.types.into_iter().flatten().collect();
            boxes::insert(&mut types);
            return types;
        }
        let endless = lowering.endless;
        recursive.extend(endless);
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

    fn or_null(self) -> Self {
        Self {
            of: TypeRef::Nullable(Box::new(self.of)),
            rules: self.rules,
        }
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
    /// In the order in which they were met; `None` while one is being made.
    types: Vec<Option<Type>>,
    /// What values of a schema are, as soon as that is known: for a type with a name, before the
    /// type itself is made.
    known: HashMap<SchemaId, Use>,
    /// The definitions that are being inlined, innermost last.
    inlining: Vec<SchemaId>,
    recursive: &'a HashSet<SchemaId>,
    endless: HashSet<SchemaId>,
}

impl<'a> Lowering<'a> {
    fn new(evaluator: &'a Evaluator, recursive: &'a HashSet<SchemaId>) -> Self {
        Self {
            evaluator,
            linked: evaluator.linked(),
            types: Vec::new(),
            known: HashMap::new(),
            inlining: Vec::new(),
            recursive,
            endless: HashSet::new(),
        }
    }

    /// The root always has a name, whatever it is.
    fn root(&mut self) {
        let root = self.linked.root();
        self.inlining.push(root);
        // Where references depend on the way to them, no part means anything alone.
        let used = if self.linked.is_dynamic(root) {
            self.untyped(root)
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
        let linked = self.linked;
        let schema = linked.schema(id);
        let keywords = match &schema.body {
            Body::Boolean(true) => return Use::of(TypeRef::Value),
            Body::Boolean(false) => return self.untyped(id),
            Body::Keywords(keywords) => keywords,
        };
        if let Some(known) = self.known.get(&id) {
            return known.clone();
        }
        let used = if self.recursive.contains(&id) {
            self.newtype(id, schema, keywords)
        } else {
            self.unnamed(id, schema, keywords)
        };
        self.known.insert(id, used.clone());
        used
    }

    fn unnamed(&mut self, id: SchemaId, schema: &Schema, keywords: &Keywords) -> Use {
        if let Some(target) = self.linked.reference(id) {
            return self.referred(id, schema, keywords, target);
        }
        if keywords.general.values.is_some() || keywords.general.constant.is_some() {
            return self.literals(id, schema, keywords);
        }
        match &keywords.general.types {
            // An empty list allows nothing, and no type does.
            Some(types) if types.value.is_empty() => self.untyped(id),
            Some(types) => self.typed(id, schema, keywords, types.value),
            None if asserts(keywords) => self.untyped(id),
            None => Use::of(TypeRef::Value),
        }
    }

    /// The target's type; rules beside the reference come on top of it.
    fn referred(
        &mut self,
        id: SchemaId,
        schema: &Schema,
        keywords: &Keywords,
        target: SchemaId,
    ) -> Use {
        // What has a name may contain itself; what is inlined may not.
        if self.inlining.contains(&target) && !self.known.contains_key(&target) {
            self.endless.insert(target);
            return Use::of(TypeRef::Value);
        }
        self.inlining.push(target);
        let mut used = self.value(target);
        self.inlining.pop();
        let dialect = self.linked.document(schema.document).dialect;
        if asserts(keywords) && !dialect.ref_replaces_siblings() {
            used.rules.push(self.judged(id, schema.span));
        }
        used
    }

    fn typed(&mut self, id: SchemaId, schema: &Schema, keywords: &Keywords, types: TypeSet) -> Use {
        let mut list: Vec<JsonType> = types.iter().collect();
        if types.names(JsonType::Number) {
            list.retain(|t| *t != JsonType::Integer);
        }
        let mut used = match list[..] {
            // What is under rules of its own carries them with its name.
            [JsonType::Object] => return self.object(id, schema, keywords, Own::All),
            [only] => self.of_type(id, schema, keywords, only),
            [JsonType::Null, other] => self.of_type(id, schema, keywords, other).or_null(),
            _ => return self.union(id, schema, keywords, &list),
        };
        used.rules
            .extend(self.judged_beyond_types(id, schema, keywords));
        used
    }

    /// The rule for what neither types nor other rules hold.
    fn judged_beyond_types(
        &self,
        id: SchemaId,
        schema: &Schema,
        keywords: &Keywords,
    ) -> Option<Rule> {
        goes_beyond_types(keywords).then(|| self.judged(id, schema.span))
    }

    fn of_type(
        &mut self,
        id: SchemaId,
        schema: &Schema,
        keywords: &Keywords,
        json_type: JsonType,
    ) -> Use {
        match json_type {
            JsonType::Null => Use::of(TypeRef::Null),
            JsonType::Boolean => Use::of(TypeRef::Boolean),
            JsonType::Integer | JsonType::Number => self.number(id, schema, keywords, json_type),
            JsonType::String => self.string(schema, keywords),
            JsonType::Array => self.array(schema, keywords),
            JsonType::Object => self.object(id, schema, keywords, Own::Part),
        }
    }

    fn array(&mut self, schema: &Schema, keywords: &Keywords) -> Use {
        let array = &keywords.array;
        let items = match (&array.items, &array.prefix) {
            (Some(items), None) => self.value(items.value),
            _ => Use::of(TypeRef::Value),
        };
        let mut rules = Vec::new();
        let mut rule = |check, span| rules.push(self.rule(schema, check, span));
        if let Some(limit) = &array.min_items {
            rule(Check::MinItems(limit.value), limit.key);
        }
        if let Some(limit) = &array.max_items {
            rule(Check::MaxItems(limit.value), limit.key);
        }
        if let Some(unique) = array.unique.as_ref().filter(|unique| unique.value) {
            rule(Check::UniqueItems, unique.key);
        }
        if let Some(at) = array.items.as_ref().filter(|_| !items.rules.is_empty()) {
            rule(Check::Items(items.rules), at.key);
        }
        Use {
            of: TypeRef::List(Box::new(items.of)),
            rules,
        }
    }

    /// One variant a JSON type.
    fn union(
        &mut self,
        id: SchemaId,
        schema: &Schema,
        keywords: &Keywords,
        types: &[JsonType],
    ) -> Use {
        let beyond = goes_beyond_types(keywords)
            || types.contains(&JsonType::Object) && object::asserts(keywords);
        let rules = beyond.then(|| self.judged(id, schema.span));
        self.define(id, Own::All, |lowering| {
            let branches = types.iter().map(|json_type| {
                // An object's members are a map here, and what they obey is left to the evaluator.
                let used = match json_type {
                    JsonType::Object => Use::of(TypeRef::Map(Box::new(TypeRef::Value))),
                    other => lowering.of_type(id, schema, keywords, *other),
                };
                branch(*json_type, used)
            });
            Shape::Union(Union {
                branches: branches.collect(),
                rules: rules.into_iter().collect(),
            })
        })
    }

    fn newtype(&mut self, id: SchemaId, schema: &Schema, keywords: &Keywords) -> Use {
        self.define(id, Own::All, |lowering| {
            let Use { of: inner, rules } = lowering.unnamed(id, schema, keywords);
            Shape::Newtype { inner, rules }
        })
    }

    fn untyped(&mut self, id: SchemaId) -> Use {
        match self.known.get(&id) {
            Some(known) => known.clone(),
            None => self.define(id, Own::All, |_| Shape::Untyped),
        }
    }

    /// Gives a schema a type of its own, which `shape` may already refer to if it is all of it.
    fn define(&mut self, id: SchemaId, own: Own, shape: impl FnOnce(&mut Self) -> Shape) -> Use {
        let has_whole = id == self.linked.root() || self.recursive.contains(&id);
        let name = match own {
            Own::Part if has_whole => name::of_part(self.linked, id),
            _ => name::of(self.linked, id),
        };
        let used = Use::of(TypeRef::Named(name.clone()));
        if own == Own::All {
            self.known.insert(id, used.clone());
        }
        let index = self.types.len();
        self.types.push(None);
        let shape = shape(self);
        let schema = self.linked.schema(id);
        let made = Type {
            name,
            docs: docs::of_type(schema, &shape),
            deprecated: docs::deprecated(schema),
            location: self.location(id),
            shape,
        };
        if let Some(slot) = self.types.get_mut(index) {
            *slot = Some(made);
        }
        used
    }

    /// A rule that leaves a value to the evaluator.
    fn judged(&self, id: SchemaId, span: Span) -> Rule {
        let check = Check::Schema(self.location(id));
        self.rule(self.linked.schema(id), check, span)
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

fn branch(json_type: JsonType, used: Use) -> Branch {
    let (ident, types) = match json_type {
        JsonType::Null => ("Null", vec!["Null"]),
        JsonType::Boolean => ("Boolean", vec!["Boolean"]),
        JsonType::Integer => ("Integer", vec!["Integer"]),
        JsonType::Number => ("Number", vec!["Number"]),
        JsonType::String => ("String", vec!["String"]),
        JsonType::Array => ("Array", vec!["Array"]),
        JsonType::Object => ("Object", vec!["Object"]),
    };
    Branch {
        ident,
        types,
        of: used.of,
        rules: used.rules,
    }
}

/// Whether the keywords of a schema, its reference aside, refuse any value.
fn asserts(keywords: &Keywords) -> bool {
    let general = &keywords.general;
    general.types.is_some()
        || general.values.is_some()
        || general.constant.is_some()
        || scalar::asserts(keywords)
        || object::asserts(keywords)
        || keywords.array.min_items.is_some()
        || keywords.array.max_items.is_some()
        || keywords.array.unique.is_some()
        || keywords.array.items.is_some()
        || goes_beyond_types(keywords)
}

/// Whether there are keywords that neither a type nor a rule of its own stands for.
fn goes_beyond_types(keywords: &Keywords) -> bool {
    let array = &keywords.array;
    let logic = &keywords.logic;
    array.prefix.is_some()
        || array.contains.is_some()
        || array.unevaluated.is_some()
        || logic.all_of.is_some()
        || logic.any_of.is_some()
        || logic.one_of.is_some()
        || logic.not.is_some()
        || logic.condition.is_some()
        || object::goes_beyond_types(keywords)
}
