use clap::Args;
use mindvideo_codegen::diagnostic::{CATALOG, CHANGES, Code, explain};

use super::{Failure, print};

#[derive(Debug, Args)]
pub(super) struct Options {
    /// The code, such as MV0107. Left out, all codes are listed
    code: Option<Code>,
}

pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let Some(code) = options.code else {
        for entry in CATALOG.iter().chain(CHANGES) {
            print(&format!("{}  {}\n", entry.code, entry.title));
        }
        return Ok(());
    };
    let Some(entry) = explain(code) else {
        let message = format!("there is no {code}; `explain` without a code lists all");
        return Err(Failure::Usage(message));
    };
    let text = entry.explain.trim_end();
    print(&format!("{}: {}\n\n{text}\n", entry.code, entry.title));
    Ok(())
}
