use std::collections::HashSet;

use mindvideo_schema::json::{Node, Value};
use mindvideo_schema::schema::{Keywords, Schema, SchemaId};

use super::{Lowering, Own, Use};
use crate::model::{Literal, LiteralKind, Literals, Shape, TypeRef, Variant};
use crate::names;

impl Lowering<'_> {
    /// An enum of the values that `enum` or `const` lists, as far as the rules beside it allow them.
    pub(super) fn literals(&mut self, id: SchemaId, schema: &Schema, keywords: &Keywords) -> Use {
        let general = &keywords.general;
        let listed: &[Node] = match (&general.values, &general.constant) {
            (Some(values), _) => &values.value,
            (None, Some(constant)) => std::slice::from_ref(&constant.value),
            (None, None) => &[],
        };
        let allowed = |node: &&Node| self.evaluator.is_valid_part(id, node);
        let (nulls, values): (Vec<&Node>, Vec<&Node>) = listed
            .iter()
            .filter(allowed)
            .partition(|node| matches!(node.value, Value::Null));
        let variants: Vec<Variant> = values.into_iter().map(variant).collect();
        let key = general.values.as_ref().map(|at| at.key);
        let key = key.or(general.constant.as_ref().map(|at| at.key));
        let at = self.place(schema, key.unwrap_or(schema.span));
        if variants.is_empty() && !nulls.is_empty() {
            return Use::of(TypeRef::Null);
        }
        let mut idents = HashSet::new();
        if variants.is_empty() || !variants.iter().all(|v| idents.insert(&v.ident)) {
            return self.untyped(id);
        }
        let kind = kind(&variants);
        let made = Literals { variants, kind, at };
        if nulls.is_empty() {
            self.define(id, Own::All, |_| Shape::Literals(made))
        } else {
            self.define(id, Own::Part, |_| Shape::Literals(made))
                .or_null()
        }
    }
}

/// Variants are named after their values alone: a string by its text, anything else by its JSON.
fn variant(node: &Node) -> Variant {
    let ident = match &node.value {
        Value::String(text) => names::variant(text),
        Value::Number(number) => names::variant(&number.decimal().to_string()),
        _ => names::variant(&node.to_string()),
    };
    let literal = match &node.value {
        Value::Null => Literal::Null,
        Value::Bool(value) => Literal::Boolean(*value),
        Value::String(text) => Literal::Text(text.clone()),
        Value::Number(number) => match number.decimal().to_i64() {
            Some(integer) => Literal::Integer(integer),
            None => Literal::Number(number.text().to_owned()),
        },
        Value::Array(_) | Value::Object(_) => Literal::Json(node.to_string()),
    };
    Variant { ident, literal }
}

fn kind(variants: &[Variant]) -> LiteralKind {
    let all = |is: fn(&Literal) -> bool| variants.iter().all(|variant| is(&variant.literal));
    if all(|literal| matches!(literal, Literal::Text(_))) {
        LiteralKind::Text
    } else if all(|literal| matches!(literal, Literal::Integer(_))) {
        LiteralKind::Integer
    } else {
        LiteralKind::Mixed
    }
}
