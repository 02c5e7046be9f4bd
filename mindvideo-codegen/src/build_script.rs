use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, io};

use crate::diagnostic::short;
use crate::folder::SchemaFile;
use crate::output::Output;
use crate::{Dialect, Modules, Settings, file, folder};

/// The door for build scripts: every schema at or below a path becomes a module.
///
/// ```no_run
/// // build.rs
/// fn main() -> std::process::ExitCode {
///     mindvideo_codegen::Build::new("schemas").run()
/// }
/// ```
///
/// `mindvideo::include_models!();` in the crate then declares one public module a schema. A file
/// that is added, edited or deleted is noticed by cargo; a schema with an error stops the build
/// with one line a finding.
#[derive(Clone, Debug)]
#[must_use = "call `run`"]
pub struct Build {
    schemas: PathBuf,
    settings: Settings,
}

impl Build {
    /// The schemas at or below a path, which is relative to the folder of Cargo.toml.
    pub fn new(schemas: impl Into<PathBuf>) -> Self {
        Self {
            schemas: schemas.into(),
            settings: Settings::new(),
        }
    }

    /// All settings at once.
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// The draft of files without `$schema`.
    pub fn draft(mut self, draft: Dialect) -> Self {
        self.settings.draft = draft;
        self
    }

    /// Whether values are judged by `format`, which otherwise only tells readers what is meant.
    pub fn assert_format(mut self, assert: bool) -> Self {
        self.settings.assert_format = assert;
        self
    }

    /// Serves documents that `$ref` names by URIs of this prefix from a folder.
    pub fn map(mut self, prefix: impl Into<String>, folder: impl Into<PathBuf>) -> Self {
        self.settings.maps.push((prefix.into(), folder.into()));
        self
    }

    /// Makes every warning an error.
    pub fn deny_warnings(mut self) -> Self {
        self.settings.deny_warnings = true;
        self
    }

    /// Generates into `OUT_DIR`, and tells cargo what it depends on and what is wrong.
    ///
    /// Findings are printed as `cargo::error=` and `cargo::warning=` lines; cargo itself then ends
    /// the build. The exit code is a failure only where cargo could not be told.
    pub fn run(self) -> ExitCode {
        let lines = match env::var_os("OUT_DIR") {
            Some(out) => self.generate(Path::new(&out)),
            None => vec!["cargo::error=OUT_DIR is not set: call this from a build script".into()],
        };
        let mut printed = io::stdout().lock();
        let print = lines
            .iter()
            .try_for_each(|line| io::Write::write_fmt(&mut printed, format_args!("{line}\n")));
        match print {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        }
    }

    /// The lines for cargo.
    fn generate(&self, out: &Path) -> Vec<String> {
        let root = self.schemas.display();
        let mut lines = vec![format!("cargo::rerun-if-changed={root}")];
        let files = match folder::schemas(&self.schemas) {
            Ok(files) => files,
            Err(error) => {
                lines.push(format!("cargo::error={root}: {error}"));
                let help = "the path of the schemas starts at the folder of Cargo.toml";
                lines.push(format!("cargo::error=  help: {help}"));
                return lines;
            }
        };
        if files.is_empty() {
            lines.push(format!("cargo::warning=there is no *.json below {root}"));
        }
        let folder = out.join("mindvideo");
        let place = |schema: &SchemaFile| Some(file::path(&folder, schema));
        let made = Modules::render(&files, &self.settings, place);
        let outside = made
            .inputs
            .iter()
            .filter(|path| !path.starts_with(&self.schemas));
        lines.extend(outside.map(|path| format!("cargo::rerun-if-changed={}", path.display())));
        for finding in &made.findings {
            let kind = if finding.is_error() {
                "error"
            } else {
                "warning"
            };
            lines.push(format!("cargo::{kind}={}", short(finding)));
            let help = finding.help.iter().flat_map(|help| help.lines());
            lines.extend(help.map(|line| format!("cargo::{kind}=  help: {line}")));
        }
        let mut output = Output::new();
        file::included(&made, &folder, &mut output);
        if let Err(error) = output.write() {
            lines.push(format!("cargo::error={error}"));
        }
        lines
    }
}
