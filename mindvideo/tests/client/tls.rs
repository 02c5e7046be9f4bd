//! TLS, through both drivers: who is trusted, what a cut is, and a tunnel all the way.

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::Arc,
    time::Duration,
};

use mindvideo::client::{ErrorKind, Proxies, RetryPolicy, rustls};
use rustls::{
    ClientConfig, RootCertStore, ServerConfig, ServerConnection, StreamOwned,
    crypto::ring::default_provider,
    pki_types::{CertificateDer, PrivateKeyDer, UnixTime},
    time_provider::{DefaultTimeProvider, TimeProvider},
};
use tokio::sync::mpsc;

use crate::{
    driver::BOTH,
    model::{KEY, builder, input},
};

const CA: &[u8] = include_bytes!("tls/ca.der");
const CERTIFICATE: &[u8] = include_bytes!("tls/localhost.der");
const PRIVATE_KEY: &[u8] = include_bytes!("tls/localhost.key.der");

const REPLY: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-length: 33\r\n\r\n{\"task_id\":\"t\",\"status\":\"queued\"}";

/// Trusts the authority of these tests and nobody else.
fn trusting() -> ClientConfig {
    trusting_at(Arc::new(DefaultTimeProvider))
}

/// The same by another clock.
fn trusting_at(clock: Arc<dyn TimeProvider>) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(CA)).unwrap();
    let builder = ClientConfig::builder_with_details(Arc::new(default_provider()), clock);
    let builder = builder.with_safe_default_protocol_versions().unwrap();
    builder.with_root_certificates(roots).with_no_client_auth()
}

type Peer = StreamOwned<ServerConnection, TcpStream>;

/// What a thread has heard. It is judged by the test, for an assertion in the thread would fail nobody.
type Heard<T> = mpsc::UnboundedReceiver<T>;

/// A server on a thread of its own. `serve` has a connection, and its number from zero; it gets no connection twice, and tells
/// what it has heard.
fn start<T: Send + 'static>(
    serve: impl Fn(usize, &mut Peer, &dyn Fn(T)) + Send + 'static,
) -> (u16, Heard<T>) {
    let builder = ServerConfig::builder_with_provider(Arc::new(default_provider()));
    let builder = builder
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth();
    let key = PrivateKeyDer::try_from(PRIVATE_KEY).unwrap();
    let config = Arc::new(
        builder
            .with_single_cert(vec![CertificateDer::from(CERTIFICATE)], key)
            .unwrap(),
    );
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (tell, heard) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        let tell = |what| tell.send(what).unwrap_or_default();
        for (number, stream) in listener.incoming().enumerate() {
            let session = ServerConnection::new(Arc::clone(&config)).unwrap();
            serve(
                number,
                &mut StreamOwned::new(session, stream.unwrap()),
                &tell,
            );
        }
    });
    (port, heard)
}

/// The head of the next request with its body, or `None` when there is none.
fn read(peer: &mut Peer) -> Option<String> {
    let mut text = Vec::new();
    while !text.ends_with(b"}}") {
        let mut piece = [0; 1000];
        let size = peer.read(&mut piece).ok().filter(|size| *size > 0)?;
        text.extend_from_slice(&piece[..size]);
    }
    String::from_utf8(text).ok()
}

fn retry(attempts: u32) -> RetryPolicy {
    RetryPolicy {
        attempts,
        pause: Duration::from_millis(2),
        attempt_limit: Duration::from_secs(5),
        ..RetryPolicy::default()
    }
}

#[tokio::test]
async fn requests_follow_each_other_on_a_connection() {
    let (port, mut heard) = start(|number, peer, tell| {
        while let Some(request) = read(peer) {
            tell((number, request));
            // Records of one byte are legal, if rude.
            for byte in REPLY {
                peer.write_all(&[*byte]).unwrap();
            }
        }
    });
    for (at, driver) in BOTH.into_iter().enumerate() {
        let client = builder(&format!("https://localhost:{port}"))
            .retry_policy(retry(1))
            .tls(trusting());
        let client = driver.build(client);
        for _ in 0..3 {
            client.submit(input("a car")).await.unwrap();
            let (connection, request) = heard.recv().await.unwrap();
            assert!(request.contains(KEY));
            assert_eq!(connection, at, "each client keeps its connection");
        }
    }
}

#[tokio::test]
async fn who_is_not_trusted_gets_nothing() {
    let (port, mut heard) = start(|_, peer, tell| tell(read(peer)));
    for driver in BOTH {
        let stranger = builder(&format!("https://localhost:{port}"));
        let other_name = builder(&format!("https://127.0.0.1:{port}")).tls(trusting());
        for client in [stranger, other_name] {
            let client = driver.build(client.retry_policy(retry(1)));
            let error = client.submit(input("a car")).await.unwrap_err();
            assert!(
                matches!(error.kind(), ErrorKind::NotSent(_)),
                "{driver:?}: {error}"
            );
            assert!(
                error.to_string().contains("certificate"),
                "{driver:?}: {error}"
            );
            assert_eq!(heard.recv().await.unwrap(), None, "{driver:?}");
        }
    }
}

/// The certificate ends in 2126.
#[derive(Debug)]
struct Year2200;

impl TimeProvider for Year2200 {
    fn current_time(&self) -> Option<UnixTime> {
        Some(UnixTime::since_unix_epoch(Duration::from_hours(
            230 * 365 * 24,
        )))
    }
}

#[tokio::test]
async fn an_expired_certificate_gets_nothing() {
    let (port, mut heard) = start(|_, peer, tell| tell(read(peer)));
    for driver in BOTH {
        let client = builder(&format!("https://localhost:{port}"))
            .retry_policy(retry(1))
            .tls(trusting_at(Arc::new(Year2200)));
        let error = driver
            .build(client)
            .submit(input("a car"))
            .await
            .unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::NotSent(_)) && error.to_string().contains("expired"),
            "{driver:?}: {error}"
        );
        assert_eq!(heard.recv().await.unwrap(), None, "{driver:?}");
    }
}

/// Whoever cuts the connection cannot say good-bye in the server's name, so a body without a length is not whole.
#[tokio::test]
async fn a_cut_is_not_an_end() {
    let (port, _) = start(|number, peer, _: &dyn Fn(())| {
        if read(peer).is_none() {
            return;
        }
        peer.write_all(b"HTTP/1.1 200 OK\r\n\r\n{\"task_id\":\"t\"}")
            .unwrap();
        if number % 2 == 1 {
            peer.conn.send_close_notify();
        }
        peer.flush().unwrap();
    });
    for driver in BOTH {
        let client = builder(&format!("https://localhost:{port}"))
            .retry_policy(retry(2))
            .tls(trusting());
        driver.build(client).submit(input("a car")).await.unwrap();
        let once = builder(&format!("https://localhost:{port}"))
            .retry_policy(retry(1))
            .tls(trusting());
        let error = driver.build(once).submit(input("a car")).await.unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::OutcomeUnknown(_)),
            "{driver:?}: {error}"
        );
        // Leaves the count even for the next driver.
        let client = builder(&format!("https://localhost:{port}"))
            .retry_policy(retry(1))
            .tls(trusting());
        driver.build(client).submit(input("a car")).await.unwrap();
    }
}

#[tokio::test]
async fn through_a_tunnel_to_the_api() {
    let (port, _) = start(|_, peer, _: &dyn Fn(())| {
        while read(peer).is_some() {
            peer.write_all(REPLY).unwrap();
        }
    });
    let (proxy, mut heads) = tunnels_to(port);
    for driver in BOTH {
        let proxies = Proxies::none()
            .https(&format!("127.0.0.1:{proxy}"))
            .unwrap();
        let client = builder("https://api.example")
            .retry_policy(retry(1))
            .tls(trusting())
            .proxies(proxies);
        let client = driver.build(client);
        for _ in 0..2 {
            client.submit(input("a car")).await.unwrap();
        }
        let head = heads.recv().await.unwrap();
        assert!(
            head.starts_with(b"CONNECT api.example:443 HTTP/1.1\r\n"),
            "{driver:?}"
        );
    }
    assert!(heads.try_recv().is_err(), "a tunnel serves both requests");
}

/// A proxy that leads every tunnel to this port, and tells how it was asked.
fn tunnels_to(port: u16) -> (u16, Heard<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let own = listener.local_addr().unwrap().port();
    let (tell, heard) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut near = stream.unwrap();
            let mut asked = Vec::new();
            while !asked.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                near.read_exact(&mut byte).unwrap();
                asked.push(byte[0]);
            }
            tell.send(asked).unwrap_or_default();
            near.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
            let far = TcpStream::connect(("127.0.0.1", port)).unwrap();
            let (mut from, mut to) = (near.try_clone().unwrap(), far.try_clone().unwrap());
            std::thread::spawn(move || {
                let _ = std::io::copy(&mut from, &mut to);
                let _ = to.shutdown(std::net::Shutdown::Write);
            });
            std::thread::spawn(move || {
                let (mut far, mut near) = (far, near);
                let _ = std::io::copy(&mut far, &mut near);
                let _ = near.shutdown(std::net::Shutdown::Write);
            });
        }
    });
    (own, heard)
}
