//! Texts that are JSON, texts that are not, and what is said about those.

use super::{JsonErrorKind as Kind, MAX_DEPTH, Node, Span, Value, parse, parse_bytes};

/// Each text with its minified form.
#[rustfmt::skip] // One row, one line.
const GOOD: &[(&str, &str)] = &[
    // Structure and white space.
    ("[]", "[]"),
    ("{}", "{}"),
    (" [] ", "[]"),
    ("\t\r\n {\n} \r\n", "{}"),
    ("[[]]", "[[]]"),
    ("[[],[[],{}],{}]", "[[],[[],{}],{}]"),
    ("[ 1 ,\n2\t,\r3 ]", "[1,2,3]"),
    ("[null, true, false]", "[null,true,false]"),
    (r#"{"a":{"b":{"c":[]}}}"#, r#"{"a":{"b":{"c":[]}}}"#),
    (r#" { "a" : 1 , "b" : 2 } "#, r#"{"a":1,"b":2}"#),
    (r#"{"b":1,"a":2}"#, r#"{"b":1,"a":2}"#),
    (r#"{"":0}"#, r#"{"":0}"#),
    (r#"{"a":1,"A":2}"#, r#"{"a":1,"A":2}"#),
    ("{\"\u{e9}\":1,\"e\u{301}\":2}", "{\"\u{e9}\":1,\"e\u{301}\":2}"),
    // Scalars at the top.
    ("null", "null"),
    ("true", "true"),
    ("false", "false"),
    ("\"x\"", "\"x\""),
    (" 7 ", "7"),
    // Numbers keep their text.
    ("0", "0"),
    ("-0", "-0"),
    ("-1", "-1"),
    ("10", "10"),
    ("0.0", "0.0"),
    ("1.50", "1.50"),
    ("-0.1", "-0.1"),
    ("1e5", "1e5"),
    ("1E5", "1E5"),
    ("1e+05", "1e+05"),
    ("1.5e-05", "1.5e-05"),
    ("0e0", "0e0"),
    ("-0E-0", "-0E-0"),
    ("123456789012345678901234567890", "123456789012345678901234567890"),
    ("0.00000000000000000000000000000000001", "0.00000000000000000000000000000000001"),
    ("1e400", "1e400"),
    ("-1e-99999999999999999999999", "-1e-99999999999999999999999"),
    ("[1,-2.5e3,0]", "[1,-2.5e3,0]"),
    // Strings.
    (r#""""#, r#""""#),
    (r#"" ""#, r#"" ""#),
    (r#""a b""#, r#""a b""#),
    (r#""\"\\\/\b\f\n\r\t""#, r#""\"\\/\b\f\n\r\t""#),
    (r#""\u0041\u00e9""#, r#""Aé""#),
    (r#""\u000A\u001f\u0000""#, r#""\n\u001f\u0000""#),
    (r#""\u007F""#, "\"\u{7f}\""),
    (r#""\ud83c\udfac""#, r#""🎬""#),
    (r#""\uD83C\uDFACx""#, r#""🎬x""#),
    (r#""\uDBFF\uDFFF""#, "\"\u{10FFFF}\""),
    (r#""\ud800\udc00""#, "\"\u{10000}\""),
    (r#""\uFFFF\uFFFE\uFEFF""#, "\"\u{FFFF}\u{FFFE}\u{FEFF}\""),
    (r#""\u2028\u2029""#, "\"\u{2028}\u{2029}\""),
    (r#""x\u0041y\u0042z""#, r#""xAyBz""#),
    (r#""\\u0041""#, r#""\\u0041""#),
    (r#""\\\\n""#, r#""\\\\n""#),
    ("\"日本語 ä 🎬\"", "\"日本語 ä 🎬\""),
    ("\"\u{7f}\u{80}\u{A0}\"", "\"\u{7f}\u{80}\u{A0}\""),
    (r#""/* not a comment */""#, r#""/* not a comment */""#),
    (r#""[1,]""#, r#""[1,]""#),
    (r#"{"\u0061":1,"\n":2}"#, r#"{"a":1,"\n":2}"#),
];

#[test]
fn good() {
    for (text, compact) in GOOD {
        let node = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(node.to_string(), *compact, "{text}");
        assert_eq!(parse(compact).unwrap().to_string(), *compact);
        assert_eq!(parse_bytes(text.as_bytes()).unwrap().to_string(), *compact);
        assert_eq!(
            node.span.text(text),
            text.trim_matches([' ', '\n', '\r', '\t'])
        );
    }
}

/// Texts that are not JSON. The part that the error underlines stands between `«` and `»`; then
/// its message, and its help.
#[rustfmt::skip] // One row, one line.
const BAD: &[(&str, &str, &str)] = &[
    // Ends.
    ("«»", "the text is empty", "write a value"),
    (" \n«»", "the text is empty", "write a value"),
    ("[«»", "the text ends, expected a value", "close the bracket"),
    ("[1«»", "the text ends, expected `,` or `]`", "close the bracket"),
    ("[1, «»", "the text ends, expected a value", "close the bracket"),
    ("{«»", "the text ends, expected a name in quotes or `}`", "close the bracket"),
    ("{\"a\"«»", "the text ends, expected `:`", "close the bracket"),
    ("{\"a\":«»", "the text ends, expected a value", "close the bracket"),
    ("{\"a\":1«»", "the text ends, expected `,` or `}`", "close the bracket"),
    ("{\"a\":1,«»", "the text ends, expected a name in quotes or `}`", "close the bracket"),
    ("[{}«»", "the text ends, expected `,` or `]`", "close the bracket"),
    // Commas.
    ("[1«,»]", "nothing follows this comma", "remove the comma"),
    ("[1«,» \n ]", "nothing follows this comma", "remove the comma"),
    ("{\"a\":1«,»}", "nothing follows this comma", "remove the comma"),
    ("[«,»]", "expected a value, found `,`", ""),
    ("[«,»1]", "expected a value, found `,`", ""),
    ("[1,«,»2]", "expected a value, found `,`", ""),
    ("{«,»}", "expected a name in quotes or `}`, found `,`", ""),
    ("{\"a\":1,«,»\"b\":2}", "expected a name in quotes or `}`, found `,`", ""),
    ("«,»", "expected a value, found `,`", ""),
    ("[1 «2»]", "a comma is missing", "put a comma before it"),
    ("[\"a\" «\"b\\\"c\"»]", "a comma is missing", "put a comma before it"),
    ("[\"a\" «\"b\\»\n]", "a comma is missing", "put a comma before it"),
    ("[\"a\"«\"b»", "a comma is missing", "put a comma before it"),
    ("[1 «[»2]]", "a comma is missing", "put a comma before it"),
    ("[1 «'b'»]", "a comma is missing", "put a comma before it"),
    ("{\"a\":1 «\"b\"»:2}", "a comma is missing", "put a comma before it"),
    ("{\"a\":1\n «b»:2}", "a comma is missing", "put a comma before it"),
    ("{\"a\":true «false»}", "a comma is missing", "put a comma before it"),
    ("[1«;»2]", "expected `,` or `]`, found `;`", ""),
    ("{\"a\":1«;»\"b\":2}", "expected `,` or `}`, found `;`", ""),
    ("[\"a\"«:»1]", "expected `,` or `]`, found `:`", ""),
    ("{\"a\":\"b\"«:»1}", "expected `,` or `}`, found `:`", ""),
    // Brackets.
    ("[1«}»", "this bracket does not close what was opened, expected `]`", "close with `]`"),
    ("{\"a\":1«]»", "this bracket does not close what was opened, expected `}`", "close with `}`"),
    ("[«}»", "expected a value, found `}`", ""),
    ("{«]»", "expected a name in quotes or `}`, found `]`", ""),
    ("«]»", "expected a value, found `]`", ""),
    ("«}»", "expected a value, found `}`", ""),
    ("{\"a\":«}»", "expected a value, found `}`", ""),
    ("«<»a>", "expected a value, found `<`", ""),
    ("[«*»]", "expected a value, found `*`", ""),
    ("«(»1)", "expected a value, found `(`", ""),
    // Names.
    ("{\"a\"«}»", "expected `:`, found `}`", ""),
    ("{\"a\"«,»1}", "expected `:`, found `,`", ""),
    ("{\"a\" «=» 1}", "expected `:`, found `=`", ""),
    ("{\"a\" «\"»b\"}", "expected `:`, found `\"`", ""),
    ("{\"a\" «1»}", "expected `:`, found `1`", ""),
    ("{\"a\":«:»1}", "expected a value, found `:`", ""),
    ("{«:»1}", "expected a name in quotes or `}`, found `:`", ""),
    ("{«a»: 1}", "the name `a` is not in quotes", "put the name in quotes: `\"a\"`"),
    ("{«$ref»: 1}", "the name `$ref` is not in quotes", "`\"$ref\"`"),
    ("{«1»: 1}", "the name `1` is not in quotes", "`\"1\"`"),
    ("{«null»: 1}", "the name `null` is not in quotes", "`\"null\"`"),
    ("{«[»1]: 1}", "expected a name in quotes or `}`, found `[`", ""),
    ("{«'a'»: 1}", "JSON strings do not stand in single quotes", "double quotes"),
    ("{\"a\":1,«'b'»:2}", "JSON strings do not stand in single quotes", "double quotes"),
    ("{\"a\":1,«\"a\"»:1}", "the object has two members `a`", "remove or rename"),
    ("{\"a\":1,\"b\":2, «\"\\u0061\"» :3}", "the object has two members `a`", "remove or rename"),
    ("{\"\":1,«\"\"»:1}", "the object has two members ``", "remove or rename"),
    ("[{\"x\":{\"a\":1,«\"a\"»:1,\"a\":2}}]", "the object has two members `a`", "remove or rename"),
    // Words.
    ("«True»", "`True` is not a JSON value", "write `true`"),
    ("[«FALSE»]", "`FALSE` is not a JSON value", "write `false`"),
    ("[«None»]", "`None` is not a JSON value", "write `null`"),
    ("[«undefined»]", "`undefined` is not a JSON value", "write `null`"),
    ("[«nul»]", "`nul` is not a JSON value", "put it in quotes: `\"nul\"`"),
    ("[«truefalse»]", "`truefalse` is not a JSON value", "put it in quotes"),
    ("[«true1»]", "`true1` is not a JSON value", "put it in quotes"),
    ("[«NaN»]", "`NaN` is not a JSON value", "no such number"),
    ("[«Infinity»]", "`Infinity` is not a JSON value", "no such number"),
    ("[«-Infinity»]", "`-Infinity` is not a JSON value", "no such number"),
    ("[«-NaN»]", "`-NaN` is not a JSON value", "no such number"),
    ("[«+inf»]", "`+inf` is not a JSON value", "no such number"),
    ("[«abc»]", "`abc` is not a JSON value", "`\"abc\"`"),
    ("[«é»]", "expected a value, found `é`", ""),
    ("[«'x'»]", "JSON strings do not stand in single quotes", "double quotes"),
    ("«'x»", "JSON strings do not stand in single quotes", "double quotes"),
    ("«`»x`", "expected a value, found ```", ""),
    ("“x”", "", ""),
    // Numbers.
    ("«-»", "`-` is not a JSON number", "write it as in"),
    ("[«-»]", "`-` is not a JSON number", "write it as in"),
    ("[«--1»]", "`--1` is not a JSON number", "write it as in"),
    ("[«-a»]", "`-a` is not a JSON value", "in quotes"),
    ("[«+1»]", "`+1` is not a JSON number", "remove the `+`"),
    ("[«.5»]", "`.5` is not a JSON number", "write a `0` before the point"),
    ("[«-.5»]", "`-.5` is not a JSON number", "write a `0` before the point"),
    ("[«1.»]", "`1.` is not a JSON number", "write it as in"),
    ("[«1.e5»]", "`1.e5` is not a JSON number", "write it as in"),
    ("[«1e»]", "`1e` is not a JSON number", "write it as in"),
    ("[«1e+»]", "`1e+` is not a JSON number", "write it as in"),
    ("[«1e1.5»]", "`1e1.5` is not a JSON number", "write it as in"),
    ("[«1.2.3»]", "`1.2.3` is not a JSON number", "write it as in"),
    ("[«1-2»]", "`1-2` is not a JSON number", "write it as in"),
    ("[«12abc»]", "`12abc` is not a JSON number", "write it as in"),
    ("[«0x1F»]", "`0x1F` is not a JSON number", "base ten"),
    ("[«-0X1F»]", "`-0X1F` is not a JSON number", "base ten"),
    ("[«1_000»]", "`1_000` is not a JSON number", "remove the `_`"),
    ("[«1f»]", "`1f` is not a JSON number", "write it as in"),
    ("[«01»]", "a number does not start with a zero and another digit", "remove the zeros"),
    ("[«-012.5»]", "a number does not start with a zero and another digit", "remove the zeros"),
    ("[«00»]", "a number does not start with a zero and another digit", "remove the zeros"),
    ("[«1e5e»]", "`1e5e` is not a JSON number", "write it as in"),
    ("[1«１»]", "expected `,` or `]`, found `１`", ""),
    // Strings.
    ("«\"»", "this string does not end in its line", "end the string with `\"`"),
    ("«\"abc»", "this string does not end in its line", "end the string with `\"`"),
    ("[«\"abc]»", "this string does not end in its line", "end the string with `\"`"),
    ("[«\"abc»\n\"]", "this string does not end in its line", "`\\n`"),
    ("[«\"abc»\r\n\"]", "this string does not end in its line", "`\\n`"),
    ("[«\"a\\\"]»", "this string does not end in its line", "end the string with `\"`"),
    ("{«\"a»", "this string does not end in its line", "end the string with `\"`"),
    ("[\"a«\t»b\"]", "control character U+0009 in a string", "write it as `\\t`"),
    ("[\"a«\u{0}»b\"]", "control character U+0000 in a string", "write it as `\\u0000`"),
    ("[\"a«\u{1f}»b\"]", "control character U+001F in a string", "write it as `\\u001f`"),
    ("[\"«\\x»41\"]", "this character cannot be escaped", "a backslash is followed by"),
    ("[\"a«\\'»\"]", "this character cannot be escaped", "a backslash is followed by"),
    ("[\"«\\é»\"]", "this character cannot be escaped", "a backslash is followed by"),
    ("[\"«\\N»\"]", "this character cannot be escaped", "a backslash is followed by"),
    ("[\"«\\»", "this character cannot be escaped", "a backslash is followed by"),
    ("[\"«\\\n»\"]", "this character cannot be escaped", "a backslash is followed by"),
    ("[\"«\\u»\"]", "four hexadecimal digits have to follow `\\u`", "four hexadecimal digits"),
    ("[\"«\\u00»\"]", "four hexadecimal digits have to follow `\\u`", "four hexadecimal digits"),
    ("[\"«\\u00»g0\"]", "four hexadecimal digits have to follow `\\u`", "four hexadecimal digits"),
    ("[\"«\\u»{41}\"]", "four hexadecimal digits have to follow `\\u`", "four hexadecimal digits"),
    ("[\"«\\u»+041\"]", "four hexadecimal digits have to follow `\\u`", "four hexadecimal digits"),
    ("[\"«\\u00»", "four hexadecimal digits have to follow `\\u`", "four hexadecimal digits"),
    ("[\"\\ud800«\\u»\"]", "four hexadecimal digits have to follow `\\u`", "four hexadecimal digits"),
    ("[\"«\\ud800»\"]", "half of a surrogate pair is not a character", "both halves"),
    ("[\"«\\udc00»\"]", "half of a surrogate pair is not a character", "both halves"),
    ("[\"x«\\uDFFF»x\"]", "half of a surrogate pair is not a character", "both halves"),
    ("[\"«\\ud800»x\"]", "half of a surrogate pair is not a character", "both halves"),
    ("[\"«\\ud800»\\n\"]", "half of a surrogate pair is not a character", "both halves"),
    ("[\"«\\ud800»\\u0041\"]", "half of a surrogate pair is not a character", "both halves"),
    ("[\"«\\ud800»\\ud800\"]", "half of a surrogate pair is not a character", "both halves"),
    ("[\"«\\udc00»\\ud800\"]", "half of a surrogate pair is not a character", "both halves"),
    ("{\"«\\ud800»\":1}", "half of a surrogate pair is not a character", "both halves"),
    // Comments.
    ("«// c»\n1", "JSON has no comments", "remove the comment"),
    ("«# c»\n1", "JSON has no comments", "remove the comment"),
    ("«/* a\n b */» 1", "JSON has no comments", "remove the comment"),
    ("[«/**/»]", "JSON has no comments", "remove the comment"),
    ("[1 «// one»\n]", "JSON has no comments", "remove the comment"),
    ("{«/* open»", "JSON has no comments", "remove the comment"),
    ("{\"a\" «/**/»:1}", "JSON has no comments", "remove the comment"),
    ("{\"a\":1,«// b»\n\"b\":2}", "JSON has no comments", "remove the comment"),
    ("1 «// end»", "JSON has no comments", "remove the comment"),
    ("[«/»1]", "expected a value, found `/`", ""),
    // After the value.
    ("1 «2»", "the text goes on after its value", "remove what follows"),
    ("{}«}»", "the text goes on after its value", "remove what follows"),
    ("[]\n«{»}", "the text goes on after its value", "remove what follows"),
    ("[]«,»[]", "the text goes on after its value", "remove what follows"),
    ("{} «\"x y\"»", "the text goes on after its value", "remove what follows"),
    ("true «true»", "the text goes on after its value", "remove what follows"),
    ("\"a\"«:» 1", "the text goes on after its value", "remove what follows"),
    ("{}«é»", "the text goes on after its value", "remove what follows"),
    // White space that is none.
    ("[«\u{A0}»1]", "expected a value, found U+00A0", ""),
    ("[1«\u{B}»]", "expected `,` or `]`, found U+000B", ""),
    ("[1«\u{2028}»]", "expected `,` or `]`, found U+2028", ""),
    ("[«\u{0}»]", "expected a value, found U+0000", ""),
    ("[«\u{7f}»]", "expected a value, found U+007F", ""),
    ("[«\u{FEFF}»1]", "expected a value, found U+FEFF", ""),
    ("«\u{FEFF}»{}", "the text starts with a byte order mark", "without a byte order mark"),
];

#[test]
fn bad() {
    for (marked, message, help) in BAD {
        let Some((before, rest)) = marked.split_once('«') else {
            assert!(parse(marked).is_err(), "{marked}");
            continue;
        };
        let (inner, after) = rest.split_once('»').unwrap();
        let text = [before, inner, after].concat();
        let error = parse(&text).expect_err(marked);
        let start = before.len();
        assert_eq!(
            error.span,
            Span::of(start..start + inner.len()),
            "{marked}: {error}"
        );
        assert_eq!(error.to_string(), *message, "{marked}");
        let given = error.help().unwrap_or_default();
        assert!(
            given.contains(help) && given.is_empty() == help.is_empty(),
            "{marked}: {given}"
        );
        assert_eq!(parse_bytes(text.as_bytes()).unwrap_err(), error);
    }
}

#[test]
fn messages_stay_short() {
    let long = "a".repeat(1_000_000);
    for text in [
        long.clone(),
        format!("1{long}"),
        format!("{{{long}:1}}"),
        format!("{{\"{long}\":1,\"{long}\":2}}"),
    ] {
        let error = parse(&text).unwrap_err();
        assert!(error.to_string().len() < 120, "{error}");
        assert!(error.help().is_some_and(|help| help.len() < 120));
    }
}

#[test]
fn related_places() {
    let related = |text: &str| {
        let (span, label) = parse(text).unwrap_err().related()?;
        Some((span.start, span.end, label))
    };
    assert_eq!(related("[{\"a\": [1, 2"), Some((7, 8, "opened here")));
    assert_eq!(related("[{\"a\": [1, 2}"), Some((7, 8, "opened here")));
    assert_eq!(
        related("[{\"a\": 1, \"a\": 2}]"),
        Some((2, 5, "first named here"))
    );
    assert_eq!(related("[ {\"a\" "), Some((2, 3, "opened here")));
    assert_eq!(related("[1,]"), None);
}

#[test]
fn bytes_that_are_no_text() {
    for (bytes, start, end, kind) in [
        (&b"\xEF\xBB\xBF{}"[..], 0, 3, Kind::ByteOrderMark),
        (b"\xFF\xFE{\0}\0", 0, 2, Kind::ByteOrderMark),
        (b"\xFE\xFF\0{\0}", 0, 2, Kind::ByteOrderMark),
        (b"[\"\xE4\"]", 2, 3, Kind::NotUtf8),
        (b"[\"\xC3", 2, 3, Kind::NotUtf8),
        (b"[\"\xF0\x9F\x8E\"]", 2, 5, Kind::NotUtf8),
        (b"[\"\xED\xA0\x80\"]", 2, 3, Kind::NotUtf8),
        (b"[\"\xC0\xAF\"]", 2, 3, Kind::NotUtf8),
        (b"\xFF", 0, 1, Kind::NotUtf8),
    ] {
        let error = parse_bytes(bytes).unwrap_err();
        assert_eq!(
            (error.span, &error.kind),
            (Span::new(start, end), &kind),
            "{bytes:?}"
        );
        assert!(error.help().is_some_and(|help| help.contains("UTF-8")));
    }
}

#[test]
fn depth() {
    let nested = |open: &str, close: &str, depth| open.repeat(depth) + &close.repeat(depth);
    assert!(parse(&nested("[", "]", MAX_DEPTH)).is_ok());
    let objects = "{\"a\":".repeat(MAX_DEPTH) + "1" + &"}".repeat(MAX_DEPTH);
    assert_eq!(parse(&objects).unwrap().to_string(), objects);

    let error = parse(&nested("[", "]", MAX_DEPTH + 1)).unwrap_err();
    assert_eq!(
        (error.kind, error.span),
        (Kind::TooDeep, Span::new(127, 128))
    );
    for open in ["[", "{\"a\":", "[{\"a\":", "[[],"] {
        assert_eq!(
            parse(&open.repeat(1_000_000)).unwrap_err().kind,
            Kind::TooDeep
        );
    }
    let wide = format!("[{}[]]", "[],".repeat(10_000));
    assert!(parse(&wide).is_ok());
}

/// Every span covers the text of its value and nothing else.
fn check_spans(node: &Node, text: &str) {
    let own = parse(node.span.text(text)).unwrap();
    assert_eq!(own.to_string(), node.to_string());
    assert_eq!(own.span, Span::new(0, node.span.end - node.span.start));
    match &node.value {
        Value::Array(items) => items.iter().for_each(|item| check_spans(item, text)),
        Value::Object(object) => {
            for member in object {
                let key = parse(member.key.span.text(text)).unwrap();
                assert_eq!(key.value.as_str(), Some(&*member.key.text));
                check_spans(&member.value, text);
            }
        }
        _ => {}
    }
}

#[test]
fn spans() {
    let text =
        "\n{ \"é\" : [ 1 , \"\\u0041\" , { } ] ,\r\n \"b\\n\":{\"c\":null , \"d\":[true,[ ]]}}\n";
    check_spans(&parse(text).unwrap(), text);
    let node = parse(text).unwrap();
    let place = |pointer: &str| node.pointer(pointer).map(|node| node.span.text(text));
    assert_eq!(place("/é/0"), Some("1"));
    assert_eq!(place("/é/2"), Some("{ }"));
    assert_eq!(place("/b\n/d"), Some("[true,[ ]]"));
    let span = node.pointer("/é/0").map(|node| node.span);
    assert_eq!(span, Some(Span::new(12, 13)));
}

/// A small generator of pseudo-random numbers (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

fn random_json(random: &mut Random, depth: usize) -> String {
    const SPACE: [&str; 4] = ["", " ", "\n", "\t\r\n"];
    const SCALARS: [&str; 9] = [
        "null",
        "true",
        "-0.5e-3",
        "17",
        "\"\"",
        "\"a\\u00e9\"",
        "\"日本\"",
        "\"\\\\\\\"\"",
        "1e99",
    ];
    let value = match random.below(if depth == 0 { 1 } else { 3 }) {
        0 => SCALARS[random.below(SCALARS.len())].to_owned(),
        kind => {
            let count = random.below(12);
            let item = |index| {
                let value = random_json(random, depth - 1);
                if kind == 1 {
                    value
                } else {
                    format!("\"k{index}\" :{value}")
                }
            };
            let items: Vec<_> = (0..count).map(item).collect();
            let (open, close) = if kind == 1 { ('[', ']') } else { ('{', '}') };
            format!("{open}{}{close}", items.join(","))
        }
    };
    let before = SPACE[random.below(4)];
    format!("{before}{value}{}", SPACE[random.below(4)])
}

#[test]
fn random_texts_and_their_ruins() {
    const NOISE: &[u8] = b"[]{}\",:\\019.eE+-'/*# tfn\xC3\n";
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for _ in 0..300 {
        let text = random_json(&mut random, 3);
        let node = parse(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
        check_spans(&node, &text);
        for _ in 0..40 {
            let mut bytes = text.clone().into_bytes();
            let at = random.below(bytes.len());
            let byte = NOISE[random.below(NOISE.len())];
            match random.below(3) {
                0 => bytes.truncate(at),
                1 => bytes[at] = byte,
                _ => bytes.insert(at, byte),
            }
            if let Err(error) = parse_bytes(&bytes) {
                assert!(error.span.start <= error.span.end);
                assert!(error.span.end as usize <= bytes.len());
                assert!(!error.to_string().is_empty());
            }
        }
    }
}
