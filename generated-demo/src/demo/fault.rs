//! Why a run ended early, and what to do about it.

use std::{fmt, io};

use mindvideo::{
    Charged, Error, Report, Violation,
    client::{ConfigError, ErrorKind, TaskId},
    sandbox::StartError,
};
use serde_json::{Value, json};

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
    /// The same, where flags gave the values.
    Refused {
        /// The slug of the model.
        model: &'static str,
        /// Everything that is wrong.
        refused: Vec<Refused>,
    },
    /// The API, the network, the task or its file.
    Task(Error),
    /// A file of the user's.
    Io {
        /// Which one, and why.
        problem: String,
        /// What to do.
        cure: String,
    },
    /// The sandbox did not start.
    Sandbox(StartError),
    /// The system gave no runtime.
    Runtime(io::Error),
    /// So many checks did not hold; they have been shown.
    Checks(usize),
    /// Some tasks of several; all has been told. Holds the exit code.
    Told(u8),
}

/// A value that was refused.
#[derive(Clone, Debug)]
pub(crate) struct Refused {
    /// The flags that gave it.
    pub(crate) given: Option<String>,
    pub(crate) violation: Violation,
}

impl Refused {
    /// A value that did not get into the input.
    pub(crate) fn by_flag(flag: String, message: String) -> Self {
        Self {
            given: Some(flag),
            violation: Violation::new("", "", "", message),
        }
    }
}

impl Fault {
    /// What the process ends with; the numbers are in `--help`.
    pub(crate) fn code(&self) -> u8 {
        match self {
            Self::Settings { .. } => 2,
            Self::Io { .. } | Self::Sandbox(_) | Self::Runtime(_) => 4,
            Self::Input(_) | Self::Refused { .. } | Self::Checks(_) => 1,
            Self::Task(error) => code(error),
            Self::Told(code) => *code,
        }
    }

    /// Whether doing more would help.
    pub(crate) fn goes_on(&self) -> bool {
        match self {
            Self::Task(error) => self.code() == 3 || matches!(error.kind(), ErrorKind::Download(_)),
            _ => false,
        }
    }

    /// The task that it is about.
    pub(crate) fn task_id(&self) -> Option<&TaskId> {
        match self {
            Self::Task(error) => error.task_id(),
            _ => None,
        }
    }

    /// What to do next. `named`: the command, said again, makes the same key; only then is it the same purchase.
    pub(crate) fn next(&self, named: bool) -> Option<&'static str> {
        let Self::Task(error) = self else { return None };
        match error.kind() {
            ErrorKind::TaskFailed(_)
            | ErrorKind::TaskCancelled(_)
            | ErrorKind::IdempotencyConflict {
                ambiguous: false, ..
            } if named => Some("with a higher --attempt the same film is a new purchase"),
            ErrorKind::Rejected(reply) if reply.status() == 404 && error.task_id().is_some() => {
                Some(if named {
                    "a sandbox that was started anew knows no task of before; a higher --attempt is a new purchase"
                } else {
                    "a sandbox that was started anew knows no task of before"
                })
            }
            _ if named && error.is_retryable() && error.task_id().is_none() && !self.goes_on() => {
                Some(
                    "run the same command again; the same purchase makes the same key, so a task that exists is found, not paid again",
                )
            }
            _ => None,
        }
    }

    /// The members of the event `error`.
    pub(crate) fn members(&self, resume: Option<&str>) -> Value {
        let text = self.to_string();
        let problem = text.lines().next().unwrap_or_default();
        let mut members = json!({
            "code": self.code(),
            "problem": problem.trim_start_matches("error: "),
            "help": null,
            "charged": "no",
            "task_id": null,
            "request_id": null,
            "resume": resume.filter(|_| self.goes_on()),
            "violations": [],
        });
        match self {
            Self::Settings { cure, .. } | Self::Io { cure, .. } => members["help"] = json!(cure),
            Self::Input(report) => {
                members["violations"] = report.iter().map(|v| listed(v, None)).collect();
            }
            Self::Refused { refused, .. } => {
                let listed = refused
                    .iter()
                    .map(|one| listed(&one.violation, one.given.as_deref()));
                members["violations"] = listed.collect();
            }
            Self::Task(error) => {
                members["help"] = json!(error.help());
                members["charged"] = json!(match error.charged() {
                    Charged::No => "no",
                    Charged::Yes => "yes",
                    Charged::Unknown => "unknown",
                });
                members["task_id"] = json!(error.task_id().map(TaskId::as_str));
                members["request_id"] = json!(error.request_id());
            }
            // What they sum up has been told before, charges and all.
            Self::Told(_) | Self::Checks(_) => members["charged"] = Value::Null,
            Self::Sandbox(_) | Self::Runtime(_) => {}
        }
        members
    }
}

fn listed(violation: &Violation, given: Option<&str>) -> Value {
    json!({
        "pointer": violation.instance,
        "keyword": violation.keyword,
        "schema": violation.schema,
        "message": violation.message,
        "given": given,
    })
}

/// What an error of the client ends a command with.
fn code(error: &Error) -> u8 {
    use ErrorKind as K;
    match error.kind() {
        K::Config(_) => 2,
        K::Download(_) | K::Journal(_) => 4,
        K::TaskFailed(_) | K::TaskCancelled(_) => 1,
        // The server knows no such task.
        K::Rejected(reply) if reply.status() == 404 => 1,
        _ if error.resume_token().is_some() || error.task_id().is_some() => 3,
        K::NotSent(_) | K::RateLimited { .. } => 4,
        _ => 1,
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
            Self::Settings { problem, cure } | Self::Io { problem, cure } => {
                write!(f, "error: {problem}\nhelp: {cure}")
            }
            Self::Input(report) => {
                write!(f, "error: the input breaks the model's schema\n{report}\n")?;
                f.write_str("charged: nothing; nothing was sent")
            }
            Self::Refused { model, refused } => {
                writeln!(f, "error: the input breaks the schema of {model}")?;
                for Refused { given, violation } in refused {
                    match given {
                        Some(given) => writeln!(f, "  {given}: {violation}")?,
                        None => writeln!(f, "  {violation}")?,
                    }
                }
                writeln!(f, "charged: nothing; nothing was sent")?;
                write!(f, "help: `run {model} --help` shows the fields")
            }
            Self::Task(error) => task(f, error),
            Self::Sandbox(error) => write!(f, "error: {error}{}", because(error)),
            Self::Runtime(error) => write!(f, "error: the system gave no runtime: {error}"),
            Self::Checks(1) => f.write_str("error: one check did not hold"),
            Self::Checks(number) => write!(f, "error: {number} checks did not hold"),
            Self::Told(_) => f.write_str("error: not every task came to its end; see above"),
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
    write!(f, "help: {}", error.help())
}

fn because(error: &StartError) -> String {
    let cause = std::error::Error::source(error);
    cause.map_or_else(String::new, |cause| format!(": {cause}"))
}
