use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use mindvideo_codegen::file::{self, Text};
use mindvideo_codegen::folder::SchemaFile;
use mindvideo_codegen::output::{Output, Stale};
use mindvideo_codegen::{Build, Modules};

use super::{Common, Failure, Stream, print, say};

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    common: Common,

    /// A folder for one file a schema and `mod.rs`, or, with one schema, a file ending in `.rs`.
    /// Left out, the module of one schema goes to standard output
    #[arg(short, long, value_name = "PATH")]
    out: Option<PathBuf>,

    /// Write nothing; exit with 3 and name the files that are not up to date
    #[arg(long, requires = "out")]
    check: bool,

    /// For a build.rs that runs this program: write to `OUT_DIR` and print lines for cargo
    #[arg(long, conflicts_with_all = ["out", "check", "format"])]
    cargo: bool,
}

pub(super) fn run(options: &Options) -> Result<(), Failure> {
    if options.cargo {
        return cargo(&options.common);
    }
    let files = options.common.files()?;
    let place = |schema: &SchemaFile| match &options.out {
        Some(out) if is_folder(out) => Some(file::path(out, schema)),
        out => out.clone(),
    };
    let made = Modules::render(&files, &options.common.settings(), place);
    let findings_go_to = match options.out {
        Some(_) => Stream::Output,
        None => Stream::Error,
    };
    options.common.show(made.findings.clone(), findings_go_to)?;
    let Some(out) = &options.out else {
        return shown(&made);
    };
    let output = output(&made, out)?;
    if options.check {
        return check(&output);
    }
    output
        .write()
        .map_err(|error| Failure::Io(error.to_string()))
}

/// The same as the library's door for build scripts.
fn cargo(common: &Common) -> Result<(), Failure> {
    let [schemas] = &common.schemas[..] else {
        let message = "with --cargo, name one folder or file";
        return Err(Failure::Usage(message.to_owned()));
    };
    if env::var_os("OUT_DIR").is_none() {
        let message = "OUT_DIR is not set: --cargo is for a build.rs; use --out elsewhere";
        return Err(Failure::Usage(message.to_owned()));
    }
    let told = Build::new(schemas).settings(common.settings()).run();
    if told == ExitCode::SUCCESS {
        return Ok(());
    }
    Err(Failure::Io(
        "standard output is closed: cargo was not told".to_owned(),
    ))
}

/// One for many files, rather than the one file.
fn is_folder(out: &Path) -> bool {
    out.extension().is_none_or(|ending| ending != "rs")
}

fn shown(made: &Modules<Text>) -> Result<(), Failure> {
    match &made.modules[..] {
        [(_, module)] => {
            print(&module.text);
            Ok(())
        }
        [] => Ok(()),
        _ => Err(Failure::Usage(
            "several schemas need a folder to go to: add --out FOLDER".to_owned(),
        )),
    }
}

fn output(made: &Modules<Text>, out: &Path) -> Result<Output, Failure> {
    let mut output = Output::new();
    if is_folder(out) {
        file::folder(made, out, &mut output);
        return Ok(output);
    }
    let [(_, module)] = &made.modules[..] else {
        let message = "several schemas do not go into one file: name a folder with --out";
        return Err(Failure::Usage(message.to_owned()));
    };
    output.file(out.to_owned(), module.text.clone());
    Ok(output)
}

fn check(output: &Output) -> Result<(), Failure> {
    let stale = output
        .stale()
        .map_err(|error| Failure::Io(error.to_string()))?;
    for (path, why) in &stale {
        let why = match why {
            Stale::Missing => "is missing",
            Stale::Changed => "is not what its schema gives",
            Stale::Leftover => "has no schema any more",
            Stale::Foreign => "was not generated; move it, or choose another place",
        };
        say(&format!("{} {why}\n", path.display()));
    }
    if stale.is_empty() {
        return Ok(());
    }
    if stale.iter().any(|(_, why)| !matches!(why, Stale::Foreign)) {
        say("run the same command without --check to bring them up to date\n");
    }
    Err(Failure::Stale)
}
