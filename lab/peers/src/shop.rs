//! The server that all buy from: the documented API and the least of Stripe's, over one ledger.

use std::sync::{Arc, Mutex};

use crate::{
    Fault,
    server::{self, Do, Ledger, Seen, Server, json, reply},
};

pub(crate) struct Shop {
    pub(crate) base: String,
    ledger: Arc<Mutex<Ledger>>,
    _server: Server,
}

impl Shop {
    /// A shop where the first create request is charged and meets the fault.
    pub(crate) async fn open(fault: Fault) -> Self {
        let mut ledger = Ledger::default();
        ledger.faults.extend(fault.map(server::Fault::After));
        let ledger = Arc::new(Mutex::new(ledger));
        let book = Arc::clone(&ledger);
        let server = Server::start(move |seen| answer(&mut book.lock().unwrap(), seen)).await;
        Self {
            base: server.base.clone(),
            ledger,
            _server: server,
        }
    }

    /// Ids of tasks, one for each charge.
    pub(crate) fn charged(&self) -> Vec<String> {
        self.ledger.lock().unwrap().charged.clone()
    }
}

fn answer(ledger: &mut Ledger, seen: &Seen) -> Vec<Do> {
    let path = seen.path.split('?').next().unwrap_or_default();
    match (&*seen.method, path) {
        ("POST", "/api/v1/tasks") => ledger.create(seen),
        ("POST", "/v1/payment_intents") => ledger.create_as(seen, |id| payment(id, "processing")),
        ("GET", path) => match path.rsplit_once('/') {
            Some((of, id)) if ledger.charged.iter().any(|charged| charged == id) => match of {
                "/api/v1/tasks" => task(id),
                "/v1/payment_intents" => payment(id, "succeeded"),
                _ => reply(404, &[], b""),
            },
            _ => reply(404, &[], b""),
        },
        _ => reply(404, &[], b""),
    }
}

fn task(id: &str) -> Vec<Do> {
    let body = serde_json::json!({
        "request_id": "req_1",
        "task_id": id,
        "status": "succeeded",
        "cost_actual": 0.675,
        "output": {"videos": [{"url": "https://files.invalid/1.mp4"}]},
    });
    json(200, &body.to_string())
}

/// A payment with no more members than async-stripe needs to read it.
fn payment(id: &str, status: &str) -> Vec<Do> {
    let body = serde_json::json!({
        "id": id,
        "object": "payment_intent",
        "status": status,
        "amount": 675,
        "amount_capturable": 0,
        "amount_received": 0,
        "capture_method": "automatic",
        "confirmation_method": "automatic",
        "created": 1,
        "currency": "usd",
        "livemode": false,
        "metadata": {},
        "payment_method_types": ["card"],
    });
    json(200, &body.to_string())
}
