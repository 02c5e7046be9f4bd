#[mindvideo::mindvideo_model("schemas/several.json")]
pub mod model {}

fn main() {}
