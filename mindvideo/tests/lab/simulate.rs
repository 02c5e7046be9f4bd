//! Submissions by the seed: faults, crashes, recoveries, and what the ledger says in the end.
//!
//! Each seed is one purchase with up to five faults on its way. The process may die at any point, also between a journal's
//! write and its return, and the next one finishes. In some a rival works on the same purchase, over the same journal, and
//! dies when chance has it. Time is virtual; the clients are the real ones.

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
        journal::{Entry, Intent, Journal, JournalError, MemoryJournal, Stage, Step},
    },
};

use super::{
    both::both,
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
    /// Processes that had a rival.
    pub(crate) contested: u64,
    /// Ends of a submission that said "unknown".
    pub(crate) unknown: u64,
    /// Ends of a submission that said "nothing was charged", which was so.
    pub(crate) refused: u64,
    /// Those of them that were unknown because the journal refused.
    pub(crate) unwritten: u64,
    pub(crate) faults: BTreeMap<Fault, u64>,
    pub(crate) double_charges: Vec<u64>,
    pub(crate) lost: Vec<u64>,
    /// Paid purchases that the journal called free, so that nobody would have gone on with them.
    pub(crate) forgotten: Vec<u64>,
    pub(crate) wrong_ends: Vec<u64>,
    /// Submissions that said "nothing was charged" when something was.
    pub(crate) untrue: Vec<u64>,
}

impl Report {
    pub(crate) fn is_clean(&self) -> bool {
        let bad = [
            &self.double_charges,
            &self.lost,
            &self.forgotten,
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
        writeln!(f, "with a rival     {:>10}", self.contested)?;
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
            ("forgotten", &self.forgotten),
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

    fn record(&self, key: &IdempotencyKey, step: &Step) -> Result<Option<Entry>, JournalError> {
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
    /// What rivals do; its own source of chance leaves the others' as it is without them.
    rivals: Option<Chance>,
    /// A rival is at work.
    contested: bool,
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
/// More than any process needs.
const FOR_EVER: u64 = 1_000_000;

/// What a second process does with the purchase of the first.
#[derive(Clone, Copy)]
enum Act {
    Submit,
    Recover,
    Discard,
    Abandon,
}

impl Act {
    fn by_chance(chance: &mut Chance) -> Self {
        match chance.below(6) {
            0..=2 => Self::Submit,
            3 => Self::Recover,
            4 => Self::Discard,
            _ => Self::Abandon,
        }
    }

    /// Whether it may buy.
    fn sends(self) -> bool {
        matches!(self, Self::Submit | Self::Recover)
    }

    /// What it comes to: no errors that say "nothing was charged" are believed here, for the other may pay meanwhile.
    async fn play(self, client: Client, input: &Valid<Input>, key: IdempotencyKey) -> Home {
        match self {
            Self::Submit => match client.submit(input).idempotency_key(key).await {
                Ok(task) => home(Some(task.id().clone()), task.wait().await),
                Err(error) => home::<Input>(None, Err(error)),
            },
            Self::Recover => match client.recover().await.map(|all| all.into_iter().next()) {
                Ok(Some(one)) => {
                    let id = one.task().map(|token| token.task_id().clone());
                    home(id, one.into_result())
                }
                Ok(None) => Home::No,
                Err(_) => Home::Open,
            },
            Self::Discard => {
                if let Ok(prepared) = client.prepare(input, key).await {
                    // Refused where it may have been sent.
                    let _ = prepared.discard().await;
                }
                Home::No
            }
            Self::Abandon => {
                let _ = client.abandon(&key).await;
                Home::No
            }
        }
    }
}

fn home<M>(id: Option<TaskId>, end: Result<Succeeded<M>, Error>) -> Home {
    match (end, id) {
        (Ok(done), Some(id)) => Home::End(id, word(&done)),
        (Ok(_), None) => Home::Open,
        (Err(error), _) => match (error.kind(), error.charged()) {
            (ErrorKind::TaskFailed(task), _) => Home::End(task.task_id().clone(), "failed"),
            (ErrorKind::TaskCancelled(task), _) => Home::End(task.task_id().clone(), "cancelled"),
            (_, Charged::No) => Home::No,
            _ => Home::Open,
        },
    }
}

impl Home {
    /// What two processes brought home together: a task, else something that is open, else nothing.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (end @ Self::End(..), _) | (_, end @ Self::End(..)) => end,
            (Self::Open, _) | (_, Self::Open) => Self::Open,
            (Self::No, Self::No) => Self::No,
        }
    }
}

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
            rivals: (disk.is_some() && seed.is_multiple_of(3)).then(|| Chance::new(seed ^ 0x71a1)),
            contested: false,
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
                FOR_EVER
            };
            report.processes += 1;
            let end = self.live(process, polls, report);
            report.crashes += u64::from(end.is_none());
            assert!(end.is_some() || dies, "seed {}: it does not end", self.seed);
            home = end.unwrap_or(Home::Open);
            self.remembers(report);
            if !matches!(home, Home::Open) {
                break;
            }
        }
        self.settle(&home, report);
    }

    /// One process, with a rival now and then. `None`: it died, and no rival brought a task home.
    fn live(&mut self, process: u64, polls: u64, report: &mut Report) -> Option<Home> {
        let world = self.world.clone();
        self.contested = match &mut self.rivals {
            Some(chance) => process < PROCESSES && chance.one_in(2),
            None => false,
        };
        let Some(chance) = self.rivals.as_mut().filter(|_| self.contested) else {
            return world.run(polls, self.process(process, report));
        };
        report.contested += 1;
        let act = Act::by_chance(chance);
        let lasts = chance.one_in(2);
        let rival_polls = if lasts { FOR_EVER } else { chance.below(80) };
        let turns = Chance::new(chance.below(u64::MAX));
        let rival = act.play(self.client(), self.input, self.key.clone());
        let own = self.process(process, report);
        let pair = both(turns, (polls, own), (rival_polls, rival));
        let (own, rival) = world.run(4 * FOR_EVER, pair)?;
        let gone = if act.sends() { Home::Open } else { Home::No };
        let rival = rival.unwrap_or(gone);
        match own {
            Some(own) => Some(own.and(rival)),
            None => matches!(rival, Home::End(..)).then_some(rival),
        }
    }

    /// Whatever died where: what is or will be paid is not free in the journal.
    fn remembers(&self, report: &mut Report) {
        let Some(disk) = self
            .disk
            .as_ref()
            .filter(|_| self.world.is_or_will_be_paid())
        else {
            return;
        };
        let entries = disk.journal.entries().unwrap();
        let stage = entries.first().map(Entry::stage);
        if !matches!(stage, Some(Stage::InDoubt | Stage::Accepted | Stage::Ended)) {
            report.forgotten.push(self.seed);
        }
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
                    (Err(error), None) => {
                        self.judge(&error, report);
                        self.fail(&error, report)
                    }
                    (Err(error), Some(_)) => self.fail(&error, report),
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
            ErrorKind::OutcomeUnknown(unknown) => {
                let refused = matches!(*unknown.last, ErrorKind::Journal(_));
                report.unwritten += u64::from(refused);
            }
            _ => {}
        }
        match error.charged() {
            Charged::No => {
                self.judge(error, report);
                if self.world.world().tasks.is_empty() {
                    report.refused += 1;
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

    /// "Nothing was charged", of a purchase that was. A rival may have paid after that was said.
    fn judge(&self, error: &Error, report: &mut Report) {
        let paid = !self.contested && !self.world.world().tasks.is_empty();
        if paid && error.charged() == Charged::No && report.untrue.last() != Some(&self.seed) {
            report.untrue.push(self.seed);
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
