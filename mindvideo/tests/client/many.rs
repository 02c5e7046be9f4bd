//! Many tasks at once, by both clients.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::Duration,
};

use mindvideo::client::{ErrorKind, PollSchedule, Update, journal::MemoryJournal};

use crate::{
    model::{PATIENCE, builder, input},
    server::{Server, api, json},
};

const TASKS: usize = 6;

/// Its tasks end when all of them have been asked for: whoever waits for one after the other waits for ever.
async fn start() -> Server {
    let asked = Mutex::new(BTreeSet::new());
    let (server, _) = api(Vec::new(), move |seen| {
        let id = seen.path.rsplit('/').next().unwrap_or_default().to_owned();
        let mut asked = asked.lock().unwrap();
        asked.insert(id.clone());
        let status = if asked.len() == TASKS {
            "succeeded"
        } else {
            "processing"
        };
        json(200, &format!(r#"{{"task_id":"{id}","status":"{status}"}}"#))
    })
    .await;
    server
}

fn schedule() -> PollSchedule {
    PollSchedule {
        first: Duration::ZERO,
        interval: Duration::from_millis(5),
        longest: Duration::from_millis(20),
        most_per_second: 1000,
        last_call: PATIENCE,
        ..PollSchedule::default()
    }
}

#[tokio::test]
async fn many_are_waited_for_at_once() {
    let server = start().await;
    let client = builder(&server.base).poll_schedule(schedule());
    let client = client.build_blocking().unwrap();
    let told = Arc::new(Mutex::new(BTreeSet::new()));
    let news = Arc::clone(&told);
    let work = tokio::task::spawn_blocking(move || {
        let waves = input("waves");
        let tasks: Vec<_> = (0..TASKS)
            .map(|_| client.submit(&waves).send().unwrap())
            .collect();
        let ids: Vec<_> = tasks.iter().map(|task| task.id().clone()).collect();
        let in_turn = client.wait_all(tasks.clone()).at_once(1);
        let ends = in_turn.deadline(Duration::from_millis(50)).wait();
        let late = |end: &Result<_, mindvideo::Error>| {
            let kind = end.as_ref().err().map(mindvideo::Error::kind);
            matches!(kind, Some(ErrorKind::WaitTimeout(_)))
        };
        assert!(ends.iter().take(TASKS - 1).all(late), "{ends:?}");

        let all = client
            .wait_all(tasks)
            .at_once(TASKS)
            .on_update(move |number, update| {
                if let Update::Status(task) = update {
                    news.lock()
                        .unwrap()
                        .insert((number, task.status().to_string()));
                }
            });
        let ends = all.wait().into_iter().map(|end| end.unwrap());
        let ends: Vec<_> = ends.map(|end| end.snapshot().task_id().clone()).collect();
        assert_eq!(ends, ids, "in their order");
    });
    work.await.unwrap();
    let told = told.lock().unwrap();
    assert!((0..TASKS).all(|number| told.contains(&(number, "succeeded".to_owned()))));
}

#[tokio::test]
async fn many_are_recovered_at_once() {
    for threads in [false, true] {
        let server = start().await;
        let journal = MemoryJournal::default();
        let builder = || {
            let builder = builder(&server.base).poll_schedule(schedule());
            builder.journal(journal.clone())
        };
        let first = builder().build().unwrap();
        for _ in 0..TASKS {
            first.submit(&input("waves")).await.unwrap();
        }
        let recovered = if threads {
            let client = builder().build_blocking().unwrap();
            let recover = move || client.recover().at_once(TASKS).finish();
            tokio::task::spawn_blocking(recover).await.unwrap()
        } else {
            builder().build().unwrap().recover().at_once(TASKS).await
        };
        let recovered = recovered.unwrap();
        assert_eq!(recovered.len(), TASKS);
        assert!(recovered.iter().all(|one| one.result().is_ok()));
    }
}
