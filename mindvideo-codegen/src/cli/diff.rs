use std::path::PathBuf;

use clap::Args;
use mindvideo_codegen::diagnostic::{Diagnostics, Format};
use mindvideo_codegen::diff::{Change, DiffError, Verdict, diff};

use super::{Failure, Meaning, Stream, print, say, show};

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct Options {
    /// The old schema's file, or a folder of schemas
    old: PathBuf,

    /// The new one
    new: PathBuf,

    #[command(flatten)]
    meaning: Meaning,

    /// How changes are shown: human, short, json, github or sarif
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

const AFTER: &str = "Exit codes: 0 nothing breaks callers, 1 something does (major), 2 wrong usage, 4 files cannot be read.";

pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let format = options.format;
    let found = match diff(&options.old, &options.new, &options.meaning.settings()) {
        Ok(found) => found,
        Err(DiffError::Refused(findings)) => return show(format, findings, Stream::Output),
        Err(DiffError::Io(path, error)) => return Err(Failure::io(&path, &error)),
    };
    if format == Format::Json {
        for change in &found.changes {
            print(&(change.json() + "\n"));
        }
    } else {
        let findings = found.changes.iter().filter_map(Change::finding);
        let findings: Diagnostics = findings.collect();
        print(&format.render(findings.as_slice()));
    }
    match format {
        Format::Human | Format::Short => print(&(found.summary() + "\n")),
        _ => say(&(found.summary() + "\n")),
    }
    match found.verdict() {
        Some(Verdict::Major) => Err(Failure::Findings),
        _ => Ok(()),
    }
}
