use std::cell::RefCell;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use mindvideo_schema::diagnostic::Source;
use mindvideo_schema::link::{Library, percent_decode};

/// The documents that a schema may refer to: those in folders, by the prefixes of their URIs, and
/// the files beside it, by their paths from there. It remembers which it read.
pub(crate) struct Folders<'a> {
    maps: &'a [(String, PathBuf)],
    /// The schema's file, and what messages call it.
    schema: (&'a Path, &'a str),
    read: RefCell<Vec<PathBuf>>,
    /// What was asked for, in the order of the URIs, and what is kept there.
    answers: RefCell<Vec<Answer>>,
}

/// A URI and what is kept under it.
type Answer = (String, Option<Arc<Source>>);

impl<'a> Folders<'a> {
    pub(crate) fn new(schema: (&'a Path, &'a str), maps: &'a [(String, PathBuf)]) -> Self {
        Self {
            maps,
            schema,
            read: RefCell::default(),
            answers: RefCell::default(),
        }
    }

    /// The files that were read, for tracking changes.
    pub(crate) fn read(&self) -> Vec<PathBuf> {
        self.read.borrow().clone()
    }

    /// What was asked for, and what is kept under that URI.
    #[cfg(feature = "format")]
    pub(crate) fn answers(&self) -> Vec<Answer> {
        self.answers.borrow().clone()
    }
}

impl Folders<'_> {
    /// The longest prefix decides. What follows it is a path below its folder and cannot leave it.
    fn mapped(&self, uri: &str) -> Option<Result<Arc<Source>, String>> {
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
        Some(self.text(path, name))
    }

    /// A file that the schema, or one beside it, names by a relative path: that one and no other.
    fn beside(&self, uri: &str) -> Option<Result<Arc<Source>, String>> {
        let steps = uri.split('/').map(percent_decode);
        let steps: Vec<String> = steps.collect::<Option<_>>()?;
        // A step is a name: neither the start of another path nor one in disguise.
        let is_name = |step: &String| !step.is_empty() && !step.contains(['/', '\\', ':', '\0']);
        if !steps.iter().all(is_name) {
            return None;
        }
        let (schema, name) = self.schema;
        let path = below(schema.parent()?, &steps);
        let name = below(Path::new(name).parent()?, &steps);
        let name = name.display().to_string().replace('\\', "/");
        if !path.is_file() {
            // When it comes to be there, it counts.
            self.read.borrow_mut().push(path);
            return None;
        }
        Some(self.text(path, name))
    }

    fn text(&self, path: PathBuf, name: String) -> Result<Arc<Source>, String> {
        let bytes = std::fs::read_to_string(&path);
        self.read.borrow_mut().push(path);
        match bytes {
            Ok(text) => Ok(Arc::new(Source::new(name, text))),
            Err(error) => Err(format!("{name}: {error}")),
        }
    }
}

impl Library for Folders<'_> {
    fn document(&self, uri: &str) -> Option<Result<Arc<Source>, String>> {
        let answer = self.mapped(uri).or_else(|| self.beside(uri));
        let kept = answer.as_ref().and_then(|answer| answer.as_ref().ok());
        let kept = kept.map(Arc::clone);
        let mut answers = self.answers.borrow_mut();
        let place = answers.binary_search_by(|(known, _)| known.as_str().cmp(uri));
        let new = (uri.to_owned(), kept);
        match place {
            Ok(at) => _ = answers.get_mut(at).map(|known| *known = new),
            Err(at) => answers.insert(at, new),
        }
        answer
    }
}

/// The path that steps lead to, spelled so that what it is below can be told from its beginning.
fn below(folder: &Path, steps: &[String]) -> PathBuf {
    let mut path = folder.to_owned();
    for step in steps {
        let last = path.components().next_back();
        if step == ".." && matches!(last, Some(Component::Normal(_))) {
            path.pop();
        } else {
            path.push(step);
        }
    }
    path
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
