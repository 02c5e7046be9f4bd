//! What is printed, character by character.

use crate::diagnostic::{Code, Diagnostic, Format, Source, human, read};
use crate::json::{Span, parse};
use std::sync::Arc;

/// A finding about a text in which `«` and `»` enclose the primary span, `‹` and `›` the others.
fn marked(text: &str, label: &str, secondary: &[&str]) -> Diagnostic {
    let mut plain = String::new();
    let mut open = Vec::new();
    let (mut primary, mut others) = (Span::default(), Vec::new());
    for character in text.chars() {
        let at = u32::try_from(plain.len()).unwrap();
        match character {
            '«' | '‹' => open.push(at),
            '»' => primary = Span::new(open.pop().unwrap(), at),
            '›' => others.push(Span::new(open.pop().unwrap(), at)),
            other => plain.push(other),
        }
    }
    assert_eq!(others.len(), secondary.len());
    others.sort();
    let source = Arc::new(Source::new("a.json", plain));
    let finding = Diagnostic::error(Code(7), &source, primary, "wrong").with_label(label);
    others
        .into_iter()
        .zip(secondary)
        .fold(finding, |finding, (span, label)| {
            finding.with_secondary(span, *label)
        })
}

/// The snippet alone: without the header and the empty line below it.
fn snippet(finding: &Diagnostic) -> String {
    let text = human(finding);
    lines(&text.lines().skip(3).collect::<Vec<_>>())
}

/// Joins lines; in a Rust string literal the margins stay visible that way.
fn lines(lines: &[&str]) -> String {
    lines.join("\n") + "\n"
}

#[test]
fn everything_at_once() {
    let text = r#"{
  "properties": {
    "duration": {
      ‹"enum": [
        8
      ]›,
      "description": "seconds",
      "x": 1,
      "default": «9»
    }
  }
}
"#;
    let finding = marked(
        text,
        "`9` is not one of the allowed values",
        &["allowed here: [8]"],
    )
    .with_pointer("/properties/duration/default")
    .with_note("first line\nsecond line")
    .with_help("change the default to `8`");
    let expected = [
        "error[MV0007]: wrong",
        " --> a.json:9:18",
        "  |",
        "4 | /       \"enum\": [",
        "5 | |         8",
        "6 | |       ],",
        "  | |_______- allowed here: [8]",
        "...",
        "9 |         \"default\": 9",
        "  |                    ^ `9` is not one of the allowed values",
        "  |",
        "  = note: at #/properties/duration/default",
        "  = note: first line",
        "          second line",
        "  = help: change the default to `8`",
    ];
    assert_eq!(human(&finding), expected.join("\n"));
}

#[test]
fn another_text() {
    let schema = Arc::new(Source::new(
        "schema.json",
        "\n".repeat(11) + "{\"minLength\": 3}",
    ));
    let finding = marked("{\"a\": «\"b\"»}", "too short", &[])
        .with_related(&schema, Span::new(12, 23), "asked for here")
        .with_pointer("/a");
    let expected = [
        "error[MV0007]: wrong",
        "  --> a.json:1:7",
        "   |",
        " 1 | {\"a\": \"b\"}",
        "   |       ^^^ too short",
        "   |",
        "  ::: schema.json:12:2",
        "   |",
        "12 | {\"minLength\": 3}",
        "   |  ----------- asked for here",
        "   |",
        "   = note: at #/a",
    ];
    assert_eq!(human(&finding), expected.join("\n"));
    let github = Format::Github.render(std::slice::from_ref(&finding));
    assert!(github.contains("wrong%0Anote: asked for here at schema.json:12:2"));
    let json = Format::Json.render(std::slice::from_ref(&finding));
    assert!(
        json.contains("\"related\":[{\"file\":\"schema.json\",\"span\":{\"start\":{\"line\":12")
    );
    let sarif = Format::Sarif.render(&[finding]);
    assert!(sarif.contains("\"relatedLocations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":\"schema.json\"}"));
}

#[test]
fn one_line() {
    for (text, label, secondary, expected) in [
        (
            "{\"a\": «tru»}",
            "",
            &[][..],
            &["1 | {\"a\": tru}", "  |       ^^^"][..],
        ),
        (
            "{\"a\": «tru»}",
            "what",
            &[],
            &["1 | {\"a\": tru}", "  |       ^^^ what"],
        ),
        ("[1«»", "ends here", &[], &["1 | [1", "  |   ^ ends here"]),
        (
            "{‹\"a\"›: 1, «\"a\"»: 2}",
            "again",
            &["first"],
            &[
                "1 | {\"a\": 1, \"a\": 2}",
                "  |  ---     ^^^ again",
                "  |  |",
                "  |  first",
            ],
        ),
        (
            "{«\"a\"»: 1, ‹\"a\"›: 2}",
            "first",
            &["again"],
            &[
                "1 | {\"a\": 1, \"a\": 2}",
                "  |  ^^^     --- again",
                "  |  |",
                "  |  first",
            ],
        ),
        (
            "‹a› ‹b› «c» ‹d›",
            "C",
            &["A", "B", ""],
            &[
                "1 | a b c d",
                "  | - - ^ -",
                "  | | | |",
                "  | | | C",
                "  | | B",
                "  | A",
            ],
        ),
        (
            "‹a «b» c›",
            "inner",
            &["outer"],
            &[
                "1 | a b c",
                "  | --^--",
                "  | | |",
                "  | | inner",
                "  | outer",
            ],
        ),
        (
            "‹«b»›",
            "one",
            &["two"],
            &["1 | b", "  | ^ two", "  | |", "  | one"],
        ),
    ] {
        assert_eq!(
            snippet(&marked(text, label, secondary)),
            lines(expected),
            "{text}"
        );
    }
}

#[test]
fn several_lines() {
    for (text, label, secondary, expected) in [
        (
            "«{\n  1\n}»\n",
            "all of it",
            &[][..],
            &["1 | / {", "2 | |   1", "3 | | }", "  | |_^ all of it"][..],
        ),
        (
            "[1, «[2,\n3,\n4,\n5]»]",
            "inner",
            &[],
            &[
                "1 |   [1, [2,",
                "  |  _____^",
                "... |",
                "4 | | 5]]",
                "  | |__^ inner",
            ],
        ),
        (
            "‹[\n  «{\n    \"a\": ‹1›\n  }»\n]›",
            "object",
            &["array", "one"],
            &[
                "1 | /  [",
                "2 | |/   {",
                "3 | ||     \"a\": 1",
                "  | ||          - one",
                "4 | ||   }",
                "  | ||___^ object",
                "5 | |  ]",
                "  | |__- array",
            ],
        ),
        (
            "{\n«\"a\"»: 1,\n\n\n\n\n\n\n\n‹\"a\"›: 2\n}",
            "here",
            &["there"],
            &[
                " 2 | \"a\": 1,",
                "   | ^^^ here",
                "...",
                "10 | \"a\": 2",
                "   | --- there",
            ],
        ),
        (
            "‹[\n]›\n«{\n}»",
            "second",
            &["first"],
            &[
                "1 | / [",
                "2 | | ]",
                "  | |_- first",
                "3 | / {",
                "4 | | }",
                "  | |_^ second",
            ],
        ),
        ("[\n1«\n»]", "", &[], &["2 | 1", "  |  ^"]),
        ("\r\n[«x»,\r\n 1]\r\n", "", &[], &["2 | [x,", "  |  ^"]),
    ] {
        assert_eq!(
            snippet(&marked(text, label, secondary)),
            lines(expected),
            "{text}"
        );
    }
}

#[test]
fn columns() {
    for (text, place, expected) in [
        (
            "\t\t\"a\": «1»",
            ":1:8",
            &["1 |         \"a\": 1", "  |              ^ x"][..],
        ),
        (
            "\"a\tb\" «1»",
            ":1:7",
            &["1 | \"a    b\" 1", "  |          ^ x"],
        ),
        (
            "{\"日本\": «語»}",
            ":1:8",
            &["1 | {\"日本\": 語}", "  |          ^^ x"],
        ),
        (
            "\"e\u{301}\" «1»",
            ":1:6",
            &["1 | \"e\u{301}\" 1", "  |     ^ x"],
        ),
        ("\"🎬\" «1»", ":1:5", &["1 | \"🎬\" 1", "  |      ^ x"]),
        (
            "\"\u{202E}\u{0}\u{7f}\" «1»",
            ":1:7",
            &["1 | \"\u{FFFD}\u{FFFD}\u{FFFD}\" 1", "  |       ^ x"],
        ),
    ] {
        let finding = marked(text, "x", &[]);
        assert!(human(&finding).contains(place), "{text}");
        assert_eq!(snippet(&finding), lines(expected), "{text}");
    }
}

#[test]
fn long_lines_are_windowed() {
    let digits = "0123456789";
    let long = |before: usize, mark: &str, after: usize| {
        digits.repeat(before) + mark + &digits.repeat(after)
    };
    let row = |text: &str| format!("1 | {text}");

    let exact = marked(&long(11, "«x»", 0), "", &[]);
    assert_eq!(
        snippet(&exact).lines().next(),
        Some(row(&long(11, "x", 0)).as_str())
    );

    let middle = marked(&long(100, "«x»", 100), "here", &[]);
    let half = &digits.repeat(5)[1..];
    assert_eq!(
        snippet(&middle),
        lines(&[
            &row(&format!("…{half}x{}…", digits.repeat(5))),
            &format!("  | {}^ here", " ".repeat(50)),
        ])
    );

    let first = marked(&long(0, "«x»", 100), "here", &[]);
    assert_eq!(
        snippet(&first),
        lines(&[
            &row(&format!("x{}012345678…", digits.repeat(9))),
            "  | ^ here"
        ])
    );

    let last = marked(&long(100, "«x»", 0), "here", &[]);
    assert_eq!(
        snippet(&last),
        lines(&[
            &row(&format!(
                "…{}123456789x",
                "123456789 ".replace(' ', "0").repeat(9)
            )),
            &format!("  | {}^ here", " ".repeat(100)),
        ])
    );

    let all = marked(
        &long(0, &format!("«{}»", digits.repeat(50)), 0),
        "here",
        &[],
    );
    assert_eq!(
        snippet(&all),
        lines(&[
            &row(&format!("{}…", digits.repeat(10))),
            &format!("  | {} here", "^".repeat(100))
        ])
    );

    let far = marked(
        &format!("‹y›{}«x»{}‹z›", digits.repeat(50), digits.repeat(50)),
        "here",
        &["left", "right"],
    );
    assert_eq!(
        snippet(&far),
        lines(&[
            &row(&format!("…{half}x{}…", digits.repeat(5))),
            &format!("  | -{}^{}- right", " ".repeat(49), " ".repeat(50)),
            &format!("  | |{}|", " ".repeat(49)),
            &format!("  | |{}here", " ".repeat(49)),
            "  | left",
        ])
    );

    let wide = marked(&("語".repeat(200) + "«x»" + &"語".repeat(200)), "here", &[]);
    for line in snippet(&wide).lines() {
        assert!(line.chars().count() < 110, "{line}");
    }
}

#[test]
fn control_characters_cannot_break_lines() {
    let source = Arc::new(Source::new("a\nb.json", "{}"));
    let finding = Diagnostic::warning(
        Code(1),
        &source,
        Span::new(0, 2),
        "two members `\n\u{1b}[31m`",
    )
    .with_label("x\ry")
    .with_pointer("/\u{202E}");
    assert_eq!(
        human(&finding),
        [
            "warning[MV0001]: two members `\\n\\u{1b}[31m`",
            " --> a\\nb.json:1:1",
            "  |",
            "1 | {}",
            "  | ^^ x\\ry",
            "  |",
            "  = note: at #/\\u{202e}",
        ]
        .join("\n")
    );
    for format in [Format::Short, Format::Json, Format::Github] {
        assert_eq!(
            format
                .render(std::slice::from_ref(&finding))
                .lines()
                .count(),
            1,
            "{format}"
        );
    }
}

fn sample() -> Diagnostic {
    let source = Arc::new(Source::new(
        "schemas/ä b,c:1.json",
        "{\n\"a\": \"é\", \"a\": 100%\n}",
    ));
    Diagnostic::error(Code(2), &source, Span::new(14, 17), "two members `a`, 100%")
        .with_label("again")
        .with_secondary(Span::new(2, 5), "first")
        .with_pointer("/a~1b")
        .with_note("a \"note\"")
        .with_help("remove one")
}

#[test]
fn short_and_github() {
    let finding = sample();
    assert_eq!(
        Format::Short.render(std::slice::from_ref(&finding)),
        "schemas/ä b,c:1.json:2:12: error[MV0002]: two members `a`, 100%\n"
    );
    assert_eq!(
        Format::Github.render(&[finding]),
        "::error file=schemas/ä b%2Cc%3A1.json,line=2,col=12,title=MV0002::\
         two members `a`, 100%25%0Anote: a \"note\"%0Ahelp: remove one\n"
    );
}

#[test]
fn json_lines() {
    let finding = sample();
    let text = Format::Json.render(&[
        finding.clone(),
        Diagnostic {
            help: None,
            ..finding
        },
    ]);
    let both: Vec<_> = text.lines().map(|line| parse(line).unwrap()).collect();
    let at = |index: usize, pointer: &str| both[index].pointer(pointer).unwrap().to_string();
    for (pointer, value) in [
        ("/code", "\"MV0002\""),
        ("/severity", "\"error\""),
        ("/message", "\"two members `a`, 100%\""),
        ("/file", "\"schemas/ä b,c:1.json\""),
        ("/span/start", r#"{"line":2,"column":12,"offset":14}"#),
        ("/span/end", r#"{"line":2,"column":15,"offset":17}"#),
        ("/label", "\"again\""),
        ("/secondary/0/label", "\"first\""),
        ("/secondary/0/span/start/column", "1"),
        ("/pointer", "\"/a~1b\""),
        ("/notes", r#"["a \"note\""]"#),
        ("/help", "\"remove one\""),
    ] {
        assert_eq!(at(0, pointer), value, "{pointer}");
    }
    assert_eq!(at(1, "/help"), "null");
}

#[test]
fn sarif_log() {
    let finding = sample();
    let unknown = Diagnostic {
        code: Code(999),
        pointer: String::new(),
        secondary: Vec::new(),
        ..sample()
    };
    let log = parse(&Format::Sarif.render(&[unknown, finding.clone(), finding])).unwrap();
    let at = |pointer: &str| {
        log.pointer(pointer)
            .map(ToString::to_string)
            .unwrap_or_default()
    };
    for (pointer, value) in [
        ("/version", "\"2.1.0\""),
        ("/runs/0/tool/driver/name", "\"mindvideo\""),
        ("/runs/0/tool/driver/rules/0/id", "\"MV0002\""),
        ("/runs/0/tool/driver/rules/1", r#"{"id":"MV0999"}"#),
        ("/runs/0/tool/driver/rules/2", ""),
        ("/runs/0/results/0/ruleId", "\"MV0999\""),
        ("/runs/0/results/0/locations/0/logicalLocations", ""),
        ("/runs/0/results/1/level", "\"error\""),
        (
            "/runs/0/results/1/message/text",
            r#""two members `a`, 100%\nnote: a \"note\"\nhelp: remove one""#,
        ),
        (
            "/runs/0/results/1/locations/0/physicalLocation/artifactLocation/uri",
            "\"schemas/%C3%A4%20b%2Cc%3A1.json\"",
        ),
        (
            "/runs/0/results/1/locations/0/physicalLocation/region",
            r#"{"startLine":2,"startColumn":12,"endLine":2,"endColumn":15}"#,
        ),
        (
            "/runs/0/results/1/locations/0/logicalLocations/0/fullyQualifiedName",
            "\"/a~1b\"",
        ),
        (
            "/runs/0/results/1/relatedLocations/0/message/text",
            "\"first\"",
        ),
    ] {
        assert_eq!(at(pointer), value, "{pointer}");
    }
    let empty = parse(&Format::Sarif.render(&[])).unwrap();
    assert_eq!(empty.pointer("/runs/0/results").unwrap().to_string(), "[]");
}

#[test]
fn formats() {
    for format in Format::ALL {
        assert_eq!(format.to_string().parse(), Ok(format));
    }
    assert!("xml".parse::<Format>().is_err());
    let both = Format::Human.render(&[marked("«a»", "", &[]), marked("«b»", "", &[])]);
    assert_eq!(both.matches("\n\n").count(), 2);
    assert_eq!(Format::Human.render(&[]), "");
}

#[test]
fn texts_that_are_not_json() {
    for (bytes, expected) in [
        (
            &b"{\n  \"a\": 1,\n  \"b\": [],\n  \"a\": 2\n}\n"[..],
            &[
                "error[MV0002]: the object has two members `a`",
                " --> a.json:4:3",
                "  |",
                "2 |   \"a\": 1,",
                "  |   --- first named here",
                "3 |   \"b\": [],",
                "4 |   \"a\": 2",
                "  |   ^^^ named again here",
                "  |",
                "  = help: remove or rename one of them; readers disagree about which one counts",
            ][..],
        ),
        (
            b"[\n  1,\n  [2\n",
            &[
                "error[MV0001]: the text ends, expected `,` or `]`",
                " --> a.json:4:1",
                "  |",
                "3 |   [2",
                "  |   - opened here",
                "4 |",
                "  | ^ expected `,` or `]`",
                "  |",
                "  = help: close the bracket, or restore the lost end of the text",
            ],
        ),
        (
            b"{\"a\": \"\xE4\"}",
            &[
                "error[MV0004]: the text is not UTF-8",
                " --> a.json:1:8",
                "  |",
                "1 | {\"a\": \"\u{FFFD}\"}",
                "  |        ^",
                "  |",
                "  = help: save the file as UTF-8",
            ],
        ),
        (
            b"\xEF\xBB\xBF{}",
            &[
                "error[MV0004]: the text starts with a byte order mark",
                " --> a.json:1:1",
                "  |",
                "1 | \u{FEFF}{}",
                "  | ^",
                "  |",
                "  = help: save the file as UTF-8 without a byte order mark",
            ],
        ),
    ] {
        let finding = read("a.json", bytes.to_vec()).unwrap_err();
        assert_eq!(human(&finding), expected.join("\n"));
    }
    let deep = read("a.json", b"[".repeat(600)).unwrap_err();
    assert_eq!(deep.code, Code::TOO_LARGE);
    assert!(human(&deep).lines().all(|line| line.chars().count() <= 120));
}

/// No span, however wrong, makes a renderer fail.
#[test]
fn any_span_of_any_text() {
    for text in [
        "",
        "\n",
        "ä",
        "{\r\n\t\"日\": [\n\n]}\n",
        &"ä\t".repeat(200),
        "a\nb\nc\nd\ne",
    ] {
        let source = Arc::new(Source::new("a", text));
        let length = u32::try_from(text.len()).unwrap();
        let offsets: Vec<u32> = (0..length.min(20))
            .chain([length, length + 1, u32::MAX])
            .collect();
        for (start, end) in offsets
            .iter()
            .flat_map(|a| offsets.iter().map(move |b| (*a, *b)))
        {
            let finding = Diagnostic::error(Code(1), &source, Span::new(start, end), "x")
                .with_label("y")
                .with_secondary(Span::new(end, start), "z")
                .with_secondary(Span::new(start / 2, u32::MAX), "w");
            for format in Format::ALL {
                assert!(!format.render(std::slice::from_ref(&finding)).is_empty());
            }
        }
    }
}

#[test]
fn nothing_is_shown_of_an_empty_text() {
    let source = Arc::new(Source::new("a.json", ""));
    let finding = Diagnostic::error(Code(5), &source, Span::new(0, 0), "not to be read")
        .with_label("not shown")
        .with_help("look");
    assert_eq!(
        human(&finding),
        "error[MV0005]: not to be read\n --> a.json\n  = help: look"
    );
}
