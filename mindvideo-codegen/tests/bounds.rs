//! Schemas that would be without end if they were followed as they stand: each ends, in time and
//! with as many types as a person would expect.

#![expect(clippy::expect_used, reason = "what a test needs must be there")]

use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use mindvideo_codegen::{Module, Settings, generate};
use proc_macro2::{TokenStream, TokenTree};

fn module(name: &str, schema: &str) -> Module {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bounds-{name}.json"));
    fs::write(&path, schema).expect("a file can be written");
    let module = generate(&path, "bounds.json", &Settings::new());
    let module = module.map_err(|refused| refused.findings.to_string());
    module.expect("the schema has no errors")
}

/// A schema that refers to the first of some definitions, each made of its number and of the next.
fn chain(length: usize, link: impl Fn(usize, &str) -> String, last: &str) -> String {
    let mut definitions = String::new();
    for number in 0..length {
        let next = format!(r##"{{"$ref": "#/$defs/d{}"}}"##, number + 1);
        let _ = write!(definitions, r#""d{number}": {}, "#, link(number, &next));
    }
    format!(
        r##"{{"type": "object", "properties": {{"first": {{"$ref": "#/$defs/d0"}}}},
              "$defs": {{{definitions} "d{length}": {last}}}}}"##
    )
}

/// The names of types, each with its module in front.
fn types(tokens: TokenStream, within: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let TokenTree::Ident(keyword) = &token else {
            continue;
        };
        let keyword = keyword.to_string();
        let Some(TokenTree::Ident(name)) = tokens.peek() else {
            continue;
        };
        let path = format!("{within}{name}");
        match keyword.as_str() {
            "struct" | "enum" | "type" => names.push(path),
            "mod" => {
                let of = format!("{path}::");
                if let Some(TokenTree::Group(items)) = tokens.nth(1) {
                    names.extend(types(items.stream(), &of));
                }
            }
            _ => {}
        }
    }
    names
}

/// Wherever a chain of names is cut, the type at its end is another one than the name.
#[test]
fn names_for_names_end_in_one_type() {
    let last = r#"{"type": "object", "properties": {"a": {"type": "string"}}}"#;
    for length in 97..=103 {
        let names = chain(length, |_, next| next.to_owned(), last);
        let names = types(module("names", &names).tokens(), "");
        let different: HashSet<_> = names.iter().collect();
        assert_eq!(different.len(), names.len(), "{length}: {names:?}");
    }
}

#[test]
fn definitions_may_follow_one_another_for_long() {
    let objects = chain(
        1_600,
        |_, next| format!(r#"{{"type": "object", "properties": {{"next": {next}}}}}"#),
        r#"{"type": "string"}"#,
    );
    assert_eq!(types(module("objects", &objects).tokens(), "").len(), 1_601);

    let lists = chain(
        2_000,
        |_, next| format!(r#"{{"type": "array", "items": {next}}}"#),
        r#"{"type": "string"}"#,
    );
    let made = module("lists", &lists);
    assert!(made.untyped.falls.is_empty());
    let types = types(made.tokens(), "").len();
    assert!((400..=500).contains(&types), "{types}");
}

#[test]
fn unions_side_by_side_do_not_multiply_without_end() {
    let twins = chain(
        60,
        |number, next| {
            let name = format!("p{number}");
            let reference = next.trim_start_matches('{').trim_end_matches('}');
            format!(
                r#"{{"properties": {{"{name}": {{"type": "string"}}}}, "type": "object",
                     "oneOf": [{{{reference}, "required": ["{name}"]}},
                               {{{reference}, "not": {{"required": ["{name}"]}}}}]}}"#
            )
        },
        r#"{"properties": {"last": {"type": "string"}}}"#,
    );
    let made = module("twins", &twins);
    let types = types(made.tokens(), "").len();
    assert!(types < 100, "{types}");
    let falls = made.untyped.falls.to_string();
    assert!(
        falls.contains("there would be more than 32 structs"),
        "{falls}"
    );
}

#[test]
fn values_listed_in_many_ways_are_listed_once() {
    let schema = chain(
        120,
        |_, next| format!(r#"{{"anyOf": [{next}, {next}]}}"#),
        r#"{"enum": ["a", "b"]}"#,
    );
    assert_eq!(types(module("listed", &schema).tokens(), "").len(), 2);
}

/// Xorshift, 64 bits.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or_default() % end
    }

    /// A schema of unions beside unions, beside references, and in lists of schemas.
    fn schema(&mut self, depth: usize, definitions: &[&str]) -> String {
        let mut members = Vec::new();
        let types = [
            r#""object""#,
            r#""string""#,
            r#"["object", "null"]"#,
            r#"["array", "object"]"#,
        ];
        if self.below(3) > 0 {
            members.push(format!(r#""type": {}"#, types[self.below(types.len())]));
        }
        if self.below(3) == 0 && !definitions.is_empty() {
            let name = definitions[self.below(definitions.len())];
            members.push(format!(r##""$ref": "#/$defs/{name}""##));
        }
        if depth > 0 {
            for keyword in ["oneOf", "anyOf", "allOf"] {
                if self.below(3) == 0 {
                    let each = (0..=self.below(3)).map(|_| self.schema(depth - 1, definitions));
                    let each: Vec<String> = each.collect();
                    members.push(format!(r#""{keyword}": [{}]"#, each.join(", ")));
                }
            }
            let name = ["a", "b", "c"][self.below(3)];
            let value = self.schema(depth - 1, &["U", "V"]);
            members.push(format!(r#""properties": {{"{name}": {value}}}"#));
            if self.below(2) == 0 {
                members.push(format!(r#""required": ["{name}"]"#));
            }
        }
        format!("{{{}}}", members.join(", "))
    }
}

#[test]
fn no_type_is_there_twice() {
    let mut random = Random(0x0075_6e69_6f6e);
    for round in 0..150 {
        let [root, x, u, v] = [&["U", "V"][..], &["U", "V"], &["V"], &[]]
            .map(|definitions| random.schema(2, definitions));
        let schema = format!(
            r#"{{"allOf": [{root}], "properties": {{"x": {x}}}, "$defs": {{"U": {u}, "V": {v}}}}}"#
        );
        let mut names = HashSet::new();
        for name in types(module("random", &schema).tokens(), "") {
            assert!(
                names.insert(name.clone()),
                "round {round}: {name}: {schema}"
            );
        }
    }
}
