//! Why a run ended early, and what to do about it.

use std::{fmt, io, process::ExitCode};

use mindvideo::{
    Charged, Error, Report,
    client::{ConfigError, ErrorKind},
    sandbox::StartError,
};

/// Why a run ended early.
#[derive(Debug)]
pub(crate) enum Fault {
    /// An option or a setting. Nothing was sent.
    Settings {
        /// What is wrong with which one.
        problem: String,
        /// What to write instead.
        cure: String,
    },
    /// The user's own input breaks the schema. Nothing was sent.
    Input(Report),
    /// The API, the network, the task or its file.
    Task(Error),
    /// The sandbox did not start.
    Sandbox(StartError),
    /// The system gave no runtime.
    Runtime(io::Error),
    /// So many checks did not hold; they have been shown.
    Checks(usize),
}

impl Fault {
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Settings { .. } => ExitCode::from(2),
            _ => ExitCode::from(1),
        }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Task(error)
    }
}

impl From<ConfigError> for Fault {
    fn from(error: ConfigError) -> Self {
        Self::Task(error.into())
    }
}

/// One matter a line, for standard error.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Settings { problem, cure } => write!(f, "error: {problem}\nhelp: {cure}"),
            Self::Input(report) => {
                write!(f, "error: the input breaks the model's schema\n{report}\n")?;
                f.write_str("charged: nothing; nothing was sent")
            }
            Self::Task(error) => task(f, error),
            Self::Sandbox(error) => write!(f, "error: {error}{}", because(error)),
            Self::Runtime(error) => write!(f, "error: the system gave no runtime: {error}"),
            Self::Checks(1) => f.write_str("error: one check did not hold"),
            Self::Checks(number) => write!(f, "error: {number} checks did not hold"),
        }
    }
}

fn task(f: &mut fmt::Formatter<'_>, error: &Error) -> fmt::Result {
    writeln!(f, "error: {error}")?;
    let charged = match error.charged() {
        Charged::No => "nothing",
        Charged::Yes => "yes, once, when the task was accepted",
        Charged::Unknown => "unknown",
    };
    writeln!(f, "charged: {charged}")?;
    if let Some(id) = error.task_id() {
        writeln!(f, "task: {}", id.as_str().escape_debug())?;
    }
    if let Some(id) = error.request_id() {
        writeln!(f, "request: {}", id.escape_debug())?;
    }
    write!(f, "help: {}", error.help())?;
    match error.kind() {
        ErrorKind::TaskFailed(_)
        | ErrorKind::TaskCancelled(_)
        | ErrorKind::IdempotencyConflict {
            ambiguous: false, ..
        } => {
            f.write_str("\nnext: with a higher --attempt the same film is a new purchase")
        }
        _ if error.is_retryable() => f.write_str(
            "\nnext: run the same command again; the same prompt makes the same key, so a task that exists is found, not paid again",
        ),
        _ => Ok(()),
    }
}

fn because(error: &StartError) -> String {
    let cause = std::error::Error::source(error);
    cause.map_or_else(String::new, |cause| format!(": {cause}"))
}
