use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use mindvideo_codegen::diagnostic::{Diagnostics, Format};
use mindvideo_codegen::{Validator, folder};

use super::{Failure, Meaning, Stream, print, say, show};

#[derive(Debug, Args)]
pub(super) struct Options {
    /// JSON files, or `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// The schema's file
    #[arg(long, value_name = "PATH")]
    schema: PathBuf,

    #[command(flatten)]
    meaning: Meaning,

    /// How findings are shown: human, short, json, github or sarif
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

/// Judges every file; one that cannot be read does not keep the others from being judged.
pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let Options { schema, format, .. } = options;
    std::fs::metadata(schema).map_err(|error| Failure::io(schema, &error))?;
    let settings = options.meaning.settings();
    let validator = match Validator::load(schema, &folder::name(schema), &settings) {
        Ok(validator) => validator,
        Err(refused) => return show(*format, refused.findings, Stream::Output),
    };
    let mut findings = Diagnostics::new();
    let mut summaries = Vec::new();
    let mut unreadable = Vec::new();
    for path in &options.files {
        let (name, text) = read(path);
        match text {
            Ok(text) => {
                let found = validator.check(&name, text);
                summaries.push(summary(&name, found.len()));
                findings.extend(found);
            }
            Err(error) => unreadable.push(format!("{name}: {error}")),
        }
    }
    let shown = show(*format, findings, Stream::Output);
    for summary in summaries {
        match format {
            Format::Human | Format::Short => print(&(summary + "\n")),
            _ => say(&(summary + "\n")),
        }
    }
    if unreadable.is_empty() {
        return shown;
    }
    Err(Failure::Io(unreadable.join("\nerror: ")))
}

fn read(path: &Path) -> (String, std::io::Result<Vec<u8>>) {
    if path == Path::new("-") {
        let mut text = Vec::new();
        let read = std::io::stdin().lock().read_to_end(&mut text);
        return ("<stdin>".to_owned(), read.map(|_| text));
    }
    (path.display().to_string(), std::fs::read(path))
}

fn summary(name: &str, findings: usize) -> String {
    match findings {
        0 => format!("{name}: valid"),
        1 => format!("{name}: 1 finding"),
        _ => format!("{name}: {findings} findings"),
    }
}
