use mindvideo_schema::link::Linked;
use mindvideo_schema::schema::{At, Body, JsonType, Keywords, SchemaId};

/// Whether keywords, a reference aside, may refuse a value.
pub(super) fn asserts(linked: &Linked, keywords: &Keywords) -> bool {
    let all_of = keywords.logic.all_of.iter().flat_map(|at| &at.value);
    alone(linked, keywords) || all_of.count() > 0
}

/// The same without `allOf`, whose schemas stand beside these keywords.
pub(super) fn alone(linked: &Linked, keywords: &Keywords) -> bool {
    let general = &keywords.general;
    general.types.is_some()
        || general.values.is_some()
        || general.constant.is_some()
        || logic(linked, keywords)
        || JsonType::ALL
            .into_iter()
            .any(|json_type| speaks_of(linked, keywords, json_type))
}

/// Whether there are keywords that speak of values of this type only.
pub(super) fn speaks_of(linked: &Linked, keywords: &Keywords, json_type: JsonType) -> bool {
    match json_type {
        JsonType::Null | JsonType::Boolean => false,
        JsonType::Integer | JsonType::Number => number(keywords),
        JsonType::String => string(keywords),
        JsonType::Array => array(linked, keywords),
        JsonType::Object => object(linked, keywords),
    }
}

/// Whether there are combinations of schemas besides `allOf`.
pub(super) fn logic(linked: &Linked, keywords: &Keywords) -> bool {
    any_of(linked, keywords) || keywords.logic.one_of.is_some() || rest_of_logic(keywords)
}

/// Whether there is an `anyOf` that may refuse a value: none of its schemas allows everything.
pub(super) fn any_of(linked: &Linked, keywords: &Keywords) -> bool {
    let refuses = |id: &SchemaId| match &linked.schema(*id).body {
        Body::Boolean(allows) => !allows,
        Body::Keywords(keywords) => linked.reference(*id).is_some() || asserts(linked, keywords),
    };
    let any_of = keywords.logic.any_of.as_ref();
    any_of.is_some_and(|at| at.value.iter().all(refuses))
}

/// Whether there are combinations of schemas that no type stands for.
pub(super) fn rest_of_logic(keywords: &Keywords) -> bool {
    let logic = &keywords.logic;
    let decides = logic.then.is_some() || logic.otherwise.is_some();
    logic.not.is_some() || logic.condition.is_some() && decides
}

fn string(keywords: &Keywords) -> bool {
    let string = &keywords.string;
    let format = keywords.general.format.as_ref();
    string.min_length.is_some()
        || string.max_length.is_some()
        || string.pattern.is_some()
        || format.is_some_and(|at| at.value.bounds().is_none())
}

fn number(keywords: &Keywords) -> bool {
    let number = &keywords.number;
    let format = keywords.general.format.as_ref();
    number.minimum.is_some()
        || number.maximum.is_some()
        || number.exclusive_minimum.is_some()
        || number.exclusive_maximum.is_some()
        || number.multiple_of.is_some()
        || format.is_some_and(|at| at.value.bounds().is_some())
}

fn array(linked: &Linked, keywords: &Keywords) -> bool {
    let array = &keywords.array;
    array.min_items.is_some()
        || array.max_items.is_some()
        || array.unique.as_ref().is_some_and(|unique| unique.value)
        || refuses(linked, array.items.as_ref())
        || beyond_lists(linked, keywords)
        || array.prefix.is_some()
}

/// Whether there are rules for arrays that neither a type nor a rule of its own stands for.
pub(super) fn beyond_lists(linked: &Linked, keywords: &Keywords) -> bool {
    keywords.array.contains.is_some() || refuses(linked, keywords.array.unevaluated.as_ref())
}

fn object(linked: &Linked, keywords: &Keywords) -> bool {
    let object = &keywords.object;
    declares(keywords)
        || refuses(linked, object.additional.as_ref())
        || object.min_properties.is_some()
        || object.max_properties.is_some()
        || object.pattern_properties.is_some()
        || !object.dependent_required.is_empty()
        || refuses(linked, object.property_names.as_ref())
        || beyond_records(linked, keywords)
}

/// Whether any member is named.
pub(super) fn declares(keywords: &Keywords) -> bool {
    let object = &keywords.object;
    let properties = object.properties.as_ref();
    properties.is_some_and(|at| !at.value.is_empty())
        || object
            .required
            .as_ref()
            .is_some_and(|at| !at.value.is_empty())
}

/// Whether there are rules for objects that neither a type nor a rule of its own stands for.
pub(super) fn beyond_records(linked: &Linked, keywords: &Keywords) -> bool {
    let object = &keywords.object;
    !object.dependent_schemas.is_empty() || refuses(linked, object.unevaluated.as_ref())
}

/// Whether a keyword holds any other schema than `true`.
pub(super) fn refuses(linked: &Linked, at: Option<&At<SchemaId>>) -> bool {
    at.is_some_and(|at| !matches!(linked.schema(at.value).body, Body::Boolean(true)))
}

/// Whether a keyword holds `false`.
pub(super) fn forbids(linked: &Linked, at: Option<&At<SchemaId>>) -> bool {
    at.is_some_and(|at| matches!(linked.schema(at.value).body, Body::Boolean(false)))
}
