//! Small instances near the borders of a schema: valid ones and ones that are just not.

use std::collections::HashMap;

use mindvideo_schema::Evaluator;
use mindvideo_schema::decimal::Decimal;
use mindvideo_schema::link::Linked;
use mindvideo_schema::schema::{
    Body, JsonType, Keywords, ObjectKeywords, Property, SchemaId, TypeSet,
};

use super::instance::Instance;

/// How deep schemas are followed.
const DEPTH: usize = 8;
/// How many instances are kept of one schema.
const MOST: usize = 400;
/// How many of them a member or item takes part with.
const FEW: usize = 24;
/// The longest string and the longest array that are built.
const LONGEST: u64 = 5_000;
const MOST_ITEMS: u64 = 64;

/// Texts that fit what patterns usually ask for.
const TEXTS: [&str; 18] = [
    "a",
    "",
    "A",
    "0",
    "1",
    "abc",
    "a b",
    "a-b",
    "a_b",
    "16:9",
    "1280x720",
    "#ffffff",
    "1.0.0",
    "2024-01-31",
    "2024-01-31T12:00:00Z",
    "a@example.com",
    "https://example.com/a.png",
    "12345678-1234-4234-8234-123456789abc",
];

/// Instances of each schema of one document, made when they are asked for.
pub(super) struct Pool<'a> {
    evaluator: &'a Evaluator,
    linked: &'a Linked,
    valid: HashMap<SchemaId, Vec<Instance>>,
}

impl<'a> Pool<'a> {
    pub(super) fn new(evaluator: &'a Evaluator) -> Self {
        Self {
            evaluator,
            linked: evaluator.linked(),
            valid: HashMap::new(),
        }
    }

    /// Some valid instances, simple ones first.
    pub(super) fn valid(&mut self, id: SchemaId) -> Vec<Instance> {
        self.valid_below(id, DEPTH)
    }

    /// Instances at the borders of what is valid, on either side.
    pub(super) fn near(&mut self, id: SchemaId) -> Vec<Instance> {
        self.near_below(id, DEPTH)
    }

    fn valid_below(&mut self, id: SchemaId, depth: usize) -> Vec<Instance> {
        if let Some(known) = self.valid.get(&id) {
            return known.clone();
        }
        if depth == 0 {
            return Vec::new();
        }
        // A schema that is come back to while it is asked for has none for now.
        self.valid.insert(id, Vec::new());
        let mut found = self.near_below(id, depth);
        found.retain(|instance| {
            let node = instance.node();
            node.is_some_and(|node| self.evaluator.is_valid_part(id, &node))
        });
        found.truncate(FEW);
        self.valid.insert(id, found.clone());
        found
    }

    fn near_below(&mut self, id: SchemaId, depth: usize) -> Vec<Instance> {
        let linked = self.linked;
        let keywords = match &linked.schema(id).body {
            Body::Boolean(_) => return anything(),
            Body::Keywords(keywords) => keywords,
        };
        let mut found = Vec::new();
        let general = &keywords.general;
        let listed = general.values.iter().flat_map(|at| at.value.iter());
        found.extend(
            listed
                .chain(general.constant.iter().map(|at| &at.value))
                .map(Instance::of),
        );
        let annotation = &keywords.annotation;
        found.extend(annotation.default.iter().map(|at| Instance::of(&at.value)));
        let examples = annotation.examples.iter().flat_map(|at| at.value.iter());
        found.extend(examples.map(Instance::of));
        if depth > 0 {
            let applied: Vec<SchemaId> = linked
                .reference(id)
                .into_iter()
                .chain(keywords.applied_in_place())
                .collect();
            for other in applied {
                if other != id {
                    found.extend(self.valid_below(other, depth - 1));
                }
            }
        }
        self.of_types(keywords, depth, &mut found);
        unique(&mut found);
        found.truncate(MOST);
        found
    }

    fn of_types(&mut self, keywords: &Keywords, depth: usize, found: &mut Vec<Instance>) {
        let types = keywords
            .general
            .types
            .as_ref()
            .map_or(TypeSet::ANY, |at| at.value);
        let parts = found.clone();
        for json_type in types.iter() {
            match json_type {
                JsonType::Null => found.push(Instance::plain("null")),
                JsonType::Boolean => {
                    found.extend(["true", "false"].map(Instance::plain));
                }
                JsonType::Integer | JsonType::Number => numbers(keywords, found),
                JsonType::String => texts(keywords, found),
                JsonType::Array => self.arrays(keywords, depth, found),
                JsonType::Object => self.objects(keywords, &parts, depth, found),
            }
        }
    }

    fn arrays(&mut self, keywords: &Keywords, depth: usize, found: &mut Vec<Instance>) {
        let array = &keywords.array;
        let prefix = array.prefix.iter().flat_map(|at| at.value.clone());
        let start: Vec<Instance> = prefix.map(|id| self.first(id, depth)).collect();
        let items = match array.items.as_ref().or(array.contains.as_ref()) {
            Some(at) => self.below(at.value, depth),
            None => anything(),
        };
        let limits = [&array.min_items, &array.max_items];
        let counts = [&array.min_contains, &array.max_contains];
        let limits = limits.into_iter().chain(counts).flatten();
        let mut lengths: Vec<u64> = limits.flat_map(|at| around(at.value)).collect();
        lengths.extend([0, 1, 2, start.len() as u64, start.len() as u64 + 1]);
        lengths.sort_unstable();
        lengths.dedup();
        for length in lengths.into_iter().filter(|length| *length <= MOST_ITEMS) {
            let length = usize::try_from(length).unwrap_or(usize::MAX);
            let begun = start.iter().take(length).cloned();
            let rest = length.saturating_sub(start.len());
            let same = items.iter().take(1).cycle().take(rest).cloned();
            found.push(Instance::Array(begun.clone().chain(same).collect()));
            let differing = items.iter().cycle().take(rest).cloned();
            found.push(Instance::Array(begun.chain(differing).collect()));
            let numbered = (0..rest).map(|number| Instance::Text(format!("a{number}")));
            found.push(Instance::Array(numbered.collect()));
        }
        for item in items.into_iter().take(FEW) {
            found.push(Instance::Array(vec![item]));
        }
    }

    fn objects(
        &mut self,
        keywords: &Keywords,
        parts: &[Instance],
        depth: usize,
        found: &mut Vec<Instance>,
    ) {
        let object = &keywords.object;
        let least = self.least(object, depth);
        let mut made = vec![least.clone()];
        let is_object = |part: &&Instance| matches!(part, Instance::Object(_));
        made.extend(
            parts
                .iter()
                .filter(is_object)
                .map(|part| least.merged(part)),
        );
        let all = self.with_each(object, &least, depth, &mut made);
        without_each(&least, &mut made);
        made.push(all.clone());
        let extra = object.additional.as_ref();
        let extra = extra.map(|at| self.first(at.value, depth));
        let extra = extra.unwrap_or_else(|| Instance::plain("1"));
        for from in [&least, &all] {
            made.push(from.with("x_undeclared", extra.clone()));
            made.push(from.with("x_undeclared", Instance::Object(Vec::new())));
        }
        let limits = [&object.min_properties, &object.max_properties];
        let counts = limits
            .into_iter()
            .flatten()
            .flat_map(|limit| around(limit.value));
        for count in counts.filter(|count| *count <= MOST_ITEMS) {
            let more = (0..count).map(|number| (format!("m{number}"), extra.clone()));
            made.push(Instance::Object(more.collect()));
        }
        self.with_called_for(object, &least, depth, &mut made);
        found.extend(made);
    }

    /// What is required and no more.
    fn least(&mut self, object: &ObjectKeywords, depth: usize) -> Instance {
        let names = object.required.iter().flat_map(|at| &at.value);
        let members = names.map(|name| {
            let value = self.member(object, &name.text, depth);
            (name.text.to_string(), value)
        });
        Instance::Object(members.collect())
    }

    /// Some values of each member beside what is required. Returns an object of all members.
    fn with_each(
        &mut self,
        object: &ObjectKeywords,
        least: &Instance,
        depth: usize,
        made: &mut Vec<Instance>,
    ) -> Instance {
        let mut rest = Vec::new();
        for Property { name, schema } in object.properties.iter().flat_map(|at| &at.value) {
            let values = self.below(*schema, depth).into_iter().take(3);
            made.extend(values.map(|value| least.with(&name.text, value)));
            rest.push((name.text.to_string(), self.first(*schema, depth)));
        }
        least.merged(&Instance::Object(rest))
    }

    /// Each member that others call for, one after the other.
    fn with_called_for(
        &mut self,
        object: &ObjectKeywords,
        least: &Instance,
        depth: usize,
        made: &mut Vec<Instance>,
    ) {
        for (name, called_for) in &object.dependent_required {
            let mut joined = least.clone();
            for name in std::iter::once(name).chain(&called_for.value) {
                let value = self.member(object, &name.text, depth);
                joined = joined.with(&name.text, value);
                made.push(joined.clone());
            }
        }
    }

    /// A value of the member of that name.
    fn member(&mut self, object: &ObjectKeywords, name: &str, depth: usize) -> Instance {
        let properties = object.properties.as_ref();
        match properties.and_then(|at| at.value.find(name)) {
            Some(property) => self.first(property.schema, depth),
            None => Instance::plain("1"),
        }
    }

    /// The simplest valid instance of a schema, or something.
    fn first(&mut self, id: SchemaId, depth: usize) -> Instance {
        let valid = self.valid_below(id, depth.saturating_sub(1));
        valid
            .into_iter()
            .next()
            .unwrap_or_else(|| Instance::plain("1"))
    }

    fn below(&mut self, id: SchemaId, depth: usize) -> Vec<Instance> {
        match depth.checked_sub(1) {
            Some(depth) => self.valid_below(id, depth),
            None => Vec::new(),
        }
    }
}

/// The object without each of its members.
fn without_each(object: &Instance, made: &mut Vec<Instance>) {
    if let Instance::Object(members) = object {
        for (absent, _) in members {
            let kept = members.iter().filter(|(name, _)| name != absent);
            made.push(Instance::Object(kept.cloned().collect()));
        }
    }
}

/// A value of each type.
fn anything() -> Vec<Instance> {
    let plain = ["1", "0.5", "-1", "null", "true"].map(Instance::plain);
    let rest = [
        Instance::Text("a".to_owned()),
        Instance::Array(Vec::new()),
        Instance::Object(Vec::new()),
    ];
    plain.into_iter().chain(rest).collect()
}

fn numbers(keywords: &Keywords, found: &mut Vec<Instance>) {
    let number = &keywords.number;
    let bounds = [
        &number.minimum,
        &number.maximum,
        &number.exclusive_minimum,
        &number.exclusive_maximum,
        &number.multiple_of,
    ];
    let steps = ["0", "1", "-1", "0.5", "-0.5", "0.001", "-0.001"];
    let steps = steps.map(|step| step.parse().unwrap_or(Decimal::ZERO));
    for bound in bounds.into_iter().flatten() {
        let near = steps
            .iter()
            .filter_map(|step| bound.value.checked_add(step));
        found.extend(near.map(|near| Instance::plain(near.to_string())));
        let twice = bound.value.checked_add(&bound.value);
        found.extend(twice.map(|twice| Instance::plain(twice.to_string())));
    }
    let usual = ["1", "0", "0.5", "-1", "2", "10", "100", "1.0"];
    found.extend(usual.map(Instance::plain));
}

fn texts(keywords: &Keywords, found: &mut Vec<Instance>) {
    let string = &keywords.string;
    found.extend(TEXTS.map(|text| Instance::Text(text.to_owned())));
    if let Some(pattern) = &string.pattern {
        let letters = pattern.value.as_str().chars();
        let plain: String = letters.filter(|c| c.is_alphanumeric()).collect();
        found.push(Instance::Text(plain));
    }
    for limit in [&string.min_length, &string.max_length]
        .into_iter()
        .flatten()
    {
        let lengths = around(limit.value).filter(|length| *length <= LONGEST);
        let lengths = lengths.filter_map(|length| usize::try_from(length).ok());
        found.extend(lengths.map(|length| Instance::Text("a".repeat(length))));
    }
}

/// A count and its neighbours.
fn around(count: u64) -> impl Iterator<Item = u64> {
    [count.checked_sub(1), Some(count), count.checked_add(1)]
        .into_iter()
        .flatten()
}

fn unique(found: &mut Vec<Instance>) {
    let mut seen = std::collections::HashSet::new();
    found.retain(|instance| seen.insert(instance.to_string()));
}
