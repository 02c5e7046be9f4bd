//! What stands on the command line.

use std::{ffi::OsString, num::NonZeroU32, path::PathBuf, time::Duration};

use clap::{Arg, ArgAction, ArgMatches, Args, CommandFactory as _, FromArgMatches as _, Parser};
use generated_demo::models::MODELS;
use mindvideo::{Attempt, ModelInfo};

use super::fields;

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "generated-demo",
    version,
    about = ABOUT,
    long_about = None,
    after_help = MORE,
    args_conflicts_with_subcommands = true,
    max_term_width = 100
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    #[command(flatten)]
    pub(crate) story: Story,
}

const ABOUT: &str = "\
From a JSON Schema to a finished film: typed inputs, one paid task, one file.

Without a command it tells the whole story in one run. Without an account it talks to a sandbox
that it starts on this machine: nothing is paid, nothing leaves the machine, and it takes seconds.";

const MORE: &str = "\
Environment:
  MINDVIDEO_API_KEY   Talk to the real API with this key. Tasks COST MONEY. Unset: the sandbox
  MINDVIDEO_BASE_URL  Another address of the API, https://host; --base-url comes before it

Exit codes:
  0    done
  1    the input or the key was refused, or the task failed; the message says what it cost
  2    an option or a setting is wrong; nothing was sent
  3    the outcome is not known yet: the task goes on, or a request may have arrived; resume
  4    a file, the journal or the network failed, or the server takes no more just now
  130  Ctrl-C, 143 SIGTERM; how to go on is said

With --json each line of standard output is an object. Its `event` names its other members;
what is not known is null, and amounts are decimal texts, never rounded:
  journal      path
  submitted    key, business_id, attempt, model, task_id, cost_estimate
  status       task_id, status, cost_estimate, cost_actual
  waiting      task_id, problem (a fault that ends nothing)
  file         task_id, pointer, url, path, size, fresh (false: it was there already)
  done         task_id, model, key, status, cost
  entry        key, business_id, attempt, model, base_url, task_id, status, age_seconds,
               cost_estimate, cost, files (pointer, path, size),
               state (prepared, in_doubt, accepted, ended, closed)
  listening    base_url
  interrupted  resume (the command that goes on)
  error        code (as the exit code), problem, help, charged (no, yes, unknown; null when it
               sums up others), task_id, request_id, resume,
               violations (pointer, keyword, schema, message, given)

Examples:
  generated-demo
  generated-demo run veo3-1-quality --help
  generated-demo run veo3-1-quality --prompt \"A paper boat\" --business-id order-7 -o boat.mp4
  generated-demo recover -o films
";

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Buys one task: checks the input, submits it, waits, fetches its files
    Run(Run),
    /// Goes on with one task, by its id, its key, or a token
    Resume(Resume),
    /// Shows what the journal knows: model, business id, state, task, age
    Ls(Ls),
    /// Waits for tasks that the journal has open
    Wait(Wait),
    /// Finishes what a crash left: sends what is in doubt again, under its old key, and waits
    Recover(Recover),
    /// Serves the API's stand-in on this machine until Ctrl-C, for commands that run one after the other
    Sandbox(Serve),
}

/// The story.
#[derive(Debug, Args)]
pub(crate) struct Story {
    /// What the film shows. Checked at run time, by the model's schema
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "A red car drives along the coast at sunset"
    )]
    pub(crate) prompt: String,
    /// Folder for the film; files in it are never replaced [default: target/demo-output]
    #[arg(short, long, alias = "out", value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
    /// Counts purchases of the same thing: the same number is the same task, paid once
    #[arg(long, value_name = "N", default_value = "1", value_parser = attempt)]
    pub(crate) attempt: Attempt,
    /// Show the models of this build, one for each file in schemas/
    #[arg(long)]
    pub(crate) list: bool,
}

/// Where requests go and where purchases are written down.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Whereabouts {
    /// The API's address; one of this machine needs no key: see the command `sandbox`
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// The journal [default: mindvideo/generated-demo.journal below ~/.local/state, or `XDG_STATE_HOME`]
    #[arg(long, value_name = "FILE")]
    pub(crate) journal: Option<PathBuf>,
    /// One JSON object a line; see generated-demo --help
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(override_usage = "generated-demo run MODEL [--FIELD VALUE]... [OPTIONS]")]
pub(crate) struct Run {
    /// The model's slug; `run MODEL --help` shows its fields
    pub(crate) model: String,
    /// Sets a field: JSON if its schema asks for JSON, a file's path if it takes files, else a text
    #[arg(long, value_name = "FIELD=VALUE", value_parser = assignment)]
    pub(crate) set: Vec<(String, String)>,
    /// The input as a JSON file, or - for standard input; fields are set on top of it
    #[arg(long, value_name = "FILE")]
    pub(crate) input: Option<PathBuf>,
    /// Your own name of the purchase: the same one never pays twice
    #[arg(long, value_name = "ID")]
    pub(crate) business_id: Option<String>,
    /// Counts purchases under one business id: the same number is the same task, paid once
    #[arg(
        long,
        value_name = "N",
        default_value = "1",
        value_parser = attempt,
        requires = "business_id"
    )]
    pub(crate) attempt: Attempt,
    /// Where the film goes: a file, or a folder; nothing is replaced
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) whereabouts: Whereabouts,
    /// What was given by flags that the model's schema made
    #[arg(skip)]
    pub(crate) fields: Vec<(String, String)>,
}

#[derive(Debug, Args)]
pub(crate) struct Resume {
    /// A task's id, an idempotency key of the journal, or the JSON text of a token
    #[arg(value_name = "TASK|KEY|TOKEN")]
    pub(crate) what: String,
    /// Where the film goes: a file, or a folder; nothing is replaced
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) whereabouts: Whereabouts,
}

#[derive(Debug, Args)]
pub(crate) struct Ls {
    /// Only what is not finished
    #[arg(long)]
    pub(crate) open: bool,
    #[command(flatten)]
    pub(crate) whereabouts: Whereabouts,
}

#[derive(Debug, Args)]
pub(crate) struct Wait {
    /// The tasks' ids; without them all that are open
    #[arg(value_name = "TASK")]
    pub(crate) tasks: Vec<String>,
    /// Folder for the films; nothing in it is replaced
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) whereabouts: Whereabouts,
}

#[derive(Debug, Args)]
pub(crate) struct Recover {
    /// Folder for the films; nothing in it is replaced
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) whereabouts: Whereabouts,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The port on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 4010)]
    pub(crate) port: u16,
    /// How long a task is queued, and then processed
    #[arg(long, value_name = "SECONDS", default_value = "1.2", value_parser = seconds)]
    pub(crate) pace: Duration,
    /// One JSON object a line; see generated-demo --help
    #[arg(long)]
    pub(crate) json: bool,
}

impl Cli {
    /// Reads the arguments, the program's name first.
    ///
    /// # Errors
    /// What is wrong with them, or the help or version that they ask for.
    pub(crate) fn read(arguments: Vec<OsString>) -> Result<Self, clap::Error> {
        let model = named_model(&arguments);
        let command = Self::command().mut_subcommand("run", |run| match model {
            Some(model) => with_fields(run, model),
            None => run.after_help(format!("Models of this build:\n{}", slugs())),
        });
        let mut matches = command.try_get_matches_from(arguments)?;
        let fields = model
            .map(|model| given(model, &matches))
            .unwrap_or_default();
        let mut read = Self::from_arg_matches_mut(&mut matches)?;
        if let Some(Command::Run(run)) = &mut read.command {
            run.fields = fields;
        }
        Ok(read)
    }
}

/// Every slug, a line each.
pub(crate) fn slugs() -> String {
    let lines = MODELS.iter().map(|model| format!("  {}", model.slug));
    lines.collect::<Vec<_>>().join("\n")
}

/// The model that `run` is about, found before the arguments are read: its schema says which flags there are.
fn named_model(arguments: &[OsString]) -> Option<&'static ModelInfo> {
    let behind = arguments.iter().skip_while(|word| *word != "run").skip(1);
    let slugs = behind.filter_map(|word| MODELS.iter().find(|model| *word == *model.slug));
    slugs.into_iter().next()
}

/// Adds a flag for each field whose name can be one and is no option already, and the table of all fields.
fn with_fields(run: clap::Command, model: &'static ModelInfo) -> clap::Command {
    let flags = flags(model).into_iter().map(|(field, flag)| {
        Arg::new(field)
            .long(flag)
            .value_name("VALUE")
            .allow_negative_numbers(true)
            .action(ArgAction::Append)
            .hide(true)
    });
    run.args(flags).after_help(fields::table(model))
}

/// The fields of a model that have a flag, and the flag.
pub(crate) fn flags(model: &ModelInfo) -> Vec<(String, String)> {
    let run = Cli::command();
    let run = run.find_subcommand("run");
    let taken = |flag: &str| {
        flag == "help"
            || run.is_some_and(|run| {
                run.get_arguments()
                    .any(|own| own.get_long() == Some(flag) || own.get_id() == flag)
            })
    };
    let plain = |name: &String| {
        name.starts_with(|c: char| c.is_ascii_alphanumeric())
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
    };
    let names = fields::names(model).into_iter().filter(plain);
    let mut flags: Vec<(String, String)> = Vec::new();
    for name in names {
        let flag = name.replace('_', "-");
        let new = flags.iter().all(|(_, known)| *known != flag);
        if new && !taken(&flag) && !taken(&name) {
            flags.push((name, flag));
        }
    }
    flags
}

/// The values of the flags that a schema made, in the order of its fields.
fn given(model: &ModelInfo, matches: &ArgMatches) -> Vec<(String, String)> {
    let Some(matches) = matches.subcommand_matches("run") else {
        return Vec::new();
    };
    let mut given = Vec::new();
    for (field, _) in flags(model) {
        for value in matches.get_many::<String>(&field).into_iter().flatten() {
            given.push((field.clone(), value.clone()));
        }
    }
    given
}

fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((field, value)) if !field.is_empty() => Ok((field.to_owned(), value.to_owned())),
        _ => Err("write FIELD=VALUE".to_owned()),
    }
}

fn attempt(text: &str) -> Result<Attempt, String> {
    let counted = text.parse::<NonZeroU32>();
    counted
        .map(Attempt::new)
        .map_err(|_| "count from 1: 1, 2, 3".to_owned())
}

fn seconds(text: &str) -> Result<Duration, String> {
    let number = text.parse().ok();
    let time = number.and_then(|number| Duration::try_from_secs_f64(number).ok());
    time.filter(|time| time.as_secs() <= 3600)
        .ok_or_else(|| "give seconds from 0 to 3600, such as 0.5".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &[&str]) -> Result<Cli, String> {
        let words = std::iter::once(&"generated-demo").chain(line);
        Cli::read(words.map(OsString::from).collect()).map_err(|error| error.to_string())
    }

    fn run(line: &[&str]) -> Run {
        match read(line).map(|cli| cli.command) {
            Ok(Some(Command::Run(run))) => run,
            other => panic!("{line:?}: {other:?}"),
        }
    }

    #[test]
    fn the_commands_are_well_formed() {
        Cli::command().debug_assert();
        for model in MODELS {
            with_fields(Run::augment_args(clap::Command::new("run")), model).debug_assert();
        }
    }

    #[test]
    fn a_schema_makes_flags() {
        let model = MODELS[0].slug;
        let run = run(&[
            "run",
            model,
            "--prompt",
            "a = b",
            "--duration=8",
            "--set",
            "x.y=z=1",
            "--image-urls",
            "a",
            "--image-urls",
            "b",
        ]);
        let given: Vec<_> = run
            .fields
            .iter()
            .map(|(field, value)| (&**field, &**value))
            .collect();
        assert_eq!(
            given,
            [
                ("duration", "8"),
                ("image_urls", "a"),
                ("image_urls", "b"),
                ("prompt", "a = b")
            ]
        );
        assert_eq!(run.set, [("x.y".to_owned(), "z=1".to_owned())]);
        assert_eq!(run.attempt, Attempt::FIRST);
    }

    #[test]
    fn help_is_not_too_wide() {
        let help = read(&["--help"]).unwrap_err();
        assert!(help.contains("generated-demo recover -o films"), "{help}");
        for line in help.lines() {
            assert!(line.chars().count() <= 100, "{line}");
        }
    }

    #[test]
    fn refuses_with_a_cure() {
        let model = MODELS[0].slug;
        for (line, said) in [
            (&["--promt", "x"][..], "'--prompt'"),
            (&["--output"], "a value is required"),
            (&["a film"], "unrecognized subcommand"),
            (&["--attempt", "0"], "count from 1"),
            (&["run"], "<MODEL>"),
            (&["run", model, "--promt", "x"], "'--prompt'"),
            (&["run", model, "--set", "prompt"], "write FIELD=VALUE"),
            (&["run", model, "--attempt=-1"], "count from 1"),
            (&["run", model, "--attempt", "2"], "--business-id <ID>"),
            (&["sandbox", "--pace=-1"], "give seconds"),
            (&["sandbox", "--pace", "nan"], "give seconds"),
        ] {
            let fault = read(line).unwrap_err();
            assert!(fault.contains(said), "{line:?}: {fault}");
        }
    }
}
