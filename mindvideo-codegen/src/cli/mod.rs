//! The command line. Results go to standard output, everything said about them to standard error.

mod check;
mod diff;
mod explain;
mod generate;
mod validate;

use std::collections::HashSet;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use mindvideo_codegen::diagnostic::{Diagnostics, Format};
use mindvideo_codegen::folder::{self, SchemaFile};
use mindvideo_codegen::{Dialect, Settings};

/// Turns the JSON Schemas of MindVideo models into typed Rust.
#[derive(Debug, Parser)]
#[command(version, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 done, 1 findings, 2 wrong usage, 3 generated files are stale, 4 files cannot be read or written.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Writes the Rust modules of schemas
    Generate(generate::Options),
    /// Reads schemas and says everything that is wrong with them
    Check(check::Options),
    /// Judges JSON files by a schema
    Validate(validate::Options),
    /// Says what changed for callers between two versions of a schema
    Diff(diff::Options),
    /// Explains the code of a finding
    Explain(explain::Options),
}

/// What several commands share.
#[derive(Debug, Args)]
struct Common {
    /// Schema files, or folders with schemas at any depth
    #[arg(required = true, value_name = "PATH")]
    schemas: Vec<PathBuf>,

    #[command(flatten)]
    meaning: Meaning,

    /// Make every warning an error
    #[arg(long)]
    deny_warnings: bool,

    /// How findings are shown: human, short, json, github or sarif
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

/// What a schema means beyond its text.
#[derive(Debug, Args)]
struct Meaning {
    /// The draft of files without `$schema`: 4, 6, 7, 2019-09 or 2020-12
    #[arg(long, value_name = "DRAFT", default_value_t)]
    draft: Dialect,

    /// Judge values by `format`, which otherwise only tells readers what is meant
    #[arg(long)]
    assert_format: bool,

    /// Serve documents that `$ref` names by URIs of this prefix from a folder
    #[arg(long, value_name = "URI-PREFIX=FOLDER", value_parser = map)]
    map: Vec<(String, PathBuf)>,
}

impl Meaning {
    fn settings(&self) -> Settings {
        let mut settings = Settings::new();
        settings.draft = self.draft;
        settings.assert_format = self.assert_format;
        settings.maps.clone_from(&self.map);
        settings
    }
}

impl Common {
    fn settings(&self) -> Settings {
        let mut settings = self.meaning.settings();
        settings.deny_warnings = self.deny_warnings;
        settings
    }

    /// Every schema, once: a file and the folder it is in may both be named.
    fn files(&self) -> Result<Vec<SchemaFile>, Failure> {
        let mut files = Vec::new();
        let mut seen = HashSet::new();
        for path in &self.schemas {
            let found = folder::schemas(path).map_err(|error| Failure::io(path, &error))?;
            if found.is_empty() {
                say(&format!("warning: no *.json below {}\n", path.display()));
            }
            let new = |file: &SchemaFile| match file.path.canonicalize() {
                Ok(path) => seen.insert(path),
                Err(_) => true,
            };
            files.extend(found.into_iter().filter(new));
        }
        Ok(files)
    }

    /// Shows what was found; `Err` if there are errors among it.
    fn show(&self, findings: Diagnostics, to: Stream) -> Result<(), Failure> {
        show(self.format, findings, to)
    }
}

/// Shows what was found; `Err` if there are errors among it.
fn show(format: Format, findings: Diagnostics, to: Stream) -> Result<(), Failure> {
    let errors = findings.error_count();
    let findings = findings.into_sorted();
    let text = format.render(findings.as_slice());
    match (format, to) {
        (Format::Human | Format::Short, _) | (_, Stream::Error) => say(&text),
        (_, Stream::Output) => print(&text),
    }
    match errors {
        0 => Ok(()),
        _ => Err(Failure::Findings),
    }
}

/// Writes to standard output. A reader that has read enough, such as `head`, is no failure.
fn print(text: &str) {
    _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// Writes to standard error, in the same way.
fn say(text: &str) {
    _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Where findings for machines go: to standard output, unless the command's own result does.
#[derive(Clone, Copy)]
enum Stream {
    Output,
    Error,
}

fn map(text: &str) -> Result<(String, PathBuf), String> {
    match text.rsplit_once('=') {
        Some((prefix, folder)) if !prefix.is_empty() && !folder.is_empty() => {
            Ok((prefix.to_owned(), folder.into()))
        }
        _ => Err("write the prefix, `=`, and the folder, as in https://example.com/=vendor".into()),
    }
}

/// Why a command ends without having done what it was asked for.
#[derive(Debug)]
enum Failure {
    /// The schemas have errors, which were shown.
    Findings,
    /// The options do not go together.
    Usage(String),
    /// Generated files are not up to date.
    Stale,
    /// A file cannot be read or written.
    Io(String),
}

impl Failure {
    fn io(path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::Io(format!("{}: {error}", path.display()))
    }

    fn report(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Findings => 1,
            Self::Usage(message) => {
                say(&format!("error: {message}\n"));
                2
            }
            Self::Stale => 3,
            Self::Io(message) => {
                say(&format!("error: {message}\n"));
                4
            }
        })
    }
}

/// Runs the program.
pub(crate) fn run() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Generate(options) => generate::run(&options),
        Command::Check(options) => check::run(&options),
        Command::Diff(options) => diff::run(&options),
        Command::Validate(options) => validate::run(&options),
        Command::Explain(options) => explain::run(&options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
