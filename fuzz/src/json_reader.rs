use mindvideo_schema::json::{self, JsonErrorKind, Node, Value};

/// Our reader accepts what `serde_json` accepts and reads the same value, save for the limits it
/// documents: members named twice, numbers of any size, a byte order mark, its depth.
pub fn json_reader(bytes: &[u8]) {
    let ours = json::parse_bytes(bytes);
    if let Ok(text) = str::from_utf8(bytes) {
        without_building(text, ours.as_ref());
    }
    let theirs = serde_json::from_slice::<serde_json::Value>(bytes);
    match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => {
            assert!(same(&ours, &theirs), "read otherwise: {ours} and {theirs}");
            written_again(&ours);
        }
        (Ok(ours), Err(error)) => {
            let out_of_range = error.to_string().contains("number out of range");
            assert!(out_of_range, "accepts what is not JSON: {error}");
            written_again(&ours);
        }
        (Err(error), Ok(_)) => {
            let documented = matches!(
                error.kind,
                JsonErrorKind::DuplicateMember { .. } | JsonErrorKind::TooDeep
            );
            assert!(documented, "refuses JSON: {error}");
            place(&error, bytes);
        }
        (Err(error), Err(_)) => place(&error, bytes),
    }
}

/// The reader that builds nothing takes the same texts, but for members that are there twice, and
/// finds each value where it is.
fn without_building(text: &str, parsed: Result<&Node, &json::JsonError>) {
    let mut reader = json::Reader::new(text);
    let passed = reader.hash().is_some() && reader.end();
    let mut skipping = json::Reader::new(text);
    let skipped = skipping.skip().is_some() && skipping.end();
    assert!(skipped || !passed, "does not skip what is JSON");
    match parsed {
        Ok(root) => {
            assert!(passed, "refuses what is JSON");
            let tape = json::Tape::read(&mut json::Reader::new(text));
            let tape = tape.expect("what was read is read again");
            let found = tape.starting_at(root.span.start as usize, text);
            assert!(found.is_some_and(|found| found.text() == root.span.text(text)));
        }
        Err(error) => {
            let is_twice = matches!(error.kind, JsonErrorKind::DuplicateMember { .. });
            assert!(is_twice || !passed, "accepts what is not JSON: {error}");
        }
    }
}

/// An error's place is inside the text, and its words can be had.
fn place(error: &json::JsonError, bytes: &[u8]) {
    let (start, end) = (error.span.start, error.span.end);
    assert!(start <= end, "{error}");
    assert!(end as usize <= bytes.len(), "{error}");
    let text = String::from_utf8_lossy(bytes);
    let _ = (error.to_string(), error.help(), error.related());
    let _ = json::Lines::new(&text).place(start);
}

/// What is written is JSON and the same value.
fn written_again(node: &Node) {
    let text = node.to_string();
    let again = json::parse(&text).expect("what is written can be read");
    assert!(json::same(node, &again), "{text} is another value");
    assert_eq!(text, again.to_string());
}

fn same(ours: &Node, theirs: &serde_json::Value) -> bool {
    use serde_json::Value as Theirs;
    match (&ours.value, theirs) {
        (Value::Null, Theirs::Null) => true,
        (Value::Bool(a), Theirs::Bool(b)) => a == b,
        (Value::String(a), Theirs::String(b)) => a.as_str() == b,
        (Value::Number(a), Theirs::Number(b)) => {
            let whole = b.is_i64() || b.is_u64();
            let double = a.text().parse::<f64>().ok();
            // Written without an exponent, an integer is the same to the last digit.
            (whole && a.decimal().to_string() == b.to_string()) || double == b.as_f64()
        }
        (Value::Array(a), Theirs::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Theirs::Object(b)) => {
            let mut members = a.iter();
            a.len() == b.len()
                && members.all(|m| b.get(&*m.key.text).is_some_and(|b| same(&m.value, b)))
        }
        _ => false,
    }
}
