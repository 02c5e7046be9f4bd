//! An entry as JSON.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use serde_core::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use serde_json::{Map, Value};

use super::{
    Entry, SavedFile,
    accepted::Accepted,
    ended::Ended,
    members::{count, object, put, text},
};
use crate::client::{
    hex::{hex, unhex},
    idempotency_key::IdempotencyKey,
};

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
            let text = std::str::from_utf8(payload).map_err(ser::Error::custom)?;
            put(&mut all, "payload", text);
        }
        if let Some(accepted) = &self.accepted {
            put(&mut all, "accepted", accepted.write());
        }
        if let Some(ended) = &self.ended {
            put(&mut all, "ended", ended.write());
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
        read(&all).map_err(de::Error::custom)
    }
}

fn read(all: &Map<String, Value>) -> Result<Entry, String> {
    let saved = all.get("saved").and_then(Value::as_array);
    let saved = saved.into_iter().flatten().map(SavedFile::read);
    let payload = all.get("payload").and_then(Value::as_str);
    let ended = match all.get("ended") {
        Some(end) => Some(Ended::read(object(end, "ended")?)?),
        None => None,
    };
    Ok(Entry {
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
        ended,
        saved: saved.collect::<Result<_, _>>()?,
        closed: all.get("closed") == Some(&Value::Bool(true)),
    })
}

fn millis(at: SystemTime) -> u64 {
    let since = at
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
