use super::{At, Reading, SchemaId};
use crate::json::{Member, Object, Span, Text, Value};
use crate::pattern::Pattern;

/// The name of a member, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name, as JSON means it.
    pub text: Text,
    /// The string in the schema's text, quotes included.
    pub span: Span,
}

/// A name and the schema under it.
#[derive(Clone, Debug)]
pub struct Property {
    /// The name.
    pub name: Name,
    /// What the value must fulfil.
    pub schema: SchemaId,
}

/// The entries of `properties`, in the schema's order.
#[derive(Clone, Debug, Default)]
pub struct Properties {
    entries: Box<[Property]>,
    /// What they were read from, which knows them by name.
    members: Object,
}

impl Properties {
    /// The entries in the order of the members that they were read from, an entry a member.
    pub(super) fn new(entries: Vec<Property>, members: &Object) -> Self {
        Self {
            entries: entries.into(),
            members: members.clone(),
        }
    }

    /// The entry of that name.
    pub fn find(&self, name: &str) -> Option<&Property> {
        self.entries.get(self.place(name)?)
    }

    /// The place of the entry of that name.
    pub(crate) fn place(&self, name: &str) -> Option<usize> {
        self.members.position(name)
    }
}

impl std::ops::Deref for Properties {
    type Target = [Property];

    fn deref(&self) -> &[Property] {
        &self.entries
    }
}

impl<'a> IntoIterator for &'a Properties {
    type Item = &'a Property;
    type IntoIter = std::slice::Iter<'a, Property>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.iter()
    }
}

/// A pattern for names and the schema under it.
pub type PatternProperty = (At<Pattern>, SchemaId);

/// The keywords that speak of objects.
#[derive(Clone, Debug, Default)]
pub struct ObjectKeywords {
    /// `properties`: a schema for each of some names, in the schema's order.
    pub properties: Option<At<Properties>>,
    /// `required`: names that must be there, each once.
    pub required: Option<At<Vec<Name>>>,
    /// `additionalProperties`: for members that neither `properties` nor `patternProperties` names.
    pub additional: Option<At<SchemaId>>,
    /// `patternProperties`: for members whose name matches.
    pub pattern_properties: Option<At<Vec<PatternProperty>>>,
    /// `propertyNames`: for each name.
    pub property_names: Option<At<SchemaId>>,
    /// `minProperties`
    pub min_properties: Option<At<u64>>,
    /// `maxProperties`
    pub max_properties: Option<At<u64>>,
    /// `dependentRequired`, or an array under `dependencies`: names that one name calls for.
    pub dependent_required: Vec<(Name, At<Vec<Name>>)>,
    /// `dependentSchemas`, or a schema under `dependencies`: a schema that one name calls for.
    pub dependent_schemas: Vec<(Name, At<SchemaId>)>,
    /// `unevaluatedProperties`: for members that no other keyword spoke of.
    pub unevaluated: Option<At<SchemaId>>,
}

impl ObjectKeywords {
    /// Whether one of them judges.
    pub(crate) fn says_something(&self) -> bool {
        let counts = [&self.min_properties, &self.max_properties];
        let schemas = [&self.additional, &self.property_names, &self.unevaluated];
        self.properties.is_some()
            || self.required.is_some()
            || self.pattern_properties.is_some()
            || !self.dependent_required.is_empty()
            || !self.dependent_schemas.is_empty()
            || counts.into_iter().any(Option::is_some)
            || schemas.into_iter().any(Option::is_some)
    }

    pub(super) fn read<'a>(
        &mut self,
        name: &'static str,
        member: &'a Member,
        to: &mut Reading<'a>,
    ) -> bool {
        match name {
            "properties" => {
                let read = to.properties(name, member);
                self.properties = read.map(|(entries, members)| {
                    At::new(name, member, Properties::new(entries, members))
                });
            }
            "required" => self.required = to.names(name, member, &member.value),
            "additionalProperties" => self.additional = Some(to.schema(name, member)),
            "patternProperties" => self.pattern_properties = read_patterns(name, member, to),
            "propertyNames" => self.property_names = Some(to.schema(name, member)),
            "minProperties" => self.min_properties = to.count(name, member),
            "maxProperties" => self.max_properties = to.count(name, member),
            "dependentRequired" | "dependentSchemas" | "dependencies" => {
                self.read_dependents(name, member, to);
            }
            "unevaluatedProperties" => self.unevaluated = Some(to.schema(name, member)),
            _ => return false,
        }
        true
    }

    fn read_dependents<'a>(
        &mut self,
        name: &'static str,
        member: &'a Member,
        to: &mut Reading<'a>,
    ) {
        let Some(entries) = to.object(name, member) else {
            return;
        };
        for entry in entries {
            let called_for = Name {
                text: entry.key.text.clone(),
                span: entry.key.span,
            };
            let lists_names = match name {
                "dependencies" => matches!(entry.value.value, Value::Array(_)),
                _ => name == "dependentRequired",
            };
            if lists_names {
                if let Some(names) = to.names(name, member, &entry.value) {
                    self.dependent_required.push((called_for, names));
                }
            } else {
                let schema = to.enqueue(name, &entry.value);
                let at = At::new(name, member, schema);
                self.dependent_schemas.push((called_for, at));
            }
        }
    }
}

fn read_patterns<'a>(
    name: &'static str,
    member: &'a Member,
    to: &mut Reading<'a>,
) -> Option<At<Vec<PatternProperty>>> {
    let entries = to.object(name, member)?;
    let mut read = Vec::new();
    for entry in entries {
        let pattern = to.pattern_text(name, &entry.key.text, entry.key.span, entry.key.span);
        let schema = to.enqueue(name, &entry.value);
        read.extend(pattern.map(|pattern| (pattern, schema)));
    }
    Some(At::new(name, member, read))
}
