use mindvideo_schema::json::{self, Node, Value};
use mindvideo_schema::schema::{JsonType, Keywords, Schema, SchemaId, TypeSet};

use super::all::All;
use super::facts::Listed;
use super::{Lowering, Own, Use};
use crate::model::{Literal, LiteralKind, Literals, Place, Shape, TypeRef, Variant};
use crate::names;

impl Lowering<'_> {
    /// An enum of the values that are listed, as far as the rules beside them allow them.
    pub(super) fn literals(&mut self, all: &All, Listed { values, by }: &Listed) -> Use {
        let alone = all.parts.len() == 1 && self.facts.only_lists(*by);
        let judged =
            |node: &Node| (all.judged.iter()).all(|id| self.evaluator.is_valid_part(*id, node));
        // To draft 4 `1` is an integer and `1.0` is none, however equal they are.
        let other_ways = |node: &Node| other_ways(node).into_iter().flatten().map(|it| judged(&it));
        let allowed =
            |node: &Node| alone || judged(node) || other_ways(node).any(|allowed| allowed);
        let is_told_by_writing =
            |node: &Node| !alone && allowed(node) && other_ways(node).any(|allowed| !allowed);
        let is_told_by_writing = values.iter().any(is_told_by_writing);
        let (nulls, values): (Vec<Node>, Vec<Node>) = values
            .iter()
            .filter(|node| is_of(node, all.kinds) && allowed(node))
            .cloned()
            .partition(|node| matches!(node.value, Value::Null));
        if values.is_empty() {
            return Use::of(if nulls.is_empty() {
                TypeRef::Never
            } else {
                TypeRef::Null
            });
        }
        let at = self.listed_at(*by);
        let made = Literals {
            kind: kind(&values),
            variants: variants(&values),
            at,
        };
        let is_nested = !alone && self.holds_draft_4(all) && values.iter().any(holds_numbers);
        let is_all = nulls.is_empty() && !is_told_by_writing && !is_nested;
        let own = if is_all { Own::All } else { Own::Part };
        let mut used = self.define_all(all, own, |_| Shape::Literals(made));
        if is_nested {
            self.leave(all, &mut used.rules);
        } else if is_told_by_writing {
            self.written_as_integer(all, &mut used.rules);
        }
        if nulls.is_empty() {
            used
        } else {
            used.or_null()
        }
    }

    /// Whether variants can be read and written as they are meant. An integer of more than 64 bits is
    /// written with an exponent, which makes it none in draft 4.
    pub(super) fn keeps(&self, all: &All, listed: &Listed) -> bool {
        let is_long = |node: &Node| match &node.value {
            Value::Number(number) => {
                number.decimal().is_integer() && number.decimal().to_i64().is_none()
            }
            _ => false,
        };
        listed.values.iter().all(is_kept)
            && !(listed.values.iter().any(is_long) && self.holds_draft_4(all))
    }

    fn holds_draft_4(&self, all: &All) -> bool {
        let dialect = |schema: &Schema| self.linked.document(schema.document).dialect;
        let mut spoken = self.spoken(all).into_iter();
        spoken.any(|(_, schema, _)| !dialect(schema).integer_by_value())
    }

    /// Where the keyword stands that lists them.
    fn listed_at(&self, by: SchemaId) -> Place {
        let schema = self.facts.schema(by);
        let key = |keywords: &Keywords| {
            let (general, logic) = (&keywords.general, &keywords.logic);
            let values = general.values.as_ref().map(|at| at.key);
            let constant = general.constant.as_ref().map(|at| at.key);
            let one_of = logic.one_of.as_ref().map(|at| at.key);
            let any_of = logic.any_of.as_ref().map(|at| at.key);
            constant.or(values).or(one_of).or(any_of)
        };
        let key = schema.keywords().and_then(key);
        self.place(schema, key.unwrap_or(schema.span))
    }
}

/// A whole number written as an integer, and as what draft 4 does not take for one.
fn other_ways(node: &Node) -> Option<[Node; 2]> {
    let Value::Number(number) = &node.value else {
        return None;
    };
    let integer = number.decimal().to_i64()?;
    let written = |text: String| json::parse(&text).ok();
    Some([
        written(integer.to_string())?,
        written(format!("{integer}.0"))?,
    ])
}

/// Whether a value is of one of these types; a whole number is an integer, however it is written.
fn is_of(node: &Node, kinds: TypeSet) -> bool {
    match &node.value {
        Value::Null => kinds.names(JsonType::Null),
        Value::Bool(_) => kinds.names(JsonType::Boolean),
        Value::String(_) => kinds.names(JsonType::String),
        Value::Array(_) => kinds.names(JsonType::Array),
        Value::Object(_) => kinds.names(JsonType::Object),
        Value::Number(number) => {
            kinds.names(JsonType::Number)
                || kinds.names(JsonType::Integer) && number.decimal().is_integer()
        }
    }
}

/// Whether a number is within it.
fn holds_numbers(node: &Node) -> bool {
    let is_one = |node: &Node| matches!(node.value, Value::Number(_)) || holds_numbers(node);
    match &node.value {
        Value::Array(items) => items.iter().any(is_one),
        Value::Object(members) => members.iter().any(|member| is_one(&member.value)),
        _ => false,
    }
}

/// Variants are named after their values alone: a string by its text, anything else by its JSON.
fn variants(values: &[Node]) -> Vec<Variant> {
    let is_text = |node: &Node| matches!(node.value, Value::String(_));
    let has_text = values.iter().any(is_text);
    let variant = |node: &Node| {
        let json = match &node.value {
            Value::Number(number) => number.decimal().to_string(),
            _ => node.to_string(),
        };
        let ident = match &node.value {
            Value::String(text) => names::variant(text),
            _ if has_text => names::variant_beside_strings(&json),
            _ => names::variant(&json),
        };
        Variant {
            ident,
            literal: literal(node),
        }
    };
    values.iter().map(variant).collect()
}

pub(super) fn literal(node: &Node) -> Literal {
    match &node.value {
        Value::Null => Literal::Null,
        Value::Bool(value) => Literal::Boolean(*value),
        Value::String(text) => Literal::Text(text.to_string()),
        Value::Number(number) => match number.decimal().to_i64() {
            Some(integer) => Literal::Integer(integer),
            None => Literal::Number(number.text().to_owned()),
        },
        Value::Array(_) | Value::Object(_) => Literal::Json(node.to_string()),
    }
}

/// Whether every reader of JSON holds the value exactly, so that a variant can be read and written.
/// Any reader rounds a number of 15 digits and 22 powers of ten just once, however it goes about it.
pub(super) fn is_kept(node: &Node) -> bool {
    match &node.value {
        Value::Null | Value::Bool(_) | Value::String(_) => true,
        Value::Number(number) => {
            let (decimal, text) = (number.decimal(), number.text());
            let mantissa = text.split(['e', 'E']).next().unwrap_or(text);
            let digits = mantissa.bytes().filter(u8::is_ascii_digit).count();
            decimal.to_i64().is_some()
                || decimal.to_u64().is_some()
                || digits <= 15 && (1e-7..1e22).contains(&decimal.to_f64().abs())
        }
        Value::Array(items) => items.iter().all(is_kept),
        Value::Object(members) => members.iter().all(|member| is_kept(&member.value)),
    }
}

fn kind(values: &[Node]) -> LiteralKind {
    let all = |is: fn(&Literal) -> bool| values.iter().map(literal).all(|literal| is(&literal));
    if all(|literal| matches!(literal, Literal::Text(_))) {
        LiteralKind::Text
    } else if all(|literal| matches!(literal, Literal::Integer(_))) {
        LiteralKind::Integer
    } else {
        LiteralKind::Mixed
    }
}
