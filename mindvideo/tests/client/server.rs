//! A raw HTTP/1.1 server on loopback that can do what no decent server does, and keeps a ledger.
//! `lab/peers` uses it too.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// Longer than any test waits for an answer.
pub(crate) const FOR_EVER: Duration = Duration::from_mins(10);

/// What to do with a connection after a request.
#[derive(Clone, Debug)]
pub(crate) enum Do {
    Write(Vec<u8>),
    Sleep(Duration),
    /// Close in order.
    Fin,
    /// Close with a reset.
    Rst,
}

pub(crate) fn reply(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Vec<Do> {
    let mut text = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        text.extend([name, ": ", value, "\r\n"]);
    }
    text.push_str("\r\n");
    vec![Do::Write([text.as_bytes(), body].concat())]
}

pub(crate) fn json(status: u16, body: &str) -> Vec<Do> {
    reply(
        status,
        &[("content-type", "application/json")],
        body.as_bytes(),
    )
}

type Handler = dyn Fn(&Seen) -> Vec<Do> + Send + Sync;

/// A running server; it stops when dropped.
pub(crate) struct Server {
    pub(crate) base: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    connections: Arc<AtomicUsize>,
    accepting: JoinHandle<()>,
}

impl Server {
    pub(crate) async fn start(handler: impl Fn(&Seen) -> Vec<Do> + Send + Sync + 'static) -> Self {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (log, handler): (_, Arc<Handler>) = (Arc::clone(&seen), Arc::new(handler));
        let each = move |stream| {
            tokio::spawn(serve(stream, Arc::clone(&log), Arc::clone(&handler)));
        };
        Self::accept(seen, each).await
    }

    /// A relay that reads so many bytes of each of the first connections and then resets them; the rest it passes on.
    pub(crate) async fn in_front_of(server: &Server, resets: Vec<usize>) -> Self {
        let behind = server.base.trim_start_matches("http://").to_owned();
        let mut resets = resets.into_iter();
        let each = move |stream| {
            tokio::spawn(relay(stream, resets.next(), behind.clone()));
        };
        Self::accept(Arc::default(), each).await
    }

    /// Accepts connections and hangs up.
    pub(crate) async fn in_front_of_nobody() -> Self {
        Self::accept(Arc::default(), drop).await
    }

    async fn accept(
        seen: Arc<Mutex<Vec<Seen>>>,
        mut each: impl FnMut(TcpStream) + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::Relaxed);
                each(stream);
            }
        });
        Self {
            base,
            seen,
            connections,
            accepting,
        }
    }

    /// How many connections were accepted.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn serve(mut stream: TcpStream, log: Arc<Mutex<Vec<Seen>>>, handler: Arc<Handler>) {
    let mut unread = Vec::new();
    while let Some(seen) = read_request(&mut stream, &mut unread).await {
        log.lock().unwrap().push(seen.clone());
        for step in handler(&seen) {
            match step {
                Do::Write(bytes) => {
                    if stream.write_all(&bytes).await.is_err() {
                        return;
                    }
                }
                Do::Sleep(pause) => tokio::time::sleep(pause).await,
                Do::Fin => return,
                Do::Rst => {
                    stream.set_zero_linger().unwrap();
                    return;
                }
            }
        }
    }
}

async fn relay(mut stream: TcpStream, reset: Option<usize>, behind: String) {
    if let Some(size) = reset {
        let mut read = vec![0; size];
        let _ = stream.read_exact(&mut read).await;
        stream.set_zero_linger().unwrap();
        return;
    }
    let mut behind = TcpStream::connect(behind).await.unwrap();
    let _ = tokio::io::copy_bidirectional(&mut stream, &mut behind).await;
}

async fn read_request(stream: &mut TcpStream, unread: &mut Vec<u8>) -> Option<Seen> {
    let end = loop {
        if let Some(at) = unread.windows(4).position(|window| window == b"\r\n\r\n") {
            break at + 4;
        }
        if stream.read_buf(unread).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(unread.drain(..end).collect()).unwrap();
    let mut words = head.split(' ');
    let mut seen = Seen {
        method: words.next()?.to_owned(),
        path: words.next()?.to_owned(),
        head: head.clone(),
        body: Vec::new(),
    };
    let length = seen
        .header("content-length")
        .map_or(0, |text| text.parse().unwrap());
    while unread.len() < length {
        if stream.read_buf(unread).await.ok()? == 0 {
            return None;
        }
    }
    seen.body = unread.drain(..length).collect();
    Some(seen)
}

/// What the documented API remembers: one task, paid once, for each key and payload.
#[derive(Default)]
pub(crate) struct Ledger {
    by_key: HashMap<String, (Vec<u8>, String)>,
    /// Ids of tasks, one for each charge.
    pub(crate) charged: Vec<String>,
    /// What happens to the next create requests instead of their reply.
    pub(crate) faults: VecDeque<Fault>,
}

/// A fault of a create request.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// Before the server has acted.
    Before(Vec<Do>),
    /// After it has: the task is made and charged.
    After(Vec<Do>),
}

impl Ledger {
    /// Every key is free again.
    pub(crate) fn forget(&mut self) {
        self.by_key.clear();
    }

    /// Answers a create request as documented, unless a fault is due.
    pub(crate) fn create(&mut self, seen: &Seen) -> Vec<Do> {
        self.create_as(seen, |id| {
            json(
                200,
                &format!(
                    r#"{{"request_id":"req_1","task_id":"{id}","status":"queued","cost_estimate":0.675}}"#
                ),
            )
        })
    }

    /// The same for an API whose replies look otherwise.
    pub(crate) fn create_as(&mut self, seen: &Seen, made: impl FnOnce(&str) -> Vec<Do>) -> Vec<Do> {
        let fault = self.faults.pop_front();
        if let Some(Fault::Before(steps)) = fault {
            return steps;
        }
        let key = seen.header("idempotency-key").unwrap_or("").to_owned();
        let id = match self.by_key.get(&key) {
            Some((payload, id)) if *payload == seen.body => id.clone(),
            Some(_) => return json(409, r#"{"error":{"code":"idempotency_conflict"}}"#),
            None => {
                let id = format!("task_{}", self.charged.len() + 1);
                self.charged.push(id.clone());
                if !key.is_empty() {
                    self.by_key.insert(key, (seen.body.clone(), id.clone()));
                }
                id
            }
        };
        match fault {
            Some(Fault::After(steps)) => steps,
            _ => made(&id),
        }
    }
}

/// Comes back when so many tasks were charged.
pub(crate) async fn charges(ledger: &Mutex<Ledger>, number: usize) {
    while ledger.lock().unwrap().charged.len() < number {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// A server with a ledger for creates; other requests go to `rest`.
pub(crate) async fn api(
    faults: Vec<Fault>,
    rest: impl Fn(&Seen) -> Vec<Do> + Send + Sync + 'static,
) -> (Server, Arc<Mutex<Ledger>>) {
    let ledger = Arc::new(Mutex::new(Ledger {
        faults: faults.into(),
        ..Ledger::default()
    }));
    let book = Arc::clone(&ledger);
    let server = Server::start(move |seen| match (&*seen.method, &*seen.path) {
        ("POST", "/api/v1/tasks") => book.lock().unwrap().create(seen),
        _ => rest(seen),
    });
    (server.await, ledger)
}
