use std::time::{Duration, Instant};

use mindvideo_schema::Pattern;

use crate::two_texts;

/// A pattern compiles or is refused, and matching takes no longer than the sizes allow.
pub fn pattern(bytes: &[u8]) {
    let Some((source, text)) = two_texts(bytes) else {
        return;
    };
    let Ok(pattern) = Pattern::new(source) else {
        let _ = Pattern::is_regex(source);
        return;
    };
    assert!(Pattern::is_regex(source), "compiled, though no pattern");
    assert_eq!(pattern.as_str(), source);
    let started = Instant::now();
    let matched = pattern.is_match(text);
    let took = started.elapsed();
    // Generous to a slow machine under a sanitizer, far below anything exponential.
    let allowed = Duration::from_secs(5);
    assert!(took < allowed, "{} bytes took {took:?}", text.len());
    assert_eq!(
        pattern.is_match(text),
        matched,
        "another time, another answer"
    );
    assert_eq!(pattern.clone().is_match(text), matched);
    if !refers(source) {
        anchored(source, text, matched);
    }
}

/// Whether there may be back-references: in a second copy they mean the groups of the first.
fn refers(source: &str) -> bool {
    let follows = |byte: &u8| matches!(byte, b'1'..=b'9' | b'k');
    let mut escapes = source.as_bytes().windows(2);
    escapes.any(|pair| matches!(pair, [b'\\', next] if follows(next)))
}

/// `(?:p)` and `p|p` mean what `p` means.
fn anchored(source: &str, text: &str, matched: bool) {
    for same in [
        format!("(?:{source})"),
        format!("(?:{source})|(?:{source})"),
    ] {
        if let Ok(pattern) = Pattern::new(&same) {
            assert_eq!(pattern.is_match(text), matched, "{same}");
        }
    }
}
