use super::{Part, Serialize, Validate};

/// The input of one model of the MindVideo API. Implemented by generated code.
pub trait Model: Validate + Serialize + 'static {
    /// The model's name in requests: the stem of its schema's file.
    const SLUG: &'static str;

    /// The schema of the input, member for member, as JSON text without white space. What types do
    /// not show is here, `x-` keywords included.
    const SCHEMA: &'static str;
}

/// What is known of a model without its type: for listing models and for serving them.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ModelInfo {
    /// [`Model::SLUG`]
    pub slug: &'static str,
    /// [`Model::SCHEMA`]
    pub schema: &'static str,
    /// How inputs are judged; [`from_json`](Self::from_json) does.
    pub(super) part: Part,
    /// The model whose inputs that judges, whatever is written to `slug`.
    pub(super) judged: &'static str,
}

impl ModelInfo {
    /// What is known of the model with this input.
    pub const fn of<M: Model>() -> Self {
        Self {
            slug: M::SLUG,
            schema: M::SCHEMA,
            part: M::PART,
            judged: M::SLUG,
        }
    }
}
