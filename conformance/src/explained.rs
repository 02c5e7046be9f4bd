//! Differences that the specification settles in our favour.
//!
//! Each is recognized by a rule, counted and shown under its name, never hidden.

use mindvideo_codegen::Dialect;
use serde_json::Value;

use crate::peers::Verdicts;

/// A known way of a peer to differ.
#[derive(Debug)]
pub struct Explained {
    /// Its name in the table.
    pub name: &'static str,
    /// Which peer is wrong, and what the specification says.
    pub reason: &'static str,
    recognize: fn(&Difference<'_>) -> bool,
}

/// A schema and an instance on which judges differ.
#[derive(Clone, Copy, Debug)]
pub struct Difference<'a> {
    /// The schema.
    pub schema: &'a Value,
    /// Its draft.
    pub dialect: Dialect,
    /// The instance.
    pub instance: &'a Value,
    /// What they say.
    pub verdicts: Verdicts,
}

/// The explanation of a difference, if there is one.
pub fn explanation(difference: &Difference<'_>) -> Option<&'static Explained> {
    let mut all = EXPLAINED.iter();
    all.find(|explained| (explained.recognize)(difference))
}

/// All of them.
pub const EXPLAINED: &[Explained] = &[
    Explained {
        name: "boon divides by doubles",
        reason: "draft 2020-12 validation 6.2.1, and the same in every draft: a number is a \
                 multiple if division by it gives an integer. 0.6 / 0.1 is 6; computed with \
                 doubles it is not.",
        recognize: |difference| {
            only_boon(difference) && numbers(difference.schema, "multipleOf", Value::is_f64)
        },
    },
    Explained {
        name: "boon takes 1.0 for an integer in draft 4",
        reason: "draft 4 core 3.5: an integer is a JSON number without a fraction or exponent \
                 part. Only from draft 6 on is any number with a zero fraction an integer.",
        recognize: |difference| {
            only_boon(difference)
                && difference.dialect == Dialect::Draft4
                && contains(difference.schema, &|value| value == "integer")
                && contains(difference.instance, &|value| value.is_f64())
        },
    },
    Explained {
        name: "1e20 as an integer in draft 4",
        reason: "draft 4 core 3.5: an integer is a JSON number without a fraction or exponent \
                 part. Both peers take a double without a fraction for one, jsonschema only if it \
                 is a large one.",
        recognize: |difference| {
            difference.dialect == Dialect::Draft4
                && contains(difference.schema, &|value| value == "integer")
                && contains(difference.instance, &|value| {
                    value.is_f64() && is_large(value)
                })
        },
    },
    Explained {
        name: "jsonschema lets `contains` evaluate items in draft 2019-09",
        reason: "draft 2019-09 core 9.3.1.3: `unevaluatedItems` goes by the annotations of `items`, \
                 `additionalItems` and itself. That `contains` counts is new in draft 2020-12.",
        recognize: |difference| {
            difference.verdicts.boon == Some(difference.verdicts.ours)
                && difference.dialect == Dialect::Draft2019
                && contains(difference.schema, &|value| value.get("contains").is_some())
                && contains(difference.schema, &|value| {
                    value.get("unevaluatedItems").is_some()
                })
        },
    },
    Explained {
        name: "boon sees a loop in the names of an object",
        reason: "draft 2019-09 core 9.3.2.5: `propertyNames` judges each name, which is a string and \
                 has no names in turn: a schema that applies itself to names ends there.",
        recognize: |difference| {
            only_boon(difference)
                && contains(difference.schema, &|value| {
                    let names = value.get("propertyNames").map(Value::to_string);
                    names.is_some_and(|names| names.contains("Ref\"") || names.contains("$ref\""))
                })
        },
    },
    Explained {
        name: "peers divide large numbers as doubles",
        reason: "draft 2020-12 core 4.2.1: numbers are base-10. 1e300 leaves 1 when divided by 3.",
        recognize: |difference| {
            contains(difference.instance, &is_large)
                && contains(difference.schema, &|value| {
                    value.get("multipleOf").is_some()
                })
        },
    },
    Explained {
        name: "boon rounds integers to doubles",
        reason: "draft 2020-12 core 4.2.1: numbers are arbitrary-precision, base-10. \
                 9007199254740993 is not 9007199254740992, and is a multiple of 3.",
        recognize: |difference| {
            only_boon(difference)
                && (contains(difference.instance, &is_large)
                    || contains(difference.schema, &is_large))
        },
    },
    Explained {
        name: "boon judges `const` beside `$ref`",
        reason: "draft 6 core 8, draft 7 core 8.3: all other properties in an object with `$ref` \
                 must be ignored.",
        recognize: |difference| {
            let both = |value: &Value| value.get("$ref").and(value.get("const")).is_some();
            only_boon(difference)
                && matches!(difference.dialect, Dialect::Draft6 | Dialect::Draft7)
                && contains(difference.schema, &both)
        },
    },
    Explained {
        name: "jsonschema takes letters beyond ASCII for `\\w`",
        reason: "ECMA-262 22.2.2.9.3, WordCharacters: unless case is ignored, `\\w` is the ASCII \
                 letters, the digits and `_`; `\\d` is the ten digits. Where boon can judge the \
                 pattern, it agrees.",
        recognize: |difference| {
            difference
                .verdicts
                .boon
                .is_none_or(|boon| boon == difference.verdicts.ours)
                && ["\\\\w", "\\\\W", "\\\\d", "\\\\D", "\\\\b", "\\\\B"]
                    .iter()
                    .any(|class| difference.schema.to_string().contains(class))
                && !difference.instance.to_string().is_ascii()
        },
    },
];

/// Whether it is a number that a double does not tell from its neighbours.
fn is_large(value: &Value) -> bool {
    let number = value.as_f64();
    number.is_some_and(|number| number.abs() >= 9_007_199_254_740_992.0)
}

/// Whether boon alone differs.
fn only_boon(difference: &Difference<'_>) -> bool {
    difference.verdicts.jsonschema == Some(difference.verdicts.ours)
}

/// Whether a value or one inside it is so.
fn contains(value: &Value, so: &dyn Fn(&Value) -> bool) -> bool {
    so(value)
        || match value {
            Value::Array(items) => items.iter().any(|item| contains(item, so)),
            Value::Object(members) => members.values().any(|value| contains(value, so)),
            _ => false,
        }
}

/// Whether a keyword stands somewhere with such a number.
fn numbers(schema: &Value, keyword: &str, such: fn(&Value) -> bool) -> bool {
    contains(schema, &|value| value.get(keyword).is_some_and(such))
}
