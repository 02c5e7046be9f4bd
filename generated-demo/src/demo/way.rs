//! How to go on, should this process end: after Ctrl-C, a SIGTERM, or an outcome that is not known.

use std::{
    env,
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
    process,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
};

use serde_json::json;

use super::{args::Whereabouts, fault::Fault, voice::Voice};

/// How far the work came.
#[derive(Clone, Default)]
pub(crate) enum Standing {
    /// Nothing has left this machine.
    #[default]
    Unsent,
    /// A purchase is in the journal, and a request may have left.
    Sending,
    /// The task of this id goes on at the server.
    Task(String),
    /// Tasks that the journal knows go on.
    Open,
    /// The server was a sandbox of this process.
    Gone,
}

/// The way on, kept up to date by whoever makes a step. Clones are the same way.
#[derive(Clone, Default)]
pub(crate) struct Way {
    standing: Arc<Mutex<Standing>>,
    /// The options to repeat.
    options: Arc<Mutex<String>>,
    /// Files that go with this process.
    scratch: Arc<Mutex<Vec<PathBuf>>>,
    /// Whether the command, said again, is the same purchase.
    named: Arc<AtomicBool>,
    json: bool,
}

impl Way {
    /// The way of a command with these options.
    pub(crate) fn of(whereabouts: &Whereabouts, output: Option<&Path>) -> Self {
        let way = Self {
            json: whereabouts.json,
            ..Self::default()
        };
        if let Some(url) = &whereabouts.base_url {
            way.option("--base-url", OsStr::new(url));
        }
        if let Some(path) = &whereabouts.journal {
            way.option("--journal", path.as_os_str());
        }
        if let Some(path) = output {
            way.option("-o", path.as_os_str());
        }
        way
    }

    fn option(&self, name: &str, value: &OsStr) {
        let text = format!(" {name} {}", quoted(value));
        lock(&self.options).push_str(&text);
    }

    /// Notes how far the work came. A sandbox of this process stays what it is.
    pub(crate) fn stand(&self, at: Standing) {
        let mut standing = lock(&self.standing);
        if !matches!(*standing, Standing::Gone) {
            *standing = at;
        }
    }

    /// Notes that the purchase has a name of the user's: the same command makes the same key.
    pub(crate) fn name_purchase(&self) {
        self.named.store(true, Ordering::Relaxed);
    }

    /// Removes these files when the process ends.
    pub(crate) fn scratch(&self, files: impl IntoIterator<Item = PathBuf>) {
        lock(&self.scratch).extend(files);
    }

    /// Removes what goes with this process.
    pub(crate) fn clean(&self) {
        for file in lock(&self.scratch).drain(..) {
            let _ = fs::remove_file(file);
        }
    }

    /// Says on standard error why the work ended, and how to go on.
    pub(crate) fn complain(&self, fault: &Fault, voice: &mut Voice) {
        let command = match (fault.goes_on(), fault.task_id()) {
            (false, _) => None,
            (true, Some(task)) => self.command_for(&Standing::Task(task.as_str().to_owned())),
            (true, None) => self.command(),
        };
        let members = fault.members(command.as_deref());
        let next = fault.next(self.named.load(Ordering::Relaxed));
        let next = next.map_or_else(String::new, |next| format!("\nnext: {next}"));
        let resume = command.map_or_else(String::new, |command| format!("\nresume: {command}"));
        voice.complain("error", members, format_args!("{fault}{next}{resume}"));
    }

    /// The command that goes on.
    pub(crate) fn command(&self) -> Option<String> {
        let standing = lock(&self.standing).clone();
        self.command_for(&standing)
    }

    /// The command that goes on from there, if there is a server to go on at.
    fn command_for(&self, standing: &Standing) -> Option<String> {
        if matches!(*lock(&self.standing), Standing::Gone) {
            return None;
        }
        let what = match standing {
            Standing::Unsent | Standing::Gone => return None,
            Standing::Sending | Standing::Open => "recover".to_owned(),
            Standing::Task(id) => format!("resume {}", quoted(OsStr::new(id))),
        };
        let program = env::args_os()
            .next()
            .unwrap_or_else(|| "generated-demo".into());
        Some(format!(
            "{} {what}{}",
            quoted(&program),
            lock(&self.options)
        ))
    }

    fn words(&self) -> String {
        let standing = match &*lock(&self.standing) {
            Standing::Unsent => "nothing was sent, nothing is paid",
            Standing::Sending => "the request may have left; it is in the journal. Go on with:",
            Standing::Task(_) => "the task goes on at the server. Go on with:",
            Standing::Open => "the tasks go on at the server. Go on with:",
            Standing::Gone => {
                "the sandbox ended with this process, and its tasks with it; nothing is paid.\n\
                 `generated-demo sandbox` starts one that lasts, for --base-url"
            }
        };
        let command = self.command().map(|command| format!("\n  {command}"));
        format!("interrupted: {standing}{}", command.unwrap_or_default())
    }

    /// From here on Ctrl-C and SIGTERM say how to go on, whatever the rest of the process is at, and end it; the second one
    /// does not wait for the words.
    pub(crate) fn watch(&self) -> Result<(), Fault> {
        let way = self.clone();
        let (ready, is_ready) = mpsc::sync_channel(1);
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            let runtime = match runtime {
                Ok(runtime) => runtime,
                Err(error) => return ready.send(Err(error)).unwrap_or_default(),
            };
            runtime.block_on(async move {
                let mut signals = match Signals::new() {
                    Ok(signals) => signals,
                    Err(error) => return ready.send(Err(error)).unwrap_or_default(),
                };
                ready.send(Ok(())).unwrap_or_default();
                let code = signals.next().await;
                thread::spawn(move || {
                    way.say();
                    process::exit(code);
                });
                process::exit(signals.next().await);
            });
        });
        let ended = || Err(io::Error::other("the thread for signals ended"));
        is_ready
            .recv()
            .unwrap_or_else(|_| ended())
            .map_err(Fault::Runtime)
    }

    fn say(&self) {
        let mut voice = Voice::new(self.json);
        let members = json!({"resume": self.command()});
        voice.complain("interrupted", members, format_args!("\n{}", self.words()));
        self.clean();
    }
}

/// The signals that end a program, and the codes it then ends with.
#[cfg(unix)]
pub(crate) struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    pub(crate) fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// The exit code of the next one.
    pub(crate) async fn next(&mut self) -> i32 {
        std::future::poll_fn(|context| {
            use std::task::Poll;
            if self.interrupt.poll_recv(context).is_ready() {
                return Poll::Ready(130);
            }
            self.terminate.poll_recv(context).map(|_| 143)
        })
        .await
    }
}

#[cfg(not(unix))]
pub(crate) struct Signals;

#[cfg(not(unix))]
impl Signals {
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Self)
    }

    /// The exit code of the next one.
    pub(crate) async fn next(&mut self) -> i32 {
        match tokio::signal::ctrl_c().await {
            Ok(()) => 130,
            Err(_) => std::future::pending().await,
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A word for a shell.
fn quoted(word: &OsStr) -> String {
    let text = word.to_string_lossy();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,\\".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.into_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_the_exact_command() {
        let whereabouts = Whereabouts {
            base_url: Some("http://127.0.0.1:4010".to_owned()),
            journal: Some("my journal".into()),
            json: false,
        };
        let way = Way::of(&whereabouts, Some(Path::new("it's.mp4")));
        assert_eq!(way.command(), None);
        assert!(way.words().contains("nothing was sent"));
        way.stand(Standing::Task("task_1".to_owned()));
        let options = r" --base-url http://127.0.0.1:4010 --journal 'my journal' -o 'it'\''s.mp4'";
        assert!(
            way.command()
                .unwrap()
                .ends_with(&format!(" resume task_1{options}"))
        );
        way.stand(Standing::Sending);
        assert!(way.words().ends_with(&format!(" recover{options}")));
        way.stand(Standing::Gone);
        way.stand(Standing::Open);
        assert_eq!(way.command(), None);
        assert!(way.words().contains("generated-demo sandbox"));
    }
}
