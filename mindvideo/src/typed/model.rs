use super::{Serialize, Validate};

/// The input of one model of the MindVideo API. Implemented by generated code.
pub trait Model: Validate + Serialize {
    /// The model's name in requests: the stem of its schema's file.
    const SLUG: &'static str;

    /// The schema of the input, member for member, as JSON text without white space. What types do
    /// not show is here, `x-` keywords included.
    const SCHEMA: &'static str;
}
