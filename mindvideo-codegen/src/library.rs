use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use mindvideo_schema::diagnostic::Source;
use mindvideo_schema::link::Library;

/// Documents kept in folders, by the prefixes of their URIs. It remembers which it read.
pub(crate) struct Folders<'a> {
    maps: &'a [(String, PathBuf)],
    read: RefCell<Vec<PathBuf>>,
}

impl<'a> Folders<'a> {
    pub(crate) fn new(maps: &'a [(String, PathBuf)]) -> Self {
        Self {
            maps,
            read: RefCell::default(),
        }
    }

    /// The files that were read, for tracking changes.
    pub(crate) fn into_read(self) -> Vec<PathBuf> {
        self.read.into_inner()
    }
}

impl Library for Folders<'_> {
    /// The longest prefix decides. What follows it is a path below its folder and cannot leave it.
    fn document(&self, uri: &str) -> Option<Result<Arc<Source>, String>> {
        let (prefix, folder) = self
            .maps
            .iter()
            .filter(|(prefix, _)| uri.starts_with(prefix.as_str()))
            .max_by_key(|(prefix, _)| prefix.len())?;
        let below = uri.get(prefix.len()..).unwrap_or_default();
        let below = below.trim_start_matches('/');
        if below.split('/').any(|step| step == "..") {
            return Some(Err(format!("`{below}` leads out of its folder")));
        }
        let path = existing(folder.join(below));
        let name = path.display().to_string();
        let read = std::fs::read_to_string(&path);
        self.read.borrow_mut().push(path);
        Some(match read {
            Ok(text) => Ok(Arc::new(Source::new(name, text))),
            Err(error) => Err(format!("{name}: {error}")),
        })
    }
}

/// URIs of schemas often leave out the ending of the file.
fn existing(path: PathBuf) -> PathBuf {
    let mut with_ending = path.clone().into_os_string();
    with_ending.push(".json");
    let with_ending = Path::new(&with_ending);
    if !path.exists() && with_ending.exists() {
        with_ending.to_owned()
    } else {
        path
    }
}
