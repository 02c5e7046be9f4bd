//! Buys one task with each contestant through each fault, and prints who paid twice and who lost a
//! paid task. README.md says what is counted.

mod contestant;
mod purchase;
#[expect(dead_code, reason = "the client's tests use the rest")]
#[path = "../../../mindvideo/tests/client/server.rs"]
mod server;
mod shop;
mod table;
mod versions;
#[path = "../../../mindvideo/tests/client/wire.rs"]
mod wire;

use std::{env, error::Error, fs, process::ExitCode, sync::Arc};

use contestant::Contestant;
use purchase::{Purchase, purchase};
use server::Do;
use table::Totals;

/// What happens on the wire after the charge.
type Fault = Option<Vec<Do>>;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<ExitCode, Box<dyn Error + Send + Sync>> {
    table::legend();
    table::head();
    let healthy = round(None).await?;
    table::row("no fault", &healthy);
    if !healthy.iter().all(|purchase| purchase.after_one.is_right()) {
        eprintln!("without a fault everybody must pay once and hold the task");
        return Ok(ExitCode::FAILURE);
    }
    let (study, rest) = scenarios();
    let mut totals = Totals::default();
    for (name, fault) in study {
        let purchases = round(Some(fault)).await?;
        table::row(name, &purchases);
        totals.add(&purchases);
    }
    totals.print("of these nine");
    for (name, fault) in rest {
        let purchases = round(Some(fault)).await?;
        table::row(name, &purchases);
        totals.add(&purchases);
    }
    totals.print("of all");
    Ok(if totals.ours_are_right() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

type Scenario = (&'static str, Vec<Do>);

/// The nine faults that other clients were put through before, and the others that ours are tested with.
fn scenarios() -> (Vec<Scenario>, Vec<Scenario>) {
    const STUDY: [&str; 9] = [
        "500",
        "502 HTML",
        "503",
        "504",
        "RST",
        "FIN",
        "silence",
        "cut body",
        "broken JSON",
    ];
    let mut rest = wire::faults();
    let study = STUDY.map(|wanted| {
        let at = rest.iter().position(|(name, _)| *name == wanted);
        rest.remove(at.unwrap_or_else(|| panic!("no fault is called {wanted}")))
    });
    (study.into(), rest)
}

/// One purchase by each contestant, all at once.
async fn round(fault: Fault) -> Result<Vec<Purchase>, Box<dyn Error + Send + Sync>> {
    let folder = env::temp_dir().join(format!("mindvideo-peers-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let shared = Arc::new(folder.clone());
    let running: Vec<_> = Contestant::ALL
        .into_iter()
        .map(|contestant| tokio::spawn(purchase(contestant, fault.clone(), Arc::clone(&shared))))
        .collect();
    let mut purchases = Vec::new();
    for purchase in running {
        purchases.push(purchase.await?);
    }
    fs::remove_dir_all(&folder)?;
    Ok(purchases)
}
