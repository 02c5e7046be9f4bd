use super::run::Rules;
use crate::rules::string;
use crate::schema::StringKeywords;
use crate::text::{counted, shown};

pub(super) fn check(keywords: &StringKeywords, text: &str, rules: &mut Rules<'_, '_>) {
    if let Some(limit) = &keywords.min_length {
        let holds = string::min_length(text, limit.value);
        rules.expect(holds, limit, |instance| {
            let least = counted(limit.value, "character");
            format!("{} is shorter than {least}", shown(instance))
        });
    }
    if let Some(limit) = &keywords.max_length {
        let holds = string::max_length(text, limit.value);
        rules.expect(holds, limit, |instance| {
            let most = counted(limit.value, "character");
            let is = string::length(text);
            format!("{} is longer than {most}: it has {is}", shown(instance))
        });
    }
    if let Some(pattern) = &keywords.pattern {
        let holds = string::pattern(text, &pattern.value);
        rules.expect(holds, pattern, |instance| {
            format!(
                "{} does not match the pattern {}",
                shown(instance),
                pattern.value.as_str()
            )
        });
    }
}
