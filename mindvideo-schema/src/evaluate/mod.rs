//! Judges instances by schemas: every violation, each with pointer, line and column.
//!
//! One file per family of keywords, named as in [`schema`](crate::schema); each asks the functions
//! of [`rules`](crate::rules).
//!
//! Whether an instance is valid is asked of a plan (`plan/`): for each schema and each kind of JSON
//! value the rules that are really there, references and wrappers resolved, made when it is first
//! asked. What a branch of a union says is kept once for all unions that mention it (`reasons.rs`).
//!
//! Evaluation remembers only when it has to: a run counts how often it comes to schemas that several
//! ways lead to, and beyond what the instance's length explains it keeps verdicts, so no union takes
//! exponential time. What `unevaluated*` asks for is marked only inside of a schema that has one. The
//! dynamic scope is a number: what each name looked for is bound to, outermost first.

mod array;
mod branch;
mod general;
mod logic;
mod marks;
mod met;
mod nearest;
mod number;
mod object;
mod plan;
mod reasons;
mod run;
mod scope;
mod stack;
mod string;

use std::sync::{Arc, OnceLock};

use self::plan::{Asking, Instance, Plan};
use self::run::Run;
use crate::diagnostic::{Diagnostics, Source};
use crate::json::{self, Lines, Node, TapeValue};
use crate::link::{self, Library, Linked};
use crate::report::{Report, Violation};
use crate::schema::{Dialect, SchemaId};

/// A schema, ready to judge instances.
///
/// ```
/// use mindvideo_schema::Evaluator;
///
/// let evaluator = Evaluator::new(r#"{"type": "object", "required": ["prompt"]}"#)?;
/// assert!(evaluator.check_json(br#"{"prompt": "a red car"}"#).is_ok());
///
/// let report = evaluator.check_json(b"{}").unwrap_err();
/// assert_eq!(report.to_string(), "1:1: the required member `prompt` is missing (#/required)");
/// # Ok::<(), mindvideo_schema::SchemaError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Evaluator {
    linked: Linked,
    /// Made when it is first asked.
    plan: OnceLock<Plan>,
}

impl Evaluator {
    /// Reads a schema of the newest draft, or of the one that its `$schema` names.
    ///
    /// # Errors
    /// Everything that is wrong with the schema, each finding with its place.
    pub fn new(schema: &str) -> Result<Self, SchemaError> {
        Self::load("schema.json", schema, Dialect::default(), &())
    }

    /// The same with a name for messages, a draft for documents without `$schema`, and a library
    /// of documents that references may name.
    ///
    /// # Errors
    /// Everything that is wrong with the schema, each finding with its place.
    pub fn load(
        name: &str,
        schema: &str,
        dialect: Dialect,
        library: &dyn Library,
    ) -> Result<Self, SchemaError> {
        let source = Arc::new(Source::new(name, schema));
        let mut errors = Diagnostics::of_errors();
        let linked = link::load(&source, dialect, library, &mut errors);
        if let Some(linked) = linked.filter(|_| errors.is_empty()) {
            return Ok(Self::of(linked));
        }
        // Whoever mends an error may as well read what else is odd.
        let mut found = Diagnostics::new();
        link::load(&source, dialect, library, &mut found);
        Err(SchemaError(found))
    }

    /// Judges by a schema that was read and found without errors.
    pub fn of(linked: Linked) -> Self {
        Self {
            linked,
            plan: OnceLock::new(),
        }
    }

    /// The same with each `format` that the draft knows as an assertion, if that is wanted.
    ///
    /// ```
    /// use mindvideo_schema::Evaluator;
    ///
    /// let schema = Evaluator::new(r#"{"format": "date"}"#)?;
    /// assert!(schema.check_json(br#""2024-13-01""#).is_ok());
    ///
    /// let report = schema.assert_format(true).check_json(br#""2024-13-01""#).unwrap_err();
    /// let says = r#"1:1: "2024-13-01" is not a date: the month is 13; a date looks like `2024-02-29` (#/format)"#;
    /// assert_eq!(report.to_string(), says);
    /// # Ok::<(), mindvideo_schema::SchemaError>(())
    /// ```
    #[must_use]
    pub fn assert_format(mut self, assert: bool) -> Self {
        if assert {
            self.linked.assert_formats();
            self.plan = OnceLock::new();
        }
        self
    }

    /// The schema at a JSON pointer of the document, or of the one that a URI names, for judging a
    /// part of an instance.
    pub fn part(&self, document: Option<&str>, pointer: &str) -> Option<SchemaId> {
        self.linked.at(document, pointer)
    }

    /// The schema and everything it refers to.
    pub fn linked(&self) -> &Linked {
        &self.linked
    }

    /// Whether the instance fulfils the schema.
    pub fn is_valid(&self, instance: &Node) -> bool {
        self.is_valid_part(self.linked.root(), instance)
    }

    /// Whether the instance fulfils one of its parts.
    pub fn is_valid_part(&self, part: SchemaId, instance: &Node) -> bool {
        self.allows(part, instance)
    }

    /// The same for an instance on a [`Tape`](json::Tape). Of a text in which a member is there
    /// twice it may say anything.
    pub fn is_valid_on_tape(&self, part: SchemaId, instance: TapeValue<'_>) -> bool {
        self.allows(part, &instance)
    }

    fn allows(&self, part: SchemaId, instance: &(impl Instance + Sync)) -> bool {
        let verdict = stack::with_room(|depth| {
            let mut asking = Asking::new(&self.linked, self.plan(), instance, depth);
            let holds = asking.asks(part, instance, None);
            asking.depth.result(holds && !asking.gave_up)
        });
        verdict.unwrap_or(false)
    }

    /// Everything that is wrong with an instance.
    ///
    /// # Errors
    /// Every violation, without lines and columns: a [`Node`] knows offsets, not its text.
    pub fn check(&self, instance: &Node) -> Result<(), Report> {
        self.check_part(self.linked.root(), instance)
    }

    /// The same for one of its parts.
    ///
    /// # Errors
    /// Every violation, without lines and columns.
    pub fn check_part(&self, part: SchemaId, instance: &Node) -> Result<(), Report> {
        self.explain(part, instance, None)
    }

    /// Everything that is wrong with a JSON text.
    ///
    /// # Errors
    /// Every violation with line and column; that the text is not JSON, if it is not.
    pub fn check_json(&self, text: &[u8]) -> Result<(), Report> {
        self.check_json_part(self.linked.root(), text)
    }

    /// The same for one of its parts.
    ///
    /// # Errors
    /// Every violation with line and column; that the text is not JSON, if it is not.
    pub fn check_json_part(&self, part: SchemaId, text: &[u8]) -> Result<(), Report> {
        let lines = Lines::new(&String::from_utf8_lossy(text));
        let instance = json::parse_bytes(text).map_err(|error| {
            let violation = Violation::new("", "", "", format!("this is not JSON: {error}"));
            Report::of(violation.at(lines.place(error.span.start)))
        })?;
        self.explain(part, &instance, Some(&lines))
    }

    fn explain(
        &self,
        part: SchemaId,
        instance: &Node,
        lines: Option<&Lines>,
    ) -> Result<(), Report> {
        let result = stack::with_room(|depth| {
            let asking = Asking::new(&self.linked, self.plan(), instance, depth);
            let mut run = Run::new(&self.linked, asking, lines);
            run.apply(part, instance, None);
            run.finish()
        });
        result.unwrap_or_else(|| {
            let message = "this is nested too deep to be judged here";
            Err(Report::of(Violation::new("", "", "", message)))
        })
    }

    fn plan(&self) -> &Plan {
        self.plan.get_or_init(|| Plan::of(&self.linked))
    }
}

/// A schema that cannot be judged by.
#[derive(Clone, Debug)]
pub struct SchemaError(Diagnostics);

impl SchemaError {
    /// Everything that is wrong with it.
    pub fn diagnostics(&self) -> &Diagnostics {
        &self.0
    }
}

impl std::fmt::Display for SchemaError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(&self.0, f)
    }
}

impl std::error::Error for SchemaError {}
