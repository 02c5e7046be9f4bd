//! A process that dies at a named point of its work, and one that finishes.
//!
//! What happens inside of a buyer is seen through the traits [`Journal`] and [`Transport`], whose wrappers here end the
//! process; what happens on the wire is seen by a relay, which kills it when a message has passed so far.

use std::{
    collections::BTreeSet,
    fmt,
    path::{Path, PathBuf},
    process::{Child, Command, ExitCode, Stdio},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use http::{Method, Request, Response};
use mindvideo::{
    client::{
        BodyStream, BoxFuture, Client, Error, HyperTransport, IdempotencyKey, MediaFile, Proxies,
        Transport, TransportError,
        journal::{Entry, FileJournal, Intent, Journal, JournalError, Step},
    },
    sandbox::{Ledger, Sandbox},
};

use super::{
    kill::{block_on, builder},
    model::Input,
    relay::{FileServer, Message, Part, Relay},
};

/// Where a buyer dies.
#[derive(Clone, Copy, Debug)]
enum Point {
    /// Where it says these words to itself.
    Inside(&'static str),
    /// When so much of a message has passed.
    Wire(Message, Part),
    /// Where it says these words while it fetches a file.
    File(&'static str),
}

const POINTS: &[Point] = &[
    Point::Inside("before the intent is written"),
    Point::Inside("after the intent is written"),
    Point::Inside("before the sending is written"),
    Point::Inside("after the sending is written"),
    Point::Inside("before the request"),
    Point::Wire(Message::Create, Part::FirstByte),
    Point::Wire(Message::Create, Part::Head),
    Point::Wire(Message::Create, Part::Half),
    Point::Wire(Message::Created, Part::Nothing),
    Point::Wire(Message::Created, Part::FirstByte),
    Point::Wire(Message::Created, Part::Head),
    Point::Wire(Message::Created, Part::Half),
    Point::Wire(Message::Created, Part::Whole),
    Point::Inside("before the acceptance is written"),
    Point::Inside("after the acceptance is written"),
    Point::Wire(Message::Poll, Part::Half),
    Point::Wire(Message::Polled, Part::Nothing),
    Point::Wire(Message::Polled, Part::Half),
    Point::Inside("before the end is written"),
    Point::Inside("after the end is written"),
    Point::File("before the part is opened"),
    Point::File("after the part is opened"),
    Point::File("after the part is begun"),
    Point::File("after the first piece is written"),
    Point::File("before a piece behind the middle is written"),
    Point::File("after a piece behind the middle is written"),
    Point::File("before the file gets its name"),
    Point::File("after the file gets its name"),
];

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Inside(words) | Self::File(words) => f.write_str(words),
            Self::Wire(message, part) => write!(f, "{part} of the {message}"),
        }
    }
}

/// What a run came to, by point.
#[derive(Debug, Default)]
pub(crate) struct Report {
    rows: Vec<Row>,
}

#[derive(Debug, Default)]
struct Row {
    point: String,
    deaths: u64,
    /// Where the journal stood, or what there was of the file.
    found: BTreeSet<String>,
    /// Deaths after which the server had charged already.
    charged: u64,
    double_charges: u64,
    lost: u64,
    /// Files that were half under their name, or not the right ones in the end.
    half: u64,
}

impl Report {
    pub(crate) fn is_clean(&self) -> bool {
        let bad = |row: &Row| row.double_charges + row.lost + row.half > 0;
        !self.rows.iter().any(bad)
    }

    /// Every point was come to each time.
    pub(crate) fn is_complete(&self, times: u64) -> bool {
        self.rows.len() == POINTS.len() && self.rows.iter().all(|row| row.deaths == times)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<46} {:>6} {:>8} {:>7} {:>5} {:>5}  found",
            "died", "deaths", "charged", "double", "lost", "half"
        )?;
        let mut all = Row::default();
        for row in &self.rows {
            let found: Vec<_> = row.found.iter().map(String::as_str).collect();
            writeln!(
                f,
                "{:<46} {:>6} {:>8} {:>7} {:>5} {:>5}  {}",
                row.point,
                row.deaths,
                row.charged,
                row.double_charges,
                row.lost,
                row.half,
                found.join(", ")
            )?;
            all.deaths += row.deaths;
            all.charged += row.charged;
            all.double_charges += row.double_charges;
            all.lost += row.lost;
            all.half += row.half;
        }
        writeln!(
            f,
            "{:<46} {:>6} {:>8} {:>7} {:>5} {:>5}",
            "in all", all.deaths, all.charged, all.double_charges, all.lost, all.half
        )
    }
}

/// Lets a buyer die `times` times at every point, and looks at what the next process makes of it. `buyer` makes the
/// command of a child that calls [`live`]; its arguments come in the environment.
pub(crate) fn run(times: u64, buyer: impl Fn() -> Command) -> Report {
    let place = Place::new();
    let rows = POINTS.iter().map(|point| {
        let mut row = Row {
            point: point.to_string(),
            ..Row::default()
        };
        for round in 0..times {
            match point {
                Point::File(words) => place.fetch(words, &buyer, &mut row),
                _ => place.buy(*point, round, &buyer, &mut row),
            }
        }
        row
    });
    let report = Report {
        rows: rows.collect(),
    };
    std::fs::remove_dir_all(&place.folder).unwrap();
    report
}

/// The server, what stands before it, and a folder.
struct Place {
    sandbox: Sandbox,
    relay: Relay,
    files: FileServer,
    folder: PathBuf,
}

impl Place {
    fn new() -> Self {
        let sandbox = Sandbox::builder()
            .model::<Input>()
            .pace(Duration::from_millis(3))
            .start()
            .unwrap();
        let folder = std::env::temp_dir().join(format!("mindvideo-crash-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self {
            relay: Relay::before(sandbox.base_url()),
            files: FileServer::start(),
            sandbox,
            folder,
        }
    }

    fn journal(&self) -> PathBuf {
        self.folder.join("purchases.journal")
    }

    fn target(&self) -> PathBuf {
        self.folder.join("film.mp4")
    }

    /// A child with this life; whether it died.
    fn dies(&self, buyer: &impl Fn() -> Command, life: &[(&str, &str)], cut: Option<Cut>) -> bool {
        let spawn = || -> Child {
            let mut command = buyer();
            command
                .env("LAB_BASE", self.relay.base())
                .env("LAB_KEY", self.sandbox.api_key())
                .env("LAB_JOURNAL", self.journal())
                .env("LAB_FILE", self.files.url())
                .env("LAB_TARGET", self.target())
                .envs(life.iter().copied())
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            command.spawn().unwrap()
        };
        !self.relay.watch(spawn, cut).success()
    }

    fn buy(&self, point: Point, round: u64, buyer: &impl Fn() -> Command, row: &mut Row) {
        let key = format!("{}-{round}", point.to_string().replace(' ', "-"));
        // What is prepared writes its sending by itself; of the rest, every other one does.
        let prepares = round % 2 == 1 || point.to_string().contains("the sending");
        let (words, cut) = match point {
            Point::Wire(message, part) => ("", Some((message, part))),
            Point::Inside(words) | Point::File(words) => (words, None),
        };
        let life = [
            ("LAB_LIFE", if prepares { "prepare" } else { "submit" }),
            ("LAB_ORDER", &*key),
            ("LAB_POINT", words),
        ];
        row.deaths += u64::from(self.dies(buyer, &life, cut));
        let charged = |ledger: &Ledger| -> Vec<String> {
            let all = ledger.tasks().iter();
            let own = all.filter(|task| task.idempotency_key.as_deref() == Some(&*key));
            own.map(|task| task.task_id.clone()).collect()
        };
        row.charged += u64::from(!charged(&self.sandbox.ledger()).is_empty());

        let journal = FileJournal::open(self.journal()).unwrap();
        let entries = journal.entries().unwrap();
        let own = entries
            .iter()
            .find(|entry| entry.idempotency_key().as_str() == key);
        let found = own.map_or("Nothing".to_owned(), |entry| format!("{:?}", entry.stage()));
        row.found.insert(found);

        let client = builder(self.relay.base(), self.sandbox.api_key())
            .journal(journal)
            .build()
            .unwrap();
        let task = block_on(async {
            for one in client.recover().await? {
                one.into_result()?;
            }
            // Who does not know of the crash buys under the same key again.
            purchase(&client, &key, false).await
        });
        let charged = charged(&self.sandbox.ledger());
        row.double_charges += charged.len().saturating_sub(1) as u64;
        row.lost += u64::from(task.ok() != charged.first().cloned());
    }

    fn fetch(&self, words: &str, buyer: &impl Fn() -> Command, row: &mut Row) {
        let target = self.target();
        let life = [("LAB_LIFE", "fetch"), ("LAB_POINT", words)];
        row.deaths += u64::from(self.dies(buyer, &life, None));
        let whole = || std::fs::read(&target).is_ok_and(|bytes| bytes == self.files.content());
        let (named, part) = (target.exists(), part_length(&target));
        row.half += u64::from(named && !whole());
        row.found.insert(match part {
            _ if named => "Whole".to_owned(),
            None => "Nothing".to_owned(),
            Some(0) => "Part, empty".to_owned(),
            Some(_) => "Part".to_owned(),
        });
        if !named {
            let client = builder(self.relay.base(), self.sandbox.api_key()).build();
            let file = MediaFile::new(self.files.url());
            let fetched = block_on(client.unwrap().download(&file, &target));
            row.half += u64::from(fetched.is_err() || !whole());
        }
        for left in std::fs::read_dir(&self.folder).unwrap().flatten() {
            if left.file_name().to_string_lossy().starts_with("film") {
                std::fs::remove_file(left.path()).unwrap();
            }
        }
    }
}

type Cut = (Message, Part);

fn part_length(target: &Path) -> Option<u64> {
    let part = target.with_extension("mp4.part");
    Some(std::fs::metadata(part).ok()?.len())
}

/// Buys, and waits for the end. Gives the task.
async fn purchase(client: &Client, key: &str, prepares: bool) -> Result<String, Error> {
    let key = IdempotencyKey::parse(key)?;
    let input = Input::new("waves").validate().unwrap();
    let task = if prepares {
        client.prepare(&input, key).await?.send().await?
    } else {
        client.submit(&input).idempotency_key(key).await?
    };
    task.wait().await?;
    Ok(task.id().as_str().to_owned())
}

/// The life of a buyer that dies at the point of its environment.
pub(crate) fn live() -> ExitCode {
    let var = |name| std::env::var(name).unwrap();
    let trap = Trap(var("LAB_POINT").into());
    let network = Watched {
        inner: HyperTransport::new(Proxies::none()).unwrap(),
        trap: trap.clone(),
        target: PathBuf::from(var("LAB_TARGET")),
    };
    let client = builder(&var("LAB_BASE"), &var("LAB_KEY")).transport(network);
    let life = var("LAB_LIFE");
    let done = block_on(async {
        if life == "fetch" {
            let file = MediaFile::new(var("LAB_FILE"));
            let target = var("LAB_TARGET");
            return client.build()?.download(&file, target).await.map(drop);
        }
        let journal = WatchedJournal {
            inner: FileJournal::open(var("LAB_JOURNAL"))?,
            trap,
        };
        let client = client.journal(journal).build()?;
        let bought = purchase(&client, &var("LAB_ORDER"), life == "prepare").await;
        bought.map(drop)
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => panic!("{error}"),
    }
}

/// Ends the process where the words are said.
#[derive(Clone)]
struct Trap(Arc<str>);

impl Trap {
    fn say(&self, side: &str, what: &str) {
        if self.0.strip_prefix(side).map(str::trim_start) == Some(what) {
            std::process::abort();
        }
    }

    fn around<T>(&self, what: &str, work: impl FnOnce() -> T) -> T {
        self.say("before", what);
        let done = work();
        self.say("after", what);
        done
    }
}

struct WatchedJournal {
    inner: FileJournal,
    trap: Trap,
}

impl Journal for WatchedJournal {
    fn begin(&self, intent: &Intent) -> Result<Option<Entry>, JournalError> {
        let key = intent.token().idempotency_key();
        let known = self.inner.entries()?;
        let what = if known.iter().any(|entry| entry.idempotency_key() == key) {
            "the sending is written"
        } else {
            "the intent is written"
        };
        self.trap.around(what, || self.inner.begin(intent))
    }

    fn record(&self, key: &IdempotencyKey, step: &Step) -> Result<Option<Entry>, JournalError> {
        let what = match step {
            Step::Accepted { .. } => "the acceptance is written",
            Step::Ended { .. } => "the end is written",
            _ => "another step is written",
        };
        self.trap.around(what, || self.inner.record(key, step))
    }

    fn entries(&self) -> Result<Vec<Entry>, JournalError> {
        self.inner.entries()
    }
}

struct Watched {
    inner: HyperTransport,
    trap: Trap,
    target: PathBuf,
}

impl Transport for Watched {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<BodyStream>, TransportError>> {
        if request.method() == Method::POST {
            self.trap.say("before", "the request");
        }
        self.inner.send(request)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.inner.sleep(duration)
    }

    fn run_blocking(&self, work: Box<dyn FnOnce() + Send>) -> BoxFuture<'_, ()> {
        let (trap, target) = (self.trap.clone(), self.target.clone());
        self.inner.run_blocking(Box::new(move || {
            trap.around(file_work(&target), work);
        }))
    }
}

/// What comes next to a file, by what there is of it.
fn file_work(target: &Path) -> &'static str {
    const SIZE: u64 = FileServer::SIZE as u64;
    let begun = target.with_extension("mp4.part.json").exists();
    match part_length(target) {
        None => "the part is opened",
        Some(_) if !begun => "the part is begun",
        Some(0) => "the first piece is written",
        Some(SIZE) => "the file gets its name",
        Some(length) if length > SIZE / 2 => "a piece behind the middle is written",
        Some(_) => "a piece is written",
    }
}

/// Each point twice. The child is this test's own program.
#[test]
fn dead_at_every_point() {
    if std::env::var_os("LAB_LIFE").is_some() {
        assert_eq!(live(), ExitCode::SUCCESS);
        return;
    }
    let report = run(2, || {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "crash::dead_at_every_point"]);
        command
    });
    assert!(report.is_clean() && report.is_complete(2), "{report}");
}
