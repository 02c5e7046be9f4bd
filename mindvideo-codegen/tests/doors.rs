//! Four doors, one generator: the same schema gives the same tokens through each, and what changes
//! on disk is what has to.

#![expect(clippy::expect_used, reason = "what a test needs must be there")]

mod support;

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, SystemTime};

use mindvideo_codegen::{Build, Dialect, Settings, generate, macros};
use proc_macro2::TokenStream;

use support::{Folder, Run};

/// It needs `--draft 7` to be understood, `--map` and the files around it to be found, and
/// `--assert-format` to be judged.
const CLIP: &str = r##"{
    "type": "object",
    "properties": {
        "prompt": {"$ref": "#/definitions/text", "description": "Not in draft 7"},
        "day": {"type": "string", "format": "date"},
        "source": {"$ref": "https://example.com/schemas/common#/definitions/url"},
        "size": {"$ref": "../parts/size.json"},
        "16:9": {"enum": ["a`b", "\n", "type"], "description": "A `word` & [brackets]"}
    },
    "required": ["prompt"],
    "definitions": {"text": {"type": "string", "pattern": "^[^\"\\\\]+$"}}
}"##;

const COMMON: &str = r#"{"definitions": {"url": {"type": "string", "minLength": 8}}}"#;

const SIZE: &str = r#"{"type": "array", "items": {"$ref": "deep/side%201.json"}}"#;

const SIDE: &str = r#"{"type": "integer", "minimum": 8}"#;

const OPTIONS: &str = "--draft 7 --assert-format --map https://example.com/schemas/=vendor";

fn project(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("schemas/clip.json", CLIP);
    folder.write("vendor/common.json", COMMON);
    folder.write("parts/size.json", SIZE);
    folder.write("parts/deep/side 1.json", SIDE);
    folder
}

/// Tokens in the one form in which they can be compared.
fn tokens(items: TokenStream) -> String {
    prettyplease::unparse(&syn::parse2(items).expect("the items are Rust"))
}

fn tokens_of_text(text: &str) -> String {
    tokens(text.parse().expect("the file is Rust"))
}

fn tokens_of_file(path: &Path) -> String {
    tokens_of_text(&fs::read_to_string(path).expect("the file is there"))
}

/// Set where this program is run again as a build script.
const AS_BUILD_SCRIPT: &str = "AS_BUILD_SCRIPT";

#[test]
fn all_doors_give_the_same_tokens() {
    if env::var_os(AS_BUILD_SCRIPT).is_some() {
        a_build_script();
        return;
    }
    let project = project("all-doors");
    let mut settings = Settings::new();
    settings.draft = Dialect::Draft7;
    settings.assert_format = true;
    settings.maps = vec![(
        "https://example.com/schemas/".into(),
        project.path("vendor"),
    )];
    let path = project.path("schemas/clip.json");
    let library = generate(&path, "schemas/clip.json", &settings).expect("the schema is good");
    let library = tokens(library.tokens());
    assert!(library.contains("pub struct Input"));
    assert!(library.contains("Rule::Format(Format::Date,"));
    assert!(library.contains(".assert_format()"));

    let run = |arguments: &str| project.run(&format!("{arguments} {OPTIONS}")).ends_with(0);
    run("generate schemas --out src/models");
    run("generate schemas/clip.json --out src/one.rs");
    let printed = run("generate ./schemas/clip.json").stdout;
    for (door, found) in [
        ("attribute", attribute(&project)),
        ("attribute beside items", attribute_beside_items(&project)),
        (
            "a folder",
            tokens_of_file(&project.path("src/models/clip.rs")),
        ),
        ("one file", tokens_of_file(&project.path("src/one.rs"))),
        ("standard output", tokens_of_text(&printed)),
        ("--cargo", cargo(&project)),
        ("build script", build(&project)),
    ] {
        assert!(found == library, "{door} gives\n{found}\nnot\n{library}");
    }
}

/// What the attribute adds to an empty module, its lines for tracking left out.
fn attribute(project: &Folder) -> String {
    let mut items = expanded(project, "pub mod clip {}");
    let tracked = items.extract_if(.., |item| is_tracking(item)).collect();
    let tracked = file(tracked);
    assert_eq!(tracked.matches("include_bytes!").count(), 4, "{tracked}");
    for path in [
        "\"/schemas/clip.json\"",
        "\"/vendor/common.json\"",
        "\"/parts/size.json\"",
        "\"/parts/deep/side 1.json\"",
    ] {
        assert!(tracked.contains(path), "{path} is not in {tracked}");
    }
    file(items)
}

/// The same for a module with an item of its own, which comes first and may hide names of ours.
fn attribute_beside_items(project: &Folder) -> String {
    let items = expanded(project, "pub(crate) mod clip { struct Option; }");
    let mut generated = None;
    let mut own = Vec::new();
    for item in items {
        match item {
            syn::Item::Mod(module) if module.ident == "__generated" => generated = module.content,
            other => own.push(other),
        }
    }
    let texts = file(own);
    assert_eq!(texts, "struct Option;\npub use self::__generated::*;\n");
    let (_, mut items) = generated.expect("the generated items are in a module of their own");
    items.retain(|item| !is_tracking(item));
    file(items)
}

/// The items of a module with the attribute.
fn expanded(project: &Folder, module: &str) -> Vec<syn::Item> {
    let arguments = r#""schemas/clip.json", draft = "7", assert_format = true,
        map("https://example.com/schemas/" = "vendor")"#;
    let expanded = macros::attribute(
        arguments.parse().expect("these are tokens"),
        module.parse().expect("these are tokens"),
        &project.path(""),
    );
    let module: syn::ItemMod = syn::parse2(expanded).expect("it is still a module");
    module.content.expect("the module has a body").1
}

/// `const _: &[u8] = include_bytes!(…);`
fn is_tracking(item: &syn::Item) -> bool {
    matches!(item, syn::Item::Const(tracked)
        if tracked.ident == "_" && matches!(*tracked.expr, syn::Expr::Macro(_)))
}

fn file(items: Vec<syn::Item>) -> String {
    let mut file = syn::parse_file("").expect("nothing is Rust");
    file.items = items;
    prettyplease::unparse(&file)
}

/// The program, called by a build script.
fn cargo(project: &Folder) -> String {
    let mut program = Command::new(env!("CARGO_BIN_EXE_mindvideo-codegen"));
    let arguments = format!("generate schemas --cargo {OPTIONS}");
    program.args(arguments.split(' '));
    program.current_dir(project.path(""));
    let run = Run::of(program.env("OUT_DIR", project.path("out-cargo"))).ends_with(0);
    assert_eq!(
        run.stdout,
        "cargo::rerun-if-changed=schemas\n\
         cargo::rerun-if-changed=vendor/common.json\n\
         cargo::rerun-if-changed=parts/size.json\n\
         cargo::rerun-if-changed=parts/deep/side 1.json\n"
    );
    tokens_of_file(&project.path("out-cargo/mindvideo/clip.rs"))
}

/// The library's door, in a process of its own as cargo runs it.
fn build(project: &Folder) -> String {
    let mut script = Command::new(env::current_exe().expect("this test is a program"));
    script.args(["--exact", "all_doors_give_the_same_tokens", "--nocapture"]);
    script.current_dir(project.path(""));
    script.env(AS_BUILD_SCRIPT, "yes");
    let run = Run::of(script.env("OUT_DIR", project.path("out-build"))).ends_with(0);
    assert!(run.stdout.contains("cargo::rerun-if-changed=schemas\n"));
    assert!(!run.stdout.contains("cargo::error"), "{run:#?}");
    tokens_of_file(&project.path("out-build/mindvideo/clip.rs"))
}

/// What `build` runs.
fn a_build_script() {
    let done = Build::new("schemas")
        .draft(Dialect::Draft7)
        .assert_format(true)
        .map("https://example.com/schemas/", "vendor")
        .run();
    assert_eq!(done, ExitCode::SUCCESS);
}

#[test]
fn the_attribute_says_what_is_odd() {
    let project = Folder::new("attribute-warnings");
    project.write("odd.json", "{\"type\": \"string\", \"minLenght\": 5}");
    let arguments = "\"odd.json\"".parse().expect("these are tokens");
    let module = "mod odd {}".parse().expect("these are tokens");
    let expanded = macros::attribute(arguments, module, &project.path("")).to_string();
    assert!(expanded.contains("deprecated"), "{expanded}");
    let warning = "odd.json:1:20: warning[MV0301]: `minLenght` is not a keyword of draft 2020-12";
    assert!(expanded.contains(warning), "{expanded}");
}

#[test]
fn a_build_script_says_what_is_wrong() {
    let project = Folder::new("build-errors");
    project.write("schemas/good.json", "{\"type\": \"object\"}");
    project.write("schemas/deep/bad.json", "{\"type\": \"obejct\"}");
    project.write("schemas/odd.json", "{\"minimum\": 1}");
    let mut program = project.program("generate schemas --cargo");
    program.env("OUT_DIR", project.path("out"));
    assert_eq!(
        Run::of(&mut program).ends_with(0).stdout,
        "cargo::rerun-if-changed=schemas\n\
         cargo::error=schemas/deep/bad.json:1:10: error[MV0101]: `obejct` is not a type of JSON Schema\n\
         cargo::error=  help: did you mean `object`?\n\
         cargo::warning=schemas/odd.json:1:2: warning[MV0303]: `minimum` stands without `type`: other JSON types are valid too\n\
         cargo::warning=  help: add `\"type\": \"number\"` if nothing else is meant\n"
    );
}

/// The files below a folder with their texts and times, after making all of them old.
fn state(folder: &Path) -> BTreeMap<String, (String, SystemTime)> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let files = entries.map(|entry| {
        let path = entry.expect("it can be read").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let text = fs::read_to_string(&path).expect("it is a text");
        let time = fs::metadata(&path).and_then(|data| data.modified());
        (name.into_owned(), (text, time.expect("files have times")))
    });
    files.collect()
}

/// What is done, how, and which files are then written, made or removed.
type Step<'a> = (&'a str, &'a dyn Fn(), &'a [&'a str]);

fn age(folder: &Path) {
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    for name in state(folder).into_keys() {
        let file = fs::File::options().write(true).open(folder.join(name));
        let aged = file.and_then(|file| file.set_modified(long_ago));
        aged.expect("a file's time can be set");
    }
}

#[test]
fn only_what_has_to_change_is_touched() {
    let project = Folder::new("changes");
    let out = project.path("models");
    project.write("schemas/a.json", r#"{"type": "object"}"#);
    project.write("schemas/b.json", r#"{"type": "string"}"#);
    project.write("models/mine.rs", "// By hand.\n");
    project.write("models/notes.txt", "Mine.\n");
    let generate = || project.run("generate schemas --out models").ends_with(0);
    generate();
    let steps: [Step<'_>; 6] = [
        ("nothing", &|| {}, &[]),
        (
            "editing",
            &|| {
                let text = r#"{"type": "object", "minProperties": 1}"#;
                project.write("schemas/a.json", text);
            },
            &["a.rs"],
        ),
        (
            "only white space",
            &|| project.write("schemas/b.json", "{\"type\":   \"string\"}\n"),
            &[],
        ),
        (
            "adding",
            &|| project.write("schemas/deep/c.json", "true"),
            &["c.rs", "mod.rs"],
        ),
        (
            "deleting",
            &|| fs::remove_file(project.path("schemas/a.json")).expect("it is there"),
            &["a.rs", "mod.rs"],
        ),
        (
            "losing a file",
            &|| fs::remove_file(out.join("b.rs")).expect("it is there"),
            &["b.rs"],
        ),
    ];
    for (step, change, expected) in steps {
        age(&out);
        let before = state(&out);
        change();
        generate();
        let after = state(&out);
        let names = before.keys().chain(after.keys());
        let mut changed: Vec<&str> = names
            .filter(|name| before.get(*name) != after.get(*name))
            .map(String::as_str)
            .collect();
        changed.sort_unstable();
        changed.dedup();
        assert_eq!(changed, expected, "{step}");
    }
    let names: Vec<String> = state(&out).into_keys().collect();
    assert_eq!(names, ["b.rs", "c.rs", "mine.rs", "mod.rs", "notes.txt"]);
}

#[test]
fn stale_files_are_named() {
    let project = Folder::new("stale");
    project.write("schemas/a.json", r#"{"type": "object"}"#);
    project.write("schemas/b.json", r#"{"type": "object"}"#);
    let check = "generate schemas --out models --check";
    let run = project.run(check).ends_with(3);
    assert!(run.stderr.contains("models/a.rs is missing"), "{run:#?}");
    assert!(!project.path("models").exists(), "--check writes nothing");

    project.run("generate schemas --out models").ends_with(0);
    project.run(check).ends_with(0);
    project.write("schemas/a.json", r#"{"type": "string"}"#);
    fs::remove_file(project.path("schemas/b.json")).expect("it is there");
    let run = project.run(check).ends_with(3);
    assert_eq!(
        run.stderr,
        "models/a.rs is not what its schema gives\n\
         models/mod.rs is not what its schema gives\n\
         models/b.rs has no schema any more\n\
         run the same command without --check to bring them up to date\n"
    );
}

#[test]
fn what_a_person_wrote_stays() {
    let project = Folder::new("by-hand");
    project.write("schemas/a.json", "true");
    project.write("schemas/b.json", "true");
    project.write("models/b.rs", "// By hand.\n");
    let run = project.run("generate schemas --out models").ends_with(4);
    assert_eq!(
        run.stderr,
        "error: models/b.rs was not generated and is not written over: \
         move it, or choose another place\n"
    );
    let run = project
        .run("generate schemas --out models --check")
        .ends_with(3);
    assert!(run.stderr.contains("models/b.rs was not generated"));
    let left: Vec<String> = state(&project.path("models")).into_keys().collect();
    assert_eq!(left, ["b.rs"], "nothing is half done");
    let run = project.run("generate schemas/b.json --out models/b.rs");
    assert_eq!(run.ends_with(4).stdout, "");
}

#[test]
fn a_failure_changes_nothing() {
    let project = Folder::new("failure");
    project.write("schemas/a.json", r#"{"type": "object"}"#);
    project.write("schemas/b.json", r#"{"type": "object"}"#);
    project.run("generate schemas --out models").ends_with(0);
    age(&project.path("models"));
    let before = state(&project.path("models"));

    project.write("schemas/a.json", r#"{"type": "string"}"#);
    project.write("schemas/b.json", r#"{"type": "sting"}"#);
    project.run("generate schemas --out models").ends_with(1);
    assert_eq!(state(&project.path("models")), before);

    // A folder stands where a file should: nothing half written lies about afterwards.
    project.write("schemas/b.json", r#"{"type": "string"}"#);
    fs::create_dir_all(project.path("blocked/b.rs")).expect("a folder can be made");
    let run = project.run("generate schemas --out blocked").ends_with(4);
    assert!(run.stderr.starts_with("error: blocked/b.rs: "), "{run:#?}");
    let left = fs::read_dir(project.path("blocked")).expect("it is there");
    assert_eq!(left.count(), 1);
}

const STAMP: &str = "// Up to date while this is the digest of ";

#[test]
fn a_stamped_file_is_still_compared_with_all_it_comes_from() {
    let project = project("stamp");
    let check = |options: &str| {
        project
            .run(&format!("generate schemas --out out {options}"))
            .code
    };
    assert_eq!(check(OPTIONS), 0);
    let made = fs::read_to_string(project.path("out/clip.rs")).expect("it was made");
    let stamp = made.lines().nth(1).expect("it has lines");
    assert!(stamp.starts_with(STAMP), "{stamp}");
    let others = "../parts/size.json deep/side%201.json https://example.com/schemas/common";
    for other in others.split(' ') {
        assert!(stamp.contains(other), "{stamp}");
    }

    let check = |options: &str| check(&format!("--check {options}"));
    assert_eq!(check(OPTIONS), 0);
    for options in [
        OPTIONS.replace("--assert-format ", ""),
        OPTIONS.replace("draft 7", "draft 6"),
    ] {
        assert_eq!(check(&options), 3, "{options}");
    }
    let clip = CLIP.replace("\"prompt\"", "\"text\"");
    let code = made.replace("pub prompt:", "pub  prompt:");
    let head = made.replace("from schemas", "from  schemas");
    let edits = [
        ("schemas/clip.json", CLIP, clip.as_str()),
        ("parts/size.json", SIZE, "true"),
        ("parts/deep/side 1.json", SIDE, r#"{"type": "string"}"#),
        (
            "vendor/common.json",
            COMMON,
            r#"{"definitions": {"url": true}}"#,
        ),
        ("out/clip.rs", &made, &code),
        ("out/clip.rs", &made, &head),
    ];
    for (path, before, after) in edits {
        project.write(path, after);
        assert_eq!(check(OPTIONS), 3, "{path}");
        project.write(path, before);
        assert_eq!(check(OPTIONS), 0, "{path}");
    }
    // The stamp is no part of what is compared: without it, or with a wrong one, checking is slower.
    for other in [String::new(), stamp.replace("code: ", "code: 0") + "\n"] {
        project.write("out/clip.rs", &made.replace(&format!("{stamp}\n"), &other));
        assert_eq!(check(OPTIONS), 0, "{other}");
    }
}

#[test]
fn what_is_odd_is_said_each_time() {
    let project = Folder::new("stamp-warnings");
    project.write("odd.json", "{\"type\": \"string\", \"minLenght\": 5}");
    for options in ["", "", " --check"] {
        let run = project.run(&format!("generate odd.json --out odd.rs{options}"));
        assert!(run.ends_with(0).stderr.contains("minLenght"));
    }
    let made = fs::read_to_string(project.path("odd.rs")).expect("it was made");
    assert!(!made.contains(STAMP), "{made}");
}
