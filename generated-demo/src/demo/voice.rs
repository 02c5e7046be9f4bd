//! What is said to people, and what to scripts.

use std::{fmt::Display, io::Write as _};

use serde_json::{Value, json};

use super::page::Page;

/// Tells events: in words, or with `--json` as an object a line.
pub(crate) struct Voice {
    pub(crate) page: Page,
    json: bool,
}

impl Voice {
    pub(crate) fn new(json: bool) -> Self {
        Self {
            page: Page::new(),
            json,
        }
    }

    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Tells an event. `members` is an object; all of its members are there each time.
    pub(crate) fn tell(&mut self, event: &str, members: Value, words: impl Display) {
        if self.json {
            let mut line = members;
            line["event"] = json!(event);
            // A reader that went away ends nothing, as on a page.
            let _ = writeln!(std::io::stdout(), "{line}");
        } else {
            self.page.text(words);
        }
    }

    /// Something for people that scripts have in other events.
    pub(crate) fn aside(&mut self, words: impl Display) {
        if !self.json {
            self.page.text(words);
        }
    }

    /// Says on standard error what goes wrong, and to scripts as an event as well.
    pub(crate) fn complain(&mut self, event: &str, members: Value, words: impl Display) {
        if self.json {
            self.tell(event, members, "");
        }
        self.page.complain(words);
    }
}
