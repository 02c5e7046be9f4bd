//! The fields of a model's input, as its schema describes them.

use mindvideo::{ModelInfo, client::Upload};
use serde_json::{Map, Value};

/// References and branches are followed no further than this.
const FAR: usize = 32;
/// So many levels of fields within fields are shown.
const DEEP: usize = 4;

/// The text of a schema, to ask about what is in it.
pub(crate) struct Schema {
    root: Value,
}

impl Schema {
    pub(crate) fn of(model: &ModelInfo) -> Self {
        Self {
            root: serde_json::from_str(model.schema).unwrap_or_default(),
        }
    }

    pub(crate) fn root(&self) -> &Value {
        &self.root
    }

    /// A schema and all that holds with it, by `$ref` within the text and by `allOf`.
    fn certain<'a>(&'a self, schema: &'a Value) -> Vec<&'a Value> {
        self.with(schema, &["allOf"])
    }

    /// The same with all that may hold: the branches of unions.
    fn parts<'a>(&'a self, schema: &'a Value) -> Vec<&'a Value> {
        self.with(schema, &["allOf", "anyOf", "oneOf"])
    }

    fn with<'a>(&'a self, schema: &'a Value, keywords: &[&str]) -> Vec<&'a Value> {
        let mut parts = vec![schema];
        let mut at = 0;
        while let Some(part) = parts.get(at).copied().filter(|_| at < FAR) {
            at += 1;
            let reference = part.get("$ref").and_then(Value::as_str);
            let pointer = reference.and_then(|text| text.strip_prefix('#'));
            parts.extend(pointer.and_then(|pointer| self.root.pointer(pointer)));
            for keyword in keywords {
                let branches = part.get(*keyword).and_then(Value::as_array);
                parts.extend(branches.into_iter().flatten());
            }
        }
        parts
    }

    /// The names of an object's members.
    pub(crate) fn names(&self, schema: &Value) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for part in self.parts(schema) {
            let declared = part.get("properties").and_then(Value::as_object);
            for name in declared.into_iter().flat_map(Map::keys) {
                if !names.contains(name) {
                    names.push(name.clone());
                }
            }
        }
        names
    }

    /// The schema of a member.
    pub(crate) fn member<'a>(&'a self, schema: &'a Value, name: &str) -> Option<&'a Value> {
        let mut parts = self.parts(schema).into_iter();
        parts.find_map(|part| part.get("properties")?.get(name))
    }

    /// The schema of a list's items.
    pub(crate) fn items<'a>(&'a self, schema: &'a Value) -> Option<&'a Value> {
        let parts = self.parts(schema).into_iter();
        parts
            .filter_map(|part| part.get("items"))
            .find(|items| !items.is_array())
    }

    /// The JSON types that it speaks of; none when it says nothing of them.
    pub(crate) fn types(&self, schema: &Value) -> Vec<&'static str> {
        let mut types = Vec::new();
        for part in self.parts(schema) {
            let words = match part.get("type") {
                Some(Value::Array(words)) => words.iter().collect(),
                Some(word) => vec![word],
                None => Vec::new(),
            };
            let words = words.into_iter().filter_map(|word| known(word.as_str()?));
            let listed = part.get("enum").and_then(Value::as_array);
            let values = listed.into_iter().flatten().chain(part.get("const"));
            for word in words.chain(values.map(type_of)) {
                if !types.contains(&word) {
                    types.push(word);
                }
            }
        }
        types
    }

    fn is_required(&self, schema: &Value, name: &str) -> bool {
        let parts = self.certain(schema).into_iter();
        let required = parts.filter_map(|part| part.get("required")?.as_array());
        required.flatten().any(|word| word == name)
    }

    /// The first value of a keyword.
    fn word<'a>(&'a self, schema: &'a Value, keyword: &str) -> Option<&'a Value> {
        let mut parts = self.certain(schema).into_iter();
        parts.find_map(|part| part.get(keyword))
    }
}

fn known(word: &str) -> Option<&'static str> {
    const TYPES: [&str; 7] = [
        "string", "integer", "number", "boolean", "array", "object", "null",
    ];
    TYPES.into_iter().find(|known| *known == word)
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "string",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::Bool(_) => "boolean",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
        Value::Null => "null",
    }
}

/// The names of a model's fields.
pub(crate) fn names(model: &ModelInfo) -> Vec<String> {
    let schema = Schema::of(model);
    schema.names(schema.root())
}

/// A row of the table.
struct Row {
    cells: [String; 4],
    description: String,
}

/// What `run MODEL --help` shows below its options.
pub(crate) fn table(model: &ModelInfo) -> String {
    let schema = Schema::of(model);
    let uploads = Upload::all_of(model);
    let mut rows = Vec::new();
    collect(&schema, schema.root(), &uploads, "", DEEP, &mut rows);
    let heads = ["FIELD", "TYPE", "DEFAULT", "LIMITS"].map(str::to_owned);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.cells.get(column));
        let widths = cells
            .chain(heads.get(column))
            .map(|cell| cell.chars().count());
        widths.max().unwrap_or_default()
    };
    let [field, kind, default] = [0, 1, 2].map(width);
    let line = |[a, b, c, d]: &[String; 4]| {
        let text = format!("  {a:field$}  {b:kind$}  {c:default$}  {d}");
        text.trim_end().to_owned()
    };
    let mut lines = vec![
        format!(
            "Fields of {}, from its schema; each is given as --FIELD VALUE or",
            model.slug
        ),
        "--set FIELD=VALUE, and --set a.b=VALUE or a.0.b=VALUE goes below:".to_owned(),
        String::new(),
        line(&heads),
    ];
    for row in &rows {
        lines.push(line(&row.cells));
        if !row.description.is_empty() {
            lines.push(format!("    {}", row.description));
        }
    }
    lines.join("\n")
}

fn collect(
    schema: &Schema,
    within: &Value,
    uploads: &[Upload],
    above: &str,
    deep: usize,
    rows: &mut Vec<Row>,
) {
    for name in schema.names(within) {
        let Some(member) = schema.member(within, &name) else {
            continue;
        };
        let path = if above.is_empty() {
            name.clone()
        } else {
            format!("{above}.{name}")
        };
        rows.push(row(
            schema,
            member,
            uploads,
            &path,
            schema.is_required(within, &name),
        ));
        if deep > 0 {
            collect(schema, member, uploads, &path, deep - 1, rows);
            if let Some(items) = schema.items(member) {
                collect(schema, items, uploads, &format!("{path}[]"), deep - 1, rows);
            }
        }
    }
}

fn row(schema: &Schema, member: &Value, uploads: &[Upload], path: &str, required: bool) -> Row {
    let types = schema.types(member);
    let kind = match types.as_slice() {
        [] => "any".to_owned(),
        ["array"] => match schema.items(member).map(|items| schema.types(items)) {
            Some(items) if !items.is_empty() => format!("list of {}", items.join("|")),
            _ => "list".to_owned(),
        },
        types => types.join("|"),
    };
    let mut limits = Vec::new();
    if required {
        limits.push("required".to_owned());
    }
    limits.extend(said(schema, member));
    if let Some(upload) = uploads.iter().find(|upload| upload.path() == path) {
        limits.push(format!(
            "a file or URL ({})",
            upload.accept().unwrap_or("any kind")
        ));
    }
    let default = schema.word(member, "default").map(Value::to_string);
    let description = schema.word(member, "description").and_then(Value::as_str);
    let description = description.unwrap_or_default().split_whitespace();
    Row {
        cells: [
            path.to_owned(),
            kind,
            default.unwrap_or_else(|| "-".to_owned()),
            limits.join(", "),
        ],
        description: description.collect::<Vec<_>>().join(" "),
    }
}

/// What the commonest keywords ask for, in words. The others are judged all the same.
fn said(schema: &Schema, member: &Value) -> Vec<String> {
    const WORDS: [(&str, &str, &str); 11] = [
        ("minLength", "at least ", " characters"),
        ("maxLength", "at most ", " characters"),
        ("minimum", "from ", ""),
        ("exclusiveMinimum", "more than ", ""),
        ("maximum", "up to ", ""),
        ("exclusiveMaximum", "less than ", ""),
        ("multipleOf", "a multiple of ", ""),
        ("minItems", "at least ", " items"),
        ("maxItems", "at most ", " items"),
        ("pattern", "like ", ""),
        ("format", "format ", ""),
    ];
    let mut said = Vec::new();
    if let Some(Value::Array(listed)) = schema.word(member, "enum") {
        said.push(listed.iter().map(plain).collect::<Vec<_>>().join(" | "));
    }
    said.extend(schema.word(member, "const").map(plain));
    for (keyword, before, after) in WORDS {
        let limit = schema.word(member, keyword).map(plain);
        said.extend(limit.map(|limit| {
            let after = if limit == "1" {
                after.trim_end_matches('s')
            } else {
                after
            };
            format!("{before}{limit}{after}")
        }));
    }
    said
}

/// A text without its quotes.
fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use generated_demo::models::MODELS;

    use super::*;

    #[test]
    fn the_table_shows_what_the_schema_says() {
        let model = MODELS
            .iter()
            .find(|model| model.slug == "veo3-1-quality")
            .unwrap();
        let table = table(model);
        for line in [
            "  FIELD            TYPE            DEFAULT  LIMITS",
            "  prompt           string          -        required, at least 1 character",
            "    Text prompt for video generation.",
            "  duration         integer         8        8",
            "  image_urls       list of string  -        at most 2 items, a file or URL (image/*)",
            "  resolution       string          \"720p\"   720p | 1080p | 4k",
        ] {
            assert!(table.lines().any(|shown| shown == line), "{line}\n{table}");
        }
    }

    #[test]
    fn members_are_found_through_references_and_branches() {
        let schema = Schema {
            root: serde_json::json!({
                "$ref": "#/$defs/base",
                "anyOf": [{"required": ["b"], "properties": {"b": {"enum": [1, "x", null]}}}],
                "$defs": {"base": {"required": ["a"], "properties": {"a": {"type": ["string", "null"]}}, "$ref": "#"}},
            }),
        };
        assert_eq!(schema.names(schema.root()), ["a", "b"]);
        let types = |name| schema.types(schema.member(schema.root(), name).unwrap());
        assert_eq!(types("a"), ["string", "null"]);
        assert_eq!(types("b"), ["integer", "string", "null"]);
        assert!(schema.member(schema.root(), "c").is_none());
        assert!(schema.is_required(schema.root(), "a") && !schema.is_required(schema.root(), "b"));
    }
}
