use super::{AnnotationKeywords, Dialect, JsonType, Keyword, Reading, TypeSet};
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::json::{Member, Node, Span, Value};

/// Findings.
impl Reading<'_> {
    pub(super) fn error(&self, code: Code, span: Span, message: &str) -> Diagnostic {
        Diagnostic::error(code, self.source, span, message).with_pointer(self.pointer().as_str())
    }

    fn warning(&self, code: Code, span: Span, message: &str) -> Diagnostic {
        Diagnostic::warning(code, self.source, span, message).with_pointer(self.pointer().as_str())
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
        let pointer = self.pointer().join(keyword);
        let finding = finding.with_pointer(pointer.as_str());
        self.found.push(finding.with_label(label).with_help(help));
    }

    /// What stands where a list of names should.
    pub(super) fn say_no_names(&mut self, keyword: &str, list: &Node) {
        let message = format!("`{keyword}` takes an array of names");
        let label = format!("this is {}", list.value.kind());
        let help = match list.value {
            Value::Bool(_) => {
                "only in draft 3 was it a flag: list the name in the `required` of the object that \
                 has the member"
            }
            _ => "list the names of members, in quotes and brackets",
        };
        self.refuse(keyword, list.span, &message, &label, help);
    }

    /// What stands in such a list and is no name.
    pub(super) fn say_no_name(&mut self, keyword: &str, item: &Node) {
        let message = format!("`{keyword}` lists names, and a name is a string");
        let label = format!("this is {}", item.value.kind());
        self.refuse(
            keyword,
            item.span,
            &message,
            &label,
            "write the name in quotes",
        );
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
            .with_pointer(self.pointer().join("type").as_str())
            .with_label("no such type")
            .with_help(&help);
        self.found.push(finding);
    }

    /// The entry at `again` is the same as the one at `first`.
    pub(super) fn repeated(&mut self, keyword: &str, first: Span, again: Span) {
        if !self.found.takes_warnings() {
            return;
        }
        let finding = self
            .warning(
                Code::REPEATED,
                again,
                &format!("`{keyword}` has this entry twice"),
            )
            .with_pointer(self.pointer().join(keyword).as_str())
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
        let is_empty = list.value.as_array().is_some_and(<[Node]>::is_empty);
        if !is_empty || !self.found.takes_warnings() {
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
            .with_pointer(self.pointer().join(keyword).as_str());
        self.found.push(finding.with_label(label).with_help(help));
    }

    /// A keyword has no effect where it stands.
    pub(super) fn say_idle(&mut self, keyword: &str, span: Span, message: &str, help: &str) {
        if !self.found.takes_warnings() {
            return;
        }
        let finding = self
            .warning(Code::NO_EFFECT, span, message)
            .with_pointer(self.pointer().join(keyword).as_str())
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
            .with_pointer(self.pointer().join("multipleOf").as_str())
            .with_label("read as if it had no sign")
            .with_help("remove the sign");
        self.found.push(finding);
    }

    /// Up to draft 7 what stands beside a reference is passed over.
    pub(super) fn say_replaced(&mut self, keyword: &str, span: Span) {
        let is_said = !only_annotates(keyword) && !matches!(keyword, "$id" | "id");
        if !is_said || !self.found.takes_warnings() {
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
    pub(super) fn say_early_boolean(&mut self, keyword: &str, span: Span) {
        let allowed = ["additionalProperties", "additionalItems"];
        let is_early = self.dialect == Dialect::Draft4 && !allowed.contains(&keyword);
        if !is_early || !self.found.takes_warnings() {
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

/// What is no schema, or no keyword.
impl Reading<'_> {
    /// What stands where a schema should.
    pub(super) fn say_no_schema(&mut self, node: &Node) {
        let help = match &node.value {
            Value::String(name) if JsonType::from_name(name).is_some() => {
                format!("write `{{\"type\": \"{name}\"}}`")
            }
            Value::String(name) if matches!(name.as_str(), "true" | "false") => {
                format!("write `{name}`, without quotes")
            }
            Value::Array(_) => "write one schema; several go into `allOf`".into(),
            _ => "write the rules as an object, or `true` to allow everything".into(),
        };
        let message = "a schema is an object or a boolean";
        let finding = self
            .error(Code::NOT_A_SCHEMA, node.span, message)
            .with_label(format!("this is {}", node.value.kind()))
            .with_help(help);
        self.found.push(finding);
    }

    /// The keyword that a name is a slip away from. Schemas repeat their own names a lot.
    fn nearest(&mut self, name: &str) -> Option<&'static str> {
        let dialect = self.dialect;
        if let Some((_, known)) = self.slips.get(name).filter(|slip| slip.0 == dialect) {
            return *known;
        }
        let meant = suggest(name, Keyword::names(dialect));
        self.slips.set(name.to_owned(), (dialect, meant));
        meant
    }

    pub(super) fn say_unknown(&mut self, member: &Member) {
        let name = &member.key.text;
        let meant = self.nearest(name);
        let help = if let Some(keyword) = Keyword::find_elsewhere(name, self.dialect) {
            let Keyword { since, until, .. } = keyword;
            Some(if *since > self.dialect {
                format!("it came with draft {since}: name that one in `$schema`")
            } else {
                format!("draft {until} was the last to have it")
            })
        } else if **name == *"nullable" {
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
                .with_pointer(self.pointer().join(name).as_str())
                .with_label("changes nothing about what is valid")
                .with_help(help);
            self.found.push(finding);
        }
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
