//! Rules on values.

use std::sync::OnceLock;

use mindvideo_schema::rules::format::Format;
use mindvideo_schema::rules::{array, object, string};
use mindvideo_schema::{Decimal, Pattern, rules};

use super::{Part, Typed};

/// A rule of the schema, with the line and column of its keyword there, which come last. Numbers
/// are written as the schema writes them, so that they stay exact.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// `type` in draft 4, to which a number with a fraction or an exponent is no integer: `8.0`.
    Integer(u32, u32),
    /// `minLength`, in characters.
    MinLength(u64, u32, u32),
    /// `maxLength`, in characters.
    MaxLength(u64, u32, u32),
    /// `pattern`: the text, and where it is kept compiled.
    Pattern(&'static str, fn() -> &'static PatternCell, u32, u32),
    /// `format`, where it is asserted.
    Format(Format, u32, u32),
    /// `minimum`
    Minimum(&'static str, u32, u32),
    /// `maximum`
    Maximum(&'static str, u32, u32),
    /// `exclusiveMinimum`
    ExclusiveMinimum(&'static str, u32, u32),
    /// `exclusiveMaximum`
    ExclusiveMaximum(&'static str, u32, u32),
    /// `multipleOf`
    MultipleOf(&'static str, u32, u32),
    /// `minItems`
    MinItems(u64, u32, u32),
    /// `maxItems`
    MaxItems(u64, u32, u32),
    /// `uniqueItems`
    UniqueItems(u32, u32),
    /// `items`: what each item obeys.
    Items(&'static [Rule], u32, u32),
    /// `prefixItems`: what each element of a tuple obeys.
    Elements(&'static [&'static [Rule]], u32, u32),
    /// `minProperties`
    MinProperties(u64, u32, u32),
    /// `maxProperties`
    MaxProperties(u64, u32, u32),
    /// `additionalProperties` of a map: what each value obeys.
    Members(&'static [Rule], u32, u32),
    /// `patternProperties`: what the values of members obey whose names match, and those of the
    /// others, unless there may be none. Stands alone among the rules of the members.
    Named(&'static [Named], Option<&'static [Rule]>, u32, u32),
    /// `propertyNames`: what each name obeys.
    Names(&'static [Rule], u32, u32),
    /// `dependentRequired`: names, and those that must be there where one of them is.
    Required(&'static [(&'static str, &'static [&'static str])], u32, u32),
    /// A rule that only the evaluator judges.
    Schema(fn() -> Part, u32, u32),
}

/// A pattern for names of members, and what their values obey.
pub type Named = (fn() -> &'static PatternCell, &'static [Rule]);

impl Rule {
    /// The keyword.
    pub(super) const fn keyword(&self) -> &'static str {
        match self {
            Self::Integer(..) => "type",
            Self::MinLength(..) => "minLength",
            Self::MaxLength(..) => "maxLength",
            Self::Pattern(..) => "pattern",
            Self::Format(..) => "format",
            Self::Minimum(..) => "minimum",
            Self::Maximum(..) => "maximum",
            Self::ExclusiveMinimum(..) => "exclusiveMinimum",
            Self::ExclusiveMaximum(..) => "exclusiveMaximum",
            Self::MultipleOf(..) => "multipleOf",
            Self::MinItems(..) => "minItems",
            Self::MaxItems(..) => "maxItems",
            Self::UniqueItems(..) => "uniqueItems",
            Self::Items(..) => "items",
            Self::Elements(..) => "prefixItems",
            Self::MinProperties(..) => "minProperties",
            Self::MaxProperties(..) => "maxProperties",
            Self::Members(..) => "additionalProperties",
            Self::Named(..) => "patternProperties",
            Self::Names(..) => "propertyNames",
            Self::Required(..) => "dependentRequired",
            Self::Schema(..) => "a rule of the schema",
        }
    }

    /// Line and column of the keyword in the schema.
    pub(super) const fn at(&self) -> (u32, u32) {
        match *self {
            Self::Integer(line, column)
            | Self::MinLength(_, line, column)
            | Self::MaxLength(_, line, column)
            | Self::Pattern(_, _, line, column)
            | Self::Format(_, line, column)
            | Self::Minimum(_, line, column)
            | Self::Maximum(_, line, column)
            | Self::ExclusiveMinimum(_, line, column)
            | Self::ExclusiveMaximum(_, line, column)
            | Self::MultipleOf(_, line, column)
            | Self::MinItems(_, line, column)
            | Self::MaxItems(_, line, column)
            | Self::UniqueItems(line, column)
            | Self::Items(_, line, column)
            | Self::Elements(_, line, column)
            | Self::MinProperties(_, line, column)
            | Self::MaxProperties(_, line, column)
            | Self::Members(_, line, column)
            | Self::Named(_, _, line, column)
            | Self::Names(_, line, column)
            | Self::Required(_, line, column)
            | Self::Schema(_, line, column) => (line, column),
        }
    }
}

/// A pattern that is compiled when it is first needed.
#[derive(Debug)]
pub struct PatternCell {
    text: &'static str,
    compiled: OnceLock<Option<Pattern>>,
}

impl PatternCell {
    /// The pattern of that text, which the generator has compiled once to see that it can be.
    pub const fn new(text: &'static str) -> Self {
        Self {
            text,
            compiled: OnceLock::new(),
        }
    }

    /// Whether it matches the text; `None` if that was given up.
    fn try_match(&self, text: &str) -> Option<bool> {
        self.compiled
            .get_or_init(|| Pattern::new(self.text).ok())
            .as_ref()
            .and_then(|pattern| string::pattern(text, pattern))
    }
}

pub(super) fn text(value: &str, rules: &[Rule]) -> bool {
    rules.iter().all(|rule| match rule {
        Rule::MinLength(limit, ..) => string::min_length(value, *limit),
        Rule::MaxLength(limit, ..) => string::max_length(value, *limit),
        Rule::Pattern(_, pattern, ..) => pattern().try_match(value) == Some(true),
        Rule::Format(format, ..) => format.text(value).is_ok(),
        _ => true,
    })
}

/// A number, as an integer as well if it is a small one.
pub(super) fn number(integer: Option<i64>, decimal: impl Fn() -> Decimal, rules: &[Rule]) -> bool {
    use rules::number::{exclusive_maximum, exclusive_minimum, maximum, minimum, multiple_of};

    let exact = |limit: &str, rule: fn(&Decimal, &Decimal) -> bool| {
        limit
            .parse()
            .is_ok_and(|limit: Decimal| rule(&decimal(), &limit))
    };
    let holds = |limit: &str,
                 of_integers: fn(&i64, &i64) -> bool,
                 of_decimals: fn(&Decimal, &Decimal) -> bool| {
        match (integer, limit.parse()) {
            (Some(integer), Ok(limit)) => of_integers(&integer, &limit),
            _ => exact(limit, of_decimals),
        }
    };
    rules.iter().all(|rule| match rule {
        Rule::Minimum(limit, ..) => holds(limit, minimum, minimum),
        Rule::Maximum(limit, ..) => holds(limit, maximum, maximum),
        Rule::ExclusiveMinimum(limit, ..) => holds(limit, exclusive_minimum, exclusive_minimum),
        Rule::ExclusiveMaximum(limit, ..) => holds(limit, exclusive_maximum, exclusive_maximum),
        Rule::MultipleOf(divisor, ..) => exact(divisor, multiple_of),
        Rule::Format(format, ..) => format.number(&decimal()).is_ok(),
        _ => true,
    })
}

/// Rules on an array of `count` items; `differ` says whether they do.
pub(super) fn list(count: usize, rules: &[Rule], mut differ: impl FnMut() -> Option<bool>) -> bool {
    rules.iter().all(|rule| match rule {
        Rule::MinItems(limit, ..) => array::min_items(count, *limit),
        Rule::MaxItems(limit, ..) => array::max_items(count, *limit),
        Rule::UniqueItems(..) => count < 2 || differ().unwrap_or(false),
        _ => true,
    })
}

/// What each item obeys.
pub(super) const fn items(rules: &[Rule]) -> &'static [Rule] {
    let mut rest = rules;
    while let [rule, after @ ..] = rest {
        if let Rule::Items(items, ..) = rule {
            return items;
        }
        rest = after;
    }
    &[]
}

/// What the element at a place of a tuple obeys.
pub(super) fn element(rules: &[Rule], place: usize) -> &'static [Rule] {
    let each = rules.iter().find_map(|rule| match rule {
        Rule::Elements(each, ..) => each.get(place).copied(),
        _ => None,
    });
    each.unwrap_or_default()
}

/// What the value of each member of a map obeys.
pub(super) fn each_member(rules: &[Rule]) -> &'static [Rule] {
    let each = rules.iter().find_map(|rule| match rule {
        Rule::Members(rules, ..) => Some(*rules),
        _ => None,
    });
    each.unwrap_or_default()
}

/// Whether all that is asked of a member of that name holds, by the rules of the members. What is
/// asked is a set of rules at a time.
pub(super) fn member(
    rules: &'static [Rule],
    name: &str,
    mut holds: impl FnMut(&'static [Rule]) -> bool,
) -> bool {
    let [Rule::Named(named, others, ..)] = rules else {
        return holds(rules);
    };
    let mut is_named = false;
    for (pattern, rules) in *named {
        let Some(matches) = pattern().try_match(name) else {
            return false;
        };
        is_named |= matches;
        if matches && !holds(rules) {
            return false;
        }
    }
    is_named || others.is_some_and(holds)
}

/// Whether an object has the members that others of its members call for. `has` says which ones it
/// has, and is made if that is asked.
pub(super) fn calls<H: Fn(&str) -> bool>(rules: &[Rule], has: impl Fn() -> Option<H>) -> bool {
    rules.iter().all(|rule| match rule {
        Rule::Required(calls, ..) => has().is_some_and(|has| {
            let mut calls = calls.iter();
            calls.all(|(name, called)| !has(name) || called.iter().all(|name| has(name)))
        }),
        _ => true,
    })
}

/// Whether the name of a member obeys the rules on its object.
pub(super) fn name(name: &str, rules: &[Rule]) -> bool {
    rules.iter().all(|rule| match rule {
        Rule::Names(rules, ..) => text(name, rules),
        _ => true,
    })
}

/// Rules on an object of `count` members.
pub(super) fn members(count: usize, rules: &[Rule]) -> bool {
    rules.iter().all(|rule| match rule {
        Rule::MinProperties(limit, ..) => object::min_properties(count, *limit),
        Rule::MaxProperties(limit, ..) => object::max_properties(count, *limit),
        _ => true,
    })
}

/// What only the evaluator judges: rules that values of every type can be under.
pub(super) fn schemas<T: Typed>(value: &T, rules: &[Rule]) -> bool {
    rules.iter().all(|rule| match rule {
        Rule::Schema(part, ..) => part().allows(value),
        _ => true,
    })
}
