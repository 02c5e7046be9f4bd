//! What stands on the command line.

use std::{ffi::OsString, num::NonZeroU32, path::PathBuf};

use mindvideo::Attempt;

use super::fault::Fault;

/// What `--help` prints.
pub(crate) const HELP: &str = "\
From a JSON Schema to a finished film: typed inputs, one paid task, one file.

Usage: generated-demo [OPTIONS]
       cargo run -p generated-demo -- [OPTIONS]

Without an account it talks to a sandbox that it starts on this machine: nothing
is paid, nothing leaves the machine, and it takes a few seconds.

Options:
  --prompt TEXT   What the film shows. Checked at run time, by the model's schema
                  [default: A red car drives along the coast at sunset]
  --out DIR       Folder for the film; files in it are never replaced
                  [default: target/demo-output]
  --attempt N     Counts purchases of the same film. The same prompt and number
                  are the same task, paid once [default: 1]
  --list          Show the models of this build, one for each file in schemas/
  -h, --help      Show this
  -V, --version   Show the version

Environment:
  MINDVIDEO_API_KEY    Talk to the real API with this key. One task is created,
                       and it COSTS MONEY. Unset: the sandbox
  MINDVIDEO_BASE_URL   Another address of the real API, https://host. Needs the key

Exit codes:
  0   done, and everything that was checked held
  1   the input, the task or the download failed; the message says what it cost
  2   an option or a setting is wrong; nothing was sent

Examples:
  generated-demo
  generated-demo --prompt \"A paper boat in the rain\" --out films
  MINDVIDEO_API_KEY=mv_live_... generated-demo
";

const OPTIONS: [&str; 8] = [
    "--prompt",
    "--out",
    "--attempt",
    "--list",
    "--help",
    "--version",
    "-h",
    "-V",
];

/// What the user wants.
#[derive(Debug, PartialEq)]
pub(crate) enum Command {
    Run(Options),
    Help,
    Version,
    List,
}

/// How to run.
#[derive(Debug, PartialEq)]
pub(crate) struct Options {
    /// The user's own text, or the demo's.
    pub(crate) prompt: String,
    /// The user's folder, or the default one.
    pub(crate) out: Option<PathBuf>,
    /// Which purchase of this film it is.
    pub(crate) attempt: Attempt,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            prompt: "A red car drives along the coast at sunset".to_owned(),
            out: None,
            attempt: Attempt::FIRST,
        }
    }
}

impl Command {
    /// Reads the arguments behind the program's name.
    pub(crate) fn read(arguments: impl Iterator<Item = OsString>) -> Result<Self, Fault> {
        let mut rest = arguments;
        let mut options = Options::default();
        let mut given: Vec<String> = Vec::new();
        while let Some(argument) = rest.next() {
            let (name, joined) = split(argument);
            let simple = match name.as_str() {
                "-h" | "--help" => Some(Self::Help),
                "-V" | "--version" => Some(Self::Version),
                "--list" => Some(Self::List),
                _ => None,
            };
            match (simple, joined) {
                (Some(command), None) => return Ok(command),
                (Some(_), Some(_)) => return Err(usage(format!("`{name}` takes no value"))),
                (None, joined) => {
                    options.set(&name, || value(&name, joined, &mut rest))?;
                }
            }
            if given.contains(&name) {
                return Err(usage(format!("`{name}` is given twice")));
            }
            given.push(name);
        }
        Ok(Self::Run(options))
    }
}

impl Options {
    fn set(
        &mut self,
        name: &str,
        value: impl FnOnce() -> Result<OsString, Fault>,
    ) -> Result<(), Fault> {
        match name {
            "--prompt" => self.prompt = text(name, value()?)?,
            "--out" => {
                let folder = value()?;
                if folder.is_empty() {
                    return Err(usage("`--out` is empty; name a folder".to_owned()));
                }
                self.out = Some(folder.into());
            }
            "--attempt" => {
                let number = text(name, value()?)?;
                let counted = number.parse::<NonZeroU32>().map_err(|_| {
                    usage(format!("`--attempt` is {number:?}; count from 1: 1, 2, 3"))
                })?;
                self.attempt = Attempt::new(counted);
            }
            other if other.starts_with('-') => return Err(unknown(other)),
            other => {
                let said =
                    format!("{other:?} belongs to no option; a prompt stands behind --prompt");
                return Err(usage(said));
            }
        }
        Ok(())
    }
}

/// `--out=DIR` as its two halves. What is not Unicode can only be a value.
fn split(argument: OsString) -> (String, Option<OsString>) {
    match argument.into_string() {
        Ok(text) => match text.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name.into(), Some(value.into())),
            _ => (text, None),
        },
        Err(odd) => (odd.to_string_lossy().into_owned(), None),
    }
}

/// The value of an option: joined to it, or the argument behind it unless that is an option as well.
fn value(
    name: &str,
    joined: Option<OsString>,
    rest: &mut impl Iterator<Item = OsString>,
) -> Result<OsString, Fault> {
    if let Some(value) = joined {
        return Ok(value);
    }
    match rest.next() {
        None => Err(usage(format!("`{name}` needs a value behind it"))),
        Some(next) if next.to_string_lossy().starts_with("--") => {
            let said = next.to_string_lossy();
            Err(usage(format!(
                "`{name}` needs a value, but {said:?} follows; if that is the value, write {name}={said}"
            )))
        }
        Some(value) => Ok(value),
    }
}

fn text(name: &str, value: OsString) -> Result<String, Fault> {
    value
        .into_string()
        .map_err(|_| usage(format!("the value of `{name}` is not valid Unicode")))
}

fn unknown(name: &str) -> Fault {
    let nearest = OPTIONS
        .into_iter()
        .map(|option| (mistakes(name, option), option))
        .min()
        .filter(|(mistakes, option)| mistakes * 2 <= letters(option));
    usage(match nearest {
        Some((_, option)) => format!("there is no option `{name}`; did you mean `{option}`?"),
        None => format!("there is no option `{name}`"),
    })
}

/// How far a name is from an option. One that only goes on too long or stops too early is near, as is another case.
fn mistakes(name: &str, option: &str) -> usize {
    let long = letters(name).min(letters(option)) > 1;
    if long && (name.starts_with(option) || option.starts_with(name)) {
        return 0;
    }
    distance(&name.to_lowercase(), &option.to_lowercase())
}

fn letters(name: &str) -> usize {
    name.trim_start_matches('-').len()
}

fn usage(problem: String) -> Fault {
    Fault::Settings {
        problem,
        cure: "generated-demo --help lists every option".to_owned(),
    }
}

/// Letters to insert, remove or change to make one of the other.
fn distance(a: &str, b: &str) -> usize {
    let mut above: Vec<usize> = (0..=b.chars().count()).collect();
    for (row, letter) in a.chars().enumerate() {
        let mut left = row + 1;
        let mut current = vec![left];
        for (pair, other) in above.windows(2).zip(b.chars()) {
            if let &[diagonal, up] = pair {
                left = (diagonal + usize::from(letter != other)).min(up.min(left) + 1);
                current.push(left);
            }
        }
        above = current;
    }
    above.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &[&str]) -> Result<Command, String> {
        Command::read(line.iter().map(OsString::from)).map_err(|fault| fault.to_string())
    }

    fn options(line: &[&str]) -> Options {
        match read(line) {
            Ok(Command::Run(options)) => options,
            other => panic!("{line:?}: {other:?}"),
        }
    }

    #[test]
    fn reads_commands() {
        for (line, command) in [
            (&["--help"][..], Command::Help),
            (&["-h"], Command::Help),
            (&["--prompt", "x", "--help"], Command::Help),
            (&["-V"], Command::Version),
            (&["--version", "--nonsense"], Command::Version),
            (&["--list"], Command::List),
            (&[], Command::Run(Options::default())),
        ] {
            assert_eq!(read(line), Ok(command), "{line:?}");
        }
    }

    #[test]
    fn reads_options() {
        assert_eq!(options(&["--prompt", "a = b"]).prompt, "a = b");
        assert_eq!(options(&["--prompt=--a=b"]).prompt, "--a=b");
        assert_eq!(options(&["--prompt", ""]).prompt, "");
        assert_eq!(options(&["--prompt", "-5 degrees"]).prompt, "-5 degrees");
        assert_eq!(options(&["--out", "a b"]).out, Some("a b".into()));
        assert_eq!(options(&["--attempt=2"]).attempt, Attempt::FIRST.next());
    }

    #[test]
    fn refuses_with_a_cure() {
        for (line, said) in [
            (&["--promt", "x"][..], "did you mean `--prompt`?"),
            (&["--output"], "did you mean `--out`?"),
            (&["--lst"], "did you mean `--list`?"),
            (&["--pro"], "did you mean `--prompt`?"),
            (&["-v"], "did you mean `-V`?"),
            (&["--helpme=1"], "did you mean `--help`?"),
            (&["--xyzzy"], "there is no option `--xyzzy`\n"),
            (&["--"], "there is no option `--`\n"),
            (&["a film"], "\"a film\" belongs to no option"),
            (&["--out"], "needs a value behind it"),
            (&["--out="], "`--out` is empty"),
            (&["--out", "--list"], "write --out=--list"),
            (&["--help=yes"], "takes no value"),
            (&["--out", "a", "--out=b"], "given twice"),
            (&["--attempt", "0"], "count from 1"),
            (&["--attempt", "-1"], "count from 1"),
            (&["--attempt", "two"], "count from 1"),
        ] {
            let fault = read(line).unwrap_err();
            assert!(fault.contains(said), "{line:?}: {fault}");
            assert!(fault.contains("--help"), "{line:?}: {fault}");
        }
    }

    #[test]
    fn the_help_names_every_option_and_fits() {
        for option in OPTIONS {
            assert!(HELP.contains(option), "{option}");
        }
        assert!(HELP.contains(&Options::default().prompt));
        for line in HELP.lines() {
            assert!(line.chars().count() <= 84, "{line}");
        }
    }

    #[test]
    fn distances() {
        for (a, b, expected) in [
            ("", "", 0),
            ("", "ab", 2),
            ("ab", "", 2),
            ("kitten", "sitting", 3),
            ("--out", "--out", 0),
            ("größe", "grösse", 2),
        ] {
            assert_eq!(distance(a, b), expected, "{a} {b}");
        }
    }
}
