use super::Rule;
use super::instance::Instance;
use super::kinds::{Kind, Kinds};
use super::names::Names;
use crate::decimal::Decimal;
use crate::json::Node;
use crate::rules::format::Format;
use crate::schema::{Dialect, GeneralKeywords, JsonType};

/// The kinds of values that the keywords leave.
pub(super) fn kinds(keywords: &GeneralKeywords) -> Kinds {
    let types = keywords.types.as_ref().map_or(Kinds::ALL, |types| {
        types.value.iter().map(kind_of).collect()
    });
    let values = keywords.values.as_ref().map_or(Kinds::ALL, |values| {
        values.value.iter().map(|v| Kind::of(&v.value)).collect()
    });
    let constant = keywords.constant.as_ref().map_or(Kinds::ALL, |constant| {
        Kinds::one(Kind::of(&constant.value.value))
    });
    types.and(values).and(constant)
}

/// The kinds of which the keywords ask nothing more.
pub(super) fn open(keywords: &GeneralKeywords) -> Kinds {
    let GeneralKeywords {
        types,
        values,
        constant,
        format,
    } = keywords;
    if values.is_some() || constant.is_some() || format.is_some() {
        return Kinds::NONE;
    }
    match types {
        Some(types) if !types.value.names(JsonType::Number) => Kinds::ALL.without(Kind::Number),
        _ => Kinds::ALL,
    }
}

const fn kind_of(json_type: JsonType) -> Kind {
    match json_type {
        JsonType::Null => Kind::Null,
        JsonType::Boolean => Kind::Bool,
        JsonType::Integer | JsonType::Number => Kind::Number,
        JsonType::String => Kind::String,
        JsonType::Array => Kind::Array,
        JsonType::Object => Kind::Object,
    }
}

/// What is to be asked of a value of one of these [`kinds`].
pub(super) fn add(keywords: &GeneralKeywords, dialect: Dialect, kind: Kind, rules: &mut Vec<Rule>) {
    if let Some(types) = &keywords.types
        && kind == Kind::Number
        && !types.value.names(JsonType::Number)
    {
        let by_value = dialect.integer_by_value();
        rules.push(Rule::Integer { by_value });
    }
    if let Some(constant) = &keywords.constant {
        add_values(std::slice::from_ref(&constant.value), kind, rules);
    }
    if let Some(values) = &keywords.values {
        add_values(&values.value, kind, rules);
    }
    if let Some(format) = &keywords.format {
        let speaks = match kind {
            Kind::Number => format.value.bounds().is_some(),
            Kind::String => format.value.bounds().is_none(),
            _ => false,
        };
        rules.extend(speaks.then_some(Rule::Format(format.value)));
    }
}

/// Of the values allowed only those of the same kind matter.
fn add_values(values: &[Node], kind: Kind, rules: &mut Vec<Rule>) {
    let alike = values.iter().filter(|value| Kind::of(&value.value) == kind);
    match kind {
        Kind::Null => {}
        Kind::Bool => {
            let bools: Vec<bool> = alike.filter_map(|value| value.value.as_bool()).collect();
            if let [only] = *bools {
                rules.push(Rule::Bool(only));
            }
        }
        Kind::String => {
            let texts = alike.filter_map(|value| value.value.as_str());
            rules.push(Rule::Texts(Names::new(texts.map(Box::from))));
        }
        _ => rules.push(Rule::Values(alike.cloned().collect())),
    }
}

pub(super) fn has_format(format: Format, instance: &impl Instance) -> bool {
    let text = instance.as_text().map(|text| format.text(text));
    let number = instance.as_number();
    let number = number.map(|number| format.number(&Decimal::from_scanned(number)));
    text.or(number).is_none_or(|verdict| verdict.is_ok())
}
