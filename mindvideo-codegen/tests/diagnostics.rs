//! What broken schemas are told.
//!
//! Each `diagnostics/*.json`, and each folder there whose schemas are read together, is a test:
//! everything that is found, in one run, is kept in the `.stderr` beside it. `UPDATE_GOLDEN=1`
//! writes those files; read them aloud before you commit them.

#![expect(clippy::expect_used, reason = "what a test needs must be there")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use mindvideo_codegen::diagnostic::{CATALOG, Code, Diagnostic, Diagnostics, human};
use mindvideo_codegen::{Dialect, Modules, Settings, folder};
use mindvideo_schema::schema::Keyword;

/// Relative to the folder of Cargo.toml, where tests run.
const CASES: &str = "tests/diagnostics";

/// The broken schemas, and the folders of schemas that are broken together.
fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir(CASES).expect("the folder is there");
    let mut cases: Vec<PathBuf> = entries
        .map(|entry| entry.expect("it can be read").path())
        .filter(|path| path.is_dir() || path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    cases.sort();
    cases
}

/// Everything that is found in the schemas at or below a path. What is called `asserted-…` is read
/// with formats as assertions.
fn findings(path: &Path) -> Diagnostics {
    let files = folder::schemas(path).expect("the schemas can be read");
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut settings = Settings::new();
    settings.assert_format = stem.starts_with("asserted-");
    let made = Modules::generate(&files, &settings);
    made.findings.into_sorted()
}

#[test]
fn broken_schemas_are_told_what_is_kept() {
    let mut shown = BTreeSet::new();
    for path in cases() {
        let findings = findings(&path);
        assert!(!findings.is_empty(), "{} is not broken", path.display());
        shown.extend(findings.iter().map(|finding| finding.code));
        compare(&path.with_extension("stderr"), &findings);
    }
    let missing: Vec<Code> = CATALOG
        .iter()
        .map(|entry| entry.code)
        // The message of the first is the system's; the second is said of instances, the third by
        // `check --untyped`.
        .filter(|code| ![Code::UNREADABLE, Code::INVALID, Code::UNTYPED].contains(code))
        .filter(|code| !shown.contains(code))
        .collect();
    assert!(missing.is_empty(), "no test shows {missing:?}");
}

fn compare(path: &Path, findings: &Diagnostics) {
    let texts: Vec<String> = findings.iter().map(human).collect();
    let text = texts.join("\n\n") + "\n";
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(path, &text).expect("the checkout can be written");
    }
    let kept = fs::read_to_string(path).unwrap_or_default();
    assert!(
        kept == text,
        "{} is not what is said now; if that is better, run again with UPDATE_GOLDEN=1:\n{text}",
        path.display()
    );
}

/// Only these take a value of any type.
const TAKE_ANYTHING: [&str; 2] = ["const", "default"];

#[test]
fn every_keyword_is_told_what_it_takes() {
    let keywords: BTreeSet<&str> = Dialect::ALL.into_iter().flat_map(Keyword::names).collect();
    for keyword in keywords {
        let path = Path::new(CASES).join(format!("wrong-type/{keyword}.json"));
        assert_eq!(
            path.exists(),
            !TAKE_ANYTHING.contains(&keyword),
            "{keyword}"
        );
        if !path.exists() {
            continue;
        }
        let told = [Code::WRONG_VALUE, Code::NOT_A_COUNT, Code::NOT_A_SCHEMA];
        let place = format!("/{keyword}");
        let found = findings(&path);
        let about = |finding: &&Diagnostic| {
            told.contains(&finding.code) && finding.pointer.starts_with(&place)
        };
        assert_eq!(found.iter().filter(about).count(), 1, "{keyword}: {found}");
    }
}

#[test]
fn a_message_says_where_what_and_what_to_do() {
    for finding in cases().iter().flat_map(|path| findings(path)) {
        let text = human(&finding);
        assert!(finding.help.is_some(), "no cure:\n{text}");
        assert!(!finding.message.ends_with('.'), "ends like prose:\n{text}");
        assert!(!finding.message.contains('\n'), "not one line:\n{text}");
    }
}
