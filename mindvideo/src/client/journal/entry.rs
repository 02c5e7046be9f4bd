//! What a journal knows about one purchase.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use serde_core::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::{Map, Value};

use crate::client::{
    amount::Amount,
    idempotency_key::IdempotencyKey,
    status::TaskStatus,
    task_id::TaskId,
    token::{SubmissionToken, TaskToken},
};

/// A purchase that is about to be made: what a journal takes in before the first byte of the request leaves.
#[derive(Clone, Debug, PartialEq)]
pub struct Intent {
    pub(crate) token: SubmissionToken,
    pub(crate) at: SystemTime,
    pub(crate) sends: bool,
}

impl Intent {
    /// The request, frozen: its key and its bytes.
    pub fn token(&self) -> &SubmissionToken {
        &self.token
    }

    /// When it was made, by this machine's clock. It tells a person how old an entry is; no key is made of it.
    pub fn at(&self) -> SystemTime {
        self.at
    }

    /// Whether the request follows at once. `false`: it was only prepared, and a [`Step::Sent`] will come first.
    pub fn sends(&self) -> bool {
        self.sends
    }
}

/// One thing that happened to a purchase after its intent.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Step {
    /// A request is about to leave: from here on the server may have it.
    Sent,
    /// The server named the task.
    Accepted {
        /// Its name.
        task_id: TaskId,
        /// The server's name of the create request.
        request_id: Option<Box<str>>,
        /// What the task is expected to cost.
        cost_estimate: Option<Amount>,
    },
    /// The server refused, or nothing was sent: the sender of the last [`Sent`](Self::Sent) made no task.
    Refused,
    /// The task ended.
    Ended {
        /// Its name, should the journal have failed when it was accepted.
        task_id: TaskId,
        /// Its last status.
        status: TaskStatus,
        /// What it cost.
        cost: Option<Amount>,
    },
    /// One of its files is on disk.
    Saved(SavedFile),
    /// A person decided that nobody shall go on with it.
    Abandoned,
}

/// A file of a task that was fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedFile {
    pub(crate) pointer: Box<str>,
    pub(crate) path: Box<str>,
    pub(crate) size: u64,
}

impl SavedFile {
    /// Where in the task's output the file stands: `/videos/0`.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// Where it was put, as the caller wrote it; what is not Unicode in it is replaced.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Its size in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }
}

/// Where a purchase stands. See [`Entry::stage`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// Written down, never sent.
    Prepared,
    /// Sent, and no reply that names a task is known: it may be charged.
    InDoubt,
    /// The server named the task: it is charged, and not known to have ended.
    Accepted,
    /// The task ended.
    Ended,
    /// Nothing was made, and nobody goes on with it.
    Closed,
}

/// All that a journal knows about one purchase: its [`Intent`] and every [`Step`] since.
///
/// It serializes to a JSON object without secrets, so a journal of your own can keep it as a text by its key. The body of
/// the request, with the prompt, is in it until the task has ended; after that only its SHA-256 stays, to recognize the
/// same request again.
#[derive(Clone, PartialEq)]
pub struct Entry {
    key: IdempotencyKey,
    base: Arc<str>,
    model: Arc<str>,
    digest: [u8; 32],
    payload: Option<Bytes>,
    label: Option<Box<str>>,
    at: SystemTime,
    sends: u64,
    accepted: Option<Accepted>,
    ended: Option<(TaskStatus, Option<Amount>)>,
    saved: Vec<SavedFile>,
    closed: bool,
}

#[derive(Clone, Debug, PartialEq)]
struct Accepted {
    task_id: TaskId,
    request_id: Option<Box<str>>,
    cost_estimate: Option<Amount>,
}

impl Entry {
    /// The entry of a new purchase.
    pub fn new(intent: &Intent) -> Self {
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

    /// Takes in what happened next.
    pub fn apply(&mut self, step: &Step) {
        match step {
            Step::Sent => self.sends = self.sends.saturating_add(1),
            // Another sender of the same request may still be out, here or in a process that died: then it stays open.
            Step::Refused => {
                self.sends = self.sends.saturating_sub(1);
                self.closed |= self.sends == 0 && self.accepted.is_none();
            }
            Step::Accepted {
                task_id,
                request_id,
                cost_estimate,
            } => {
                self.closed = false;
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
                self.ended = Some((status.clone(), cost.clone()));
                self.payload = None;
            }
            Step::Saved(file) => {
                self.saved.retain(|known| known.pointer != file.pointer);
                self.saved.push(file.clone());
            }
            Step::Abandoned => self.closed = true,
        }
        if self.closed {
            self.payload = None;
        }
    }

    /// Where it stands.
    pub fn stage(&self) -> Stage {
        if self.closed {
            Stage::Closed
        } else if self.ended.is_some() {
            Stage::Ended
        } else if self.accepted.is_some() {
            Stage::Accepted
        } else if self.sends > 0 {
            Stage::InDoubt
        } else {
            Stage::Prepared
        }
    }

    /// Whether something is left for [`Client::recover`](crate::client::Client::recover) to do.
    pub fn is_open(&self) -> bool {
        !matches!(self.stage(), Stage::Ended | Stage::Closed)
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

    /// When its intent was written, by the clock of that machine.
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
        self.ended.as_ref().map(|(status, _)| status)
    }

    /// What a task that has ended did cost, if the server said so.
    pub fn cost(&self) -> Option<&Amount> {
        self.ended.as_ref()?.1.as_ref()
    }

    /// Its files that were fetched.
    pub fn saved(&self) -> &[SavedFile] {
        &self.saved
    }

    /// Whether `token` is the very request of this entry.
    pub(crate) fn is_of(&self, token: &SubmissionToken) -> bool {
        self.base == token.base
            && self.model == token.model
            && self.digest == hmac_sha256::Hash::hash(&token.payload)
    }

    /// How long before `now` it was written; zero if the clock was set back since.
    pub(crate) fn age(&self, now: SystemTime) -> Duration {
        now.duration_since(self.at).unwrap_or_default()
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

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut all = Map::new();
        put(&mut all, "key", self.key.as_str());
        put(&mut all, "base", &*self.base);
        put(&mut all, "model", &*self.model);
        put(&mut all, "sha256", hex(&self.digest));
        put(&mut all, "at", millis(self.at));
        put(&mut all, "sends", self.sends);
        if let Some(label) = &self.label {
            put(&mut all, "label", &**label);
        }
        if let Some(payload) = &self.payload {
            let text = std::str::from_utf8(payload).map_err(serde_core::ser::Error::custom)?;
            put(&mut all, "payload", text);
        }
        if let Some(accepted) = &self.accepted {
            put(&mut all, "accepted", accepted.write());
        }
        if let Some((status, cost)) = &self.ended {
            put(&mut all, "ended", write_end(status, cost.as_ref()));
        }
        if !self.saved.is_empty() {
            let saved = self.saved.iter().map(SavedFile::write);
            put(&mut all, "saved", saved.collect::<Vec<_>>());
        }
        if self.closed {
            put(&mut all, "closed", true);
        }
        Value::Object(all).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let all = Map::deserialize(deserializer)?;
        Self::read(&all).map_err(de::Error::custom)
    }
}

impl Entry {
    fn read(all: &Map<String, Value>) -> Result<Self, String> {
        let saved = all.get("saved").and_then(Value::as_array);
        let saved = saved.into_iter().flatten().map(SavedFile::read);
        let payload = all.get("payload").and_then(Value::as_str);
        Ok(Self {
            key: IdempotencyKey::parse(text(all, "key")?).map_err(|fault| fault.to_string())?,
            base: text(all, "base")?.into(),
            model: text(all, "model")?.into(),
            digest: unhex(text(all, "sha256")?).ok_or("`sha256` is no SHA-256")?,
            payload: payload.map(|text| Bytes::copy_from_slice(text.as_bytes())),
            label: all.get("label").and_then(Value::as_str).map(Into::into),
            at: SystemTime::UNIX_EPOCH
                .checked_add(Duration::from_millis(count(all, "at")?))
                .ok_or("`at` is no time")?,
            sends: count(all, "sends")?,
            accepted: all.get("accepted").map(Accepted::read).transpose()?,
            ended: match all.get("ended") {
                Some(end) => Some(read_end(object(end, "ended")?)?),
                None => None,
            },
            saved: saved.collect::<Result<_, _>>()?,
            closed: all.get("closed") == Some(&Value::Bool(true)),
        })
    }
}

impl Accepted {
    fn write(&self) -> Value {
        let mut all = Map::new();
        put(&mut all, "task_id", self.task_id.as_str());
        if let Some(id) = &self.request_id {
            put(&mut all, "request_id", &**id);
        }
        if let Some(cost) = &self.cost_estimate {
            put(&mut all, "cost_estimate", cost.to_string());
        }
        all.into()
    }

    fn read(value: &Value) -> Result<Self, String> {
        let all = object(value, "accepted")?;
        Ok(Self {
            task_id: task_id(all)?,
            request_id: all
                .get("request_id")
                .and_then(Value::as_str)
                .map(Into::into),
            cost_estimate: amount(all, "cost_estimate"),
        })
    }
}

impl SavedFile {
    fn write(&self) -> Value {
        let mut all = Map::new();
        put(&mut all, "pointer", &*self.pointer);
        put(&mut all, "path", &*self.path);
        put(&mut all, "size", self.size);
        all.into()
    }

    fn read(value: &Value) -> Result<Self, String> {
        let all = object(value, "saved")?;
        Ok(Self {
            pointer: text(all, "pointer")?.into(),
            path: text(all, "path")?.into(),
            size: count(all, "size")?,
        })
    }
}

fn write_end(status: &TaskStatus, cost: Option<&Amount>) -> Map<String, Value> {
    let mut all = Map::new();
    put(&mut all, "status", status.as_str());
    if let Some(cost) = cost {
        put(&mut all, "cost", cost.to_string());
    }
    all
}

fn read_end(all: &Map<String, Value>) -> Result<(TaskStatus, Option<Amount>), String> {
    Ok((TaskStatus::new(text(all, "status")?), amount(all, "cost")))
}

impl Serialize for Step {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut all = Map::new();
        let (name, value): (_, Value) = match self {
            Self::Sent => ("sent", true.into()),
            Self::Refused => ("refused", true.into()),
            Self::Abandoned => ("abandoned", true.into()),
            Self::Ended {
                task_id,
                status,
                cost,
            } => {
                let mut end = write_end(status, cost.as_ref());
                put(&mut end, "task_id", task_id.as_str());
                ("ended", end.into())
            }
            Self::Saved(file) => ("saved", file.write()),
            Self::Accepted {
                task_id,
                request_id,
                cost_estimate,
            } => {
                let accepted = Accepted {
                    task_id: task_id.clone(),
                    request_id: request_id.clone(),
                    cost_estimate: cost_estimate.clone(),
                };
                ("accepted", accepted.write())
            }
        };
        put(&mut all, name, value);
        Value::Object(all).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let all = Map::deserialize(deserializer)?;
        Self::read(&all).map_err(de::Error::custom)
    }
}

impl Step {
    fn read(all: &Map<String, Value>) -> Result<Self, String> {
        let (name, value) = all.iter().next().ok_or("a step without a name")?;
        Ok(match name.as_str() {
            "sent" => Self::Sent,
            "refused" => Self::Refused,
            "abandoned" => Self::Abandoned,
            "saved" => Self::Saved(SavedFile::read(value)?),
            "ended" => {
                let end = object(value, name)?;
                let (status, cost) = read_end(end)?;
                Self::Ended {
                    task_id: task_id(end)?,
                    status,
                    cost,
                }
            }
            "accepted" => {
                let accepted = Accepted::read(value)?;
                Self::Accepted {
                    task_id: accepted.task_id,
                    request_id: accepted.request_id,
                    cost_estimate: accepted.cost_estimate,
                }
            }
            other => return Err(format!("a step `{other}` that this version does not know")),
        })
    }
}

fn put(all: &mut Map<String, Value>, name: &str, value: impl Into<Value>) {
    all.insert(name.to_owned(), value.into());
}

fn object<'a>(value: &'a Value, name: &str) -> Result<&'a Map<String, Value>, String> {
    value
        .as_object()
        .ok_or_else(|| format!("`{name}` is no object"))
}

fn task_id(all: &Map<String, Value>) -> Result<TaskId, String> {
    TaskId::new(text(all, "task_id")?).map_err(|fault| fault.to_string())
}

fn text<'a>(all: &'a Map<String, Value>, name: &str) -> Result<&'a str, String> {
    let value = all.get(name).and_then(Value::as_str);
    value.ok_or_else(|| format!("has no text `{name}`"))
}

fn count(all: &Map<String, Value>, name: &str) -> Result<u64, String> {
    let value = all.get(name).and_then(Value::as_u64);
    value.ok_or_else(|| format!("has no count `{name}`"))
}

fn amount(all: &Map<String, Value>, name: &str) -> Option<Amount> {
    all.get(name)?.as_str()?.parse().ok()
}

fn millis(at: SystemTime) -> u64 {
    let since = at
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

pub(super) fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or('0');
    let pairs = bytes.iter().map(|b| [digit(b >> 4), digit(b & 15)]);
    pairs.flatten().collect()
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let digits: Vec<u8> = text
        .chars()
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()?;
    let bytes: Vec<u8> = digits
        .chunks_exact(2)
        .filter_map(|pair| Some(pair.first()? << 4 | pair.get(1)?))
        .collect();
    (digits.len() == 64).then(|| bytes.try_into().ok())?
}
