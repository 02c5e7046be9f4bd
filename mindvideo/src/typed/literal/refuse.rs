use mindvideo_schema::rules::format::Format;
use mindvideo_schema::rules::{array as of_array, string};

use super::{
    Decimal, Field, Given, Literal, Message, Place, Rule, Takes, Wire, contains, decimal, equal,
};

/// Refuses a literal of the wrong type, outside an enum, or against a rule.
#[track_caller]
pub(super) const fn literal(place: &Place, takes: Takes, given: Given) {
    match (takes, given) {
        (Takes::Nullable(_), Given::Null) => {}
        (Takes::Nullable(inner), _) => return literal(place, *inner, given),
        (Takes::Literals(literals, at), _) => one_of(place, literals, at, given),
        _ => of_type(place, takes, given),
    }
    let mut index = 0;
    while index < place.rules.len() {
        rule(place, &place.rules[index], given);
        index += 1;
    }
}

#[track_caller]
const fn of_type(place: &Place, takes: Takes, given: Given) {
    match (takes, given) {
        (Takes::Any | Takes::Number | Takes::Integer, Given::Number(text))
            if !Decimal::is_kept(text) =>
        {
            let says = place.message().text("the number ").given(given);
            place.refuse_type(&says.text(" is beyond what readers of JSON keep exactly: round it"))
        }
        (Takes::Integer, Given::Number(text)) => match Decimal::read(text) {
            Some(number) if number.is_integer() => {}
            _ => wrong_type(place, takes, given),
        },
        (Takes::Any, _)
        | (Takes::Null, Given::Null)
        | (Takes::Boolean, Given::Boolean(_))
        | (Takes::Number, Given::Number(_))
        | (Takes::String, Given::Text(_)) => {}
        _ => wrong_type(place, takes, given),
    }
}

#[track_caller]
const fn wrong_type(place: &Place, takes: Takes, given: Given) -> ! {
    let says = place.message().text(match given {
        Given::Null => "",
        Given::Boolean(_) => "the boolean ",
        Given::Number(_) => "the number ",
        Given::Text(_) => "the string ",
    });
    let says = wanted(&says.given(given), takes);
    place.refuse_type(&match (takes, given) {
        (Takes::String, Given::Number(text)) => says.text(": write ").quoted(text),
        (Takes::Integer | Takes::Number, Given::Text(text)) if decimal::is_digits(text) => {
            says.text(": write ").text(text)
        }
        (Takes::Boolean, Given::Text(text)) if equal(text, "true") || equal(text, "false") => {
            says.text(": write ").text(text)
        }
        _ => says,
    })
}

/// ` stands where a string must`
const fn wanted(says: &Message, takes: Takes) -> Message {
    match takes {
        Takes::Null => says.text(" stands where only `null` may"),
        Takes::Boolean => says.text(" stands where `true` or `false` must"),
        Takes::Integer => says.text(" stands where an integer must"),
        Takes::Number => says.text(" stands where a number must"),
        Takes::String => says.text(" stands where a string must"),
        Takes::Literals(literals, _) => {
            says.text(" stands where ").literals(literals).text(" must")
        }
        Takes::Array(_) => says.text(" stands where an array must: write `[…]`"),
        Takes::Object => says.text(" stands where a struct must: write `Type { … }`"),
        Takes::Map(_) => says.text(" stands where a map must: write an expression of type `Map`"),
        Takes::Nullable(inner) => wanted(says, *inner),
        Takes::Any => says.text(" stands where any JSON value may: write `serde_json::json!(…)`"),
        Takes::Other => says
            .text(" stands where only a run can judge the value: ")
            .text(AT_RUN),
    }
}

/// What to do about an input that the compiler cannot judge.
const AT_RUN: &str = "build the input with `new` and call `validate()`";

#[track_caller]
const fn one_of(place: &Place, literals: Wire, at: (u32, u32), given: Given) {
    let mut index = 0;
    while index < literals.len() {
        if same(literals.at(index), given) {
            return;
        }
        index += 1;
    }
    let says = place
        .message()
        .given(given)
        .text(" is not ")
        .literals(literals);
    place.refuse(&meant(&says, literals, given), "enum", at)
}

/// Names the value that differs by case or by quotes only.
const fn meant(says: &Message, literals: Wire, given: Given) -> Message {
    let mut index = 0;
    while index < literals.len() {
        let literal = literals.at(index);
        let alike = match (literal, given) {
            (Literal::Text(a), Given::Text(b) | Given::Number(b)) => a.eq_ignore_ascii_case(b),
            (Literal::Integer(_) | Literal::Number(_), Given::Text(text)) => {
                decimal::is_digits(text) && same(literal, Given::Number(text))
            }
            _ => false,
        };
        if alike {
            return says.text(": write ").literal(literal);
        }
        index += 1;
    }
    *says
}

/// Whether the literal is that value.
pub(in super::super) const fn same(literal: Literal, given: Given) -> bool {
    match (literal, given) {
        (Literal::Null, Given::Null) => true,
        (Literal::Boolean(a), Given::Boolean(b)) => a == b,
        (Literal::Text(a), Given::Text(b)) => equal(a, b),
        (Literal::Integer(a), Given::Number(b)) => match Decimal::read(b) {
            Some(number) => number.is(a),
            None => false,
        },
        (Literal::Number(a), Given::Number(b)) => match (Decimal::read(a), Decimal::read(b)) {
            (Some(a), Some(b)) => matches!(a.compare(b), Some(0)),
            _ => equal(a, b),
        },
        _ => false,
    }
}

#[track_caller]
const fn rule(place: &Place, rule: &Rule, given: Given) {
    let says = place.message().given(given);
    match (rule, given) {
        (Rule::MinLength(limit, ..), Given::Text(text)) if !string::min_length(text, *limit) => {
            let says = says.text(" is shorter than ").counted(*limit, "character");
            place.refuse(&says, rule.keyword(), rule.at())
        }
        (Rule::MaxLength(limit, ..), Given::Text(text)) if !string::max_length(text, *limit) => {
            let says = says.text(" is longer than ").counted(*limit, "character");
            place.refuse(&says, rule.keyword(), rule.at())
        }
        (Rule::Integer(..), Given::Number(text)) if !is_written_as_integer(text) => {
            let says =
                says.text(" is no integer in draft 4: write it without fraction and exponent");
            place.refuse(&says, rule.keyword(), rule.at())
        }
        (Rule::Pattern(..), Given::Text(_)) | (Rule::Schema(..), _) => only_a_run(place, rule),
        (Rule::Format(format, ..), Given::Text(_)) if format.bounds().is_none() => {
            only_a_run(place, rule)
        }
        (rule, Given::Number(text)) => number(place, rule, text),
        _ => {}
    }
}

const fn is_written_as_integer(number: &str) -> bool {
    let bytes = number.as_bytes();
    let mut index = 0;
    while index < bytes.len() {
        if matches!(bytes[index], b'.' | b'e' | b'E') {
            return false;
        }
        index += 1;
    }
    true
}

#[track_caller]
const fn number(place: &Place, rule: &Rule, text: &str) {
    if let Rule::Format(format, ..) = rule {
        return integer(place, rule, *format, text);
    }
    let (limit, wanted) = match rule {
        Rule::Minimum(limit, ..) => (limit, " is not at least "),
        Rule::Maximum(limit, ..) => (limit, " is not at most "),
        Rule::ExclusiveMinimum(limit, ..) => (limit, " is not greater than "),
        Rule::ExclusiveMaximum(limit, ..) => (limit, " is not less than "),
        Rule::MultipleOf(divisor, ..) => (divisor, " is not a multiple of "),
        _ => return,
    };
    let holds = match (Decimal::read(text), Decimal::read(limit)) {
        (Some(value), Some(bound)) => match rule {
            Rule::MultipleOf(..) => value.is_multiple_of(bound),
            _ => match value.compare(bound) {
                None => None,
                Some(order) => Some(match rule {
                    Rule::Minimum(..) => order >= 0,
                    Rule::Maximum(..) => order <= 0,
                    Rule::ExclusiveMinimum(..) => order > 0,
                    _ => order < 0,
                }),
            },
        },
        _ => None,
    };
    match holds {
        Some(true) => {}
        Some(false) => {
            let message = place.message().text(text).text(wanted).text(limit);
            place.refuse(&message, rule.keyword(), rule.at())
        }
        None => only_a_run(place, rule),
    }
}

/// Refuses a number against a `format` of integers.
#[track_caller]
const fn integer(place: &Place, rule: &Rule, format: Format, text: &str) {
    let Some((least, greatest)) = format.bounds() else {
        return;
    };
    let bounds = (Decimal::read(least), Decimal::read(greatest));
    let (Some(value), (Some(from), Some(to))) = (Decimal::read(text), bounds) else {
        only_a_run(place, rule)
    };
    match (value.compare(from), value.compare(to)) {
        (Some(0..), Some(..=0)) if value.is_integer() => {}
        (Some(_), Some(_)) => {
            let says = place.message().text(text).text(" is not ");
            let says = says.text(format.what()).text(", from ").text(least);
            place.refuse(&says.text(" to ").text(greatest), rule.keyword(), rule.at())
        }
        _ => only_a_run(place, rule),
    }
}

/// Refuses an array literal with too few or too many items, or with two that are the same.
#[track_caller]
pub(super) const fn array(place: &Place, given: &[Option<Given>]) {
    match place.takes {
        Takes::Array(_) | Takes::Nullable(Takes::Array(_)) => {}
        takes => place.refuse_type(&wanted(&place.message().text("an array"), takes)),
    }
    let has = place.message().counted(given.len() as u64, "item");
    let mut index = 0;
    while index < place.rules.len() {
        let rule = &place.rules[index];
        match rule {
            Rule::MinItems(limit, ..) if !of_array::min_items(given.len(), *limit) => {
                let says = has
                    .text(" given, at least ")
                    .number(*limit)
                    .text(" must be");
                place.refuse(&says, rule.keyword(), rule.at())
            }
            Rule::MaxItems(limit, ..) if !of_array::max_items(given.len(), *limit) => {
                let says = has.text(" given, at most ").number(*limit).text(" may be");
                place.refuse(&says, rule.keyword(), rule.at())
            }
            Rule::UniqueItems(..) => unique(place, given, rule),
            Rule::Schema(..) => only_a_run(place, rule),
            _ => {}
        }
        index += 1;
    }
}

#[track_caller]
const fn unique(place: &Place, given: &[Option<Given>], rule: &Rule) {
    let mut second = 1;
    while second < given.len() {
        let mut first = 0;
        while first < second {
            match (given[first], given[second]) {
                (Some(a), Some(b)) if alike(a, b) => {
                    let says = place.message().given(b).text(" is there twice");
                    place.refuse(&says, rule.keyword(), rule.at())
                }
                (Some(_), Some(_)) => {}
                _ => only_a_run(place, rule),
            }
            first += 1;
        }
        second += 1;
    }
}

const fn alike(a: Given, b: Given) -> bool {
    match (a, b) {
        (Given::Null, Given::Null) => true,
        (Given::Boolean(a), Given::Boolean(b)) => a == b,
        (Given::Text(a), Given::Text(b)) => equal(a, b),
        (Given::Number(a), Given::Number(b)) => same(Literal::Number(a), Given::Number(b)),
        _ => false,
    }
}

/// Refuses a struct where none may stand, and where a rule is about the struct as a whole.
#[track_caller]
pub(super) const fn nested(place: &Place) {
    match place.takes {
        Takes::Object | Takes::Nullable(Takes::Object) => {}
        takes => place.refuse_type(&wanted(&place.message().text("a struct"), takes)),
    }
    if let [rule, ..] = place.rules {
        only_a_run(place, rule)
    }
}

/// Refuses an expression for a field with a rule beyond its type, or of a type with rules.
#[track_caller]
pub(super) const fn expression(place: &Place) {
    let mut index = 0;
    while index < place.rules.len() {
        let rule = &place.rules[index];
        let is_free = match rule {
            Rule::Items([], ..) | Rule::Members([], ..) => true,
            // A value of an enum is written as the enum has it.
            Rule::Integer(..) => matches!(
                place.takes,
                Takes::Literals(..) | Takes::Nullable(Takes::Literals(..))
            ),
            _ => false,
        };
        if !is_free {
            only_a_run(place, rule)
        }
        index += 1;
    }
    if !place.takes.is_free() {
        let says = place
            .message()
            .text("an expression of a type with rules of its own: ");
        place.refuse_type(&match place.takes {
            Takes::Object | Takes::Nullable(Takes::Object) => {
                says.text("write the struct out, or ").text(AT_RUN)
            }
            _ => says.text(AT_RUN),
        })
    }
}

/// Refuses a struct without its required fields, naming all of them.
#[track_caller]
pub(super) const fn missing(file: &str, fields: &[Field], given: &[&str]) {
    let mut names = Message::new();
    let mut first = None;
    let mut several = false;
    let mut index = 0;
    while index < fields.len() {
        let field = &fields[index];
        if field.required && !contains(given, field.ident) {
            several = first.is_some();
            if first.is_none() {
                first = Some(field.at);
            }
            names = names.text(if several { ", `" } else { "`" });
            names = names.text(field.ident).text("`");
        }
        index += 1;
    }
    if let Some((line, column)) = first {
        names
            .text(if several {
                " are missing: add them (required, "
            } else {
                " is missing: add it (required, "
            })
            .place(file, line, column)
            .text(")")
            .panic()
    }
}

/// Refuses rules about a struct as a whole.
#[track_caller]
pub(super) const fn rules(file: &str, rules: &[Rule]) {
    if let [rule, ..] = rules {
        let (line, column) = rule.at();
        Message::new()
            .text("only a run can judge this struct by `")
            .text(rule.keyword())
            .text("`: ")
            .text(AT_RUN)
            .text(" (")
            .place(file, line, column)
            .text(")")
            .panic()
    }
}

/// Refuses the field for members that the schema does not name.
#[track_caller]
pub(super) const fn rest(file: &str) -> ! {
    Message::new()
        .text("only a run can judge members that the schema does not name: ")
        .text(AT_RUN)
        .text(" (")
        .text(file)
        .text(")")
        .panic()
}

#[track_caller]
const fn only_a_run(place: &Place, rule: &Rule) -> ! {
    let message = place
        .message()
        .text("only a run can judge this by `")
        .text(rule.keyword())
        .text("`: ")
        .text(AT_RUN);
    place.refuse(&message, rule.keyword(), rule.at())
}
