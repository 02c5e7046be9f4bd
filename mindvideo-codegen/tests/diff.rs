//! What changed between two versions of a schema.
//!
//! Each folder of `diff/` is a test: `old.json` and `new.json`, or folders of these names, and in
//! `changes.txt` what is said about them. `UPDATE_GOLDEN=1` writes that file.

#![expect(clippy::expect_used, reason = "what a test needs must be there")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use mindvideo_codegen::Settings;
use mindvideo_codegen::diagnostic::{CHANGES, Code, human};
use mindvideo_codegen::diff::{Change, Differences, Direction, Verdict, Witness, diff};
use mindvideo_schema::Evaluator;

fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir("tests/diff").expect("the folder is there");
    let mut cases: Vec<PathBuf> = entries
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    cases.sort();
    cases
}

fn sides(case: &Path) -> [PathBuf; 2] {
    ["old", "new"].map(|side| {
        let folder = case.join(side);
        if folder.is_dir() {
            folder
        } else {
            case.join(format!("{side}.json"))
        }
    })
}

fn differences(case: &Path) -> Differences {
    let [old, new] = sides(case);
    diff(&old, &new, &Settings::new()).expect("both are schemas")
}

#[test]
fn changes_are_what_is_kept() {
    let mut shown = BTreeSet::new();
    for case in cases() {
        let found = differences(&case);
        shown.extend(found.changes.iter().map(|change| change.code));
        let findings = found.changes.iter().filter_map(Change::finding);
        let texts: Vec<String> = findings.map(|finding| human(&finding)).collect();
        let text = format!("{}\n\n{}\n", texts.join("\n\n"), found.summary());
        let path = case.join("changes.txt");
        if env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&path, &text).expect("the checkout can be written");
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            kept == text,
            "{} is not what is said now; if that is better, run again with UPDATE_GOLDEN=1:\n{text}",
            path.display()
        );
    }
    let missing: Vec<Code> = CHANGES
        .iter()
        .map(|entry| entry.code)
        // What no edit explains is what the walk does not know.
        .filter(|code| *code != Code::ACCEPTED_CHANGED && !shown.contains(code))
        .collect();
    assert!(missing.is_empty(), "no test shows {missing:?}");
}

/// What is shown as a witness is one, by evaluators of the test's own.
#[test]
fn witnesses_tell_the_schemas_apart() {
    let mut count = 0;
    for case in cases().iter().filter(|case| case.join("old.json").exists()) {
        let [old, new] = sides(case).map(|path| {
            let text = fs::read_to_string(path).expect("it can be read");
            Evaluator::new(&text).expect("it is a schema")
        });
        let accepts = |judge: &Evaluator, witness: &Witness| {
            judge.check_json(witness.instance.as_bytes()).is_ok()
        };
        for change in differences(case).changes {
            if let Some(witness) = &change.narrowed {
                assert!(
                    accepts(&old, witness) && !accepts(&new, witness),
                    "{change:?}"
                );
                count += 1;
            }
            if let Some(witness) = &change.widened {
                assert!(
                    !accepts(&old, witness) && accepts(&new, witness),
                    "{change:?}"
                );
                count += 1;
            }
        }
    }
    assert!(count > 40, "only {count} witnesses were found");
}

/// A change that narrows or widens and is not within a union is shown by an instance.
#[test]
fn decided_changes_have_witnesses() {
    for change in cases().iter().flat_map(|case| differences(case).changes) {
        let is_model = [Code::MODEL_REMOVED, Code::MODEL_ADDED].contains(&change.code);
        let shown = match change.direction {
            Direction::Narrowed => change.narrowed.is_some(),
            Direction::Widened => change.widened.is_some(),
            Direction::Neutral | Direction::Open => true,
        };
        assert!(shown || is_model, "{change:?}");
    }
}

#[test]
fn a_schema_does_not_differ_from_itself() {
    for path in cases().iter().flat_map(|case| sides(case)) {
        let found = diff(&path, &path, &Settings::new()).expect("it is a schema");
        assert!(
            found.changes.is_empty(),
            "{}: {:?}",
            path.display(),
            found.changes
        );
        assert_eq!(found.verdict(), None);
    }
    assert!(Verdict::Major > Verdict::Minor && Verdict::Minor > Verdict::Patch);
}
