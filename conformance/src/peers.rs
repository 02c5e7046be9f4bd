//! Other validators of JSON Schema, asked the same questions.
//!
//! Both are told to take `format` for an annotation, as mindvideo does unless told otherwise.

use std::panic::{AssertUnwindSafe, catch_unwind};

use boon::{Compiler, Format, SchemaIndex, Schemas};
use jsonschema::Validator;
use mindvideo_codegen::Dialect;
use mindvideo_schema::Evaluator;
use serde_json::Value;

use crate::evaluator;

/// A schema as each judge understands it.
#[expect(missing_debug_implementations, reason = "boon has none")]
pub struct Judges {
    evaluator: Evaluator,
    jsonschema: Option<Validator>,
    boon: Option<(Schemas, SchemaIndex)>,
}

/// What each judge says of an instance; a peer that refuses the schema says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdicts {
    /// The evaluator.
    pub ours: bool,
    /// The crate `jsonschema`.
    pub jsonschema: Option<bool>,
    /// The crate `boon`.
    pub boon: Option<bool>,
}

impl Verdicts {
    /// Whether a peer says otherwise than the evaluator.
    pub fn differ(&self) -> bool {
        let other = |peer: Option<bool>| peer.is_some_and(|verdict| verdict != self.ours);
        other(self.jsonschema) || other(self.boon)
    }
}

impl Judges {
    /// Makes them of a schema.
    ///
    /// # Errors
    /// Why the evaluator refuses the schema, on one line.
    pub fn new(schema: &Value, dialect: Dialect) -> Result<Self, String> {
        let mut settings = mindvideo_codegen::Settings::new();
        settings.draft = dialect;
        Ok(Self {
            evaluator: evaluator::evaluator(&schema.to_string(), &settings)?,
            jsonschema: quiet(|| jsonschema(schema, dialect)),
            boon: quiet(|| boon(schema, dialect)),
        })
    }

    /// Whether each peer accepts the schema: `jsonschema`, then `boon`.
    pub fn peers(&self) -> [bool; 2] {
        [self.jsonschema.is_some(), self.boon.is_some()]
    }

    /// What they say of an instance.
    ///
    /// # Errors
    /// That the evaluator contradicts itself.
    pub fn verdicts(&self, instance: &Value) -> Result<Verdicts, String> {
        let text = instance.to_string();
        let boon = self.boon.as_ref();
        Ok(Verdicts {
            ours: evaluator::judge(&self.evaluator, &text)?,
            jsonschema: quiet(|| Some(self.jsonschema.as_ref()?.is_valid(instance))),
            boon: quiet(|| {
                let (schemas, index) = boon?;
                Some(schemas.validate(instance, *index).is_ok())
            }),
        })
    }
}

/// A peer's panic is no answer.
fn quiet<T>(work: impl FnOnce() -> Option<T>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok().flatten()
}

fn jsonschema(schema: &Value, dialect: Dialect) -> Option<Validator> {
    let draft = match dialect {
        Dialect::Draft4 => jsonschema::Draft::Draft4,
        Dialect::Draft6 => jsonschema::Draft::Draft6,
        Dialect::Draft7 => jsonschema::Draft::Draft7,
        Dialect::Draft2019 => jsonschema::Draft::Draft201909,
        _ => jsonschema::Draft::Draft202012,
    };
    let options = jsonschema::options().should_validate_formats(false);
    // A draft that is given would win over `$schema`.
    let options = match schema.get("$schema") {
        Some(_) => options,
        None => options.with_draft(draft),
    };
    options.build(schema).ok()
}

/// The formats that boon judges in drafts up to 7 unless they are replaced.
const FORMATS: [&str; 20] = [
    "date",
    "date-time",
    "duration",
    "email",
    "hostname",
    "idn-email",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "iri",
    "iri-reference",
    "json-pointer",
    "period",
    "relative-json-pointer",
    "semver",
    "time",
    "uri",
    "uri-reference",
    "uri-template",
    "uuid",
];

fn boon(schema: &Value, dialect: Dialect) -> Option<(Schemas, SchemaIndex)> {
    let draft = match dialect {
        Dialect::Draft4 => boon::Draft::V4,
        Dialect::Draft6 => boon::Draft::V6,
        Dialect::Draft7 => boon::Draft::V7,
        Dialect::Draft2019 => boon::Draft::V2019_09,
        _ => boon::Draft::V2020_12,
    };
    let mut compiler = Compiler::new();
    compiler.set_default_draft(draft);
    for name in FORMATS {
        compiler.register_format(Format {
            name,
            func: |_| Ok(()),
        });
    }
    let address = "http://example.com/root.json";
    compiler.add_resource(address, schema.clone()).ok()?;
    let mut schemas = Schemas::new();
    let index = compiler.compile(address, &mut schemas).ok()?;
    Some((schemas, index))
}
