//! The form of a schema that is asked and the one that explains agree on every instance.

use std::fmt::Write;

use mindvideo_schema::Evaluator;
use mindvideo_schema::json::{self, Reader, Tape};

const SCHEMAS: usize = 3_000;

#[test]
fn random_schemas_are_judged_alike_by_both() {
    let mut random = Random(0x5eed);
    let (mut read, mut valid, mut asked) = (0, 0, 0);
    for _ in 0..SCHEMAS {
        let schema = document(&mut random);
        // A reference may lead back to itself, which is refused.
        let Ok(evaluator) = Evaluator::new(&schema) else {
            continue;
        };
        read += 1;
        for _ in 0..12 {
            let mut text = String::new();
            instance(&mut random, 3, &mut text);
            let instance = json::parse(&text).unwrap();
            let is_valid = evaluator.is_valid(&instance);
            let tape = Tape::read(&mut Reader::new(&text)).unwrap();
            let whole = tape.starting_at(0, &text).unwrap();
            let root = evaluator.linked().root();
            assert_eq!(
                is_valid,
                evaluator.is_valid_on_tape(root, whole),
                "{text} by {schema}"
            );
            let report = evaluator.check(&instance);
            assert_eq!(is_valid, report.is_ok(), "{text} by {schema}: {report:?}");
            valid += usize::from(is_valid);
            asked += 1;
        }
    }
    assert!(read * 2 > SCHEMAS, "too few schemas were right: {read}");
    let share = valid * 100 / asked;
    assert!((10..90).contains(&share), "{share} % of the instances fit");
}

/// A small generator, so that a failure comes back.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % limit
    }

    fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap_or(0)
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.index(from.len())]
    }
}

const NAMES: [&str; 5] = ["a", "b", "c", "longer name", "another long name"];
const SCALARS: [&str; 10] = [
    "null",
    "true",
    "false",
    "0",
    "1",
    "1.0",
    "2.5",
    "\"\"",
    "\"a\"",
    "\"longer name\"",
];
const DIALECTS: [&str; 3] = [
    "http://json-schema.org/draft-07/schema#",
    "https://json-schema.org/draft/2019-09/schema",
    "https://json-schema.org/draft/2020-12/schema",
];

fn document(random: &mut Random) -> String {
    let mut text = format!(
        "{{\"$schema\": \"{}\", \"definitions\": {{",
        random.pick(&DIALECTS)
    );
    for (index, name) in ["p", "q", "r"].into_iter().enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        let _ = write!(text, "{comma}\"{name}\": ");
        schema(random, 2, &mut text);
    }
    text.push_str("}, \"allOf\": [");
    schema(random, 3, &mut text);
    text.push_str("]}");
    text
}

fn schema(random: &mut Random, depth: u64, text: &mut String) {
    if depth == 0 || random.below(8) == 0 {
        text.push_str(random.pick(&["true", "true", "false", "{}", "{\"title\": \"t\"}"]));
        return;
    }
    text.push('{');
    let mut used = Vec::new();
    for _ in 0..=random.below(3) {
        let choice = random.below(27);
        if used.contains(&choice) {
            continue;
        }
        text.push_str(if used.is_empty() { "" } else { ", " });
        used.push(choice);
        keyword(random, choice, depth - 1, text);
    }
    text.push('}');
}

fn keyword(random: &mut Random, choice: u64, depth: u64, text: &mut String) {
    const TYPES: [&str; 7] = [
        "null", "boolean", "integer", "number", "string", "array", "object",
    ];
    let single = [
        "items",
        "contains",
        "unevaluatedItems",
        "additionalProperties",
        "propertyNames",
        "unevaluatedProperties",
        "not",
        "if",
        "then",
        "else",
    ];
    let several = ["allOf", "anyOf", "oneOf"];
    let named = ["properties", "dependentSchemas"];
    let start = text.len();
    let _ = match choice {
        0 | 1 => write!(text, "\"type\": \"{}\"", random.pick(&TYPES)),
        2 => write!(
            text,
            "\"type\": [\"{}\", \"null\"]",
            random.pick(&TYPES[1..])
        ),
        3 => write!(
            text,
            "\"enum\": [{}, {}]",
            random.pick(&SCALARS),
            random.pick(&SCALARS)
        ),
        4 => write!(text, "\"const\": {}", random.pick(&SCALARS)),
        5 => write!(text, "\"minimum\": {}", random.below(3)),
        6 => write!(text, "\"maxLength\": {}", random.below(4)),
        7 => write!(
            text,
            "\"pattern\": \"{}\"",
            random.pick(&["^a", "long", "b$"])
        ),
        8 => write!(text, "\"minItems\": {}", random.below(3)),
        9 => write!(text, "\"uniqueItems\": true"),
        10 => write!(text, "\"required\": [\"{}\"]", random.pick(&NAMES)),
        11 => write!(text, "\"maxProperties\": {}", random.below(4)),
        12 | 13 => write!(
            text,
            "\"$ref\": \"#/definitions/{}\"",
            random.pick(&["p", "q", "r"])
        ),
        14 => write!(
            text,
            "\"dependentRequired\": {{\"{}\": [\"{}\"]}}",
            random.pick(&NAMES),
            random.pick(&NAMES)
        ),
        _ => Ok(()),
    };
    if text.len() > start {
        return;
    }
    match choice {
        15..=18 => {
            let _ = write!(text, "\"{}\": ", single[random.index(10)]);
            schema(random, depth, text);
        }
        19..=22 => {
            let _ = write!(text, "\"{}\": [", random.pick(&several));
            for index in 0..=random.below(3) {
                text.push_str(if index == 0 { "" } else { ", " });
                schema(random, depth, text);
            }
            text.push(']');
        }
        23 => {
            text.push_str("\"patternProperties\": {\"^a\": ");
            schema(random, depth, text);
            text.push('}');
        }
        _ => {
            let _ = write!(text, "\"{}\": {{", random.pick(&named));
            let first = random.index(4);
            let last = first + random.index(5);
            for (index, name) in NAMES.iter().enumerate().take(last + 1).skip(first) {
                let _ = write!(
                    text,
                    "{}\"{name}\": ",
                    if index == first { "" } else { ", " }
                );
                schema(random, depth, text);
            }
            text.push('}');
        }
    }
}

fn instance(random: &mut Random, depth: u64, text: &mut String) {
    match random.below(if depth == 0 { 1 } else { 4 }) {
        0 => text.push_str(random.pick(&SCALARS)),
        1 => {
            text.push('[');
            for index in 0..random.below(4) {
                text.push_str(if index == 0 { "" } else { ", " });
                instance(random, depth - 1, text);
            }
            text.push(']');
        }
        _ => {
            text.push('{');
            let skipped = random.index(4);
            for (index, name) in NAMES.iter().enumerate().skip(skipped) {
                let _ = write!(
                    text,
                    "{}\"{name}\": ",
                    if index == skipped { "" } else { ", " }
                );
                instance(random, depth - 1, text);
            }
            text.push('}');
        }
    }
}
