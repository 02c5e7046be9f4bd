//! The program. Only what is common to all of it stands here.

mod args;
mod buy;
mod catalog;
mod checks;
mod draft;
mod fault;
mod fields;
mod folder;
mod follow;
mod inputs;
mod ls;
mod page;
mod place;
mod progress;
mod serve;
mod story;
mod voice;
mod way;

use std::{ffi::OsString, path::Path, process::ExitCode};

use self::{
    args::{Cli, Command, Whereabouts},
    fault::Fault,
    voice::Voice,
    way::Way,
};

/// Does what the arguments ask for; the first is the program's name.
pub(crate) fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::read(arguments.collect()) {
        Ok(cli) => cli,
        Err(error) => {
            // A reader that went away needs no help.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let (whereabouts, output) = cli.options();
    let way = Way::of(&whereabouts, output);
    let mut voice = Voice::new(whereabouts.json);
    let done = obey(&cli, &way, &mut voice);
    way.clean();
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            way.complain(&fault, &mut voice);
            ExitCode::from(fault.code())
        }
    }
}

impl Cli {
    /// Where requests go, and where files go.
    fn options(&self) -> (Whereabouts, Option<&Path>) {
        match &self.command {
            None => (Whereabouts::default(), self.story.output.as_deref()),
            Some(Command::Run(run)) => (run.whereabouts.clone(), run.output.as_deref()),
            Some(Command::Resume(resume)) => (resume.whereabouts.clone(), resume.output.as_deref()),
            Some(Command::Ls(ls)) => (ls.whereabouts.clone(), None),
            Some(Command::Wait(wait)) => (wait.whereabouts.clone(), wait.output.as_deref()),
            Some(Command::Recover(recover)) => {
                (recover.whereabouts.clone(), recover.output.as_deref())
            }
            Some(Command::Sandbox(serve)) => {
                let json = serve.json;
                (
                    Whereabouts {
                        json,
                        ..Whereabouts::default()
                    },
                    None,
                )
            }
        }
    }
}

/// One thread is enough for a program that mostly waits.
fn obey(cli: &Cli, way: &Way, voice: &mut Voice) -> Result<(), Fault> {
    if let (None, true) = (&cli.command, cli.story.list) {
        catalog::list(&mut voice.page);
        return Ok(());
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Fault::Runtime)?;
    if let Some(Command::Sandbox(serve)) = &cli.command {
        return runtime.block_on(serve::serve(serve, voice));
    }
    way.watch()?;
    runtime.block_on(async {
        match &cli.command {
            None => story::tell(&cli.story, way, &mut voice.page).await,
            Some(Command::Run(run)) => buy::run(run, way, voice).await,
            Some(Command::Resume(resume)) => follow::resume(resume, way, voice).await,
            Some(Command::Wait(wait)) => follow::wait(wait, way, voice).await,
            Some(Command::Recover(recover)) => follow::recover(recover, way, voice).await,
            Some(Command::Ls(ls)) => ls::ls(ls, voice),
            Some(Command::Sandbox(serve)) => serve::serve(serve, voice).await,
        }
    })
}
