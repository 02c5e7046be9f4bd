use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use mindvideo_schema::json::{Node, Value, distinct};
use mindvideo_schema::link::Linked;
use mindvideo_schema::schema::{Body, JsonType, Keywords, Schema, SchemaId, TypeSet};

use super::asserts;
use crate::names::Part;

/// What can be told of schemas without making types of them.
pub(super) struct Facts<'a> {
    pub(super) linked: &'a Linked,
    parts: RefCell<HashMap<SchemaId, Rc<[SchemaId]>>>,
    values: RefCell<HashMap<SchemaId, Values>>,
}

/// What values a schema has.
#[derive(Clone)]
struct Values {
    kinds: TypeSet,
    listed: Option<Listed>,
}

/// The values that a schema lists.
#[derive(Clone)]
pub(super) struct Listed {
    /// The values, no two the same.
    pub(super) values: Rc<[Node]>,
    /// Whose keyword lists them.
    pub(super) by: SchemaId,
}

/// A union that a schema is, or that stands beside its other keywords.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Disjunction {
    /// Whose keyword it is.
    pub(super) of: SchemaId,
    /// `oneOf`, or else `anyOf`.
    pub(super) exactly_one: bool,
}

impl Disjunction {
    /// The step to one of its branches.
    pub(super) fn step(self, place: usize) -> Part<String> {
        if self.exactly_one {
            Part::Case(place)
        } else {
            Part::Choice(place)
        }
    }
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
            parts: RefCell::default(),
            values: RefCell::default(),
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
    pub(super) fn parts(&self, id: SchemaId) -> Rc<[SchemaId]> {
        if let Some(known) = self.parts.borrow().get(&id) {
            return Rc::clone(known);
        }
        let parts: Rc<[SchemaId]> = self.taken_apart(id).into();
        self.parts.borrow_mut().insert(id, Rc::clone(&parts));
        parts
    }

    fn taken_apart(&self, id: SchemaId) -> Vec<SchemaId> {
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
        self.values(id).kinds
    }

    /// The values that it lists, if it does: by `enum` or `const`, or by a union of such. Rules
    /// beside them may refuse some.
    pub(super) fn lists(&self, id: SchemaId) -> Option<Listed> {
        self.values(id).listed
    }

    fn values(&self, id: SchemaId) -> Values {
        if let Some(known) = self.known(id) {
            return known;
        }
        // What a schema is rests on what its branches are: the innermost come first, each once,
        // by a list and not by recursion.
        let mut open = vec![id];
        while let Some(next) = open.last().copied() {
            let before = self.unknown_branches(next);
            if before.is_empty() {
                open.pop();
                self.learn(next);
            } else {
                open.extend(before);
            }
        }
        // What is not known may be anything.
        self.known(id).unwrap_or(Values {
            kinds: TypeSet::ANY,
            listed: None,
        })
    }

    fn known(&self, id: SchemaId) -> Option<Values> {
        self.values.borrow().get(&id).cloned()
    }

    fn unknown_branches(&self, id: SchemaId) -> Vec<SchemaId> {
        if self.known(id).is_some() {
            return Vec::new();
        }
        let mut unknown = Vec::new();
        for union in self.all_disjunctions(&self.parts(id)) {
            for branch in self.branches(union) {
                if self.known(*branch).is_none() {
                    unknown.push(*branch);
                }
            }
        }
        unknown
    }

    fn learn(&self, id: SchemaId) {
        if self.known(id).is_none() {
            let parts = self.parts(id);
            let (kinds, listed) = (self.kinds_of(&parts), self.listed(&parts));
            let values = Values { kinds, listed };
            self.values.borrow_mut().insert(id, values);
        }
    }

    /// The JSON types that values can be of that fulfil several at once.
    pub(super) fn kinds_of(&self, parts: &[SchemaId]) -> TypeSet {
        let each = parts.iter().map(|id| self.own_kinds(*id));
        each.fold(TypeSet::ANY, both)
    }

    fn own_kinds(&self, id: SchemaId) -> TypeSet {
        let Some(keywords) = self.keywords(id) else {
            return TypeSet::NONE;
        };
        let general = &keywords.general;
        let types = general.types.as_ref().map(|at| closed(at.value));
        let values = general.values.as_ref().map(|at| kinds_of(&at.value));
        let constant = general.constant.as_ref().map(|at| kind(&at.value));
        let mut kinds = TypeSet::ANY;
        for one in [types, values, constant].into_iter().flatten() {
            kinds = both(kinds, one);
        }
        for union in self.disjunctions(id) {
            let mut any = TypeSet::NONE;
            for branch in self.branches(union) {
                any = any.union(self.kinds(*branch));
            }
            kinds = both(kinds, any);
        }
        kinds
    }

    /// The unions among a schema's own keywords.
    pub(super) fn disjunctions(&self, id: SchemaId) -> Vec<Disjunction> {
        let mut found = Vec::new();
        if let Some(keywords) = self.keywords(id) {
            let one_of = keywords.logic.one_of.is_some();
            let any_of = asserts::any_of(self.linked, keywords);
            for (is_there, exactly_one) in [(one_of, true), (any_of, false)] {
                if is_there {
                    found.push(Disjunction {
                        of: id,
                        exactly_one,
                    });
                }
            }
        }
        found
    }

    /// The unions among the keywords of several.
    pub(super) fn all_disjunctions(&self, parts: &[SchemaId]) -> Vec<Disjunction> {
        let mut found = Vec::new();
        for id in parts {
            found.append(&mut self.disjunctions(*id));
        }
        found
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

    /// The values that one of several lists, and so all that fulfil them are among.
    pub(super) fn listed(&self, parts: &[SchemaId]) -> Option<Listed> {
        let own = parts.iter().find_map(|id| self.own_list(*id));
        own.or_else(|| {
            let unions = self.all_disjunctions(parts);
            unions.into_iter().find_map(|union| self.listed_by(union))
        })
    }

    fn own_list(&self, id: SchemaId) -> Option<Listed> {
        let general = &self.keywords(id)?.general;
        let null = TypeSet::of(JsonType::Null);
        let types = general.types.as_ref().filter(|at| at.value == null);
        let values: Rc<[Node]> = match (&general.constant, &general.values, types) {
            (Some(at), ..) => [at.value.clone()].into(),
            (None, Some(at), _) => at.value[..].into(),
            (None, None, Some(at)) => {
                let (value, span) = (Value::Null, at.span);
                [Node { value, span }].into()
            }
            (None, None, None) => return None,
        };
        Some(Listed { values, by: id })
    }

    /// The values of a union all of whose branches list theirs.
    fn listed_by(&self, union: Disjunction) -> Option<Listed> {
        let each = self.branches(union).iter();
        let each = each.map(|id| Some(self.lists(*id)?.values));
        let lists = each.collect::<Option<Vec<_>>>()?;
        let all: Vec<Node> = lists.concat();
        let values: Rc<[Node]> = distinct(&all).into_iter().cloned().collect();
        let by = union.of;
        (!values.is_empty()).then_some(Listed { values, by })
    }

    /// Whether its own `type` takes `1` and not `1.0`, as in draft 4.
    pub(super) fn asks_how_integers_are_written(&self, id: SchemaId) -> bool {
        let types = self
            .keywords(id)
            .and_then(|keywords| keywords.general.types.as_ref());
        let asks =
            |types: TypeSet| types.names(JsonType::Integer) && !types.names(JsonType::Number);
        let dialect = self.linked.document(self.schema(id).document).dialect;
        !dialect.integer_by_value() && types.is_some_and(|at| asks(at.value))
    }

    /// Whether its own keywords speak of values of any one type.
    pub(super) fn speaks(&self, id: SchemaId) -> bool {
        let speaks = |json_type| {
            self.keywords(id)
                .is_some_and(|keywords| asserts::speaks_of(self.linked, keywords, json_type))
        };
        JsonType::ALL.into_iter().any(speaks)
    }

    /// Whether its own keywords combine schemas in ways that no type stands for.
    pub(super) fn decides(&self, id: SchemaId) -> bool {
        self.keywords(id).is_some_and(asserts::rest_of_logic)
    }

    /// The members that any of several schemas declares.
    pub(super) fn properties(&self, parts: &[SchemaId]) -> Vec<(&'a str, SchemaId)> {
        let mut found = Vec::new();
        for keywords in parts.iter().filter_map(|id| self.keywords(*id)) {
            if let Some(properties) = &keywords.object.properties {
                for property in &properties.value {
                    found.push((property.name.text.as_str(), property.schema));
                }
            }
        }
        found
    }

    /// The members that any of several schemas requires.
    pub(super) fn required(&self, parts: &[SchemaId]) -> HashSet<&'a str> {
        let mut found = HashSet::new();
        for keywords in parts.iter().filter_map(|id| self.keywords(*id)) {
            if let Some(required) = &keywords.object.required {
                for name in &required.value {
                    found.insert(name.text.as_str());
                }
            }
        }
        found
    }

    /// Whether no value fulfils it, as far as its keywords tell at a glance.
    pub(super) fn is_never(&self, id: SchemaId) -> bool {
        self.kinds(id).is_empty()
    }

    /// Whether a type for one schema says more than one for another.
    pub(super) fn is_narrower(&self, a: SchemaId, b: SchemaId) -> bool {
        let rank = |id: SchemaId| {
            let parts = self.parts(id);
            let is_open = self.lists(id).is_none();
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
        let is_union = !self.all_disjunctions(&self.parts(id)).is_empty();
        let kinds: Vec<JsonType> = self.kinds(id).iter().collect();
        match kinds[..] {
            _ if is_union || self.lists(id).is_some() => None,
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
        let values = general.values.as_ref();
        let kinds = values.map_or(TypeSet::NONE, |at| kinds_of(&at.value));
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
pub(super) fn closed(types: TypeSet) -> TypeSet {
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

/// The JSON types of several values.
fn kinds_of(values: &[Node]) -> TypeSet {
    let kinds = values.iter().map(kind);
    kinds.fold(TypeSet::NONE, TypeSet::union)
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
