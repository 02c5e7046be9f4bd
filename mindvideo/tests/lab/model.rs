//! The model that is bought.

pub(crate) use self::veo::Input;

#[mindvideo::mindvideo_model("../schemas/veo3-1-quality.json")]
pub(crate) mod veo {}
