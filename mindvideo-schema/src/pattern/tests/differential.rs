//! Random patterns on random texts, judged by `regress` (a backtracking ECMA-262 engine) too.

use super::answers;
use crate::pattern::Pattern;

/// xorshift64*, seeded, so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap() % bound
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

const ATOMS: [&str; 34] = [
    "a",
    "b",
    "c",
    "-",
    "a",
    "b",
    "_",
    "é",
    "😀",
    " ",
    ".",
    "\\w",
    "\\W",
    "\\d",
    "\\D",
    "\\s",
    "\\S",
    "[ab]",
    "[^a]",
    "[a-c]",
    "[^\\w-]",
    "[\\s\\d]",
    "[]",
    "[^]",
    "\\p{L}",
    "\\P{Lu}",
    "\\u{1F600}",
    "\\x61",
    "[é-😀]",
    "\\n",
    "[\\-a]",
    "\\.",
    "ab",
    "ba",
];
const ASSERTIONS: [&str; 6] = ["^", "$", "\\b", "\\B", "^", "$"];
const QUANTIFIERS: [&str; 12] = [
    "*", "+", "?", "*?", "+?", "??", "{2}", "{0,2}", "{1,}", "{2,3}", "{0}", "{1,2}?",
];
const LETTERS: [&str; 11] = ["a", "b", "c", "a", "b", "-", "_", " ", "\n", "é", "😀"];

/// `regress` can run for ever on repeated groups that match the empty text. Here each repeated group begins
/// with a character; the repetition of others is judged by the recorded verdicts.
fn pattern(random: &mut Random, depth: usize, opening: &str) -> String {
    let mut out = opening.to_owned();
    for branch in 0..random.pick(&[1, 1, 1, 2, 3]) {
        if branch > 0 {
            out.push('|');
        }
        for _ in 0..random.below(4) {
            term(random, depth, &mut out);
        }
    }
    if !opening.is_empty() {
        out.push(')');
    }
    out
}

fn term(random: &mut Random, depth: usize, out: &mut String) {
    let kind = random.below(if depth == 0 { 7 } else { 12 });
    let inside = |random: &mut Random, openings: &[&'static str]| {
        let opening = random.pick(openings);
        pattern(random, depth - 1, opening)
    };
    match kind {
        0 => out.push_str(random.pick(&ASSERTIONS)),
        1..=6 => {
            out.push_str(random.pick(&ATOMS));
            if random.below(5) < 2 {
                out.push_str(random.pick(&QUANTIFIERS));
            }
        }
        7..=9 => {
            let group = inside(random, &["(", "(?:"]);
            if random.below(5) < 2 {
                out.extend(["(?:[^b]", &group, ")", random.pick(&QUANTIFIERS)]);
            } else {
                *out += &group;
            }
        }
        _ => *out += &inside(random, &["(?=", "(?!", "(?<=", "(?<!"]),
    }
}

fn text(random: &mut Random) -> String {
    (0..random.below(9))
        .map(|_| random.pick(&LETTERS))
        .collect()
}

#[test]
fn agrees_with_another_engine() {
    let mut random = Random(0x5EED_0001);
    let mut compared = 0;
    for _ in 0..3_000 {
        let source = pattern(&mut random, 3, "");
        let peer = regress::Regex::with_flags(&source, "u")
            .unwrap_or_else(|error| panic!("/{source}/: {error}"));
        for _ in 0..6 {
            let text = text(&mut random);
            let expected = peer.find(&text).is_some();
            for (engine, answer) in answers(&source, &text) {
                assert_eq!(answer, expected, "/{source}/ on {text:?} by {engine}");
            }
            compared += 1;
        }
    }
    assert_eq!(compared, 18_000);
}

/// Pieces of syntax thrown together: mostly no pattern at all. What both engines take, both judge alike.
#[test]
fn arbitrary_sources_never_panic() {
    const PIECES: [&str; 48] = [
        "(", ")", "[", "]", "{", "}", "*", "+", "?", "|", "^", "$", ".", "\\", "-", ",", "0", "1",
        "2", "9", "a", "b", "u", "x", "c", "k", "p{", "P{L}", "L", "=", "<", ">", "!", ":", "(?",
        "(?<", "(?<n>", "\\u", "0061", "\\b", "\\d", "\\k<n>", "é", "😀", "\0", "\n", "{1,2}",
        "{3,}",
    ];
    let mut random = Random(0x5EED_0002);
    let mut both = 0;
    for _ in 0..100_000 {
        let length = random.below(12);
        let source: String = (0..length).map(|_| random.pick(&PIECES)).collect();
        let ours = Pattern::new(&source);
        let peer = regress::Regex::with_flags(&source, "u");
        match (&ours, peer) {
            (Ok(pattern), Ok(peer)) => {
                both += 1;
                let text = text(&mut random);
                assert_eq!(
                    pattern.is_match(&text),
                    peer.find(&text).is_some(),
                    "/{source}/ on {text:?}"
                );
            }
            (Err(error), _) => assert!(
                source.is_char_boundary(error.offset()),
                "/{source}/: {error}"
            ),
            (Ok(_), Err(_)) => {}
        }
    }
    assert!(both > 10_000, "{both}");
}

#[test]
fn arbitrary_characters_never_panic() {
    let mut random = Random(0x5EED_0003);
    for _ in 0..100_000 {
        let length = random.below(16);
        let source: String = (0..length)
            .map(|_| match random.below(4) {
                0 => char::from_u32(u32::try_from(random.below(0x3000)).unwrap())
                    .unwrap_or('\u{10FFFF}'),
                _ => char::from(u8::try_from(random.below(128)).unwrap()),
            })
            .collect();
        match Pattern::new(&source) {
            Ok(pattern) => assert_eq!(pattern.is_match(&source), pattern.clone().is_match(&source)),
            Err(error) => assert!(
                source.is_char_boundary(error.offset()),
                "/{source}/: {error}"
            ),
        }
    }
}

/// The file is written by `tools/pattern_verdicts.mjs`, which says what it holds.
#[test]
fn agrees_with_recorded_verdicts() {
    let recorded: serde_json::Value = serde_json::from_str(include_str!("verdicts.json")).unwrap();
    let mut lenient = 0;
    for verdict in recorded.as_array().unwrap() {
        let part = |index: usize| verdict[index].as_str().unwrap();
        let (source, mode, expected) = (part(0), part(1), part(3));
        let texts = verdict[2]
            .as_array()
            .unwrap()
            .iter()
            .map(|text| text.as_str().unwrap());
        let ours = Pattern::new(source);
        match (mode, &ours) {
            ("u", Err(error)) => assert!(Pattern::is_regex(source), "/{source}/: {error}"),
            ("-", Ok(_)) => panic!("/{source}/ is no pattern"),
            ("b", Ok(_)) => lenient += 1,
            _ => {}
        }
        if ours.is_ok() {
            for (text, expected) in texts.zip(expected.chars()) {
                for (engine, answer) in answers(source, text) {
                    assert_eq!(
                        answer,
                        expected == '1',
                        "/{source}/ on {text:?} by {engine}"
                    );
                }
            }
        }
    }
    assert!(lenient > 50, "{lenient}");
}
