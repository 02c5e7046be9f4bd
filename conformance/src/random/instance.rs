use serde_json::{Map, Number, Value, json};

use super::{NAMES, Random, TEXTS, edited, pattern};

/// An instance that aims at the edges of a schema: about as often one that it allows as one that
/// it does not.
pub fn instance(random: &mut Random, schema: &Value) -> Value {
    let mut aim = Aim {
        root: schema,
        random,
    };
    let value = aim.value(schema, 4);
    if random.percent(35) {
        edited(random, &value)
    } else {
        value
    }
}

struct Aim<'a> {
    root: &'a Value,
    random: &'a mut Random,
}

impl Aim<'_> {
    fn value(&mut self, schema: &Value, depth: usize) -> Value {
        let Some(members) = schema.as_object().filter(|_| !self.random.percent(4)) else {
            return self.anything(depth);
        };
        if depth == 0 {
            return self.anything(0);
        }
        let referred = ["$ref", "$dynamicRef", "$recursiveRef"]
            .iter()
            .find_map(|keyword| self.target(members.get(*keyword)?.as_str()?));
        if let Some(target) = referred.cloned().filter(|_| self.random.percent(75)) {
            return self.value(&target, depth - 1);
        }
        if let Some(merged) = self.branch(members) {
            return self.value(&merged, depth - 1);
        }
        self.by_keywords(members, depth)
    }

    /// What a reference calls by its place; or the definition that it calls by an anchor or a URI: in
    /// made-up schemas these names all end in its number.
    fn target(&self, reference: &str) -> Option<&Value> {
        if let Some(place) = reference
            .strip_prefix('#')
            .and_then(|it| self.root.pointer(it))
        {
            return Some(place);
        }
        let definitions = self.root.get("$defs").or(self.root.get("definitions"));
        let number = reference.rsplit(['a', 'd']).next()?;
        let definition = definitions.and_then(|of| of.get(format!("d{number}")));
        definition.or(Some(self.root))
    }

    /// The schema and one of its branches as one schema; sometimes without what is left out.
    fn branch(&mut self, members: &Map<String, Value>) -> Option<Value> {
        let keyword = *self
            .random
            .pick(&["allOf", "anyOf", "oneOf", "then", "else", "if", "not"]);
        let chosen = match members.get(keyword)? {
            Value::Array(branches) if !branches.is_empty() => self.random.pick(branches),
            branch => branch,
        };
        let mut merged = members.clone();
        merged.remove(keyword);
        for (name, value) in chosen.as_object()? {
            match (merged.get_mut(name), value) {
                (Some(Value::Object(mine)), Value::Object(more)) => mine.extend(more.clone()),
                (Some(Value::Array(mine)), Value::Array(more)) if name == "required" => {
                    mine.extend(more.clone());
                }
                _ => {
                    merged.insert(name.clone(), value.clone());
                }
            }
        }
        Some(Value::Object(merged))
    }

    fn by_keywords(&mut self, members: &Map<String, Value>, depth: usize) -> Value {
        let values = members.get("enum").and_then(Value::as_array);
        if let Some(values) = values.filter(|values| !values.is_empty() && self.random.percent(80))
        {
            return self.random.pick(values).clone();
        }
        if let Some(value) = members.get("const").filter(|_| self.random.percent(80)) {
            return value.clone();
        }
        let json_type = match members.get("type") {
            Some(Value::String(one)) => one.clone(),
            Some(Value::Array(types)) if !types.is_empty() => self
                .random
                .pick(types)
                .as_str()
                .unwrap_or_default()
                .to_owned(),
            _ => self.guess(members).to_owned(),
        };
        match json_type.as_str() {
            "null" => Value::Null,
            "boolean" => json!(self.random.percent(50)),
            "integer" => self.number(members, true),
            "number" => self.number(members, false),
            "string" => self.string(members),
            "array" => self.array(members, depth),
            _ => self.object(members, depth),
        }
    }

    /// A type that the keywords speak of.
    fn guess(&mut self, members: &Map<String, Value>) -> &'static str {
        let spoken: Vec<&str> = members
            .keys()
            .filter_map(|keyword| match keyword.as_str() {
                "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
                    Some("number")
                }
                "minLength" | "maxLength" | "pattern" => Some("string"),
                "items" | "prefixItems" | "contains" | "minItems" | "maxItems" | "uniqueItems"
                | "unevaluatedItems" | "additionalItems" => Some("array"),
                "properties"
                | "required"
                | "additionalProperties"
                | "patternProperties"
                | "propertyNames"
                | "minProperties"
                | "maxProperties"
                | "dependencies"
                | "dependentRequired"
                | "dependentSchemas"
                | "unevaluatedProperties" => Some("object"),
                _ => None,
            })
            .collect();
        let all = ["object", "array", "string", "number", "null", "boolean"];
        if spoken.is_empty() {
            self.random.one(&all)
        } else {
            self.random.one(&spoken)
        }
    }

    fn number(&mut self, members: &Map<String, Value>, integer: bool) -> Value {
        let keywords = [
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
        ];
        let bounds = keywords
            .iter()
            .filter_map(|keyword| members.get(*keyword)?.as_f64());
        let mut edges: Vec<f64> = bounds.collect();
        edges.push(f64::from(u8::try_from(self.random.below(6)).unwrap_or(0)));
        let edge = self.random.one(&edges);
        let steps = [0.0, 0.0, 1.0, -1.0, 0.5, -0.5, 1e-6, edge];
        let mut value = edge + self.random.one(&steps);
        if integer && self.random.percent(90) {
            value = value.trunc();
        }
        self.written(value)
    }

    /// Whole numbers are written as `1` and now and then as `1.0`.
    fn written(&mut self, value: f64) -> Value {
        let whole = value.fract() == 0.0 && value.abs() < 9e15;
        if whole && !self.random.percent(15) {
            #[expect(clippy::cast_possible_truncation, reason = "it is whole and small")]
            return json!(value as i64);
        }
        Number::from_f64(shortened(value)).map_or(Value::Null, Value::Number)
    }

    fn string(&mut self, members: &Map<String, Value>) -> Value {
        let pattern = members.get("pattern").and_then(Value::as_str);
        if let Some(text) = pattern.and_then(|pattern| pattern::text(self.random, pattern)) {
            return json!(text);
        }
        let length = self.size(members, "minLength", "maxLength");
        let characters = ["a", "b", "\u{1F600}", "\u{e9}", "1", "e\u{301}"];
        if self.random.percent(20) {
            return json!(self.random.one(&TEXTS));
        }
        let text: String = (0..length).map(|_| self.random.one(&characters)).collect();
        text.into()
    }

    /// A size at one of two limits, or beside it.
    fn size(&mut self, members: &Map<String, Value>, least: &str, most: &str) -> usize {
        let limits = [least, most].map(|keyword| members.get(keyword).and_then(Value::as_f64));
        let limits: Vec<f64> = limits.into_iter().flatten().collect();
        if limits.is_empty() {
            return self.random.below(4);
        }
        let limit = self.random.one(&limits);
        let limits = 0_u8..40;
        let limit = limits
            .min_by_key(|n| u64::from(f64::from(*n) < limit))
            .map_or(0, usize::from);
        (limit + self.random.below(3)).saturating_sub(1)
    }

    fn array(&mut self, members: &Map<String, Value>, depth: usize) -> Value {
        let tuple = ["prefixItems", "items"]
            .iter()
            .find_map(|k| members.get(*k)?.as_array());
        let rest = ["items", "additionalItems", "unevaluatedItems", "contains"];
        let rest: Vec<&Value> = rest.iter().filter_map(|k| members.get(*k)).collect();
        let mut size = self.size(members, "minItems", "maxItems");
        if let Some(tuple) = tuple {
            size = (tuple.len() + self.random.below(3)).saturating_sub(1);
        }
        let mut items: Vec<Value> = Vec::new();
        for place in 0..size.min(8) {
            let schema = tuple.and_then(|tuple| tuple.get(place));
            let schema = schema.or_else(|| {
                let rest = rest.iter().filter(|schema| !schema.is_array());
                let rest: Vec<_> = rest.collect();
                (!rest.is_empty()).then(|| *self.random.one(&rest))
            });
            let item = match schema {
                _ if !items.is_empty() && self.random.percent(12) => {
                    self.random.pick(&items).clone()
                }
                Some(schema) => self.value(schema, depth - 1),
                None => self.anything(1),
            };
            items.push(item);
        }
        items.into()
    }

    fn object(&mut self, members: &Map<String, Value>, depth: usize) -> Value {
        let mut object = Map::new();
        let mut names: Vec<(String, usize)> = Vec::new();
        let required = members.get("required").and_then(Value::as_array);
        let required = required.into_iter().flatten().filter_map(Value::as_str);
        names.extend(required.map(|name| (name.to_owned(), 92)));
        let properties = members.get("properties").and_then(Value::as_object);
        let declared = properties.into_iter().flat_map(Map::keys);
        names.extend(declared.map(|name| (name.clone(), 60)));
        let patterns = members.get("patternProperties").and_then(Value::as_object);
        for pattern in patterns.into_iter().flat_map(Map::keys) {
            if let Some(text) = pattern::text(self.random, pattern) {
                names.push((text.to_owned(), 70));
            }
        }
        for keyword in ["dependencies", "dependentRequired", "dependentSchemas"] {
            let of = members.get(keyword).and_then(Value::as_object);
            for (name, value) in of.into_iter().flatten() {
                names.push((name.clone(), 60));
                let needed = value.as_array().into_iter().flatten();
                names.extend(needed.filter_map(|name| Some((name.as_str()?.to_owned(), 60))));
            }
        }
        let size = self.size(members, "minProperties", "maxProperties");
        let more = if names.is_empty() {
            size
        } else {
            self.random.below(2)
        };
        names.extend((0..more).map(|_| ((self.random.one(&NAMES)).to_owned(), 60)));
        for (name, percent) in names {
            if !object.contains_key(&name) && self.random.percent(percent) {
                let schema = member(members, &name);
                let value = match schema {
                    Some(schema) => self.value(&schema, depth - 1),
                    None => self.anything(1),
                };
                object.insert(name, value);
            }
        }
        Value::Object(object)
    }

    fn anything(&mut self, depth: usize) -> Value {
        match self.random.below(if depth == 0 { 6 } else { 8 }) {
            0 => Value::Null,
            1 => json!(self.random.percent(50)),
            2 => json!(
                *self
                    .random
                    .pick(&[0, 1, -1, 2, 3, 9_007_199_254_740_993_i64])
            ),
            3 => json!(
                *self
                    .random
                    .pick(&[0.5, 1.0, -2.5, 1e20, 1e300, 1e-300, -0.0])
            ),
            4 | 5 => json!(self.random.one(&TEXTS)),
            6 => (0..self.random.below(3))
                .map(|_| self.anything(depth - 1))
                .collect(),
            _ => {
                let names: Vec<_> = (0..self.random.below(3))
                    .map(|_| (self.random.one(&NAMES)).to_owned())
                    .collect();
                let members = names
                    .into_iter()
                    .map(|name| (name, self.anything(depth - 1)));
                Value::Object(members.collect())
            }
        }
    }
}

/// The schema that a member has to obey first of all.
fn member(members: &Map<String, Value>, name: &str) -> Option<Value> {
    let declared = members.get("properties").and_then(|of| of.get(name));
    let patterns = members.get("patternProperties").and_then(Value::as_object);
    let patterned = patterns.and_then(|of| of.values().next());
    let rest = ["additionalProperties", "unevaluatedProperties"];
    let rest = rest.iter().find_map(|keyword| members.get(*keyword));
    declared.or(patterned).or(rest).cloned()
}

/// Without the noise of binary fractions, so that every reader reads the same number.
pub(super) fn shortened(value: f64) -> f64 {
    format!("{value:.12e}").parse().unwrap_or(value)
}
