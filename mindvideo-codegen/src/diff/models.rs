use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use mindvideo_schema::diagnostic::{Code, Diagnostics, Source};
use mindvideo_schema::json::Span;

use super::api::{self, Version};
use super::walk::Walk;
use super::{Change, Direction, Place, Verdict};
use crate::folder::{self, SchemaFile};
use crate::generate::{Refused, evaluator};
use crate::{Settings, generate};

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

/// Compares two schemas' files, or the schemas of two folders by their models' names.
///
/// # Errors
/// That one of them cannot be read, or is no schema.
pub fn diff(old: &Path, new: &Path, settings: &Settings) -> Result<Differences, DiffError> {
    let files =
        |path: &Path| folder::schemas(path).map_err(|error| DiffError::Io(path.to_owned(), error));
    let (before, after) = (files(old)?, files(new)?);
    let mut changes = Vec::new();
    if let ([was], [is], false, false) = (&before[..], &after[..], old.is_dir(), new.is_dir()) {
        changes.extend(model(was, is, settings)?);
        return Ok(Differences { changes });
    }
    let (before, after) = (by_name(before), by_name(after));
    let mut refused = Diagnostics::new();
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

fn by_name(files: Vec<SchemaFile>) -> BTreeMap<String, SchemaFile> {
    let stem = |file: &SchemaFile| {
        let stem = file.path.file_stem().unwrap_or_default().to_string_lossy();
        stem.strip_suffix(".schema").unwrap_or(&stem).to_owned()
    };
    files.into_iter().map(|file| (stem(&file), file)).collect()
}

/// The changes of one model.
fn model(
    old: &SchemaFile,
    new: &SchemaFile,
    settings: &Settings,
) -> Result<Vec<Change>, DiffError> {
    let refused = |refused: Refused| DiffError::Refused(refused.findings);
    let before = evaluator(&old.path, &old.name, settings).map_err(refused)?;
    let after = evaluator(&new.path, &new.name, settings).map_err(refused)?;
    let mut changes = Walk::new(&before, &after, settings.assert_format).run();
    let was = generate(&old.path, &old.name, settings).map_err(refused)?;
    let is = generate(&new.path, &new.name, settings).map_err(refused)?;
    let old = Version {
        module: &was,
        evaluator: &before,
    };
    let new = Version {
        module: &is,
        evaluator: &after,
    };
    changes.extend(api::compare(&old, &new));
    changes.sort_by_key(|change| std::cmp::Reverse(change.verdict));
    Ok(changes)
}

/// A model that only one of the folders has.
fn whole(code: Code, name: &str, file: &SchemaFile) -> Change {
    let text = std::fs::read_to_string(&file.path).unwrap_or_default();
    let place = start(&Arc::new(Source::new(&file.name, text)));
    let (old, new) = match code {
        Code::MODEL_REMOVED => (Some(place), None),
        _ => (None, Some(place)),
    };
    let (direction, verdict, verb) = match code {
        Code::MODEL_REMOVED => (Direction::Narrowed, Verdict::Major, "gone"),
        _ => (Direction::Widened, Verdict::Minor, "new"),
    };
    Change {
        code,
        direction,
        verdict,
        message: format!("the model `{name}` is {verb}"),
        old,
        new,
        narrowed: None,
        widened: None,
    }
}

fn start(source: &Arc<Source>) -> Place {
    Place {
        source: Arc::clone(source),
        span: Span::new(0, 1),
        pointer: String::new(),
    }
}
