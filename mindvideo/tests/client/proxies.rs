//! Proxies, through both drivers: whole URLs in the clear, tunnels for https, and nothing that they must not know.

use std::time::Duration;

use mindvideo::client::{Charged, ErrorKind, Proxies, RetryPolicy};

use crate::{
    driver::BOTH,
    model::{KEY, builder, input},
    server::{Do, Server, json, reply},
};

const CREDENTIALS: &str = "user:canary_pw";

fn proxy(server: &Server) -> String {
    server
        .base
        .replace("http://", &format!("http://{CREDENTIALS}@"))
}

fn once() -> RetryPolicy {
    RetryPolicy {
        attempts: 1,
        attempt_limit: Duration::from_secs(2),
        ..RetryPolicy::default()
    }
}

#[tokio::test]
async fn in_the_clear_a_proxy_reads_whole_urls() {
    for driver in BOTH {
        let server = Server::start(|_| json(200, r#"{"task_id":"t","status":"queued"}"#)).await;
        let proxies = Proxies::none().http(&proxy(&server)).unwrap();
        let far = builder("http://api.example")
            .allow_insecure_http(true)
            .proxies(proxies);
        driver.build(far).submit(input("a car")).await.unwrap();
        let seen = server.seen().remove(0);
        assert_eq!(seen.path, "http://api.example/api/v1/tasks", "{driver:?}");
        assert_eq!(seen.header("host"), Some("api.example"));
        assert_eq!(
            seen.header("proxy-authorization"),
            Some("Basic dXNlcjpjYW5hcnlfcHc=")
        );
    }
}

#[tokio::test]
async fn for_https_it_opens_a_tunnel_and_sees_no_key() {
    for driver in BOTH {
        // It lets through, and behind it is nobody who speaks TLS.
        let server = Server::start(|_| {
            vec![
                Do::Write(b"HTTP/1.1 200 Connection established\r\n\r\n".to_vec()),
                Do::Sleep(Duration::from_millis(20)),
                Do::Fin,
            ]
        })
        .await;
        let proxies = Proxies::none().https(&proxy(&server)).unwrap();
        let client = driver.build(
            builder("https://api.example")
                .retry_policy(once())
                .proxies(proxies),
        );
        let error = client.submit(input("a car")).await.unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::NotSent(_)),
            "{driver:?}: {error}"
        );
        assert_eq!(error.charged(), Charged::No);
        let seen = server.seen().remove(0);
        assert_eq!(
            (&*seen.method, &*seen.path),
            ("CONNECT", "api.example:443"),
            "{driver:?}"
        );
        assert_eq!(
            seen.header("proxy-authorization"),
            Some("Basic dXNlcjpjYW5hcnlfcHc=")
        );
        assert!(!seen.head.contains(KEY) && seen.header("authorization").is_none());
    }
}

#[tokio::test]
async fn a_proxy_that_refuses_proves_that_nothing_was_sent() {
    for driver in BOTH {
        for (status, said) in [
            (407, "407 Proxy Authentication Required"),
            (502, "502 Bad Gateway"),
        ] {
            let server = Server::start(move |_| reply(status, &[], b"<html>")).await;
            let proxies = Proxies::none().https(&proxy(&server)).unwrap();
            let client = driver.build(
                builder("https://api.example")
                    .retry_policy(once())
                    .proxies(proxies),
            );
            let error = client.submit(input("a car")).await.unwrap_err();
            assert!(
                matches!(error.kind(), ErrorKind::NotSent(_)),
                "{driver:?}: {error}"
            );
            let shown = format!("{error} {error:?}");
            assert!(shown.contains(said), "{driver:?}: {shown}");
            assert!(
                !shown.contains("canary") && !shown.contains("dXNl"),
                "{shown}"
            );
        }
        let rude = Server::in_front_of_nobody().await;
        let proxies = Proxies::none().https(&rude.base).unwrap();
        let client = driver.build(
            builder("https://api.example")
                .retry_policy(once())
                .proxies(proxies),
        );
        let error = client.submit(input("a car")).await.unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::NotSent(_)),
            "{driver:?}: {error}"
        );
    }
}

#[tokio::test]
async fn exceptions_and_this_machine_are_reached_directly() {
    for driver in BOTH {
        let trap = Server::start(|_| reply(500, &[], b"")).await;
        let server = Server::start(|_| json(200, r#"{"task_id":"t","status":"queued"}"#)).await;
        let proxies = Proxies::none().http(&trap.base).unwrap();
        driver
            .build(builder(&server.base).proxies(proxies))
            .submit(input("a car"))
            .await
            .unwrap();
        let proxies = Proxies::none()
            .https(&trap.base)
            .unwrap()
            .except(".invalid");
        let client = driver.build(
            builder("https://does-not-exist.invalid")
                .retry_policy(once())
                .proxies(proxies),
        );
        assert!(client.submit(input("a car")).await.is_err());
        assert!(trap.seen().is_empty(), "{driver:?}");
    }
}
