//! The faults of the create call, and what a caller meets around them.

use std::{
    future::IntoFuture as _,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use mindvideo::client::{Attempt, Charged, ErrorKind, IdempotencyKey};

use crate::{
    model::{Input, client, input},
    server::{Do, FOR_EVER, Fault, Ledger, Server, api, charges, reply},
};

/// TLS that fails is a connection that never was: nothing was sent.
#[tokio::test]
async fn a_server_that_speaks_no_tls_got_nothing() {
    let server = Server::start(|_| reply(200, &[], b"")).await;
    let base = server.base.replace("http://", "https://");
    let retry = mindvideo::client::RetryPolicy {
        attempts: 1,
        ..mindvideo::client::RetryPolicy::default()
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let rude = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            drop(stream);
        }
    });
    let error = crate::model::builder(&rude)
        .retry_policy(retry.clone())
        .build()
        .unwrap()
        .submit(&input("x"))
        .await
        .unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NotSent(_)), "{error}");
    let limited = mindvideo::client::RetryPolicy {
        attempt_limit: Duration::from_millis(100),
        ..retry
    };
    let error = crate::model::builder(&base)
        .retry_policy(limited)
        .build()
        .unwrap()
        .submit(&input("x"))
        .await
        .unwrap_err();
    assert!(server.seen().is_empty(), "{error}");
}

#[tokio::test]
async fn a_key_names_one_request() {
    let (server, ledger) = api(Vec::new(), |_| reply(404, &[], b"")).await;
    let client = client(&server.base);
    let key = IdempotencyKey::for_business_id("orders", "1", Attempt::FIRST).unwrap();
    let first = client
        .submit(&input("a car"))
        .idempotency_key(key.clone())
        .await
        .unwrap();
    let again = client
        .submit(&input("a car"))
        .idempotency_key(key.clone())
        .await
        .unwrap();
    assert_eq!(first.id(), again.id());
    let error = client
        .submit(&input("a boat"))
        .idempotency_key(key)
        .await
        .unwrap_err();
    assert!(
        matches!(
            error.kind(),
            ErrorKind::IdempotencyConflict {
                ambiguous: false,
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(error.charged(), Charged::No);
    assert_eq!(ledger.lock().unwrap().charged.len(), 1);
    assert_eq!(server.seen().len(), 3, "a conflict is not repeated");
}

#[tokio::test]
async fn random_keys_make_two_purchases_of_two_submissions() {
    let (server, ledger) = api(Vec::new(), |_| reply(404, &[], b"")).await;
    let client = client(&server.base);
    let (one, two) = (
        client.submit(&input("a car")).await.unwrap(),
        client.submit(&input("a car")).await.unwrap(),
    );
    assert_ne!(one.id(), two.id());
    assert_eq!(ledger.lock().unwrap().charged.len(), 2);
}

#[tokio::test]
async fn a_token_kept_before_sending_finds_the_task() {
    let (server, ledger) = api(Vec::new(), |_| reply(404, &[], b"")).await;
    let client = client(&server.base);
    let submit = client.submit(&input("a car"));
    let token = submit.token().unwrap();
    let task = submit.await.unwrap();
    let found = client
        .resume_submission::<Input>(token.clone())
        .unwrap()
        .await
        .unwrap();
    assert_eq!(task.id(), found.id());
    assert_eq!(ledger.lock().unwrap().charged.len(), 1);

    let elsewhere = crate::model::client("http://127.0.0.1:9");
    let error = elsewhere
        .resume_submission::<Input>(token)
        .unwrap_err()
        .to_string();
    assert!(error.contains("http://127.0.0.1:9"), "{error}");
}

#[tokio::test]
async fn dropping_a_submission_midway_loses_nothing() {
    let (server, ledger) = api(vec![Fault::After(vec![Do::Sleep(FOR_EVER)])], |_| {
        reply(404, &[], b"")
    })
    .await;
    let client = client(&server.base);
    let submit = client.submit(&input("a car"));
    let token = submit.token().unwrap();
    let submitting = tokio::spawn(submit.into_future());
    charges(&ledger, 1).await;
    submitting.abort();
    assert!(submitting.await.unwrap_err().is_cancelled());
    let task = client
        .resume_submission::<Input>(token)
        .unwrap()
        .await
        .unwrap();
    assert_eq!(ledger.lock().unwrap().charged, [task.id().as_str()]);
}

/// The default transport needs tokio; without it the client says so instead of panicking.
#[test]
fn outside_of_tokio_nothing_is_sent_and_nothing_panics() {
    let sending = std::pin::pin!(
        client("http://127.0.0.1:9")
            .submit(&input("a car"))
            .into_future()
    );
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(sent) = std::future::Future::poll(sending, &mut context) else {
        panic!("it waits for nobody");
    };
    let error = sent.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NotSent(_)), "{error}");
    assert!(error.to_string().contains("tokio runtime"), "{error}");
}

#[tokio::test]
async fn a_resumed_submission_keeps_its_key() {
    let (server, ledger) = api(Vec::new(), |_| reply(404, &[], b"")).await;
    let client = client(&server.base);
    let token = client.submit(&input("a car")).token().unwrap();
    let resume = || client.resume_submission::<Input>(token.clone()).unwrap();
    let other = IdempotencyKey::parse("another").unwrap();
    let error = resume().idempotency_key(other).await.unwrap_err();
    assert_eq!(error.resume_token(), Some(&token), "{error}");
    assert!(server.seen().is_empty());
    resume()
        .idempotency_key(token.idempotency_key().clone())
        .await
        .unwrap();
    assert_eq!(ledger.lock().unwrap().charged.len(), 1);
}

/// A server that is down meets one stock of retries, not six tries of everybody; afterwards everybody is served once.
#[tokio::test]
async fn a_storm_is_bounded() {
    const CALLS: usize = 300;
    let down = Arc::new(AtomicBool::new(true));
    let ledger = Arc::new(Mutex::new(Ledger::default()));
    let server = Server::start({
        let (down, ledger) = (Arc::clone(&down), Arc::clone(&ledger));
        move |seen| {
            if down.load(Ordering::Relaxed) {
                return reply(503, &[], b"");
            }
            ledger.lock().unwrap().create(seen)
        }
    })
    .await;
    let (client, next) = (client(&server.base), client(&server.base));
    let calls: Vec<_> = (0..CALLS)
        .map(|_| tokio::spawn(client.submit(&input("a car")).into_future()))
        .collect();
    let mut tokens = Vec::new();
    for call in calls {
        let error = call.await.unwrap().unwrap_err();
        assert!(error.idempotency_key().is_some());
        tokens.push(error.resume_token().unwrap().clone());
    }
    let stock = 100 + 100 / 5;
    // A request that is cut off before the server reads it is not among those seen.
    assert!((CALLS / 2..=CALLS + stock).contains(&server.seen().len()));

    down.store(false, Ordering::Relaxed);
    for token in tokens {
        next.resume_submission::<Input>(token)
            .unwrap()
            .await
            .unwrap();
    }
    assert_eq!(ledger.lock().unwrap().charged.len(), CALLS);
}
