use std::borrow::Borrow;

use super::instance::Instance;
use super::make::Maker;
use super::names::Names;
use super::{Asking, PartId, Rule};
use crate::evaluate::marks::Marks;
use crate::pattern::Pattern;
use crate::schema::{At, Name, ObjectKeywords, SchemaId};

/// What speaks of the members of an object, for one pass over them: `properties`, `required`,
/// `patternProperties`, `additionalProperties` and `propertyNames`.
#[derive(Clone, Debug)]
pub(super) struct Members {
    /// The names under `properties` and `required`.
    names: Names,
    /// What is known of each of them.
    known: Box<[Known]>,
    /// How many of them are required.
    required: usize,
    patterns: Box<[(Pattern, PartId)]>,
    additional: Option<PartId>,
    property_names: Option<PartId>,
}

#[derive(Clone, Copy, Debug)]
struct Known {
    /// What `properties` has under the name.
    declared: Option<PartId>,
    is_required: bool,
}

/// So few names are looked for one after the other in whatever has to look at each member.
const FEW: usize = 2;

/// The names that a name calls for.
type CalledFor = Box<[Box<str>]>;

/// `dependentRequired` and `dependentSchemas`.
#[derive(Clone, Debug)]
pub(super) struct Dependents {
    names: Box<[(Box<str>, CalledFor)]>,
    schemas: Box<[(Box<str>, PartId)]>,
}

pub(super) fn add(keywords: &ObjectKeywords, maker: &Maker<'_>, rules: &mut Vec<Rule>) {
    let ObjectKeywords {
        min_properties,
        max_properties,
        ..
    } = keywords;
    rules.extend(
        min_properties
            .iter()
            .map(|at| Rule::MinProperties(at.value)),
    );
    rules.extend(
        max_properties
            .iter()
            .map(|at| Rule::MaxProperties(at.value)),
    );
    let members = Members::of(keywords, maker);
    if !members.say_nothing(maker) {
        rules.push(Rule::Members(Box::new(members)));
    }
    if let Some(dependents) = Dependents::of(keywords, maker) {
        rules.push(Rule::Dependents(Box::new(dependents)));
    }
}

impl Members {
    fn of(keywords: &ObjectKeywords, maker: &Maker<'_>) -> Self {
        let properties = keywords.properties.as_ref();
        let required = keywords.required.as_ref().map_or(&[][..], |at| &at.value);
        let mut names: Vec<Box<str>> = Vec::new();
        let mut known: Vec<Known> = Vec::new();
        for property in properties.into_iter().flat_map(|at| &at.value) {
            names.push(property.name.text.as_str().into());
            known.push(Known {
                declared: Some(maker.part(property.schema)),
                is_required: false,
            });
        }
        for name in required {
            let place = properties.and_then(|at| at.value.place(&name.text));
            if let Some(known) = place.and_then(|place| known.get_mut(place)) {
                known.is_required = true;
                continue;
            }
            names.push(name.text.as_str().into());
            known.push(Known {
                declared: None,
                is_required: true,
            });
        }
        let part = |at: &At<SchemaId>| maker.part(at.value);
        let patterns = keywords.pattern_properties.iter().flat_map(|at| &at.value);
        Self {
            names: Names::new(names),
            known: known.into(),
            required: required.len(),
            patterns: patterns
                .map(|(pattern, id)| (pattern.value.clone(), maker.part(*id)))
                .collect(),
            additional: keywords.additional.as_ref().map(part),
            property_names: keywords.property_names.as_ref().map(part),
        }
    }

    fn say_nothing(&self, maker: &Maker<'_>) -> bool {
        let is_open = |part: Option<PartId>| part.is_none_or(|part| part == PartId::ALL);
        !maker.marks
            && self.required == 0
            && self.known.iter().all(|known| is_open(known.declared))
            && self.patterns.iter().all(|(_, part)| *part == PartId::ALL)
            && is_open(self.property_names)
            && is_open(self.additional)
    }

    pub(super) fn fit(
        &self,
        object: &impl Instance,
        marks: Option<&mut Marks>,
        asking: &mut Asking<'_>,
    ) -> bool {
        let count = object.count();
        if count < self.required {
            return false;
        }
        if marks.is_some() || !self.patterns.is_empty() || self.property_names.is_some() {
            return self.fit_in_order(object, marks, asking);
        }
        if self.is_quick_by_name(object, count) {
            return self.fit_by_name(object, asking);
        }
        self.fit_one_each(object, asking)
    }

    /// Asks of each member the one thing that is asked of it: most schemas ask no more.
    fn fit_one_each(&self, object: &impl Instance, asking: &mut Asking<'_>) -> bool {
        let rest = self.additional.unwrap_or(PartId::ALL);
        let mut missing = self.required;
        for (name, value) in object.members() {
            let place = self.names.find(name.as_bytes());
            let part = match place.and_then(|place| self.known.get(place)) {
                Some(known) => {
                    missing = missing.saturating_sub(usize::from(known.is_required));
                    known.declared.unwrap_or(rest)
                }
                None => rest,
            };
            if part != PartId::ALL && !asking.fits(part, value.borrow(), None) {
                return false;
            }
        }
        missing == 0
    }

    /// Whether no member matters but few with names known, and these are found quickly.
    fn is_quick_by_name<I: Instance>(&self, _: &I, count: usize) -> bool {
        let names_all = self.additional.is_none_or(|part| part == PartId::ALL);
        let most = if I::FINDS_NAMES { count / 2 } else { FEW };
        names_all && self.names.len() <= most
    }

    /// Looks for each of few names among many members.
    fn fit_by_name(&self, object: &impl Instance, asking: &mut Asking<'_>) -> bool {
        let mut known = self.names.iter().zip(&self.known);
        known.all(
            |(name, known)| match (object.member(name), known.declared) {
                (None, _) => !known.is_required,
                (Some(value), Some(part)) => asking.fits(part, value.borrow(), None),
                (Some(_), None) => true,
            },
        )
    }

    /// Looks for each member among the names. Where a name comes twice, whoever reads the text
    /// refuses it, so that the required ones can be counted.
    fn fit_in_order(
        &self,
        object: &impl Instance,
        mut marks: Option<&mut Marks>,
        asking: &mut Asking<'_>,
    ) -> bool {
        let mut missing = self.required;
        for (position, (name, value)) in object.members().enumerate() {
            let place = self.names.find(name.as_bytes());
            let known = place.and_then(|place| self.known.get(place));
            let is_required = known.is_some_and(|known| known.is_required);
            missing = missing.saturating_sub(usize::from(is_required));
            let declared = known.and_then(|known| known.declared);
            let Some(is_evaluated) = self.fits(name, value.borrow(), declared, asking) else {
                return false;
            };
            if let Some(marks) = marks.as_deref_mut().filter(|_| is_evaluated) {
                marks.mark(position);
            }
        }
        missing == 0 && self.fit_names(object, asking)
    }

    /// Whether all names fit what is asked of names.
    fn fit_names(&self, object: &impl Instance, asking: &mut Asking<'_>) -> bool {
        let part = self.property_names.filter(|part| *part != PartId::ALL);
        let mut names = object.names();
        part.is_none_or(|part| names.all(|name| asking.fits(part, name.borrow(), None)))
    }

    /// Whether something speaks of a member; `None` if it does not fit that.
    fn fits(
        &self,
        name: &str,
        value: &impl Instance,
        declared: Option<PartId>,
        asking: &mut Asking<'_>,
    ) -> Option<bool> {
        let fits =
            |asking: &mut Asking<'_>, part: PartId| asking.fits(part, value, None).then_some(());
        if let Some(part) = declared {
            fits(asking, part)?;
        }
        let mut is_additional = declared.is_none();
        for (pattern, part) in &self.patterns {
            if asking.matches(pattern, name) {
                fits(asking, *part)?;
                is_additional = false;
            }
        }
        if let Some(part) = self.additional.filter(|_| is_additional) {
            fits(asking, part)?;
        }
        Some(!is_additional || self.additional.is_some())
    }
}

impl Dependents {
    fn of(keywords: &ObjectKeywords, maker: &Maker<'_>) -> Option<Self> {
        let ObjectKeywords {
            dependent_required,
            dependent_schemas,
            ..
        } = keywords;
        if dependent_required.is_empty() && dependent_schemas.is_empty() {
            return None;
        }
        let text = |name: &Name| Box::from(name.text.as_str());
        let names = |(name, called_for): &(Name, At<Vec<Name>>)| {
            (text(name), called_for.value.iter().map(text).collect())
        };
        Some(Self {
            names: dependent_required.iter().map(names).collect(),
            schemas: (dependent_schemas.iter())
                .map(|(name, schema)| (text(name), maker.part(schema.value)))
                .collect(),
        })
    }

    pub(super) fn fit(
        &self,
        object: &impl Instance,
        mut marks: Option<&mut Marks>,
        asking: &mut Asking<'_>,
    ) -> bool {
        let has = |name: &str| object.member(name).is_some();
        let mut names = self.names.iter();
        names.all(|(name, called_for)| !has(name) || called_for.iter().all(|other| has(other)))
            && self
                .schemas
                .iter()
                .all(|(name, part)| !has(name) || asking.fits(*part, object, marks.as_deref_mut()))
    }
}

/// `unevaluatedProperties`: asks the members that nothing spoke of.
pub(super) fn rest_fits(
    rest: PartId,
    object: &impl Instance,
    marks: Option<&mut Marks>,
    asking: &mut Asking<'_>,
) -> bool {
    let Some(marks) = marks else { return true };
    let mut open = (object.members().enumerate()).filter(|(position, _)| !marks.has(*position));
    open.all(|(_, (_, value))| asking.fits(rest, value.borrow(), None))
}
