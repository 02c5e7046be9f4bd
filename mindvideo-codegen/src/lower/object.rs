use std::collections::HashSet;

use mindvideo_schema::schema::{Body, Keywords, Name, Schema, SchemaId};

use super::{Lowering, Own, Use, docs};
use crate::model::{Check, Field, Record, Rest, Rule, Shape, TypeRef};
use crate::names;

/// The field for members that no other field stands for.
const REST: &str = "additional_properties";

/// Whether there are rules for objects.
pub(super) fn asserts(keywords: &Keywords) -> bool {
    let object = &keywords.object;
    object.properties.is_some()
        || object.required.is_some()
        || object.additional.is_some()
        || object.min_properties.is_some()
        || object.max_properties.is_some()
        || goes_beyond_types(keywords)
}

/// Whether there are rules for objects that neither a type nor a rule of its own stands for.
pub(super) fn goes_beyond_types(keywords: &Keywords) -> bool {
    let object = &keywords.object;
    object.pattern_properties.is_some()
        || object.property_names.is_some()
        || !object.dependent_required.is_empty()
        || !object.dependent_schemas.is_empty()
        || object.unevaluated.is_some()
}

impl Lowering<'_> {
    /// A struct where names are known, else a map.
    pub(super) fn object(
        &mut self,
        id: SchemaId,
        schema: &Schema,
        keywords: &Keywords,
        own: Own,
    ) -> Use {
        let object = &keywords.object;
        let declares = object
            .properties
            .as_ref()
            .is_some_and(|p| !p.value.is_empty())
            || object
                .required
                .as_ref()
                .is_some_and(|r| !r.value.is_empty());
        if declares || self.is_closed(keywords) {
            return self.define(id, own, |lowering| {
                Shape::Record(lowering.record(id, schema, keywords))
            });
        }
        let values = self.rest(keywords);
        let mut rules = self.counts(schema, keywords);
        if let Some(at) = object
            .additional
            .as_ref()
            .filter(|_| !values.rules.is_empty())
        {
            rules.push(self.rule(schema, Check::Members(values.rules), at.key));
        }
        rules.extend(self.judged_beyond_types(id, schema, keywords));
        Use {
            of: TypeRef::Map(Box::new(values.of)),
            rules,
        }
    }

    fn record(&mut self, id: SchemaId, schema: &Schema, keywords: &Keywords) -> Record {
        let object = &keywords.object;
        let required = object.required.iter().flat_map(|at| &at.value);
        let required: Vec<&Name> = required.collect();
        let properties = object.properties.iter().flat_map(|at| &at.value);
        let names: HashSet<&str> = required.iter().map(|name| name.text.as_str()).collect();
        let mut fields: Vec<Field> = Vec::new();
        for property in properties {
            let is_required = names.contains(property.name.text.as_str());
            let used = self.value(property.schema);
            let described = self.linked.schema(property.schema);
            fields.push(self.field(schema, described, &property.name, is_required, used));
        }
        let declared: HashSet<String> = fields.iter().map(|field| field.wire.clone()).collect();
        for name in required {
            if !declared.contains(&name.text) {
                let used = self.rest(keywords);
                fields.push(self.field(schema, schema, name, true, used));
            }
        }
        let rest = (!self.is_closed(keywords)).then(|| {
            let Use { of, rules } = self.rest(keywords);
            let ident = rest_ident(&fields);
            Rest { ident, of, rules }
        });
        let mut rules = self.counts(schema, keywords);
        rules.extend(self.judged_beyond_types(id, schema, keywords));
        Record {
            fields,
            rest,
            rules,
        }
    }

    fn field(
        &self,
        schema: &Schema,
        described: &Schema,
        name: &Name,
        required: bool,
        used: Use,
    ) -> Field {
        let own = !std::ptr::eq(schema, described);
        Field {
            wire: name.text.clone(),
            ident: names::field(&name.text),
            setter: names::setter(&name.text),
            docs: docs::of_field(&name.text, own.then_some(described), &used),
            deprecated: own && docs::deprecated(described),
            of: used.of,
            required,
            rules: used.rules,
            at: self.place(schema, name.span),
        }
    }

    /// What members without a declaration are.
    fn rest(&mut self, keywords: &Keywords) -> Use {
        match &keywords.object.additional {
            // A member whose name matches a pattern is no additional one: the evaluator judges.
            Some(at) if keywords.object.pattern_properties.is_none() => self.value(at.value),
            _ => Use::of(TypeRef::Value),
        }
    }

    /// Whether members without a declaration are refused.
    fn is_closed(&self, keywords: &Keywords) -> bool {
        let object = &keywords.object;
        object.pattern_properties.is_none()
            && object
                .additional
                .as_ref()
                .is_some_and(|at| matches!(self.linked.schema(at.value).body, Body::Boolean(false)))
    }

    fn counts(&self, schema: &Schema, keywords: &Keywords) -> Vec<Rule> {
        let object = &keywords.object;
        let least = object.min_properties.as_ref();
        let most = object.max_properties.as_ref();
        let least = least.map(|at| self.rule(schema, Check::MinProperties(at.value), at.key));
        let most = most.map(|at| self.rule(schema, Check::MaxProperties(at.value), at.key));
        least.into_iter().chain(most).collect()
    }
}

/// The name of the field for the rest: no name of a field ends in three underscores.
fn rest_ident(fields: &[Field]) -> String {
    if fields.iter().any(|field| field.ident == REST) {
        format!("{REST}___")
    } else {
        REST.to_owned()
    }
}
