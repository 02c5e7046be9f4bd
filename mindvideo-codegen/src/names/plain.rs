//! The unmarked form of a snake case wire name, with the numbers and acronyms that go with it.

use super::letters::{is_caseless, is_digit, is_kept, is_lower, is_upper, lower, starts, upper};
use super::style::{Style, read_snake_body, shield, snake_body, unshield};

/// `_url` is a field of that name: underscores in front stay.
pub(super) fn field(wire: &str) -> Option<String> {
    let (lead, rest) = lead(wire);
    Some(format!("{lead}{}", snake_body(Style::Snake, rest)?))
}

/// The other way round.
pub(super) fn read_field(name: &str) -> String {
    let (lead, rest) = lead_of_name(name);
    format!("{lead}{}", read_snake_body(Style::Snake, rest))
}

/// The camel case of a snake case word list, an acronym, a number or a ratio.
pub(super) fn camel(wire: &str) -> Option<String> {
    let (lead, rest) = lead(wire);
    let body = if is_acronym(rest) {
        rest.replace('.', "_")
    } else {
        let (sign, digits) = match rest.strip_prefix('-') {
            Some(digits) if starts(digits, is_digit) => ("Neg", digits),
            _ => ("", rest),
        };
        format!("{sign}{}", humps(digits)?)
    };
    (!body.is_empty()).then(|| format!("{lead}{}", shield(body)))
}

/// The other way round.
pub(super) fn read_camel(name: &str) -> String {
    let (lead, rest) = lead_of_name(name);
    let body = unshield(rest);
    let dotted = body.replace('_', ".");
    if is_acronym(&dotted) {
        return format!("{lead}{dotted}");
    }
    let wire = match body.strip_prefix("Neg") {
        Some(digits) if starts(digits, is_digit) => format!("-{}", read_humps(digits)),
        _ => read_humps(body),
    };
    format!("{lead}{wire}")
}

/// Letters all capital, and enough of them not to be a word with its first letter raised.
fn is_acronym(text: &str) -> bool {
    let capitals = text.chars().filter(|&c| is_upper(c)).count();
    let enough = capitals > 1 || capitals == 1 && starts(text, is_digit);
    let chars: Vec<char> = text.chars().collect();
    let sound = |at: usize, c: char| {
        is_upper(c) || is_caseless(c) || c == '.' && between_digits(&chars, at)
    };
    enough && chars.iter().enumerate().all(|(at, &c)| sound(at, c))
}

fn humps(wire: &str) -> Option<String> {
    let chars: Vec<char> = wire.chars().collect();
    let mut text = String::new();
    let mut raise = true;
    for (at, &c) in chars.iter().enumerate() {
        match c {
            '.' if between_digits(&chars, at) => text.push('_'),
            ':' if between_digits(&chars, at) => text.push('x'),
            '_' if chars.get(at + 1).is_some_and(|&c| is_lower(c)) => raise = true,
            '_' if between_caseless(&chars, at) && !between_digits(&chars, at) => text.push('_'),
            _ if is_upper(c) || !is_kept(c) => return None,
            _ => {
                text.push(if raise { upper(c) } else { c });
                raise = false;
            }
        }
    }
    Some(text)
}

fn read_humps(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut wire = String::new();
    for (at, &c) in chars.iter().enumerate() {
        match c {
            '_' if between_digits(&chars, at) => wire.push('.'),
            'x' if between_digits(&chars, at) => wire.push(':'),
            _ => {
                if is_upper(c) && at > 0 {
                    wire.push('_');
                }
                wire.push(lower(c));
            }
        }
    }
    wire
}

fn between_digits(chars: &[char], at: usize) -> bool {
    between(chars, at, is_digit)
}

fn between_caseless(chars: &[char], at: usize) -> bool {
    between(chars, at, is_caseless)
}

fn between(chars: &[char], at: usize, is: fn(char) -> bool) -> bool {
    let neighbour = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|&c| is(c));
    neighbour(at.checked_sub(1)) && neighbour(at.checked_add(1))
}

/// Cuts the underscores in front off.
fn lead(wire: &str) -> (&str, &str) {
    let rest = wire.trim_start_matches('_');
    wire.split_at(wire.len() - rest.len())
}

/// The same of a Rust name, where the last `_` before a digit is not of the wire name.
fn lead_of_name(name: &str) -> (&str, &str) {
    let (lead, rest) = lead(name);
    if starts(rest, is_digit) {
        name.split_at(lead.len().saturating_sub(1))
    } else {
        (lead, rest)
    }
}
