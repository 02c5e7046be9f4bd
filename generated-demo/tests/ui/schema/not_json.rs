#[mindvideo::mindvideo_model("schemas/not_json.json")]
pub mod model {}

fn main() {}
