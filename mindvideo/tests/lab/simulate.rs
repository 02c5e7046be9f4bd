//! Submissions by the seed: faults, crashes, recoveries, and what the ledger says in the end.
//!
//! Each seed is one purchase with up to five faults on its way. The process may die at any point, also between a journal's
//! write and its return, and the next one finishes. Time is virtual; the clients are the real ones.

use std::{
    collections::BTreeMap,
    fmt,
    ops::Range,
    sync::{Arc, Mutex, PoisonError},
};

use mindvideo::{
    Valid,
    client::{
        Charged, Client, Error, ErrorKind, IdempotencyKey, StatusKind, SubmissionToken, Succeeded,
        TaskId,
        journal::{Entry, Intent, Journal, JournalError, MemoryJournal, Step},
    },
};

use super::{
    model::Input,
    world::{Chance, Fault, Handle},
};

/// What a run came to.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) submissions: u64,
    pub(crate) requests: u64,
    pub(crate) processes: u64,
    pub(crate) crashes: u64,
    /// Ends of a submission that said "unknown".
    pub(crate) unknown: u64,
    /// Ends of a submission that said "nothing was charged", which was so.
    pub(crate) refused: u64,
    /// Submissions that the journal refused.
    pub(crate) unwritten: u64,
    pub(crate) faults: BTreeMap<Fault, u64>,
    pub(crate) double_charges: Vec<u64>,
    pub(crate) lost: Vec<u64>,
    pub(crate) wrong_ends: Vec<u64>,
    /// Submissions that said "nothing was charged" when something was.
    pub(crate) untrue: Vec<u64>,
}

impl Report {
    pub(crate) fn is_clean(&self) -> bool {
        let bad = [
            &self.double_charges,
            &self.lost,
            &self.wrong_ends,
            &self.untrue,
        ];
        bad.iter().all(|seeds| seeds.is_empty())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "submissions      {:>10}", self.submissions)?;
        writeln!(f, "requests         {:>10}", self.requests)?;
        writeln!(f, "processes        {:>10}", self.processes)?;
        writeln!(f, "crashes          {:>10}", self.crashes)?;
        writeln!(f, "outcome unknown  {:>10}", self.unknown)?;
        writeln!(f, "refused, unpaid  {:>10}", self.refused)?;
        writeln!(f, "journal failed   {:>10}", self.unwritten)?;
        let faults: u64 = self.faults.values().sum();
        writeln!(f, "faults           {faults:>10}")?;
        for (fault, count) in &self.faults {
            writeln!(f, "  {:<22} {count:>8}", format!("{fault:?}"))?;
        }
        for (name, seeds) in [
            ("double charges", &self.double_charges),
            ("lost tasks", &self.lost),
            ("wrong ends", &self.wrong_ends),
            ("untrue \"unpaid\"", &self.untrue),
        ] {
            write!(f, "{name:<16} {:>10}", seeds.len())?;
            let shown = seeds.get(..20).unwrap_or(seeds);
            writeln!(
                f,
                "{}",
                if shown.is_empty() {
                    String::new()
                } else {
                    format!("  seeds {shown:?}")
                }
            )?;
        }
        Ok(())
    }
}

/// Runs one purchase for each seed.
pub(crate) fn simulate(seeds: Range<u64>) -> Report {
    let mut report = Report::default();
    let input = Input::new("waves").validate().unwrap();
    for seed in seeds {
        Purchase::new(seed, &input).run(&mut report);
    }
    report
}

/// A journal on a disk that is full now and then.
#[derive(Clone)]
struct Disk {
    journal: MemoryJournal,
    chance: Arc<Mutex<Chance>>,
    /// One write in so many fails; 0: none.
    fails: u64,
}

impl Disk {
    fn check(&self) -> Result<(), JournalError> {
        let mut chance = self.chance.lock().unwrap_or_else(PoisonError::into_inner);
        if self.fails > 0 && chance.one_in(self.fails) {
            return Err(JournalError::new("disk full"));
        }
        Ok(())
    }
}

impl Journal for Disk {
    fn begin(&self, intent: &Intent) -> Result<Option<Entry>, JournalError> {
        self.check()?;
        self.journal.begin(intent)
    }

    fn record(&self, key: &IdempotencyKey, step: &Step) -> Result<(), JournalError> {
        self.check()?;
        self.journal.record(key, step)
    }

    fn entries(&self) -> Result<Vec<Entry>, JournalError> {
        self.journal.entries()
    }
}

struct Purchase<'a> {
    seed: u64,
    chance: Chance,
    world: Handle,
    disk: Option<Disk>,
    key: IdempotencyKey,
    input: &'a Valid<Input>,
    /// What the caller keeps in its own books when there is no journal.
    token: Option<SubmissionToken>,
}

/// What a process brought home.
enum Home {
    /// A task and how it ended.
    End(TaskId, &'static str),
    /// A definite "no", with nothing charged.
    No,
    /// Something that another process has to go on with.
    Open,
}

const PROCESSES: u64 = 8;

impl<'a> Purchase<'a> {
    fn new(seed: u64, input: &'a Valid<Input>) -> Self {
        let mut chance = Chance::new(seed);
        let faults = (0..chance.below(6)).map(|_| Fault::by_chance(&mut chance));
        let world = Handle::new(seed ^ 0x5eed, faults.collect());
        let fails = if chance.one_in(4) { 6 } else { 0 };
        let disk = (!chance.one_in(5)).then(|| Disk {
            journal: MemoryJournal::default(),
            chance: Arc::new(Mutex::new(Chance::new(seed ^ 0xd15c))),
            fails,
        });
        Self {
            key: IdempotencyKey::parse(&format!("order-{seed}")).unwrap(),
            token: None,
            seed,
            chance,
            world,
            disk,
            input,
        }
    }

    fn client(&self) -> Client {
        let builder = Client::builder()
            .api_key("mv_live_lab")
            .transport(self.world.clone())
            .jitter_seed(self.seed);
        let builder = match &self.disk {
            Some(disk) => builder.journal(disk.clone()),
            None => builder,
        };
        builder.build().unwrap()
    }

    fn run(mut self, report: &mut Report) {
        report.submissions += 1;
        let mut home = Home::Open;
        for process in 0..=PROCESSES {
            if process == PROCESSES {
                self.calm();
            }
            // One in two processes dies somewhere on the way, but for the last.
            let dies = process < PROCESSES && self.chance.one_in(2);
            let polls = if dies {
                self.chance.below(60)
            } else {
                1_000_000
            };
            report.processes += 1;
            let world = self.world.clone();
            match world.run(polls, self.process(process, report)) {
                Some(end) => home = end,
                None if dies => {
                    report.crashes += 1;
                    home = Home::Open;
                }
                None => panic!("seed {}: it does not end", self.seed),
            }
            if !matches!(home, Home::Open) {
                break;
            }
        }
        self.settle(&home, report);
    }

    /// The network heals, what was slow has arrived, and the disk has room.
    fn calm(&mut self) {
        self.world.world().faults.clear();
        self.world.settle();
        if let Some(disk) = &mut self.disk {
            disk.fails = 0;
        }
    }

    /// The life of a process: the first one buys, the others go on.
    async fn process(&mut self, number: u64, report: &mut Report) -> Home {
        let client = self.client();
        if number > 0 && self.disk.is_some() && !self.chance.one_in(3) {
            let recovered = match client.recover().await {
                Ok(recovered) => recovered,
                Err(error) => return self.fail(&error, report),
            };
            if let Some(one) = recovered.into_iter().next() {
                let id = one.task().map(|token| token.task_id().clone());
                return match (one.into_result(), id) {
                    (Ok(done), Some(id)) => Home::End(id, word(&done)),
                    (Err(error), _) => self.fail(&error, report),
                    (Ok(_), None) => Home::Open,
                };
            }
            // Nothing is open: it ended, or was never begun. Buying again under the same key tells.
        }
        let submit = match self.token.clone() {
            Some(token) => client.resume_submission::<Input>(token).unwrap(),
            None => client.submit(self.input).idempotency_key(self.key.clone()),
        };
        if self.disk.is_none() {
            self.token = Some(submit.token().unwrap());
        }
        match submit.await {
            Ok(task) => match task.wait().await {
                Ok(done) => Home::End(task.id().clone(), word(&done)),
                Err(error) => self.fail(&error, report),
            },
            Err(error) => self.fail(&error, report),
        }
    }

    fn fail(&mut self, error: &Error, report: &mut Report) -> Home {
        match error.kind() {
            ErrorKind::TaskFailed(task) => return Home::End(task.task_id().clone(), "failed"),
            ErrorKind::TaskCancelled(task) => {
                return Home::End(task.task_id().clone(), "cancelled");
            }
            // The call itself charged nothing; what happened before it, only the journal could tell.
            ErrorKind::Journal(_) => {
                report.unwritten += 1;
                return Home::Open;
            }
            _ => {}
        }
        match error.charged() {
            Charged::No => {
                if self.world.world().tasks.is_empty() {
                    report.refused += 1;
                } else {
                    report.untrue.push(self.seed);
                }
                // One in two callers leaves it at that; the others try again.
                if self.chance.one_in(2) {
                    Home::No
                } else {
                    Home::Open
                }
            }
            Charged::Unknown => {
                report.unknown += 1;
                assert!(
                    error.resume_token().is_some(),
                    "seed {}: {error}",
                    self.seed
                );
                Home::Open
            }
            Charged::Yes => Home::Open,
        }
    }

    fn settle(self, home: &Home, report: &mut Report) {
        self.world.settle();
        let world = self.world.world();
        report.requests += world.requests;
        for (fault, count) in &world.met {
            *report.faults.entry(*fault).or_default() += count;
        }
        if world.tasks.len() > 1 || world.keyless > 0 {
            report.double_charges.push(self.seed);
        }
        match (home, world.tasks.first()) {
            (Home::No, Some(_)) => report.untrue.push(self.seed),
            (Home::Open, _) | (Home::End(..), None) => report.lost.push(self.seed),
            (Home::End(id, _), Some(task)) if id.as_str() != task.id => report.lost.push(self.seed),
            (Home::End(_, end), Some(task)) if *end != task.ends => {
                report.wrong_ends.push(self.seed);
            }
            (Home::No, None) | (Home::End(..), Some(_)) => {}
        }
    }
}

fn word<M>(done: &Succeeded<M>) -> &'static str {
    match done.snapshot().status().kind() {
        StatusKind::Succeeded => "succeeded",
        StatusKind::Failed => "failed",
        StatusKind::Cancelled => "cancelled",
        _ => "open",
    }
}
