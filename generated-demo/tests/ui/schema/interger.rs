#[mindvideo::mindvideo_model("schemas/interger.json")]
pub mod model {}

fn main() {}
