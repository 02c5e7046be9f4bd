use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use mindvideo_schema::json::{Node, Value, distinct};
use mindvideo_schema::link::Linked;
use mindvideo_schema::schema::{Body, JsonType, Keywords, Schema, SchemaId, TypeSet};

use super::asserts;

/// What can be told of schemas without making types of them.
pub(super) struct Facts<'a> {
    pub(super) linked: &'a Linked,
    kinds: RefCell<HashMap<SchemaId, TypeSet>>,
}

/// A union that a schema is, or that stands beside its other keywords.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Disjunction {
    /// Whose keyword it is.
    pub(super) of: SchemaId,
    /// `oneOf`, or else `anyOf`.
    pub(super) exactly_one: bool,
}

/// What a schema is made of, its own keywords and all that stands beside them.
pub(super) enum Made {
    /// Nothing that refuses a value.
    Anything,
    /// Another schema and no more.
    Of(SchemaId),
    /// Keywords of its own, or several schemas at once.
    Itself,
}

impl<'a> Facts<'a> {
    pub(super) fn new(linked: &'a Linked) -> Self {
        Self {
            linked,
            kinds: RefCell::default(),
        }
    }

    pub(super) fn keywords(&self, id: SchemaId) -> Option<&'a Keywords> {
        self.linked.schema(id).keywords()
    }

    /// The target of its reference, and whether what stands beside that counts.
    fn reference(&self, id: SchemaId) -> (Option<SchemaId>, bool) {
        let target = self.linked.reference(id);
        let document = self.linked.schema(id).document;
        let dialect = self.linked.document(document).dialect;
        (target, target.is_none() || !dialect.ref_replaces_siblings())
    }

    /// The schemas that a value fulfils at once: the schema itself, the target of its reference
    /// and what is under `allOf`, and theirs, as far as their own keywords refuse anything.
    pub(super) fn parts(&self, id: SchemaId) -> Vec<SchemaId> {
        let (mut parts, mut seen) = (Vec::new(), HashSet::new());
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            let keywords = match &self.linked.schema(id).body {
                Body::Boolean(true) => continue,
                Body::Boolean(false) => {
                    parts.push(id);
                    continue;
                }
                Body::Keywords(keywords) => keywords,
            };
            let (target, counts) = self.reference(id);
            if counts {
                if asserts::alone(self.linked, keywords) {
                    parts.push(id);
                }
                let all_of = keywords.logic.all_of.iter().flat_map(|at| &at.value);
                open.extend(all_of.rev());
            }
            open.extend(target);
        }
        parts
    }

    /// Whether a schema says no more than another one does.
    pub(super) fn made(&self, id: SchemaId) -> Made {
        let mut targets = Vec::new();
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            let Some(keywords) = self.keywords(id) else {
                match self.linked.schema(id).body {
                    Body::Boolean(false) => return Made::Itself,
                    _ => continue,
                }
            };
            let (target, counts) = self.reference(id);
            targets.extend(target.filter(|target| !self.parts(*target).is_empty()));
            if counts {
                if asserts::alone(self.linked, keywords) {
                    return Made::Itself;
                }
                open.extend(keywords.logic.all_of.iter().flat_map(|at| &at.value));
            }
        }
        match targets[..] {
            [] => Made::Anything,
            [target] => Made::Of(target),
            _ => Made::Itself,
        }
    }

    /// The JSON types that its values can be of, at most.
    pub(super) fn kinds(&self, id: SchemaId) -> TypeSet {
        if let Some(kinds) = self.kinds.borrow().get(&id) {
            return *kinds;
        }
        let kinds = self.kinds_of(&self.parts(id), None);
        self.kinds.borrow_mut().insert(id, kinds);
        kinds
    }

    /// The same for several at once, one of their unions left out.
    pub(super) fn kinds_of(&self, parts: &[SchemaId], without: Option<Disjunction>) -> TypeSet {
        let each = parts.iter().map(|id| self.own_kinds(*id, without));
        each.fold(TypeSet::ANY, both)
    }

    fn own_kinds(&self, id: SchemaId, without: Option<Disjunction>) -> TypeSet {
        let Some(keywords) = self.keywords(id) else {
            return TypeSet::NONE;
        };
        let general = &keywords.general;
        let types = general.types.as_ref().map(|at| closed(at.value));
        let values = general.values.iter().flat_map(|at| &at.value);
        let values = general
            .values
            .as_ref()
            .map(|_| values.map(kind).fold(TypeSet::NONE, TypeSet::union));
        let constant = general.constant.as_ref().map(|at| kind(&at.value));
        let unions = self
            .disjunctions(id)
            .filter(|union| Some(*union) != without);
        let unions = unions.map(|union| {
            let branches = self.branches(union).iter();
            branches
                .map(|id| self.kinds(*id))
                .fold(TypeSet::NONE, TypeSet::union)
        });
        [types, values, constant]
            .into_iter()
            .flatten()
            .chain(unions)
            .fold(TypeSet::ANY, both)
    }

    /// The unions among a schema's own keywords.
    pub(super) fn disjunctions(&self, id: SchemaId) -> impl Iterator<Item = Disjunction> + use<'a> {
        let keywords = self.keywords(id);
        let one_of = keywords.is_some_and(|keywords| keywords.logic.one_of.is_some());
        let any_of = keywords.is_some_and(|keywords| asserts::any_of(self.linked, keywords));
        let found = [(one_of, true), (any_of, false)];
        let found = found.into_iter().filter(|(is_there, _)| *is_there);
        found.map(move |(_, exactly_one)| Disjunction {
            of: id,
            exactly_one,
        })
    }

    pub(super) fn branches(&self, union: Disjunction) -> &'a [SchemaId] {
        let logic = self.keywords(union.of).map(|keywords| &keywords.logic);
        let at = logic.and_then(|logic| {
            if union.exactly_one {
                logic.one_of.as_ref()
            } else {
                logic.any_of.as_ref()
            }
        });
        at.map_or(&[], |at| &at.value)
    }

    /// The values that a schema lists, if it does, and whose keyword lists them: by `enum` or
    /// `const`, or by a union of such. Rules beside them may refuse some.
    pub(super) fn listed(&self, parts: &[SchemaId]) -> Option<(Vec<Node>, SchemaId)> {
        let own = parts.iter().find_map(|id| {
            let general = &self.keywords(*id)?.general;
            let values = general.values.as_ref().map(|at| at.value.clone());
            let constant = general.constant.as_ref().map(|at| vec![at.value.clone()]);
            let types = general.types.as_ref();
            let null = types.filter(|at| at.value == TypeSet::of(JsonType::Null));
            let null = null.map(|at| {
                let (value, span) = (Value::Null, at.span);
                vec![Node { value, span }]
            });
            Some((constant.or(values).or(null)?, *id))
        });
        own.or_else(|| {
            let unions = parts.iter().flat_map(|id| self.disjunctions(*id));
            unions.into_iter().find_map(|union| {
                let each = self.branches(union).iter();
                let each = each.map(|id| Some(self.listed(&self.parts(*id))?.0));
                let all: Vec<Node> = each.collect::<Option<Vec<_>>>()?.concat();
                let all: Vec<Node> = distinct(&all).into_iter().cloned().collect();
                (!all.is_empty()).then_some((all, union.of))
            })
        })
    }

    /// Whether its own keywords speak of values of any one type.
    pub(super) fn speaks(&self, id: SchemaId) -> bool {
        let speaks = |json_type| {
            self.keywords(id)
                .is_some_and(|keywords| asserts::speaks_of(self.linked, keywords, json_type))
        };
        JsonType::ALL.into_iter().any(speaks)
    }

    /// The members that any of several schemas declares.
    pub(super) fn properties(&self, parts: &[SchemaId]) -> Vec<(&'a str, SchemaId)> {
        let keywords = parts.iter().filter_map(|id| self.keywords(*id));
        let properties = keywords.flat_map(|keywords| keywords.object.properties.iter());
        let properties = properties.flat_map(|at| &at.value);
        properties
            .map(|property| (property.name.text.as_str(), property.schema))
            .collect()
    }

    /// The members that any of several schemas requires.
    pub(super) fn required(&self, parts: &[SchemaId]) -> HashSet<&'a str> {
        let keywords = parts.iter().filter_map(|id| self.keywords(*id));
        let required = keywords.flat_map(|keywords| keywords.object.required.iter());
        let required = required.flat_map(|at| &at.value);
        required.map(|name| name.text.as_str()).collect()
    }

    /// Whether no value fulfils it, as far as its keywords tell at a glance.
    pub(super) fn is_never(&self, id: SchemaId) -> bool {
        self.kinds(id).is_empty()
    }

    /// Whether a type for one schema says more than one for another.
    pub(super) fn is_narrower(&self, a: SchemaId, b: SchemaId) -> bool {
        let rank = |id: SchemaId| {
            let parts = self.parts(id);
            let is_open = self.listed(&parts).is_none();
            let keywords = parts.iter().filter_map(|id| self.keywords(*id));
            let members = keywords
                .filter(|keywords| asserts::declares(keywords))
                .count();
            (is_open, self.kinds(id).len(), std::cmp::Reverse(members))
        };
        rank(a) < rank(b)
    }

    /// The schema that it says no more than.
    pub(super) fn resolved(&self, id: SchemaId) -> SchemaId {
        match self.made(id) {
            Made::Of(target) => self.resolved(target),
            Made::Anything | Made::Itself => id,
        }
    }

    /// The JSON type of all its values, if they are of one Rust type whatever else is said.
    pub(super) fn scalar(&self, id: SchemaId) -> Option<JsonType> {
        let parts = self.parts(id);
        let is_union = parts
            .iter()
            .any(|id| self.disjunctions(*id).next().is_some());
        let kinds: Vec<JsonType> = self.kinds(id).iter().collect();
        match kinds[..] {
            _ if is_union || self.listed(&parts).is_some() => None,
            [only @ (JsonType::Boolean | JsonType::String)] => Some(only),
            [JsonType::Integer, JsonType::Number] => Some(JsonType::Number),
            _ => None,
        }
    }

    /// Whether every value that its own `enum` lists is valid, since nothing stands beside it but a
    /// `type` that all are of.
    pub(super) fn only_lists(&self, id: SchemaId) -> bool {
        let Some(keywords) = self.keywords(id) else {
            return false;
        };
        let general = &keywords.general;
        let values = general.values.iter().flat_map(|at| &at.value);
        let kinds = values.map(kind).fold(TypeSet::NONE, TypeSet::union);
        let types = general
            .types
            .as_ref()
            .map_or(TypeSet::ANY, |at| closed(at.value));
        let is_plain = general.constant.is_none()
            && !asserts::logic(self.linked, keywords)
            && !self.speaks(id)
            && !kinds.names(JsonType::Integer);
        is_plain && both(kinds, types) == kinds
    }

    pub(super) fn schema(&self, id: SchemaId) -> &'a Schema {
        self.linked.schema(id)
    }
}

/// A number may be an integer.
fn closed(types: TypeSet) -> TypeSet {
    if types.names(JsonType::Number) {
        types.union(TypeSet::of(JsonType::Integer))
    } else {
        types
    }
}

/// What is in both.
pub(super) fn both(a: TypeSet, b: TypeSet) -> TypeSet {
    a.iter().filter(|json_type| b.names(*json_type)).collect()
}

/// The types of one value. What the drafts take for an integer differs for `8.0`.
fn kind(node: &Node) -> TypeSet {
    let json_type = match &node.value {
        Value::Null => JsonType::Null,
        Value::Bool(_) => JsonType::Boolean,
        Value::Number(number) if number.decimal().is_integer() => JsonType::Integer,
        Value::Number(_) => JsonType::Number,
        Value::String(_) => JsonType::String,
        Value::Array(_) => JsonType::Array,
        Value::Object(_) => JsonType::Object,
    };
    TypeSet::of(json_type)
}
