//! Where the program writes.

use std::{
    fmt::Display,
    io::{self, IsTerminal as _, Write as _},
};

/// Standard output, and standard error for complaints.
///
/// A reader that goes away early (`| head -3`) ends the showing and not the run, which may have a paid film to fetch. So
/// failures to write are ignored. No colours are used, so there are none for `NO_COLOR` to take away.
pub(crate) struct Page {
    live: bool,
    /// Characters of the line that is being rewritten; 0 when there is none.
    drawn: usize,
}

impl Page {
    pub(crate) fn new() -> Self {
        let dumb = std::env::var_os("TERM").is_some_and(|kind| kind == "dumb");
        Self {
            live: io::stdout().is_terminal() && !dumb,
            drawn: 0,
        }
    }

    /// Whether a line can be rewritten.
    pub(crate) fn is_live(&self) -> bool {
        self.live
    }

    /// A text as it is, from the left edge.
    pub(crate) fn text(&mut self, text: impl Display) {
        self.end_line();
        let text = text.to_string();
        let _ = writeln!(io::stdout(), "{}", text.trim_end_matches('\n'));
    }

    /// A heading, after an empty line.
    pub(crate) fn heading(&mut self, text: impl Display) {
        self.text(format_args!("\n{text}"));
    }

    /// A text below a heading.
    pub(crate) fn indented(&mut self, text: impl Display) {
        self.block("  ", text);
    }

    /// A text quoted from elsewhere.
    pub(crate) fn quoted(&mut self, text: impl Display) {
        self.block("    ", text);
    }

    /// Puts a text where the last one of these stands. For live pages.
    pub(crate) fn rewrite(&mut self, text: &str) {
        let length = text.chars().count();
        let rest = self.drawn.saturating_sub(length);
        let _ = write!(io::stdout(), "\r  {text}{:rest$}", "");
        let _ = io::stdout().flush();
        self.drawn = length;
    }

    /// Says on standard error why the run ends.
    pub(crate) fn complain(&mut self, fault: impl Display) {
        self.end_line();
        let _ = writeln!(io::stderr(), "{fault}");
    }

    fn block(&mut self, margin: &str, text: impl Display) {
        for line in text.to_string().lines() {
            self.text(format_args!("{margin}{line}"));
        }
    }

    /// What comes now shall not overwrite the live line.
    fn end_line(&mut self) {
        if self.drawn > 0 {
            self.drawn = 0;
            let _ = writeln!(io::stdout());
        }
    }
}
