use mindvideo_schema::Decimal;
use mindvideo_schema::json::Span;
use mindvideo_schema::schema::{At, JsonType, Keywords, Schema, SchemaId};

use super::{Lowering, Use};
use crate::model::{Check, Rule, TypeRef};

/// Whether there are rules for strings or numbers.
pub(super) fn asserts(keywords: &Keywords) -> bool {
    let string = &keywords.string;
    let number = &keywords.number;
    string.min_length.is_some()
        || string.max_length.is_some()
        || string.pattern.is_some()
        || keywords.general.format.is_some()
        || number.minimum.is_some()
        || number.maximum.is_some()
        || number.exclusive_minimum.is_some()
        || number.exclusive_maximum.is_some()
        || number.multiple_of.is_some()
}

/// Makes a check of the text of its limit.
type MakeCheck = fn(String) -> Check;

impl Lowering<'_> {
    pub(super) fn string(&self, schema: &Schema, keywords: &Keywords) -> Use {
        let string = &keywords.string;
        let mut rules = Vec::new();
        let mut rule = |check, span: Span| rules.push(self.rule(schema, check, span));
        if let Some(limit) = string.min_length.as_ref().filter(|limit| limit.value > 0) {
            rule(Check::MinLength(limit.value), limit.key);
        }
        if let Some(limit) = &string.max_length {
            rule(Check::MaxLength(limit.value), limit.key);
        }
        if let Some(pattern) = &string.pattern {
            rule(
                Check::Pattern(pattern.value.as_str().to_owned()),
                pattern.key,
            );
        }
        rules.extend(self.format(schema, keywords, |bounds| bounds.is_none()));
        Use {
            of: TypeRef::String,
            rules,
        }
    }

    pub(super) fn number(
        &self,
        id: SchemaId,
        schema: &Schema,
        keywords: &Keywords,
        json_type: JsonType,
    ) -> Use {
        let number = &keywords.number;
        let bounds: [(_, MakeCheck); 5] = [
            (&number.minimum, Check::Minimum),
            (&number.maximum, Check::Maximum),
            (&number.exclusive_minimum, Check::ExclusiveMinimum),
            (&number.exclusive_maximum, Check::ExclusiveMaximum),
            (&number.multiple_of, Check::MultipleOf),
        ];
        let mut rules: Vec<Rule> = bounds
            .into_iter()
            .filter_map(|(at, check)| Some((at.as_ref()?, check)))
            .map(|(at, check)| self.rule(schema, check(at.value.to_string()), at.key))
            .collect();
        rules.extend(self.format(schema, keywords, |bounds| bounds.is_some()));
        // In draft 4 an integer is what is written as one: `8.0` must still be known to be none.
        let by_value = self
            .linked
            .document(schema.document)
            .dialect
            .integer_by_value();
        if json_type == JsonType::Integer && !by_value {
            rules.push(self.judged(id, schema.span));
        }
        let of = match json_type {
            JsonType::Integer if fits_i64(keywords) && by_value => TypeRef::I64,
            JsonType::Integer => TypeRef::Integer,
            _ => TypeRef::Number,
        };
        Use { of, rules }
    }

    /// The rule for an asserted `format`, if it speaks of such values.
    fn format(
        &self,
        schema: &Schema,
        keywords: &Keywords,
        speaks: impl Fn(Option<(&str, &str)>) -> bool,
    ) -> Option<Rule> {
        let format = keywords.general.format.as_ref()?;
        let check = Check::Format(format.value);
        speaks(format.value.bounds()).then(|| self.rule(schema, check, format.key))
    }
}

/// Whether the bounds keep every valid integer within an `i64`.
fn fits_i64(keywords: &Keywords) -> bool {
    let number = &keywords.number;
    let format = keywords.general.format.as_ref();
    let formatted = format.and_then(|at| at.value.bounds());
    if formatted.is_some_and(|(least, greatest)| is_i64(least) && is_i64(greatest)) {
        return true;
    }
    let (least, greatest) = (Decimal::from(i64::MIN), Decimal::from(i64::MAX));
    let within = |bounds: [&Option<At<Decimal>>; 2]| {
        bounds
            .into_iter()
            .flatten()
            .any(|bound| least <= bound.value && bound.value <= greatest)
    };
    within([&number.minimum, &number.exclusive_minimum])
        && within([&number.maximum, &number.exclusive_maximum])
}

fn is_i64(number: &str) -> bool {
    number.parse::<i64>().is_ok()
}
