//! The program as people and scripts meet it: what it prints, where, and how it ends.

#![expect(clippy::expect_used, reason = "what a test needs must be there")]

mod support;

use std::fs::File;

use support::{Folder, Run};

const GOOD: &str =
    r#"{"type": "object", "required": ["prompt"], "properties": {"prompt": {"type": "string"}}}"#;
const ODD: &str = r#"{"type": "object", "properties": {"seed": {"minimum": 1}}}"#;
const BAD: &str = r#"{"type": "obejct", "required": "prompt"}"#;

#[test]
fn help_says_what_there_is() {
    let folder = Folder::new("help");
    for (command, words) in [
        (
            "--help",
            &[
                "generate",
                "check",
                "explain",
                "Exit codes: 0",
                "3 generated files are stale",
            ][..],
        ),
        (
            "generate --help",
            &[
                "--out",
                "--check",
                "--cargo",
                "--draft",
                "--map <URI-PREFIX=FOLDER>",
                "OUT_DIR",
            ],
        ),
        (
            "check --help",
            &[
                "<PATH>",
                "--deny-warnings",
                "--format",
                "--assert-format",
                "2020-12",
            ],
        ),
        (
            "validate --help",
            &[
                "<FILE>...",
                "--schema <PATH>",
                "--assert-format",
                "--format",
            ],
        ),
        (
            "diff --help",
            &["<OLD>", "<NEW>", "--map", "--format", "Exit codes: 0"],
        ),
        ("explain --help", &["[CODE]", "MV0107"]),
    ] {
        let run = folder.run(command).ends_with(0);
        assert_eq!(run.stderr, "", "{command}");
        for word in words {
            assert!(run.stdout.contains(word), "no {word} in {}", run.stdout);
        }
        let longest = run.stdout.lines().map(|line| line.chars().count()).max();
        assert!(longest <= Some(100), "a line of {command} is too long");
    }
    let version = folder.run("--version").ends_with(0).stdout;
    assert_eq!(
        version,
        format!("mindvideo-codegen {}\n", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn explain_knows_every_code() {
    let folder = Folder::new("explain");
    let list = folder.run("explain").ends_with(0).stdout;
    assert!(list.contains("MV0107  a `default` breaks the rules beside it\n"));
    for line in list.lines() {
        let (code, title) = line.split_once("  ").expect("a code and its title");
        let told = folder.run(&format!("explain {code}")).ends_with(0).stdout;
        assert!(told.starts_with(&format!("{code}: {title}\n\n")), "{told}");
        assert!(told.contains("\n\nCure: "), "{told}");
    }
    let (upper, lower) = (folder.run("explain MV0107"), folder.run("explain mv107"));
    assert_eq!(upper.stdout, lower.stdout);

    let unknown = folder.run("explain MV9999").ends_with(2);
    assert_eq!(
        unknown.stderr,
        "error: there is no MV9999; `explain` without a code lists all\n"
    );
    let no_code = folder.run("explain default").ends_with(2);
    assert!(
        no_code
            .stderr
            .contains("a code is `MV` or `D` and four digits")
    );
}

#[test]
fn wrong_usage_is_told_what_is_right() {
    let folder = Folder::new("usage");
    folder.write("a.json", GOOD);
    folder.write("b.json", GOOD);
    for (command, words) in [
        ("generate", "<PATH>..."),
        ("genrate a.json", "'generate'"),
        ("generate a.json --outt x", "'--out'"),
        ("generate a.json --check", "--out <PATH>"),
        ("generate a.json --cargo --out x", "cannot be used with"),
        (
            "generate a.json b.json --cargo",
            "with --cargo, name one folder or file",
        ),
        ("generate a.json b.json", "add --out FOLDER"),
        (
            "generate a.json b.json --out x.rs",
            "name a folder with --out",
        ),
        (
            "check a.json --draft 5",
            "write 4, 6, 7, 2019-09 or 2020-12",
        ),
        ("check a.json --format xml", "sarif"),
        ("check a.json --map vendor", "https://example.com/=vendor"),
    ] {
        let run = folder.run(command).ends_with(2);
        assert!(run.stderr.starts_with("error: "), "{command}: {run:#?}");
        assert!(run.stderr.contains(words), "{command}: {}", run.stderr);
        assert_eq!(run.stdout, "", "{command}");
    }
}

#[test]
fn check_reports_every_file() {
    let folder = Folder::new("check");
    folder.write("schemas/good.json", GOOD);
    folder.write("schemas/odd.json", ODD);
    folder.write("schemas/deep/bad.json", BAD);
    folder.write("schemas/deep/broken.json", "{");
    folder.write("schemas/readme.txt", "no schema");
    let run = folder.run("check schemas --format short").ends_with(1);
    assert_eq!(run.stdout, "");
    assert_eq!(
        run.stderr,
        "schemas/deep/bad.json:1:10: error[MV0101]: `obejct` is not a type of JSON Schema\n\
         schemas/deep/bad.json:1:32: error[MV0102]: `required` takes an array of names\n\
         schemas/deep/broken.json:1:2: error[MV0001]: the text ends, expected a name in quotes or `}`\n\
         schemas/odd.json:1:44: warning[MV0303]: `minimum` stands without `type`: other JSON types are valid too\n"
    );

    let quiet = folder.run("check schemas/good.json").ends_with(0);
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), ("", ""));
    let warned = folder.run("check schemas/odd.json").ends_with(0);
    assert!(warned.stderr.starts_with("warning[MV0303]"));
    let denied = folder.run("check schemas/odd.json --deny-warnings");
    assert!(denied.ends_with(1).stderr.starts_with("error[MV0303]"));
    let format = r#"{"type": "string", "format": "uri", "default": "x"}"#;
    folder.write("schemas/format.json", format);
    folder.run("check schemas/format.json").ends_with(0);
    let asserted = folder.run("check schemas/format.json --assert-format --deny-warnings");
    assert!(asserted.ends_with(1).stderr.contains("is not a URI"));
}

#[test]
fn check_lists_what_no_type_holds() {
    let folder = Folder::new("untyped");
    folder.write("schemas/good.json", GOOD);
    let untyped = r#"{"type": "object", "properties": {
  "a": {"not": {"type": "string"}},
  "b": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}]}
}}"#;
    folder.write("schemas/untyped.json", untyped);
    let run = folder
        .run("check schemas --untyped --format short")
        .ends_with(0);
    assert_eq!(
        run.stderr,
        "schemas/untyped.json:2:8: warning[MV0311]: held as any JSON value: no keyword says which JSON types its values have\n\
         schemas/untyped.json:3:42: warning[MV0311]: held as any JSON value: it is one place of an array whose length is not fixed\n\
         schemas/untyped.json:3:62: warning[MV0311]: held as any JSON value: it is one place of an array whose length is not fixed\n"
    );
    assert_eq!(
        run.stdout,
        "untyped: 4 of 6 schema nodes (66.7 %)\n4 of 8 schema nodes (50.0 %)\n"
    );
    let good = folder.run("check schemas/good.json --untyped").ends_with(0);
    assert_eq!(
        (good.stdout.as_str(), good.stderr.as_str()),
        ("0 of 2 schema nodes (0.0 %)\n", "")
    );
    let json = folder
        .run("check schemas --untyped --format json")
        .ends_with(0);
    assert_eq!(json.stdout.lines().count(), 3, "{json:#?}");
    assert!(json.stdout.contains("/properties/b/prefixItems/1"));
    folder
        .run("check schemas --untyped --deny-warnings")
        .ends_with(1);
}

#[test]
fn machines_read_standard_output() {
    let folder = Folder::new("formats");
    folder.write("bad.json", BAD);
    folder.write("good.json", GOOD);
    for (format, start) in [("json", "{"), ("github", "::error "), ("sarif", "{")] {
        let run = folder.run(&format!("check bad.json --format {format}"));
        let run = run.ends_with(1);
        assert!(run.stdout.starts_with(start), "{format}: {run:#?}");
        assert!(run.stdout.contains("MV0101") && run.stdout.contains("MV0102"));
        assert_eq!(run.stderr, "", "{format}");
    }
    // A log is a log when nothing was found, too.
    let run = folder.run("check good.json --format sarif").ends_with(0);
    assert!(run.stdout.starts_with('{'), "{run:#?}");
}

#[test]
fn files_that_are_not_there_are_named() {
    let folder = Folder::new("io");
    let run = folder.run("check missing.json").ends_with(4);
    assert!(run.stderr.starts_with("error: missing.json: "), "{run:#?}");
    std::fs::create_dir_all(folder.path("empty")).expect("a folder can be made");
    let run = folder.run("check empty").ends_with(0);
    assert_eq!(run.stderr, "warning: no *.json below empty\n");
    folder.write("a.json", GOOD);
    folder.write("file", "");
    let run = folder.run("generate a.json --out file/models").ends_with(4);
    assert!(run.stderr.starts_with("error: file/models"), "{run:#?}");
}

#[test]
fn documents_that_a_map_should_serve() {
    let folder = Folder::new("map");
    folder.write("a.json", r#"{"$ref": "https://example.com/x/url.json"}"#);
    folder.write("vendor/url.json", r#"{"type": "string"}"#);
    folder.write("vendor/bad.json", r#"{"type": "sting"}"#);
    folder.run("check a.json").ends_with(1);
    folder
        .run("check a.json --map https://example.com/x/=vendor")
        .ends_with(0);
    folder
        .run("check a.json --map https://example.com/x=vendor")
        .ends_with(0);
    // The longest prefix decides.
    let both =
        "check a.json --map https://example.com/=nowhere --map https://example.com/x/=vendor";
    folder.run(both).ends_with(0);
    let run = folder.run("check a.json --map https://example.com/=vendor");
    assert!(run.ends_with(1).stderr.contains("vendor/x/url.json"));
    // What is wrong with a document is shown there.
    folder.write("a.json", r#"{"$ref": "https://example.com/x/bad.json"}"#);
    let run = folder.run("check a.json --map https://example.com/x/=vendor --format short");
    assert_eq!(
        run.ends_with(1).stderr,
        "vendor/bad.json:1:10: error[MV0101]: `sting` is not a type of JSON Schema\n"
    );
    // And it cannot lead out of its folder.
    folder.write(
        "a.json",
        r#"{"$ref": "https://example.com/x/%2e%2e/a.json"}"#,
    );
    let run = folder.run("check a.json --map https://example.com/x/=vendor");
    run.ends_with(1);
}

const SCHEMA: &str = r#"{
  "type": "object",
  "required": ["prompt"],
  "properties": {
    "prompt": {"type": "string", "minLength": 1},
    "seed": {"$ref": "https://example.com/seed.json"}
  },
  "additionalProperties": false
}"#;

#[test]
fn validate_says_everything_about_every_file() {
    let folder = Folder::new("validate");
    folder.write("s.json", SCHEMA);
    folder.write("vendor/seed.json", "{\n  \"type\": \"integer\"\n}");
    folder.write("good.json", r#"{"prompt": "a red car", "seed": 1}"#);
    folder.write(
        "bad.json",
        "{\n  \"prompt\": \"\",\n  \"seed\": \"1\",\n  \"promt\": 1\n}",
    );
    folder.write("broken.json", "{\"prompt\": \"a\",}");
    let command = "validate --schema s.json --map https://example.com/=vendor";
    let run = folder.run(&format!("{command} good.json")).ends_with(0);
    assert_eq!((&*run.stdout, &*run.stderr), ("good.json: valid\n", ""));

    let all = format!("{command} good.json bad.json broken.json --format short");
    let run = folder.run(&all).ends_with(1);
    assert_eq!(
        run.stderr,
        "bad.json:2:13: error[MV0501]: \"\" is shorter than 1 character\n\
         bad.json:3:11: error[MV0501]: \"1\" is a string, not an integer\n\
         bad.json:4:3: error[MV0501]: there is no member `promt`\n\
         broken.json:1:15: error[MV0001]: nothing follows this comma\n"
    );
    assert_eq!(
        run.stdout,
        "good.json: valid\nbad.json: 3 findings\nbroken.json: 1 finding\n"
    );

    let run = folder.run(&format!("{command} bad.json")).ends_with(1);
    assert!(
        run.stderr.contains(
            "error[MV0501]: \"1\" is a string, not an integer
 --> bad.json:3:11
  |
3 |   \"seed\": \"1\",
  |           ^^^ breaks `type`
  |
 ::: vendor/seed.json:2:3
  |
2 |   \"type\": \"integer\"
  |   ------ the rule https://example.com/seed.json#/type
  |
  = note: at #/seed
"
        ),
        "{}",
        run.stderr
    );
    for (format, start) in [("json", "{"), ("github", "::error "), ("sarif", "{")] {
        let run = folder.run(&format!("{command} bad.json --format {format}"));
        let run = run.ends_with(1);
        assert!(run.stdout.starts_with(start), "{format}: {run:#?}");
        assert!(run.stdout.contains("vendor/seed.json"), "{format}");
        assert_eq!(run.stderr, "bad.json: 3 findings\n", "{format}");
    }
}

#[test]
fn validate_reads_standard_input_and_names_what_it_cannot_read() {
    let folder = Folder::new("validate_input");
    folder.write("s.json", r#"{"type": "integer"}"#);
    folder.write("one.json", "1.0");
    folder.write("text.json", "\"1\"");
    let run_on_one = |arguments| {
        let one = File::open(folder.path("one.json")).expect("the input is there");
        Run::of(folder.program(arguments).stdin(one))
    };
    let run = run_on_one("validate --schema s.json -");
    assert_eq!(run.ends_with(0).stdout, "<stdin>: valid\n");
    let run = run_on_one("validate --schema s.json - --draft 4");
    assert!(run.ends_with(1).stderr.contains("--> <stdin>:1:1\n"));

    let run = folder.run("validate --schema s.json missing.json text.json");
    let run = run.ends_with(4);
    assert!(run.stderr.contains("MV0501") && run.stderr.contains("error: missing.json: "));
    let run = folder.run("validate --schema missing.json one.json");
    assert!(run.ends_with(4).stderr.starts_with("error: missing.json: "));
    folder.write("bad.json", BAD);
    let run = folder.run("validate --schema bad.json one.json");
    assert!(run.ends_with(1).stderr.contains("error[MV0101]"));
    folder.run("validate one.json").ends_with(2);
    folder.run("validate --schema s.json").ends_with(2);
}

#[test]
fn diff_ends_as_the_changes_ask() {
    let folder = Folder::new("diff");
    folder.write("old.json", GOOD);
    let optional = GOOD.replace(r#"["prompt"]"#, "[]");
    let short = GOOD.replace(r#""string""#, r#""string", "maxLength": 3"#);
    folder.write("wider.json", &optional);
    folder.write("narrower.json", &short);
    folder.write("bad.json", BAD);
    let run = folder.run("diff old.json old.json").ends_with(0);
    assert_eq!((&*run.stdout, &*run.stderr), ("no changes\n", ""));

    let run = folder.run("diff old.json narrower.json").ends_with(1);
    assert!(
        run.stdout
            .contains("error[D0201]: the greatest length was none and is 3")
    );
    assert!(run.stdout.contains("used to pass and now fails: /prompt: "));
    assert!(run.stdout.ends_with("1 change: 1 major\n"), "{run:#?}");
    let run = folder.run("diff narrower.json old.json").ends_with(0);
    assert!(run.stdout.ends_with("1 change: 1 minor\n"), "{run:#?}");
    // More inputs pass, and a field becomes an `Option`.
    let run = folder
        .run("diff old.json wider.json --format short")
        .ends_with(1);
    assert!(
        run.stdout
            .contains("error[D0702]: the field `Input::prompt` was `String`")
    );

    let run = folder
        .run("diff old.json narrower.json --format json")
        .ends_with(1);
    assert_eq!(run.stderr, "1 change: 1 major\n");
    let line = run.stdout.trim_end();
    for part in [
        r#"{"code":"D0201","direction":"narrowed","verdict":"major","#,
        r#""old":{"file":"old.json","pointer":"/properties/prompt","#,
        r#""new":{"file":"narrower.json","pointer":"/properties/prompt/maxLength","#,
        r#""narrowed":{"instance":{"prompt":"#,
        r#""widened":null}"#,
    ] {
        assert!(line.contains(part), "no {part} in {line}");
    }
    for (format, start) in [("github", "::error "), ("sarif", "{")] {
        let run = folder.run(&format!("diff old.json narrower.json --format {format}"));
        assert!(run.ends_with(1).stdout.starts_with(start), "{format}");
    }

    let run = folder.run("diff old.json bad.json").ends_with(1);
    assert!(run.stderr.contains("error[MV0101]"), "{run:#?}");
    // One of them would be compared with the wrong one, or with none.
    folder.write("was/a/m.json", GOOD);
    folder.write("was/b/m.json", &short);
    folder.write("is/a/m.json", &short);
    let run = folder.run("diff was is").ends_with(1);
    let same = "error[MV0401]: `was/a/m.json` is the model `m`, too";
    assert!(run.stderr.contains(same), "{run:#?}");

    let run = folder.run("diff old.json missing.json").ends_with(4);
    assert!(run.stderr.starts_with("error: missing.json: "), "{run:#?}");
    folder.run("diff old.json").ends_with(2);
}

#[test]
fn a_reader_that_has_read_enough_is_no_failure() {
    let folder = Folder::new("pipe");
    folder.write("odd.json", ODD);
    for command in [
        "explain",
        "check --untyped odd.json",
        "generate odd.json",
        "check --format json odd.json",
    ] {
        let (reader, writer) = std::io::pipe().expect("a pipe can be made");
        let also = writer.try_clone().expect("a pipe can be shared");
        drop(reader);
        let program = &mut folder.program(command);
        let status = program.stdout(writer).stderr(also).status();
        let status = status.expect("the program can be run");
        assert!(status.success(), "{command}: {status}");
    }
}

#[test]
fn a_file_that_is_named_twice_is_one_file() {
    let folder = Folder::new("twice");
    folder.write("a.json", GOOD);
    let run = folder
        .run("generate a.json ./a.json . -o made")
        .ends_with(0);
    assert_eq!(run.stderr, "");
}

#[test]
fn without_cargo_there_is_nowhere_to_generate_to() {
    let folder = Folder::new("no-cargo");
    folder.write("a.json", GOOD);
    let run = folder.run("generate a.json --cargo").ends_with(2);
    assert!(
        run.stderr.starts_with("error: OUT_DIR is not set"),
        "{run:#?}"
    );
}

#[test]
fn a_folder_is_no_schema_to_validate_by() {
    let folder = Folder::new("no-schema");
    folder.write("schemas/a.json", GOOD);
    folder.write("input.json", "{}");
    let run = folder
        .run("validate --schema schemas input.json")
        .ends_with(1);
    assert!(
        run.stderr
            .contains("this is a folder: name a schema's file in it"),
        "{run:#?}"
    );
}
