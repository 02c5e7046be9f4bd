//! Events out of bytes, whatever the framing.

use std::{collections::VecDeque, time::Duration};

use serde_json::value::RawValue;

use super::{
    events::{Framing, TaskEvent},
    json_splitter::{JsonSplitter, Shape},
    members::{self, Members},
    sse::SseParser,
};

/// Largest single event, in bytes.
pub(crate) const LARGEST_EVENT: usize = 1024 * 1024;

/// Decodes pieces of a body as they come; how they are cut makes no difference.
#[derive(Debug)]
pub(crate) struct EventDecoder {
    declared: Declared,
    stage: Stage,
    ready: VecDeque<TaskEvent>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Declared {
    Sse,
    Lines,
    Nothing,
}

#[derive(Debug)]
enum Stage {
    /// The first bytes, until they tell the framing.
    Sniff(Vec<u8>),
    Sse(SseParser),
    Array(JsonSplitter),
    Lines(JsonSplitter),
    /// One object so far: the whole body, or the first of several.
    Object(JsonSplitter, Option<Box<str>>),
    /// The object was the whole body.
    Single,
    Opaque(Vec<u8>),
}

impl EventDecoder {
    pub(crate) fn new(content_type: Option<&str>) -> Self {
        let essence = content_type
            .and_then(|text| text.split(';').next())
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        let declared = match &*essence {
            "text/event-stream" => Declared::Sse,
            "application/x-ndjson"
            | "application/ndjson"
            | "application/jsonl"
            | "application/json-seq" => Declared::Lines,
            _ => Declared::Nothing,
        };
        Self {
            declared,
            stage: Stage::Sniff(Vec::new()),
            ready: VecDeque::new(),
        }
    }

    /// The framing that was found; `None` until enough has come.
    pub(crate) fn framing(&self) -> Option<Framing> {
        match &self.stage {
            Stage::Sniff(_) | Stage::Object(..) => None,
            Stage::Sse(_) => Some(Framing::ServerSentEvents),
            Stage::Array(_) => Some(Framing::JsonArray),
            Stage::Lines(_) => Some(Framing::JsonLines),
            Stage::Single => Some(Framing::JsonObject),
            Stage::Opaque(_) => Some(Framing::Opaque),
        }
    }

    /// How long the server wants a lost client to wait.
    pub(crate) fn retry(&self) -> Option<Duration> {
        match &self.stage {
            Stage::Sse(parser) => parser.retry(),
            _ => None,
        }
    }

    pub(crate) fn pop(&mut self) -> Option<TaskEvent> {
        self.ready.pop_front()
    }

    /// Takes a piece. The error says what cannot be read; nothing more will be.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<(), String> {
        match &mut self.stage {
            Stage::Sniff(head) => {
                head.extend_from_slice(bytes);
                self.sniff(false)
            }
            Stage::Sse(parser) => {
                parser.push(bytes)?;
                self.ready.extend(parser.drain());
                Ok(())
            }
            Stage::Array(splitter) | Stage::Lines(splitter) => {
                self.ready.extend(json_events(splitter.push(bytes)?)?);
                Ok(())
            }
            Stage::Object(splitter, first) => {
                let mut values = splitter.push(bytes)?.into_iter();
                *first = first.take().or_else(|| values.next());
                let Some(second) = values.next() else {
                    return Ok(());
                };
                let all = first.take().into_iter().chain([second]).chain(values);
                self.ready.extend(json_events(all)?);
                self.stage = Stage::Lines(std::mem::replace(
                    splitter,
                    JsonSplitter::new(Shape::Values),
                ));
                Ok(())
            }
            Stage::Opaque(all) => {
                all.extend_from_slice(bytes);
                if all.len() > LARGEST_EVENT {
                    Err(too_large())
                } else {
                    Ok(())
                }
            }
            Stage::Single => Ok(()),
        }
    }

    /// The body has ended.
    pub(crate) fn finish(&mut self) -> Result<(), String> {
        if matches!(self.stage, Stage::Sniff(_)) {
            self.sniff(true)?;
        }
        match &mut self.stage {
            Stage::Array(splitter) | Stage::Lines(splitter) => {
                self.ready.extend(json_events(splitter.finish()?)?);
            }
            Stage::Object(splitter, first) => {
                let last = splitter.finish()?;
                if let Some(whole) = first.take().or(last) {
                    self.ready.extend(listed(whole)?);
                }
                self.stage = Stage::Single;
            }
            Stage::Opaque(all) if !all.is_empty() => {
                let text = String::from_utf8_lossy(all).into_owned();
                all.clear();
                self.ready
                    .push_back(TaskEvent::new(None, None, None, text.into()));
            }
            // WHATWG: an event without its empty line is dropped.
            Stage::Sse(_) | Stage::Opaque(_) | Stage::Sniff(_) | Stage::Single => {}
        }
        Ok(())
    }

    /// Tells the framing by the first byte, where the declared one leaves room.
    fn sniff(&mut self, ended: bool) -> Result<(), String> {
        const MARK: &[u8] = b"\xef\xbb\xbf";
        /// The longest of the words that an SSE line can begin with.
        const ENOUGH: usize = "event:".len();
        let Stage::Sniff(head) = &mut self.stage else {
            return Ok(());
        };
        if !ended && head.len() < MARK.len() && MARK.starts_with(head) {
            return Ok(());
        }
        let bytes = head.strip_prefix(MARK).unwrap_or(head).to_vec();
        let text = bytes.trim_ascii_start();
        let stage = match text.first() {
            None if !ended => return self.bounded(),
            // A line may be an array, so where lines are declared it is not the list.
            Some(b'[') if self.declared != Declared::Lines => {
                Stage::Array(JsonSplitter::new(Shape::Array))
            }
            Some(b'{') if self.declared == Declared::Nothing => {
                Stage::Object(JsonSplitter::new(Shape::Values), None)
            }
            Some(b'{' | 0x1e) => Stage::Lines(JsonSplitter::new(Shape::Values)),
            _ if self.declared == Declared::Sse => Stage::Sse(SseParser::default()),
            _ if self.declared == Declared::Lines => Stage::Lines(JsonSplitter::new(Shape::Values)),
            _ if !ended && text.len() < ENOUGH => return self.bounded(),
            _ if ["data:", "event:", "id:", "retry:", ":"]
                .iter()
                .any(|word| text.starts_with(word.as_bytes())) =>
            {
                Stage::Sse(SseParser::default())
            }
            _ => Stage::Opaque(Vec::new()),
        };
        self.stage = stage;
        self.push(&bytes)
    }

    /// White space without end is no body.
    fn bounded(&self) -> Result<(), String> {
        match &self.stage {
            Stage::Sniff(head) if head.len() > LARGEST_EVENT => Err(too_large()),
            _ => Ok(()),
        }
    }
}

pub(crate) fn too_large() -> String {
    format!("one is larger than {LARGEST_EVENT} bytes")
}

/// The events of a body that is one object: those of its list, or itself.
fn listed(whole: Box<str>) -> Result<Vec<TaskEvent>, String> {
    let members: Members = serde_json::from_str(&whole).unwrap_or_default();
    let list = ["events", "data", "items"]
        .iter()
        .find_map(|name| serde_json::from_str::<Vec<&RawValue>>(members.get(name)?.get()).ok());
    match list {
        Some(items) => json_events(items.into_iter().map(|item| item.get().into())),
        None => json_events([whole]),
    }
}

fn json_events(values: impl IntoIterator<Item = Box<str>>) -> Result<Vec<TaskEvent>, String> {
    values.into_iter().map(json_event).collect()
}

/// The names are guesses, so what they do not find stays in the data.
fn json_event(value: Box<str>) -> Result<TaskEvent, String> {
    let names = ["id", "event_id", "type", "event", "status"];
    let found = members::texts_of(&value, names);
    let [id, event_id, kind, event, status] =
        found.map_err(|fault| format!("one is not JSON: {fault}"))?;
    Ok(TaskEvent::new(
        id.or(event_id).map(Into::into),
        kind.or(event).map(Into::into),
        status,
        value,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Framing, and of each event id, kind, status and data.
    type Read = (
        Option<Framing>,
        Vec<(Option<String>, Option<String>, Option<String>, String)>,
    );

    fn read(content_type: Option<&str>, pieces: &[&[u8]]) -> Result<Read, String> {
        let mut decoder = EventDecoder::new(content_type);
        for piece in pieces {
            decoder.push(piece)?;
        }
        decoder.finish()?;
        let framing = decoder.framing();
        let text = |part: Option<&str>| part.map(str::to_owned);
        let events = std::iter::from_fn(|| decoder.pop())
            .map(|e| {
                (
                    text(e.id()),
                    text(e.kind()),
                    e.status().map(ToString::to_string),
                    e.data().to_owned(),
                )
            })
            .collect();
        Ok((framing, events))
    }

    /// Content type, body, framing, data of the events.
    type Case = (
        Option<&'static str>,
        &'static str,
        Framing,
        &'static [&'static str],
    );

    const JSON: Option<&str> = Some("application/json; charset=utf-8");
    const NDJSON: Option<&str> = Some("application/x-ndjson");
    const SSE: Option<&str> = Some("text/event-stream");
    const CASES: &[Case] = &[
        (
            JSON,
            " [ {\"a\":\"]},\\\"{\"} , 1.50,\"x\", [1,2] ]\n",
            Framing::JsonArray,
            &["{\"a\":\"]},\\\"{\"}", "1.50", "\"x\"", "[1,2]"],
        ),
        (JSON, "[]", Framing::JsonArray, &[]),
        (
            JSON,
            "{\"events\":[{\"id\":\"1\"},{\"id\":\"2\"}]}",
            Framing::JsonObject,
            &["{\"id\":\"1\"}", "{\"id\":\"2\"}"],
        ),
        (
            JSON,
            "{\"status\":\"queued\"}",
            Framing::JsonObject,
            &["{\"status\":\"queued\"}"],
        ),
        (
            None,
            "{\"a\":1}\n{\"a\":2}\r\n\n{\"a\":3}",
            Framing::JsonLines,
            &["{\"a\":1}", "{\"a\":2}", "{\"a\":3}"],
        ),
        (
            None,
            "{\"a\":1}{\"a\":\"é\"}",
            Framing::JsonLines,
            &["{\"a\":1}", "{\"a\":\"é\"}"],
        ),
        (NDJSON, "{\"a\":1}\n", Framing::JsonLines, &["{\"a\":1}"]),
        (
            NDJSON,
            "7\n\"x\"\nnull",
            Framing::JsonLines,
            &["7", "\"x\"", "null"],
        ),
        (
            NDJSON,
            "[1,2]\n[3]\n",
            Framing::JsonLines,
            &["[1,2]", "[3]"],
        ),
        (
            NDJSON,
            "\u{1e}{\"a\":1}\n\u{1e}{\"a\":2}\n",
            Framing::JsonLines,
            &["{\"a\":1}", "{\"a\":2}"],
        ),
        (
            SSE,
            "\u{feff}data: a\ndata:b\n\n: ping\nid: 7\nevent: up\ndata: é\n\ndata: lost",
            Framing::ServerSentEvents,
            &["a\nb", "é"],
        ),
        (
            SSE,
            "data: a\r\ndata: b\r\n\r\n",
            Framing::ServerSentEvents,
            &["a\nb"],
        ),
        (
            SSE,
            "data: a\r\n\r\ndata: b\r\rdata\n\nid\ndata: c\n\n",
            Framing::ServerSentEvents,
            &["a", "b", "", "c"],
        ),
        (
            None,
            "event: x\ndata: {\"status\":\"done\"}\n\n",
            Framing::ServerSentEvents,
            &["{\"status\":\"done\"}"],
        ),
        (
            Some("text/plain"),
            ":\n\ndata:  two\n\n",
            Framing::ServerSentEvents,
            &[" two"],
        ),
        (SSE, "[{\"a\":1}]", Framing::JsonArray, &["{\"a\":1}"]),
        (None, "\u{feff}[1]", Framing::JsonArray, &["1"]),
        (None, "no events here", Framing::Opaque, &["no events here"]),
        (None, "dat", Framing::Opaque, &["dat"]),
        (None, "", Framing::Opaque, &[]),
    ];

    #[test]
    fn any_split_reads_the_same() {
        for (content_type, body, framing, data) in CASES {
            let whole = read(*content_type, &[body.as_bytes()]).unwrap();
            assert_eq!(whole.0, Some(*framing), "{body:?}");
            assert_eq!(
                whole.1.iter().map(|e| &*e.3).collect::<Vec<_>>(),
                *data,
                "{body:?}"
            );
            for at in 0..=body.len() {
                let (head, tail) = body.as_bytes().split_at(at);
                assert_eq!(
                    read(*content_type, &[head, tail]).unwrap(),
                    whole,
                    "{body:?} at {at}"
                );
            }
            let bytes: Vec<&[u8]> = body.as_bytes().chunks(1).collect();
            assert_eq!(
                read(*content_type, &bytes).unwrap(),
                whole,
                "{body:?} by bytes"
            );
        }
    }

    #[test]
    fn names_are_found() {
        let (_, events) = read(
            SSE,
            &[b"id: 7\nevent: up\ndata: {\"status\":\"queued\"}\n\ndata: x\n\n"],
        )
        .unwrap();
        let word = |text: &str| Some(text.to_owned());
        assert_eq!(
            events[0],
            (
                word("7"),
                word("up"),
                word("queued"),
                "{\"status\":\"queued\"}".to_owned()
            )
        );
        assert_eq!(events[1], (word("7"), None, None, "x".to_owned()));
        let (_, events) = read(JSON, &[br#"[{"event_id":"e","type":"t","status":"s"}]"#]).unwrap();
        assert_eq!(
            (&events[0].0, &events[0].1, &events[0].2),
            (&word("e"), &word("t"), &word("s"))
        );
    }

    #[test]
    fn the_pause_a_server_asks_for() {
        for (body, pause) in [
            ("retry: 1500\n\n", Some(1500)),
            ("retry: soon\n", None),
            ("retry\n", None),
        ] {
            let mut decoder = EventDecoder::new(SSE);
            decoder.push(body.as_bytes()).unwrap();
            assert_eq!(
                decoder.retry(),
                pause.map(Duration::from_millis),
                "{body:?}"
            );
        }
    }

    #[test]
    fn broken_bodies_are_said_to_be() {
        for (content_type, body) in [
            (JSON, "[1,2"),
            (JSON, "[1,,2]"),
            (JSON, "[1 2]"),
            (JSON, "[1] 2"),
            (JSON, "{\"a\""),
            (NDJSON, "{a}\n"),
            (JSON, "[}]"),
            (NDJSON, "]"),
        ] {
            assert!(read(content_type, &[body.as_bytes()]).is_err(), "{body}");
        }
    }

    #[test]
    fn events_are_bounded() {
        for (content_type, head, more) in [
            (SSE, "data: ", "x"),
            (SSE, "", "data: x\n"),
            (NDJSON, "\"", "x"),
            (JSON, "[\"", "x"),
            (None, "", " "),
            (None, "x", "x"),
        ] {
            let mut decoder = EventDecoder::new(content_type);
            let piece = more.repeat(10_000);
            let end = decoder
                .push(head.as_bytes())
                .and_then(|()| (0..300).try_for_each(|_| decoder.push(piece.as_bytes())));
            assert!(end.is_err(), "{content_type:?} {head:?}");
        }
    }
}
