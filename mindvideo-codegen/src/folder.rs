//! Schemas on disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// A schema's file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SchemaFile {
    /// Where it is.
    pub path: PathBuf,
    /// What messages and generated code call it.
    pub name: String,
}

/// Every `*.json` at or below a path, in the order of their names.
///
/// # Errors
/// That the path, or a folder below it, cannot be read.
pub fn schemas(root: &Path) -> io::Result<Vec<SchemaFile>> {
    let mut found = BTreeMap::new();
    if root.is_dir() {
        let mut open = vec![root.to_owned()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(&folder)? {
                let path = entry?.path();
                if path.is_dir() {
                    open.push(path);
                } else if path.extension().is_some_and(|ending| ending == "json") {
                    found.insert(name(&path), path);
                }
            }
        }
    } else {
        fs::metadata(root)?;
        found.insert(name(root), root.to_owned());
    }
    let files = found.into_iter();
    Ok(files
        .map(|(name, path)| SchemaFile { path, name })
        .collect())
}

/// The path from the crate's folder, or from the folder that a command is run in; with `/` on
/// every system, since it is written into generated code.
pub fn name(path: &Path) -> String {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let home = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let home = home.or_else(|| std::env::current_dir().ok());
    let relative = home.and_then(|home| absolute.strip_prefix(home).map(Path::to_owned).ok());
    let relative = relative.unwrap_or_else(|| path.to_owned());
    relative.to_string_lossy().replace('\\', "/")
}
