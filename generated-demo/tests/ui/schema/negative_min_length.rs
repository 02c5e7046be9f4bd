#[mindvideo::mindvideo_model("schemas/negative_min_length.json")]
pub mod model {}

fn main() {}
