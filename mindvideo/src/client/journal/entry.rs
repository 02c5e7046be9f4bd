//! What a journal knows about one purchase.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, SystemTime},
};

use bytes::Bytes;

use super::{Intent, SavedFile, Stage, Step, accepted::Accepted, ended::Ended};
use crate::client::{
    amount::Amount,
    idempotency_key::IdempotencyKey,
    status::TaskStatus,
    token::{SubmissionToken, TaskToken},
};

/// All that a journal knows about one purchase: its [`Intent`] and every [`Step`] since.
///
/// It serializes to a JSON object without secrets, so a journal of your own can keep it as a text by its key. The body of
/// the request, with the prompt, is in it until the task has ended or the entry is closed; after that only its SHA-256
/// stays, to recognize the same request again.
#[derive(Clone, PartialEq)]
pub struct Entry {
    pub(super) key: IdempotencyKey,
    pub(super) base: Arc<str>,
    pub(super) model: Arc<str>,
    pub(super) digest: [u8; 32],
    pub(super) payload: Option<Bytes>,
    pub(super) label: Option<Box<str>>,
    pub(super) at: SystemTime,
    /// Senders that are not known to have made no task.
    pub(super) sends: u64,
    pub(super) accepted: Option<Accepted>,
    pub(super) ended: Option<Ended>,
    pub(super) saved: Vec<SavedFile>,
    /// Nobody goes on with it, whatever may have been made.
    pub(super) closed: bool,
}

/// What an intent finds where its key is known.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Meeting {
    /// Nothing was made under the key: it begins anew.
    Free,
    /// Its own request, without a task yet. `doubt`: another sender may have been heard.
    Joins { doubt: bool },
    /// Its own request, in doubt for so long that the server may have forgotten the key. No age: the clock was set back.
    Stale(Option<Duration>),
    /// The task of its own request.
    Made(Box<TaskToken>),
    /// Another request, for this base URL.
    Other(Arc<str>),
    /// It only goes on with what is open, and this is not any more: forgotten, closed or given up.
    Gone,
}

/// A clock that was corrected by less than this was not set back.
const CORRECTION: Duration = Duration::from_mins(1);

impl Entry {
    /// What a journal writes for an intent, given what it knows of its key: a new entry, or the known one, gone on with.
    /// `None`: there is nothing new to write.
    ///
    /// To be called and written in one step, atomic against all others: the count of senders is what keeps a refusal to one
    /// of them from closing the purchase of another.
    #[must_use = "a sender counts when this is written"]
    pub fn begin(known: Option<&Self>, intent: &Intent) -> Option<Self> {
        match (Self::meet(known, intent), known) {
            (Meeting::Free, _) => Some(Self::new(intent)),
            (Meeting::Joins { .. }, Some(known)) => {
                let joined = known.joined_by(intent);
                (joined != *known).then_some(joined)
            }
            _ => None,
        }
    }

    fn joined_by(&self, intent: &Intent) -> Self {
        let mut joined = self.clone();
        // Whoever prepares or sends it wants it.
        joined.closed = false;
        if intent.sends {
            if self.stage() == Stage::Prepared {
                // A server remembers a key from its first request on.
                joined.at = intent.at;
            }
            joined.apply(&Step::Sent);
        }
        joined
    }

    pub(super) fn new(intent: &Intent) -> Self {
        let token = &intent.token;
        Self {
            key: token.key.clone(),
            base: token.base.clone(),
            model: token.model.clone(),
            digest: hmac_sha256::Hash::hash(&token.payload),
            payload: Some(token.payload.clone()),
            label: token.label.clone(),
            at: intent.at,
            sends: u64::from(intent.sends),
            accepted: None,
            ended: None,
            saved: Vec::new(),
            closed: false,
        }
    }

    /// What `intent` finds where this is known of its key.
    pub(crate) fn meet(known: Option<&Self>, intent: &Intent) -> Meeting {
        match known {
            Some(known) => known.met_by(intent),
            None if intent.only_open => Meeting::Gone,
            None => Meeting::Free,
        }
    }

    fn met_by(&self, intent: &Intent) -> Meeting {
        let stage = self.stage();
        let its_own = self.is_of(&intent.token);
        if intent.only_open && (self.closed || !its_own) {
            return Meeting::Gone;
        }
        if stage == Stage::Closed {
            return Meeting::Free;
        }
        if !its_own {
            return Meeting::Other(self.base.clone());
        }
        if let Some(task) = self.task_token() {
            return Meeting::Made(Box::new(task));
        }
        let doubt = stage == Stage::InDoubt;
        let age = self.age(intent.at);
        let fresh = |memory| age.is_some_and(|age| age <= memory);
        if doubt && intent.memory.is_some_and(|memory| !fresh(memory)) {
            return Meeting::Stale(age);
        }
        Meeting::Joins { doubt }
    }

    /// Takes in what happened next.
    pub fn apply(&mut self, step: &Step) {
        match step {
            Step::Sent => {
                self.sends = self.sends.saturating_add(1);
                self.closed = false;
            }
            Step::Refused => {
                self.sends = self.sends.saturating_sub(1);
                self.closed |= self.was_never_made();
            }
            Step::Accepted {
                task_id,
                request_id,
                cost_estimate,
            } => {
                // Whoever gave it up did not know that there is a task.
                self.closed &= self.accepted.is_some();
                self.accepted = Some(Accepted {
                    task_id: task_id.clone(),
                    request_id: request_id.clone(),
                    cost_estimate: cost_estimate.clone(),
                });
            }
            Step::Ended {
                task_id,
                status,
                cost,
            } => {
                self.accepted.get_or_insert_with(|| Accepted {
                    task_id: task_id.clone(),
                    request_id: None,
                    cost_estimate: None,
                });
                self.ended = Some(Ended {
                    status: status.clone(),
                    cost: cost.clone(),
                });
            }
            Step::Saved(file) => {
                self.saved.retain(|known| known.pointer != file.pointer);
                self.saved.push(file.clone());
            }
            Step::Discarded => self.closed |= self.was_never_made(),
            Step::Abandoned => self.closed = true,
        }
        if matches!(self.stage(), Stage::Ended | Stage::Closed) {
            self.payload = None;
        }
    }

    /// Certain: no sender is out or was heard.
    fn was_never_made(&self) -> bool {
        self.sends == 0 && self.accepted.is_none()
    }

    /// Where it stands. What may have been made is a fact that giving up does not change: only what was certainly never
    /// made is [`Closed`](Stage::Closed).
    pub fn stage(&self) -> Stage {
        if self.ended.is_some() {
            Stage::Ended
        } else if self.accepted.is_some() {
            Stage::Accepted
        } else if self.sends > 0 {
            Stage::InDoubt
        } else if self.closed {
            Stage::Closed
        } else {
            Stage::Prepared
        }
    }

    /// Whether something is left for [`Client::recover`](crate::client::Client::recover) to do: it has not ended, and nobody
    /// gave it up.
    pub fn is_open(&self) -> bool {
        !self.closed && self.ended.is_none()
    }

    /// The key of the request.
    pub fn idempotency_key(&self) -> &IdempotencyKey {
        &self.key
    }

    /// The slug of the model.
    pub fn model(&self) -> &str {
        &self.model
    }

    /// The name for people that it was given by [`Submit::label`](crate::client::Submit::label). Never sent.
    pub fn label(&self) -> Option<&str> {
        self.label.as_deref()
    }

    /// The base URL that it was made for.
    pub fn base_url(&self) -> &str {
        &self.base
    }

    /// When it was prepared, and from its first sender on when that was counted; by the clock of that machine.
    pub fn at(&self) -> SystemTime {
        self.at
    }

    /// The SHA-256 of the body of its request.
    pub fn payload_sha256(&self) -> [u8; 32] {
        self.digest
    }

    /// What sends the request again, with the same key and the same bytes. `None` once the task has ended or the entry is
    /// closed.
    pub fn submission_token(&self) -> Option<SubmissionToken> {
        Some(SubmissionToken {
            model: self.model.clone(),
            base: self.base.clone(),
            key: self.key.clone(),
            payload: self.payload.clone()?,
            label: self.label.clone(),
        })
    }

    /// What finds the task again, also long after it has ended. `None` before the server named it.
    pub fn task_token(&self) -> Option<TaskToken> {
        let accepted = self.accepted.as_ref()?;
        Some(TaskToken {
            model: self.model.clone(),
            task_id: accepted.task_id.clone(),
            request_id: accepted.request_id.clone(),
            base: Some(self.base.clone()),
            key: Some(self.key.clone()),
        })
    }

    /// What the server expected the task to cost.
    pub fn cost_estimate(&self) -> Option<&Amount> {
        self.accepted.as_ref()?.cost_estimate.as_ref()
    }

    /// The last status of a task that has ended.
    pub fn status(&self) -> Option<&TaskStatus> {
        self.ended.as_ref().map(|ended| &ended.status)
    }

    /// What a task that has ended did cost, if the server said so.
    pub fn cost(&self) -> Option<&Amount> {
        self.ended.as_ref()?.cost.as_ref()
    }

    /// Its files that were fetched.
    pub fn saved(&self) -> &[SavedFile] {
        &self.saved
    }

    /// Whether `token` is the very request of this entry.
    fn is_of(&self, token: &SubmissionToken) -> bool {
        self.base == token.base
            && self.model == token.model
            && self.digest == hmac_sha256::Hash::hash(&token.payload)
    }

    /// How long before `now` that was. `None` if that is still to come: the clock was set back, and nobody knows.
    pub(super) fn age(&self, now: SystemTime) -> Option<Duration> {
        match now.duration_since(self.at) {
            Ok(age) => Some(age),
            Err(ahead) if ahead.duration() <= CORRECTION => Some(Duration::ZERO),
            Err(_) => None,
        }
    }
}

impl fmt::Debug for Entry {
    /// Without the body.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("key", &self.key)
            .field("model", &self.model)
            .field("stage", &self.stage())
            .field("task_id", &self.accepted.as_ref().map(|a| &a.task_id))
            .finish_non_exhaustive()
    }
}
