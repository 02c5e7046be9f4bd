use mindvideo_schema::schema::{JsonType, Keywords, Schema, SchemaId, TypeSet};

use super::facts::{Disjunction, Facts, both};
use super::name::Path;
use super::{Lowering, Own, Use, asserts, fall};
use crate::model::{Branch, Rule, Shape, Test, TypeRef, Union};
use crate::names::Part;

/// Schemas that a value fulfils at once.
#[derive(Clone)]
pub(super) struct All {
    /// The one that speaks for them to people and to the evaluator.
    pub(super) id: SchemaId,
    /// What the type is named after.
    pub(super) path: Path,
    /// Whether the type stands for values of the schema in one place only: for a branch in its
    /// union, or for the objects among values of several types.
    pub(super) is_derived: bool,
    /// Whether the type leaves out `null`, which is among the schema's values.
    pub(super) is_part: bool,
    /// Those that say something, references and `allOf` taken apart.
    pub(super) parts: Vec<SchemaId>,
    /// Those that the type stands for at once with the one that speaks for them, and that are
    /// neither within it nor around it.
    pub(super) beside: Vec<SchemaId>,
    /// Those that the evaluator is asked about where types and rules do not say everything.
    pub(super) judged: Vec<SchemaId>,
    /// The unions among the parts that the type already stands for: one branch of each is among
    /// the parts, too.
    pub(super) settled: Vec<Disjunction>,
    /// How many types at most there are like this one, one for each way through those unions.
    pub(super) ways: usize,
    /// The JSON types that values can be of.
    pub(super) kinds: TypeSet,
}

impl All {
    /// A schema and what is within it.
    pub(super) fn of(facts: &Facts<'_>, id: SchemaId) -> Self {
        Self {
            id,
            path: Path::of(facts.linked, id),
            is_derived: false,
            is_part: false,
            parts: facts.parts(id).to_vec(),
            beside: Vec::new(),
            judged: vec![id],
            settled: Vec::new(),
            ways: 1,
            kinds: facts.kinds(id),
        }
    }

    /// All that several schemas say of a value, which is found at that path.
    pub(super) fn together(facts: &Facts<'_>, path: Path, ids: &[SchemaId]) -> Option<Self> {
        let (first, beside) = ids.split_first()?;
        let mut all = Self {
            path,
            is_derived: true,
            beside: beside.to_vec(),
            judged: ids.to_vec(),
            ..Self::of(facts, *first)
        };
        for id in beside {
            all.kinds = both(all.kinds, facts.kinds(*id));
            let parts = facts.parts(*id);
            let more = parts.iter().filter(|part| !all.parts.contains(part));
            let more: Vec<SchemaId> = more.copied().collect();
            all.parts.extend(more);
        }
        Some(all)
    }

    /// One branch of a union and what stands beside the union, one of as many as `ways` says.
    pub(super) fn branch(
        &self,
        facts: &Facts<'_>,
        union: Disjunction,
        (place, id): (usize, SchemaId),
        ways: usize,
    ) -> Self {
        let branch = Self {
            path: self.path.with(union.step(place)),
            is_derived: true,
            kinds: both(self.kinds, facts.kinds(id)),
            ..Self::of(facts, id)
        };
        if self.is_plain(facts, union) {
            return branch;
        }
        let mut parts = self.parts.clone();
        let more = branch.parts.iter();
        parts.extend(more.filter(|part| !self.parts.contains(part)));
        Self {
            parts,
            beside: match self.beside[..] {
                [] => Vec::new(),
                _ => self.judged.clone(),
            },
            judged: self.judged.iter().copied().chain([id]).collect(),
            settled: self.settling(union).settled,
            ways: self.ways.saturating_mul(ways),
            ..branch
        }
    }

    /// The one branch that a union has besides `null`, in the union's place.
    pub(super) fn branch_itself(
        &self,
        facts: &Facts<'_>,
        union: Disjunction,
        only: (usize, SchemaId),
    ) -> Self {
        Self {
            id: self.id,
            path: self.path.clone(),
            is_derived: self.is_derived,
            ..self.branch(facts, union, only, 1)
        }
    }

    /// The same with one of the unions left to the type.
    pub(super) fn settling(&self, union: Disjunction) -> Self {
        let mut all = self.clone();
        all.settled.push(union);
        all
    }

    /// The unions that the type does not stand for yet.
    pub(super) fn unions(&self, facts: &Facts<'_>) -> Vec<Disjunction> {
        let mut unions = facts.all_disjunctions(&self.parts);
        unions.retain(|union| !self.settled.contains(union));
        unions
    }

    /// Whether nothing but JSON types is said beside the union.
    pub(super) fn is_plain(&self, facts: &Facts<'_>, union: Disjunction) -> bool {
        let Some(keywords) = facts.keywords(union.of) else {
            return false;
        };
        self.parts == [union.of]
            && facts.disjunctions(union.of) == [union]
            && !asserts::rest_of_logic(keywords)
            && !facts.speaks(union.of)
            && !facts.asks_how_integers_are_written(union.of)
    }

    /// The same for values of one type.
    fn only(&self, json_type: JsonType) -> Self {
        let only = TypeSet::of(json_type);
        Self {
            path: self.path.with(Part::Struct),
            is_derived: true,
            kinds: match json_type {
                JsonType::Number => only.union(TypeSet::of(JsonType::Integer)),
                _ => only,
            },
            ..self.clone()
        }
    }

    pub(super) fn has_null(&self) -> bool {
        self.kinds.names(JsonType::Null)
    }

    /// How much of the schema a type stands for that leaves `null` out.
    pub(super) fn own(&self) -> Own {
        if self.is_part || self.has_null() {
            Own::Part
        } else {
            Own::All
        }
    }
}

/// The types in a set, each value in one of them only.
pub(super) fn apart(kinds: TypeSet) -> Vec<JsonType> {
    let mut list: Vec<JsonType> = kinds.iter().collect();
    if kinds.names(JsonType::Number) {
        list.retain(|json_type| *json_type != JsonType::Integer);
    }
    list
}

impl<'a> Lowering<'a> {
    /// The parts with their keywords.
    pub(super) fn spoken(&self, all: &All) -> Vec<(SchemaId, &'a Schema, &'a Keywords)> {
        let parts = all.parts.iter();
        let parts =
            parts.filter_map(|id| Some((*id, self.facts.schema(*id), self.facts.keywords(*id)?)));
        parts.collect()
    }

    /// What values are that fulfil all of them.
    pub(super) fn all(&mut self, all: &All) -> Use {
        self.held.extend(&all.parts);
        if all.kinds.is_empty() {
            return Use::of(TypeRef::Never);
        }
        if let Some(listed) = self.facts.listed(&all.parts) {
            return if self.keeps(all, &listed) {
                self.literals(all, &listed)
            } else {
                self.fallen(all, fall::LONG_NUMBER)
            };
        }
        if let Some(union) = self.worth_a_type(all) {
            return self.deeper(|lowering| lowering.union(all, union));
        }
        match apart(all.kinds)[..] {
            [JsonType::Null] => self.of_type(all, JsonType::Null),
            [only] => self.of_type(all, only),
            [JsonType::Null, other] => self.or_null(all, other),
            _ => self.by_type(all),
        }
    }

    fn or_null(&mut self, all: &All, json_type: JsonType) -> Use {
        let mut used = self.of_type(all, json_type).or_null();
        // A struct keeps its rules to itself, and they do not reach `null`.
        if self.is_beyond(all, JsonType::Null) {
            self.leave(all, &mut used.rules);
        }
        used
    }

    /// What those of one type are.
    pub(super) fn of_type(&mut self, all: &All, json_type: JsonType) -> Use {
        if json_type == JsonType::Object {
            return self.object(all);
        }
        let mut used = match json_type {
            JsonType::Null => Use::of(TypeRef::Null),
            JsonType::Boolean => Use::of(TypeRef::Boolean),
            JsonType::Integer | JsonType::Number => self.number(all, json_type),
            JsonType::String => self.string(all),
            JsonType::Array | JsonType::Object => self.array(all),
        };
        if self.is_beyond(all, json_type) {
            self.leave(all, &mut used.rules);
        }
        used
    }

    /// Leaves values to the evaluator.
    pub(super) fn leave(&self, all: &All, rules: &mut Vec<Rule>) {
        for rule in self.judge(all) {
            if !rules.contains(&rule) {
                rules.push(rule);
            }
        }
    }

    /// The rules that leave values to the evaluator.
    pub(super) fn judge(&self, all: &All) -> Vec<Rule> {
        all.judged.iter().map(|id| self.judged(*id)).collect()
    }

    /// Whether anything about values of a type is left that no type or rule of its own says.
    pub(super) fn is_beyond(&self, all: &All, json_type: JsonType) -> bool {
        let linked = self.linked;
        let mut spoken = self.spoken(all).into_iter();
        let is_left = spoken.any(|(.., keywords)| {
            asserts::rest_of_logic(keywords)
                || match json_type {
                    JsonType::Array => asserts::beyond_lists(linked, keywords),
                    JsonType::Object => asserts::beyond_records(linked, keywords),
                    _ => false,
                }
        });
        is_left || !all.unions(&self.facts).is_empty()
    }

    /// One variant a JSON type: for each that is allowed if they are named, else for each that is
    /// spoken of, and one for all others.
    fn by_type(&mut self, all: &All) -> Use {
        let is_said = all.kinds.len() < TypeSet::ANY.len();
        let speaks = |json_type: JsonType| {
            let parts = self.spoken(all);
            let mut parts = parts.into_iter();
            parts.any(|(_, _, keywords)| asserts::speaks_of(self.linked, keywords, json_type))
        };
        let all_kinds = all.kinds;
        let (typed, other): (Vec<JsonType>, Vec<JsonType>) = apart(all_kinds)
            .into_iter()
            .filter(|json_type| !is_said || *json_type != JsonType::Null)
            .partition(|json_type| is_said || speaks(*json_type));
        if typed.is_empty() {
            return self.fallen(all, fall::NO_TYPE);
        }
        let is_nullable = is_said && all.has_null();
        let own = if is_nullable { Own::Part } else { Own::All };
        let each = all.clone();
        let used = self.define_all(all, own, move |lowering| {
            let of = |json_type| {
                let used = lowering.of_type(&each.only(json_type), json_type);
                type_branch(json_type, used)
            };
            let mut branches: Vec<Branch> = typed.into_iter().map(of).collect();
            if !other.is_empty() {
                branches.push(lowering.others(&each, &other));
            }
            Shape::Union(Union {
                branches,
                rules: Vec::new(),
            })
        });
        if !is_nullable {
            return used;
        }
        let mut used = used.or_null();
        if self.is_beyond(all, JsonType::Null) {
            self.leave(all, &mut used.rules);
        }
        used
    }

    /// The variant for values of types that no keyword speaks of.
    fn others(&self, all: &All, types: &[JsonType]) -> Branch {
        let is_beyond = self.is_beyond(all, JsonType::Null);
        Branch {
            ident: "Other".to_owned(),
            docs: vec!["A JSON value of any other type.".to_owned()],
            tests: vec![Test::Types(types.iter().map(|t| variant(*t)).collect())],
            of: TypeRef::Value,
            rules: if is_beyond {
                self.judge(all)
            } else {
                Vec::new()
            },
        }
    }

    pub(super) fn fallen(&mut self, all: &All, reason: &'static str) -> Use {
        self.fall(all.id, reason);
        let mut used = self.define_all(all, Own::All, |_| Shape::Untyped);
        // The type asks its own schema.
        if all.judged != [all.id] {
            self.leave(all, &mut used.rules);
        }
        used
    }

    /// Gives them a type of their own.
    pub(super) fn define_all(
        &mut self,
        all: &All,
        own: Own,
        shape: impl FnOnce(&mut Self) -> Shape + 'a,
    ) -> Use {
        if all.is_derived {
            return self.define_as(all.path.name(), all.id, &all.beside, shape);
        }
        let own = if all.is_part { Own::Part } else { own };
        self.define(all.id, own, shape)
    }
}

/// The variant for values of one JSON type.
fn type_branch(json_type: JsonType, used: Use) -> Branch {
    Branch {
        ident: variant(json_type).to_owned(),
        docs: vec![format!("A JSON {json_type}.")],
        tests: vec![Test::Types(vec![variant(json_type)])],
        of: used.of,
        rules: used.rules,
    }
}

/// The name of a JSON type as a variant of `JsonType`.
pub(super) fn variant(json_type: JsonType) -> &'static str {
    match json_type {
        JsonType::Null => "Null",
        JsonType::Boolean => "Boolean",
        JsonType::Integer => "Integer",
        JsonType::Number => "Number",
        JsonType::String => "String",
        JsonType::Array => "Array",
        JsonType::Object => "Object",
    }
}
