use super::Rule;
use crate::schema::StringKeywords;

pub(super) fn add(keywords: &StringKeywords, rules: &mut Vec<Rule>) {
    let StringKeywords {
        min_length,
        max_length,
        pattern,
        ..
    } = keywords;
    rules.extend(min_length.iter().map(|at| Rule::MinLength(at.value)));
    rules.extend(max_length.iter().map(|at| Rule::MaxLength(at.value)));
    rules.extend(pattern.iter().map(|at| Rule::Pattern(at.value.clone())));
}
