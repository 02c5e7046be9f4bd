//! What the run found out about itself.

use super::{fault::Fault, page::Page};

/// What was checked, in the order it happened.
#[derive(Default)]
pub(crate) struct Checks {
    made: Vec<(bool, String)>,
}

impl Checks {
    /// Notes whether something holds.
    pub(crate) fn note(&mut self, holds: bool, what: impl Into<String>) {
        self.made.push((holds, what.into()));
    }

    /// Shows all of them.
    ///
    /// # Errors
    /// When one did not hold.
    pub(crate) fn conclude(&self, page: &mut Page) -> Result<(), Fault> {
        page.heading("What was checked");
        for (holds, what) in &self.made {
            let mark = if *holds { "ok    " } else { "FAILED" };
            page.indented(format_args!("{mark}  {what}"));
        }
        match self.made.iter().filter(|(holds, _)| !holds).count() {
            0 => Ok(()),
            failed => Err(Fault::Checks(failed)),
        }
    }
}
