//! A machine that loses its power while it buys.
//!
//! A journal's file is written through the system, and what was not synced when the power went may be there, in part, or
//! not. So whenever a journal's call has returned and its caller has not yet gone on, the bytes of that call are cut off
//! at every place, turned to zeros from every place on, and up to every place: what is left of a last block, and blocks
//! that reached the disk in another order. That the call has synced before it returns is the journal's own promise, which
//! no test without a power switch can see.

use std::{
    fmt,
    fs::OpenOptions,
    io::{Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

use mindvideo::client::{
    Client, Error, IdempotencyKey,
    journal::{FileJournal, Journal as _, Stage},
};

use super::{model::Input, world::Handle};

/// What a run came to.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) cuts: u64,
    /// Calls of the journal that were cut.
    pub(crate) writes: u64,
    pub(crate) double_charges: u64,
    pub(crate) lost: u64,
    /// Journals that could not be opened after it.
    pub(crate) unreadable: u64,
}

impl Report {
    pub(crate) fn is_clean(&self) -> bool {
        self.double_charges + self.lost + self.unreadable == 0
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "power cuts       {:>10}", self.cuts)?;
        writeln!(f, "  in writes      {:>10}", self.writes)?;
        writeln!(f, "double charges   {:>10}", self.double_charges)?;
        writeln!(f, "lost tasks       {:>10}", self.lost)?;
        writeln!(f, "unreadable       {:>10}", self.unreadable)
    }
}

/// What becomes of bytes that were not synced, from the given one of them on or up to it.
#[derive(Clone, Copy)]
enum Loss {
    Cut,
    ZerosFrom,
    ZerosTo,
}

/// Cuts the power at each write of a journal, at every so many bytes of it.
pub(crate) fn run(every: u64) -> Report {
    let mut report = Report::default();
    for prepares in [false, true] {
        for polls in 1.. {
            let bench = Bench::new();
            let (length, whole) = bench.live(prepares, polls);
            if length > 0 {
                report.writes += 1;
                for loss in [Loss::Cut, Loss::ZerosFrom, Loss::ZerosTo] {
                    for place in (0..length).step_by(usize::try_from(every).unwrap()) {
                        let bench = Bench::new();
                        bench.live(prepares, polls);
                        bench.lose(loss, place);
                        bench.judge(&mut report);
                    }
                }
            }
            if whole {
                break;
            }
        }
    }
    report
}

struct Bench {
    world: Handle,
    folder: PathBuf,
    /// How much of the journal was synced before the last poll.
    synced: std::cell::Cell<u64>,
}

impl Drop for Bench {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Bench {
    fn new() -> Self {
        let name = format!("mindvideo-power-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self {
            world: Handle::new(7, Vec::new()),
            folder,
            synced: std::cell::Cell::default(),
        }
    }

    fn journal(&self) -> PathBuf {
        self.folder.join("purchases.journal")
    }

    fn client(&self, journal: FileJournal) -> Client {
        let builder = Client::builder().api_key("mv_live_lab").jitter_seed(1);
        let builder = builder.transport(self.world.clone()).journal(journal);
        builder.build().unwrap()
    }

    /// Buys for so many polls. Gives how many bytes the last of them wrote, and whether it was the end.
    fn live(&self, prepares: bool, polls: u64) -> (u64, bool) {
        let client = self.client(FileJournal::open(self.journal()).unwrap());
        let mut buying = std::pin::pin!(purchase(&client, prepares));
        let early = self.world.run(polls - 1, buying.as_mut());
        assert!(early.is_none(), "it ended before");
        let before = length(&self.journal());
        self.synced.set(before);
        let end = self.world.run(1, buying.as_mut());
        (length(&self.journal()) - before, end.is_some())
    }

    fn lose(&self, loss: Loss, place: u64) {
        let path = self.journal();
        let mut file = OpenOptions::new().write(true).open(&path).unwrap();
        let place = self.synced.get() + place;
        let mut zeros = |from: u64, to: u64| {
            file.seek(SeekFrom::Start(from)).unwrap();
            let size = usize::try_from(to - from).unwrap();
            file.write_all(&vec![0; size]).unwrap();
        };
        match loss {
            Loss::Cut => file.set_len(place).unwrap(),
            Loss::ZerosFrom => zeros(place, length(&path)),
            Loss::ZerosTo => zeros(self.synced.get(), place + 1),
        }
    }

    /// The next process recovers, and buys under the same key again.
    fn judge(&self, report: &mut Report) {
        report.cuts += 1;
        let Ok(journal) = FileJournal::open(self.journal()) else {
            report.unreadable += 1;
            return;
        };
        let client = self.client(journal);
        let again = async {
            client.recover().await?;
            purchase(&client, false).await
        };
        let task = self.world.run(100_000, again).unwrap();
        drop(client);
        self.world.settle();
        let entries = FileJournal::open(self.journal()).unwrap().entries();
        let ended = entries
            .unwrap()
            .iter()
            .any(|entry| entry.stage() == Stage::Ended);
        let world = self.world.world();
        report.double_charges += world.tasks.len().saturating_sub(1) as u64;
        let held = task.ok().filter(|_| ended);
        report.lost += u64::from(world.tasks.first().map(|task| &task.id) != held.as_ref());
    }
}

async fn purchase(client: &Client, prepares: bool) -> Result<String, Error> {
    let key = IdempotencyKey::parse("order")?;
    let input = Input::new("waves").validate().unwrap();
    let task = if prepares {
        client.prepare(&input, key).await?.send().await?
    } else {
        client.submit(&input).idempotency_key(key).await?
    };
    // An end of either kind is an end.
    let _ = task.wait().await;
    Ok(task.id().as_str().to_owned())
}

fn length(path: &Path) -> u64 {
    std::fs::metadata(path).unwrap().len()
}

/// Every 40th byte.
#[test]
fn no_power_at_any_write() {
    let report = run(40);
    assert!(report.is_clean(), "{report}");
    assert!(report.writes == 7 && report.cuts > 50, "{report}");
}
