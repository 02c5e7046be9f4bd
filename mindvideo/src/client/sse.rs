//! Server-sent events, by the rules of the WHATWG.

use std::time::Duration;

use super::{
    event_decoder::{LARGEST_EVENT, too_large},
    events::TaskEvent,
    members::Members,
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
        for &byte in bytes {
            let after_cr = std::mem::replace(&mut self.after_cr, byte == b'\r');
            match byte {
                b'\n' if after_cr => {}
                b'\n' | b'\r' => self.end_line(),
                _ => self.line.push(byte),
            }
            if self.line.len() + self.data.as_ref().map_or(0, String::len) > LARGEST_EVENT {
                return Err(too_large());
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

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        if line.is_empty() {
            return self.dispatch();
        }
        let line = String::from_utf8_lossy(&line);
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
        let status = serde_json::from_str::<Members>(&data)
            .ok()
            .and_then(|members| members.text("status"));
        self.ready.push(TaskEvent::new(
            some(&self.last_id),
            some(&kind),
            status,
            data.into(),
        ));
    }
}
