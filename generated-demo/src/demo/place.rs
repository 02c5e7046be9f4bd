//! Whom the demo talks to, and where it writes down what it buys.

use std::{
    env,
    path::{Path, PathBuf},
    process,
    time::Duration,
};

use generated_demo::models::MODELS;
use mindvideo::{
    Attempt, Client, IdempotencyKey, RetryPolicy,
    client::{ClientBuilder, ConfigError, Error, PollSchedule, journal::FileJournal},
    sandbox::{Builder, Sandbox},
};
use serde_json::json;

use super::{
    args::Whereabouts,
    fault::Fault,
    page::Page,
    voice::Voice,
    way::{Standing, Way},
};

pub(crate) const API_KEY: &str = "MINDVIDEO_API_KEY";
const BASE_URL: &str = "MINDVIDEO_BASE_URL";
const REAL: &str = "https://api.mindvideo.ai";

/// What the command `sandbox` takes, and what is sent to this machine when nobody set another key. It opens nothing.
pub(crate) const PLAY_KEY: &str = "mv_live_sandbox";

/// How long the sandbox's task is queued, and then processed: long enough to be watched.
const PACE: Duration = Duration::from_millis(1_200);

/// A client, what it talks to, and its journal.
pub(crate) struct Place {
    pub(crate) client: Client,
    /// Dropping it ends it.
    pub(crate) sandbox: Option<Sandbox>,
    pub(crate) journal: PathBuf,
}

impl Place {
    /// The API at the address and with the key that options and environment name; where there is neither, a sandbox.
    pub(crate) fn choose(whereabouts: &Whereabouts, way: &Way) -> Result<Self, Fault> {
        if address(whereabouts).is_none() && env::var_os(API_KEY).is_none() {
            Self::sandbox(whereabouts, way)
        } else {
            Self::lasting(whereabouts)
        }
    }

    /// A server that outlives this process: tasks of before can be found there.
    pub(crate) fn lasting(whereabouts: &Whereabouts) -> Result<Self, Fault> {
        let url = address(whereabouts);
        let local = url.as_deref().is_some_and(is_local);
        if env::var_os(API_KEY).is_none() && !local {
            return Err(without_key(url.is_some()));
        }
        let journal = journal_path(whereabouts);
        let client = builder(local, url).and_then(|builder| {
            let builder = if local {
                builder.poll_schedule(often()).retry_policy(few())
            } else {
                builder.poll_schedule(watched())
            };
            builder.journal(open(&journal)?).build()
        });
        let client = client.map_err(|error| match error.kind() {
            mindvideo::ErrorKind::Config(_) => Fault::Settings {
                problem: error.to_string(),
                cure: format!(
                    "or unset {API_KEY} and {BASE_URL} to use the sandbox; nothing was sent"
                ),
            },
            _ => Fault::Task(error),
        })?;
        Ok(Self {
            client,
            sandbox: None,
            journal,
        })
    }

    fn sandbox(whereabouts: &Whereabouts, way: &Way) -> Result<Self, Fault> {
        let sandbox = filled(PACE).start().map_err(Fault::Sandbox)?;
        // Its tasks end with this process, so what is written down about them does as well.
        let journal = whereabouts.journal.clone().unwrap_or_else(|| {
            let name = format!("generated-demo-{}.journal", process::id());
            let path = env::temp_dir().join(name);
            way.scratch([path.clone(), path.with_extension("journal.lock")]);
            path
        });
        way.stand(Standing::Gone);
        let client = Client::builder()
            .api_key(sandbox.api_key())
            .base_url(sandbox.base_url())
            .poll_schedule(often())
            .journal(open(&journal)?)
            .build()?;
        Ok(Self {
            client,
            sandbox: Some(sandbox),
            journal,
        })
    }

    /// The key of a purchase: another server is another purchase.
    pub(crate) fn key(&self, id: &str, attempt: Attempt) -> Result<IdempotencyKey, ConfigError> {
        let namespace = match self.client.base_url() {
            REAL => "generated-demo".to_owned(),
            other => format!("generated-demo {other}"),
        };
        IdempotencyKey::for_business_id(&namespace, id, attempt)
    }

    /// Says where requests go and whether they cost something.
    pub(crate) fn introduce(&self, page: &mut Page) {
        let url = self.client.base_url();
        if self.sandbox.is_some() {
            page.text(format_args!("Talking to a sandbox on this machine: {url}"));
            page.indented("No account is needed, nothing is paid, nothing leaves this machine.");
            page.indented(format_args!(
                "With {API_KEY} set, the same program talks to the real API."
            ));
        } else {
            page.text(format_args!("Talking to the REAL API: {url}"));
            page.indented(format_args!(
                "{API_KEY} is set. Tasks COST MONEY; this run asks for one."
            ));
            page.indented(
                "By the rule of the API, the same prompt again finds that task and is not charged again.",
            );
        }
    }

    /// The same for a command, in two lines.
    pub(crate) fn announce(&self, voice: &mut Voice) {
        let url = self.client.base_url();
        if self.sandbox.is_some() {
            voice.aside(format_args!(
                "server   {url}, a sandbox of this process; nothing is paid"
            ));
        } else if is_local(url) {
            voice.aside(format_args!("server   {url}, on this machine"));
        } else {
            voice.aside(format_args!("server   {url}; tasks COST MONEY"));
        }
        announce(voice, &self.journal);
    }
}

/// Says where the journal is.
pub(crate) fn announce(voice: &mut Voice, journal: &Path) {
    let path = journal.display();
    voice.tell(
        "journal",
        json!({"path": path.to_string()}),
        format_args!("journal  {path}"),
    );
}

/// A sandbox of all models of this build.
pub(crate) fn filled(pace: Duration) -> Builder {
    let empty = Sandbox::builder().pace(pace);
    MODELS.iter().fold(empty, |builder, model| {
        builder.schema(model.slug, model.schema)
    })
}

/// The journal that was named, or that of the user; in the current folder when the system names no place for it.
pub(crate) fn journal_path(whereabouts: &Whereabouts) -> PathBuf {
    let set = |name: &str| {
        env::var_os(name)
            .filter(|path| !path.is_empty())
            .map(PathBuf::from)
    };
    let state = if cfg!(windows) {
        set("LOCALAPPDATA")
    } else {
        let absolute = set("XDG_STATE_HOME").filter(|path| path.is_absolute());
        absolute.or_else(|| set("HOME").map(|home| home.join(".local/state")))
    };
    let default = || match state {
        Some(state) => state.join("mindvideo/generated-demo.journal"),
        None => "generated-demo.journal".into(),
    };
    whereabouts.journal.clone().unwrap_or_else(default)
}

fn open(path: &Path) -> Result<FileJournal, Error> {
    if let Some(folder) = path.parent() {
        // What is wrong with the folder is said of the file, next.
        let _ = std::fs::create_dir_all(folder);
    }
    Ok(FileJournal::open(path)?)
}

/// The address that was asked for. What is not Unicode is told by the client.
fn address(whereabouts: &Whereabouts) -> Option<String> {
    let set = env::var_os(BASE_URL).map(|url| url.to_string_lossy().into_owned());
    whereabouts.base_url.clone().or(set)
}

fn builder(local: bool, url: Option<String>) -> Result<ClientBuilder, Error> {
    let builder = if local && env::var_os(API_KEY).is_none() {
        Client::builder().api_key(PLAY_KEY)
    } else {
        ClientBuilder::from_env()?
    };
    // The environment's own stays under its name, for errors speak of it.
    Ok(
        match url.filter(|url| env::var_os(BASE_URL).is_none_or(|set| *set != **url)) {
            Some(url) => builder.base_url(url),
            None => builder,
        },
    )
}

fn without_key(addressed: bool) -> Fault {
    if addressed {
        Fault::Settings {
            problem: format!("an address of the API is set, but {API_KEY} is not"),
            cure: format!(
                "set both to talk to the API at that address, or neither of --base-url and {BASE_URL} to use the sandbox"
            ),
        }
    } else {
        Fault::Settings {
            problem: format!("there is no server to ask: {API_KEY} is not set"),
            cure: "set it, or start `generated-demo sandbox` and give its address with --base-url"
                .to_owned(),
        }
    }
}

/// Whether a URL is one of this machine.
fn is_local(url: &str) -> bool {
    let hosts = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    let rest = hosts.iter().find_map(|host| url.strip_prefix(host));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
}

/// Somebody is looking at the line, so the first answer comes sooner than a program would need it.
fn watched() -> PollSchedule {
    PollSchedule {
        first: Duration::from_secs(2),
        ..PollSchedule::default()
    }
}

/// A real film takes minutes; nobody should ask for that one so often.
fn often() -> PollSchedule {
    PollSchedule {
        first: PACE / 8,
        interval: PACE / 8,
        growth_percent: 100,
        ..PollSchedule::default()
    }
}

/// A server of this machine answers at once, or is not there.
fn few() -> RetryPolicy {
    RetryPolicy {
        attempts: 3,
        ..RetryPolicy::default()
    }
}
