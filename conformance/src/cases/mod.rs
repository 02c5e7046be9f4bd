//! Schemas with instances and verdicts, from wherever they come.

mod corpora;
mod official;
mod probe;
mod read;

use std::io;
use std::path::{Path, PathBuf};

use mindvideo_codegen::{Dialect, Settings};

/// A schema and what it says of some instances.
#[derive(Clone, Debug)]
pub struct Case {
    /// The suite it counts for: `draft7 required`.
    pub suite: String,
    /// What it is called there, with its file.
    pub name: String,
    /// The schema's text.
    pub schema: String,
    /// How the schema is to be read.
    pub settings: Settings,
    /// Whether it breaks its own metaschema: then it may be refused, with a diagnosis.
    pub broken: bool,
    /// The instances.
    pub tests: Vec<Test>,
}

/// An instance and the verdict it deserves.
#[derive(Clone, Debug)]
pub struct Test {
    /// The instance's text, on one line.
    pub instance: String,
    /// Whether the schema allows it.
    pub valid: bool,
}

/// The drafts, by the names of their folders in the official suite.
pub const DRAFTS: [(&str, Dialect); 5] = [
    ("draft4", Dialect::Draft4),
    ("draft6", Dialect::Draft6),
    ("draft7", Dialect::Draft7),
    ("draft2019-09", Dialect::Draft2019),
    ("draft2020-12", Dialect::Draft2020),
];

/// What can be chosen, in the order in which it is run.
pub const CHOICES: [&str; 7] = [
    "draft4",
    "draft6",
    "draft7",
    "draft2019-09",
    "draft2020-12",
    "probe",
    "corpora",
];

/// Every case of one of the [`CHOICES`], from the folder that `MINDVIDEO_SHARED` names.
///
/// # Errors
/// A file that is not there or not as expected.
pub fn cases(choice: &str, shared: &Path) -> io::Result<Vec<Case>> {
    match (choice, DRAFTS.iter().find(|(name, _)| *name == choice)) {
        ("probe", _) => probe::cases(&shared.join("probe")),
        ("corpora", _) => corpora::cases(&shared.join("corpora")),
        (_, Some((name, draft))) => official::cases(&shared.join("suite"), name, *draft),
        _ => Err(io::Error::other(format!("there is no suite `{choice}`"))),
    }
}

fn settings(draft: Dialect) -> Settings {
    let mut settings = Settings::new();
    settings.draft = draft;
    settings
}

/// The files of a folder that end in `.json`, in order.
fn json_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "json") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
