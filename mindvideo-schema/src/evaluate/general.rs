use super::run::Rules;
use crate::json::{Node, Value, same};
use crate::rules::format::Format;
use crate::rules::general;
use crate::schema::{At, Dialect, GeneralKeywords, JsonType, TypeSet};
use crate::text::{list, shown};

pub(super) fn check(keywords: &GeneralKeywords, dialect: Dialect, rules: &mut Rules<'_, '_>) {
    if let Some(types) = &keywords.types {
        let holds = is_of(rules.instance, types.value, dialect);
        rules.expect(holds, types, |instance| {
            let wanted = article(types.value);
            match kind(instance, dialect) {
                "null" => format!("null is not {wanted}"),
                is => format!("{} is {is}, not {wanted}", shown(instance)),
            }
        });
    }
    if let Some(values) = &keywords.values {
        let holds = values.value.iter().any(|value| same(value, rules.instance));
        rules.expect(holds, values, |instance| {
            format!("{} is not {}", shown(instance), list(&values.value))
        });
    }
    if let Some(constant) = &keywords.constant {
        let holds = same(&constant.value, rules.instance);
        rules.expect(holds, constant, |instance| {
            format!("{} is not {}", shown(instance), shown(&constant.value))
        });
    }
    if let Some(format) = &keywords.format {
        has_format(format, rules);
    }
}

fn has_format(format: &At<Format>, rules: &mut Rules<'_, '_>) {
    let verdict = match &rules.instance.value {
        Value::String(text) => format.value.text(text),
        Value::Number(number) => format.value.number(&number.decimal()),
        _ => Ok(()),
    };
    if let Err(fault) = verdict {
        rules.expect(false, format, |instance| {
            let (shown, what) = (shown(instance), format.value.what());
            let example = match format.value.bounds() {
                Some(_) => String::new(),
                None => format!("; {what} looks like `{}`", format.value.example()),
            };
            format!("{shown} is not {what}: {fault}{example}")
        });
    }
}

/// Whether a value is of one of the types.
fn is_of(instance: &Node, types: TypeSet, dialect: Dialect) -> bool {
    match &instance.value {
        Value::Null => types.names(JsonType::Null),
        Value::Bool(_) => types.names(JsonType::Boolean),
        Value::Number(number) => {
            let by_value = dialect.integer_by_value();
            types.names(JsonType::Number)
                || types.names(JsonType::Integer) && general::is_integer(number, by_value)
        }
        Value::String(_) => types.names(JsonType::String),
        Value::Array(_) => types.names(JsonType::Array),
        Value::Object(_) => types.names(JsonType::Object),
    }
}

fn kind(instance: &Node, dialect: Dialect) -> &'static str {
    let by_value = dialect.integer_by_value();
    match &instance.value {
        Value::Number(number) if general::is_integer(number, by_value) => "an integer",
        _ => instance.value.kind(),
    }
}

/// `a string`, `an array or null`
fn article(types: TypeSet) -> String {
    let text = types.to_string();
    match text.as_bytes().first() {
        Some(b'n') if text.starts_with("null") => text,
        Some(b'a' | b'i' | b'o') => format!("an {text}"),
        _ => format!("a {text}"),
    }
}
