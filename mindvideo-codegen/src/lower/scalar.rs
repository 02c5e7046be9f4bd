use mindvideo_schema::Decimal;
use mindvideo_schema::json::Span;
use mindvideo_schema::schema::{At, JsonType, Keywords, Schema};

use super::all::All;
use super::{Lowering, Use};
use crate::model::{Check, Rule, TypeRef};

/// Makes a check of the text of its limit.
type MakeCheck = fn(String) -> Check;

impl Lowering<'_> {
    pub(super) fn string(&self, all: &All) -> Use {
        let mut rules = Vec::new();
        for (_, schema, keywords) in self.spoken(all) {
            let string = &keywords.string;
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
        }
        Use {
            of: TypeRef::String,
            rules,
        }
    }

    pub(super) fn number(&self, all: &All, json_type: JsonType) -> Use {
        let mut rules = Vec::new();
        let (mut fits, mut by_value) = (false, true);
        for (_, schema, keywords) in self.spoken(all) {
            let number = &keywords.number;
            let bounds: [(_, MakeCheck); 5] = [
                (&number.minimum, Check::Minimum),
                (&number.maximum, Check::Maximum),
                (&number.exclusive_minimum, Check::ExclusiveMinimum),
                (&number.exclusive_maximum, Check::ExclusiveMaximum),
                (&number.multiple_of, Check::MultipleOf),
            ];
            let bounds = bounds.into_iter();
            let bounds = bounds.filter_map(|(at, check)| Some((at.as_ref()?, check)));
            rules.extend(
                bounds.map(|(at, check)| self.rule(schema, check(at.value.to_string()), at.key)),
            );
            rules.extend(self.format(schema, keywords, |bounds| bounds.is_some()));
            fits |= fits_i64(keywords);
            by_value &= self
                .linked
                .document(schema.document)
                .dialect
                .integer_by_value();
        }
        if json_type == JsonType::Integer && !by_value {
            self.written_as_integer(all, &mut rules);
        }
        let of = match json_type {
            JsonType::Integer if fits && by_value => TypeRef::I64,
            JsonType::Integer => TypeRef::Integer,
            _ => TypeRef::Number,
        };
        Use { of, rules }
    }

    /// In draft 4 an integer is what is written as one: `8.0` must still be known to be none.
    pub(super) fn written_as_integer(&self, all: &All, rules: &mut Vec<Rule>) {
        let rule = self
            .spoken(all)
            .into_iter()
            .find_map(|(id, schema, keywords)| {
                let types = keywords.general.types.as_ref()?;
                let asks = self.facts.asks_how_integers_are_written(id);
                asks.then(|| self.rule(schema, Check::Integer, types.key))
            });
        match rule {
            Some(rule) => rules.push(rule),
            None => self.leave(all, rules),
        }
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
