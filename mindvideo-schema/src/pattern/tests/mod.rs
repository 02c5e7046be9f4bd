mod differential;
mod suite;

use super::backtrack::Backtrack;
use super::parse;
use super::program::Program;
use super::{Dfa, Pattern, PatternFault, Shortcut, machine};

/// Every engine that can run the pattern, each of which must give the same answer.
fn answers(source: &str, text: &str) -> Vec<(&'static str, bool)> {
    let (syntax, _) = parse::parse(source).unwrap();
    let mut out = vec![("pattern", Pattern::new(source).unwrap().is_match(text))];
    if let Some(answer) = Backtrack::new(&syntax).is_match(text, 2_000) {
        out.push(("backtrack", answer));
    }
    if syntax.groups > 0 {
        return out;
    }
    if let Some(shortcut) = Shortcut::of(&syntax.root, &syntax.sets) {
        out.push(("shortcut", shortcut.is_match(text)));
    }
    let program = Program::forward(&syntax.root);
    if syntax.looks.is_empty()
        && let Some(dfa) = Dfa::build(&program, &syntax.sets)
    {
        out.push(("dfa", dfa.is_match(text)));
    }
    let looks: Vec<_> = syntax
        .looks
        .iter()
        .map(|look| Program::of_look(&look.body, look.behind))
        .collect();
    out.push((
        "machine",
        machine::is_match(&program, &looks, &syntax.sets, text),
    ));
    out
}

/// A pattern, texts that it matches, texts that it does not.
type Case = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

fn check(cases: &[Case]) {
    for (source, yes, no) in cases {
        let texts = yes
            .iter()
            .map(|text| (text, true))
            .chain(no.iter().map(|text| (text, false)));
        for (text, expected) in texts {
            for (engine, answer) in answers(source, text) {
                assert_eq!(answer, expected, "/{source}/ on {text:?} by {engine}");
            }
        }
    }
}

#[test]
fn literals_and_anchors() {
    check(&[
        ("", &["", "a", "\n"], &[]),
        ("^", &["", "a"], &[]),
        ("$", &["", "a"], &[]),
        ("^$", &[""], &["a", "\n"]),
        ("$^", &[""], &["a"]),
        ("abc", &["abc", "xabcx"], &["ab", "aXbc", ""]),
        ("^abc", &["abcd"], &["xabc"]),
        ("abc$", &["xabc"], &["abcx", "abc\n"]),
        ("^abc$", &["abc"], &["abc\n", "abcabc", "ABC"]),
        ("a^b", &[], &["ab", "a\nb"]),
        ("a$b", &[], &["ab", "a\nb"]),
        ("^a|b$", &["ax", "xb"], &["xa", "bx"]),
        ("(^a|b)c", &["acx", "xbc"], &["xac"]),
        ("(?:^|-)a", &["a", "x-a"], &["xa"]),
        ("a(?:$|-)", &["xa", "a-x"], &["ax"]),
        ("^(?:)$", &[""], &["a"]),
        ("(^)*a", &["xa"], &["x"]),
        ("(^a$)+", &["a"], &["aa"]),
        ("日本", &["今日本"], &["日x本"]),
    ]);
}

#[test]
fn groups_alternatives_and_quantifiers() {
    check(&[
        ("^(a|bc)d$", &["ad", "bcd"], &["abcd", "d"]),
        ("^(?:a|)$", &["", "a"], &["aa"]),
        ("^(|a|b|)c$", &["c", "ac", "bc"], &["abc"]),
        ("^(?<year>[0-9]{4})-(?<m>\\d\\d)$", &["2026-01"], &["26-01"]),
        ("(?<a>x)|(?<a>y)", &["y"], &["z"]),
        ("^a*$", &["", "aaa"], &["ab"]),
        ("^a+b?$", &["a", "aab"], &["b", "abb"]),
        ("^a{2}$", &["aa"], &["a", "aaa"]),
        ("^a{2,}$", &["aa", "aaaaa"], &["a"]),
        ("^a{1,3}$", &["a", "aa", "aaa"], &["", "aaaa"]),
        ("^(ab){0,2}c$", &["c", "abc", "ababc"], &["abababc", "ac"]),
        ("^(ab){0}c$", &["c"], &["abc"]),
        ("^a{0,0}$", &[""], &["a"]),
        ("^a*?b+?c??d{1,2}?$", &["abcd", "bdd"], &["acd"]),
        ("^(a*)*$", &["", "aaaa"], &["b"]),
        ("^(a*)+b$", &["b", "aab"], &["a"]),
        ("^(a?){3}$", &["", "aaa"], &["aaaa"]),
        ("^(?:a*b*){2,3}c$", &["c", "abababc"], &["ababababc"]),
        ("^((a|b)*c)*$", &["", "abcc"], &["ab"]),
        ("^(?:(?:)|a)*$", &["", "aa"], &["b"]),
        ("^(?:a{2}){2}$", &["aaaa"], &["aa", "aaa", "aaaaa"]),
        ("^(?:x{0,2}y){2,}$", &["yy", "xxyxyy"], &["y", "xxxyy"]),
        ("a{0,99999}", &[""], &[]),
    ]);
}

#[test]
fn classes() {
    check(&[
        ("^[a-c]$", &["a", "c"], &["d", "-", ""]),
        ("^[^a-c]$", &["d", "\n", "日"], &["a", ""]),
        ("^[]$", &[], &["", "]"]),
        ("[]", &[], &["", "a"]),
        ("^[^]$", &["a", "\n", "😀"], &["", "ab"]),
        ("^[-a]$", &["-", "a"], &["b"]),
        ("^[a-]$", &["-", "a"], &["b"]),
        ("^[a\\-z]$", &["-", "a", "z"], &["b"]),
        ("^[\\]\\[]$", &["[", "]"], &["\\"]),
        ("^[[]$", &["["], &["]"]),
        ("^[[:alpha:]]$", &["a]", ":]", "[]"], &["b", "a"]),
        ("^[.*+?(){}|^$]$", &[".", "*", "(", "|", "^", "$"], &["a"]),
        ("^[a&&b]$", &["a", "&", "b"], &["c"]),
        ("^[\\w-.]$", &["-", ".", "a"], &[",", "/"]),
        ("^[a-\\d]$", &["a", "-", "5"], &["b"]),
        ("^[\\d-z]$", &["z", "-", "5"], &["y"]),
        ("^[\\d-\\w]$", &["z", "-", "_"], &["+"]),
        ("^[--0]$", &["-", ".", "/", "0"], &[",", "1"]),
        ("^[+--]$", &["+", ",", "-"], &["."]),
        ("^[😀-😎]$", &["😀", "😃"], &["😏"]),
        ("^[\\b]$", &["\u{8}"], &["b"]),
        ("^[^\\W\\d]+$", &["ab_"], &["a1", "-"]),
        ("^[\\D5]$", &["5", "a"], &["4"]),
        ("^[é-ü]$", &["é", "ü"], &["e", "ý"]),
        (
            "^.$",
            &["a", "😀", "\u{85}"],
            &["", "\n", "\r", "\u{2028}", "\u{2029}", "ab"],
        ),
    ]);
}

#[test]
fn escapes() {
    check(&[
        ("^\\t\\n\\v\\f\\r$", &["\t\n\u{B}\u{C}\r"], &["tnvfr"]),
        ("^\\cC\\cc\\cJ\\cz$", &["\u{3}\u{3}\n\u{1A}"], &["CcJz"]),
        ("^\\0$", &["\0"], &["0"]),
        ("^\\012\\0011$", &["\n\u{1}1"], &[]),
        ("^\\x41\\u0042\\u{43}\\u{00000000044}$", &["ABCD"], &[]),
        ("^\\uD83D\\uDE00$", &["😀"], &["\u{FFFD}"]),
        ("^[\\uD83D\\uDE00-\\u{1F602}]$", &["😁"], &["😃"]),
        ("\\uD83D", &[], &["😀", ""]),
        ("^\\uD83Da\\u0041?", &[], &["a"]),
        (
            "^\\^\\$\\\\\\.\\*\\+\\?\\(\\)\\[\\]\\{\\}\\|\\/$",
            &["^$\\.*+?()[]{}|/"],
            &[],
        ),
        ("^\\-\\_\\@\\ \\#\\\"\\'\\é\\,$", &["-_@ #\"'é,"], &[]),
        ("^[\\-\\_\\@\\.]+$", &["-_@."], &["\\"]),
        ("^{$", &["{"], &[""]),
        ("^a{,3}$", &["a{,3}"], &["aa"]),
        ("^a{1,2$", &["a{1,2"], &["a"]),
        ("^a{ 1}]}$", &["a{ 1}]}"], &[]),
        ("^${{.*}}$", &[], &["${{a}}"]),
        ("^\\${{.*}}$", &["${{a}}"], &["${a}"]),
        ("^x{2}{$", &["xx{"], &["x{2}{"]),
        ("^\\d\\D$", &["0a", "9\u{660}"], &["a0", "\u{660}a"]),
        ("^\\w\\W$", &["_-", "Zé"], &["é-", "a_"]),
        (
            "^\\s+$",
            &[
                " \t\n\u{B}\u{C}\r\u{A0}\u{1680}\u{2000}\u{200A}\u{2028}\u{2029}\u{202F}\u{205F}\u{3000}\u{FEFF}",
            ],
            &["\u{85}", "\u{200B}", "\u{180E}", "a"],
        ),
        ("^\\S+$", &["a\u{85}\u{200B}"], &["\u{FEFF}", "a b"]),
    ]);
}

#[test]
fn word_boundaries() {
    check(&[
        (
            "\\bfoo\\b",
            &["foo", "a foo!", "-foo-", "éfooé"],
            &["food", "_foo", ""],
        ),
        ("^\\b", &["a"], &["", "-"]),
        ("^\\B$", &[""], &["a"]),
        ("\\B-\\B", &["-", " - "], &["a-b", "a-"]),
        ("a\\b.", &["a-"], &["ab", "a"]),
        ("^(?:\\b|x)*-$", &["-", "x-", "xx-"], &["y-"]),
        ("\\ba\\B", &["ab"], &["a", "ba"]),
    ]);
}

#[test]
fn lookarounds() {
    check(&[
        (
            "^(?=.*\\d)(?=.*[a-z]).{4,}$",
            &["abc1", "1aaa"],
            &["abcd", "1234", "a1"],
        ),
        ("^(?!admin$)[a-z]+$", &["adminx", "user"], &["admin", ""]),
        ("^(?!.*--)[a-z-]+$", &["a-b"], &["a--b"]),
        (
            "^(?=[^!]+$)(?=(.*\\w)).+$",
            &["a b", "-x"],
            &["a!", "--", ""],
        ),
        (
            "^(?!__)(?!.*\\s$)\\w",
            &["_a", "ab c"],
            &["__a", "ab ", "-"],
        ),
        (
            "^(?!(?:con|aux)$)(?=a|c)",
            &["aux1", "conx"],
            &["aux", "con", "bux"],
        ),
        ("foo(?=bar)", &["foobar"], &["foo", "foobaz"]),
        ("foo(?!bar)", &["foo", "foobarfoo"], &["foobar"]),
        ("(?<=\\$)\\d+", &["$5", "a$55"], &["5", "$a5"]),
        ("(?<!\\$)\\b\\d+$", &["5", "a 5"], &["$5"]),
        ("(?<=^a)b", &["ab"], &["aab", "b"]),
        ("(?<=a|bc)d", &["ad", "bcd"], &["cd"]),
        ("(?<=a{2,3})b", &["aab", "aaab"], &["ab"]),
        ("a(?=$)", &["a"], &["ab"]),
        ("^(?=a(?!b))", &["ac", "a"], &["ab"]),
        ("^(?:(?=a)a|(?!a)b)*$", &["abba", ""], &["abc"]),
        ("(?=(?<=a)b)b", &["ab"], &["b"]),
        ("(?<=(?=ab)a)b", &["ab"], &["cb"]),
        ("(?<!(?<!a)b)c", &["c", "abc"], &["bc"]),
        ("^(?=😀)..$", &["😀é"], &["é😀"]),
        ("(?<=é)(?=😀)", &["é😀"], &["é", "😀é"]),
        ("^(?=a)*b$", &["b"], &["a"]),
        ("^(?=a){2}a$", &["a"], &["b"]),
        ("^(?!a)?b$", &["b"], &["a"]),
        ("(?=\\bx)", &["ax x"], &["ax"]),
        ("(?!)", &[], &["", "a"]),
        ("(?=)", &["", "a"], &[]),
    ]);
}

#[test]
fn unicode_properties() {
    check(&[
        ("^\\p{L}+$", &["aπ中"], &["a1"]),
        ("^\\P{L}+$", &["12 "], &["a"]),
        ("^[\\p{Lu}\\p{digit}_]+$", &["AÉ9_"], &["a"]),
        ("^[^\\p{L}]$", &["1"], &["é"]),
        ("^[\\P{L}a]$", &["1", "a"], &["b"]),
        ("^\\p{Script=Greek}+$", &["αβγ"], &["abc"]),
        ("^\\p{scx=Grek}$", &["\u{342}"], &["a"]),
        ("^\\p{Emoji_Presentation}$", &["😀"], &["1"]),
        ("\\p{Letter}cole", &["l'école"], &["L'ÉCOLE"]),
    ]);
}

#[test]
fn refusals() {
    use PatternFault as F;
    let unknown = |name: &str| F::UnknownProperty(name.to_owned());
    let cases = [
        ("^(abc]", 1, F::UnclosedGroup),
        ("a(?=b", 1, F::UnclosedGroup),
        ("ab)", 2, F::UnmatchedParenthesis),
        ("é)", 2, F::UnmatchedParenthesis),
        ("a[b", 1, F::UnclosedClass),
        ("a[b-", 1, F::UnclosedClass),
        ("*a", 0, F::NothingToRepeat),
        ("a|?", 2, F::NothingToRepeat),
        ("a++", 2, F::NothingToRepeat),
        ("a{2}{3}", 4, F::NothingToRepeat),
        ("(+)", 1, F::NothingToRepeat),
        ("^*", 1, F::NothingToRepeat),
        ("\\b+", 2, F::NothingToRepeat),
        ("(?<=a)*", 6, F::NothingToRepeat),
        ("{2}", 0, F::NothingToRepeat),
        ("a{3,2}", 1, F::QuantifierOutOfOrder),
        ("[a-cz-b]", 4, F::RangeOutOfOrder),
        ("a\\", 1, F::TrailingBackslash),
        ("[\\", 1, F::TrailingBackslash),
        ("^\\S(|(.|\\n)*\\S)\\Z", 15, F::UnknownEscape('Z')),
        ("\\a", 0, F::UnknownEscape('a')),
        ("\\Ab", 0, F::UnknownEscape('A')),
        ("[\\h]", 1, F::UnknownEscape('h')),
        ("[\\B]", 1, F::UnknownEscape('B')),
        ("[\\1]", 1, F::UnknownEscape('1')),
        ("\\08", 0, F::UnknownEscape('0')),
        ("\\x4", 0, F::BadHexEscape),
        ("\\xé0", 0, F::BadHexEscape),
        ("\\u12", 0, F::BadUnicodeEscape),
        ("\\u{110000}", 0, F::BadUnicodeEscape),
        ("\\u{}", 0, F::BadUnicodeEscape),
        ("\\u{+1}", 0, F::BadUnicodeEscape),
        ("\\u{12", 0, F::BadUnicodeEscape),
        ("\\c1", 0, F::BadControlEscape),
        ("\\pL", 0, F::BadProperty),
        ("\\p{L", 0, F::BadProperty),
        ("\\p{^L}", 0, F::BadProperty),
        ("a\\p{Foo}", 1, unknown("Foo")),
        ("[\\p{letter}]", 1, unknown("letter")),
        ("\\p{Script=Latn2}", 0, unknown("Script=Latn2")),
        ("(a)\\2", 3, F::BackReference),
        ("(?<n>a)\\k<m>", 7, F::BackReference),
        ("(?i)a", 0, F::InlineFlags),
        ("a(?i-s:b)", 1, F::InlineFlags),
        ("(?P<n>a)", 0, F::UnknownGroup),
        ("(?>a)", 0, F::UnknownGroup),
        ("(?#a)", 0, F::UnknownGroup),
        ("(?)", 0, F::UnknownGroup),
        ("(?<1a>b)", 0, F::BadGroupName),
        ("(?<>b)", 0, F::BadGroupName),
        ("(?<a", 0, F::BadGroupName),
        ("(?<a>b)(?<a>c)", 7, F::DuplicateGroupName("a".into())),
        (
            "(?:(?<a>b)|(?<a>c))(?<a>d)",
            19,
            F::DuplicateGroupName("a".into()),
        ),
        ("(?<a>(?<\\u0061>b))", 5, F::DuplicateGroupName("a".into())),
        ("(a{1000}){1000}", 9, F::TooLarge),
        ("((a{100}){100}){100}", 15, F::TooLarge),
        ("a{4294967296}", 1, F::TooLarge),
        ("a{0,99999999999999999999}", 1, F::TooLarge),
    ];
    for (source, offset, what) in cases {
        let error = Pattern::new(source).expect_err(source);
        assert_eq!((error.offset(), error.what()), (offset, &what), "{source}");
        assert!(
            error.to_string().starts_with(&format!("at byte {offset} ")),
            "{error}"
        );
    }
}

#[test]
fn what_is_refused_may_still_be_a_regex() {
    for source in [
        "(?i:a)",
        "(?i-sm:a)",
        "(?-m:a)",
        "(a{1000}){1000}",
        "a{99999999999}b",
    ] {
        assert!(Pattern::new(source).is_err(), "{source}");
        assert!(Pattern::is_regex(source), "{source}");
    }
    for source in [
        "(a)\\2",
        "(?:a)\\1",
        "\\k",
        "\\k<n>",
        "(?<n>a)\\k<m>",
        "(?<n>a)\\kn",
        "(?i)a",
        "(?ii:a)",
        "(?i-i:a)",
        "(?-:a)",
        "(?x:a)",
        "(a{1000}){1000}(",
        "(a)\\1)",
        "(?i:a",
        "[\\1]",
    ] {
        assert!(Pattern::new(source).is_err(), "{source}");
        assert!(!Pattern::is_regex(source), "{source}");
    }
}

#[test]
fn limits_are_exact() {
    let nested = |depth| format!("{}a{}", "(".repeat(depth), ")".repeat(depth));
    assert!(Pattern::new(&nested(Pattern::MAX_DEPTH)).is_ok_and(|pattern| pattern.is_match("a")));
    let error = Pattern::new(&nested(100_000)).unwrap_err();
    assert_eq!(
        (error.offset(), error.what()),
        (Pattern::MAX_DEPTH, &PatternFault::TooDeep)
    );

    let wordy = format!(
        "{}a{}",
        "x?(?:b|c(?=)d|".repeat(Pattern::MAX_DEPTH - 1),
        "e)+f?".repeat(Pattern::MAX_DEPTH - 1)
    );
    assert_eq!(
        *Pattern::new(&wordy).unwrap_err().what(),
        PatternFault::TooManyLookarounds
    );
    let wordy = wordy.replace("(?=)", "");
    assert!(Pattern::new(&wordy).is_ok_and(|pattern| pattern.is_match("bed")));

    let looks = |count| "(?=a)".repeat(count);
    assert!(
        Pattern::new(&looks(Pattern::MAX_LOOKAROUNDS)).is_ok_and(|pattern| pattern.is_match("a"))
    );
    let error = Pattern::new(&looks(Pattern::MAX_LOOKAROUNDS + 1)).unwrap_err();
    assert_eq!(*error.what(), PatternFault::TooManyLookarounds);

    assert!(Pattern::new(&format!("ba{{{}}}", Pattern::MAX_STATES - 1)).is_ok());
    let error = Pattern::new(&format!("ba{{{}}}", Pattern::MAX_STATES)).unwrap_err();
    assert_eq!(*error.what(), PatternFault::TooLarge);
    let error = Pattern::new(&format!("(?=a{{{}}})b{{9}}", Pattern::MAX_STATES - 2)).unwrap_err();
    assert_eq!(
        (error.offset(), error.what()),
        (14, &PatternFault::TooLarge)
    );
}

#[test]
fn states_are_counted_as_they_are_built() {
    for source in [
        "a",
        "a*",
        "a+",
        "(ab|c|)?d",
        "(a{2,5}b{3,}){0,7}",
        "(?:a|b*){3}c{4}",
        "^a\\b$",
    ] {
        let states = parse::states(source).unwrap();
        let program = Program::forward(&parse::parse(source).unwrap().0.root);
        assert_eq!(program.steps.len(), states + 1, "{source}");
    }
}

#[test]
fn back_references() {
    check(&[
        ("^(.)(.)\\2\\1$", &["abba", "aaaa"], &["abab", "abb"]),
        ("^(['\"])[^'\"]*\\1$", &["'a'", "\"\""], &["'a\"", "'a"]),
        ("^(?<n>a+)-\\k<n>$", &["aa-aa"], &["aa-a", "a-aa"]),
        // Before its group, or in another branch, it has read nothing.
        ("^\\1(a)$", &["a"], &["aa"]),
        ("^(?:(a)|b)\\1$", &["aa", "b"], &["ab", "ba"]),
        ("^(?:(?<n>a)|(?<n>b))\\k<n>$", &["aa", "bb"], &["ab"]),
        // A round forgets what the one before has read.
        ("^(?:(a)|b)*\\1$", &["aa", "ab", "bab"], &["ac"]),
        ("^(?:(a)|(b)\\1)+$", &["a", "ab"], &["aba\u{e9}"]),
        // A lookaround is entered once, and a denied one leaves nothing behind.
        ("(?=(a+))a*b\\1", &["baaabac"], &["bb"]),
        ("(.*?)a(?!(a+)b\\2c)\\2(.*)", &["baaabaac"], &["b"]),
        ("^(?=(a*?))\\1b$", &["b"], &["ab"]),
        ("(?<=([ab]+)([bc]+))$", &["abc"], &["a"]),
        ("(?<=\\1(a))b$", &["aab"], &["ab", "b"]),
        ("^(?:a(b)?)*\\1$", &["abb", "aa", ""], &["aab", "ab"]),
        // A round that reads nothing does not count.
        ("^(a?)*?\\1$", &["", "aa"], &["a", "b"]),
    ]);
}

#[test]
fn what_takes_too_long_with_back_references_is_given_up() {
    let pattern = Pattern::new("^(a|aa)+\\1b$").unwrap();
    assert_eq!(pattern.try_match("aaab"), Some(true));
    assert_eq!(pattern.try_match(&"a".repeat(10_000)), None);
    assert!(!pattern.is_match(&"a".repeat(10_000)));
    let long = format!("{}aa", "b".repeat(600_000));
    assert_eq!(Pattern::new("(a)\\1").unwrap().try_match(&long), Some(true));
    let deep = format!("{}a{}|\\1", "(".repeat(150), ")*".repeat(150));
    let deep = Pattern::new(&deep).unwrap();
    assert_eq!(deep.try_match(&"a".repeat(100)), Some(true));
    let many = Pattern::new(&format!("{}\\1{{0,999}}", "()".repeat(50_000))).unwrap();
    assert_eq!(many.try_match("a"), Some(true));
}

/// What backtracks would not end in the life of the machine.
#[test]
fn classic_explosions_end() {
    let long = "a".repeat(100_000);
    for source in [
        "^(a+)+$",
        "(a+)+$",
        "^(a|a)*$",
        "^(a|aa)+$",
        "^(a*)*$",
        "(x+x+)+y",
        "^(([a-z])+.)+[A-Z]([a-z])+$",
        "^(?=(a+)+$)(a+)+$",
        "(?<=(a*)*)b",
        "(.*a){12}b",
        "^(?:.{0,900}){3}$",
    ] {
        let pattern = Pattern::new(source).unwrap();
        assert!(
            !pattern.is_match(&format!("{long}!")) || source.starts_with("^(?:."),
            "{source}"
        );
        assert!(!pattern.is_match(&format!("{long}\n")), "{source}");
    }
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().concat()
}

#[test]
fn odd_sources_are_answered() {
    let n = 50_000;
    let sources = [
        "{".repeat(n),
        "{1".repeat(n),
        "[".repeat(n),
        "(".repeat(n),
        "|".repeat(n),
        "a|".repeat(n),
        "\\".repeat(n),
        "\\p{L}".repeat(n / 200),
        format!("[{}]", "\\p{L}".repeat(n / 200)),
        format!("[{}]", "a-z".repeat(n)),
        joined((0..n / 10).map(|i| format!("(?<n{i}>)"))),
        ('\u{4E00}'..='\u{8E00}').collect(),
        joined(('\u{4E00}'..='\u{8E00}').map(|c| format!("[^{c}]"))),
    ];
    for source in &sources {
        if let Ok(pattern) = Pattern::new(source) {
            pattern.is_match("some text");
        }
    }
}

#[test]
fn a_pattern_is_a_value() {
    fn shared<T: Send + Sync + Clone + std::fmt::Debug>(value: &T) -> T {
        value.clone()
    }
    let pattern = Pattern::new("^(a|b)+$").unwrap();
    assert!(pattern.is_match("ab"));
    let copy = shared(&pattern);
    assert!(copy.is_match("ba"));
    assert_eq!(copy.as_str(), "^(a|b)+$");
    assert_eq!(format!("{copy:?}"), "Pattern(\"^(a|b)+$\")");
}
