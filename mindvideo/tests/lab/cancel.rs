//! A future that is dropped at its k-th poll, for every k: nothing is paid twice, nothing is lost.

use std::{fs, path::PathBuf};

use mindvideo::client::{
    Charged, Client, DownloadError, Error, ErrorKind, IdempotencyKey, TaskFile,
    journal::{Journal as _, MemoryJournal, Stage},
};

use crate::{
    model::Input,
    world::{Fault, Handle, film},
};

struct Bench {
    world: Handle,
    journal: MemoryJournal,
}

impl Bench {
    fn new(faults: &[Fault]) -> Self {
        Self {
            world: Handle::new(7, faults.to_vec()),
            journal: MemoryJournal::default(),
        }
    }

    fn client(&self) -> Client {
        let builder = Client::builder().api_key("mv_live_lab").jitter_seed(1);
        let builder = builder.transport(self.world.clone());
        builder.journal(self.journal.clone()).build().unwrap()
    }

    /// What the next processes find and do, until nothing is open.
    fn recover(&self) -> Vec<Stage> {
        let mut found = Vec::new();
        loop {
            let client = self.client();
            let recovered = self
                .world
                .run(100_000, client.recover().into_future())
                .unwrap()
                .unwrap();
            if recovered.is_empty() {
                return found;
            }
            for one in recovered {
                found.push(one.found().stage());
                let error = one.result().as_ref().err();
                assert!(
                    error.is_none_or(|e| e.charged() != Charged::No),
                    "{error:?}"
                );
            }
            assert!(found.len() < 5, "{found:?}");
            self.world.settle();
        }
    }
}

fn key() -> IdempotencyKey {
    IdempotencyKey::parse("order").unwrap()
}

/// Drops `operation` at each of its polls and looks at the ledger after recovery. Gives the number of polls it takes, and
/// the stages at which the next process found the purchase.
fn every_poll<T>(
    faults: &[Fault],
    operation: impl AsyncFn(Client) -> Result<T, Error>,
) -> (u64, Vec<Stage>) {
    let mut stages = Vec::new();
    for polls in 0.. {
        let bench = Bench::new(faults);
        let whole = bench.world.run(polls, operation(bench.client()));
        for stage in bench.recover() {
            if !stages.contains(&stage) {
                stages.push(stage);
            }
        }
        bench.world.settle();
        let world = bench.world.world();
        assert!(
            world.tasks.len() <= 1,
            "paid {} times at {polls}",
            world.tasks.len()
        );
        for task in &world.tasks {
            let entries = bench.journal.entries().unwrap();
            let token = entries[0].task_token().unwrap();
            assert_eq!(token.task_id().as_str(), task.id, "lost at {polls}");
            assert_eq!(entries[0].stage(), Stage::Ended, "at {polls}");
        }
        if let Some(end) = whole {
            assert!(end.is_ok() || faults.contains(&Fault::SlowCommitSilent));
            return (polls, stages);
        }
    }
    unreachable!()
}

const SCRIPTS: &[&[Fault]] = &[
    &[],
    &[Fault::ResetAfter],
    &[
        Fault::Status(503, true),
        Fault::SilenceAfter,
        Fault::Refused,
    ],
    &[Fault::CutAfter, Fault::SlowCommitSilent],
    &[
        Fault::StallAfter,
        Fault::GarbageAfter,
        Fault::Status(429, false),
    ],
];

#[test]
fn submit_and_wait() {
    let input = Input::new("waves").validate().unwrap();
    let mut found = Vec::new();
    for faults in SCRIPTS {
        let (polls, stages) = every_poll(faults, async |client: Client| {
            let task = client.submit(&input).idempotency_key(key()).await?;
            task.wait().await.map(Some).or_else(ended)
        });
        assert!(polls > 10, "{polls}");
        found.extend(stages);
    }
    assert!(found.contains(&Stage::InDoubt) && found.contains(&Stage::Accepted));
}

#[test]
fn prepare_and_send() {
    let input = Input::new("waves").validate().unwrap();
    for faults in SCRIPTS {
        let (_, stages) = every_poll(faults, async |client: Client| {
            client.prepare(&input, key()).await?.send().await
        });
        assert!(stages.contains(&Stage::Prepared) && stages.contains(&Stage::InDoubt));
    }
}

#[test]
fn updates() {
    let input = Input::new("waves").validate().unwrap();
    for faults in SCRIPTS {
        every_poll(faults, async |client: Client| {
            let task = client.submit(&input).idempotency_key(key()).await?;
            let mut updates = task.updates();
            while let Some(update) = updates.next().await {
                update?;
            }
            Ok(())
        });
    }
}

/// The recovery itself is dropped, again and again.
#[test]
fn recover() {
    let input = Input::new("waves").validate().unwrap();
    for faults in SCRIPTS {
        every_poll(faults, async |client: Client| {
            drop(client.prepare(&input, key()).await?);
            client.recover().await
        });
    }
}

/// Not only dropped but sent anew through the same value: one purchase.
#[test]
fn send_after_a_dropped_send() {
    let input = Input::new("waves").validate().unwrap();
    for polls in 0..40 {
        let bench = Bench::new(&[Fault::ResetAfter]);
        let client = bench.client();
        let prepared = bench.world.run(1000, client.prepare(&input, key()));
        let prepared = prepared.unwrap().unwrap();
        let first = bench.world.run(polls, prepared.send());
        let second = bench.world.run(100_000, prepared.send()).unwrap().unwrap();
        if let Some(first) = first {
            assert_eq!(first.unwrap().id(), second.id());
        }
        assert_eq!(bench.world.world().tasks.len(), 1);
    }
}

/// What can go wrong with a file, the last first: breaks, a URL that has expired, refusals.
const FILES: &[&[Fault]] = &[
    &[],
    &[Fault::CutAfter, Fault::Refused, Fault::StallAfter],
    &[Fault::Status(503, false), Fault::CutAfter, Fault::Refusal],
    &[Fault::SilenceAfter, Fault::ResetBefore],
];

/// A folder of its own, gone at the end.
struct Folder(PathBuf);

impl Folder {
    fn names(&self) -> Vec<String> {
        let names = fs::read_dir(&self.0).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name());
        let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Bench {
    /// The film of the one task, as a new process finds it.
    fn file(&self) -> TaskFile {
        let token = self.journal.entries().unwrap()[0].task_token().unwrap();
        let client = self.client();
        let done = self.world.run(1000, async {
            let task = client.resume::<Input>(token)?;
            task.wait().await
        });
        done.unwrap().unwrap().files().remove(0)
    }
}

/// Under the file's name stands nothing or all of it, and the next process finishes what the dropped one has left.
#[test]
fn download() {
    let folder = format!("mindvideo-dropped-{}", std::process::id());
    let folder = Folder(std::env::temp_dir().join(folder));
    fs::create_dir_all(&folder.0).unwrap();
    let target = folder.0.join("film.mp4");
    let input = Input::new("waves").validate().unwrap();
    for faults in FILES {
        let mut parts = 0;
        for polls in 0.. {
            let bench = Bench::new(&[]);
            let submit = bench.client().submit(&input).idempotency_key(key());
            bench
                .world
                .run(1000, submit.into_future())
                .unwrap()
                .unwrap();
            bench.world.world().tasks[0].ends = "succeeded";
            let file = bench.file();
            bench.world.world().faults = faults.to_vec();
            let whole = bench.world.run(polls, file.download_to(&target));
            let left = fs::read(&target).ok();
            let is_whole = left.as_ref().is_some_and(|left| *left == film());
            assert!(left.is_none() || is_whole, "half a file at {polls}");
            parts += usize::from(folder.names().contains(&"film.mp4.part".to_owned()));
            let file = bench.file();
            let again = bench.world.run(100_000, file.download_to(&target));
            match again.unwrap() {
                Ok(saved) => assert!(left.is_none() && saved.size() == film().len() as u64),
                Err(error) => {
                    let kind = error.kind();
                    let there = matches!(kind, ErrorKind::Download(DownloadError::TargetExists(_)));
                    assert!(there && is_whole, "{error} at {polls}");
                }
            }
            assert!(fs::read(&target).unwrap() == film(), "at {polls}");
            assert_eq!(folder.names(), ["film.mp4"], "at {polls}");
            fs::remove_file(&target).unwrap();
            if let Some(end) = whole {
                end.unwrap();
                assert!(polls > 20 && parts > 3, "{polls}, {parts}");
                break;
            }
        }
    }
}

/// A task that failed has ended too.
fn ended<T>(error: Error) -> Result<Option<T>, Error> {
    match error.kind() {
        ErrorKind::TaskFailed(_) | ErrorKind::TaskCancelled(_) => Ok(None),
        _ => Err(error),
    }
}
