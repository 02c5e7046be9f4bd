//! The lines of a journal's file.
//!
//! `CHECKSUM LENGTH JSON\n`: the first 16 hex digits of the SHA-256 of the JSON text, and its bytes. The JSON is
//! `{"entry": …}` for an entry as it stands, or `{"key": …, "step": …}` for what happened to one. The first line of a file
//! is [`HEADER`].

use serde_core::{Serialize, Serializer, ser::SerializeMap as _};
use serde_json::{Map, Value};

use super::{Entry, Step};
use crate::client::{hex::hex, idempotency_key::IdempotencyKey};

pub(super) const HEADER: &str = "mindvideo journal, version 1\n";
const DIGITS: usize = 16;

/// What a line says.
#[derive(Debug)]
pub(super) enum Line {
    Entry(Box<Entry>),
    Step(IdempotencyKey, Step),
}

pub(super) fn write_entry(entry: &Entry) -> serde_json::Result<String> {
    seal(&Named("entry", entry))
}

pub(super) fn write_step(key: &IdempotencyKey, step: &Step) -> serde_json::Result<String> {
    seal(&Keyed(key, step))
}

fn seal(value: &impl Serialize) -> serde_json::Result<String> {
    let json = serde_json::to_string(value)?;
    Ok(format!(
        "{} {} {json}\n",
        checksum(json.as_bytes()),
        json.len()
    ))
}

/// Why a line is not as it was written.
#[derive(Debug)]
pub(super) enum Flaw {
    /// It may be the beginning of one that a crash cut short.
    Torn,
    /// It is whole, and something else stands where its line break was: no crash does that.
    Damaged,
}

/// The JSON of a line, with its line break, if it is as it was written.
pub(super) fn open(line: &[u8]) -> Result<&str, Flaw> {
    let mut parts = line.splitn(3, |byte| *byte == b' ');
    let mut part = || parts.next().ok_or(Flaw::Torn);
    let (sum, length, rest) = (part()?, part()?, part()?);
    let length = std::str::from_utf8(length).ok();
    let length = length.and_then(|digits| digits.parse().ok());
    let (json, end) = length
        .and_then(|length| rest.split_at_checked(length))
        .ok_or(Flaw::Torn)?;
    if sum != checksum(json).as_bytes() {
        return Err(Flaw::Torn);
    }
    match end {
        b"\n" => std::str::from_utf8(json).map_err(|_| Flaw::Torn),
        // Zeros: the file had grown, and its last block was not written.
        rest if rest.iter().all(|byte| *byte == 0) => Err(Flaw::Torn),
        _ => Err(Flaw::Damaged),
    }
}

/// What the JSON of a line says.
pub(super) fn read(json: &str) -> Result<Line, String> {
    let mut all: Map<String, Value> = serde_json::from_str(json).map_err(|f| f.to_string())?;
    if let Some(entry) = all.remove("entry") {
        let entry = serde_json::from_value(entry).map_err(|fault| fault.to_string())?;
        return Ok(Line::Entry(Box::new(entry)));
    }
    let key = all.get("key").and_then(Value::as_str).ok_or("has no key")?;
    let key = IdempotencyKey::parse(key).map_err(|fault| fault.to_string())?;
    let step = all.remove("step").ok_or("has no step")?;
    let step = serde_json::from_value(step).map_err(|fault| fault.to_string())?;
    Ok(Line::Step(key, step))
}

fn checksum(json: &[u8]) -> String {
    let mut sum = hex(&hmac_sha256::Hash::hash(json));
    sum.truncate(DIGITS);
    sum
}

struct Named<'a>(&'static str, &'a Entry);

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(self.0, self.1)?;
        map.end()
    }
}

struct Keyed<'a>(&'a IdempotencyKey, &'a Step);

impl Serialize for Keyed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("key", self.0.as_str())?;
        map.serialize_entry("step", self.1)?;
        map.end()
    }
}
