//! The official JSON Schema Test Suite, through the evaluator.
//!
//! It runs when `MINDVIDEO_SHARED` names a folder with `suite/`. Every schema must be taken and
//! judged right to the last test, but for what [`CHOSEN`] lists.

#![expect(clippy::expect_used, reason = "what a test needs must be there")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{env, fs};

use mindvideo_schema::Evaluator;
use mindvideo_schema::diagnostic::{Source, short};
use mindvideo_schema::json::{self, Node, Reader, Tape};
use mindvideo_schema::link::Library;
use mindvideo_schema::schema::Dialect;

const DRAFTS: [(&str, Dialect); 5] = [
    ("draft4", Dialect::Draft4),
    ("draft6", Dialect::Draft6),
    ("draft7", Dialect::Draft7),
    ("draft2019-09", Dialect::Draft2019),
    ("draft2020-12", Dialect::Draft2020),
];

/// Files about what is chosen otherwise here: what strings contain (`contentEncoding` and its like)
/// only annotates in every draft.
const CHOSEN: [&str; 1] = ["optional/content.json"];

/// The folder whose tests ask that `format` asserts.
const FORMATS: &str = "optional/format";

#[test]
fn the_official_suite() {
    let Some(shared) = env::var_os("MINDVIDEO_SHARED") else {
        eprintln!("skipped: MINDVIDEO_SHARED is not set");
        return;
    };
    let suite = Path::new(&shared).join("suite");
    let remotes = Remotes(suite.join("remotes"));
    let mut wrong = String::new();
    for (name, dialect) in DRAFTS {
        let mut tally = Tally::default();
        for file in files(&suite.join("tests").join(name)) {
            run(&file, dialect, &remotes, &mut tally);
        }
        eprintln!("{name}: {tally}");
        assert!(tally.groups > 100, "{name}: the suite is not all there");
        wrong.push_str(&tally.wrong);
    }
    assert!(wrong.is_empty(), "judged wrong:\n{wrong}");
}

#[derive(Default)]
struct Tally {
    groups: usize,
    right: usize,
    /// One line a test or group that went otherwise than the suite says.
    wrong: String,
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            groups,
            right,
            wrong,
        } = self;
        write!(
            f,
            "{groups} groups, {right} tests right, {} wrong",
            wrong.lines().count()
        )
    }
}

/// Required and optional tests.
fn files(draft: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for folder in [
        draft.to_owned(),
        draft.join("optional"),
        draft.join(FORMATS),
    ] {
        let entries = fs::read_dir(&folder).expect("the suite has this folder");
        files.extend(entries.map(|entry| entry.expect("it can be read").path()));
    }
    files.retain(|file| {
        let is_test = file.extension().is_some_and(|ending| ending == "json");
        is_test && !CHOSEN.iter().any(|chosen| file.ends_with(chosen))
    });
    files.sort();
    files
}

fn run(file: &Path, dialect: Dialect, remotes: &Remotes, tally: &mut Tally) {
    let text = fs::read_to_string(file).expect("a test file is text");
    let groups = json::parse(&text).expect("a test file is JSON");
    let asserts = file
        .parent()
        .is_some_and(|folder| folder.ends_with(FORMATS));
    for group in groups.value.as_array().expect("a test file is an array") {
        tally.groups += 1;
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        let name = format!("{stem}: {}", string(group, "/description"));
        let schema = part(group, "/schema").span.text(&text);
        match Evaluator::load("schema.json", schema, dialect, remotes) {
            Ok(evaluator) => {
                let evaluator = evaluator.assert_format(asserts);
                judge(&name, group, &text, &evaluator, tally);
            }
            Err(refused) => {
                let why: Vec<String> = refused.diagnostics().iter().map(short).collect();
                let why = why.join("; ");
                let _ = writeln!(tally.wrong, "{dialect} {name}: refused: {why}");
            }
        }
    }
}

fn judge(name: &str, group: &Node, text: &str, evaluator: &Evaluator, tally: &mut Tally) {
    let tests = part(group, "/tests").value.as_array();
    for test in tests.expect("tests are an array") {
        let data = part(test, "/data");
        let valid = part(test, "/valid").value.as_bool();
        let report = evaluator.check_json(data.span.text(text).as_bytes());
        let judged = [
            evaluator.is_valid(data),
            on_tape(evaluator, data.span.text(text)),
            report.is_ok(),
        ];
        if judged.iter().all(|judged| valid == Some(*judged)) {
            tally.right += 1;
            continue;
        }
        let what = string(test, "/description");
        let dialect = evaluator.linked().documents()[0].dialect;
        let _ = writeln!(tally.wrong, "{dialect} {name}: {what}: {judged:?}");
    }
}

fn on_tape(evaluator: &Evaluator, text: &str) -> bool {
    let tape = Tape::read(&mut Reader::new(text)).expect("the instance is JSON");
    let whole = tape.starting_at(0, text).expect("it is there");
    evaluator.is_valid_on_tape(evaluator.linked().root(), whole)
}

/// What <http://localhost:1234/> would serve.
struct Remotes(PathBuf);

impl Library for Remotes {
    fn document(&self, uri: &str) -> Option<Result<Arc<Source>, String>> {
        let path = uri.strip_prefix("http://localhost:1234/")?;
        let text = fs::read_to_string(self.0.join(path)).ok()?;
        Some(Ok(Arc::new(Source::new(uri, text))))
    }
}

fn part<'a>(node: &'a Node, pointer: &str) -> &'a Node {
    node.pointer(pointer).expect("the suite has this member")
}

fn string<'a>(node: &'a Node, pointer: &str) -> &'a str {
    part(node, pointer).value.as_str().expect("it is a string")
}
