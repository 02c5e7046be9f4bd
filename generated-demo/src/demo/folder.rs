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
            cure: "name another folder with -o; nothing was sent".to_owned(),
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

/// Where the files of a command go.
pub(crate) enum Target {
    /// Nowhere: their addresses are shown.
    Nowhere,
    /// One file; further ones of the same task are numbered.
    File(PathBuf),
    /// Named after their tasks.
    Folder(Folder),
}

impl Target {
    /// A folder, if it is one or is written like one; else a file, whose folder is made.
    pub(crate) fn file(output: Option<&Path>) -> Result<Self, Fault> {
        let Some(path) = output else {
            return Ok(Self::Nowhere);
        };
        let text = path.to_string_lossy();
        if path.is_dir() || text.ends_with(std::path::is_separator) {
            return Self::folder(output);
        }
        if let Some(folder) = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
        {
            Folder::open(Some(folder))?;
        }
        Ok(Self::File(path.to_owned()))
    }

    /// A folder, made if need be.
    pub(crate) fn folder(output: Option<&Path>) -> Result<Self, Fault> {
        Ok(match output {
            None => Self::Nowhere,
            some => Self::Folder(Folder::open(some)?),
        })
    }

    /// The path of the file that is the `number`th of its task, from 0. Something may stand there.
    pub(crate) fn place_for(
        &self,
        task: &TaskId,
        number: usize,
        file: &MediaFile,
    ) -> Option<PathBuf> {
        let numbered = |stem: &str| match number {
            0 => stem.to_owned(),
            _ => format!("{stem}-{}", number + 1),
        };
        match self {
            Self::Nowhere => None,
            Self::File(path) => {
                let stem = path.file_stem().unwrap_or_default().to_string_lossy();
                let mut name = numbered(&stem);
                if let Some(extension) = path.extension() {
                    name = format!("{name}.{}", extension.to_string_lossy());
                }
                Some(if number == 0 {
                    path.clone()
                } else {
                    path.with_file_name(name)
                })
            }
            Self::Folder(folder) => {
                let name = format!("{}.{}", numbered(&plain(task.as_str())), extension(file));
                Some(folder.path.join(name))
            }
        }
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
    fn files_of_a_task_are_numbered() {
        let task = TaskId::new("t").unwrap();
        let file = MediaFile::new("https://h/a.webm");
        let target = Target::File("films/a.b.mp4".into());
        let at = |number| target.place_for(&task, number, &file).unwrap();
        assert_eq!(at(0), Path::new("films/a.b.mp4"));
        assert_eq!(at(1), Path::new("films/a.b-2.mp4"));
        let folder = Folder {
            path: "films".into(),
        };
        let target = Target::Folder(folder);
        assert_eq!(
            target.place_for(&task, 2, &file).unwrap(),
            Path::new("films/t-3.webm")
        );
        assert_eq!(Target::Nowhere.place_for(&task, 0, &file), None);
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
