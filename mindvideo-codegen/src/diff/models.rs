use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use mindvideo_schema::diagnostic::{Code, Diagnostics, Source};

use super::api;
use super::walk::Walk;
use super::{Change, Direction, Place, Verdict};
use crate::Settings;
use crate::folder::{self, SchemaFile};
use crate::generate::{Refused, judged};
use crate::modules::same_names;

/// Every change between two schemas, or between the schemas of two folders.
#[derive(Clone, Debug, Default)]
pub struct Differences {
    /// The changes, model by model, those that matter most first.
    pub changes: Vec<Change>,
}

impl Differences {
    /// What they mean together; `None` if nothing changed.
    pub fn verdict(&self) -> Option<Verdict> {
        self.changes.iter().map(|change| change.verdict).max()
    }
}

/// Why two versions cannot be compared.
#[derive(Debug)]
pub enum DiffError {
    /// A file or folder cannot be read.
    Io(PathBuf, std::io::Error),
    /// A schema has errors.
    Refused(Diagnostics),
}

impl fmt::Display for DiffError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(path, _) => write!(f, "cannot read {}", path.display()),
            Self::Refused(findings) => findings.fmt(f),
        }
    }
}

impl Error for DiffError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Io(_, error) => Some(error),
            Self::Refused(_) => None,
        }
    }
}

/// Compares two schemas' files, or the schemas of two folders by their models' names.
///
/// # Errors
/// That one of them cannot be read, is no schema, or has the name of another one.
pub fn diff(old: &Path, new: &Path, settings: &Settings) -> Result<Differences, DiffError> {
    let files =
        |path: &Path| folder::schemas(path).map_err(|error| DiffError::Io(path.to_owned(), error));
    let (before, after) = (files(old)?, files(new)?);
    if let ([was], [is], false, false) = (&before[..], &after[..], old.is_dir(), new.is_dir()) {
        let changes = model(was, is, settings)?;
        return Ok(Differences { changes });
    }
    let mut refused = same_names(&before);
    refused.extend(same_names(&after));
    let mut changes = Vec::new();
    let (before, after) = (by_name(&before), by_name(&after));
    for (name, was) in &before {
        match after.get(name) {
            None => changes.push(whole(Code::MODEL_REMOVED, name, was)),
            Some(is) => match model(was, is, settings) {
                Ok(found) => changes.extend(found),
                Err(DiffError::Refused(findings)) => refused.extend(findings),
                Err(error) => return Err(error),
            },
        }
    }
    for (name, is) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
        changes.push(whole(Code::MODEL_ADDED, name, is));
    }
    if refused.is_empty() {
        Ok(Differences { changes })
    } else {
        Err(DiffError::Refused(refused))
    }
}

fn by_name(files: &[SchemaFile]) -> BTreeMap<String, &SchemaFile> {
    files.iter().map(|file| (file.slug(), file)).collect()
}

/// The changes of one model.
fn model(
    old: &SchemaFile,
    new: &SchemaFile,
    settings: &Settings,
) -> Result<Vec<Change>, DiffError> {
    let refused = |refused: Refused| DiffError::Refused(refused.findings);
    let old = judged(&old.path, &old.name, settings).map_err(refused)?;
    let new = judged(&new.path, &new.name, settings).map_err(refused)?;
    let mut changes = Walk::new(&old.evaluator, &new.evaluator, settings.assert_format).run();
    changes.extend(api::compare(&old, &new));
    changes.sort_by_key(|change| std::cmp::Reverse(change.verdict));
    Ok(changes)
}

/// A model that only one of the folders has.
fn whole(code: Code, name: &str, file: &SchemaFile) -> Change {
    let text = std::fs::read_to_string(&file.path).unwrap_or_default();
    let place = Place::start(Arc::new(Source::new(&file.name, text)));
    let (direction, verb, old, new) = match code {
        Code::MODEL_REMOVED => (Direction::Narrowed, "gone", Some(place), None),
        _ => (Direction::Widened, "new", None, Some(place)),
    };
    Change {
        code,
        direction,
        verdict: Verdict::of(code, direction),
        message: format!("the model `{name}` is {verb}"),
        old,
        new,
        narrowed: None,
        widened: None,
    }
}
