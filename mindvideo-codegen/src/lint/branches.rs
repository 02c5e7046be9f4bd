use std::collections::HashMap;

use mindvideo_schema::diagnostic::Code;
use mindvideo_schema::json::{self, Span, Value};
use mindvideo_schema::schema::{At, Body, JsonType, Keywords, SchemaId, TypeSet};

use super::Lint;

/// How many references are followed to see what types a branch allows.
const STEPS: usize = 8;

/// What a branch may say besides without being another one.
const SPOKEN: [&str; 5] = ["title", "description", "default", "examples", "$comment"];

impl Lint<'_> {
    /// Branches that nothing reaches, and demands that nothing meets.
    pub(super) fn branches(&mut self) {
        let logic = &self.keywords.logic;
        for union in [&logic.any_of, &logic.one_of].into_iter().flatten() {
            self.excluded_branches(union);
            self.repeated_branches(union);
        }
        if let Some(all) = &logic.all_of {
            self.excluded_branches(all);
        }
    }

    fn excluded_branches(&mut self, branches: &At<Vec<SchemaId>>) {
        let here = types_here(self.keywords);
        for id in &branches.value {
            let branch = self.linked.schema(*id);
            let is_false = matches!(branch.body, Body::Boolean(false));
            if !is_false && overlap(here, self.types_of(*id)) {
                continue;
            }
            let keyword = branches.keyword;
            let (code, message) = match keyword {
                "allOf" => (
                    Code::CONTRADICTION,
                    "nothing that the rules beside `allOf` allow fits this part of it".to_owned(),
                ),
                _ => (
                    Code::DEAD_BRANCH,
                    format!("nothing fits this branch of `{keyword}`"),
                ),
            };
            let label = if is_false {
                "allows nothing".to_owned()
            } else {
                format!("allows {}, the rules beside it {here}", self.types_of(*id))
            };
            let finding = self
                .finding(code, keyword, branch.span, message)
                .with_label(label)
                .with_help("remove the branch, or correct its type or the one beside the union");
            self.found.push(finding);
        }
    }

    fn repeated_branches(&mut self, branches: &At<Vec<SchemaId>>) {
        let mut known: HashMap<String, Span> = HashMap::new();
        for id in &branches.value {
            let span = self.linked.schema(*id).span;
            let Some(meaning) = self.meaning(*id) else {
                continue;
            };
            let Some(first) = known.get(&meaning) else {
                known.insert(meaning, span);
                continue;
            };
            let message = match branches.keyword {
                "oneOf" => "two branches of `oneOf` say the same: what fits them is refused",
                _ => "an earlier branch of `anyOf` says the same",
            };
            let finding = self
                .finding(
                    Code::DEAD_BRANCH,
                    branches.keyword,
                    span,
                    message.to_owned(),
                )
                .with_label("said again here")
                .with_secondary(*first, "first said here")
                .with_help("remove the branch, or correct what was meant to differ");
            self.found.push(finding);
        }
    }

    /// What a branch says about what is valid, as a text; `None` if it says nothing.
    fn meaning(&self, id: SchemaId) -> Option<String> {
        let branch = self.linked.schema(id);
        let source = &self.linked.document(branch.document).source;
        let node = json::parse(branch.span.text(&source.text)).ok()?;
        let Value::Object(members) = &node.value else {
            return None;
        };
        let asserts = members
            .iter()
            .filter(|member| !SPOKEN.contains(&&*member.key.text));
        let asserts = asserts.map(|member| format!("{:?}:{}", member.key.text, member.value));
        let mut asserts: Vec<String> = asserts.collect();
        asserts.sort();
        (!asserts.is_empty()).then(|| asserts.join(","))
    }

    /// The types that a schema and what it refers to allow, as far as they say so themselves.
    fn types_of(&self, id: SchemaId) -> TypeSet {
        let mut at = id;
        for _ in 0..STEPS {
            let Some(keywords) = self.linked.schema(at).keywords() else {
                break;
            };
            let types = types_here(keywords);
            match self.linked.reference(at) {
                Some(target) if types == TypeSet::ANY => at = target,
                _ => return types,
            }
        }
        TypeSet::ANY
    }
}

/// The types that `type`, `enum` and `const` of one schema allow.
fn types_here(keywords: &Keywords) -> TypeSet {
    let general = &keywords.general;
    if let Some(types) = &general.types {
        return types.value;
    }
    let listed = general.values.iter().flat_map(|at| at.value.iter());
    let values = listed.chain(general.constant.iter().map(|at| &at.value));
    let types: TypeSet = values.map(|node| type_of(&node.value)).collect();
    match types {
        TypeSet::NONE => TypeSet::ANY,
        types => types,
    }
}

fn type_of(value: &Value) -> JsonType {
    match value {
        Value::Null => JsonType::Null,
        Value::Bool(_) => JsonType::Boolean,
        Value::Number(_) => JsonType::Number,
        Value::String(_) => JsonType::String,
        Value::Array(_) => JsonType::Array,
        Value::Object(_) => JsonType::Object,
    }
}

/// Whether a value may be of both.
fn overlap(a: TypeSet, b: TypeSet) -> bool {
    let number = |set: TypeSet| set.names(JsonType::Number) || set.names(JsonType::Integer);
    a.is_empty() || b.is_empty() || number(a) && number(b) || a.iter().any(|name| b.names(name))
}
