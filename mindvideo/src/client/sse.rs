//! Server-sent events, by the rules of the WHATWG.

use std::{borrow::Cow, time::Duration};

use super::{
    event_decoder::{LARGEST_EVENT, too_large},
    events::TaskEvent,
    marks, members,
};

/// Parses `text/event-stream`. The byte order mark is the caller's business.
#[derive(Debug, Default)]
pub(crate) struct SseParser {
    line: Vec<u8>,
    /// The last byte ended a line as CR, so an LF that follows belongs to it.
    after_cr: bool,
    data: Option<String>,
    kind: String,
    last_id: String,
    /// How long the server wants a lost client to wait.
    retry: Option<Duration>,
    ready: Vec<TaskEvent>,
}

impl SseParser {
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<(), String> {
        let mut rest = bytes;
        while let Some(first) = rest.first() {
            if std::mem::take(&mut self.after_cr) && *first == b'\n' {
                rest = rest.get(1..).unwrap_or_default();
                continue;
            }
            let end = marks::find(rest, |byte| matches!(byte, b'\n' | b'\r'));
            let (line, behind) = rest.split_at(end.unwrap_or(rest.len()));
            let held = self.line.len() + self.data.as_ref().map_or(0, String::len);
            if held + line.len() > LARGEST_EVENT {
                return Err(too_large());
            }
            let Some((line_break, behind)) = behind.split_first() else {
                self.line.extend_from_slice(line);
                break;
            };
            self.after_cr = *line_break == b'\r';
            rest = behind;
            if self.line.is_empty() {
                self.end_line(line);
            } else {
                let mut whole = std::mem::take(&mut self.line);
                whole.extend_from_slice(line);
                self.end_line(&whole);
            }
        }
        Ok(())
    }

    pub(crate) fn retry(&self) -> Option<Duration> {
        self.retry
    }

    pub(crate) fn drain(&mut self) -> impl Iterator<Item = TaskEvent> + '_ {
        self.ready.drain(..)
    }

    fn end_line(&mut self, line: &[u8]) {
        if line.is_empty() {
            return self.dispatch();
        }
        // What is right is told so faster than it is mended.
        let line =
            str::from_utf8(line).map_or_else(|_| String::from_utf8_lossy(line), Cow::Borrowed);
        let (field, value) = line.split_once(':').unwrap_or((&line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "data" => match &mut self.data {
                None => self.data = Some(value.to_owned()),
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
            },
            "event" => value.clone_into(&mut self.kind),
            "id" if !value.contains('\0') => value.clone_into(&mut self.last_id),
            "retry" if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry = value.parse().ok().map(Duration::from_millis);
            }
            // Comments (an empty field name) and fields of the future.
            _ => {}
        }
    }

    fn dispatch(&mut self) {
        let kind = std::mem::take(&mut self.kind);
        let Some(data) = self.data.take() else { return };
        let some = |text: &str| (!text.is_empty()).then(|| text.into());
        let [status] = members::texts(&data, ["status"]);
        self.ready.push(TaskEvent::new(
            some(&self.last_id),
            some(&kind),
            status,
            data.into(),
        ));
    }
}
