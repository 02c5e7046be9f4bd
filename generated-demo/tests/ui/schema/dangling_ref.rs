#[mindvideo::mindvideo_model("schemas/dangling_ref.json")]
pub mod model {}

fn main() {}
