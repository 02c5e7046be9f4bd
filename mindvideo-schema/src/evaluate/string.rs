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
        let holds = rules.matches(&pattern.value, text);
        let gave_up = rules.gave_up();
        rules.expect(holds, pattern, |instance| {
            let (text, pattern) = (shown(instance), pattern.value.as_str());
            if gave_up {
                format!("whether {text} matches the pattern {pattern} takes too long to find out")
            } else {
                format!("{text} does not match the pattern {pattern}")
            }
        });
    }
}
