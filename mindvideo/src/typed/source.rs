use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasherDefault, Hasher};
use std::iter;
use std::sync::{Arc, OnceLock};

use mindvideo_schema::diagnostic;
use mindvideo_schema::json::{self, Node, TapeValue};
use mindvideo_schema::link::Library;
use mindvideo_schema::schema::{Dialect, SchemaId};
use mindvideo_schema::{Evaluator, Report, Violation};
use serde_json::Value;

use super::Typed;
use super::through::Written;

/// The schema that a generated module was made from, read when it is first needed: to say why an
/// input is refused, or to judge what types alone cannot.
#[derive(Debug)]
pub struct Source {
    file: &'static str,
    text: &'static str,
    others: &'static [(&'static str, &'static str)],
    dialect: Dialect,
    assert_format: bool,
    judge: OnceLock<Box<dyn Loaded>>,
}

/// A judge, or why there is none. An object, since rustc looks into all that a static holds, for each
/// model: whether threads may share it.
trait Loaded: fmt::Debug + Send + Sync {
    fn judge(&self) -> Result<&Judge, &str>;
}

impl Loaded for Result<Judge, String> {
    fn judge(&self) -> Result<&Judge, &str> {
        self.as_ref().map_err(String::as_str)
    }
}

/// The evaluator, and where in the file its schemas stand: they are asked for again and again.
#[derive(Debug)]
struct Judge {
    evaluator: Evaluator,
    parts: HashMap<String, SchemaId, BuildHasherDefault<OfPointer>>,
}

/// The hash of a pointer. Nobody but the author of a schema chooses these.
#[derive(Default)]
struct OfPointer(u64);

impl Hasher for OfPointer {
    fn write(&mut self, bytes: &[u8]) {
        for word in bytes.chunks(8) {
            let word = match word.try_into() {
                Ok(word) => u64::from_le_bytes(word),
                Err(_) => word
                    .iter()
                    .fold(0, |word, byte| word << 8 | u64::from(*byte)),
            };
            let mixed = (self.0 ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            self.0 = mixed ^ mixed >> 32;
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

impl Judge {
    fn new(evaluator: Evaluator) -> Self {
        let linked = evaluator.linked();
        let file = linked.schema(linked.root()).document;
        let applied = linked.reachable().into_iter();
        let parts = applied.filter_map(|id| {
            let schema = linked.schema(id);
            (schema.document == file).then(|| (linked.pointer(schema).to_string(), id))
        });
        Self {
            parts: parts.collect(),
            evaluator,
        }
    }

    fn part(&self, document: Option<&str>, pointer: &str) -> Option<SchemaId> {
        let known = match document {
            None if pointer.is_empty() => Some(self.evaluator.linked().root()),
            None => self.parts.get(pointer).copied(),
            Some(_) => None,
        };
        known.or_else(|| self.evaluator.part(document, pointer))
    }
}

impl Source {
    /// The schema of that text, which stands in that file.
    pub const fn new(file: &'static str, text: &'static str) -> Self {
        Self {
            file,
            text,
            others: &[],
            dialect: Dialect::Draft2020,
            assert_format: false,
            judge: OnceLock::new(),
        }
    }

    /// The same with the documents that its references name, as pairs of URI and text.
    #[must_use]
    pub const fn with(mut self, others: &'static [(&'static str, &'static str)]) -> Self {
        self.others = others;
        self
    }

    /// The same with the draft of documents without `$schema`.
    #[must_use]
    pub const fn dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = dialect;
        self
    }

    /// The same with `format` as an assertion.
    #[must_use]
    pub const fn assert_format(mut self) -> Self {
        self.assert_format = true;
        self
    }

    /// The whole of it.
    pub const fn root(&'static self) -> Part {
        self.part("")
    }

    /// The schema at a JSON pointer.
    pub const fn part(&'static self, pointer: &'static str) -> Part {
        Part {
            source: self,
            document: None,
            pointer,
            beside: &[],
        }
    }

    /// The schema at a JSON pointer of the document of that URI.
    pub const fn part_of(&'static self, document: &'static str, pointer: &'static str) -> Part {
        Part {
            source: self,
            document: Some(document),
            pointer,
            beside: &[],
        }
    }

    fn judge(&self) -> Result<&Judge, &str> {
        self.judge
            .get_or_init(|| {
                let loaded = Evaluator::load(self.file, self.text, self.dialect, self)
                    .map(|evaluator| Judge::new(evaluator.assert_format(self.assert_format)))
                    .map_err(|error| error.to_string());
                Box::new(loaded)
            })
            .judge()
    }
}

impl Library for Source {
    fn document(&self, uri: &str) -> Option<Result<Arc<diagnostic::Source>, String>> {
        let (name, text) = self.others.iter().find(|(name, _)| *name == uri)?;
        Some(Ok(Arc::new(diagnostic::Source::new(*name, *text))))
    }
}

/// One schema of a [`Source`].
#[derive(Clone, Copy, Debug)]
pub struct Part {
    source: &'static Source,
    document: Option<&'static str>,
    pointer: &'static str,
    beside: &'static [Self],
}

impl Part {
    /// The same for a type that stands for values of other schemas at once: they are asked, too,
    /// why a value is refused.
    #[must_use]
    pub const fn beside(mut self, others: &'static [Self]) -> Self {
        self.beside = others;
        self
    }

    /// The file that the schema stands in.
    pub fn file(&self) -> &'static str {
        self.source.file
    }

    /// Whether the schema allows a value.
    pub(super) fn allows<T: Typed>(&self, value: &T) -> bool {
        let found = node(value).zip(self.find().ok());
        found.is_some_and(|(node, (evaluator, part))| evaluator.is_valid_part(part, &node))
    }

    /// The same for a part of a text.
    pub(super) fn allows_on_tape(&self, value: TapeValue<'_>) -> bool {
        self.find()
            .is_ok_and(|(evaluator, part)| evaluator.is_valid_on_tape(part, value))
    }

    /// Why a value breaks the schema.
    pub(super) fn explain<T: Typed>(&self, value: &T) -> Report {
        match node(value) {
            Some(node) => self.why(|part| part.check(&node)),
            None => unjudged("it is no JSON"),
        }
    }

    /// Why the value of a text breaks the schema, without lines and columns, since nobody wrote the
    /// text.
    pub(super) fn explain_value(&self, text: &str) -> String {
        match json::parse(text) {
            Ok(node) => self.why(|part| part.check(&node)).to_string(),
            Err(error) => error.to_string(),
        }
    }

    /// What is wrong by this schema, or else by those that it is a branch of, whose type stands for
    /// what is beside the union as well, or by those beside it.
    fn why(&self, check: impl Fn(&Self) -> Result<Result<(), Report>, String>) -> Report {
        let around = iter::successors(Some(*self), Self::enclosing);
        for part in around.chain(self.beside.iter().copied()) {
            match check(&part) {
                Ok(Ok(())) => {}
                Ok(Err(report)) => return report,
                Err(why) => return unjudged(&why),
            }
        }
        Report::of(Violation::new("", "", "", BUG))
    }

    /// The schema that this one is a branch of, as its pointer tells.
    fn enclosing(&self) -> Option<Self> {
        let (union, branch) = self.pointer.rsplit_once('/')?;
        let (pointer, keyword) = union.rsplit_once('/')?;
        let is_branch = branch.bytes().all(|digit| digit.is_ascii_digit())
            && matches!(keyword, "oneOf" | "anyOf" | "allOf");
        let part = Self {
            pointer,
            beside: &[],
            ..*self
        };
        (is_branch && part.find().is_ok()).then_some(part)
    }

    fn check(&self, node: &Node) -> Result<Result<(), Report>, String> {
        let (evaluator, part) = self.find()?;
        Ok(evaluator.check_part(part, node))
    }

    /// Whether a text fulfils the schema, by the evaluator.
    pub(super) fn check_text(&self, text: &[u8]) -> Result<(), Report> {
        match self.judge(text) {
            Ok(found) => found,
            Err(why) => Err(unjudged(&why)),
        }
    }

    /// Why a text breaks the schema.
    pub(super) fn explain_text(&self, text: &[u8]) -> Report {
        self.why(|part| part.judge(text))
    }

    /// The same, after what was found in the text already.
    pub(super) fn explain_beside(&self, text: &[u8], found: Report) -> Report {
        let Ok(Err(report)) = self.judge(text) else {
            return found;
        };
        let all = found.iter().chain(&report).cloned().collect();
        Report::from_violations(all).unwrap_or(report)
    }

    /// The evaluator's verdict, unless it cannot give one.
    fn judge(&self, text: &[u8]) -> Result<Result<(), Report>, String> {
        let (evaluator, part) = self.find()?;
        Ok(evaluator.check_json_part(part, text))
    }

    /// The schema that it is a part of.
    #[cfg(feature = "schemars")]
    pub(super) fn source(&self) -> &'static Source {
        self.source
    }

    /// Itself, and who judges by it.
    pub(super) fn find(&self) -> Result<(&'static Evaluator, SchemaId), String> {
        let judge = self.source.judge()?;
        let part = judge
            .part(self.document, self.pointer)
            .ok_or_else(|| format!("the schema has nothing at {}", self.pointer))?;
        Ok((&judge.evaluator, part))
    }
}

const BUG: &str = "refused by its type, which the schema does not ask for: a bug in mindvideo, \
                   please report it with the schema and the input";

fn unjudged(why: &str) -> Report {
    let message = format!("the input cannot be judged: {why}");
    Report::of(Violation::new("", "", "", message))
}

/// A value as the evaluator wants it.
pub(super) fn node<T: Typed>(value: &T) -> Option<Node> {
    let text = serde_json::to_string(&Written(value)).ok()?;
    json::parse(&text).ok()
}

/// Whether a JSON text and a value are the same to JSON Schema: `1` and `1.0` are.
pub(super) fn same(text: &str, value: &Value) -> bool {
    match (json::parse(text), json::parse(&value.to_string())) {
        (Ok(a), Ok(b)) => json::same(&a, &b),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static CLIP: Source = Source::new(
        "schemas/clip.json",
        r#"{"$defs": {"n": {"type": "integer"}}, "items": {"$ref": "size.json"}}"#,
    )
    .with(&[
        ("../parts/deep/side.json", r#"{"maximum": 9}"#),
        (
            "size.json",
            r#"{"$ref": "clip.json#/$defs/n", "allOf": [{"$ref": "../parts/deep/side.json"}]}"#,
        ),
    ]);

    #[test]
    fn documents_are_found_by_their_paths_from_the_schema() {
        let evaluator = &CLIP.judge().unwrap().evaluator;
        assert!(evaluator.check_json(b"[1, 2]").is_ok());
        assert!(evaluator.check_json(b"[1.5]").is_err());
        assert!(CLIP.part_of("../parts/deep/side.json", "").find().is_ok());
        assert!(CLIP.part_of("../parts/none.json", "").find().is_err());
    }

    #[test]
    fn what_a_type_stands_for_at_once_explains_it() {
        static BOTH: Source = Source::new(
            "",
            r#"{"$defs": {"a": {"minimum": 1}, "b": {"maximum": 3}}}"#,
        );
        let part = BOTH
            .part("/$defs/a")
            .beside(const { &[BOTH.part("/$defs/b")] });
        assert!(part.explain_value("0").contains("minimum"));
        assert!(part.explain_value("4").contains("maximum"));
        assert!(part.explain_value("2").contains("bug"));
    }
}
