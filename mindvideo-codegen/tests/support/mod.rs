//! A folder to work in, and the program run there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// An empty folder of a test's own.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// The folder of that name; what an earlier run left there is removed.
    pub(crate) fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        if path.exists() {
            fs::remove_dir_all(&path).expect("an old folder can be removed");
        }
        fs::create_dir_all(&path).expect("a folder can be made");
        Self(path)
    }

    /// A path in it.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Writes a file and the folders above it.
    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        let parent = path.parent().expect("a file is in a folder");
        fs::create_dir_all(parent).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }

    /// Runs the program there with these arguments, which are separated by spaces.
    pub(crate) fn run(&self, arguments: &str) -> Run {
        Run::of(&mut self.program(arguments))
    }

    /// The program with these arguments, still to be run.
    pub(crate) fn program(&self, arguments: &str) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_mindvideo-codegen"));
        program.args(arguments.split(' ')).current_dir(&self.0);
        program.env_remove("OUT_DIR");
        program
    }
}

/// What a program did.
#[derive(Debug)]
pub(crate) struct Run {
    /// The exit code.
    pub(crate) code: i32,
    /// What it wrote to standard output.
    pub(crate) stdout: String,
    /// What it wrote to standard error.
    pub(crate) stderr: String,
}

impl Run {
    /// Runs a program to its end.
    pub(crate) fn of(program: &mut Command) -> Self {
        let Output {
            status,
            stdout,
            stderr,
        } = program.output().expect("the program can be run");
        let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
        Self {
            code: status.code().expect("the program ends by itself"),
            stdout: text(stdout),
            stderr: text(stderr),
        }
    }

    /// The same, if it ended with this code.
    pub(crate) fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }
}
