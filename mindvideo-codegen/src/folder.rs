//! Schemas on disk.

#[cfg(feature = "format")]
use std::collections::{BTreeSet, HashSet};
use std::path::{Component, Path, PathBuf};
#[cfg(feature = "format")]
use std::{fs, io};

/// A schema's file.
#[cfg(feature = "format")]
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SchemaFile {
    /// Where it is.
    pub path: PathBuf,
    /// What messages and generated code call it.
    pub name: String,
}

#[cfg(feature = "format")]
impl SchemaFile {
    /// What the model is called in requests: the file's name without `.json`, or `.schema.json`.
    pub fn slug(&self) -> String {
        slug(&self.path)
    }
}

pub(crate) fn slug(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    stem.strip_suffix(".schema").unwrap_or(&stem).to_owned()
}

/// Every `*.json` at or below a path, in the order of their names.
///
/// # Errors
/// That the path, or a folder below it, cannot be read.
#[cfg(feature = "format")]
pub fn schemas(root: &Path) -> io::Result<Vec<SchemaFile>> {
    // Two files may be called the same, where names are not Unicode: both are kept.
    let mut found = BTreeSet::new();
    if root.is_dir() {
        let mut open = vec![root.to_owned()];
        let mut seen = HashSet::new();
        while let Some(folder) = open.pop() {
            // Links may lead in circles.
            if !seen.insert(folder.canonicalize()?) {
                continue;
            }
            for entry in fs::read_dir(&folder)? {
                let path = entry?.path();
                if path.is_dir() {
                    open.push(path);
                } else if path.extension().is_some_and(|ending| ending == "json") {
                    found.insert((name(&path), path));
                }
            }
        }
    } else {
        fs::metadata(root)?;
        found.insert((name(root), root.to_owned()));
    }
    let files = found.into_iter();
    Ok(files
        .map(|(name, path)| SchemaFile { path, name })
        .collect())
}

/// What a schema is called in messages and in generated code: its path as it was given, without
/// the steps up that lead to it and with `/` on every system. So `schemas/x.json` is called so from
/// the workspace and from a crate that names it `../schemas/x.json`.
pub fn name(path: &Path) -> String {
    let here = std::env::current_dir().ok();
    let below = here.and_then(|here| path.strip_prefix(here).ok());
    let steps = below.unwrap_or(path).components();
    let kept = steps.skip_while(|step| matches!(step, Component::CurDir | Component::ParentDir));
    let name: PathBuf = kept.collect();
    name.to_string_lossy().replace('\\', "/")
}
