//! A process that is killed while it buys, and one that finishes.

use std::{
    fmt,
    path::{Path, PathBuf},
    process::{Child, Command, ExitCode, Stdio},
    time::Duration,
};

use mindvideo::{
    client::{
        Client, ClientBuilder, Error, IdempotencyKey, PollSchedule, RetryPolicy,
        journal::{Entry, FileJournal, Stage},
    },
    sandbox::Sandbox,
};

use super::{model::Input, world::Chance};

/// What a run came to.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) kills: u64,
    /// Processes that had ended before they could be killed.
    pub(crate) too_late: u64,
    pub(crate) purchases: usize,
    /// By where the journal stood when the process died.
    pub(crate) found: Vec<(String, u64)>,
    pub(crate) double_charges: usize,
    pub(crate) lost: usize,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "kills            {:>10}", self.kills)?;
        writeln!(f, "ended before     {:>10}", self.too_late)?;
        writeln!(f, "purchases        {:>10}", self.purchases)?;
        for (stage, count) in &self.found {
            writeln!(f, "  found {stage:<16} {count:>8}")?;
        }
        writeln!(f, "double charges   {:>10}", self.double_charges)?;
        writeln!(f, "lost tasks       {:>10}", self.lost)
    }
}

/// Kills a buyer `kills` times at moments drawn by `seed`, recovers after each, and asks the ledger. `buyer` makes the
/// command of a child that calls [`buy`]; its arguments come in the environment.
pub(crate) fn run(kills: u64, seed: u64, buyer: impl Fn() -> Command) -> Report {
    let sandbox = Sandbox::builder()
        .model::<Input>()
        .pace(Duration::from_millis(3))
        .start()
        .unwrap();
    let folder = std::env::temp_dir().join(format!("mindvideo-kill-{}-{seed}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("purchases.journal");
    let mut chance = Chance::new(seed);
    let mut report = Report::default();
    for round in 0..kills {
        let moment = Moment::by_chance(&mut chance, round);
        let mut child = start(&buyer, &sandbox, &path, round);
        moment.wait_for(&mut child, &path);
        child.kill().unwrap();
        let status = child.wait().unwrap();
        report.kills += 1;
        report.too_late += u64::from(status.success());
        recover(&sandbox, &path, &mut report);
    }
    count(&sandbox, &path, &mut report);
    std::fs::remove_dir_all(&folder).unwrap();
    report
}

/// When to kill: a little after one of the purchases has come to a stage, however long that takes here.
struct Moment {
    key: String,
    /// `None`: at the very start.
    stage: Option<Stage>,
    after: Duration,
}

const COURSE: [Stage; 4] = [
    Stage::Prepared,
    Stage::InDoubt,
    Stage::Accepted,
    Stage::Ended,
];

impl Moment {
    fn by_chance(chance: &mut Chance, round: u64) -> Self {
        let number = chance.below(PURCHASES);
        let stage = usize::try_from(chance.below(5)).unwrap();
        Self {
            key: order(&round.to_string(), number),
            stage: COURSE.get(stage).copied(),
            after: Duration::from_micros(chance.below(3_000)),
        }
    }

    /// Returns when it has come, or the child has ended.
    fn wait_for(&self, child: &mut Child, path: &Path) {
        while !self.has_come(path) && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_micros(200));
        }
        std::thread::sleep(self.after);
    }

    fn has_come(&self, path: &Path) -> bool {
        let place = |stage| COURSE.iter().position(|known| *known == stage);
        let Some(wanted) = self.stage.map(place) else {
            return true;
        };
        let entries = FileJournal::look(path).unwrap();
        let mut own = entries
            .iter()
            .filter(|entry| entry.idempotency_key().as_str() == self.key);
        own.any(|entry| place(entry.stage()) >= wanted)
    }
}

/// Purchases of one buyer.
const PURCHASES: u64 = 3;

fn order(round: &str, number: u64) -> String {
    format!("order-{round}-{number}")
}

fn start(buyer: &impl Fn() -> Command, sandbox: &Sandbox, path: &Path, round: u64) -> Child {
    let mut command = buyer();
    command
        .env("LAB_BASE", sandbox.base_url())
        .env("LAB_KEY", sandbox.api_key())
        .env("LAB_JOURNAL", path)
        .env("LAB_ROUND", round.to_string())
        .stdout(Stdio::null());
    command.spawn().unwrap()
}

/// What the next process does; here it is this one, which has the lock to itself.
fn recover(sandbox: &Sandbox, path: &Path, report: &mut Report) {
    let client = client(sandbox.base_url(), sandbox.api_key(), path).unwrap();
    let recovered = block_on(client.recover().into_future()).unwrap();
    for one in recovered {
        let stage = format!("{:?}", one.found().stage());
        match report.found.iter_mut().find(|(known, _)| *known == stage) {
            Some((_, count)) => *count += 1,
            None => report.found.push((stage, 1)),
        }
        if one.result().is_err() {
            report.lost += 1;
        }
    }
}

fn count(sandbox: &Sandbox, path: &Path, report: &mut Report) {
    let client = client(sandbox.base_url(), sandbox.api_key(), path).unwrap();
    let entries = block_on(client.journal_entries()).unwrap();
    let ledger = sandbox.ledger();
    report.purchases = ledger.tasks().len();
    let mut keys: Vec<_> = ledger.keys().collect();
    keys.sort_unstable();
    let all = keys.len();
    keys.dedup();
    report.double_charges = all - keys.len();
    let known = |id: &str| {
        let mut found = entries.iter().filter_map(Entry::task_token);
        found.any(|token| token.task_id().as_str() == id)
    };
    let lost = ledger.tasks().iter().filter(|task| !known(&task.task_id));
    report.lost += lost.count();
}

/// The life of a buyer: several purchases, one after another.
pub(crate) fn buy() -> ExitCode {
    let var = |name| std::env::var(name).unwrap();
    let client = client(
        &var("LAB_BASE"),
        &var("LAB_KEY"),
        &PathBuf::from(var("LAB_JOURNAL")),
    );
    let done = block_on(async {
        let client = client?;
        for number in 0..PURCHASES {
            let key = IdempotencyKey::parse(&order(&var("LAB_ROUND"), number))?;
            let input = Input::new(format!("waves {number}")).validate().unwrap();
            let task = if number == 1 {
                client.prepare(&input, key).await?.send().await?
            } else {
                client.submit(&input).idempotency_key(key).await?
            };
            task.wait().await?;
        }
        Ok::<(), Error>(())
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => panic!("{error}"),
    }
}

fn client(base: &str, key: &str, path: &Path) -> Result<Client, Error> {
    builder(base, key).journal(FileJournal::open(path)?).build()
}

/// A client that does not dawdle.
pub(crate) fn builder(base: &str, key: &str) -> ClientBuilder {
    let millis = Duration::from_millis;
    Client::builder()
        .api_key(key)
        .base_url(base)
        .retry_policy(RetryPolicy {
            pause: millis(5),
            ..RetryPolicy::default()
        })
        .poll_schedule(PollSchedule {
            first: millis(2),
            interval: millis(2),
            longest: millis(5),
            most_per_second: 1000,
            ..PollSchedule::default()
        })
}

pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(future)
}

/// Twenty kills. The child is this test's own program.
#[test]
fn killed_anywhere() {
    if std::env::var_os("LAB_ROUND").is_some() {
        assert_eq!(buy(), ExitCode::SUCCESS);
        return;
    }
    let report = run(20, 1, || {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "kill::killed_anywhere"]);
        command
    });
    assert_eq!((report.double_charges, report.lost), (0, 0), "{report}");
    assert!(report.purchases > 0 && !report.found.is_empty(), "{report}");
}
