//! The program. Only what is common to all of it stands here.

mod args;
mod catalog;
mod checks;
mod fault;
mod folder;
mod inputs;
mod page;
mod place;
mod progress;
mod story;

use std::{ffi::OsString, process::ExitCode};

use self::{
    args::{Command, Options},
    fault::Fault,
    page::Page,
};

/// Does what the arguments ask for.
pub(crate) fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let mut page = Page::new();
    match obey(arguments, &mut page) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            page.complain(&fault);
            fault.exit_code()
        }
    }
}

fn obey(arguments: impl Iterator<Item = OsString>, page: &mut Page) -> Result<(), Fault> {
    match Command::read(arguments)? {
        Command::Help => page.text(args::HELP),
        Command::Version => page.text(concat!("generated-demo ", env!("CARGO_PKG_VERSION"))),
        Command::List => catalog::list(page),
        Command::Run(options) => return tell(&options, page),
    }
    Ok(())
}

/// One thread is enough for a program that mostly waits.
fn tell(options: &Options, page: &mut Page) -> Result<(), Fault> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Fault::Runtime)?;
    runtime.block_on(story::tell(options, page))
}
