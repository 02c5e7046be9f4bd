use mindvideo_schema::json::{Node, Value};
use mindvideo_schema::link::Linked;
use mindvideo_schema::rules::format::Format;
use mindvideo_schema::schema::Schema;

use super::Use;
use crate::markdown;
use crate::model::{Check, Rule, Shape, TypeName};

/// What is said of a field.
pub(super) struct OfField {
    /// What the schema says to people, then the limits and the default in one line.
    pub(super) docs: Vec<String>,
    /// The beginning of that and the limits, for the setter.
    pub(super) brief: String,
}

pub(super) fn of_field(
    linked: &Linked,
    wire: &str,
    schema: Option<&Schema>,
    used: &Use,
) -> OfField {
    let member = markdown::code(wire);
    let mut docs = schema
        .map(|schema| prose(linked, schema))
        .unwrap_or_default();
    let first = docs.first().and_then(|text| text.split("\n\n").next());
    let mut brief = first.map_or_else(|| format!("Sets {member}."), str::to_owned);
    if docs.is_empty() {
        docs.push(format!("The member {member}."));
    }
    let mut limits: Vec<String> = used.rules.iter().filter_map(limit).collect();
    let keywords = schema.and_then(Schema::keywords);
    let default = keywords.and_then(|keywords| keywords.annotation.default.as_ref());
    limits.extend(default.map(|at| format!("Default: {}.", code(&at.value))));
    if !limits.is_empty() {
        let limits = limits.join(" ");
        brief = format!("{brief} {limits}");
        docs.push(limits);
    }
    OfField { docs, brief }
}

/// What a type's documentation says. The input says first whose it is.
pub(super) fn of_type(
    slug: &str,
    linked: &Linked,
    name: &TypeName,
    schema: &Schema,
    shape: &Shape,
) -> Vec<String> {
    let mut docs = prose(linked, schema);
    let pointer = linked.pointer(schema);
    if docs.is_empty() && !pointer.as_str().is_empty() {
        let what = match shape {
            Shape::Literals(_) => "The values of",
            _ => "What the schema has at",
        };
        let place = markdown::code(&format!("#{pointer}"));
        docs.push(format!("{what} {place}."));
    }
    if matches!(shape, Shape::Untyped) {
        docs.push("Any JSON value that the schema allows.".to_owned());
    }
    if name.is_input() {
        let input = format!("Input of the model {}.", markdown::code(slug));
        docs.insert(0, input);
    } else if docs.is_empty() {
        // Only the part of a whole schema that leaves out `null` has nothing to be called by.
        docs.push("The values that are not `null`.".to_owned());
    }
    docs
}

/// What a variant's documentation says, unless its schema has nothing to say to people.
pub(super) fn of_branch(linked: &Linked, schema: &Schema) -> Vec<String> {
    prose(linked, schema)
}

pub(super) fn deprecated(schema: &Schema) -> bool {
    let keywords = schema.keywords();
    let deprecated = keywords.and_then(|keywords| keywords.annotation.deprecated.as_ref());
    deprecated.is_some_and(|at| at.value)
}

/// The description, or else the title, unless that is the name once more.
fn prose(linked: &Linked, schema: &Schema) -> Vec<String> {
    let annotation = schema.keywords().map(|keywords| &keywords.annotation);
    let description = annotation.and_then(|annotation| annotation.description.as_ref());
    let title = annotation.and_then(|annotation| annotation.title.as_ref());
    let title = title.filter(|at| {
        let pointer = linked.pointer(schema);
        let name = pointer.as_str().rsplit('/').next();
        letters(&at.value) != letters(name.unwrap_or_default())
    });
    let text = description.or(title);
    text.map(|at| markdown::prose(&sentence(at.value.trim())))
        .filter(|text| !text.is_empty())
        .into_iter()
        .collect()
}

/// What is left of a name, however its words are written.
fn letters(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// A title has no full stop; a line of documentation has one.
fn sentence(text: &str) -> String {
    match text.chars().last() {
        Some(last) if last.is_alphanumeric() => format!("{text}."),
        _ => text.to_owned(),
    }
}

fn limit(rule: &Rule) -> Option<String> {
    let counted = |count: &u64, noun: &str| match count {
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    };
    Some(match &rule.check {
        Check::MinLength(least) => format!("At least {}.", counted(least, "character")),
        Check::MaxLength(most) => format!("At most {}.", counted(most, "character")),
        Check::Pattern(pattern) => format!("Matches {}.", markdown::code(pattern)),
        Check::Format(format) => formatted(*format),
        Check::Minimum(least) => format!("At least {least}."),
        Check::Maximum(most) => format!("At most {most}."),
        Check::ExclusiveMinimum(bound) => format!("Greater than {bound}."),
        Check::ExclusiveMaximum(bound) => format!("Less than {bound}."),
        Check::MultipleOf(divisor) => format!("A multiple of {divisor}."),
        Check::MinItems(least) => format!("At least {}.", counted(least, "item")),
        Check::MaxItems(most) => format!("At most {}.", counted(most, "item")),
        Check::UniqueItems => "No item twice.".to_owned(),
        Check::MinProperties(least) => format!("At least {}.", counted(least, "member")),
        Check::MaxProperties(most) => format!("At most {}.", counted(most, "member")),
        Check::Items(rules) => format!("Each item: {}", inner(rules)?),
        Check::Members(rules) => format!("Each member: {}", inner(rules)?),
        Check::Names(rules) => format!("Each name: {}", inner(rules)?),
        Check::Integer
        | Check::Elements(_)
        | Check::Named(..)
        | Check::Required(_)
        | Check::Schema(_) => return None,
    })
}

fn formatted(format: Format) -> String {
    let what = format.what();
    if let Some((least, greatest)) = format.bounds() {
        return format!("Is {what}, from {least} to {greatest}.");
    }
    format!("Is {what}, such as {}.", markdown::code(format.example()))
}

fn inner(rules: &[Rule]) -> Option<String> {
    let limits: Vec<String> = rules.iter().filter_map(limit).collect();
    let text = limits.join(" ");
    let mut letters = text.chars();
    let first = letters.next()?;
    Some(format!("{}{}", first.to_lowercase(), letters.as_str()))
}

/// A value as code: a string without its quotes.
fn code(node: &Node) -> String {
    match &node.value {
        Value::String(text) => markdown::code(text),
        _ => markdown::code(&node.to_string()),
    }
}
