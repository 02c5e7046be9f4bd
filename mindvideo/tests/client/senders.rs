//! Several senders of one purchase over one journal, and what becomes of it when it is given up.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use mindvideo::client::{
    Charged, Client, Error, ErrorKind, IdempotencyKey, PollSchedule, Update,
    journal::{Entry, FileJournal, Intent, Journal, JournalError, MemoryJournal, Stage, Step},
};

use crate::{
    model::{Input, builder, input, nullable},
    server::{Do, Fault, Ledger, Server, api, json, reply},
};

fn key() -> IdempotencyKey {
    IdempotencyKey::parse("order").unwrap()
}

fn done(path: &str) -> Vec<Do> {
    let id = path.rsplit('/').next().unwrap_or_default();
    json(
        200,
        &format!(r#"{{"task_id":"{id}","status":"succeeded"}}"#),
    )
}

async fn start(faults: Vec<Fault>) -> (Server, Arc<Mutex<Ledger>>) {
    api(faults, |seen| done(&seen.path)).await
}

fn client(server: &Server, journal: impl Journal) -> Client {
    builder(&server.base).journal(journal).build().unwrap()
}

/// The first is refused while the second, which was charged, dies before it hears so. The purchase stays open, the first
/// does not say "nothing was charged", and the next process finds the task.
#[tokio::test]
async fn a_refusal_to_one_closes_nothing_of_another() {
    let refusal = vec![
        Do::Sleep(Duration::from_millis(300)),
        Do::Write(b"HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n".to_vec()),
    ];
    let silence = vec![Do::Sleep(Duration::from_secs(3)), Do::Fin];
    let (server, ledger) = start(vec![Fault::Before(refusal), Fault::After(silence)]).await;
    let journal = MemoryJournal::default();
    let (first, second) = (
        client(&server, journal.clone()),
        client(&server, journal.clone()),
    );
    let waves = input("waves");
    let refused = first.submit(&waves).idempotency_key(key()).into_future();
    let dies = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let sends = second.submit(&waves).idempotency_key(key()).into_future();
        tokio::time::timeout(Duration::from_millis(100), sends).await
    };
    let (refused, dead) = tokio::join!(refused, dies);
    assert!(dead.is_err());
    let error = refused.unwrap_err();
    assert_eq!(error.charged(), Charged::Unknown, "{error}");
    assert!(error.resume_token().is_some());
    assert_eq!(journal.entries().unwrap()[0].stage(), Stage::InDoubt);

    let recovered = client(&server, journal).recover().await.unwrap();
    assert!(recovered[0].result().is_ok());
    assert_eq!(ledger.lock().unwrap().charged, ["task_1"]);
}

/// The second got the task; the first was refused and is given it.
#[tokio::test]
async fn the_task_of_another_sender() {
    let refusal = vec![
        Do::Sleep(Duration::from_millis(200)),
        Do::Write(b"HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n".to_vec()),
    ];
    let (server, ledger) = start(vec![Fault::Before(refusal)]).await;
    let client = client(&server, MemoryJournal::default());
    let waves = input("waves");
    let first = client.submit(&waves).idempotency_key(key()).into_future();
    let second = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        client.submit(&waves).idempotency_key(key()).await
    };
    let (first, second) = tokio::join!(first, second);
    assert_eq!(first.unwrap().id(), second.unwrap().id());
    assert_eq!(ledger.lock().unwrap().charged.len(), 1);
}

#[tokio::test]
async fn discarded() {
    let (server, ledger) = start(Vec::new()).await;
    let journal = MemoryJournal::default();
    let client = client(&server, journal.clone());
    let prepare = async || client.prepare(&input("waves"), key()).await.unwrap();
    prepare().await.discard().await.unwrap();
    assert_eq!(journal.entries().unwrap()[0].stage(), Stage::Closed);
    assert!(client.recover().await.unwrap().is_empty());

    // Another value of the same key has sent it.
    let (one, other) = (prepare().await, prepare().await);
    one.send().await.unwrap();
    let error = other.discard().await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Config(_)), "{error}");
    assert_eq!(error.idempotency_key(), Some(&key()));
    assert_eq!(error.charged(), Charged::Yes, "{error}");
    assert_eq!(journal.entries().unwrap()[0].stage(), Stage::Accepted);
    assert_eq!(client.recover().await.unwrap().len(), 1);
    assert_eq!(ledger.lock().unwrap().charged.len(), 1);

    // Without a journal the value itself knows.
    let bare = builder(&server.base).build().unwrap();
    let prepare = async || bare.prepare(&input("waves"), key()).await.unwrap();
    prepare().await.discard().await.unwrap();
    let sent = prepare().await;
    sent.send().await.unwrap();
    assert_unknown(&sent.discard().await.unwrap_err());
}

fn assert_unknown(error: &Error) {
    assert_eq!(error.charged(), Charged::Unknown, "{error}");
    assert_eq!(error.idempotency_key(), Some(&key()));
    let token = error.resume_token().unwrap();
    assert_eq!(token.idempotency_key(), &key());
}

/// What refuses to act on a purchase in doubt does not say that nothing was charged.
#[tokio::test]
async fn a_refusal_to_act_leaves_the_doubt() {
    let (server, ledger) = start(Vec::new()).await;
    let journal = MemoryJournal::default();
    let client = client(&server, journal.clone());
    let prepared = client.prepare(&input("waves"), key()).await.unwrap();
    let token = prepared.token().clone();
    journal.record(&key(), &Step::Sent).unwrap();
    assert_unknown(&prepared.discard().await.unwrap_err());

    let resumed = client.resume_submission::<Input>(token.clone());
    let other = IdempotencyKey::parse("other").unwrap();
    let error = resumed.unwrap().idempotency_key(other).await.unwrap_err();
    assert_unknown(&error);
    assert!(error.to_string().contains("leave the key out"), "{error}");

    let elsewhere = builder("http://127.0.0.1:1").build().unwrap();
    for refused in [
        client
            .resume_submission::<nullable::Input>(token.clone())
            .err(),
        elsewhere.resume_submission::<Input>(token.clone()).err(),
        elsewhere.resume_submission_any(token).err(),
    ] {
        let error = refused.unwrap();
        assert_unknown(&error);
        assert!(error.to_string().contains("token is of "), "{error}");
    }
    assert!(ledger.lock().unwrap().charged.is_empty());
}

/// A token names a task that the server has accepted, whoever reads it.
#[tokio::test]
async fn a_task_of_another_place_is_charged_all_the_same() {
    let (server, _) = start(Vec::new()).await;
    let client = client(&server, MemoryJournal::default());
    let submit = client.submit(&input("waves")).idempotency_key(key());
    let token = submit.await.unwrap().token();
    let elsewhere = builder("http://127.0.0.1:1").build().unwrap();
    for refused in [
        client.resume::<nullable::Input>(token.clone()).err(),
        elsewhere.resume::<Input>(token.clone()).err(),
        elsewhere.resume_any(token.clone()).err(),
    ] {
        let error = refused.unwrap();
        assert!(matches!(error.kind(), ErrorKind::Config(_)), "{error}");
        assert_eq!(error.charged(), Charged::Yes);
        assert_eq!(error.task_id(), Some(token.task_id()));
        assert_eq!(error.idempotency_key(), Some(&key()));
    }
}

/// A journal where something happens between the list that a recovery begins with and its first write, whose disk is full, or
/// which cannot be read.
#[derive(Clone, Default)]
struct Spoilt {
    journal: MemoryJournal,
    meanwhile: Option<Step>,
    full: Arc<AtomicBool>,
    unreadable: Arc<AtomicBool>,
}

fn check(flaw: &AtomicBool, said: &'static str) -> Result<(), JournalError> {
    if flaw.load(Ordering::Relaxed) {
        return Err(JournalError::new(said));
    }
    Ok(())
}

impl Journal for Spoilt {
    fn begin(&self, intent: &Intent) -> Result<Option<Entry>, JournalError> {
        check(&self.full, "disk full")?;
        self.journal.begin(intent)
    }

    fn record(&self, key: &IdempotencyKey, step: &Step) -> Result<Option<Entry>, JournalError> {
        check(&self.full, "disk full")?;
        self.journal.record(key, step)
    }

    fn entries(&self) -> Result<Vec<Entry>, JournalError> {
        check(&self.unreadable, "unreadable")?;
        let listed = self.journal.entries()?;
        for (entry, step) in listed.iter().zip(&self.meanwhile) {
            self.journal.record(entry.idempotency_key(), step)?;
        }
        Ok(listed)
    }
}

/// What was closed or given up while a recovery was at work is not sent, and stays as it is.
#[tokio::test]
async fn a_recovery_takes_up_nothing_that_was_closed_meanwhile() {
    for (sent, step, stage) in [
        (false, Step::Discarded, Stage::Closed),
        (true, Step::Refused, Stage::Closed),
        (true, Step::Abandoned, Stage::InDoubt),
    ] {
        let (server, ledger) = start(Vec::new()).await;
        let journal = Spoilt {
            meanwhile: Some(step.clone()),
            ..Spoilt::default()
        };
        let client = client(&server, journal.clone());
        let _prepared = client.prepare(&input("waves"), key()).await.unwrap();
        if sent {
            journal.record(&key(), &Step::Sent).unwrap();
        }
        assert!(client.recover().await.unwrap().is_empty(), "{step:?}");
        assert!(ledger.lock().unwrap().charged.is_empty(), "{step:?}");
        let left = journal.journal.entries().unwrap().remove(0);
        assert_eq!((left.stage(), left.is_open()), (stage, false), "{step:?}");
    }
}

/// A purchase in doubt that the journal does not let anybody go on with is in doubt still.
#[tokio::test]
async fn doubt_outlives_a_full_disk() {
    let silence = vec![Do::Sleep(Duration::from_secs(3)), Do::Fin];
    let (server, ledger) = start(vec![Fault::After(silence)]).await;
    let journal = Spoilt::default();
    let client = client(&server, journal.clone());
    let prepared = client.prepare(&input("waves"), key()).await.unwrap();
    let dies = tokio::time::timeout(Duration::from_millis(100), prepared.send()).await;
    assert!(dies.is_err());

    journal.full.store(true, Ordering::Relaxed);
    assert_unknown(&prepared.send().await.unwrap_err());
    let recovered = client.recover().await.unwrap().remove(0);
    assert_unknown(&recovered.into_result().unwrap_err());

    // Prepared again where it was in doubt already, it has not been sent by this value.
    journal.full.store(false, Ordering::Relaxed);
    let again = client.prepare(&input("waves"), key()).await.unwrap();
    journal.full.store(true, Ordering::Relaxed);
    assert_unknown(&again.send().await.unwrap_err());

    journal.full.store(false, Ordering::Relaxed);
    again.send().await.unwrap();
    assert_eq!(ledger.lock().unwrap().charged.len(), 1);
}

/// Only the journal could tell whether an earlier process has sent the key; a key that was drawn for one request had none.
#[tokio::test]
async fn what_only_the_journal_knows() {
    let (server, ledger) = start(Vec::new()).await;
    let journal = Spoilt::default();
    let client = client(&server, journal.clone());
    let waves = input("waves");
    let prepared = client.prepare(&waves, key()).await.unwrap();
    journal.full.store(true, Ordering::Relaxed);
    assert_unknown(&prepared.send().await.unwrap_err());
    assert_unknown(&prepared.discard().await.unwrap_err());
    assert_unknown(&client.prepare(&waves, key()).await.unwrap_err());
    let submit = client.submit(&waves).idempotency_key(key());
    assert_unknown(&submit.await.unwrap_err());
    let error = client.abandon(&key()).await.unwrap_err();
    assert_eq!(error.charged(), Charged::Unknown, "{error}");
    assert_eq!(error.idempotency_key(), Some(&key()));
    // Another process may have sent since the list was read.
    let recovered = client.recover().await.unwrap().remove(0);
    assert_unknown(&recovered.into_result().unwrap_err());

    let error = client.submit(&waves).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Journal(_)), "{error}");
    assert_eq!(error.charged(), Charged::No);

    journal.unreadable.store(true, Ordering::Relaxed);
    let error = client.recover().await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Journal(_)), "{error}");
    assert_eq!(error.charged(), Charged::Unknown);
    assert!(server.seen().is_empty() && ledger.lock().unwrap().charged.is_empty());
}

/// Nobody goes on with it, and its key still cannot pay twice, although the server has forgotten it.
#[tokio::test]
async fn abandoned() {
    let (server, ledger) = start(Vec::new()).await;
    let folder = std::env::temp_dir().join(format!("mindvideo-abandoned-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let journal = Arc::new(FileJournal::open(folder.join("purchases")).unwrap());
    let client = client(&server, Arc::clone(&journal));
    let task = client.submit(&input("waves")).idempotency_key(key());
    let task = task.await.unwrap();
    client.abandon(&key()).await.unwrap();
    assert!(client.recover().await.unwrap().is_empty());

    ledger.lock().unwrap().forget();
    assert_eq!(journal.forget_ended(Duration::from_mins(1)).unwrap(), 0);
    let again = client.submit(&input("waves")).idempotency_key(key()).await;
    assert_eq!(again.unwrap().id(), task.id());
    let other = client.submit(&input("dunes")).idempotency_key(key()).await;
    let kind = other.unwrap_err();
    assert!(
        matches!(
            kind.kind(),
            ErrorKind::IdempotencyConflict { reply: None, .. }
        ),
        "{kind}"
    );
    assert_eq!(ledger.lock().unwrap().charged.len(), 1);

    // Whoever gave it up in another process frees the key on purpose.
    assert_eq!(journal.forget_ended(Duration::ZERO).unwrap(), 1);
    std::fs::remove_dir_all(folder).unwrap();
}

/// 303 means "done, look there".
#[tokio::test]
async fn see_other() {
    let see = reply(303, &[("location", "/api/v1/tasks/task_1")], b"");
    let (server, ledger) = start(vec![Fault::After(see)]).await;
    let journal = MemoryJournal::default();
    let client = client(&server, journal.clone());
    let error = client.submit(&input("waves")).await.unwrap_err();
    assert_eq!(error.charged(), Charged::Unknown, "{error}");
    assert_eq!(journal.entries().unwrap()[0].stage(), Stage::InDoubt);
    let again = client.resume_submission(error.resume_token().unwrap().clone());
    let task = again.unwrap();
    let task: mindvideo::Task<Input> = task.await.unwrap();
    assert_eq!(task.id().as_str(), "task_1");
    assert_eq!(ledger.lock().unwrap().charged.len(), 1);
}

/// What is in doubt is sent again before anything is waited for, by the blocking client too, and each update is told.
#[tokio::test]
async fn doubt_first() {
    let silence = vec![Do::Sleep(Duration::from_secs(3)), Do::Fin];
    let faults = vec![
        Fault::After(json(200, r#"{"task_id":"task_1","status":"queued"}"#)),
        Fault::After(silence),
    ];
    let (server, ledger) = start(faults).await;
    let journal = MemoryJournal::default();
    let first = client(&server, journal.clone());
    first.submit(&input("a")).await.unwrap();
    let dies = first.submit(&input("b")).into_future();
    let dead = tokio::time::timeout(Duration::from_millis(100), dies).await;
    assert!(dead.is_err());
    let before = server.seen().len();
    let told = Arc::new(Mutex::new(Vec::new()));
    let news = Arc::clone(&told);
    let next = builder(&server.base)
        .poll_schedule(PollSchedule {
            first: Duration::ZERO,
            ..PollSchedule::default()
        })
        .journal(journal)
        .build_blocking()
        .unwrap();
    let recovered = tokio::task::spawn_blocking(move || {
        let recover = next.recover().deadline(Duration::from_secs(20));
        recover
            .on_update(move |entry, update| {
                if let Update::Status(task) = update {
                    let said = (entry.stage(), task.status().to_string());
                    news.lock().unwrap().push(said);
                }
            })
            .finish()
    });
    let recovered = recovered.await.unwrap().unwrap();
    assert!(recovered.iter().all(|one| one.result().is_ok()));
    assert_eq!(ledger.lock().unwrap().charged.len(), 2);
    let course: Vec<_> = server.seen().into_iter().skip(before).collect();
    let course: Vec<_> = course.iter().map(|seen| &*seen.method).collect();
    assert_eq!(course, ["POST", "GET", "GET"]);
    let told = told.lock().unwrap();
    let ends = |stage| told.contains(&(stage, "succeeded".to_owned()));
    assert!(ends(Stage::Accepted) && ends(Stage::InDoubt), "{told:?}");
}
