use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::{
    AnnotationKeywords, At, Body, Dialect, DocumentId, JsonType, Keyword, Keywords, Language, Name,
    Property, ResourceId, Schema, SchemaId, TypeSet,
};
use crate::decimal::Decimal;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Source, suggest};
use crate::json::{self, Member, Node, Object, Pointer, Span, Value};
use crate::pattern::Pattern;

/// Every schema read so far, one a location, and those that still wait to be read.
#[derive(Debug, Default)]
pub(crate) struct Arena {
    schemas: Vec<Schema>,
    by_location: HashMap<(DocumentId, Pointer), SchemaId>,
}

impl Arena {
    pub(crate) fn at(&self, document: DocumentId, pointer: &Pointer) -> Option<SchemaId> {
        self.by_location.get(&(document, pointer.clone())).copied()
    }

    pub(crate) fn into_parts(self) -> (Vec<Schema>, HashMap<(DocumentId, Pointer), SchemaId>) {
        (self.schemas, self.by_location)
    }

    pub(crate) fn schemas(&self) -> &[Schema] {
        &self.schemas
    }

    fn reserve(
        &mut self,
        document: DocumentId,
        pointer: Pointer,
        span: Span,
        (resource, language): (ResourceId, Language),
    ) -> (SchemaId, bool) {
        let location = (document, pointer);
        if let Some(id) = self.by_location.get(&location) {
            return (*id, false);
        }
        // A document of u32::MAX bytes at most has fewer schemas than that.
        let id = SchemaId(u32::try_from(self.schemas.len()).unwrap_or(u32::MAX));
        self.schemas.push(Schema {
            document,
            pointer: location.1.clone(),
            span,
            resource,
            language,
            body: Body::Boolean(true),
        });
        self.by_location.insert(location, id);
        (id, true)
    }

    fn fill(&mut self, id: SchemaId, body: Body) {
        if let Some(schema) = self.schemas.get_mut(id.index()) {
            schema.body = body;
        }
    }
}

/// Knows where the resources of a document begin.
pub(crate) trait Borders {
    /// The resource that begins at a pointer below the document's root, and its language.
    fn begins_at(&self, document: DocumentId, pointer: &Pointer) -> Option<(ResourceId, Language)>;
}

/// Reads the schema at one location of a document and all below it, through a queue: however
/// deep schemas nest, no stack grows with them.
pub(crate) struct Reading<'a> {
    /// The draft of the schema that is being read.
    pub(super) dialect: Dialect,
    document: DocumentId,
    source: &'a Arc<Source>,
    borders: &'a dyn Borders,
    arena: &'a mut Arena,
    found: &'a mut Diagnostics,
    queue: VecDeque<(SchemaId, &'a Node, Pointer)>,
    pointer: Pointer,
    home: (ResourceId, Language),
    /// What unknown names were found to be meant for, in a dialect.
    slips: HashMap<String, (Dialect, Option<&'static str>)>,
}

impl<'a> Reading<'a> {
    /// A reading of a part of a document that belongs to the resource `home`.
    pub(crate) fn new(
        document: DocumentId,
        home: (ResourceId, Language),
        source: &'a Arc<Source>,
        borders: &'a dyn Borders,
        arena: &'a mut Arena,
        found: &'a mut Diagnostics,
    ) -> Self {
        Self {
            dialect: home.1.dialect,
            document,
            source,
            borders,
            arena,
            found,
            queue: VecDeque::new(),
            pointer: Pointer::root(),
            home,
            slips: HashMap::new(),
        }
    }

    /// The schema at `pointer`, read now unless it was before.
    pub(crate) fn read(mut self, node: &'a Node, pointer: Pointer) -> SchemaId {
        let root = self.enqueue(node, pointer);
        while let Some((id, node, pointer)) = self.queue.pop_front() {
            self.pointer = pointer;
            if let Some(schema) = self.arena.schemas.get(id.index()) {
                self.home = (schema.resource, schema.language);
                self.dialect = schema.language.dialect;
            }
            let body = self.body(node);
            self.arena.fill(id, body);
        }
        root
    }

    fn body(&mut self, node: &'a Node) -> Body {
        match &node.value {
            Value::Bool(allows) => {
                self.say_early_boolean(node.span);
                Body::Boolean(*allows)
            }
            Value::Object(members) => Body::Keywords(Box::new(self.keywords(members))),
            _ => {
                let finding = self
                    .error(
                        Code::NOT_A_SCHEMA,
                        node.span,
                        "a schema is an object or a boolean",
                    )
                    .with_label(format!("this is {}", node.value.kind()))
                    .with_help(match &node.value {
                        Value::String(name) if JsonType::from_name(name).is_some() => {
                            format!("write `{{\"type\": \"{name}\"}}`")
                        }
                        Value::String(name) if matches!(name.as_str(), "true" | "false") => {
                            format!("write `{name}`, without quotes")
                        }
                        Value::Array(_) => "write one schema; several go into `allOf`".into(),
                        _ => "write the rules as an object, or `true` to allow everything".into(),
                    });
                self.found.push(finding);
                Body::Boolean(true)
            }
        }
    }

    fn keywords(&mut self, members: &'a Object) -> Keywords {
        let mut keywords = Keywords::default();
        let replaced = self.dialect.ref_replaces_siblings() && members.get("$ref").is_some();
        for member in members {
            let known = self.home.1.keyword(&member.key.text);
            match known {
                // Up to draft 7 a reference makes its siblings meaningless; the definitions beside
                // it can still be referred to.
                Some(keyword)
                    if replaced && !matches!(keyword.name, "$ref" | "definitions" | "$schema") =>
                {
                    self.say_replaced(keyword.name, member.key.span);
                }
                Some(keyword) => self.keyword(keyword, member, &mut keywords),
                None => self.unknown(member, &mut keywords),
            }
        }
        if !replaced {
            keywords.number.finish(members, self);
            keywords.array.finish(members, self);
        }
        keywords
    }

    fn keyword(&mut self, keyword: &'static Keyword, member: &'a Member, to: &mut Keywords) {
        let name = keyword.name;
        let read = to.general.read(name, member, self)
            || to.string.read(name, member, self)
            || to.number.read(name, member, self)
            || to.array.read(name, member, self)
            || to.object.read(name, member, self)
            || to.annotation.read(name, member, self)
            || to.core.read(name, member, self)
            || to.logic.read(name, member, self);
        debug_assert!(read, "`{name}` is in the table and in no family");
    }

    fn unknown(&mut self, member: &Member, to: &mut Keywords) {
        let name = &member.key.text;
        // What the metaschema switched off is there on purpose.
        let is_switched_off = Keyword::find(name, self.dialect).is_some();
        if !is_switched_off && !name.starts_with("x-") {
            self.say_unknown(member);
        }
        to.other.push((
            Name {
                text: name.clone(),
                span: member.key.span,
            },
            member.value.clone(),
        ));
    }

    /// The keyword that a name is a slip away from. Schemas repeat their own names a lot.
    fn nearest(&mut self, name: &str) -> Option<&'static str> {
        let dialect = self.dialect;
        if let Some((_, known)) = self.slips.get(name).filter(|slip| slip.0 == dialect) {
            return *known;
        }
        let meant = suggest(name, Keyword::names(dialect));
        self.slips.insert(name.to_owned(), (dialect, meant));
        meant
    }

    fn say_unknown(&mut self, member: &Member) {
        let name = &member.key.text;
        let meant = self.nearest(name);
        let help = if let Some(keyword) = Keyword::find_elsewhere(name, self.dialect) {
            let Keyword { since, until, .. } = keyword;
            Some(if *since > self.dialect {
                format!("it came with draft {since}: name that one in `$schema`")
            } else {
                format!("draft {until} was the last to have it")
            })
        } else if name == "nullable" {
            let example = r#""type": ["string", "null"]"#;
            Some(format!("write `null` into `type`, as in `{example}`"))
        } else {
            // A slip in what only annotates changes nothing, and `example` is OpenAPI's.
            let meant = meant.filter(|meant| !AnnotationKeywords::has(meant));
            meant.map(|meant| {
                format!("did you mean `{meant}`? A keyword of your own begins with `x-`")
            })
        };
        if let Some(help) = help {
            let message = format!("`{name}` is not a keyword of draft {}", self.dialect);
            let finding = self
                .warning(Code::UNKNOWN_KEYWORD, member.key.span, &message)
                .with_pointer(self.pointer.join(name).as_str())
                .with_label("changes nothing about what is valid")
                .with_help(help);
            self.found.push(finding);
        }
    }
}

/// Values of keywords, each with its place. What cannot be read is reported and gives `None`.
impl<'a> Reading<'a> {
    pub(super) fn string(&mut self, name: &'static str, member: &Member) -> Option<At<String>> {
        if let Value::String(text) = &member.value.value {
            return Some(At::new(name, member, text.clone()));
        }
        self.wrong_value(
            member,
            &format!("`{name}` takes a string"),
            match member.value.value {
                Value::Array(_) | Value::Object(_) => "write one text, in quotes",
                _ => "write the value in quotes, or remove the keyword",
            },
        );
        None
    }

    pub(super) fn boolean(&mut self, name: &'static str, member: &Member) -> Option<At<bool>> {
        if let Value::Bool(value) = member.value.value {
            return Some(At::new(name, member, value));
        }
        self.wrong_value(
            member,
            &format!("`{name}` takes `true` or `false`"),
            &bare(&member.value, "one of them", |value| {
                value.as_bool().is_some()
            }),
        );
        None
    }

    pub(super) fn decimal(&mut self, name: &'static str, member: &Member) -> Option<At<Decimal>> {
        if let Value::Number(number) = &member.value.value {
            return Some(At::new(name, member, number.decimal()));
        }
        self.wrong_value(
            member,
            &format!("`{name}` takes a number"),
            &bare(&member.value, "a number", |value| {
                value.as_number().is_some()
            }),
        );
        None
    }

    /// A count is an integer from zero on. One too large for any instance is as good as the
    /// largest.
    pub(super) fn count(&mut self, name: &'static str, member: &Member) -> Option<At<u64>> {
        if let Some(count) = count_of(&member.value.value) {
            return Some(At::new(name, member, count));
        }
        let label = match &member.value.value {
            Value::Number(number) => format!("`{}` counts nothing", number.text()),
            other => format!("this is {}", other.kind()),
        };
        let help = bare(&member.value, "0 or more", |value| {
            count_of(value).is_some()
        });
        let finding = self
            .error(
                Code::NOT_A_COUNT,
                member.value.span,
                &format!("`{name}` takes an integer that is not negative"),
            )
            .with_pointer(self.pointer.join(name).as_str())
            .with_label(label)
            .with_help(help + "; to set no limit, remove the keyword");
        self.found.push(finding);
        None
    }

    pub(super) fn pattern(&mut self, name: &'static str, member: &Member) -> Option<At<Pattern>> {
        let text = self.string(name, member)?;
        self.pattern_text(name, &text.value, text.key, text.span)
    }

    pub(super) fn pattern_text(
        &mut self,
        keyword: &'static str,
        text: &str,
        key: Span,
        span: Span,
    ) -> Option<At<Pattern>> {
        match Pattern::new(text) {
            Ok(value) => Some(At {
                value,
                keyword,
                key,
                span,
            }),
            Err(error) => {
                let finding = self
                    .error(
                        Code::BAD_PATTERN,
                        span,
                        "this is not a regular expression of ECMA-262 that can be judged",
                    )
                    .with_pointer(self.pointer.join(keyword).as_str())
                    .with_label(error.to_string())
                    .with_help("mend the pattern; in JSON each backslash is written twice");
                self.found.push(finding);
                None
            }
        }
    }

    pub(super) fn object(&mut self, name: &'static str, member: &'a Member) -> Option<&'a Object> {
        if let Value::Object(members) = &member.value.value {
            return Some(members);
        }
        self.wrong_value(
            member,
            &format!("`{name}` takes an object"),
            "write its entries in braces",
        );
        None
    }

    pub(super) fn schema(&mut self, name: &'static str, member: &'a Member) -> At<SchemaId> {
        let id = self.enqueue(&member.value, self.pointer.join(name));
        At::new(name, member, id)
    }

    pub(super) fn schema_below(
        &mut self,
        name: &'static str,
        entry: &str,
        node: &'a Node,
    ) -> SchemaId {
        self.enqueue(node, self.pointer.join(name).join(entry))
    }

    pub(super) fn schemas(
        &mut self,
        name: &'static str,
        member: &'a Member,
    ) -> Option<At<Vec<SchemaId>>> {
        let Value::Array(nodes) = &member.value.value else {
            self.wrong_value(
                member,
                &format!("`{name}` takes an array of schemas"),
                "write the schemas in brackets",
            );
            return None;
        };
        self.say_empty(name, &member.value);
        let mut ids = Vec::with_capacity(nodes.len());
        for (index, node) in nodes.iter().enumerate() {
            let mut pointer = self.pointer.join(name);
            pointer.push_index(index);
            ids.push(self.enqueue(node, pointer));
        }
        Some(At::new(name, member, ids))
    }

    pub(super) fn properties(
        &mut self,
        name: &'static str,
        member: &'a Member,
    ) -> Option<At<Vec<Property>>> {
        let entries = self.object(name, member)?;
        let mut properties = Vec::with_capacity(entries.len());
        for entry in entries {
            let schema = self.schema_below(name, &entry.key.text, &entry.value);
            properties.push(Property {
                name: Name {
                    text: entry.key.text.clone(),
                    span: entry.key.span,
                },
                schema,
            });
        }
        Some(At::new(name, member, properties))
    }

    pub(super) fn names(
        &mut self,
        keyword: &'static str,
        member: &Member,
        list: &Node,
    ) -> Option<At<Vec<Name>>> {
        let Value::Array(items) = &list.value else {
            self.refuse(
                keyword,
                list.span,
                &format!("`{keyword}` takes an array of names"),
                &format!("this is {}", list.value.kind()),
                match list.value {
                    Value::Bool(_) => {
                        "only in draft 3 was it a flag: list the name in the `required` of the \
                         object that has the member"
                    }
                    _ => "list the names of members, in quotes and brackets",
                },
            );
            return None;
        };
        if self.dialect == Dialect::Draft4 {
            self.say_empty(keyword, list);
        }
        let mut all_are_names = true;
        let mut names: Vec<Name> = Vec::with_capacity(items.len());
        let mut first: HashMap<&str, Span> = HashMap::new();
        for item in items {
            let Value::String(text) = &item.value else {
                self.refuse(
                    keyword,
                    item.span,
                    &format!("`{keyword}` lists names, and a name is a string"),
                    &format!("this is {}", item.value.kind()),
                    "write the name in quotes",
                );
                all_are_names = false;
                continue;
            };
            match first.entry(text) {
                Entry::Occupied(first) => self.repeated(keyword, *first.get(), item.span),
                Entry::Vacant(place) => {
                    place.insert(item.span);
                    names.push(Name {
                        text: text.clone(),
                        span: item.span,
                    });
                }
            }
        }
        all_are_names.then_some(At {
            value: names,
            keyword,
            key: member.key.span,
            span: list.span,
        })
    }

    fn enqueue(&mut self, node: &'a Node, pointer: Pointer) -> SchemaId {
        let begun = self.borders.begins_at(self.document, &pointer);
        let home = begun.unwrap_or(self.home);
        let (id, new) = self
            .arena
            .reserve(self.document, pointer.clone(), node.span, home);
        if new {
            self.queue.push_back((id, node, pointer));
        }
        id
    }
}

/// Findings.
impl Reading<'_> {
    pub(super) fn error(&self, code: Code, span: Span, message: &str) -> Diagnostic {
        Diagnostic::error(code, self.source, span, message).with_pointer(self.pointer.as_str())
    }

    fn warning(&self, code: Code, span: Span, message: &str) -> Diagnostic {
        Diagnostic::warning(code, self.source, span, message).with_pointer(self.pointer.as_str())
    }

    /// A keyword's value is of a kind that the keyword does not take.
    pub(super) fn wrong_value(&mut self, member: &Member, message: &str, help: &str) {
        let label = format!("this is {}", member.value.value.kind());
        self.refuse(&member.key.text, member.value.span, message, &label, help);
    }

    /// A keyword's value has no meaning. What only annotates is left out with a warning.
    pub(super) fn refuse(
        &mut self,
        keyword: &str,
        span: Span,
        message: &str,
        label: &str,
        help: &str,
    ) {
        let finding = if only_annotates(keyword) {
            self.warning(Code::WRONG_VALUE, span, message)
        } else {
            self.error(Code::WRONG_VALUE, span, message)
        };
        let pointer = self.pointer.join(keyword);
        let finding = finding.with_pointer(pointer.as_str());
        self.found.push(finding.with_label(label).with_help(help));
    }

    pub(super) fn unknown_type(&mut self, node: &Node, name: &str) {
        let names = JsonType::ALL.map(JsonType::as_str);
        let help = match suggest(name, names).or_else(|| foreign(name)) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("the types are {}", TypeSet::ANY),
        };
        let finding = self
            .error(
                Code::UNKNOWN_TYPE,
                node.span,
                &format!("`{name}` is not a type of JSON Schema"),
            )
            .with_pointer(self.pointer.join("type").as_str())
            .with_label("no such type")
            .with_help(&help);
        self.found.push(finding);
    }

    /// The entry at `again` is the same as the one at `first`.
    pub(super) fn repeated(&mut self, keyword: &str, first: Span, again: Span) {
        let finding = self
            .warning(
                Code::REPEATED,
                again,
                &format!("`{keyword}` has this entry twice"),
            )
            .with_pointer(self.pointer.join(keyword).as_str())
            .with_label("said again here")
            .with_secondary(first, "first said here")
            .with_help("remove the repetition, which changes nothing, or write what was meant");
        self.found.push(finding);
    }
}

/// What breaks the metaschema, or does nothing, and leaves no doubt about what is valid.
impl Reading<'_> {
    /// A list that should have an entry has none.
    pub(super) fn say_empty(&mut self, keyword: &str, list: &Node) {
        if !list.value.as_array().is_some_and(<[Node]>::is_empty) {
            return;
        }
        let allows_nothing = matches!(keyword, "enum" | "type" | "anyOf" | "oneOf");
        let (label, help) = if allows_nothing {
            (
                "by the letter no value is valid",
                "list what is allowed, or remove the keyword",
            )
        } else {
            ("asks for nothing", "fill the list, or remove the keyword")
        };
        let message = format!("`{keyword}` lists nothing");
        let finding = self
            .warning(Code::EMPTY_LIST, list.span, &message)
            .with_pointer(self.pointer.join(keyword).as_str());
        self.found.push(finding.with_label(label).with_help(help));
    }

    /// A keyword has no effect where it stands.
    pub(super) fn say_idle(&mut self, keyword: &str, span: Span, message: &str, help: &str) {
        let finding = self
            .warning(Code::NO_EFFECT, span, message)
            .with_pointer(self.pointer.join(keyword).as_str())
            .with_label("changes nothing about what is valid")
            .with_help(help);
        self.found.push(finding);
    }

    /// The signs of a divisor and of a value do not matter to whether one divides the other.
    pub(super) fn say_negative_divisor(&mut self, member: &Member) {
        let finding = self
            .warning(
                Code::NOT_FORESEEN,
                member.value.span,
                "`multipleOf` is greater than zero in every draft",
            )
            .with_pointer(self.pointer.join("multipleOf").as_str())
            .with_label("read as if it had no sign")
            .with_help("remove the sign");
        self.found.push(finding);
    }

    /// Up to draft 7 what stands beside a reference is passed over.
    fn say_replaced(&mut self, keyword: &str, span: Span) {
        if only_annotates(keyword) || matches!(keyword, "$id" | "id") {
            return;
        }
        let dialect = self.dialect;
        self.say_idle(
            keyword,
            span,
            &format!("draft {dialect} passes over `{keyword}` beside `$ref`"),
            "put the reference into `allOf`, or name draft 2019-09 or a later one in `$schema`",
        );
    }

    /// Draft 4 has boolean schemas under two keywords only; elsewhere they mean what they do later.
    fn say_early_boolean(&mut self, span: Span) {
        let place = self.pointer.as_str();
        let allowed = ["/additionalProperties", "/additionalItems"];
        if self.dialect != Dialect::Draft4 || allowed.iter().any(|end| place.ends_with(end)) {
            return;
        }
        let finding = self
            .warning(
                Code::NOT_FORESEEN,
                span,
                "draft 4 has no boolean schema here",
            )
            .with_label("read as later drafts do")
            .with_help("write `{}` for `true`, `{\"not\": {}}` for `false`, or name a later draft");
        self.found.push(finding);
    }
}

fn count_of(value: &Value) -> Option<u64> {
    let decimal = value.as_number()?.decimal();
    let counts = decimal.is_integer() && !decimal.is_negative();
    counts.then(|| decimal.to_u64().unwrap_or(u64::MAX))
}

/// What to write instead of a value; a string that holds it needs only lose its quotes.
fn bare(value: &Node, wanted: &str, fits: fn(&Value) -> bool) -> String {
    let holds = |text: &&str| json::parse(text).is_ok_and(|node| fits(&node.value));
    let held = value.value.as_str().filter(holds);
    match held {
        Some(text) => format!("write `{text}`, without quotes"),
        None => format!("write {wanted}, without quotes"),
    }
}

/// Whether the value of a keyword says nothing about what is valid.
fn only_annotates(keyword: &str) -> bool {
    AnnotationKeywords::has(keyword)
        || matches!(
            keyword,
            "$comment" | "format" | "contentEncoding" | "contentMediaType"
        )
}

/// What other languages' names for types are called in JSON Schema.
fn foreign(name: &str) -> Option<&'static str> {
    Some(match name.to_ascii_lowercase().as_str() {
        "int" | "int32" | "int64" | "long" | "uint" => "integer",
        "float" | "double" | "decimal" => "number",
        "bool" => "boolean",
        "str" | "text" => "string",
        "list" | "tuple" | "set" => "array",
        "dict" | "map" | "struct" => "object",
        "none" | "nil" => "null",
        _ => return None,
    })
}
