use mindvideo_schema::diagnostic::Code;
use mindvideo_schema::json::Span;
use mindvideo_schema::schema::{At, JsonType, Keywords};

use super::Lint;

impl Lint<'_> {
    /// The first keyword of a type where no type is said.
    pub(super) fn untyped(&mut self) {
        let Some((keyword, span, meant)) = of_types(self.keywords).into_iter().next() else {
            return;
        };
        let message = format!("`{keyword}` stands without `type`: other JSON types are valid too");
        let finding = self
            .finding(Code::UNTYPED_KEYWORD, keyword, span, message)
            .with_label(format!("speaks of a value only if it is of type {meant}"))
            .with_help(format!(
                "add `\"type\": \"{meant}\"` if nothing else is meant"
            ));
        self.found.push(finding);
    }

    /// Whether it is said which values are meant: here, or in what is applied to them as well.
    pub(super) fn states_type(&self) -> bool {
        let states = |keywords: &Keywords| {
            let general = &keywords.general;
            general.types.is_some() || general.values.is_some() || general.constant.is_some()
        };
        let all_of = self.keywords.logic.all_of.iter().flat_map(|at| &at.value);
        let beside = all_of.copied().chain(self.linked.reference(self.id));
        let mut beside = beside.filter_map(|id| self.linked.schema(id).keywords());
        states(self.keywords) || beside.any(states)
    }

    /// Keywords of types that `type` beside them excludes.
    pub(super) fn excluded(&mut self) {
        let Some(types) = &self.keywords.general.types else {
            return;
        };
        for (keyword, span, meant) in of_types(self.keywords) {
            let fits = |name: JsonType| {
                name == meant || meant == JsonType::Number && name == JsonType::Integer
            };
            if types.value.is_empty() || types.value.iter().any(fits) {
                continue;
            }
            let kind = types.value;
            let message = format!("`{keyword}` speaks of type {meant}, and `type` is {kind}");
            let finding = self
                .finding(Code::NO_EFFECT, keyword, span, message)
                .with_label("changes nothing about what is valid")
                .with_secondary(types.span, "excludes it")
                .with_help(format!("remove `{keyword}`, or add `{meant}` to `type`"));
            self.found.push(finding);
        }
    }
}

/// The keywords that speak only of values of one type, in the order of the text: name, place, type.
fn of_types(keywords: &Keywords) -> Vec<(&'static str, Span, JsonType)> {
    fn one<T>(at: Option<&At<T>>, meant: JsonType) -> Option<(&'static str, Span, JsonType)> {
        at.map(|at| (at.keyword, at.key, meant))
    }
    let (array, object) = (&keywords.array, &keywords.object);
    let (string, number) = (&keywords.string, &keywords.number);
    let all = [
        one(object.properties.as_ref(), JsonType::Object),
        one(object.required.as_ref(), JsonType::Object),
        one(object.additional.as_ref(), JsonType::Object),
        one(object.pattern_properties.as_ref(), JsonType::Object),
        one(object.property_names.as_ref(), JsonType::Object),
        one(object.min_properties.as_ref(), JsonType::Object),
        one(object.max_properties.as_ref(), JsonType::Object),
        one(array.prefix.as_ref(), JsonType::Array),
        one(array.items.as_ref(), JsonType::Array),
        one(array.contains.as_ref(), JsonType::Array),
        one(array.min_items.as_ref(), JsonType::Array),
        one(array.max_items.as_ref(), JsonType::Array),
        one(array.unique.as_ref(), JsonType::Array),
        one(string.min_length.as_ref(), JsonType::String),
        one(string.max_length.as_ref(), JsonType::String),
        one(string.pattern.as_ref(), JsonType::String),
        self::format(keywords),
        one(number.minimum.as_ref(), JsonType::Number),
        one(number.maximum.as_ref(), JsonType::Number),
        one(number.exclusive_minimum.as_ref(), JsonType::Number),
        one(number.exclusive_maximum.as_ref(), JsonType::Number),
        one(number.multiple_of.as_ref(), JsonType::Number),
    ];
    let mut found: Vec<(&'static str, Span, JsonType)> = Vec::new();
    for one in all.into_iter().flatten() {
        let place = found.partition_point(|(_, span, _)| span.start <= one.1.start);
        found.insert(place, one);
    }
    found
}

/// A `format` that asserts, and the type that it speaks of.
fn format(keywords: &Keywords) -> Option<(&'static str, Span, JsonType)> {
    let at = keywords.general.format.as_ref()?;
    let numbers = at.value.bounds().map(|_| JsonType::Number);
    Some((at.keyword, at.key, numbers.unwrap_or(JsonType::String)))
}
