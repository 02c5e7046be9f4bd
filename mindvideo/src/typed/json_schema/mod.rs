//! Generated types as [`schemars::JsonSchema`], with the feature `schemars`.
//!
//! A type describes itself by its source: the schema's file, given back, and not by what Rust made
//! of it. So titles, `x-` keywords and rules that no type shows are there, and a document of yours
//! says of a field just what the file says.
//!
//! ```
//! #[mindvideo::mindvideo_model("../schemas/veo3-1-quality.json")]
//! pub mod veo {}
//!
//! #[derive(schemars::JsonSchema)]
//! struct Order {
//!     customer: String,
//!     input: mindvideo::Valid<veo::Input>,
//! }
//!
//! let schema = schemars::schema_for!(Order);
//! let input = schema.pointer("/$defs/veo.Input").unwrap();
//! assert_eq!(input["properties"]["prompt"]["minLength"], 1);
//! ```
//!
//! # What it gives
//!
//! - A schema of draft 2020-12 that neither refers to others nor has a name to be referred to by
//!   (`$ref`, `$id`, `$anchor` and their dynamic kin) is given as it stands, without `$schema`,
//!   which belongs to the root. So is a part of one.
//! - For any other, `$defs` gets the whole file, and each file that it refers to, as an embedded
//!   resource; the type refers to its place there. A file of another draft keeps its `$schema` or
//!   gets one. A file without an absolute `$id` gets one below
//!   `https://….mindvideo.invalid/`, made of what the files say. Its references stay as they are
//!   wherever the standard resolves them to the same schema, and are spelled out elsewhere.
//! - An enum is the list of its values.
//! - A struct is described as an object even if its schema allows other values, too, and a union's
//!   enum leaves `null` out if an `Option` around it stands for that.
//! - [`Valid`] is described as what is in it.
//! - A definition is called by the model's module and the type, `veo.Input`. Types of one name from
//!   two models are kept apart, as schemars does it: `veo.Input2`.
//!
//! # Where it is not exact
//!
//! - **Other settings.** It is exact for the settings that schemars starts with, of draft 2020-12.
//!   Those for older drafts and for OpenAPI 3.0 change schemas by rules of their own.
//! - **Other readers.** A reader must know embedded resources, as draft 2020-12 asks, and for a file
//!   of another draft also that an embedded resource may have its own: some take all for one draft.
//! - **Formats.** With `assert_format` a type refuses what `format` forbids; the schema says
//!   `format`, and whoever reads it decides what that asks for.
//! - **Long numbers.** A limit with more digits than a [`serde_json::Number`] holds is rounded, as
//!   a [`Schema`] is made of these. `serde_json`'s feature `arbitrary_precision` keeps all digits.
//! - **Payloads.** Where a union stands beside other keywords, a variant's struct holds the members
//!   of both, and its own description is that of the branch alone. The enum's is exact. So is that
//!   of a list whose items several schemas speak of; the item's own is that of the first of them.
//! - **Types without a proof.** A type alone, without [`Valid`], holds and reads values that break
//!   rules; its description has the rules nevertheless.
//! - **`#[serde(flatten)]`.** schemars merges keyword by keyword, and keeps the first of two. What
//!   comes as a reference stays whole, and sees the members of the outer struct as well.
//! - **Names within a file.** Two files that each give a schema *inside* of them the same `$id` cannot
//!   stand in one document: a reference could mean either. Equal `$id`s of whole files are told
//!   apart.
//! - **Metaschemas.** A file with a metaschema of its own needs a reader who knows that.
//! - **`$ref` over all.** A file up to draft 7 with `$ref` at its root comes without the keywords that
//!   its draft ignores there, so a reference into one of these leads nowhere.

mod bundle;
mod value;

use std::any::type_name;
use std::borrow::Cow;

use mindvideo_schema::schema::{Dialect, Language};
pub use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Value, json};

use self::bundle::Bundle;
use super::literals::ByTable;
use super::newtype::ByInner;
use super::record::ByFields;
use super::union::ByBranch;
use super::untyped::ByEvaluator;
use super::{
    Integer, Literals, Never, Newtype, Null, Number, Part, Record, Typed, Union, Untyped, Valid,
    Via, Wire, valid,
};

/// What schemars takes names in.
pub type Text = Cow<'static, str>;

/// How a generated type of a shape describes itself.
pub trait Describe<T>: Via<T> {
    /// What tells it from a type that has the same path and says something else.
    fn identity() -> String;

    /// Its schema.
    fn schema(generator: &mut SchemaGenerator) -> Schema;
}

/// The last steps of a type's path, from the model's module on: `veo3_1_quality.Input`.
pub fn name<T>() -> Text {
    let path = type_name::<T>().replace("r#", "");
    let steps: Vec<&str> = path.split("::").collect();
    let is_kept_apart = |step: &&str| matches!(*step, "defs" | "definitions");
    let around = steps.iter().rev().skip(1).take_while(|s| is_kept_apart(s));
    let first = steps.len().saturating_sub(2 + around.count());
    let last = steps.get(first..).unwrap_or(&steps);
    last.join(".").into()
}

/// What no other type has.
pub fn id<T: Typed<Via: Describe<T>>>() -> Text {
    format!("{} {}", type_name::<T>(), T::Via::identity()).into()
}

/// The schema of a generated type.
pub fn schema<T: Typed<Via: Describe<T>>>(generator: &mut SchemaGenerator) -> Schema {
    T::Via::schema(generator)
}

impl<R: Record> Describe<R> for ByFields {
    fn identity() -> String {
        R::PART.identity()
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = R::PART.describe(generator);
        schema.insert("type".to_owned(), "object".into());
        schema
    }
}

impl<U: Union> Describe<U> for ByBranch {
    fn identity() -> String {
        U::PART.identity()
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        let schema = U::PART.describe(generator);
        let has_null = || valid::read::<U>(b"null").is_some();
        if !U::PART.allows(&Value::Null) || has_null() {
            return schema;
        }
        made_of(json!({"allOf": [schema], "not": {"type": "null"}}))
    }
}

impl<N: Newtype> Describe<N> for ByInner {
    fn identity() -> String {
        N::PART.identity()
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        N::PART.describe(generator)
    }
}

impl<U: Untyped> Describe<U> for ByEvaluator {
    fn identity() -> String {
        U::PART.identity()
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        U::PART.describe(generator)
    }
}

impl<L: Literals + Typed> Describe<L> for ByTable {
    fn identity() -> String {
        values(L::WIRE).to_string()
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        let values = values(L::WIRE);
        made_of(match L::WIRE {
            Wire::Texts(_) => json!({"type": "string", "enum": values}),
            Wire::Integers(_) => json!({"type": "integer", "enum": values}),
            Wire::Mixed(_) => json!({"enum": values}),
        })
    }
}

fn values(wire: Wire) -> Value {
    let values = wire.values();
    values
        .filter_map(|literal| value::parse(&literal.json()))
        .collect()
}

impl Part {
    /// Sources are where they are for good, each somewhere else.
    fn identity(&self) -> String {
        format!("{:p}", self.source())
    }

    fn describe(&self, generator: &mut SchemaGenerator) -> Schema {
        let Ok((evaluator, id)) = self.find() else {
            // By a schema that cannot be read, nothing is valid.
            return false.into();
        };
        let linked = evaluator.linked();
        let schema = linked.schema(id);
        if schema.language == Language::of(Dialect::Draft2020)
            && let text = &linked.document(schema.document).source.text
            && let Some(alone) = alone(text, linked.pointer(schema).as_str())
        {
            return alone;
        }
        let reference = Bundle::put(linked, generator).reference(schema);
        made_of(json!({"allOf": [{"$ref": reference}]}))
    }
}

/// A schema that means the same anywhere.
fn alone(text: &str, pointer: &str) -> Option<Schema> {
    let mut schema = value::parse(text)?.pointer_mut(pointer)?.take();
    if let Some(members) = schema.as_object_mut() {
        members.remove("$schema");
    }
    if is_tied(&schema) {
        return None;
    }
    schema.try_into().ok()
}

/// Whether something refers to a schema, or is referred to by a name.
fn is_tied(value: &Value) -> bool {
    const TIES: [&str; 5] = ["$ref", "$dynamicRef", "$id", "$anchor", "$dynamicAnchor"];
    match value {
        Value::Array(items) => items.iter().any(is_tied),
        Value::Object(members) => members
            .iter()
            .any(|(name, value)| value.is_string() && TIES.contains(&&**name) || is_tied(value)),
        _ => false,
    }
}

/// What is no schema allows nothing.
fn made_of(value: Value) -> Schema {
    value.try_into().unwrap_or_else(|_| false.into())
}

impl<T: JsonSchema> JsonSchema for Valid<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Text {
        T::schema_name()
    }

    fn schema_id() -> Text {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// Types of fields, which say so little that it is said in place.
macro_rules! in_place {
    ($($typed:ty: $schema:tt,)*) => {$(
        impl JsonSchema for $typed {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Text {
                stringify!($typed).into()
            }

            fn schema_id() -> Text {
                concat!("mindvideo::", stringify!($typed)).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                made_of(json!($schema))
            }
        }
    )*};
}

in_place! {
    Integer: {"type": "integer"},
    Number: {"type": "number"},
    Null: {"type": "null"},
    Never: false,
}
