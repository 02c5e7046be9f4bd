//! What only HTTP/2 can do to a create request, against the client over reqwest: no task lost, none paid twice.
//!
//! ```text
//! cargo run --manifest-path lab/http2/Cargo.toml
//! ```
//!
//! A server on loopback speaks HTTP/2 from the first byte and keeps a ledger as the API documents. It fails the first answers
//! of a submission: once, twice, five times, or each of the six, after which another process resumes with the token.

use std::{
    collections::HashMap,
    error::Error,
    process::ExitCode,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use h2::{Reason, server::SendResponse};
use http::Response;
use mindvideo::{
    Valid,
    client::{Charged, Client, ReqwestTransport, RetryPolicy},
};
use tokio::net::{TcpListener, TcpStream};

#[mindvideo::mindvideo_model("../../schemas/veo3-1-quality.json")]
mod veo {}

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// What happens to a create request. `true`: the server has acted before.
#[derive(Clone, Copy, Debug)]
enum Fault {
    Reset(Reason, bool),
    /// The stream is reset behind the head of the answer, or behind half of its body.
    ResetInAnswer(bool),
    /// The whole connection is shut down with this reason.
    GoAway(Reason, bool),
    /// In order: streams that are open are served, new ones go elsewhere.
    GoAwayGently,
    /// The TCP connection goes.
    Gone(bool),
    Silence(bool),
    Status(u16, bool),
}

const FAULTS: &[Fault] = &[
    Fault::Reset(Reason::REFUSED_STREAM, false),
    Fault::Reset(Reason::ENHANCE_YOUR_CALM, false),
    Fault::Reset(Reason::INTERNAL_ERROR, false),
    Fault::Reset(Reason::INTERNAL_ERROR, true),
    Fault::Reset(Reason::CANCEL, true),
    Fault::Reset(Reason::NO_ERROR, true),
    Fault::Reset(Reason::HTTP_1_1_REQUIRED, false),
    Fault::ResetInAnswer(false),
    Fault::ResetInAnswer(true),
    Fault::GoAway(Reason::NO_ERROR, false),
    Fault::GoAway(Reason::NO_ERROR, true),
    Fault::GoAway(Reason::ENHANCE_YOUR_CALM, true),
    Fault::GoAway(Reason::INTERNAL_ERROR, true),
    Fault::GoAwayGently,
    Fault::Gone(false),
    Fault::Gone(true),
    Fault::Silence(false),
    Fault::Silence(true),
    Fault::Status(503, false),
    Fault::Status(503, true),
    Fault::Status(502, true),
];

const TIMES: [usize; 4] = [1, 2, 5, 6];

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let input = match veo::Input::new("a car").validate() {
        Ok(input) => input,
        Err(report) => {
            eprintln!("{report}");
            return ExitCode::FAILURE;
        }
    };
    println!(
        "{:<44} {:>9} {:>8} {:>7} {:>5}",
        "fault", "purchases", "requests", "double", "lost"
    );
    let mut clean = true;
    for fault in FAULTS {
        let (mut requests, mut double, mut lost) = (0, 0, 0);
        for times in TIMES {
            match buy(*fault, times, &input).await {
                Ok(bought) => {
                    requests += bought.requests;
                    double += bought.charges.saturating_sub(1);
                    lost += usize::from(bought.charges == 0 || !bought.held);
                }
                Err(error) => {
                    lost += 1;
                    println!("  {fault:?} ×{times}: {error}");
                }
            }
        }
        clean &= double + lost == 0;
        let name = format!("{fault:?}");
        println!(
            "{name:<44} {:>9} {requests:>8} {double:>7} {lost:>5}",
            TIMES.len()
        );
    }
    if clean {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

struct Bought {
    requests: usize,
    charges: usize,
    /// The task in hand is the one that was charged.
    held: bool,
}

async fn buy(fault: Fault, times: usize, input: &Valid<veo::Input>) -> Outcome<Bought> {
    let server = Server::start(vec![fault; times]).await?;
    let submitted = client(&server.base)?.submit(input).await;
    let task = match submitted {
        Ok(task) => task.id().clone(),
        Err(error) => {
            let charged = server.book().tasks.len();
            if charged > 0 && error.charged() == Charged::No {
                return Err("said that nothing was charged".into());
            }
            // A refusal that proves that nothing was made leaves no token: the caller may simply buy again.
            let next = client(&server.base)?;
            match error.resume_token() {
                Some(token) => next.resume_submission::<veo::Input>(token.clone())?.await?,
                None => next.submit(input).await?,
            }
            .id()
            .clone()
        }
    };
    let book = server.book();
    Ok(Bought {
        requests: book.requests,
        charges: book.tasks.len(),
        held: book.tasks.last().is_some_and(|id| *id == task.as_str()),
    })
}

fn client(base: &str) -> Outcome<Client> {
    let http = reqwest::Client::builder()
        .http2_prior_knowledge()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .build()?;
    let client = Client::builder()
        .api_key("mv_live_lab")
        .base_url(base)
        .transport(ReqwestTransport::new(http))
        .retry_policy(RetryPolicy {
            pause: Duration::from_millis(2),
            slow_pause: Duration::from_millis(4),
            attempt_limit: Duration::from_millis(300),
            ..RetryPolicy::default()
        });
    Ok(client.build()?)
}

#[derive(Default)]
struct Book {
    faults: Vec<Fault>,
    requests: usize,
    by_key: HashMap<String, String>,
    tasks: Vec<String>,
}

impl Book {
    /// One task a key.
    fn commit(&mut self, key: &str) -> String {
        if let Some(id) = self.by_key.get(key) {
            return id.clone();
        }
        let id = format!("task_{}", self.tasks.len());
        self.tasks.push(id.clone());
        self.by_key.insert(key.to_owned(), id.clone());
        id
    }
}

struct Server {
    base: String,
    book: Arc<Mutex<Book>>,
}

impl Server {
    async fn start(faults: Vec<Fault>) -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let base = format!("http://{}", listener.local_addr()?);
        let book = Arc::new(Mutex::new(Book {
            faults,
            ..Book::default()
        }));
        let shared = Arc::clone(&book);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let book = Arc::clone(&shared);
                tokio::spawn(async move {
                    // An error is what this is for.
                    let _ = converse(stream, &book).await;
                });
            }
        });
        Ok(Self { base, book })
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        lock(&self.book)
    }
}

fn lock(book: &Mutex<Book>) -> MutexGuard<'_, Book> {
    book.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn converse(stream: TcpStream, book: &Mutex<Book>) -> Outcome {
    stream.set_nodelay(true)?;
    let mut connection = h2::server::handshake(stream).await?;
    while let Some(request) = connection.accept().await {
        let (request, answer) = request?;
        let key = request.headers().get("idempotency-key");
        let key = key
            .ok_or("a create request without a key")?
            .to_str()?
            .to_owned();
        let mut body = request.into_body();
        // The body comes only while the connection is driven.
        let whole = async {
            while let Some(piece) = body.data().await {
                let size = piece?.len();
                body.flow_control().release_capacity(size)?;
            }
            Ok::<(), h2::Error>(())
        };
        let mut whole = std::pin::pin!(whole);
        std::future::poll_fn(|context| {
            if let std::task::Poll::Ready(done) = whole.as_mut().poll(context) {
                return std::task::Poll::Ready(done);
            }
            connection.poll_closed(context)
        })
        .await?;
        let fault = {
            let mut book = lock(book);
            book.requests += 1;
            book.faults.pop()
        };
        match fault {
            None => succeed(answer, &lock(book).commit(&key))?,
            Some(fault) => match fail(fault, answer, &key, book)? {
                After::Nothing => {}
                After::GoAway(reason) => connection.abrupt_shutdown(reason),
                After::GoAwayGently => connection.graceful_shutdown(),
                After::Gone => return Ok(()),
            },
        }
    }
    Ok(())
}

/// What becomes of the connection.
enum After {
    Nothing,
    GoAway(Reason),
    GoAwayGently,
    Gone,
}

fn fail(
    fault: Fault,
    mut answer: SendResponse<Bytes>,
    key: &str,
    book: &Mutex<Book>,
) -> Outcome<After> {
    let acts = match fault {
        Fault::Reset(_, acts)
        | Fault::GoAway(_, acts)
        | Fault::Gone(acts)
        | Fault::Silence(acts)
        | Fault::Status(_, acts) => acts,
        Fault::ResetInAnswer(_) | Fault::GoAwayGently => true,
    };
    let id = acts.then(|| lock(book).commit(key)).unwrap_or_default();
    match fault {
        Fault::Reset(reason, _) => answer.send_reset(reason),
        Fault::ResetInAnswer(body) => {
            let mut stream = answer.send_response(Response::new(()), false)?;
            if body {
                stream.send_data(Bytes::from(format!("{{\"task_id\":\"{id}")), false)?;
            }
            stream.send_reset(Reason::INTERNAL_ERROR);
        }
        Fault::GoAway(reason, _) => return Ok(After::GoAway(reason)),
        Fault::GoAwayGently => {
            succeed(answer, &id)?;
            return Ok(After::GoAwayGently);
        }
        Fault::Gone(_) => return Ok(After::Gone),
        Fault::Silence(_) => {
            // Kept open, so that nothing tells the client.
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_secs(60)).await;
                drop(answer);
            });
        }
        Fault::Status(status, _) => {
            let reply = Response::builder().status(status).body(())?;
            answer.send_response(reply, true)?;
        }
    }
    Ok(After::Nothing)
}

fn succeed(mut answer: SendResponse<Bytes>, id: &str) -> Outcome {
    let mut stream = answer.send_response(Response::new(()), false)?;
    let body = format!("{{\"request_id\":\"req\",\"task_id\":\"{id}\",\"status\":\"queued\"}}");
    Ok(stream.send_data(Bytes::from(body), true)?)
}
