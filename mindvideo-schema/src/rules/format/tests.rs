use super::*;

#[test]
fn examples_have_their_format() {
    for format in Format::ALL {
        let example = format.example();
        assert_eq!(format.text(example), Ok(()), "{format:?}");
        if format.bounds().is_some() {
            let number = example.parse().expect("it is a number");
            assert_eq!(format.number(&number), Ok(()), "{format:?}");
        }
    }
}

#[test]
fn drafts_know_their_own_names() {
    let count = |dialect| {
        let names = Format::ALL.map(Format::as_str);
        let known = |name: &&&str| Format::of(name, dialect).is_some();
        names.iter().filter(known).count() - 8
    };
    // `hostname` is in the list twice.
    assert_eq!(Dialect::ALL.map(count), [7, 10, 18, 20, 20]);
    let hostname = |dialect| Format::of("hostname", dialect);
    assert_eq!(hostname(Dialect::Draft6), Some(Format::Labels));
    assert_eq!(hostname(Dialect::Draft7), Some(Format::Hostname));
    for name in [
        "color",
        "ip-address",
        "host-name",
        "float",
        "byte",
        "URI",
        "",
    ] {
        assert_eq!(Format::of(name, Dialect::Draft2020), None, "{name}");
    }
}

/// What the official suite leaves out: `+` is right, `-` wrong.
const EDGES: &[(Format, &str, &[&str])] = &[
    (Format::Date, "+", &["0000-02-29", "9999-12-31"]),
    (Format::Date, "-", &["2024-2-1", "2024-02-2é", "é024-02-29"]),
    (
        Format::Time,
        "+",
        &["00:59:60+01:00", "00:00:00-00:00", "19:29:60-04:30"],
    ),
    (
        Format::Time,
        "-",
        &["00:00:00.Z", "00:00:00+1:00", "00:00:00", "23:59:60-00:01"],
    ),
    (
        Format::DateTime,
        "-",
        &["2024-02-29 00:00:00Z", "2024-02-29T", "2024-02-29"],
    ),
    (
        Format::Duration,
        "+",
        &["p1y", "PT1M", "P1MT1M", "P1Y2M3DT1S"],
    ),
    (
        Format::Duration,
        "-",
        &["P1YT1H1S", "P1M1Y", "PT1D", "P1D1D", "PT", "P1W1D", "P1DT"],
    ),
    (
        Format::Email,
        "+",
        &["\"\\\"\"@a", "a@[IPV6:::1]", "a@b.c-d", "\"\"@a"],
    ),
    (
        Format::Email,
        "-",
        &[
            "\"a\"b@c", "\"a@b", "\"\\\"@a", "é@a", "a@é", "a@[::1]", "a@[", "a@-b",
        ],
    ),
    (
        Format::Email,
        "-",
        &["\"\u{7f}\"@a", "a@b.", "a@b..c", "@", "a@[IPvé]"],
    ),
    (
        Format::IdnEmail,
        "-",
        &["é@é-.a", "a b@é", "é@é..a", "é@é a"],
    ),
    (
        Format::Uri,
        "+",
        &[
            "a:",
            "a://",
            "a:/",
            "a://[v1.:]",
            "a://b:",
            "a:?#",
            "a://u:p@h:1?/?#/?",
        ],
    ),
    (
        Format::Uri,
        "-",
        &[
            "a:#a#",
            "a://[::1",
            "a://[]",
            "a://[v.a]",
            "a://[::1]b",
            "a://b:1:2",
            ":",
        ],
    ),
    (
        Format::UriReference,
        "+",
        &["a/b:c", "?:", "#:", "//@", "//:"],
    ),
    (Format::UriReference, "-", &[":", "%", "%4", "é", " "]),
    (
        Format::Iri,
        "-",
        &["a:\u{e000}", "a:\u{fffe}", "a:#\u{f0000}", "a:%é0"],
    ),
    (Format::Iri, "+", &["a:?\u{e000}"]),
    (
        Format::UriTemplate,
        "+",
        &["{=a}", "{a%20b}", "{a:9999,b*}"],
    ),
    (
        Format::UriTemplate,
        "-",
        &[
            "{é}", "{a*:1}", "{a:}", "{.}", "{a%2}", "%", "{a%,b}", "{{a}}",
        ],
    ),
    (Format::JsonPointer, "-", &["/~", "~0", "/a~é"]),
    (Format::RelativeJsonPointer, "-", &["00", "0a", "0#a", "#"]),
    (
        Format::Hostname,
        "+",
        &["1.2.3.4", "ab--cd", "XN--MNCHEN-3YA.de", "a"],
    ),
    (
        Format::Hostname,
        "-",
        &["xn--", "xn--a", "xn--mnchen-3y", "XN--", "a.-b", "é"],
    ),
    (Format::Labels, "+", &["xn--X", "xn--a--b"]),
    (
        Format::IdnHostname,
        "+",
        &["münchen.de", "EXAMPLE.com", "xn--mnchen-3ya", "한국"],
    ),
    (
        Format::IdnHostname,
        "-",
        &[
            "München",
            "mu\u{308}nchen",
            "ab--cd",
            "éa--b",
            "a\u{301}\u{323}",
        ],
    ),
    (
        Format::IdnHostname,
        "-",
        &[
            "\u{e0}\u{323}",
            "xn--mu-dsb",
            "aא",
            "א.1",
            "ａ",
            "a b",
            "😀",
        ],
    ),
    (Format::Regex, "-", &["(", "a{2,1}"]),
    (
        Format::Ipv6,
        "+",
        &["1:2:3:4:5:6:7::", "::1.2.3.4", "ABCD::"],
    ),
];

#[test]
fn edges() {
    for (format, sign, texts) in EDGES {
        for text in *texts {
            let verdict = format.text(text);
            assert_eq!(
                verdict.is_ok(),
                *sign == "+",
                "{format:?} {text:?}: {verdict:?}"
            );
        }
    }
}

#[test]
fn integers_have_their_bounds() {
    for format in Format::ALL {
        let Some((least, greatest)) = format.bounds() else {
            continue;
        };
        let ok = |text: &str| format.number(&text.parse().expect("a number")).is_ok();
        assert!(
            ok(least) && ok(greatest) && ok("1.0") && ok("1e1"),
            "{format:?}"
        );
        let above = greatest.replace('7', "8").replace('5', "6");
        assert!(
            !ok(&above) && !ok("0.5") && !ok("-9223372036854775809"),
            "{format:?}"
        );
    }
}

/// Whatever is in a text, no format panics; and a text of some length is judged at once.
#[test]
fn any_text_is_judged() {
    let alphabet: Vec<char> = "09azAZ-_.:/?#[]@%{}~+,;=\"\\ PTZxn\u{200c}é한א٠\u{301}\u{94d}海😀"
        .chars()
        .collect();
    let mut seed = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % below as u64).expect("below is a usize")
    };
    for _ in 0..4_000 {
        let length = random(24);
        let mut text: String = (0..length)
            .map(|_| alphabet[random(alphabet.len())])
            .collect();
        if random(4) == 0 {
            text.insert_str(0, "xn--");
        }
        for format in Format::ALL {
            let _ = format.text(&text);
        }
    }
    for part in [
        "a", "1", "/", "~0", "%41", "{a}", "é", "א", ".", "a.", "\"", "\\\"", "[", "(", "1D", "a@",
    ] {
        let text = part.repeat(10_000);
        for format in Format::ALL {
            let _ = format.text(&text);
        }
    }
}
