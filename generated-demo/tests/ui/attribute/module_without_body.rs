#[mindvideo::mindvideo_model("schemas/text.json")]
pub mod model;

fn main() {}
