//! No instance and no schema is too deep for the stack of a small thread.

#![expect(clippy::expect_used, reason = "a test says what it relies on")]

use std::thread;

use mindvideo_schema::{Evaluator, json};

const STACK: usize = 512 << 10;

/// Judged on a small stack: whether it is valid, and how much is wrong with it.
fn judged(schema: String, instance: String) -> (bool, usize) {
    let work = move || {
        let evaluator = Evaluator::new(&schema).expect("the schema has no fault");
        let instance = json::parse(&instance).expect("the instance is JSON");
        let report = evaluator.check(&instance);
        let count = report.map_or_else(|report| report.violations().len(), |()| 0);
        (evaluator.is_valid(&instance), count)
    };
    let thread = thread::Builder::new().stack_size(STACK);
    thread
        .spawn(work)
        .expect("a thread")
        .join()
        .expect("no panic")
}

/// `{"a": {"a": … 1 … }}`
fn nested(depth: usize) -> String {
    format!("{}1{}", "{\"a\": ".repeat(depth), "}".repeat(depth))
}

/// A chain of schemas on one value, the last of which goes to a member by the first again.
fn tower(keyword: &str, height: usize) -> String {
    let links = (1..height).map(|n| {
        let next = n + 1;
        format!(r##""{n}": {{"minProperties": 1, "{keyword}": [{{"$ref": "#/$defs/{next}"}}]}}"##)
    });
    let links: Vec<String> = links.collect();
    format!(
        r##"{{"$ref": "#/$defs/1", "$defs": {{{},
        "{height}": {{"properties": {{"a": {{"$ref": "#/$defs/1"}}}}, "type": ["object", "integer"]}}}}}}"##,
        links.join(", ")
    )
}

#[test]
fn towers_of_schemas_over_deep_instances() {
    for keyword in ["allOf", "anyOf", "oneOf"] {
        let schema = tower(keyword, 120);
        assert_eq!(judged(schema.clone(), nested(126)), (true, 0), "{keyword}");
        let wrong = nested(126).replace('1', "\"x\"");
        let (is_valid, count) = judged(schema, wrong);
        assert!(!is_valid && count > 0, "{keyword}");
    }
}

#[test]
fn deep_schemas_and_instances() {
    let schema = format!(
        "{}{{\"type\": \"integer\"}}{}",
        r#"{"type": "object", "properties": {"a": "#.repeat(63),
        "}}".repeat(63)
    );
    assert_eq!(judged(schema.clone(), nested(63)), (true, 0));
    assert_eq!(judged(schema, nested(62)), (false, 1));
}
