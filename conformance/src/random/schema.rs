use mindvideo_codegen::Dialect;
use serde_json::{Map, Value, json};

use super::{NAMES, Random, TEXTS, pattern};

/// A small schema of a draft. Every keyword that judges may occur, but in one schema only some
/// families of them do, so that those meet each other.
pub fn schema(random: &mut Random, draft: Dialect) -> Value {
    let draft = match draft {
        Dialect::Draft4 => 4,
        Dialect::Draft6 => 6,
        Dialect::Draft7 => 7,
        Dialect::Draft2019 => 2019,
        _ => 2020,
    };
    let families = random.number() | random.number();
    let names = (0..random.below(4)).map(|_| {
        let anchored = families & ANCHOR != 0;
        match random.below(3) {
            0 if anchored => Name::Anchor,
            1 if anchored => Name::Uri,
            _ => Name::None,
        }
    });
    let mut maker = Maker {
        draft,
        families,
        definitions: names.collect(),
        current: 0,
        descended: false,
        random,
    };
    maker.whole()
}

const GENERAL: u64 = 1 << 0;
const NUMBER: u64 = 1 << 1;
const STRING: u64 = 1 << 2;
const ARRAY: u64 = 1 << 3;
const OBJECT: u64 = 1 << 4;
const LOGIC: u64 = 1 << 5;
const CONDITION: u64 = 1 << 6;
const UNEVALUATED: u64 = 1 << 7;
const ANCHOR: u64 = 1 << 8;
const DYNAMIC: u64 = 1 << 9;
const UNIONS: u64 = 1 << 10;

/// What a reference may call a definition.
#[derive(Clone, Copy, PartialEq)]
enum Name {
    None,
    Anchor,
    Uri,
}

/// The address of a schema with named definitions.
const ROOT: &str = "http://example.com/root";

struct Maker<'a> {
    /// 4, 6, 7, 2019 or 2020.
    draft: u16,
    /// The families of keywords that occur.
    families: u64,
    /// What the definitions are called by, besides their places.
    definitions: Vec<Name>,
    /// The definition being made, counted from 1, or 0 for the root.
    current: usize,
    /// Whether an applicator on the way here went down into the instance. Otherwise only a later
    /// definition may be referred to, or the schema could refer to itself without end.
    descended: bool,
    random: &'a mut Random,
}

impl Maker<'_> {
    fn whole(&mut self) -> Value {
        let mut root = match self.subschema(3) {
            Value::Object(members) => members,
            boolean => Map::from_iter([("allOf".to_owned(), json!([boolean]))]),
        };
        let mut definitions = Map::new();
        for number in 1..=self.definitions.len() {
            self.current = number;
            let definition = self.subschema(2);
            let definition = self.named(number, definition);
            definitions.insert(format!("d{number}"), definition);
        }
        if !definitions.is_empty() {
            root.insert(self.defs().to_owned(), definitions.into());
        }
        if self.definitions.iter().any(|name| *name != Name::None) && self.draft >= 2019 {
            root.insert("$id".to_owned(), json!(ROOT));
        } else if self.definitions.iter().any(|name| *name != Name::None) {
            let definitions = root.remove(self.defs()).unwrap_or_default();
            if root.contains_key("$ref") {
                // Beside it the drafts up to 7 ignore everything.
                root = Map::from_iter([("allOf".to_owned(), json!([root]))]);
            }
            root.insert(self.defs().to_owned(), definitions);
            root.insert(self.id().to_owned(), json!(ROOT));
        }
        if self.has(DYNAMIC) && self.draft == 2020 {
            root.insert("$dynamicAnchor".to_owned(), json!("node"));
        }
        if self.has(DYNAMIC) && self.draft == 2019 {
            root.insert("$recursiveAnchor".to_owned(), json!(true));
        }
        Value::Object(root)
    }

    fn has(&self, family: u64) -> bool {
        self.families & family != 0
    }

    fn defs(&self) -> &'static str {
        if self.draft < 2019 {
            "definitions"
        } else {
            "$defs"
        }
    }

    fn id(&self) -> &'static str {
        if self.draft == 4 { "id" } else { "$id" }
    }

    /// Gives a definition its name.
    fn named(&mut self, number: usize, definition: Value) -> Value {
        let name = self.definitions[number - 1];
        let mut members = match definition {
            _ if name == Name::None => return definition,
            Value::Object(members) if !members.contains_key("$ref") => members,
            other => Map::from_iter([("allOf".to_owned(), json!([other]))]),
        };
        let (keyword, name) = match name {
            Name::Uri => (self.id(), format!("http://example.com/d{number}")),
            _ if self.draft < 2019 => (self.id(), format!("#a{number}")),
            _ => ("$anchor", format!("a{number}")),
        };
        if keyword == "$id" && self.has(DYNAMIC) && self.draft == 2020 {
            members.insert("$dynamicAnchor".to_owned(), json!("node"));
        }
        if keyword == "$id" && self.has(DYNAMIC) && self.draft == 2019 {
            let anchor = self.random.percent(70);
            members.insert("$recursiveAnchor".to_owned(), json!(anchor));
        }
        members.insert(keyword.to_owned(), name.into());
        Value::Object(members)
    }

    fn subschema(&mut self, depth: usize) -> Value {
        if self.draft > 4 && self.random.percent(if depth == 3 { 1 } else { 8 }) {
            return Value::Bool(self.random.percent(60));
        }
        let mut members = Map::new();
        let count = 1 + self.random.below(if depth == 0 { 2 } else { 4 });
        for _ in 0..count {
            self.keyword(depth, &mut members);
        }
        Value::Object(members)
    }

    fn keyword(&mut self, depth: usize, members: &mut Map<String, Value>) {
        let families = [
            GENERAL,
            NUMBER,
            STRING,
            ARRAY,
            OBJECT,
            OBJECT,
            LOGIC,
            CONDITION,
            UNEVALUATED,
            ANCHOR,
            DYNAMIC,
            UNIONS,
        ];
        let family = self.random.one(&families);
        if !self.has(family) || self.random.percent(15) {
            let value = self.types();
            members.insert("type".to_owned(), value);
            return;
        }
        match family {
            GENERAL => self.general(members),
            NUMBER => self.number(members),
            STRING => self.string(members),
            ARRAY => self.array(depth, members),
            OBJECT => self.object(depth, members),
            LOGIC => self.logic(depth, members),
            CONDITION => self.condition(depth, members),
            UNEVALUATED => self.unevaluated(depth, members),
            UNIONS => self.unions(depth, members),
            DYNAMIC if self.descended && self.draft == 2020 => {
                members.insert("$dynamicRef".to_owned(), json!("#node"));
            }
            DYNAMIC if self.descended && self.draft == 2019 => {
                members.insert("$recursiveRef".to_owned(), json!("#"));
            }
            _ => self.reference(members),
        }
    }

    fn types(&mut self) -> Value {
        let all = [
            "null", "boolean", "integer", "number", "string", "array", "object", "object",
        ];
        if self.random.percent(70) {
            return json!(self.random.one(&all));
        }
        let first = self.random.one(&all);
        let mut types = vec![first];
        for _ in 0..self.random.below(3) {
            let next = self.random.one(&all);
            if !types.contains(&next) {
                types.push(next);
            }
        }
        json!(types)
    }

    fn general(&mut self, members: &mut Map<String, Value>) {
        if self.draft > 4 && self.random.percent(40) {
            let value = self.value(2);
            members.insert("const".to_owned(), value);
            return;
        }
        let mut values = Vec::new();
        for _ in 0..=self.random.below(4) {
            let value = self.value(1);
            if !values.iter().any(|earlier| same(earlier, &value)) {
                values.push(value);
            }
        }
        members.insert("enum".to_owned(), values.into());
    }

    /// A value for `enum` and `const`.
    fn value(&mut self, depth: usize) -> Value {
        match self.random.below(if depth == 0 { 6 } else { 8 }) {
            0 => Value::Null,
            1 => Value::Bool(self.random.percent(50)),
            2 => json!(self.integer()),
            3 => self.decimal(),
            4 | 5 => json!(self.random.one(&TEXTS)),
            6 => (0..self.random.below(3))
                .map(|_| self.value(depth - 1))
                .collect(),
            _ => {
                let count = self.random.below(3);
                let members = (0..count).map(|_| {
                    let name = (self.random.one(&NAMES)).to_owned();
                    (name, self.value(depth - 1))
                });
                Value::Object(members.collect())
            }
        }
    }

    fn integer(&mut self) -> i64 {
        self.random.one(&[0, 1, 2, 3, 5, 10, -1, -3, 100, 1 << 53])
    }

    fn decimal(&mut self) -> Value {
        json!(
            self.random
                .pick(&[0.5, 1.0, 1.5, -2.5, 0.1, 1e-7, 1e20, 3.0, -0.0])
        )
    }

    fn bound(&mut self) -> Value {
        if self.random.percent(70) {
            json!(self.integer())
        } else {
            self.decimal()
        }
    }

    fn number(&mut self, members: &mut Map<String, Value>) {
        let bound = self.bound();
        let (keyword, exclusive) = self.random.one(&[
            ("minimum", "exclusiveMinimum"),
            ("maximum", "exclusiveMaximum"),
        ]);
        match self.random.below(3) {
            0 => {
                let factor = [
                    json!(1),
                    json!(2),
                    json!(3),
                    json!(0.5),
                    json!(0.1),
                    json!(2.5),
                    json!(0.01),
                ];
                let factor = self.random.pick(&factor).clone();
                members.insert("multipleOf".to_owned(), factor);
            }
            1 if self.draft > 4 => {
                members.insert(exclusive.to_owned(), bound);
            }
            1 => {
                members.insert(keyword.to_owned(), bound);
                members.insert(exclusive.to_owned(), json!(self.random.percent(70)));
            }
            _ => {
                members.insert(keyword.to_owned(), bound);
            }
        }
    }

    fn string(&mut self, members: &mut Map<String, Value>) {
        match self.random.below(3) {
            0 => self.limit("minLength", members),
            1 => self.limit("maxLength", members),
            _ => {
                let pattern = pattern::pattern(self.random);
                members.insert("pattern".to_owned(), json!(pattern));
            }
        }
    }

    fn limit(&mut self, keyword: &str, members: &mut Map<String, Value>) {
        let limit = self.random.below(4);
        let limit = match self.draft {
            // From draft 6 on a count may be written as any number that is whole.
            4 => json!(limit),
            _ if self.random.percent(5) => json!(u32::try_from(limit).map_or(0.0, f64::from)),
            _ => json!(limit),
        };
        members.insert(keyword.to_owned(), limit);
    }

    /// A schema for a part of the instance.
    fn below(&mut self, depth: usize) -> Value {
        let before = std::mem::replace(&mut self.descended, true);
        let schema = match depth {
            0 => json!({"type": self.types()}),
            _ => self.subschema(depth - 1),
        };
        self.descended = before;
        schema
    }

    /// A schema for the same instance.
    fn beside(&mut self, depth: usize) -> Value {
        match depth {
            0 => json!({"type": self.types()}),
            _ => self.subschema(depth - 1),
        }
    }

    fn several(&mut self, depth: usize, one: fn(&mut Self, usize) -> Value) -> Value {
        (0..=self.random.below(3))
            .map(|_| one(self, depth))
            .collect()
    }

    fn array(&mut self, depth: usize, members: &mut Map<String, Value>) {
        match self.random.below(9) {
            0 => self.limit("minItems", members),
            1 => self.limit("maxItems", members),
            2 => {
                members.insert("uniqueItems".to_owned(), json!(self.random.percent(85)));
            }
            3 | 4 if self.draft > 4 => {
                let schema = self.below(depth);
                members.insert("contains".to_owned(), schema);
                if self.draft >= 2019 && self.random.percent(50) {
                    let keyword = self.random.one(&["minContains", "maxContains"]);
                    self.limit(keyword, members);
                }
            }
            5 | 6 => {
                let tuple = self.several(depth, Self::below);
                let (first, rest) = match self.draft {
                    2020 => ("prefixItems", "items"),
                    _ => ("items", "additionalItems"),
                };
                members.insert(first.to_owned(), tuple);
                if self.random.percent(50) {
                    let schema = self.rest(depth);
                    members.insert(rest.to_owned(), schema);
                }
            }
            _ => {
                let schema = self.below(depth);
                members.insert("items".to_owned(), schema);
            }
        }
    }

    /// A schema for what is left of an instance; often none is allowed.
    fn rest(&mut self, depth: usize) -> Value {
        if self.random.percent(40) {
            json!(false)
        } else {
            self.below(depth)
        }
    }

    fn object(&mut self, depth: usize, members: &mut Map<String, Value>) {
        match self.random.below(11) {
            0 => self.limit("minProperties", members),
            1 => self.limit("maxProperties", members),
            2 | 3 => {
                let names = self.names();
                if self.draft > 4 || names != json!([]) {
                    members.insert("required".to_owned(), names);
                }
            }
            4 => {
                let schema = self.rest(depth);
                members.insert("additionalProperties".to_owned(), schema);
            }
            5 => {
                let pattern = pattern::pattern(self.random).to_owned();
                let patterns = Map::from_iter([(pattern, self.below(depth))]);
                members.insert("patternProperties".to_owned(), patterns.into());
            }
            6 if self.draft > 4 => {
                let schema = self.below(depth);
                members.insert("propertyNames".to_owned(), schema);
            }
            7 => self.dependencies(depth, members),
            _ => {
                let mut properties = Map::new();
                for _ in 0..=self.random.below(3) {
                    let name = self.random.one(&NAMES);
                    properties.insert(name.to_owned(), self.below(depth));
                }
                members.insert("properties".to_owned(), properties.into());
            }
        }
    }

    fn names(&mut self) -> Value {
        let mut names: Vec<&str> = Vec::new();
        for _ in 0..self.random.below(4) {
            let name = self.random.one(&NAMES);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        json!(names)
    }

    fn dependencies(&mut self, depth: usize, members: &mut Map<String, Value>) {
        let name = (self.random.one(&NAMES)).to_owned();
        let by_name = self.random.percent(50);
        let mut value = if by_name {
            self.names()
        } else {
            self.beside(depth)
        };
        if self.draft == 4 && value == json!([]) {
            value = json!(["a"]);
        }
        let keyword = match (self.draft, by_name) {
            (2019 | 2020, true) => "dependentRequired",
            (2019 | 2020, false) => "dependentSchemas",
            _ => "dependencies",
        };
        members.insert(keyword.to_owned(), json!({name: value}));
    }

    fn logic(&mut self, depth: usize, members: &mut Map<String, Value>) {
        let keyword = *self
            .random
            .pick(&["allOf", "anyOf", "oneOf", "oneOf", "not"]);
        let value = match keyword {
            "not" => self.beside(depth),
            _ => self.several(depth, Self::beside),
        };
        members.insert(keyword.to_owned(), value);
    }

    /// Unions side by side, in one schema or in parts of it, and what stands beside them: what
    /// tells their branches apart is a member or a type, and neither as sharply as it could.
    fn unions(&mut self, depth: usize, members: &mut Map<String, Value>) {
        let mut shares = Vec::new();
        for _ in 0..=self.random.below(2) {
            let keyword = self.random.one(&["oneOf", "anyOf"]);
            let branches = (0..=self.random.below(3)).map(|_| self.union_branch(depth));
            let union = Map::from_iter([(keyword.to_owned(), branches.collect())]);
            if self.random.percent(60) {
                members.extend(union);
            } else {
                shares.push(Value::Object(union));
            }
        }
        if !shares.is_empty() {
            members.insert("allOf".to_owned(), shares.into());
        }
        if self.random.percent(40) {
            let properties = Map::from_iter([self.member(depth)]);
            members.insert("properties".to_owned(), properties.into());
        }
    }

    fn union_branch(&mut self, depth: usize) -> Value {
        let mut branch = Map::new();
        let beside = ["string", "null", "array", "integer", "boolean"];
        let types = match self.random.below(4) {
            0 => json!(["object", self.random.one(&beside)]),
            1 => json!(self.random.one(&beside)),
            _ => json!("object"),
        };
        branch.insert("type".to_owned(), types);
        let (name, value) = self.member(depth);
        if self.random.percent(70) {
            branch.insert("required".to_owned(), json!([name]));
        }
        branch.insert("properties".to_owned(), json!({name: value}));
        if self.draft >= 2019 && self.random.percent(25) {
            self.reference(&mut branch);
        }
        branch.into()
    }

    /// A member that may be a tag, and its name.
    fn member(&mut self, depth: usize) -> (String, Value) {
        let name = self.random.one(&NAMES[..4]);
        let value = match self.random.below(4) {
            0 if self.draft > 4 => json!({"const": self.random.one(&TEXTS[..4])}),
            1 => json!({"enum": [self.random.one(&TEXTS[..4])]}),
            2 if self.draft > 4 => json!(self.random.percent(30)),
            _ => self.below(depth),
        };
        (name.to_owned(), value)
    }

    fn condition(&mut self, depth: usize, members: &mut Map<String, Value>) {
        if self.draft < 7 {
            return;
        }
        for (keyword, percent) in [("if", 90), ("then", 70), ("else", 60)] {
            if self.random.percent(percent) {
                let schema = self.beside(depth);
                members.insert(keyword.to_owned(), schema);
            }
        }
    }

    fn unevaluated(&mut self, depth: usize, members: &mut Map<String, Value>) {
        if self.draft < 2019 {
            return;
        }
        let keywords = ["unevaluatedItems", "unevaluatedProperties"];
        let keyword = self.random.one(&keywords);
        let schema = self.rest(depth);
        members.insert(keyword.to_owned(), schema);
    }

    fn reference(&mut self, members: &mut Map<String, Value>) {
        let first = if self.descended { 0 } else { self.current + 1 };
        let count = self.definitions.len();
        if first > count {
            return;
        }
        let target = first + self.random.below(count - first + 1);
        let inside = self.current.checked_sub(1).map(|at| self.definitions[at]);
        let root = if inside == Some(Name::Uri) { ROOT } else { "" };
        let name = target.checked_sub(1).map(|at| self.definitions[at]);
        let reference = match (name, self.random.percent(60)) {
            (None, _) => format!("{root}#"),
            (Some(Name::Uri), true) => format!("http://example.com/d{target}"),
            (Some(Name::Anchor), true) => format!("{root}#a{target}"),
            _ => format!("{root}#/{}/d{target}", self.defs()),
        };
        members.insert("$ref".to_owned(), reference.into());
    }
}

/// Whether JSON Schema takes two values for one.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(k, a)| b.get(k).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}
