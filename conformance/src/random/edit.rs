use serde_json::{Value, json};

use super::instance::shortened;
use super::{NAMES, Random, TEXTS};

/// A copy of a value with one edit somewhere.
pub fn edited(random: &mut Random, value: &Value) -> Value {
    let mut copy = value.clone();
    let place = random.below(size(value));
    if let Some(part) = part(&mut copy, &mut { place }) {
        edit(random, part);
    }
    copy
}

/// How many values there are in a value, with itself.
fn size(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(members) => members.values().map(size).sum(),
        _ => 0,
    }
}

/// The value that so many others stand before.
fn part<'a>(value: &'a mut Value, before: &mut usize) -> Option<&'a mut Value> {
    if *before == 0 {
        return Some(value);
    }
    *before -= 1;
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| part(item, before)),
        Value::Object(members) => members.values_mut().find_map(|value| part(value, before)),
        _ => None,
    }
}

fn edit(random: &mut Random, value: &mut Value) {
    if random.percent(25) {
        *value = other(random);
        return;
    }
    match value {
        Value::Null => *value = json!(random.one(&[0, 1])),
        Value::Bool(flag) => *flag = !*flag,
        Value::Number(number) => {
            let old = number.as_f64().unwrap_or_default();
            let steps = [
                old + 1.0,
                old - 1.0,
                old + 0.5,
                -old,
                old * 10.0,
                old / 10.0,
            ];
            let new = random.one(&steps);
            *value = match number.as_i64() {
                Some(whole) if random.percent(60) => {
                    let steps = [whole.saturating_add(1), whole.saturating_sub(1)];
                    json!(random.one(&steps))
                }
                _ => json!(shortened(new)),
            };
        }
        Value::String(text) => match random.below(4) {
            0 => text.push_str(random.one(&TEXTS)),
            1 => {
                text.pop();
            }
            2 => *text = text.to_uppercase(),
            _ => text.insert(0, random.one(&['a', ' ', '\u{1F600}', '\n'])),
        },
        Value::Array(items) => match random.below(4) {
            0 if !items.is_empty() => {
                items.remove(random.below(items.len()));
            }
            1 if !items.is_empty() => items.push(random.pick(items).clone()),
            2 => items.reverse(),
            _ => items.push(other(random)),
        },
        Value::Object(members) => {
            let names: Vec<String> = members.keys().cloned().collect();
            let name = (random.one(&NAMES)).to_owned();
            let value = other(random);
            let old = names.get(random.below(names.len())).cloned();
            match (random.below(3), old) {
                (0, Some(old)) => {
                    members.remove(&old);
                }
                (1, Some(old)) => {
                    let value = members.remove(&old).unwrap_or_default();
                    members.insert(name, value);
                }
                _ => {
                    members.insert(name, value);
                }
            }
        }
    }
}

fn other(random: &mut Random) -> Value {
    let values = [
        json!(null),
        json!(true),
        json!(0),
        json!(1),
        json!(1.0),
        json!(-1.5),
        json!(""),
        json!("a"),
        json!([]),
        json!([1]),
        json!({}),
        json!({"a": 1}),
    ];
    random.pick(&values).clone()
}
