//! The demo, run as its users run it.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

mod commands;
mod story;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    time::Duration,
};

use generated_demo::models::MODELS;
use mindvideo::sandbox::{Builder, Sandbox};

/// An empty folder of its own.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
        let folder = Self(path);
        folder.remove();
        fs::create_dir_all(&folder.0).unwrap();
        folder
    }

    /// Where the demo keeps its journal: beside this folder, so that it is no file in it.
    fn state(&self) -> PathBuf {
        self.0.with_extension("state")
    }

    fn remove(&self) {
        let _ = fs::remove_dir_all(&self.0);
        let _ = fs::remove_dir_all(self.state());
    }

    /// The demo in this folder, without settings.
    fn demo(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_generated-demo"));
        command.current_dir(&self.0);
        command.env("XDG_STATE_HOME", self.state());
        command.env("LOCALAPPDATA", self.state());
        for name in [
            "MINDVIDEO_API_KEY",
            "MINDVIDEO_BASE_URL",
            "CARGO_MANIFEST_DIR",
        ] {
            command.env_remove(name);
        }
        command
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(self.demo().args(arguments))
    }

    /// The demo against what it takes for the real API.
    fn run_against(&self, api: &Sandbox, arguments: &[&str]) -> Ran {
        let mut command = self.demo();
        command.env("MINDVIDEO_API_KEY", api.api_key());
        command.env("MINDVIDEO_BASE_URL", api.base_url());
        let ran = Ran::of(command.args(arguments));
        assert!(!ran.out.contains(api.api_key()) && !ran.err.contains(api.api_key()));
        ran
    }

    /// The names of the files in a folder below.
    fn files(&self, below: &str) -> Vec<String> {
        let entries = fs::read_dir(self.0.join(below)).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        self.remove();
    }
}

struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Ran {
    fn of(command: &mut Command) -> Self {
        let Output {
            status,
            stdout,
            stderr,
        } = command.output().unwrap();
        Self {
            code: status.code(),
            out: String::from_utf8(stdout).unwrap(),
            err: String::from_utf8(stderr).unwrap(),
        }
    }

    #[track_caller]
    fn says(&self, code: i32, out: &[&str], err: &[&str]) {
        let Self {
            out: stdout,
            err: stderr,
            ..
        } = self;
        assert_eq!(self.code, Some(code), "{stdout}{stderr}");
        for part in out {
            assert!(stdout.contains(part), "no {part:?} in:\n{stdout}");
        }
        for part in err {
            assert!(stderr.contains(part), "no {part:?} in:\n{stderr}");
        }
    }
}

/// A server that the demo cannot tell from the real API.
fn api() -> Sandbox {
    filled(Duration::ZERO).start().unwrap()
}

/// A server in the making that knows all models.
fn filled(pace: Duration) -> Builder {
    let empty = Sandbox::builder().pace(pace);
    MODELS.iter().fold(empty, |builder, model| {
        builder.schema(model.slug, model.schema)
    })
}

fn assert_mp4(path: &Path) {
    let bytes = fs::read(path).unwrap();
    assert_eq!(bytes.get(4..8), Some(&b"ftyp"[..]));
}
