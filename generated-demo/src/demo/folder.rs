//! Where the films go, and under which names.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use mindvideo::client::{MediaFile, TaskId};

use super::fault::Fault;

/// A folder that exists.
pub(crate) struct Folder {
    path: PathBuf,
}

impl Folder {
    /// The user's folder or the default one, made if need be: before anything is sent, for a film that has no place to go
    /// should not be paid.
    pub(crate) fn open(out: Option<&Path>) -> Result<Self, Fault> {
        let path = out.map_or_else(default_path, Path::to_owned);
        let problem = match fs::create_dir_all(&path) {
            Ok(()) => return Ok(Self { path }),
            Err(_) if path.exists() => format!("{} is not a folder", path.display()),
            Err(error) => format!("the folder {} cannot be made: {error}", path.display()),
        };
        Err(Fault::Settings {
            problem,
            cure: "name another folder with --out DIR; nothing was sent".to_owned(),
        })
    }

    /// A free name for a file of a task: `task_1.mp4`, or `task_1-2.mp4` when that is taken.
    pub(crate) fn place_for(&self, task: &TaskId, file: &MediaFile) -> PathBuf {
        let stem = plain(task.as_str());
        let extension = extension(file);
        let numbered = (2_u32..).map(|number| format!("{stem}-{number}.{extension}"));
        std::iter::once(format!("{stem}.{extension}"))
            .chain(numbered)
            .map(|name| self.path.join(name))
            .find(|path| path.symlink_metadata().is_err())
            .unwrap_or_else(|| self.path.clone())
    }
}

/// In the workspace's `target` when cargo runs the demo, else in that of the current folder.
fn default_path() -> PathBuf {
    const BELOW: &str = "target/demo-output";
    let manifest = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let workspace = manifest.as_deref().and_then(Path::parent);
    match workspace.filter(|folder| folder.join("Cargo.toml").is_file()) {
        Some(folder) if env::current_dir().is_ok_and(|here| here == folder) => BELOW.into(),
        Some(folder) => folder.join(BELOW),
        None => BELOW.into(),
    }
}

/// A server's text as part of a file name: no separators, nothing hidden, not too long.
fn plain(id: &str) -> String {
    const LONGEST: usize = 80;
    let kept = id.chars().take(LONGEST).map(|c| {
        if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') {
            c
        } else {
            '_'
        }
    });
    kept.collect()
}

/// As the URL ends, or else as the place in the output suggests.
fn extension(file: &MediaFile) -> String {
    let path = file.url().split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    let end = name.rsplit_once('.').map(|(_, end)| end);
    let plausible =
        |end: &&str| (2..=4).contains(&end.len()) && end.bytes().all(|b| b.is_ascii_alphanumeric());
    match end.filter(plausible) {
        Some(end) => end.to_ascii_lowercase(),
        None if file.pointer().starts_with("/images") => "png".to_owned(),
        None => "mp4".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_id_names_a_plain_file() {
        for (id, name) in [
            ("task_1-a", "task_1-a"),
            ("../../etc/passwd", "______etc_passwd"),
            (".hidden", "_hidden"),
            ("a\u{1b}[2J", "a__2J"),
            ("ключ", "____"),
        ] {
            assert_eq!(plain(id), name);
        }
        assert_eq!(plain(&"x".repeat(500)).len(), 80);
    }

    #[test]
    fn extensions() {
        for (url, expected) in [
            ("https://h/a/b.mp4", "mp4"),
            ("https://h/a/b.MP4?sign=a.b/c.exe", "mp4"),
            ("https://h/a/b.webm#t", "webm"),
            ("https://h/a.b/c", "mp4"),
            ("https://h.example", "mp4"),
            ("https://h/x.tar%2Fgz", "mp4"),
            ("https://h/x.", "mp4"),
        ] {
            assert_eq!(extension(&MediaFile::new(url)), expected, "{url}");
        }
    }
}
