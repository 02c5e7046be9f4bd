//! Inputs, judged by the schemas that the sandbox was given.

use mindvideo_schema::{Evaluator, Violation};

/// A schema made ready to judge inputs.
pub(super) struct Judge {
    evaluator: Evaluator,
}

impl Judge {
    /// Reads a schema, or says everything that is wrong with it.
    pub(super) fn new(schema_text: &str) -> Result<Self, String> {
        let evaluator = Evaluator::new(schema_text).map_err(|error| error.to_string())?;
        Ok(Self { evaluator })
    }

    /// Every rule that an input breaks; none when it is valid.
    pub(super) fn violations(&self, input_json: &str) -> Vec<Violation> {
        match self.evaluator.check_json(input_json.as_bytes()) {
            Ok(()) => Vec::new(),
            Err(report) => report.violations().to_vec(),
        }
    }
}
