//! The memory of a sandbox: tasks, the keys they are bound to, the requests seen.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use super::cost;
use super::ledger::{Ledger, SeenRequest, SeenTask};
use super::settings::{Outcome, Settings};
use super::task::{Payload, Status, Task};

/// How many requests are remembered one by one.
const REQUESTS_KEPT: usize = 4_096;

/// What a key means for a payload.
pub(super) enum KeyUse {
    /// Nobody used it: a new task.
    Fresh,
    /// The same payload came with it: that task.
    Replay(usize),
    /// Another payload came with it.
    Conflict,
}

/// See the module.
pub(super) struct Book {
    /// How the next tasks end.
    pub(super) outcome: Outcome,
    tasks: Vec<Task>,
    by_id: HashMap<String, usize>,
    by_key: HashMap<String, usize>,
    requests: VecDeque<SeenRequest>,
    request_count: u64,
}

impl Book {
    pub(super) fn new(outcome: Outcome) -> Self {
        Self {
            outcome,
            tasks: Vec::new(),
            by_id: HashMap::new(),
            by_key: HashMap::new(),
            requests: VecDeque::new(),
            request_count: 0,
        }
    }

    /// The number the next task will have.
    pub(super) fn next_number(&self) -> usize {
        self.tasks.len() + 1
    }

    pub(super) fn task(&self, id: &str) -> Option<&Task> {
        self.by_id.get(id).and_then(|place| self.tasks.get(*place))
    }

    /// What `key` means for `payload` at this time.
    pub(super) fn key_use(
        &self,
        settings: &Settings,
        now: Duration,
        key: &str,
        payload: &Payload,
    ) -> KeyUse {
        let Some((place, task)) = self
            .by_key
            .get(key)
            .and_then(|place| Some((*place, self.tasks.get(*place)?)))
        else {
            return KeyUse::Fresh;
        };
        let age = now.saturating_sub(task.created);
        let forgotten = settings.key_memory.is_some_and(|memory| age >= memory);
        let status = task.status(now);
        let unsuccessful = matches!(status, Status::Failed | Status::Cancelled);
        if forgotten || (unsuccessful && settings.free_unsuccessful_keys) {
            KeyUse::Fresh
        } else if task.payload == *payload {
            KeyUse::Replay(place)
        } else {
            KeyUse::Conflict
        }
    }

    /// Counts a replay and gives the task it leads to.
    pub(super) fn replay(&mut self, place: usize) -> Option<&Task> {
        let task = self.tasks.get_mut(place)?;
        task.replays += 1;
        Some(task)
    }

    /// Takes a task in: from here on it is charged.
    pub(super) fn accept(&mut self, task: Task) {
        let place = self.tasks.len();
        self.by_id.insert(task.id.clone(), place);
        if let Some(key) = &task.key {
            self.by_key.insert(key.clone(), place);
        }
        self.tasks.push(task);
    }

    /// Lets every task have ended by now.
    pub(super) fn finish(&mut self, now: Duration) {
        for task in &mut self.tasks {
            task.finish(now);
        }
    }

    pub(super) fn saw(&mut self, request: SeenRequest) {
        self.request_count += 1;
        if self.requests.len() >= REQUESTS_KEPT {
            self.requests.pop_front();
        }
        self.requests.push_back(request);
    }

    pub(super) fn snapshot(&self, settings: &Settings, now: Duration) -> Ledger {
        let charges: Vec<_> = self
            .tasks
            .iter()
            .map(|task| task.charged(settings, now))
            .collect();
        let tasks = self
            .tasks
            .iter()
            .zip(&charges)
            .map(|(task, charged)| SeenTask {
                task_id: task.id.clone(),
                request_id: task.request_id.clone(),
                model: task.payload.model.to_string(),
                input: task.payload.input.to_string(),
                status: task.status(now).as_str(),
                cost_estimate: task.cost.to_decimal(),
                charged: charged.to_decimal(),
                idempotency_key: task.key.clone(),
                replays: task.replays,
            });
        Ledger {
            requests: self.requests.iter().cloned().collect(),
            request_count: self.request_count,
            tasks: tasks.collect(),
            total: cost::total(&charges),
        }
    }
}
