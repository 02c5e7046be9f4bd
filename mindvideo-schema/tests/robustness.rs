//! Inputs at the limits and beyond: every one ends soon, with a verdict or with a finding.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test says what it relies on"
)]

use std::fmt::Write as _;
use std::sync::Arc;

use mindvideo_schema::diagnostic::{Code, Diagnostic, Format, Source};
use mindvideo_schema::json::{self, JsonErrorKind, Span};
use mindvideo_schema::{Evaluator, Pattern};

fn evaluator(schema: &str) -> Evaluator {
    Evaluator::new(schema).unwrap_or_else(|refused| panic!("{refused}"))
}

/// Whether both answers of the evaluator, quick and with reasons, are this one.
fn judges(evaluator: &Evaluator, instance: &str, valid: bool) -> bool {
    let node = json::parse(instance).expect("the instance is JSON");
    let reasons = evaluator.check_json(instance.as_bytes());
    evaluator.is_valid(&node) == valid && reasons.is_ok() == valid
}

fn nested(open: &str, core: &str, close: &str, depth: usize) -> String {
    open.repeat(depth) + core + &close.repeat(depth)
}

#[test]
fn texts_are_nested_to_the_limit_and_no_further() {
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
        let deepest = nested(open, "0", close, json::MAX_DEPTH);
        assert!(json::parse(&deepest).is_ok());
        for beyond in [json::MAX_DEPTH + 1, 100_000] {
            let error = json::parse(&nested(open, "0", close, beyond)).unwrap_err();
            assert_eq!(error.kind, JsonErrorKind::TooDeep);
            // Nothing is ever closed.
            assert!(json::parse(&open.repeat(beyond)).is_err());
        }
    }
}

#[test]
fn instances_and_schemas_nested_to_the_limit_are_judged() {
    let any = evaluator(r##"{"items": {"$ref": "#"}, "type": ["array", "integer"]}"##);
    assert!(judges(&any, &nested("[", "0", "]", 127), true));
    assert!(judges(&any, &nested("[", "null", "]", 127), false));

    let items = evaluator(&nested(r#"{"items":"#, r#"{"type":"null"}"#, "}", 120));
    assert!(judges(&items, &nested("[", "null", "]", 120), true));
    assert!(judges(&items, &nested("[", "0", "]", 120), false));

    let not = evaluator(&nested(r#"{"not":"#, r#"{"type":"null"}"#, "}", 121));
    assert!(judges(&not, "0", true));

    for keyword in ["allOf", "anyOf", "oneOf"] {
        let open = format!(r#"{{"{keyword}":["#);
        let tower = evaluator(&nested(&open, r#"{"type":"null"}"#, "]}", 60));
        assert!(judges(&tower, "null", true));
        assert!(judges(&tower, "0", false));
    }
}

/// Definitions each of which asks for the next one, in so many words.
fn ladder(rungs: usize, step: impl Fn(&str) -> String) -> String {
    let mut definitions = String::new();
    for rung in 0..rungs {
        let next = format!(r##"{{"$ref":"#/$defs/d{}"}}"##, rung + 1);
        let _ = write!(definitions, r#""d{rung}":{},"#, step(&next));
    }
    format!(r##"{{"$ref":"#/$defs/d0","$defs":{{{definitions}"d{rungs}":{{"type":"null"}}}}}}"##)
}

#[test]
fn branches_that_meet_again_take_no_exponential_time() {
    for keyword in ["allOf", "anyOf"] {
        let twice = |next: &str| format!(r#"{{"{keyword}":[{next},{next}]}}"#);
        let tower = evaluator(&ladder(50, twice));
        assert!(judges(&tower, "null", true), "{keyword}");
        assert!(judges(&tower, "0", false), "{keyword}");
    }
    let both = |next: &str| format!(r#"{{"if":{next},"then":{next},"else":{next}}}"#);
    assert!(judges(&evaluator(&ladder(40, both)), "null", true));
}

#[test]
fn chains_of_references_are_judged_or_refused() {
    let chain = evaluator(&ladder(200, str::to_owned));
    assert!(judges(&chain, "null", true));
    assert!(judges(&chain, "0", false));
    assert!(Evaluator::new(&ladder(20_000, str::to_owned)).is_err());
}

#[test]
fn huge_enums_and_requirements_are_judged() {
    let values: Vec<_> = (0..10_000).map(|n| format!("\"v{n}\"")).collect();
    let many = evaluator(&format!(r#"{{"enum":[{}]}}"#, values.join(",")));
    assert!(judges(&many, "\"v9999\"", true));
    assert!(judges(&many, "\"v10000\"", false));

    let names: Vec<_> = (0..16_000).map(|n| format!("\"n{n}\"")).collect();
    let required = evaluator(&format!(r#"{{"required":[{}]}}"#, names.join(",")));
    let members: Vec<_> = names.iter().map(|name| format!("{name}:0")).collect();
    assert!(judges(
        &required,
        &format!("{{{}}}", members.join(",")),
        true
    ));
    assert!(judges(
        &required,
        &format!("{{{}}}", members[1..].join(",")),
        false
    ));
    let report = required.check_json(b"{}").unwrap_err();
    assert_eq!(report.violations().len(), 16_000);
    let names: Vec<_> = (0..150_000).map(|n| format!("\"n{n}\"")).collect();
    evaluator(&format!(r#"{{"required":[{}]}}"#, names.join(",")));

    let unique = evaluator(r#"{"uniqueItems":true}"#);
    assert!(judges(&unique, &format!("[{}]", values.join(",")), true));
    assert!(judges(
        &unique,
        &format!("[{},\"v0\"]", values.join(",")),
        false
    ));
}

#[test]
fn members_that_nobody_declared_are_not_all_compared_with_those_declared() {
    let names = |letter| (0..5_000).map(move |number| format!("{letter}{number:07}"));
    let declared: Vec<String> = names('d')
        .map(|name| format!(r#""{name}": {{}}"#))
        .collect();
    let schema = format!(
        r#"{{"properties": {{{}}}, "additionalProperties": false}}"#,
        declared.join(",")
    );
    let given: Vec<String> = names('g').map(|name| format!(r#""{name}": 1"#)).collect();
    let instance = format!("{{{}}}", given.join(","));
    let report = evaluator(&schema).check_json(instance.as_bytes());
    let report = report.expect_err("they are forbidden").to_string();
    assert_eq!(report.lines().count(), 5_000);
    assert_eq!(report.matches("did you mean").count(), 8);
}

#[test]
fn a_finding_for_each_word_of_a_long_line_is_drawn() {
    let text = format!("[{}]", r#""语é", "#.repeat(20_000));
    let source = Arc::new(Source::new("a.json", &*text));
    let mark = |number: u32| Span::new(1 + number * 9, 8 + number * 9);
    let finding = |number| Diagnostic::warning(Code::REPEATED, &source, mark(number), "again");
    let findings: Vec<Diagnostic> = (0..5_000).map(finding).collect();
    let drawn = Format::Human.render(&findings);
    let marks = drawn.lines().filter(|line| line.ends_with("^^^^^"));
    assert_eq!(marks.count(), 5_000);
}

#[test]
fn patterns_that_look_exponential_are_linear() {
    let long = "a".repeat(100_000);
    for source in [
        "^(a+)+$",
        "^(a|a)*$",
        "^(a*)*b?$",
        "(a|aa)+$",
        "^(?=(a+)+$)a*$",
    ] {
        let pattern = Pattern::new(source).expect("it is a pattern");
        assert!(pattern.is_match(&long), "{source}");
        assert!(
            !pattern.is_match(&format!("!{long}!")) || source.starts_with('('),
            "{source}"
        );
    }
    assert!(Pattern::new(&"(".repeat(100_000)).is_err());
    assert!(Pattern::new(&nested("(", "a", ")", 100_000)).is_err());
    assert!(Pattern::new("((a{1000}){1000}){1000}").is_err());
}

/// A text that a pattern gives up is refused, even where a denial would turn that round, and the reason says so.
#[test]
fn patterns_with_back_references_are_bounded() {
    let text = format!("\"{}\"", "a".repeat(10_000));
    let member = format!("{{{text}: 1}}");
    let pattern = r#""^(a|aa)+\\1b$""#;
    for (schema, instance, other) in [
        (format!(r#"{{"pattern": {pattern}}}"#), &text, r#""aab""#),
        (
            format!(r#"{{"not": {{"pattern": {pattern}}}}}"#),
            &text,
            r#""b""#,
        ),
        (
            format!(r#"{{"patternProperties": {{{pattern}: false}}}}"#),
            &member,
            "{}",
        ),
    ] {
        let evaluator = evaluator(&schema);
        assert!(judges(&evaluator, instance, false), "{schema}");
        let report = evaluator.check_json(instance.as_bytes());
        let report = report.expect_err("it is refused").to_string();
        assert!(report.contains("takes too long"), "{report}");
        assert!(judges(&evaluator, other, true), "{schema}");
    }
    let quoted = evaluator(r#"{"pattern": "^(['`]).*\\1$"}"#);
    assert!(judges(&quoted, r#""'a'""#, true));
    assert!(judges(&quoted, r#""'a`""#, false));
}

#[test]
fn long_strings_are_counted_in_characters() {
    let million = evaluator(r#"{"minLength":1000000,"maxLength":1000000}"#);
    assert!(judges(
        &million,
        &format!("\"{}\"", "\u{1F600}".repeat(1_000_000)),
        true
    ));
    assert!(judges(
        &million,
        &format!("\"{}\"", "a".repeat(999_999)),
        false
    ));
    assert!(judges(
        &million,
        &format!("\"{}\"", r"\u00e9".repeat(1_000_000)),
        true
    ));
}

#[test]
fn numbers_of_any_size_are_judged_exactly() {
    let digits = "9".repeat(10_000);
    for (schema, instance, valid) in [
        (r#"{"minimum":1e400}"#, "1e400", true),
        (r#"{"minimum":1e400}"#, "9.99e399", false),
        (r#"{"exclusiveMinimum":0}"#, "1e-400", true),
        (r#"{"exclusiveMaximum":1e-400}"#, "1e-400", false),
        (r#"{"const":0}"#, "0e999999999999999999999", true),
        (r#"{"type":"integer"}"#, "1e400", true),
        (r#"{"type":"integer"}"#, "1e-400", false),
        (r#"{"type":"integer"}"#, "1e999999999", true),
        (r#"{"multipleOf":3}"#, "1e999999999", false),
        (r#"{"multipleOf":3}"#, "3e999999999", true),
        (r#"{"multipleOf":1e-400}"#, "1e400", true),
        (r#"{"multipleOf":1e400}"#, "1e-400", false),
        (r#"{"multipleOf":3}"#, &digits, true),
        (r#"{"multipleOf":7e-300}"#, &digits, false),
        (r#"{"maximum":1e10000}"#, &digits, true),
        (r#"{"maximum":1e9999}"#, &digits, false),
        (r#"{"const":1}"#, "1.000000000000000000000000000000", true),
        (r#"{"const":1}"#, "1.000000000000000000000000000001", false),
    ] {
        let shown: String = instance.chars().take(40).collect();
        assert!(
            judges(&evaluator(schema), instance, valid),
            "{schema} {shown}"
        );
    }
}

#[test]
fn odd_texts_are_told_apart() {
    for (text, kind) in [
        ("\u{FEFF}{}", JsonErrorKind::ByteOrderMark),
        (r#""\uD800""#, JsonErrorKind::LoneSurrogate),
        (r#""\uDC00\uD800""#, JsonErrorKind::LoneSurrogate),
        ("\"\0\"", JsonErrorKind::ControlCharacter('\0')),
    ] {
        assert_eq!(json::parse(text).unwrap_err().kind, kind, "{text}");
    }
    for text in ["\0", "[\0]", "{}\0", "\u{2028}", "\u{A0}1"] {
        assert!(json::parse(text).is_err(), "{text:?}");
    }
    for bytes in [
        &b"\"\xFF\""[..],
        b"\"\xC0\x80\"",
        b"\"\xED\xA0\x80\"",
        b"\xFF\xFE{",
    ] {
        assert!(json::parse_bytes(bytes).is_err(), "{bytes:?}");
    }
    let nul = evaluator(r#"{"const":"a\u0000b","maxLength":3}"#);
    assert!(judges(&nul, r#""a\u0000b""#, true));
    assert!(judges(&nul, r#""a""#, false));
    // Composed and decomposed letters are different texts.
    let composed = evaluator("{\"const\":\"\u{e9}\"}");
    assert!(judges(&composed, r#""\u00e9""#, true));
    assert!(judges(&composed, r#""e\u0301""#, false));
}

#[test]
fn an_error_comes_with_the_warnings_beside_it() {
    let refused = Evaluator::new(r#"{"type": "strin", "maxlength": 3}"#).unwrap_err();
    let findings = refused.diagnostics();
    assert_eq!((findings.error_count(), findings.len()), (1, 2));
}
