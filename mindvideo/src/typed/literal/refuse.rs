use mindvideo_schema::rules::{array as of_array, string};

use super::{Decimal, Given, Literal, Message, Place, Rule, Takes, equal};

/// Refuses a literal of the wrong type, outside an enum, or against a rule. Otherwise gives it
/// back, a literal for an enum as the place of its value.
pub(super) const fn literal(place: &Place, takes: Takes, given: Given) -> Given {
    match (takes, given) {
        (Takes::Nullable(_), Given::Null) => return given,
        (Takes::Nullable(inner), _) => return literal(place, *inner, given),
        (Takes::Literals(literals, at), _) => return one_of(place, literals, at, given),
        (Takes::Any, _)
        | (Takes::Null, Given::Null)
        | (Takes::Boolean, Given::Boolean(_))
        | (Takes::Number, Given::Number(_))
        | (Takes::String, Given::Text(_)) => {}
        (Takes::Integer, Given::Number(text)) => match Decimal::read(text) {
            Some(number) if number.is_integer() => {}
            _ => wrong_type(place, takes, given),
        },
        _ => wrong_type(place, takes, given),
    }
    let mut index = 0;
    while index < place.rules.len() {
        rule(place, &place.rules[index], given);
        index += 1;
    }
    given
}

const fn wrong_type(place: &Place, takes: Takes, given: Given) -> ! {
    let is = match given {
        Given::Null => "",
        Given::Boolean(_) => "the boolean ",
        Given::Number(_) | Given::Nth(_) => "the number ",
        Given::Text(_) => "the string ",
    };
    let message = place.message().text(is).given(given);
    place.refuse_type(match takes {
        Takes::Null => message.text(" stands where only null may"),
        Takes::Boolean => message.text(" stands where `true` or `false` must"),
        Takes::Integer => message.text(" stands where an integer must"),
        Takes::Number => message.text(" stands where a number must"),
        Takes::String => message.text(" stands where a string must"),
        Takes::Array(_) => message.text(" stands where an array must: write `[…]`"),
        Takes::Object => message.text(" stands where a struct must: write `Type { … }`"),
        _ => message.text(" stands where a value of the field's own type must be built"),
    })
}

const fn one_of(
    place: &Place,
    literals: &'static [Literal],
    at: (u32, u32),
    given: Given,
) -> Given {
    let mut index = 0;
    while index < literals.len() {
        if same(literals[index], given) {
            return Given::Nth(index);
        }
        index += 1;
    }
    let message = place
        .message()
        .given(given)
        .text(" is not ")
        .literals(literals);
    place.refuse(message, "enum", at)
}

const fn same(literal: Literal, given: Given) -> bool {
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

const fn rule(place: &Place, rule: &Rule, given: Given) {
    let says = place.message().given(given);
    match (rule, given) {
        (Rule::MinLength(limit, ..), Given::Text(text)) => {
            if !string::min_length(text, *limit) {
                let says = says.text(" is shorter than ").counted(*limit, "character");
                place.refuse(says, rule.keyword(), rule.at())
            }
        }
        (Rule::MaxLength(limit, ..), Given::Text(text)) => {
            if !string::max_length(text, *limit) {
                let says = says.text(" is longer than ").counted(*limit, "character");
                place.refuse(says, rule.keyword(), rule.at())
            }
        }
        (Rule::Pattern(..), Given::Text(_)) | (Rule::Schema(..), _) => only_a_run(place, rule),
        (rule, Given::Number(text)) => number(place, rule, text),
        _ => {}
    }
}

const fn number(place: &Place, rule: &Rule, text: &str) {
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
            place.refuse(message, rule.keyword(), rule.at())
        }
        None => only_a_run(place, rule),
    }
}

/// Refuses an array literal with too few or too many items, or with two that are the same.
pub(super) const fn array(place: &Place, given: &[Option<Given>]) {
    match place.takes {
        Takes::Array(_) | Takes::Any | Takes::Nullable(Takes::Array(_)) => {}
        _ => place.refuse_type(place.message().text("an array stands where none may")),
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
                place.refuse(says, rule.keyword(), rule.at())
            }
            Rule::MaxItems(limit, ..) if !of_array::max_items(given.len(), *limit) => {
                let says = has.text(" given, at most ").number(*limit).text(" may be");
                place.refuse(says, rule.keyword(), rule.at())
            }
            Rule::UniqueItems(..) => unique(place, given, rule),
            Rule::Schema(..) => only_a_run(place, rule),
            _ => {}
        }
        index += 1;
    }
}

const fn unique(place: &Place, given: &[Option<Given>], rule: &Rule) {
    let mut second = 1;
    while second < given.len() {
        let mut first = 0;
        while first < second {
            match (given[first], given[second]) {
                (Some(a), Some(b)) if alike(a, b) => {
                    let says = place.message().given(b).text(" is there twice");
                    place.refuse(says, rule.keyword(), rule.at())
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

/// Refuses an expression for a field with a rule beyond its type.
pub(super) const fn expression(place: &Place) {
    let mut index = 0;
    while index < place.rules.len() {
        let rule = &place.rules[index];
        if !matches!(rule, Rule::Items([], ..) | Rule::Members([], ..)) {
            only_a_run(place, rule)
        }
        index += 1;
    }
}

/// Refuses rules about a struct as a whole.
pub(super) const fn rules(file: &str, rules: &[Rule]) {
    if let [rule, ..] = rules {
        let (line, column) = rule.at();
        Message::new()
            .text("this struct as a whole is under `")
            .text(rule.keyword())
            .text("`, which only a run can judge: build it with `new` and call `validate()` (")
            .place(file, line, column)
            .text(")")
            .panic()
    }
}

const fn only_a_run(place: &Place, rule: &Rule) -> ! {
    let message = place
        .message()
        .text("only a run can judge this by `")
        .text(rule.keyword())
        .text("`: build the input with `new` and call `validate()`");
    place.refuse(message, rule.keyword(), rule.at())
}
